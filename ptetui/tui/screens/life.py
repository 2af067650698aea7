"""Life: a page as it moves through its states; with a recording, the model and reality one under the other."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from ptetui.analysis.designs import usual_case
from ptetui.linux.classify import classify
from ptetui.linux.setting import Setting
from ptetui.render.registers import of_word
from ptetui.render.ribbon import fold
from ptetui.render.view import BitFields
from ptetui.sources.check import Comparison, compare
from ptetui.sources.life import tree
from ptetui.sources.life.abreast import Variant, variants
from ptetui.sources.life.scenes import play
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.actions import bindings
from ptetui.tui.desk import Desk, neighbour
from ptetui.tui.life.abreast import below_rows, design_rows, least_size
from ptetui.tui.life.against import LABEL, RIBBON, against_rows, recording_rows
from ptetui.tui.life.body import Places, View, body_rows, least_lines
from ptetui.tui.life.motion import departures
from ptetui.tui.life.rows import Row, ordered, pages_rows, top_row
from ptetui.tui.rows import key_row
from ptetui.tui.screens.drawn import Drawn
from ptetui.tui.widgets.canvas import Canvas
from ptetui.tui.widgets.flying import FlyingCanvas

if TYPE_CHECKING:
    from ptetui.talk.pictures import Picture

_LEAST_COLUMNS = 60
_TALL = 40  # lines from which ribbons are drawn with all their lines, and both pages have one


class Life(Drawn):
    """The ribbon, what the entry is, the states, the events, what has happened."""

    NAME = "life"
    BINDINGS = [*bindings(NAME)]
    DEFAULT_CSS = """
    Life { layout: vertical; }
    Life #body { height: 1fr; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.life = tree.Life(desk.setting, desk.catalog)
        self.chosen = 0
        self.only = False
        self.privileged = True
        self.variants: tuple[Variant, ...] = ()  # the designs that live in step, where they are shown
        self.compared: tuple[Comparison, ...] = ()
        self.step = desk.step
        self.watching = False  # the recording is on the screen, not the model's own page
        self._followed = desk.setting
        self._places = Places()
        if desk.recording is not None:
            self._watch(desk)

    def _watch(self, desk: Desk) -> None:
        assert desk.recording is not None
        try:
            self.compared = tuple(compare(desk.recording))
            self.watching = True
        except ValueError as error:
            self.message = f"the model cannot follow this recording: {error}"

    def compose(self) -> ComposeResult:
        """Four drawn widgets."""
        yield Canvas("top", "bar")
        yield FlyingCanvas("ribbon")
        yield Canvas("body")
        yield Canvas("keys", "bar")

    # ------------------------------------------------------------------ drawing

    def on_resize(self) -> None:
        """Bits on their way would fly over the old fold."""
        self.ribbon.land()

    def follow(self) -> None:
        """Explore may have taken another layout or kernel."""
        if self.desk.setting != self._followed:
            self._followed = self.desk.setting
            self.did(lambda: self._use(self.desk.setting))
        if self.desk.now.step is not None:
            self.step = self.desk.step

    def on_screen_suspend(self) -> None:
        """Nothing moves where nobody looks."""
        self.ribbon.land()

    def draw(self) -> None:
        """Draw everything."""
        columns, lines = self.size
        if self.watching:
            self._draw_recording(columns, lines)
        elif self.variants:
            self._draw_designs(columns, lines)
        else:
            self._draw_page(columns, lines)

    def _draw_page(self, columns: int, lines: int) -> None:
        life = self.life
        folded = fold(life.setting.layout.width, columns)
        full = lines >= _TALL
        least = (_LEAST_COLUMNS, 24 if folded is None else least_lines(life, folded))
        if folded is None or not self.fits(least):
            self._too_small(least)
            return
        both = full and len(life.now.pages) > 1
        ribbon = pages_rows(life, folded, full, columns, self.app.look[1])
        body, self._places = body_rows(self._view(both), columns, lines - 2 - len(ribbon))
        self._show_all(top_row(life.setting, life.page, life.now.word(life.lives), columns), ribbon, body)

    def _view(self, both: bool) -> View:
        chances = ordered(self.life.chances(), self.only)
        self.chosen = max(0, min(self.chosen, len(chances) - 1))
        return View(self.life, chances, self.chosen, self.privileged, both)

    def _draw_designs(self, columns: int, lines: int) -> None:
        life = self.life
        least = least_size(life.setting.layout.width, len(self.variants))
        if not self.fits(least):
            self._too_small(least)
            return
        strips = design_rows(life, self.variants, columns)
        body, self._places = below_rows(self._view(False), columns, lines - 2 - len(strips))
        self._show_all(top_row(life.setting, life.asked, life.now.word(life.lives), columns), strips, body)

    def _show_all(self, top: Row, ribbon: list[Row], body: list[Row]) -> None:
        self._show("top", [top], 1)
        self._show("ribbon", ribbon, len(ribbon))
        self._canvas("body").show(body, self.app.look)
        self._show("keys", [key_row(self.desk, self.message, self.size.width, self.NAME)], 1)

    def _draw_recording(self, columns: int, lines: int) -> None:
        look = self.app.look
        self.step = max(0, min(self.step, len(self.compared) - 1))
        found = self.compared[self.step]
        setting = found.step.setting
        folded = fold(setting.layout.width, columns - LABEL)
        least = (_LEAST_COLUMNS, 9 if folded is None else 9 + folded.rows * RIBBON)
        if folded is None or not self.fits(least):
            self._too_small(least)
            return
        ribbon = against_rows(found, folded, look[1])
        body = recording_rows(self.compared, self.step, columns, lines - 2 - len(ribbon))
        self._show_all(top_row(setting, found.page, found.predicted, columns), ribbon, body)

    def bit_fields(self) -> BitFields:
        """The word of the page that lives, or what the model says of the recording."""
        if self.watching:
            found = self.compared[self.step]
            return of_word(classify(found.step.setting, found.predicted))
        return of_word(self.life.now.reading(self.life.lives))

    @property
    def ribbon(self) -> FlyingCanvas:
        """Where the bits are."""
        return self.query_one("#ribbon", FlyingCanvas)

    def _show(self, name: str, rows: list[Row], height: int) -> None:
        widget = self._canvas(name)
        if widget.lines != height:
            widget.lines = height
            widget.styles.height = height
        if not widget.display:
            widget.display = True
        if name == "ribbon":
            self._canvas("body").display = self._canvas("keys").display = True
        widget.show(rows, self.app.look)

    def _too_small(self, least: tuple[int, int]) -> None:
        self._show("top", self.small_rows(least), max(1, self.size.height))
        for name in ("ribbon", "body", "keys"):
            self._canvas(name).display = False

    def _canvas(self, name: str) -> Canvas:
        return self.query_one(f"#{name}", Canvas)

    def did(self, change: Callable[[], object]) -> None:
        """A change ends what still moves."""
        self.ribbon.land()
        super().did(change)

    # ------------------------------------------------------------------ bits on their way

    def _take_off(self) -> None:
        """Let the bits travel, unless motion is not wanted."""
        columns, lines = self.size
        folded = fold(self.life.setting.layout.width, columns)
        still = self.variants or self.app.animation_level == "none" or self.app.screen is not self
        if folded is None or still or not self.ribbon.display:
            return
        if flying := departures(self.life, folded, lines >= _TALL):
            self.ribbon.take_off(flying)

    def on_key(self) -> None:
        """Any key ends the motion."""
        self.ribbon.land()

    def take(self, picture: "Picture") -> str:
        """The life of a slide, as it is there; undo goes back in it."""
        from ptetui.sources.life.script import play as play_script
        from ptetui.talk.pictures import LifePicture

        assert isinstance(picture, LifePicture)
        self.watching = False
        said = self._use(picture.moments[-1].setting)
        play_script(picture.script, self.life)
        return said

    # ------------------------------------------------------------------ events

    def action_happen(self, event: str) -> None:
        """An event, by its letter."""

        def change() -> None:
            if self.watching:
                self._leave_recording()
            self.life.happen(event)

        before = self.life.index
        self.did(change)
        if self.life.index != before:
            self.chosen = 0
            self.draw()
            self._take_off()

    def action_take(self) -> None:
        """The chosen event."""
        chances = ordered(self.life.chances(), self.only)
        if not self.watching and chances:
            self.action_happen(chances[self.chosen].event.name)

    def action_select(self, by: int) -> None:
        """Another event."""
        count = len(ordered(self.life.chances(), self.only))
        self.chosen = max(0, min(count - 1, self.chosen + by))
        self.said()

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on an event chooses it, another takes it."""
        index = self._places.event_at(event.column, event.line) if event.canvas.id == "body" else None
        if index is None or self.watching or index >= len(ordered(self.life.chances(), self.only)):
            return
        if index == self.chosen:
            self.action_take()
        else:
            self.chosen = index
            self.said()

    def action_possible(self) -> None:
        """All events, or the possible ones."""
        self.only = not self.only
        self.did(lambda: "only what can happen" if self.only else "all events")

    # ------------------------------------------------------------------ the timeline

    def action_travel(self, by: int) -> None:
        """One moment, or one step of the recording, back or on."""
        if self.watching:
            at = self.step + by
            edge = "the last step" if by > 0 else "the first step"
            fits = 0 <= at < len(self.compared)
            self.step = at if fits else self.step
            self.did(lambda: None if fits else edge)
            return
        move = self.life.redo if by > 0 else self.life.undo
        edge = "nothing comes after this yet" if by > 0 else "this is the beginning"
        moved: list[bool] = []
        self.did(lambda: None if moved.append(move()) or moved[-1] else edge)  # type: ignore[func-returns-value]
        if by > 0 and moved[-1]:
            self._take_off()

    def action_jump(self) -> None:
        """To a moment, or a step of the recording, by number or name."""

        def accept(text: str) -> None:
            if self.watching:
                self.step = self.desk.find_step(text)
            else:
                self.life.jump(text)

        self.ask("a moment: its number, or a part of its name", accept)

    def action_other(self) -> None:
        """The other page lives on."""
        self.did(lambda: None if self.life.other() else "there is one page; fork makes two")

    def action_scene(self, number: int) -> None:
        """Play one of the scenes."""
        self.watching = False
        self.did(lambda: play(self.life, number) or "n and p step through it; any letter goes another way")

    def action_recording(self) -> None:
        """From the recording to the model's page and back."""
        if not self.compared:
            self.did(lambda: "there is no recording")
        elif self.watching:
            self.did(self._leave_recording)
        else:
            self.watching = True
            self.said()

    def _leave_recording(self) -> str:
        """The model's page of this step lives on by itself."""
        found = self.compared[self.step]
        self.watching = False
        self._use(found.step.setting)
        self.life.start(found.page, found.step.event)
        return "the model's page lives on from here; space returns to the recording"

    # ------------------------------------------------------------------ what the page is, and where

    def action_kind(self) -> None:
        """The next kind of memory."""
        self.watching = False
        self.did(self.life.next_kind)

    def action_range(self) -> None:
        """Facts of the range."""
        from ptetui.tui.screens.range import RangeScreen

        if not self.watching:
            self.ribbon.land()
            self.app.push_screen(RangeScreen(self.life), lambda _: self.said())

    def action_privilege(self) -> None:
        """With and without CAP_SYS_ADMIN."""
        self.privileged = not self.privileged
        self.did(lambda: "with CAP_SYS_ADMIN" if self.privileged else "without CAP_SYS_ADMIN: no frames, no slots")

    def action_layout(self) -> None:
        """The same life on another architecture."""
        from ptetui.tui.screens.picker import Picker

        def use(name: str | None) -> None:
            if name:
                desk = self._as_desk()
                desk.use_layout(name)
                self.did(lambda: self._use(desk.setting))

        if not self.watching:
            self.app.push_screen(Picker(self.desk.catalog, self.life.setting.layout.name), use)

    def action_kernel(self, by: int) -> None:
        """The same life under an older or a newer kernel."""

        def change() -> str:
            setting, said = neighbour(self.desk.catalog, self.life.setting, by)
            return self._use(setting) or said

        if not self.watching:
            self.did(change)

    def action_config(self) -> None:
        """The same life under another configuration."""
        from ptetui.tui.screens.config import ConfigScreen

        if not self.watching:
            desk = self._as_desk()
            self.app.push_screen(ConfigScreen(desk), lambda _: self.did(lambda: self._use(desk.setting)))

    def _use(self, setting: Setting) -> str:
        """The same life under another setting, and the designs on its layout."""
        said = self.life.use(setting)
        if self.variants:
            self._show_designs()
        return said

    def action_abreast(self) -> None:
        """The designs in step, or the one page again."""
        if self.watching:
            self.did(lambda: "a recording has no designs; space leaves it")
        elif self.variants:
            self.variants = self.life.beside = ()
            self.said()
        else:
            self.did(self._show_designs)

    def _show_designs(self) -> str:
        case = usual_case(self.life.setting, self.life.catalog)
        self.variants = variants(case)
        self.life.beside = tuple(each.setting for each in self.variants if each.setting is not None)
        return f"the same events under each design, {case.flags} flags in a swap entry"

    def action_open(self) -> None:
        """This word in Explore."""
        self.desk.take(self.compared[self.step].step if self.watching else self._snapshot())
        self._followed = self.desk.setting
        self.app.action_show("explore")

    def _snapshot(self) -> Snapshot:
        life = self.life
        return Snapshot(life.setting, life.now.word(life.lives), event=f"life: {life.now.deed.name}")

    def _as_desk(self) -> Desk:
        return Desk(self._snapshot(), self.desk.catalog)
