"""A motion as one SVG that a script plays: what stands, groups of cells that show for a while, bits on their way.

A group has `data-from` and `data-to`: it shows while so many bits have landed. A way has where it leads, in pixels, as
`data-way`; the script moves it. Without a script the end state stands there.
"""

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from ptetui.export.svg import cell_place, colour, row_elements, segments_of, svg_of
from ptetui.render.looks import style
from ptetui.render.motion import Flight, MotionPicture
from ptetui.render.rows import row_width
from ptetui.render.spans import Row, Span, merged

StillCells = Mapping[tuple[int, int], Span]  # by line and column
_BASE = 13.5  # pixels from the top of a line to the base of its letters


def motion_svg(motion: MotionPicture, theme: str, title: str) -> str:
    """The picture in a theme."""
    stills = [_cells(rows) for rows in motion.stills]
    places = sorted({place for still in stills for place in still})
    columns = max(row_width(row) for rows in motion.stills for row in rows)
    lines = max(map(len, motion.stills))
    standing: dict[tuple[int, int], Span] = {}
    groups: dict[tuple[int, int], dict[tuple[int, int], Span]] = {}
    for place in places:
        for first, last, cell in _runs([still.get(place) for still in stills]):
            if (first, last) == (0, len(stills) - 1):
                standing[place] = cell
            else:
                groups.setdefault((first, last), {})[place] = cell
    elements = [*_drawn(standing, columns, lines, theme)]
    for (first, last), cells in groups.items():
        shown = "" if last == len(stills) - 1 else ' visibility="hidden"'
        elements += [f'<g data-from="{first}" data-to="{last}"{shown}>', *_drawn(cells, columns, lines, theme), "</g>"]
    elements += [_way(flight, columns, theme) for flight in motion.flights]
    return svg_of(columns, lines, colour(style(theme, "").bgcolor), title, elements)


def _cells(rows: Sequence[Row]) -> dict[tuple[int, int], Span]:
    """Every cell that is not blank."""
    cells = {}
    for line, row in enumerate(rows):
        column = 0
        for span in row:
            plain = not span.role or span.role in ("dim", "border")
            for char in span.text:
                if char != " " or not plain:
                    cells[line, column] = Span(char, span.role)
                column += 1
    return cells


def _runs(cells: Sequence[Span | None]) -> Iterator[tuple[int, int, Span]]:
    """(first, last, content) of the stills in which a cell stays as it is."""
    first = 0
    for at in range(1, len(cells) + 1):
        if at == len(cells) or cells[at] != cells[first]:
            content = cells[first]
            if content is not None:
                yield first, at - 1, content
            first = at


def _drawn(cells: StillCells, columns: int, lines: int, theme: str) -> Iterator[str]:
    blank = Span(" ", "")
    rows = [merged([cells.get((line, column), blank) for column in range(columns)]) for line in range(lines)]
    return row_elements(segments_of(rows, theme), style(theme, ""))


def _way(flight: Flight, columns: int, theme: str) -> str:
    """The bit with its name, where it begins."""
    (x, y), (to_x, to_y) = cell_place(flight.column, flight.line), cell_place(flight.to_column, flight.to_line)
    depth = cell_place(0, flight.depth)[1]
    name = escape(flight.text)
    before = max(flight.column, flight.to_column) + len(flight.text) + 3 > columns
    label = f'<text x="-6" y="{_BASE}" text-anchor="end">{name}</text>' if before else ""
    label = label or f'<text x="15" y="{_BASE}">{name}</text>'
    wide, high = cell_place(1, 1)
    fill, ground = colour(style(theme, "changed").color), colour(style(theme, "").bgcolor)
    gap = ""
    if flight.leaves:
        left, _ = cell_place(flight.leaves, 0)
        gap = f'<rect class="gap" visibility="hidden" x="{x}" y="{y}" width="{left}" height="{high}" fill="{ground}"/>'
    return (
        f'{gap}<g class="way" visibility="hidden" fill="{fill}" font-weight="bold"'
        f' data-way="{x} {y} {to_x} {to_y} {depth}" data-lost="{int(flight.lost)}">'
        f'<rect width="{wide}" height="{high}"/><text x="0" y="{_BASE}" fill="{ground}">'
        f"{escape(flight.text[0].upper())}</text>{label}</g>"
    )
