"""The kernel's configuration: toggle an option and see at once what the word becomes."""

from collections.abc import Iterable, Iterator

from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Label, OptionList

from ptetui.linux.config import NUMERIC_OPTIONS, OPTIONS
from ptetui.render.prose import summary, title
from ptetui.tui.desk import Desk
from ptetui.tui.dialogs.switches import Switches


class ConfigScreen(Switches):
    """A line an option; space or enter toggles, a number is asked for."""

    TITLE_TEXT = "the kernel's configuration"
    KEYS_TEXT = "Space toggles, Esc closes, u undoes"
    BINDINGS = [Binding("c", "dismiss(None)", "close")]
    DEFAULT_CSS = """
    ConfigScreen .frame { width: 110; }
    ConfigScreen #meaning { height: 2; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def below(self) -> Iterable[Widget]:
        """The meaning of an option in full."""
        return [Label("", id="meaning", markup=False)]

    def outcome(self) -> str:
        """What the word is."""
        reading = self.desk.now.reading
        return f"{title(reading)}  {summary(reading)}  (MAX_SWAPFILES {self.desk.setting.max_swapfiles})"

    def lines(self) -> Iterator[tuple[str, str]]:
        """Each option with its value."""
        values = self.desk.setting.config.as_dict()
        return ((name, f"{name:25} {values[name]:3} {text}") for name, text in OPTIONS.items())

    def turn(self, name: str) -> None:
        """Toggle, or ask for the number."""
        config = self.desk.setting.config
        if name not in NUMERIC_OPTIONS:
            self.desk.use_config(config.with_option(name, "n" if config[name] else "y"))
            return
        from ptetui.tui.dialogs.prompt import Prompt

        def accept(text: str) -> None:
            self.desk.use_config(config.with_option(name, text))

        prompt = Prompt(f"{name}: {OPTIONS[name]}", accept, config.as_dict()[name])
        self.app.push_screen(prompt, lambda _: self.redraw())

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The meaning in full."""
        self.query_one("#meaning", Label).update(self.plain(OPTIONS[event.option.id or ""]))
