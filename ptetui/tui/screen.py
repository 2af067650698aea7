"""What all full screens share: title, picture and keys, drawn once a key; layout, kernel, configuration, undo."""

from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.geometry import Size
from textual.screen import Screen

from ptetui.linux.catalog import CatalogError
from ptetui.linux.setting import Setting
from ptetui.render.ascii import arrow_keys
from ptetui.render.spans import Row, Span
from ptetui.tui.actions import Action, actions_of, available, bindings, spell_key
from ptetui.tui.desk import Desk
from ptetui.tui.tabs import tab_row
from ptetui.tui.widgets.canvas import Canvas
from ptetui.tui.widgets.moving import MovingCanvas

if TYPE_CHECKING:
    from ptetui.pictures.picture import Picture
    from ptetui.render.view import BitFields
    from ptetui.sources.snapshot import Snapshot
    from ptetui.tui.app import PteApp

_FIRST = ("help", "quit")  # of the footer
_TABS = 28  # lines from which there are tabs


class PictureScreen(Screen[None]):
    """A screen that draws everything from the desk and its own state.

    `NAME` is that of its package; `CANVASES` are the drawn widgets between title and keys, of which `body` takes what
    is left. A subclass gives `title_row` and `draw_picture`, and sizes that it needs at `LEAST` (columns, lines).
    """

    NAME: ClassVar[str]
    CANVASES: ClassVar[tuple[str, ...]] = ("body",)
    MOVES: ClassVar[str] = ""  # the one of these in which bits move
    LEAST: ClassVar[tuple[int, int]] = (40, 12)
    TABS: ClassVar[bool] = True
    WHEEL: ClassVar[tuple[str, str]] = ("select(1)", "select(-1)")  # actions, down and up
    DEFAULT_CSS = """
    PictureScreen { layout: vertical; }
    PictureScreen #body { height: 1fr; }
    PictureScreen #tabs { display: none; }
    PictureScreen.-tabbed #tabs { display: block; }
    PictureScreen Canvas.-away { display: none; }
    PictureScreen.-small Canvas { display: none; }
    PictureScreen.-small #top { display: block; height: 1fr; }
    """
    app: "PteApp"

    def __init_subclass__(cls) -> None:
        cls.BINDINGS = [*bindings(cls.NAME), Binding("ctrl+c", "quit_hint", show=False)]
        super().__init_subclass__()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.message = ""
        self._shown = False
        self._drawn_at = Size(0, 0)
        self._keys: list[tuple[int, int, str]] = []  # (first column, column after, action) of the footer
        self._tabs: list[tuple[int, int, str]] = []
        self._hovered: Row | None = None

    def compose(self) -> ComposeResult:
        """Title, picture, keys."""
        yield Canvas("tabs")
        yield Canvas("top", "bar")
        for name in self.CANVASES:
            yield MovingCanvas(name) if name == self.MOVES else Canvas(name)
        yield Canvas("keys", "bar")

    # ------------------------------------------------------------------ drawing

    def draw(self) -> None:
        """Draw everything; in a window that is too small, what it needs."""
        self._drawn_at = self.size
        small = not self.fits()
        if self.has_class("-small") != small:
            self.set_class(small, "-small")
        if small:
            self.show("top", self._small_rows())
            return
        tabbed = self.tabbed
        if self.has_class("-tabbed") != tabbed:
            self.set_class(tabbed, "-tabbed")
        if tabbed:
            self._tabs, row = tab_row(self.NAME, self.size.width)
            self.show("tabs", [row])
        self.show("top", [self.title_row()])
        self.draw_picture(self.size.width, self.lines)
        self.show("keys", [self.key_row(self.size.width)])

    @property
    def tabbed(self) -> bool:
        """Whether a line of tabs stands above the title."""
        return self.TABS and self.size.height >= max(_TABS, self.least()[1] + 1)

    @property
    def lines(self) -> int:
        """The lines of the window that are the screen's own, without tabs."""
        return self.size.height - self.tabbed

    def title_row(self) -> Row:
        """The top line."""
        raise NotImplementedError

    def draw_picture(self, columns: int, lines: int) -> None:
        """Show what stands between title and keys, in a window of so many columns and lines."""
        raise NotImplementedError

    def least(self) -> tuple[int, int]:
        """The columns and lines that are needed now."""
        return self.LEAST

    def fits(self) -> bool:
        """Whether the window has them."""
        columns, lines = self.least()
        return self.size.width >= columns and self.size.height >= lines

    def _small_rows(self) -> list[Row]:
        least, (columns, lines) = self.least(), self.size
        text = f"too small: {least[0]}x{least[1]} at least, not {columns}x{lines}"
        return [[Span(line, "head")] for line in wrap(text, max(1, columns))]

    def show(self, name: str, rows: Sequence[Row], height: int = 0) -> None:
        """Rows on one of the drawn widgets, which gets that height where one is given."""
        canvas = self.canvas(name)
        if height and canvas.lines != height:
            canvas.lines = height
            canvas.styles.height = height
        canvas.show(rows, self.app.look)

    def have(self, *names: str, there: bool = True) -> None:
        """Drawn widgets that have room, or have none; in a window that is too small none has."""
        for name in names:
            canvas = self.canvas(name)
            if canvas.has_class("-away") == there:
                canvas.set_class(not there, "-away")

    def canvas(self, name: str) -> Canvas:
        """One of the drawn widgets."""
        return self.query_one(f"#{name}", Canvas)

    def key_row(self, columns: int) -> Row:
        """The footer: a message if there is one, else as many keys as fit: help, quit, the screen's own, the others."""
        if self.message:
            return [Span(f" {self.message}", "message")]
        known = {action.id: action for action in available(self.desk, self.NAME)}
        shown = [action for action in known.values() if action.brief and not self._named_above(action)]
        shown.sort(key=lambda action: (action.id not in _FIRST, action.group != "Replay", action.group == "Screens"))
        row: Row = []
        self._keys = []
        at = self.size.width - columns
        for action in shown:
            pair = known[action.pair].keys.split(",")[0] if action.pair else ""
            keys = f"{action.key}{' ' if pair else ''}{spell_key(pair)}"
            texts = (f" {arrow_keys(keys) if self.app.ascii_only else keys}", f" {action.brief} ")
            if sum(map(len, texts)) <= columns:
                self._keys.append((at, at + sum(map(len, texts)), action.call))
                at, columns = at + sum(map(len, texts)), columns - sum(map(len, texts))
                row += [Span(" ", ""), Span(texts[0][1:], "bar_key"), Span(texts[1], "")]
        return row

    def _named_above(self, action: Action) -> bool:
        """Whether the tabs say it, or it leads to where one is."""
        return action.group == "Screens" and (self.tabbed or action.id == f"screen.{self.NAME}")

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a key of the footer, or on a tab, does what the key does."""
        places = {"keys": self._keys, "tabs": self._tabs}.get(event.canvas.id or "", ())
        call = next((call for start, end, call in places if start <= event.column < end), None)
        if call is not None:
            self.call_later(self.run_action, call)

    def on_canvas_hovered(self, event: Canvas.Hovered) -> None:
        """The bit under the mouse is named in the last line while the mouse is over it; the cursor stays."""
        row = self.hover_row(event.canvas, event.column, event.line) if event.line >= 0 else None
        if row != self._hovered:
            self._hovered = row
            self.show("keys", [row or self.key_row(self.size.width)])

    def hover_row(self, canvas: Canvas, column: int, line: int) -> Row | None:
        """What stands at a place of a drawn widget, in one line; None where it is no bit."""
        return None

    async def on_mouse_scroll_down(self) -> None:
        """The wheel moves as the keys do."""
        await self.run_action(self.WHEEL[0])

    async def on_mouse_scroll_up(self) -> None:
        """The wheel moves as the keys do."""
        await self.run_action(self.WHEEL[1])

    # ------------------------------------------------------------------ when it is drawn

    def follow(self) -> None:
        """Take over what another screen changed on the desk."""

    def redraw(self) -> None:
        """Draw what has changed, unless the screen is covered: then it is drawn when it shows again."""
        if not self._shown or not self.size:
            return
        try:
            self.follow()
            self.draw()
        except CatalogError as error:  # a layout file is no longer what it was
            self.message = str(error)
            self.show("keys", [self.key_row(self.size.width)])

    def on_resize(self) -> None:
        """Fold the picture to the new size."""
        if self.size != self._drawn_at:
            self.redraw()

    def on_screen_resume(self) -> None:
        """The screen shows: another one may have changed the desk. Textual may say so twice."""
        again, self._shown = self._shown and self.size == self._drawn_at, True
        if self.size == self.app.size and not again:  # else it is resized next
            self.redraw()

    def on_screen_suspend(self) -> None:
        """Something else covers it."""
        self._shown = False

    # ------------------------------------------------------------------ changes

    def show_message(self, message: str = "") -> None:
        """Draw, with a message in the footer until the next key."""
        self.message = message
        self.redraw()

    def apply_edit(self, change: Callable[[], object]) -> None:
        """Make a change; its text, or the line of its error, stands in the footer until the next key."""
        try:
            answer = change()
        except ValueError as error:
            answer = str(error)
        self.show_message(answer if isinstance(answer, str) else "")

    def ask(self, title: str, accept: Callable[[str], object], value: str = "") -> None:
        """Ask for one line at the bottom."""
        from ptetui.tui.dialogs.prompt import Prompt

        self.message = ""
        self.app.push_screen(Prompt(title, accept, value))

    def choose(
        self, title: str, lines: Sequence[str], take: Callable[[int], object], here: int = 0, keys: Sequence[str] = ()
    ) -> None:
        """A list to choose from, from the line `here` on; `take` gets the number of the chosen line."""
        from ptetui.tui.dialogs.choice import Choice

        def chosen(line: int | None) -> None:
            if line is None:
                self.show_message()
            else:
                take(line)

        self.message = ""
        self.app.push_screen(Choice(title, lines, here, keys), chosen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys of actions that do not apply do nothing."""
        return all(known.applies(self.desk) for known in actions_of(self.NAME) if known.name == action)

    # ------------------------------------------------------------------ what a talk shows, what is exported

    def show_picture(self, picture: "Picture") -> str:
        """Show what a slide shows, beyond the word that is on the desk; what could not be had, in words."""
        return ""

    def bit_fields(self) -> "BitFields":
        """For the formats that draw registers: those that the screen shows."""
        from ptetui.render.view import BitFields

        return BitFields()

    # ------------------------------------------------------------------ layout, kernel, configuration, undo

    def setting(self) -> Setting:
        """What layout, kernel and configuration are chosen from."""
        return self.desk.setting

    def use_layout(self, name: str) -> str:
        """Take a layout; what could not be kept, in words."""
        return self.desk.use_layout(name)

    def change_kernel(self, by: int) -> str:
        """The next later (by 1) or earlier kernel that differs; what moved, in words."""
        return self.desk.change_kernel(by)

    def config_desk(self) -> Desk:
        """The desk whose configuration the question changes."""
        return self.desk

    def use_config(self, desk: Desk) -> str:
        """Take the configuration of that desk; what could not be kept, in words."""
        return ""

    def action_layout(self) -> None:
        """Ask for a layout."""
        from ptetui.tui.dialogs.picker import Picker

        def use(name: str | None) -> None:
            self.apply_edit(lambda: self.use_layout(name) if name else None)

        self.app.push_screen(Picker(self.desk.catalog, self.setting().layout.name), use)

    def action_kernel(self, by: int) -> None:
        """An older or a newer kernel."""
        self.apply_edit(lambda: self.change_kernel(by))

    def action_config(self) -> None:
        """Ask for the configuration."""
        from ptetui.tui.dialogs.config import ConfigScreen

        desk = self.config_desk()
        self.app.push_screen(ConfigScreen(desk), lambda _: self.apply_edit(lambda: self.use_config(desk)))

    def action_undo(self) -> None:
        """One change back."""
        self.apply_edit(lambda: None if self.desk.undo() else "nothing to undo")

    def action_redo(self) -> None:
        """One change on."""
        self.apply_edit(lambda: None if self.desk.redo() else "nothing to redo")

    # ------------------------------------------------------------------ everywhere

    async def action_back(self) -> None:
        """To Explore; there, back to the keys in the footer."""
        if self.NAME == "explore":
            self.show_message()
        else:
            await self.app.action_show("explore")

    def may_quit(self) -> bool:
        """Whether q quits at once; a screen that is asked for once more says so."""
        return True

    def action_quit_hint(self) -> None:
        """For those who press ctrl+c."""
        self.show_message("press q to quit")

    def action_theme(self) -> None:
        """The next theme."""
        self.apply_edit(self.app.next_theme)

    def action_help(self) -> None:
        """All keys."""
        from ptetui.tui.dialogs.help import Help

        self.app.push_screen(Help(self.desk, self.NAME))

    def snapshot(self) -> "Snapshot":
        """The word that the screen is about."""
        return self.desk.now

    def command_line(self) -> str:
        """What shows this screen. ValueError where no command line does, and why."""
        from ptetui.tui.command_line import command_line

        return command_line(self.desk.now, self.NAME)

    def action_copy(self) -> None:
        """Copy the word, its text, its JSON, or a command line."""
        from ptetui.tui.dialogs.copy import Copy

        self.app.push_screen(Copy(self.snapshot(), self.command_line), lambda copied: self.show_message(copied or ""))

    def action_command_line(self) -> None:
        """Copy the command line that shows this screen, and say it: the clipboard never answers."""
        self.apply_edit(self._copy_command_line)

    def _copy_command_line(self) -> str:
        text = self.command_line()
        self.app.copy_to_clipboard(text)
        return f"copied: {text}"

    def action_export(self) -> None:
        """What is on the screen, into a file."""
        from ptetui.tui.dialogs.files import ask_export

        ask_export(self)
