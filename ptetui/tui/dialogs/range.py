"""The facts of a page's range and the circumstances of events: turn them over and see at once what can happen."""

from collections.abc import Iterator

from textual.binding import Binding

from ptetui.sources.life.facts import CHOICES, RANGE_FACTS
from ptetui.sources.life.tree import LifeTree
from ptetui.tui.dialogs.switches import Switches
from ptetui.tui.life.rows import spell_range


class RangeScreen(Switches):
    """A line a fact, then a line a circumstance; space or enter turns it over."""

    TITLE_TEXT = "the range, and circumstances"
    KEYS_TEXT = "Space toggles, Esc closes, u undoes"
    BINDINGS = [Binding("R", "dismiss(None)", "close")]

    def __init__(self, life: LifeTree) -> None:
        super().__init__()
        self.life = life

    def outcome(self) -> str:
        """What the range is."""
        return spell_range(self.life.asked)

    def lines(self) -> Iterator[tuple[str, str]]:
        """Facts, then circumstances."""
        page = self.life.asked
        facts = [(name, fact.about, fact.holds(page)) for name, fact in RANGE_FACTS.items()]
        asked = [(name, about, name in self.life.choices) for name, about in CHOICES.items()]
        return ((name, f"{'[x]' if on else '[ ]'} {name:15} {about}") for name, about, on in facts + asked)

    def turn(self, name: str) -> str | None:
        """Turn it over, or say why it cannot be."""
        if name in RANGE_FACTS:
            try:
                self.life.turn(name)
            except ValueError as error:
                return str(error)
        else:
            self.life.choices = self.life.choices ^ {name}
        return None
