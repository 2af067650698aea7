"""The app: puts desk, screens, themes and the table of actions together."""

from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from textual.app import App, SystemCommand
from textual.screen import ModalScreen, Screen

from ptetui.linux.setting import Setting
from ptetui.tui.actions import available
from ptetui.tui.desk import Desk
from ptetui.tui.screens.explore import Explore
from ptetui.tui.start import started
from ptetui.tui.themes import NAMES, TEXTUAL

if TYPE_CHECKING:
    from textual.driver import Driver

    from ptetui.tui.screens.drawn import Drawn


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
        for theme in TEXTUAL:
            self.register_theme(theme)
        for name in _SCREENS:
            self.add_mode(name, partial(_made, name, desk))
        self.theme = NAMES[0]

    @property
    def look(self) -> tuple[str, bool]:
        """Theme, and whether only ASCII may be drawn."""
        return (self.theme if self.theme in NAMES else NAMES[0]), self.ascii_only

    def on_ready(self) -> None:
        """The first picture is there."""
        started(self)

    def action_show(self, name: str) -> None:
        """Switch to a screen; it is made when first shown, and kept. Not while a question is open."""
        if not isinstance(self.screen, ModalScreen):
            self.switch_mode(name)

    async def read_in_explore(self, setting: Setting, word: int, said: str) -> None:
        """Take a word and what it is read under, and show it in Explore, with a line about it."""
        self.desk.read(setting, word, said)
        await self.switch_mode("explore")
        if isinstance(self.screen, Explore):
            self.screen.message = said
            self.screen.draw()

    async def action_quit(self) -> None:
        """Quit; where something is not saved, ask before."""
        if not self.desk.unsaved:
            self.exit()
            return
        if isinstance(self.screen, ModalScreen):
            return
        from ptetui.tui.screens.question import Question

        ask = f"{self.desk.unsaved} is not saved"
        self.push_screen(Question(ask, {"d": "drops it and quits"}), lambda said: self.exit() if said == "d" else None)

    def next_theme(self) -> str:
        """Take the next theme; its name."""
        self.theme = NAMES[(NAMES.index(self.look[0]) + 1) % len(NAMES)]
        return f"theme {self.theme}"

    def action_command_palette(self) -> None:
        """Open the palette."""
        from ptetui.tui.screens.panel import Palette

        if not Palette.is_open(self):  # type: ignore[arg-type]  # it asks for App[object]
            self.push_screen(Palette(id="--command-palette"))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: the table of actions."""
        for action in available(self.desk.recording is not None, getattr(screen, "NAME", "")):
            if action.id != "palette":
                yield SystemCommand(action.text, f"key {action.key}", _runner(screen, action.call))


# The class of each screen, in the module that has the screen's name. They are imported when first shown: only Explore
# counts at start-up.
_SCREENS = {
    "explore": "Explore", "life": "Life", "compare": "Compare", "collisions": "Collisions", "designs": "Designs",
    "talk": "Talk", "notes": "Notes", "wall": "Wall", "time": "Time", "history": "History", "what_if": "WhatIf",
}  # fmt: skip


def _made(name: str, desk: Desk) -> "Drawn":
    """The screen of this name, on a desk."""
    screen: type[Drawn] = getattr(import_module(f"ptetui.tui.screens.{name}"), _SCREENS[name])
    return screen(desk)


def _runner(screen: Screen[object], call: str) -> Callable[[], Coroutine[object, object, None]]:
    """What the palette calls and awaits."""

    async def run() -> None:
        await screen.run_action(call)

    return run
