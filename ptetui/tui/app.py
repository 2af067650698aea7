"""The app: puts desk, screens, themes and the table of actions together."""

import os
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App
from textual.filter import LineFilter
from textual.screen import ModalScreen

from ptetui.linux.catalog import CatalogError
from ptetui.linux.setting import Setting
from ptetui.render.looks import THEMES
from ptetui.tui.actions import ENTRIES, spell_key
from ptetui.tui.desk import Desk
from ptetui.tui.printable import PrintableOnly
from ptetui.tui.start import started
from ptetui.tui.themes import TEXTUAL, Look

if TYPE_CHECKING:
    from textual.driver import Driver

    from ptetui.tui.screen import PictureScreen


_PRINTABLE = PrintableOnly()


class PteApp(App[None]):
    """One desk, and the screens that show it."""

    TITLE = "ptetui"
    ENABLE_COMMAND_PALETTE = True
    AUTO_FOCUS = None

    def __init__(
        self,
        desk: Desk,
        start: str = "explore",
        *,
        ascii_only: bool = False,
        driver_class: "type[Driver] | None" = None,
    ) -> None:
        self.DEFAULT_MODE = start  # type: ignore[misc]  # the screen that Textual begins with
        super().__init__(driver_class=driver_class)
        self.desk = desk
        self.ascii_only = ascii_only
        self.alone = False  # whether the process is this app's own: then it ends with its terminal
        for theme in TEXTUAL:
            self.register_theme(theme)
        for name in ENTRIES:
            self.add_mode(name, partial(_screen, name, desk))
        self.theme = THEMES[0]

    @property
    def look(self) -> Look:
        """Theme, and whether only ASCII may be drawn."""
        return Look(self.theme if self.theme in THEMES else THEMES[0], self.ascii_only)

    @property
    def moves(self) -> bool:
        """Whether motion is wanted: by the setting, and by the environment's wish."""
        return self.animation_level != "none" and not os.environ.get("NO_MOTION")

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, and the one that keeps a terminal from obeying what is drawn."""
        return [_PRINTABLE, *super().get_line_filters()]

    def on_load(self) -> None:
        """The terminal is not touched yet."""
        if self.alone:
            from ptetui.tui.lifetime import follow_terminal

            follow_terminal(self)

    def on_ready(self) -> None:
        """The first picture is there."""
        started(self)

    async def action_show(self, name: str, message: str = "") -> "PictureScreen | None":
        """Switch to a screen, with a message; it is made when first shown, and kept.

        Not while a question is open, and not where the screen cannot be made: None then.
        """
        from ptetui.tui.screen import PictureScreen

        before = self.screen
        if not isinstance(before, PictureScreen):
            return None
        mode = self.current_mode
        try:
            await self.switch_mode(name)
        except CatalogError as error:  # a layout file is no longer what it was
            await self.switch_mode(mode)
            before.show_message(str(error))
            return None
        shown = self.screen
        if message and isinstance(shown, PictureScreen):
            shown.show_message(message)
        return shown if isinstance(shown, PictureScreen) else None

    async def read_in_explore(self, setting: Setting, word: int, message: str) -> None:
        """Take a word and what it is read under, and show it in Explore, with a line about it."""
        self.desk.read(setting, word, message)
        await self.action_show("explore", message)

    async def action_quit(self) -> None:
        """Quit; where something is not saved, or the screen would be missed, ask before."""
        from ptetui.tui.screen import PictureScreen

        if isinstance(self.screen, PictureScreen) and not self.screen.may_quit():
            return
        if not self.desk.unsaved:
            self.exit()
            return
        if isinstance(self.screen, ModalScreen):
            return
        from ptetui.tui.dialogs.question import Question

        ask = f"{self.desk.unsaved} is not saved"
        self.push_screen(Question(ask, {"d": "drops it and quits"}), lambda key: self.exit() if key == "d" else None)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Do what a key is bound to; where it is bound to nothing, say so."""
        from ptetui.tui.screen import PictureScreen

        if not self.screen_stack:  # keys that were typed after the last one
            return True
        handled = await super()._check_bindings(key, priority)
        if not handled and not priority and isinstance(self.screen, PictureScreen):
            self.screen.show_message(f"{spell_key(key)}: no action here; ? lists the keys")
        return handled

    def next_theme(self) -> str:
        """Take the next theme; its name."""
        self.theme = THEMES[(THEMES.index(self.look.theme) + 1) % len(THEMES)]
        return f"theme {self.theme}"

    def action_command_palette(self) -> None:
        """Open the palette."""
        from ptetui.tui.dialogs.palette import Palette
        from ptetui.tui.screen import PictureScreen

        if isinstance(self.screen, PictureScreen):
            self.push_screen(Palette())


def _screen(name: str, desk: Desk) -> "PictureScreen":
    """The screen of this name, on a desk: the class of its package that is called as it."""
    screen: type[PictureScreen] = getattr(ENTRIES[name].module("screen"), name.title().replace("_", ""))
    return screen(desk)
