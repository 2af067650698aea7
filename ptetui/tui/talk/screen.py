"""Talk: a tour on the full screen, one idea a step, its points revealed one by one."""

from collections.abc import Callable
from pathlib import Path
from shlex import join
from time import time

from textual import events

from ptetui.linux.nearest import place_in
from ptetui.render.fitted import Viewport
from ptetui.render.registers import of_readings
from ptetui.render.rows import row_width
from ptetui.render.spans import Row, Span
from ptetui.render.view import BitFields
from ptetui.talk.ask import AskPicture
from ptetui.talk.frame import Shown, slide_rows
from ptetui.talk.moving import SECONDS, motion_of
from ptetui.talk.position import Position, place_file, remove_position, spell_time, write_position
from ptetui.talk.tour import Place, Step, Tour
from ptetui.talk.tours import load_tour, shipped_tours, tour_name
from ptetui.tui.desk import Desk
from ptetui.tui.screen import PictureScreen
from ptetui.tui.talk.laser import bits_of, first_bit, laser_row, next_field, pointed
from ptetui.tui.widgets.canvas import Canvas
from ptetui.tui.widgets.moving import MovingCanvas

_KEPT = 64  # slides that are kept as they were drawn
_QUIT = "q again ends the talk; any other key goes on"


class Talk(PictureScreen):
    """A slide, alone on the screen. `blank`: the room looks at the speaker. `footed`: the last line has place and keys.

    `laser` is the bit that is pointed at, `answers` are those that the audience has given, by slide. Every move is
    written for the second terminal: `ptetui present TOUR --notes`.
    """

    NAME = "talk"
    MOVES = "body"
    LEAST = (40, 16)
    TABS = False
    WHEEL = ("next", "previous")
    DEFAULT_CSS = "Talk #top { display: none; }"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.footed = desk.tour is None  # who comes from another screen sees the keys
        self.laser: int | None = None
        self.answers: dict[int, int] = {}
        self.tour: Tour = desk.tour or load_tour(tour_name(shipped_tours()[0]), desk.catalog)
        self.place = Place()
        self.blank = False
        self.timed = False
        self.started = time()
        self._file: Path | None = None
        self._drawn: dict[object, list[Row]] = {}  # slides by all that they are drawn from

    def on_mount(self) -> None:
        """Tell where the talk is; the clock moves on by itself."""
        self._tell()
        self.set_interval(1.0, self._tick)

    def on_unmount(self) -> None:
        """Nobody has to follow any longer."""
        self._end()

    def _tick(self) -> None:
        if self.timed and self.app.screen is self and not self.blank:
            self.show("keys", [self.key_row(self.size.width)])

    # ------------------------------------------------------------------ drawing

    def title_row(self) -> Row:
        """None: the caption is a part of the slide."""
        return []

    def draw_picture(self, columns: int, lines: int) -> None:
        """The slide, or nothing while the screen is blank."""
        rows = [] if self.blank else self._slide(Shown(None, self.answers))
        self.show("body", pointed(rows, self.laser), self.size.height - 1)
        self.canvas("keys").display = not self.blank and bool(self.footed or self.message or self.timed or self.laser)

    def _slide(self, shown: Shown) -> list[Row]:
        """The slide; the last line of the screen is kept for what there is to say."""
        viewport = Viewport(self.size.width, self.size.height - 1, self.app.look.glyphs)
        if shown.time is not None:
            return slide_rows(self.tour, self.place, viewport, shown)
        key = self.tour.path, self.place, viewport, tuple(shown.answers.items())
        if key not in self._drawn:
            if len(self._drawn) >= _KEPT:
                self._drawn.clear()
            self._drawn[key] = slide_rows(self.tour, self.place, viewport, shown)
        return self._drawn[key]

    def command_line(self) -> str:
        """The talk."""
        return join(["ptetui", "present", self.tour.name])

    def bit_fields(self) -> BitFields:
        """The words of the slide."""
        readings = self.tour.steps[self.place.slide - 1].picture.readings() if self.place.slide else ()
        return of_readings(readings, 0) if readings else super().bit_fields()

    def key_row(self, columns: int) -> Row:
        """A message, or what the laser points at, or where the talk is; keys where they are asked for."""
        if self.message:
            return super().key_row(columns)
        if self.laser is not None:
            return laser_row(self._step.picture.readings(), self.laser)
        revealed, points = self.place.revealed, len(self.tour.points(self.place.slide))
        row = [
            Span(f" {self.place.slide}/{self.tour.slides - 1} ", "bar_key"),
            Span(f"{'●' * revealed}{'○' * (points - revealed)} ", "bar_key"),
            Span(f"{self._clock()}  " if self.timed else "", "head"),
        ]
        return [*row, *(super().key_row(columns - row_width(row)) if self.footed else ())]

    def _clock(self) -> str:
        """What is left of the time that was planned, else the time since the start."""
        return spell_time(time() - self.started, self.tour.minutes)

    @property
    def _step(self) -> Step:
        """The step of the slide; not for the title."""
        return self.tour.steps[self.place.slide - 1]

    # ------------------------------------------------------------------ the way through

    def _go(self, place: Place, edge: str = "") -> None:
        """To a place; `edge` is said where that is where the talk is already."""
        same = place == self.place and not self.blank
        new_slide = place.slide != self.place.slide and not place.revealed
        self.place, self.blank, self.laser = place, False, None
        self.show_message(edge if same else "")
        self._tell()
        if new_slide:
            self._play()

    def _tell(self) -> None:
        """Write where the talk is, for the second terminal; a talk goes on without."""
        try:
            self._file = self._file or place_file(self.tour.path)
            write_position(self._file, Position(self.place, self.started, self.blank, self.tour.minutes))
        except OSError as error:
            self.show_message(f"notes cannot follow: {error.strerror or error}")

    def action_next(self) -> None:
        """The next point, or the next slide."""
        self._go(self.tour.after(self.place), "this is the end; home goes to the beginning")

    def action_previous(self) -> None:
        """The point before, or the slide before."""
        self._go(self.tour.before(self.place), "this is the beginning")

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on the slide goes on."""
        if event.canvas.id == "body":
            self.action_next()

    def action_slide(self, by: int) -> None:
        """A whole slide on or back."""
        slide = max(0, min(self.tour.slides - 1, self.place.slide + by))
        self._go(Place(slide))

    def action_edge(self, last: int) -> None:
        """The first slide, or all of the last."""
        self._go(self.tour.whole(self.tour.slides - 1) if last else Place())

    def action_jump(self) -> None:
        """To a slide by number, or by a part of its caption."""
        self.ask(f"a slide, 0 to {self.tour.slides - 1}, or a part of its caption", self.jump)

    def jump(self, text: str) -> None:
        """To that slide. ValueError says which there are."""
        captions = [self.tour.caption(slide) for slide in range(self.tour.slides)]
        self._go(Place(place_in(captions, text, self.place.slide, "slide", first=0)))

    def action_index(self) -> None:
        """All slides, to choose from."""
        captions = [f"{slide:2}  {self.tour.caption(slide)}" for slide in range(self.tour.slides)]
        self.choose(self.tour.title, captions, lambda slide: self._go(Place(slide)), here=self.place.slide)

    def action_tours(self) -> None:
        """Another tour that ships."""
        names = [tour_name(path) for path in shipped_tours()]
        here = names.index(self.tour.name) if self.tour.name in names else 0
        self.choose("tours", names, lambda line: self.take_tour(names[line]), here=here)

    def take_tour(self, name: str) -> None:
        """Begin a tour, by what `ptetui present` calls it."""
        self._end()
        self.answers = {}
        self.tour, self.place, self.started = load_tour(name, self.desk.catalog), Place(), time()
        self._go(Place())

    def _end(self) -> None:
        if self._file is not None:
            remove_position(self._file)
            self._file = None

    # ------------------------------------------------------------------ bits on their way, the laser, answers

    def _play(self) -> str:
        """The motion of the slide, unless motion is not wanted; why there is none, in words."""
        if not self.app.moves:
            return "motion is off"
        if not self.place.slide or motion_of(self._step.picture) is None:
            return "nothing moves on this slide"
        if self.app.screen is self and not self.blank:
            answers = self.answers
            self.body.play(lambda at: self._slide(Shown(at, answers)), SECONDS)
        return ""

    @property
    def body(self) -> MovingCanvas:
        """Where the slide is."""
        return self.query_one("#body", MovingCanvas)

    def action_motion(self) -> None:
        """The motion of the slide once more."""
        self.show_message(self._play())

    def action_laser(self, by: int) -> None:
        """Point at a bit, or at the next one."""
        self._point(lambda bit, bits: bits[max(0, min(len(bits) - 1, bits.index(bit) - by))])

    def action_laser_field(self, by: int) -> None:
        """Point at a field, or at the next one."""
        self._point(lambda bit, bits: next_field(self._step, bit, by, bits))

    def _point(self, move: Callable[[int, list[int]], int]) -> None:
        bits = bits_of(self.body.rows) if self.place.slide and not self.blank else []
        if not bits:
            self.show_message("no bits to point at on this slide")
            return
        here = self.laser
        self.laser = first_bit(self._step, self.place.revealed, bits) if here not in bits else move(here, bits)
        self.show_message()

    def on_key(self, event: events.Key) -> None:
        """Any key ends the motion; on a slide that asks, a digit is an answer."""
        self.body.land()
        asked = self._step.picture if self.place.slide and not self.place.revealed else None
        if isinstance(asked, AskPicture) and event.key.isdecimal() and not self.blank:
            event.stop()
            event.prevent_default()
            number = int(event.key)
            if 1 <= number <= len(asked.answers):
                self.answers[self.place.slide] = number - 1
                self._go(self.tour.after(self.place))
            else:
                self.show_message(f"{number}: there are answers 1 to {len(asked.answers)}")

    async def action_back(self) -> None:
        """The laser off; else to Explore."""
        if self.laser is None:
            await super().action_back()
            return
        self.laser = None
        self.show_message()

    def may_quit(self) -> bool:
        """Where the app was started for the talk and it has begun, the second q in a row."""
        if self.desk.tour is None or not self.place.slide or self.message == _QUIT:
            return True
        self.show_message(_QUIT)
        return False

    # ------------------------------------------------------------------ the room

    def action_blank(self) -> None:
        """Nothing on the screen, until the next key that shows something."""
        self.blank = not self.blank
        self.show_message()
        self._tell()

    def action_footer(self) -> None:
        """Place and keys, shown or not."""
        self.footed = not self.footed
        self.show_message()

    def action_timer(self) -> None:
        """The time, shown or not."""
        self.timed = not self.timed
        self.show_message()

    def action_restart(self) -> None:
        """The clock from 0:00."""
        self.started = time()
        self.show_message("the clock starts at 0:00")
        self._tell()

    async def action_live(self) -> None:
        """Play with what the slide shows; 6 returns to it."""
        if not self.place.slide:
            self.show_message("the title shows nothing to play with")
            return
        picture = self.tour.steps[self.place.slide - 1].picture
        start = picture.start()
        if start is None:
            self.show_message("this picture has no screen to play with")
            return
        self.desk.read(start.setting, start.word, f"talk: {self.tour.caption(self.place.slide)}")
        screen = await self.app.action_show(start.screen)
        if screen is not None:
            screen.apply_edit(lambda: screen.show_picture(picture) or "6 returns to the talk")
