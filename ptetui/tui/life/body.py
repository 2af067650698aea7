"""What stands below the ribbon of the screen Life, fitted to the room: state, diagram, events, timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ptetui.linux.life.events import Chance
from ptetui.render.ribbon import Fold
from ptetui.render.rows import side_by_side
from ptetui.render.spans import Row, Span
from ptetui.sources.life.tree import LifeTree, deed_states
from ptetui.tui.life.diagram import DIAGRAM_HEIGHT, NEAR_LINES, WIDTH, Edge, drawn, state_rows
from ptetui.tui.life.nodes import Node, Where, nodes
from ptetui.tui.life.rows import (
    SHORT_RIBBON,
    deed_rows,
    deed_text,
    event_rows,
    happened_row,
    other_row,
    page_rows,
    timeline_row,
    timeline_rows,
)

_HEAD = 5  # lines: state, pagemap, PAGEMAP_SCAN, what happened, fates
_EVENTS = 2  # the fewest lines of events
LISTED_EVENTS = 5  # lines of events that count for more than states out of reach
_BESIDE = 54  # columns that events need beside the drawn diagram
_TALL = 30  # lines from which captions do not hide fates
_TWO = 76  # columns from which events stand in two columns


@dataclass
class LifeView:
    """What to draw: the life, its events in order, the chosen one, privilege, whether both pages have a ribbon."""

    life: LifeTree
    chances: list[Chance]
    chosen: int
    privileged: bool
    both: bool


class Places(NamedTuple):
    """Where events were drawn, for clicks."""

    top: int = 0
    lines: int = 0
    left: int = 0
    width: int = 1
    across: int = 1
    first: int = 0

    def event_at(self, column: int, line: int) -> int | None:
        """The index of the event at a column and a line of the body."""
        across = (column - self.left) // self.width
        if not self.top <= line < self.top + self.lines or not 0 <= across < self.across:
            return None
        return self.first + (line - self.top) * self.across + across


def event_lines(chances: Sequence[Chance], columns: int) -> int:
    """The lines that all events take."""
    return -(-len(chances) // _across(columns))


def placed_events(
    chances: Sequence[Chance], chosen: int, state: str, top: int, height: int, columns: int
) -> tuple[list[Row], Places]:
    """The events that fit in `height` lines from line `top` on, and where they are."""
    across = _across(columns)
    rows, first = event_rows(chances, chosen, state, height, columns, across)
    return rows, Places(top, len(rows), 0, columns // across, across, first)


def _across(columns: int) -> int:
    return 2 if columns >= _TWO else 1


def least_lines(life: LifeTree, folded: Fold) -> int:
    """Lines of the screen that are needed at least, its bars and the ribbon with them."""
    return 2 + SHORT_RIBBON * folded.rows + _HEAD + (len(life.now.pages) > 1) + NEAR_LINES + _EVENTS + 1


def body_rows(view: LifeView, columns: int, lines: int) -> tuple[list[Row], Places]:
    """All rows, and where the events are."""
    life = view.life
    where = _where(life)
    states = nodes(where, view.chances, life.setting)
    head = _head(view, columns, lines)
    if columns >= WIDTH + _BESIDE and lines - len(head) >= DIAGRAM_HEIGHT + 2:
        return _large(view, where, states, head, columns, lines)
    return _small(view, states, head, columns, lines)


def _where(life: LifeTree) -> Where:
    before, _ = deed_states(life.now)
    other = life.state(1 - life.lives) if len(life.now.pages) > 1 else None
    acting = life.now.deed.whose == life.lives
    return Where(life.page, life.state(life.lives), other, before if acting else None, life.now.proposal)


def _head(view: LifeView, columns: int, lines: int) -> list[Row]:
    life = view.life
    rows = page_rows(life.now, life.lives, view.privileged, columns)
    if len(life.now.pages) > 1 and not view.both:
        rows.append(other_row(life.now, 1 - life.lives, columns))
    before, after = deed_states(life.now)
    return [
        *rows,
        happened_row(life.now, before, after, columns),
        *deed_rows(life.now, columns, 2 if lines >= _TALL else 1),
    ]


def _small(
    view: LifeView, states: dict[str, Node], head: list[Row], columns: int, lines: int
) -> tuple[list[Row], Places]:
    needed = event_lines(view.chances, columns)
    rows = [*head, *state_rows(states, columns, lines - len(head) - min(LISTED_EVENTS, needed) - 1)]
    left = lines - len(rows) - 1
    spare = left - needed
    history = min(spare, len(view.life.deeds) + 1) if spare > 3 else 0
    height = left - history
    events, places = placed_events(view.chances, view.chosen, view.life.page.state, len(rows), height, columns)
    rows += events + [[] for _ in range(height - len(events))]
    if history:
        return [*rows, *timeline_rows(view.life, history + 1)], places
    return [*rows, timeline_row(view.life, columns)], places


def _large(
    view: LifeView, where: Where, states: dict[str, Node], head: list[Row], columns: int, lines: int
) -> tuple[list[Row], Places]:
    life = view.life
    edge = Edge(where.before or where.state, where.state, deed_text(life.now))
    left = drawn(states, edge)
    height = lines - len(head)
    left += timeline_rows(life, max(2, height - len(left)))
    able = sum(chance.possible for chance in view.chances)
    right: list[Row] = [[Span(f" {able} events can happen  ", "head dim"), Span("↑ ↓ enter, or the letter", "dim")]]
    events, first = event_rows(view.chances, view.chosen, life.page.state, height - 1, columns - WIDTH - 2)
    places = Places(len(head) + 1, len(events), WIDTH + 1, columns - WIDTH - 2, 1, first)
    return [*head, *side_by_side(left, [*right, *events], WIDTH + 1)], places
