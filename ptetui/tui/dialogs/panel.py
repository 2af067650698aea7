"""What help, picker, configuration and copy share: a frame that shows without colour, ASCII where it is asked for."""

from typing import TYPE_CHECKING, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.events import Click
from textual.markup import escape
from textual.screen import ModalScreen
from textual.widgets import OptionList

from ptetui.render.ascii import to_ascii

if TYPE_CHECKING:
    from ptetui.tui.app import PteApp

T = TypeVar("T")

# The keys of a list under an input, which has the others.
WHILE_TYPING = (
    Binding("escape", "dismiss(None)", "cancel"),
    Binding("down", "move(1)", "next", priority=True),
    Binding("up", "move(-1)", "previous", priority=True),
)


class Modal(ModalScreen[T]):
    """A screen over the screen. Keys that come faster than it closes close it once, not what is below it as well.

    One that is closed before it was composed is mounted without its widgets.
    """

    _answered = False

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close, unless it is closed."""
        if self._answered or not self.is_current:
            return AwaitComplete()
        self._answered = True
        return super().dismiss(result)


def ignore_gone_line(listed: OptionList, event: Click) -> None:
    """A click on a line that is no longer there is none: Textual 8.2.8 raises IndexError for it."""
    option = event.style.meta.get("option")
    if option is not None and option >= listed.option_count:
        event.prevent_default()


class Options(OptionList):
    """Textual's, without the KeyError that 8.2.8 raises for a page in a window too small for the list."""

    def _on_click(self, event: Click) -> None:  # type: ignore[override]  # Textual calls this one and then its own
        ignore_gone_line(self, event)

    def action_page_up(self) -> None:
        """A page up."""
        if self.scrollable_content_region.height:
            super().action_page_up()  # type: ignore[no-untyped-call]  # Textual has no types there

    def action_page_down(self) -> None:
        """A page down."""
        if self.scrollable_content_region.height:
            super().action_page_down()  # type: ignore[no-untyped-call]  # likewise


class Panel(Modal[T]):
    """A framed box over the screen."""

    DEFAULT_CSS = """
    Panel { align: center middle; }
    Panel .frame { width: 80; max-width: 100%; height: auto; max-height: 100%; background: $panel; color: $foreground;
                   border: round $secondary; border-title-color: $foreground; padding: 0 1; }
    Panel.-ascii .frame { border: ascii $secondary; scrollbar-size: 0 0; }
    Panel Label { width: 100%; }
    Panel OptionList, Panel OptionList:focus { border: none; background: $panel; background-tint: $panel 0%; }
    Panel OptionList { padding: 0; text-wrap: nowrap; text-overflow: ellipsis; min-width: 10; }
    Panel.-ascii OptionList { text-overflow: clip; scrollbar-size: 0 0; }
    Panel OptionList > .option-list--option-highlighted { background: $primary; color: $background; text-style: bold; }
    Panel:nocolor OptionList > .option-list--option-highlighted { text-style: bold reverse; }
    Panel Input, Panel Input:focus { height: 1; border: none; padding: 0; background: $surface; }
    """

    app: "PteApp"

    def on_mount(self) -> None:
        """Frame in ASCII where nothing else may be."""
        self.set_class(self.app.ascii_only, "-ascii")

    def titled(self, title: str, subtitle: str) -> None:
        """Title and subtitle of the frame, as they are written: neither is markup."""
        for frame in self.query(".frame"):
            frame.border_title, frame.border_subtitle = escape(self.plain(title)), escape(self.plain(subtitle))

    def plain(self, text: str) -> str:
        """The text, in ASCII where nothing else may be."""
        return to_ascii(text) if self.app.ascii_only else text

    def action_move(self, by: int) -> None:
        """Up and down in the panel's list, by letters or while typing."""
        listed = self.query_one(OptionList)
        if listed.option_count:
            listed.highlighted = max(0, min(listed.option_count - 1, (listed.highlighted or 0) + by))
