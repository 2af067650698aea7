"""Notes: what the speaker says, what comes next, the time; follows the talk in another terminal."""

from datetime import datetime
from pathlib import Path
from shlex import join
from time import time

from ptetui.render.fitted import Viewport
from ptetui.render.spans import Row, Span
from ptetui.talk.frame import slide_rows
from ptetui.talk.paragraphs import text_rows
from ptetui.talk.position import Position, clock, place_file, read_position, spell_pace, spell_time
from ptetui.talk.tour import Place, Tour
from ptetui.tui.actions import Action
from ptetui.tui.desk import Desk
from ptetui.tui.screen import PictureScreen

_LOOKS = 0.1  # seconds between two looks at where the talk is
_PREVIEW = (72, 18)  # columns and lines that a preview needs


class Notes(PictureScreen):
    """The present slide's points and notes, the caption and first point of the next; the clock.

    In a large window what comes with the next key is drawn below.
    """

    NAME = "notes"
    LEAST = (20, 4)
    TABS = False
    WHEEL = ("scroll(1)", "scroll(-1)")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        assert desk.tour is not None
        self.tour: Tour = desk.tour
        self.position: Position | None = None
        self._file: Path | None = None
        self._second = -1
        self._first = 0  # the first line that shows

    def command_line(self) -> str:
        """The notes of the talk."""
        return join(["ptetui", "present", self.tour.name, "--notes"])

    def on_mount(self) -> None:
        """Look where the talk is, from now on."""
        try:
            self._file = place_file(self.tour.path)
        except OSError as error:
            self.message = f"there is nowhere to follow: {error.strerror or error}"
        self.set_interval(_LOOKS, self._look)

    def _look(self) -> None:
        """Draw where the talk has moved, or the clock has."""
        position = read_position(self._file) if self._file is not None else None
        if position is not None and not 0 <= position.place.slide < self.tour.slides:
            position = None  # of another version of the tour
        second = int(time())
        if position != self.position or second != self._second:
            moved = position is None or self.position is None or position.place.slide != self.position.place.slide
            self.position, self._second, self._first = position, second, 0 if moved else self._first
            self.redraw()

    def action_scroll(self, by: int) -> None:
        """Down or up, where there is more than fits."""
        self._first += by
        self.show_message()

    # ------------------------------------------------------------------ drawing

    def title_row(self) -> Row:
        """Where the talk is, and the clock."""
        place = self._place
        row = [
            Span(" notes ", "bar_key"),
            Span(f" {place.slide}/{self.tour.slides - 1} ", "head"),
            Span(f"· {self.tour.title} · ", ""),
        ]
        if self.position is None:
            return [*row, Span(f"waiting for: ptetui present {self.tour.name}", "message")]
        blank = " · the screen is blank" if self.position.blank else ""
        now = datetime.now().strftime("%H:%M")
        gone, minutes = time() - self.position.started, self.position.minutes
        planned: Row = []
        if minutes:
            pace = spell_pace(gone, minutes, self.tour.share(place))
            late = pace.endswith("behind")
            planned = [
                Span(f" · {spell_time(gone, minutes)}", "head"),
                Span(f" · {pace}", "message" if late else "good"),
            ]
        return [*row, Span(clock(gone), "head"), *planned, Span(f" · {now}{blank}", "")]

    def draw_picture(self, columns: int, lines: int) -> None:
        """Points and notes, from the first line that shows on."""
        rows = self._body(columns)
        left = lines - 2 - len(rows) - 1
        if left >= _PREVIEW[1] and columns >= _PREVIEW[0]:
            rows += [[], *self._preview(columns, left)]
        self.show("body", self._visible(rows, max(1, lines - 2)))

    def _preview(self, columns: int, lines: int) -> list[Row]:
        """The slide to come as it begins, where there is room for it."""
        place = self.tour.after(self._place)
        return slide_rows(self.tour, place, Viewport(columns, lines, self.app.look.glyphs))

    def _named_above(self, action: Action) -> bool:
        """No other screen: the notes stay where they are."""
        return action.group == "Screens"

    def _visible(self, rows: list[Row], lines: int) -> list[Row]:
        """As many lines as fit, and a sign where more come."""
        self._first = max(0, min(self._first, len(rows) - lines))
        shown = rows[self._first : self._first + lines]
        return [*shown[:-1], [Span(" ↓ more", "key")]] if self._first + lines < len(rows) else shown

    @property
    def _place(self) -> Place:
        return self.position.place if self.position is not None else Place()

    def _body(self, columns: int) -> list[Row]:
        place = self._place
        rows: list[Row] = [[], [Span(f" {self.tour.caption(place.slide)} ", "title")], []]
        for number, point in enumerate(self.tour.points(place.slide)):
            drawn = text_rows(point.text, columns - 1, 3)
            revealed = number < place.revealed
            drawn[0][0] = Span(" ✓ " if revealed else " ○ ", "good" if revealed else "key")
            rows += drawn
        for note in self.tour.notes(place.slide):
            rows += [[], *text_rows(((note, ""),), columns - 1, 1)]
        if place.slide + 1 < self.tour.slides:
            rows += [[], [Span(" next ", "key"), Span(f" {self.tour.caption(place.slide + 1)}", "head")]]
            first = self.tour.points(place.slide + 1)[:1]
            rows += [row for point in first for row in text_rows(point.text, columns - 1, 7)]
        return rows
