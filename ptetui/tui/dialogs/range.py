"""The facts of a page's range and the circumstances of events: turn them over and see at once what can happen."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from ptetui.sources.life.facts import CHOICES, RANGE_FACTS
from ptetui.sources.life.tree import LifeTree
from ptetui.tui.dialogs.panel import Options, Panel
from ptetui.tui.life.rows import spell_range


class RangeScreen(Panel[None]):
    """A line a fact, then a line a circumstance; space or enter turns it over."""

    BINDINGS = [
        Binding("escape,R,q", "dismiss(None)", "close"),
        Binding("space", "take", "turn over"),
        Binding("j", "move(1)", "next"),
        Binding("k", "move(-1)", "previous"),
    ]
    DEFAULT_CSS = """
    RangeScreen #said { text-style: bold; }
    RangeScreen OptionList { height: auto; }
    """

    def __init__(self, life: LifeTree) -> None:
        super().__init__()
        self.life = life

    def compose(self) -> ComposeResult:
        """What the range is, over the facts."""
        with Vertical(classes="frame"):
            yield Label(self.plain(spell_range(self.life.asked)), id="said", markup=False)
            yield Options(*self._options(), markup=False)

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.titled("the range, and circumstances", "space turns over, escape closes; undo takes facts back")
        self.query_one(OptionList).focus()
        self.query_one(OptionList).highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Turn it over, or say why it cannot be."""
        name = event.option.id or ""
        said = ""
        if name in RANGE_FACTS:
            try:
                self.life.turn(name)
            except ValueError as error:
                said = str(error)
        else:
            self.life.choices = self.life.choices ^ {name}
        listed = self.query_one(OptionList)
        here = listed.highlighted
        listed.clear_options()
        listed.add_options(self._options())
        listed.highlighted = here
        self.query_one("#said", Label).update(self.plain(said or spell_range(self.life.asked)))

    def action_take(self) -> None:
        """As enter."""
        self.query_one(OptionList).action_select()

    def _options(self) -> list[Option]:
        page = self.life.asked
        facts = [(name, fact.about, fact.holds(page)) for name, fact in RANGE_FACTS.items()]
        asked = [(name, about, name in self.life.choices) for name, about in CHOICES.items()]
        return [
            Option(self.plain(f"{'[x]' if on else '[ ]'} {name:15} {about}"), id=name)
            for name, about, on in facts + asked
        ]
