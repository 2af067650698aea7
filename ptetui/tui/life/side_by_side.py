"""The designs in step: a strip of bits for each, with its state, what changed, which facts it tells and has lost."""

from collections.abc import Sequence

from ptetui.linux.life.fates import FATE_NAMES
from ptetui.render.prose import summary, title
from ptetui.render.rows import cut_text, row_width
from ptetui.render.spans import UNICODE, Row, Span
from ptetui.render.strips import change_marks, ruler, word_cells
from ptetui.sources.life.tree import LifeTree, refusal
from ptetui.sources.life.under_designs import DesignLife, Variant, life_under
from ptetui.tui.life.body import LifeView, Places, event_lines, placed_events
from ptetui.tui.life.rows import deed_text, timeline_row, timeline_rows

_LABEL = 16  # columns before the bits
_LINES = 3  # of a design
_LEAST_BODY = 4  # what the kernel did, two lines of events, the timeline


def least_size(width: int, designs: int) -> tuple[int, int]:
    """Columns and lines that are needed at least, for words of `width` bits; two lines are the screen's own."""
    return _LABEL + width, 2 + 1 + _LINES * designs + _LEAST_BODY


def design_rows(life: LifeTree, variants: Sequence[Variant], columns: int) -> list[Row]:
    """The ruler, and three lines a design."""
    width = life.setting.layout.width
    rows: list[Row] = [[Span(" " * _LABEL, ""), *ruler(width)]]
    for variant in variants:
        label = Span(f" {variant.design.title}".ljust(_LABEL), "key")
        try:
            there, why = life_under(life, variant), f"not on this layout: {variant.why}"
        except ValueError as error:  # the never-merged marker, under a design that has no type for markers
            there, why = None, str(error)
        if there is None:
            rows += [[label, Span(why, "off")], [], []]
        else:
            rows += _strip(there, min(life.lives, len(there.moment.pages) - 1), label, columns)
    return rows


def _strip(there: DesignLife, which: int, label: Span, columns: int) -> list[Row]:
    moment = there.moment
    reading, width = moment.reading(which), moment.setting.layout.width
    changed = moment.changed if which == moment.deed.whose else 0
    named = title(reading)
    below = change_marks(reading, changed, width, UNICODE)
    return [
        [label, *word_cells(reading, width, changed, moment.unknown(which))],
        [Span(f" {cut_text(named, _LABEL - 2)}".ljust(_LABEL), "head"), *below],
        _facts(there, summary(reading), columns - _LABEL),
    ]


def _facts(there: DesignLife, facts: str, columns: int) -> Row:
    """Type and offset or frame, then what is remembered and what is lost; or why the event did not happen."""
    row: Row = [Span(" " * _LABEL, "")]
    refused = refusal(there.moment)
    if refused:
        return [*row, Span(cut_text(refused, columns), "message")]
    tells = f"remembers {_listed(there.tells)}" if there.tells else ""
    lost = f"✗ lost {_listed(there.lost)}" if there.lost else ""
    remembered = [Span(text + "  ", look) for text, look in ((tells, "good"), (lost, "message head")) if text]
    left = columns - row_width(remembered)
    return [*row, *remembered, Span(cut_text(facts, left), "dim")]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(FATE_NAMES.get(name, name) for name in names)


def below_rows(view: LifeView, columns: int, lines: int) -> tuple[list[Row], Places]:
    """Below the strips: what the layout itself did, the events, the timeline; and where the events are."""
    life = view.life
    itself = f" mainline {life.setting.layout.name} "
    rows: list[Row] = [
        [Span(itself, "dim"), Span(f"{title(life.now.reading(life.lives))} ", "head"), Span(deed_text(life.now), "")]
    ]
    if life.now.deed.caption:
        rows.append([Span(" » ", "changed"), Span(life.now.deed.caption, "message")])
    left = lines - len(rows) - 1
    history = max(0, min(left - event_lines(view.chances, columns), len(life.deeds)))
    events, places = placed_events(view.chances, view.chosen, life.page.state, len(rows), left - history, columns)
    rows += events
    rows += timeline_rows(life, history + 1) if history else [timeline_row(life, columns)]
    return rows, places
