"""The kernel's configuration: toggle an option and see at once what the word becomes."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from ptetui.linux.config import NUMERIC_OPTIONS, OPTIONS
from ptetui.render.prose import summary, title
from ptetui.tui.desk import Desk
from ptetui.tui.dialogs.panel import Options, Panel


class ConfigScreen(Panel[None]):
    """A line an option; space or enter toggles, a number is asked for."""

    BINDINGS = [
        Binding("escape,c,q", "dismiss(None)", "close"),
        Binding("space", "take", "toggle"),
        Binding("j", "move(1)", "next"),
        Binding("k", "move(-1)", "previous"),
    ]
    DEFAULT_CSS = """
    ConfigScreen #said { text-style: bold; }
    ConfigScreen OptionList { height: auto; }
    ConfigScreen #meaning { height: 2; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def compose(self) -> ComposeResult:
        """What the word is, over the options."""
        with Vertical(classes="frame"):
            yield Label(self._said(), id="said", markup=False)
            yield Options(*self._options(), markup=False)
            yield Label("", id="meaning", markup=False)

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.titled("the kernel's configuration", "space toggles, escape closes; undo takes it back")
        self.query_one(OptionList).focus()
        self.query_one(OptionList).highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Toggle, or ask for the number."""
        name = event.option.id or ""
        config = self.desk.setting.config
        if name not in NUMERIC_OPTIONS:
            self.desk.use_config(config.with_option(name, "n" if config[name] else "y"))
            self._again()
            return
        from ptetui.tui.dialogs.prompt import Prompt

        def accept(text: str) -> None:
            self.desk.use_config(config.with_option(name, text))

        self.app.push_screen(
            Prompt(f"{name}: {OPTIONS[name]}", accept, config.as_dict()[name]), lambda _: self._again()
        )

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The meaning in full."""
        self.query_one("#meaning", Label).update(self.plain(OPTIONS[event.option.id or ""]))

    def action_take(self) -> None:
        """As enter."""
        self.query_one(OptionList).action_select()

    def _again(self) -> None:
        listed = self.query_one(OptionList)
        here = listed.highlighted
        listed.clear_options()
        listed.add_options(self._options())
        listed.highlighted = here
        self.query_one("#said", Label).update(self._said())

    def _options(self) -> list[Option]:
        values = self.desk.setting.config.as_dict()
        return [Option(self.plain(f"{name:25} {values[name]:3} {text}"), id=name) for name, text in OPTIONS.items()]

    def _said(self) -> str:
        reading = self.desk.now.reading
        return self.plain(f"{title(reading)}  {summary(reading)}  (MAX_SWAPFILES {self.desk.setting.max_swapfiles})")
