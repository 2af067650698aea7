"""What help, picker, configuration and copy share: a frame that shows without colour, ASCII where it is asked for."""

from typing import TYPE_CHECKING, TypeVar

from textual.screen import ModalScreen

from ptetui.tui.widgets.canvas import to_ascii

if TYPE_CHECKING:
    from ptetui.tui.app import PteApp

T = TypeVar("T")


class Panel(ModalScreen[T]):
    """A framed box over the screen."""

    DEFAULT_CSS = """
    Panel { align: center middle; }
    Panel .frame { width: 80; max-width: 100%; height: auto; max-height: 100%; background: $panel; color: $foreground;
                   border: round $secondary; border-title-color: $foreground; padding: 0 1; }
    Panel.-ascii .frame { border: ascii $secondary; scrollbar-size: 0 0; }
    Panel Label { width: 100%; }
    Panel OptionList, Panel OptionList:focus { border: none; background: $panel; background-tint: $panel 0%; }
    Panel OptionList { padding: 0; text-wrap: nowrap; text-overflow: ellipsis; }
    Panel.-ascii OptionList { text-overflow: clip; scrollbar-size: 0 0; }
    Panel OptionList > .option-list--option-highlighted { background: $primary; color: $background; text-style: bold; }
    Panel:nocolor OptionList > .option-list--option-highlighted { text-style: bold reverse; }
    Panel Input, Panel Input:focus { height: 1; border: none; padding: 0; background: $surface; }
    """

    app: "PteApp"

    def on_mount(self) -> None:
        """Frame in ASCII where nothing else may be."""
        self.set_class(self.app.ascii_only, "-ascii")

    def plain(self, text: str) -> str:
        """The text, in ASCII where nothing else may be."""
        return to_ascii(text) if self.app.ascii_only else text
