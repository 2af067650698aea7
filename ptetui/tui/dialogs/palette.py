"""The palette: what a screen can do, and layouts, kernels, states, tours and themes by name."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider, SearchIcon
from textual.events import Click

from ptetui.linux.encode import ENCODED_STATES
from ptetui.linux.releases import parse_version
from ptetui.linux.versions import RELEASES, spell
from ptetui.render.ascii import arrow_keys, to_ascii
from ptetui.render.looks import THEMES
from ptetui.tui.actions import available
from ptetui.tui.dialogs.panel import ignore_gone_line

if TYPE_CHECKING:
    from ptetui.tui.app import PteApp
    from ptetui.tui.screen import PictureScreen


class PaletteEntry(NamedTuple):
    """A line of the palette, more about it, and what it does."""

    title: str
    about: str
    run: Callable[[], Awaitable[object]]


class Commands(CommandList, can_focus=False):
    """The palette's list."""

    def _on_click(self, event: Click) -> None:  # type: ignore[override]  # Textual calls this one and then its own
        ignore_gone_line(self, event)


class Palette(CommandPalette):
    """Textual's, closed once however fast the keys come. Its list cannot be drawn without columns for its text."""

    DEFAULT_CSS = "Palette CommandList { min-width: 20; } Palette SearchIcon { color: $primary; }"

    def __init__(self) -> None:
        super().__init__(
            providers=[PaletteEntries], placeholder="an action, a layout, a kernel, a state, a tour, a theme"
        )

    def compose(self) -> ComposeResult:
        """Textual's widgets, with a list of ours."""
        for widget in super().compose():
            yield Commands() if isinstance(widget, CommandList) else widget

    def on_mount(self) -> None:
        """A sign that every terminal has."""
        for sign in self.query(SearchIcon):
            sign.icon = ">"

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close, unless it is closed."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def _action_command_list(self, action: str) -> None:
        """By pages only where the list is drawn: Textual 8.2.8 raises KeyError in a window too small for it."""
        if not action.startswith("page") or self.query_one(CommandList).scrollable_content_region.height:
            super()._action_command_list(action)


class PaletteEntries(Provider):
    """Finds the lines that have all the words that were typed: those that begin so first."""

    async def search(self, query: str) -> Hits:
        """The lines with these words."""
        words = query.lower().split()
        for entry in (*action_entries(self._pte_screen), *name_entries(self._pte_screen)):
            title = entry.title.lower()
            if all(word in title or word in entry.about.lower() for word in words):
                rank = 3 if title.startswith(words[0]) else 2 if f" {words[0]}" in title else words[0] in title
                yield Hit((1 + rank) / 4, self._plain(entry.title), entry.run, help=self._plain(entry.about))

    async def discover(self) -> Hits:
        """Before anything is typed: the actions."""
        for entry in action_entries(self._pte_screen):
            yield DiscoveryHit(self._plain(entry.title), entry.run, help=self._plain(entry.about))

    @property
    def _pte_screen(self) -> "PictureScreen":
        return cast("PictureScreen", self.screen)

    def _plain(self, text: str) -> str:
        return to_ascii(text) if self._pte_screen.app.ascii_only else text


def action_entries(screen: "PictureScreen") -> Iterator[PaletteEntry]:
    """The actions of a screen, with their keys: screens first, what only moves the cursor last."""
    ascii_only = screen.app.ascii_only
    order = {"Screens": 0, "Move": 2}
    for action in sorted(available(screen.desk, screen.NAME), key=lambda action: order.get(action.group, 1)):
        if action.id != "palette":
            key = arrow_keys(action.key) if ascii_only else action.key
            yield PaletteEntry(action.text, f"key {key}", partial(screen.run_action, action.call))


def name_entries(screen: "PictureScreen") -> Iterator[PaletteEntry]:
    """What has a name: layouts, kernels, states, tours, themes."""
    app, desk = screen.app, screen.desk
    for name, layout in desk.catalog.newest_ranges().items():
        yield PaletteEntry(f"layout {name}", layout.about or layout.arch, partial(_layout, screen, name))
    for kernel in reversed(RELEASES):
        about = f"{desk.setting.layout.name} as Linux {spell(kernel)} has it"
        yield PaletteEntry(f"kernel {spell(kernel)}", about, partial(_kernel, app, spell(kernel)))
    for state in ENCODED_STATES:
        yield PaletteEntry(f"state {state}", "a word of this state in Explore", partial(_state, app, state))
    from ptetui.talk.tours import shipped_tours, tour_name

    for path in shipped_tours():
        yield PaletteEntry(f"tour {tour_name(path)}", "slides, in Talk", partial(_tour, app, tour_name(path)))
    for theme in THEMES:
        yield PaletteEntry(f"theme {theme}", "colours of the app", partial(_theme, screen, theme))


async def _layout(screen: "PictureScreen", name: str) -> None:
    """Where the screen chooses layouts, there; else in Explore."""
    if "layout" not in {action.name for action in available(screen.desk, screen.NAME)}:
        screen.desk.use_layout(name)
        await screen.app.action_show("explore")
        return
    screen.apply_edit(lambda: screen.use_layout(name))


async def _kernel(app: "PteApp", kernel: str) -> None:
    desk = app.desk
    version = parse_version(kernel)
    lost = desk.use_layout(desk.setting.layout.name, version)
    nearest = spell(desk.setting.kernel)
    message = "" if nearest == kernel else f"{desk.setting.layout.name} is not known at {kernel}; this is {nearest}"
    await app.action_show("explore", lost or message)


async def _state(app: "PteApp", state: str) -> None:
    try:
        message = app.desk.enter(state)
    except ValueError as error:  # this layout, kernel or configuration does not have it
        message = str(error)
    await app.action_show("explore", message)


async def _tour(app: "PteApp", name: str) -> None:
    from ptetui.tui.talk.screen import Talk

    screen = await app.action_show("talk")
    if isinstance(screen, Talk):
        screen.take_tour(name)


async def _theme(screen: "PictureScreen", theme: str) -> None:
    screen.app.theme = theme
    screen.show_message(f"theme {theme}")
