"""Talk: a tour on the full screen, one idea a step, its points revealed one by one."""

from collections.abc import Callable
from pathlib import Path
from time import time

from ptetui.render.fitted import Viewport
from ptetui.render.registers import of_readings
from ptetui.render.rows import row_width
from ptetui.render.spans import Row, Span
from ptetui.render.view import BitFields
from ptetui.talk.frame import slide_rows
from ptetui.talk.position import Position, clock, place_file, remove_position, write_position
from ptetui.talk.tour import Place, Tour
from ptetui.talk.tours import load_tour, shipped_tours, tour_name
from ptetui.tui.desk import Desk
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas


class Talk(PictureScreen):
    """A slide over a line with the place in the talk. `blank`: the room looks at the speaker.

    Every move is told to whoever follows: `ptetui present TOUR --notes`.
    """

    NAME = "talk"
    LEAST = (40, 16)
    TABS = False
    WHEEL = ("next", "previous")
    DEFAULT_CSS = "Talk #top { display: none; }"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.tour: Tour = desk.tour or load_tour(tour_name(shipped_tours()[0]), desk.catalog)
        self.place = Place()
        self.blank = False
        self.timed = False
        self.started = time()
        self._file: Path | None = None

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
        viewport = Viewport(columns, lines - 2, self.app.look.glyphs)
        self.show("body", [] if self.blank else [[], *slide_rows(self.tour, self.place, viewport)])
        self.canvas("keys").display = not self.blank

    def bit_fields(self) -> BitFields:
        """The words of the slide."""
        readings = self.tour.steps[self.place.slide - 1].picture.readings() if self.place.slide else ()
        return of_readings(readings, 0) if readings else super().bit_fields()

    def key_row(self, columns: int) -> Row:
        """Where the talk is, then keys where there is room."""
        revealed, points = self.place.revealed, len(self.tour.points(self.place.slide))
        row = [
            Span(f" {self.place.slide}/{self.tour.slides - 1} ", "bar_key"),
            Span(f"{'●' * revealed}{'○' * (points - revealed)} ", "bar_key"),
            Span(f"{clock(time() - self.started)}  " if self.timed else "", "head"),
        ]
        return [*row, *super().key_row(columns - row_width(row))]

    # ------------------------------------------------------------------ the way through

    def _go(self, place: Place, edge: str = "") -> None:
        """To a place; `edge` is said where that is where the talk is already."""
        same = place == self.place and not self.blank
        self.place, self.blank = place, False
        self.show_message(edge if same else "")
        self._tell()

    def _tell(self) -> None:
        """To whoever follows; a talk goes on without."""
        try:
            self._file = self._file or place_file(self.tour.path)
            write_position(self._file, Position(self.place, self.started, self.blank))
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
        if text.isdecimal():
            if int(text) >= self.tour.slides:
                raise ValueError(f"slide {text}: there are slides 0 to {self.tour.slides - 1}")
            self._go(Place(int(text)))
            return
        here = self.place.slide
        order = [*range(here + 1, self.tour.slides), *range(here + 1)]
        found = next((each for each in order if text and text.lower() in self.tour.caption(each).lower()), None)
        if found is None:
            raise ValueError(f"slide {text!r}: no caption has these letters")
        self._go(Place(found))

    def action_index(self) -> None:
        """All slides, to choose from."""
        captions = [f"{slide:2}  {self.tour.caption(slide)}" for slide in range(self.tour.slides)]
        self._choose(self.tour.title, captions, self.place.slide, lambda chosen: self._go(Place(chosen)))

    def action_tours(self) -> None:
        """Another tour that ships."""
        names = [tour_name(path) for path in shipped_tours()]

        def take(chosen: int) -> None:
            self._end()
            self.tour, self.place, self.started = load_tour(names[chosen], self.desk.catalog), Place(), time()
            self._go(Place())

        here = names.index(self.tour.name) if self.tour.name in names else 0
        self._choose("tours", names, here, take)

    def _choose(self, title: str, lines: list[str], here: int, take: Callable[[int], None]) -> None:
        from ptetui.tui.dialogs.choice import Choice

        def chosen(line: int | None) -> None:
            if line is None:
                self.show_message()
            else:
                take(line)

        self.app.push_screen(Choice(title, lines, here), chosen)

    def _end(self) -> None:
        if self._file is not None:
            remove_position(self._file)
            self._file = None

    # ------------------------------------------------------------------ the room

    def action_blank(self) -> None:
        """Nothing on the screen, until the next key that shows something."""
        self.blank = not self.blank
        self.show_message()
        self._tell()

    def action_timer(self) -> None:
        """The time since the start, shown or not."""
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
