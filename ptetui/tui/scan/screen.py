"""A dump page by page: a grid of the words of a page by state, the one under the cursor as a ribbon."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ptetui.linux.classify import classify
from ptetui.linux.syntax import parse_number
from ptetui.linux.versions import spell
from ptetui.pictures.scan import PageRows, PageWords, dump_page_rows
from ptetui.render.fitted import Viewport
from ptetui.render.registers import of_word
from ptetui.render.spans import Row, Span
from ptetui.render.view import BitFields
from ptetui.sources.dump_pages import PAGE_BYTES, Searched, page_words
from ptetui.sources.scan import UNUSUAL_STATES, Filter, parse_query
from ptetui.tui.desk import Desk
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from textual.worker import Worker


class Scan(PictureScreen):
    """A page, a word of it. `wanted` says what a hit is: at first every word that is neither empty nor present."""

    NAME = "scan"
    LEAST = (40, 12)
    WHEEL = ("row(1)", "row(-1)")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.dump = desk.dump.pages if desk.dump is not None else None
        self.page, self.cell = (desk.dump.page if desk.dump is not None else 0), 0
        self.wanted = desk.dump.wanted if desk.dump is not None else Filter()
        self.asked = ""  # the filter as it was typed
        self._data = self.dump.page(self.page) if self.dump is not None else b""
        self.drawn: PageRows | None = None
        self.words: tuple[int, ...] = ()
        self._search: Worker[None] | None = None

    # ------------------------------------------------------------------ drawing

    def title_row(self) -> Row:
        """Which page of how many, of which dump, under which layout."""
        if self.dump is None:
            return [Span(" scan ", "bar_key"), Span(" no dump", "head")]
        count = "" if self.dump.count is None else f" of {self.dump.count:,}"
        setting = self.desk.setting
        place = f" page {self.page:,}{count} at {self.page * PAGE_BYTES:#x}"
        about = f" · {setting.layout.name} · Linux {spell(setting.kernel)} · {self.dump.order}-endian"
        return [Span(" scan ", "bar_key"), Span(place, "head"), Span(f"{about} · {self.dump.path.name}", "dim")]

    def follow(self) -> None:
        """The words of the page, by the width of the layout in hand."""
        order = self.dump.order if self.dump is not None else "little"
        self.words = page_words(self._data, self.desk.setting.layout.width, order)
        self.cell = max(0, min(self.cell, len(self.words) - 1))

    def draw_picture(self, columns: int, lines: int) -> None:
        """Grid, legend, word."""
        self.drawn = None
        if self.dump is None:
            self.show("body", [[Span(" No dump is open: ptetui scan FILE --page 0 opens one.", "dim")]])
            return
        if not self.words:
            self.show("body", [[Span(" no word here", "dim")]])
            return
        viewport = Viewport(columns, lines - 2, self.app.look.glyphs)
        page = PageWords(self.desk.setting, self.words)
        self.drawn = dump_page_rows(page, self.cell, viewport, self._hits())
        self.show("body", self.drawn.rows)

    def _hits(self) -> frozenset[int]:
        """The words of the page that are marked."""
        return self._words_of(self.wanted) if self.wanted.asks else frozenset()

    @property
    def _hit_filter(self) -> Filter:
        """What a search stops at."""
        return self.wanted if self.wanted.asks else Filter(UNUSUAL_STATES)

    def _words_of(self, wanted: Filter) -> frozenset[int]:
        """The words of the page that a filter takes."""
        taken = {word for word in set(self.words) if wanted.takes(classify(self.desk.setting, word))}
        return frozenset(index for index, word in enumerate(self.words) if word in taken)

    def bit_fields(self) -> BitFields:
        """The word under the cursor."""
        return of_word(classify(self.desk.setting, self.words[self.cell])) if self.words else super().bit_fields()

    def command_line(self) -> str:
        """What shows this page again."""
        if self.dump is None:
            return super().command_line()
        from ptetui.tui.command_line import scan_line

        return scan_line(self.desk.setting, str(self.dump.path), self.page, self.dump.order)

    # ------------------------------------------------------------------ actions

    def action_move(self, by: int) -> None:
        """Another word."""
        self.cell = max(0, min(len(self.words) - 1, self.cell + by))
        self.show_message()

    def action_row(self, by: int) -> None:
        """The word above or below; it stops at the ends."""
        step = self.drawn.fold.per_row if self.drawn is not None else 1
        if 0 <= self.cell + by * step < len(self.words):
            self.cell += by * step
        self.show_message()

    def action_edge(self, to: int) -> None:
        """The first or the last word."""
        self.cell = 0 if to == 0 else max(0, len(self.words) - 1)
        self.show_message()

    def action_page(self, by: int) -> None:
        """Another page."""
        if self.dump is None:
            self.show_message()
        else:
            self._turn_to(self.page + by, self.cell)

    def _turn_to(self, page: int, cell: int) -> None:
        """Show a page; in a compressed dump it is read up to, while the app goes on."""
        assert self.dump is not None
        self._stop_search()
        self._search = self.run_worker(partial(self._turn, self.dump.read(page), page, cell), exclusive=True)

    async def _turn(self, reading: Iterator[bytes | None], page: int, cell: int) -> None:
        blocks = 0
        try:
            while (data := await asyncio.to_thread(next, reading)) is None:
                blocks += 1
                self.show_message(f"reading, block {blocks:,} (Esc stops)")
        except ValueError as error:
            self.show_message(str(error))
            return
        self.page, self.cell, self._data = page, cell, data
        self.show_message()

    def action_go(self) -> None:
        """Ask for a page."""
        if self.dump is None:
            self.show_message()
        else:
            self.ask("a page, counted from 0, or a byte of the dump as @0x1000", self._go_to)

    def _go_to(self, text: str) -> None:
        text = text.strip()
        byte = parse_number(text.removeprefix("@")) if text.startswith("@") else parse_number(text) * PAGE_BYTES
        if byte >= 1 << 62:
            raise ValueError(f"{text}: no dump is as large")
        self._turn_to(byte // PAGE_BYTES, byte % PAGE_BYTES // (self.desk.setting.layout.width // 8))

    def action_filter(self) -> None:
        """Ask what a hit is."""

        def filtered(text: str) -> None:
            self.wanted = parse_query(text)
            self.asked = text
            self.redraw()

        self.ask("states and conditions: marker type==31 and guard", filtered, self.asked)

    def action_order(self) -> None:
        """The other byte order."""
        if self.dump is not None:
            self.dump.order = "big" if self.dump.order == "little" else "little"
        self.show_message()

    async def action_open(self) -> None:
        """The word in Explore."""
        if self.words:
            place = self.page * PAGE_BYTES + self.cell * self.desk.setting.layout.width // 8
            await self.app.read_in_explore(self.desk.setting, self.words[self.cell], f"{place:#x} of the dump")

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a word, or on a key."""
        super().on_canvas_clicked(event)
        if event.canvas.id == "body" and self.drawn is not None:
            row = event.line + self.drawn.first
            cell = self.drawn.fold.cell_at(event.column, row) if row < self.drawn.fold.rows else None
            if cell is not None:
                self.cell = cell
                self.show_message()

    # ------------------------------------------------------------------ searching

    def action_hit(self, by: int) -> None:
        """Look for the next page with a hit, while the app goes on."""
        if self.dump is None:
            self.show_message()
            return
        self._stop_search()
        searching = self.dump.search(self.desk.setting, self._hit_filter, self.page, by)
        self._search = self.run_worker(partial(self._look, searching, by), exclusive=True)

    async def _look(self, searching: Iterator[Searched], by: int) -> None:
        try:
            while (searched := await asyncio.to_thread(next, searching, None)) is not None:
                if searched.hit:
                    await self._show_hit(searched.page)
                    return
                self.show_message(f"searching, page {searched.page:,} (Esc stops)")
        except ValueError as error:
            self.show_message(str(error))
            return
        self.show_message(f"no hit {'after' if by > 0 else 'before'} this page")

    async def _show_hit(self, page: int) -> None:
        assert self.dump is not None
        await self._turn(self.dump.read(page), page, 0)
        self.cell = min(self._words_of(self._hit_filter), default=0)
        self.show_message()

    def _stop_search(self) -> bool:
        running = self._search is not None and self._search.is_running
        if self._search is not None:
            self._search.cancel()
            self._search = None
        return running

    async def action_back(self) -> None:
        """Stop the search; else to Explore."""
        if self._stop_search():
            self.show_message("the search is stopped")
        else:
            await super().action_back()
