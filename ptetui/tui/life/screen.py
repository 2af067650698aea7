"""Life: a page as it moves through its states; with a recording, the model and reality one under the other."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from ptetui.analysis.designs.kernels import usual_case
from ptetui.linux.classify import classify
from ptetui.linux.setting import Setting
from ptetui.render.registers import of_word
from ptetui.render.ribbon import fold
from ptetui.render.spans import Row
from ptetui.render.view import BitFields
from ptetui.sources.life import tree
from ptetui.sources.life.scenes import enact
from ptetui.sources.life.under_designs import Variant, variants
from ptetui.sources.predictions import Comparison
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.desk import Desk, neighbour
from ptetui.tui.life.body import LifeView, Places, body_rows, least_lines
from ptetui.tui.life.motion import event_lines, last_motion
from ptetui.tui.life.recording import RECORDING_LABEL, compared_rows, followed, least_lines_of, recording_rows
from ptetui.tui.life.rows import life_top, ordered, pages_rows
from ptetui.tui.life.side_by_side import below_rows, design_rows, least_size
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas
from ptetui.tui.widgets.moving import MovingCanvas

if TYPE_CHECKING:
    from ptetui.pictures.picture import Picture

_LEAST_COLUMNS = 60
MOTION_PACES = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds of motion
_TALL = 40  # lines from which ribbons are drawn with all their lines, and both pages have one


class Life(PictureScreen):
    """The ribbon, what the entry is, the states, the events, what has happened."""

    NAME = "life"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.life = tree.LifeTree(desk.setting, desk.catalog)
        self.chosen = 0
        self.only: bool | None = None  # only what can happen; None: where there is little room
        self.privileged = True
        self.pace = MOTION_PACES.index(2.0)
        self.variants: tuple[Variant, ...] = ()  # the designs that live in step, where they are shown
        self.compared: tuple[Comparison, ...] = ()
        self.step = desk.step
        self.watching = False  # the recording is on the screen, not the model's own page
        self._followed = desk.setting
        self._step_of = desk.now
        self._places = Places()
        if desk.recording is not None:
            self.compared, self.message = followed(desk.recording)
            self.watching = bool(self.compared)

    def compose(self) -> ComposeResult:
        """Four drawn widgets."""
        yield Canvas("tabs")
        yield Canvas("top", "bar")
        yield MovingCanvas("ribbon")
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
            try:
                self.message = self._use(self.desk.setting)
            except ValueError as error:
                self.message = str(error)
        if self.desk.now.step is not None and self.desk.now is not self._step_of:
            self._step_of, self.step = self.desk.now, self.desk.step

    def on_screen_suspend(self) -> None:
        """Nothing moves where nobody looks."""
        self.ribbon.land()

    def least(self) -> tuple[int, int]:
        """What the ribbons need, and what stands below them."""
        columns = max(self.size.width, _LEAST_COLUMNS)
        width = self.life.setting.layout.width
        if self.watching:
            return _LEAST_COLUMNS, least_lines_of(self.compared[self.step], columns)
        if self.variants:
            return least_size(width, len(self.variants))
        folded = fold(width, columns)
        assert folded is not None
        return _LEAST_COLUMNS, least_lines(self.life, folded)

    def title_row(self) -> Row:
        """Layout, kernel, word, range."""
        life, columns = self.life, self.size.width
        if self.watching:
            found = self.compared[self.step]
            return life_top(found.step.setting, found.page, found.predicted, columns)
        return life_top(life.setting, life.asked if self.variants else life.page, life.now.word(life.lives), columns)

    def draw_picture(self, columns: int, lines: int) -> None:
        """The recording with the model, the designs in step, or the one page."""
        if self.watching:
            ribbon, body = self._recording_rows(columns, lines - 2)
        elif self.variants:
            ribbon = design_rows(self.life, self.variants, columns)
            body, self._places = below_rows(self._view(False), columns, lines - 2 - len(ribbon))
        else:
            ribbon, body = self._page_rows(columns, lines - 2)
        self.show("ribbon", ribbon, len(ribbon))
        self.show("body", body)

    def _page_rows(self, columns: int, lines: int) -> tuple[list[Row], list[Row]]:
        folded = fold(self.life.setting.layout.width, columns)
        assert folded is not None  # sixty columns are enough
        ribbon = pages_rows(self.life, folded, self._full, columns, self.app.look.glyphs)
        both = self._full and len(self.life.now.pages) > 1
        body, self._places = body_rows(self._view(both), columns, lines - len(ribbon))
        return ribbon, body

    def _recording_rows(self, columns: int, lines: int) -> tuple[list[Row], list[Row]]:
        found = self.compared[self.step]
        folded = fold(found.step.setting.layout.width, columns - RECORDING_LABEL)
        assert folded is not None  # sixty columns are enough
        ribbon = compared_rows(found, folded, self.app.look.glyphs)
        return ribbon, recording_rows(self.compared, self.step, columns, lines - len(ribbon))

    @property
    def _only(self) -> bool:
        return self.size.height < _TALL if self.only is None else self.only

    @property
    def _full(self) -> bool:
        """Whether ribbons are drawn with all their lines, and both pages have one."""
        return self.lines >= _TALL

    def _view(self, both: bool) -> LifeView:
        chances = ordered(self.life.chances(), self._only)
        self.chosen = max(0, min(self.chosen, len(chances) - 1))
        return LifeView(self.life, chances, self.chosen, self.privileged, both)

    def bit_fields(self) -> BitFields:
        """The word of the page that lives, or what the model says of the recording."""
        if self.watching:
            found = self.compared[self.step]
            return of_word(classify(found.step.setting, found.predicted))
        return of_word(self.life.now.reading(self.life.lives))

    @property
    def ribbon(self) -> MovingCanvas:
        """Where the bits are."""
        return self.query_one("#ribbon", MovingCanvas)

    def apply_edit(self, change: Callable[[], object]) -> None:
        """A change ends what still moves."""
        self.ribbon.land()
        super().apply_edit(change)

    # ------------------------------------------------------------------ bits on their way

    def _play(self) -> str:
        """Show the last event as motion, unless motion is not wanted; why there is none, in words."""
        if self.watching or self.variants:
            return "no event to show"
        if self.app.animation_level == "none" or os.environ.get("NO_MOTION"):
            return "motion is off"
        frame = last_motion(self.life)
        if frame is not None and self.app.screen is self and self.ribbon.display:
            self.ribbon.play(frame, MOTION_PACES[self.pace])
        return "" if frame is not None else "no bit moved"

    def action_replay(self) -> None:
        """The motion of the last event again."""
        self.message = self._play()
        self.redraw()

    def action_pace(self, by: int) -> None:
        """Slower or faster."""
        self.pace = max(0, min(len(MOTION_PACES) - 1, self.pace + by))
        self.show_message(f"motion takes {MOTION_PACES[self.pace]:g} s")

    def on_key(self) -> None:
        """Any key ends the motion."""
        self.ribbon.land()

    def show_picture(self, picture: "Picture") -> str:
        """The life of a slide, as it is there; undo goes back in it."""
        from ptetui.pictures.life import LifePicture
        from ptetui.sources.life.script import play_script

        assert isinstance(picture, LifePicture)
        self.watching = False
        refused = self._use(picture.moments[-1].setting)
        play_script(picture.script, self.life)
        return refused

    # ------------------------------------------------------------------ events

    def action_happen(self, event: str) -> None:
        """An event, by its letter."""

        def change() -> None:
            if self.watching:
                self._leave_recording()
            self.life.happen(event)
            self.chosen = 0

        before = self.life.index
        self.apply_edit(change)
        if self.life.index != before:
            self._play()

    def action_event(self) -> None:
        """Choose from the list of all events."""
        from ptetui.tui.dialogs.choice import Choice

        chances = ordered(self.life.chances(), only=False)

        def chosen(line: int | None) -> None:
            if line is not None:
                self.action_happen(chances[line].event.name)

        self.message = ""
        self.app.push_screen(Choice("an event: its letter, or Enter", *event_lines(chances)), chosen)

    def action_take(self) -> None:
        """The chosen event."""
        chances = ordered(self.life.chances(), self._only)
        if self.watching or not chances:
            self.show_message("press space to continue with the model" if self.watching else "nothing can happen now")
        else:
            self.action_happen(chances[self.chosen].event.name)

    def action_select(self, by: int) -> None:
        """Another event."""
        count = len(ordered(self.life.chances(), self._only))
        self.chosen = max(0, min(count - 1, self.chosen + by))
        self.show_message()

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on an event chooses it, another takes it."""
        index = self._places.event_at(event.column, event.line) if event.canvas.id == "body" else None
        if index is None or self.watching or index >= len(ordered(self.life.chances(), self._only)):
            return
        if index == self.chosen:
            self.action_take()
        else:
            self.chosen = index
            self.show_message()

    def action_possible(self) -> None:
        """All events, or the possible ones."""
        self.only = not self._only
        self.show_message("only what can happen" if self.only else "all events")

    # ------------------------------------------------------------------ the timeline

    def action_travel(self, by: int) -> None:
        """One moment, or one step of the recording, back or on."""
        if self.watching:
            at = self.step + by
            edge = "the last step" if by > 0 else "the first step"
            fits = 0 <= at < len(self.compared)
            self.step = at if fits else self.step
            self.apply_edit(lambda: None if fits else edge)
            return
        edge = "end of timeline" if by > 0 else "this is the beginning"
        moved = self.life.redo() if by > 0 else self.life.undo()
        self.apply_edit(lambda: None if moved else edge)
        if by > 0 and moved:
            self._play()

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
        self.apply_edit(lambda: None if self.life.other() else "there is one page; fork makes two")

    def action_scene(self, number: int) -> None:
        """Play a scene."""
        self.watching = False
        self.apply_edit(lambda: enact(self.life, number) or "n/p step through; any event key starts your own branch")

    def action_recording(self) -> None:
        """From the recording to the model's page and back."""
        if not self.compared:
            self.show_message("there is no recording")
        elif self.watching:
            self.apply_edit(self._leave_recording)
        else:
            self.watching = True
            self.show_message()

    def _leave_recording(self) -> str:
        """The model's page of this step lives on by itself."""
        found = self.compared[self.step]
        self.watching = False
        self._use(found.step.setting)
        self.life.start(found.page, found.step.event)
        return "continuing with the model; space returns to the recording"

    # ------------------------------------------------------------------ what the page is, and where

    def action_kind(self) -> None:
        """The next kind of memory."""
        self.watching = False
        self.apply_edit(self.life.next_kind)

    def action_range(self) -> None:
        """Facts of the range."""
        from ptetui.tui.dialogs.range import RangeScreen

        self.ribbon.land()
        self.message = ""
        self.app.push_screen(RangeScreen(self.life))

    def action_privilege(self) -> None:
        """With and without CAP_SYS_ADMIN."""
        self.privileged = not self.privileged
        self.show_message("with CAP_SYS_ADMIN" if self.privileged else "without CAP_SYS_ADMIN: no frames, no slots")

    def setting(self) -> Setting:
        """Of the page that lives."""
        return self.life.setting

    def use_layout(self, name: str) -> str:
        """The same life on another architecture."""
        desk = self.config_desk()
        desk.use_layout(name)
        return self._use(desk.setting)

    def change_kernel(self, by: int) -> str:
        """The same life under an older or a newer kernel."""
        setting, moved = neighbour(self.desk.catalog, self.life.setting, by)
        return self._use(setting) or moved

    def config_desk(self) -> Desk:
        """A desk of its own: Explore's word stays as it is."""
        return Desk(self._snapshot(), self.desk.catalog)

    def use_config(self, desk: Desk) -> str:
        """The same life under another configuration."""
        return self._use(desk.setting)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A recording has its own layout, kernel and configuration, and its ranges."""
        own = self.watching and action in ("layout", "kernel", "config", "range")
        return not own and super().check_action(action, parameters)

    def _use(self, setting: Setting) -> str:
        """The same life under another setting, and the designs on its layout."""
        refused = self.life.use(setting)
        if self.variants:
            self._show_designs()
        return refused

    def action_designs(self) -> None:
        """The designs in step, or the one page again."""
        if self.watching:
            self.show_message("designs need the model: press space to leave the recording")
        elif self.variants:
            self.variants = self.life.beside = ()
            self.show_message()
        else:
            self.apply_edit(self._show_designs)

    def _show_designs(self) -> str:
        case = usual_case(self.life.setting, self.life.catalog)
        self.variants = variants(case)
        self.life.beside = tuple(each.setting for each in self.variants if each.setting is not None)
        return f"the same events under each design, {case.flags} flags in a swap entry"

    async def action_open(self) -> None:
        """This word in Explore."""
        self.desk.take(self.compared[self.step].step if self.watching else self._snapshot())
        self._followed = self.desk.setting
        await self.app.action_show("explore")

    def _snapshot(self) -> Snapshot:
        life = self.life
        return Snapshot(life.setting, life.now.word(life.lives), event=f"life: {life.now.deed.name}")
