"""The ribbon on the screen: bits with a cursor, clickable."""

from textual import events
from textual.message import Message

from ptetui.render.ribbon import ASCII, UNICODE, Fold, Marks, Span, draw
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.widgets.canvas import Canvas, Row


class Ribbon(Canvas):
    """All bits of a word."""

    class BitClicked(Message):
        """A bit was clicked."""

        def __init__(self, bit: int) -> None:
            super().__init__()
            self.bit = bit

    fold: Fold | None = None

    def show_word(self, snapshot: Snapshot, cursor: int, fold: Fold, look: tuple[str, bool]) -> None:
        """Draw a snapshot, folded, with the cursor on a bit."""
        self.fold = fold
        reading = snapshot.reading
        here = next(field.mask for field in reading.fields if field.mask >> cursor & 1)
        lines = draw(reading, fold, Marks(cursor, snapshot.changed), ASCII if look[1] else UNICODE)
        self.show([[_lit(span, cursor, here, snapshot.changed) for span in line] for line in lines], look)

    def on_click(self, event: events.Click) -> None:
        """Tell the screen which bit it was."""
        bit = self.fold.bit_at(event.x, event.y) if self.fold else None
        if bit is not None:
            self.post_message(self.BitClicked(bit))


def _lit(span: Span, cursor: int, here: int, changed: int) -> Span:
    """The span with the roles that the cursor and a change add."""
    if span.bit < 0 or span.role in ("border", "ruler", "ruler_cursor", "wrong", "changed"):
        return span
    if span.role.startswith("bit_"):
        more = " cursor" if span.bit == cursor else " changed" if changed >> span.bit & 1 else ""
        return span._replace(role=span.role + more)
    return span._replace(role=span.role + " here") if here >> span.bit & 1 else span


__all__ = ["Ribbon", "Row"]
