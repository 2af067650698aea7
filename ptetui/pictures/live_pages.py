"""The ranges of a process, and the pages of one as a grid with the pagemap word under the cursor as a ribbon."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ptetui.linux.pagemap_form import pagemap_reading
from ptetui.linux.setting import Setting
from ptetui.pictures.live_lines import PAGE_CELLS, open_digits, page_summary
from ptetui.render.fitted import FittedRibbon, Viewport, fitted_rows
from ptetui.render.grid import GridFold, fit_grid, grid_legend, grid_rows
from ptetui.render.ribbon import Marks
from ptetui.render.rows import cut_row, cut_text, window
from ptetui.render.spans import Row, Span
from ptetui.sources.live.watched import Counted, LiveProcess, PageWord, Range, state

_LABEL = 15  # columns of an address: 12 digits or 16, as there are
_RIBBON = 8  # lines that the grid leaves to the word, where there are as many
_NAME = 24  # columns that a range's name has at least
_LEAST_GRID = 4  # lines


class RangePages(NamedTuple):
    """A range as it was read: `words` are those of the pages that show, from page `first` on."""

    part: Range
    fold: GridFold
    first: int
    words: Sequence[int]


def fit_pages(part: Range, cursor: int, viewport: Viewport) -> tuple[GridFold, int, int]:
    """The fold of a range's pages, the first page that shows, how many show."""
    lines = max(_LEAST_GRID, viewport.lines - _RIBBON - 3)
    fold = fit_grid(part.pages, viewport.columns, lines, _LABEL)
    height = min(fold.rows, lines)
    row = window(cursor // fold.per_row, height, fold.rows)
    first = row * fold.per_row
    return fold, first, min(part.pages - first, height * fold.per_row)


def live_page_rows(
    process: LiveProcess, setting: Setting, pages: RangePages, cursor: int, page: PageWord, viewport: Viewport,
    changed: Sequence[int] = (),
) -> list[Row]:  # fmt: skip
    """Grid, legend, the page under the cursor; `changed` are indices into the words that changed since."""
    kinds = [state(word, process.tells_frames) for word in pages.words]
    per_row = pages.fold.per_row
    shown = pages.fold._replace(cells=len(kinds))
    starts = range(pages.first, pages.first + len(kinds), per_row)
    labels = [f" {pages.part.start + place * process.page_size:012x}" for place in starts]
    rows = grid_rows(kinds, PAGE_CELLS, shown, labels, cursor=cursor - pages.first, marked=frozenset(changed))
    rows += grid_legend(dict(Counter(kinds).most_common()), PAGE_CELLS, viewport.columns)
    rest = viewport._replace(lines=viewport.lines - len(rows))
    rows += _word_rows(setting, pages.part.start + cursor * process.page_size, page, rest)
    return [cut_row(row, viewport.columns) for row in rows]


def _word_rows(setting: Setting, address: int, page: PageWord, viewport: Viewport) -> list[Row]:
    rows: list[Row] = [[
        Span(f" {address:#x} ", "key"), Span(f"pagemap {open_digits(page.word, page.hidden, 64)} ", "number"),
        Span(page_summary(page.word, page.hidden, page.categories), "head"),
    ]]  # fmt: skip
    if page.categories:
        rows.append([Span(" PAGEMAP_SCAN ", "dim"), Span(" ".join(page.categories), "")])
    ribbon = FittedRibbon(pagemap_reading(setting, page.word), marks=Marks(open=page.hidden))
    rows += fitted_rows(ribbon, viewport._replace(lines=viewport.lines - len(rows)))
    return rows[: max(1, viewport.lines)]


def live_range_rows(
    ranges: Sequence[Range], counts: Mapping[Range, Counted], chosen: int, viewport: Viewport
) -> tuple[list[Row], int]:
    """The ranges that show, a line each with the pages counted so far, and the index of the first."""
    height = max(1, viewport.lines - 1)
    first = window(chosen, height, len(ranges))
    head = f" {'address':12}  rights  {'pages':>11}  states"
    rows: list[Row] = [[Span(head.ljust(viewport.columns)[: viewport.columns], "head dim")]]
    for index, part in enumerate(ranges[first : first + height], first):
        role = "title" if index == chosen else ""
        pages = f" {part.start:012x}  {part.rights:6}  {part.pages:>11,}  "
        left = max(0, viewport.columns - len(pages))
        name = cut_text(part.name, max(_NAME, left // 3))
        states = cut_text(_counted_text(counts.get(part)), max(0, left - len(name) - 2))
        text = f"{pages}{states.ljust(max(0, left - len(name) - 1))} {name}"
        rows.append([Span(text[: viewport.columns].ljust(viewport.columns), role)])
    return rows, first


def _counted_text(counted: Counted | None) -> str:
    if counted is None:
        return "…"
    pages = [f"{count:,} {name}" for name, count in counted.states.most_common()]
    marked = (("soft-dirty", counted.soft_dirty), ("uffd-wp", counted.uffd_wp), ("not read", counted.unread))
    return ", ".join([*pages, *(f"{count:,} {name}" for name, count in marked if count)]) or "the kernel tells nothing"
