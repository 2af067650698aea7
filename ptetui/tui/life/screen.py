"""Life: a page as it moves through its states; with a recording, the model and reality one under the other."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events

from ptetui.linux.life.events import Chance
from ptetui.linux.setting import Setting
from ptetui.render.spans import Row
from ptetui.render.view import BitFields
from ptetui.sources.life.tree import LifeTree
from ptetui.tui.desk import Desk, neighbour
from ptetui.tui.explore.rows import bit_row
from ptetui.tui.life.body import Places
from ptetui.tui.life.model_page import LEAST_COLUMNS, ModelPage
from ptetui.tui.life.motion import event_choices, last_motion
from ptetui.tui.life.rows import ordered
from ptetui.tui.life.scene_show import SceneShow
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas
from ptetui.tui.widgets.moving import MovingCanvas

if TYPE_CHECKING:
    from ptetui.pictures.picture import Picture
    from ptetui.sources.lab.subject import LabFeed
    from ptetui.sources.replay import Recording
    from ptetui.sources.snapshot import Snapshot
    from ptetui.tui.life.lab_control import LabControl
    from ptetui.tui.life.watch import Watch

_USUAL = 80  # columns that a window gets where it has too few
MOTION_PACES = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds of motion
_PACE_KEYS = ("less_than_sign", "greater_than_sign")


class Life(PictureScreen):
    """The ribbon, what the entry is, the states, the events, what has happened."""

    NAME = "life"
    CANVASES = ("ribbon", "body")
    MOVES = "ribbon"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.own = ModelPage(desk)
        self.chosen = 0
        self.only = True  # only what can happen
        self.pace = MOTION_PACES.index(2.0)
        self.beside: Watch | None = None  # a recording or the lab, beside the model
        self.lab: LabControl | None = None
        self.watching = False  # it is on the screen, not the model's own page
        self._followed = desk.setting
        self._step_of = desk.now
        self._places = Places()
        self.scenes = SceneShow(self, self.own, self.play_motion, lambda: self.motion_seconds)
        if desk.lab is not None:
            self._watch_lab(desk.lab)
        elif desk.recording is not None:
            self._watch_recording(desk.recording)

    def _watch_recording(self, recording: "Recording") -> None:
        from ptetui.tui.life.recording import followed
        from ptetui.tui.life.watch import Watch

        steps, self.message = followed(recording)
        self.beside = Watch(steps, self.desk.step) if steps else None
        self.watching = self.beside is not None

    def _watch_lab(self, feed: "LabFeed") -> None:
        from ptetui.tui.life.lab_control import LabControl
        from ptetui.tui.life.watch import Watch

        self.beside, self.watching = Watch(feed=feed), True
        self.lab = LabControl(self, feed, self.beside)

    # ------------------------------------------------------------------ drawing

    def on_resize(self) -> None:
        """Bits on their way would fly over the old fold."""
        self.ribbon.land()

    def follow(self) -> None:
        """Explore may have taken another layout or kernel."""
        if self.desk.setting != self._followed:
            self._followed = self.desk.setting
            try:
                self.message = self.own.use(self.desk.setting)
            except ValueError as error:
                self.message = str(error)
        if self.desk.now.step is not None and self.desk.now is not self._step_of:
            self._step_of = self.desk.now
            if self.beside is not None and self.desk.lab is None:
                self.beside.step = self.desk.step

    def on_screen_suspend(self) -> None:
        """Nothing moves where nobody looks."""
        self.scenes.stop()
        self.ribbon.land()

    def least(self) -> tuple[int, int]:
        """What the ribbons need, and what stands below them."""
        if self.size.width >= LEAST_COLUMNS:
            return self.shown.least(self.size.width)
        return _USUAL, self.shown.least(_USUAL)[1]

    def title_row(self) -> Row:
        """Layout, kernel, word, range."""
        return self.shown.title_row(self.size.width)

    def draw_picture(self, columns: int, lines: int) -> None:
        """The recording or the lab with the model, the designs in step, or the one page."""
        chances, glyphs = self._chances(), self.app.look.glyphs
        ribbon, body, self._places = self.shown.rows(chances, self.chosen, columns, lines - 2, glyphs)
        self.show("ribbon", ribbon, len(ribbon))
        self.show("body", body)

    @property
    def shown(self) -> "Watch | ModelPage":
        """What is on the screen."""
        return self.beside if self.watching and self.beside is not None else self.own

    @property
    def life(self) -> LifeTree:
        """The model's page."""
        return self.own.life

    def _chances(self) -> list[Chance]:
        """The events of the list, of which the chosen one is one."""
        chances = self.shown.chances(self.only)
        self.chosen = max(0, min(self.chosen, len(chances) - 1))
        return chances

    def bit_fields(self) -> BitFields:
        """The word of the page that lives, or what the model says of the recording."""
        return self.shown.bit_fields()

    def snapshot(self) -> "Snapshot":
        """The entry that shows."""
        return self.shown.snapshot() or self.own.snapshot()

    def command_line(self) -> str:
        """The recording, or what led to the model's page."""
        return self.own.command_line(self.desk.source if self.watching else "")

    @property
    def ribbon(self) -> MovingCanvas:
        """Where the bits are."""
        return self.query_one("#ribbon", MovingCanvas)

    def apply_edit(self, change: Callable[[], object]) -> None:
        """A change ends what still moves."""
        self.ribbon.land()
        super().apply_edit(change)

    def hover_row(self, canvas: Canvas, column: int, line: int) -> Row | None:
        """The field of a bit of the ribbon, or of one of two."""
        bit = canvas.bit_at(column, line) if canvas.id == "ribbon" else None
        reading = self.shown.reading_at(line, len(canvas.rows)) if self.ribbon.frame is None else None
        return None if bit is None or reading is None else bit_row(reading, bit)

    # ------------------------------------------------------------------ bits on their way

    def play_motion(self) -> str:
        """Show the last event as motion, unless motion is not wanted; why there is none, in words."""
        if self.watching or self.own.variants:
            return "no event to show"
        if not self.app.moves:
            return "motion is off"
        frame = last_motion(self.life, self.size.width, self.ribbon.lines)
        if frame is not None and self.app.screen is self and self.ribbon.display:
            self.ribbon.play(frame, self.motion_seconds)
        return "" if frame is not None else "no bit moved"

    def action_replay(self) -> None:
        """The motion of the last event again."""
        self.message = self.play_motion()
        self.redraw()

    @property
    def motion_seconds(self) -> float:
        """How long a motion takes."""
        return MOTION_PACES[self.pace]

    def action_pace(self, by: int) -> None:
        """Slower or faster."""
        self.pace = max(0, min(len(MOTION_PACES) - 1, self.pace + by))
        self.show_message(f"motion takes {self.motion_seconds:g} s")

    def on_key(self, event: events.Key) -> None:
        """Any key ends the motion; a scene that plays goes on only where the pace was changed."""
        self.ribbon.land()
        if event.key not in _PACE_KEYS:
            self.scenes.stop()

    def show_picture(self, picture: "Picture") -> str:
        """The life of a slide, as it is there; undo goes back in it."""
        from ptetui.pictures.life import LifePicture

        assert isinstance(picture, LifePicture)
        self.watching = False
        return self.own.play(picture.script, picture.moments[-1].setting)

    # ------------------------------------------------------------------ events

    def action_happen(self, event: str) -> None:
        """An event, by its letter: in the lab the kernel does it, else the model."""
        if self.lab is not None and self.watching:
            self.lab.happen(event)
            return

        def change() -> None:
            if self.watching:
                self._leave_recording()
            self.life.happen(event)
            self.chosen = 0

        before = self.life.index
        self.apply_edit(change)
        if self.life.index != before:
            self.play_motion()

    def action_event(self) -> None:
        """Choose from the list of all events, in the lab of all its calls."""
        if self.lab is not None and self.watching:
            self.lab.choose()
            return
        chances = ordered(self.life.chances(), only=False)

        def take(line: int) -> None:
            self.action_happen(chances[line].event.name)

        keys = [chance.event.key for chance in chances]
        self.choose("an event: its letter, or Enter", event_choices(chances), take, keys=keys)

    def action_take(self) -> None:
        """The chosen event."""
        chances = self._chances()
        if not chances:
            self.show_message("press space to continue with the model" if self.watching else "nothing can happen now")
        else:
            self.action_happen(chances[self.chosen].event.name)

    def action_select(self, by: int) -> None:
        """Another event."""
        self.chosen = max(0, min(len(self._chances()) - 1, self.chosen + by))
        self.show_message()

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on an event chooses it, another takes it."""
        index = self._places.event_at(event.column, event.line) if event.canvas.id == "body" else None
        if index is None or index >= len(self._chances()):
            super().on_canvas_clicked(event)
            return
        if index == self.chosen:
            self.action_take()
        else:
            self.chosen = index
            self.show_message()

    def action_possible(self) -> None:
        """All events, or the possible ones."""
        self.only = not self.only
        self.show_message("only what can happen" if self.only else "all events")

    # ------------------------------------------------------------------ the lab

    def on_mount(self) -> None:
        """A kernel boots while the screen shows that it does."""
        if self.lab is not None:
            self.lab.start()

    def on_lab_changed(self) -> None:
        """Show what the kernel did."""
        if self.lab is not None:
            self.chosen = 0
            self.lab.changed()

    def on_unmount(self) -> None:
        """No machine outlives the app."""
        if self.lab is not None:
            self.lab.feed.close()

    # ------------------------------------------------------------------ the timeline

    def action_travel(self, by: int) -> None:
        """One moment, or one step of the recording, back or on."""
        edge = self.shown.travel(by)
        self.apply_edit(lambda: edge)
        if by > 0 and not edge and not self.watching:
            self.play_motion()

    def action_jump(self) -> None:
        """To a moment, or a step of the recording, by number or name."""

        self.ask("a moment: its number, or a part of its name", self.shown.jump)

    def action_other(self) -> None:
        """The other page lives on."""
        self.apply_edit(lambda: None if self.life.other() else "there is one page; fork makes two")

    def action_scene(self, number: int) -> None:
        """Play a scene."""
        self.watching = False
        self.scenes.play(number)

    def action_scenes(self) -> None:
        """The scenes, to choose from."""
        self.scenes.choose(self.action_scene)

    def action_recording(self) -> None:
        """From the recording to the model's page and back."""
        if self.beside is None:
            self.show_message("there is no recording")
        elif self.watching:
            self.apply_edit(self._leave_recording)
        else:
            self.scenes.stop()
            self.watching = True
            self.show_message()

    def _leave_recording(self) -> str:
        """The model's page of this step lives on by itself."""
        comparison = self.beside.current if self.beside is not None else None
        if comparison is None:
            return "the kernel is still booting"
        self.watching = False
        self.own.use(comparison.step.setting)
        self.life.start(comparison.page, comparison.step.event)
        return "continuing with the model; space returns"

    # ------------------------------------------------------------------ what the page is, and where

    def action_kind(self) -> None:
        """The next kind of memory; in the lab a new process."""
        if self.lab is not None and self.watching:
            self.lab.next_kind()
            return
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
        self.own.privileged = not self.own.privileged
        self.show_message("with CAP_SYS_ADMIN" if self.own.privileged else "without CAP_SYS_ADMIN: no frames, no slots")

    def setting(self) -> Setting:
        """Of the page that lives."""
        return self.life.setting

    def use_layout(self, name: str) -> str:
        """The same life on another architecture."""
        desk = self.config_desk()
        desk.use_layout(name)
        return self.own.use(desk.setting)

    def change_kernel(self, by: int) -> str:
        """The same life under an older or a newer kernel."""
        setting, moved = neighbour(self.desk.catalog, self.life.setting, by)
        return self.own.use(setting) or moved

    def config_desk(self) -> Desk:
        """A desk of its own: Explore's word stays as it is."""
        return Desk(self.own.snapshot(), self.desk.catalog)

    def use_config(self, desk: Desk) -> str:
        """The same life under another configuration."""
        return self.own.use(desk.setting)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A recording has its own layout, kernel and configuration, and its ranges."""
        own = self.watching and action in ("layout", "kernel", "config", "range")
        return not own and super().check_action(action, parameters)

    def action_designs(self) -> None:
        """The designs in step, or the one page again."""
        if self.watching:
            self.show_message("designs need the model: press space to leave the recording")
        else:
            self.apply_edit(self.own.hide_designs if self.own.variants else self.own.show_designs)

    async def action_open(self) -> None:
        """This word in Explore."""
        self.desk.take(self.snapshot())
        self._followed = self.desk.setting
        await self.app.action_show("explore")
