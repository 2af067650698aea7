"""The pages of another process: its ranges, then the pages of one, a cell a page, read again while one looks."""

import asyncio
from collections.abc import Sequence
from functools import partial

from textual.worker import Worker

from ptetui.pictures.live_lines import raw_line
from ptetui.pictures.live_pages import RangePages, fit_pages, live_page_rows, live_range_rows
from ptetui.render.fitted import Viewport
from ptetui.render.rows import cut_row, cut_text
from ptetui.render.spans import Row, Span
from ptetui.sources.live.raw_words import KernelTables, running_tables
from ptetui.sources.live.watched import Counted, LiveProcess, Range, counted
from ptetui.tui.desk import Desk
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas

_PERIOD = 1.0  # between two readings


class Live(PictureScreen):
    """A process: the list of its ranges, or the pages of the range in hand."""

    NAME = "live"
    LEAST = (40, 12)
    WHEEL = ("row(1)", "row(-1)")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.process: LiveProcess | None = desk.process
        self.chosen = 0  # the range of the list
        self.part: Range | None = None  # the range whose pages show
        self.cursor = 0  # its page, from 0
        self.paused = False
        self.ended = ""
        self.tables: KernelTables | None = None
        self.top = 0  # the process's top page table, a kernel address
        self.why_no_raw = ""
        self.pages: RangePages | None = None
        self._counts: dict[Range, Counted] = {}
        self._first = 0
        self._reading: Worker[None] | None = None
        self._before: tuple[int, Sequence[int]] = (0, ())  # first page and words of the reading before
        self._changed: tuple[int, ...] = ()
        if desk.address is not None:
            self._go_to(f"{desk.address:x}")

    def on_mount(self) -> None:
        """Read again and again; raw entries where root may have them."""
        self.set_interval(_PERIOD, self._tick)
        if self.process is not None and self.process.tells_frames:
            self.run_worker(self._open_tables(), group="tables")

    async def _open_tables(self) -> None:
        assert self.process is not None
        try:
            tables = await asyncio.to_thread(running_tables, self.desk.catalog)
            self.top = tables.table_of(self.process.pid)
        except ValueError as error:
            self.why_no_raw = str(error)
        else:
            self.tables = tables
        self.redraw()

    def _raw_row(self, address: int) -> str:
        """The raw entry, or why there is none; "" for those who are not root."""
        if self.tables is None:
            return f"raw entry: {self.why_no_raw}" if self.why_no_raw else ""
        try:
            return f"raw entry {raw_line(self.tables.setting, address, self.tables.word(self.top, address))}"
        except ValueError as error:
            return f"raw entry: {error}"

    def _tick(self) -> None:
        if self._shown and self.process is not None and not (self.paused or self.ended):
            self._reading = self.run_worker(partial(self._read), exclusive=True)

    async def _read(self) -> None:
        try:
            await asyncio.to_thread(self._read_ranges)
        except ValueError as error:
            self.ended = f"{error}; what was read last stays"
        else:
            self._find_changed()
        self.redraw()

    def _read_ranges(self) -> None:
        """The ranges, and the counts of those that show."""
        assert self.process is not None
        self.process.refresh()
        ranges = self.process.ranges
        self.chosen = max(0, min(self.chosen, len(ranges) - 1))
        if self.part is None:
            shown = ranges[self._first : self._first + self.size.height]
            self._counts = {part: counted(self.process, part) for part in shown}
        else:
            start = self.part.start
            self.part = next((part for part in ranges if part.start == start), self.part)

    def _find_changed(self) -> None:
        """Which pages are not as the reading before had them."""
        if self.process is None or self.part is None or self.pages is None:
            return
        first, before = self._before
        words = self.process.words(self.part.start + self.pages.first * self.process.page_size, len(self.pages.words))
        same = first == self.pages.first and len(before) == len(words)
        self._changed = tuple(i for i, word in enumerate(words) if word != before[i]) if same else ()
        self._before = (self.pages.first, words)

    # ------------------------------------------------------------------ drawing

    def title_row(self) -> Row:
        """Which process, which range."""
        if self.process is None:
            return [Span(" live ", "bar_key"), Span(" no process", "head")]
        name = self.process.command
        row = [Span(" live ", "bar_key"), Span(f" process {self.process.pid} {name}", "head")]
        if self.part is not None:
            about = f" · {self.part.rights} {self.part.name} · page {self.cursor:,} of {self.part.pages:,}"
            row.append(Span(about, "dim"))
        else:
            row.append(Span(f" · {len(self.process.ranges):,} ranges", "dim"))
        state = self.ended or ("paused" if self.paused else "")
        if not state and not self.process.tells_frames:
            state = "frames and slots are hidden from this user"
        return cut_row([*row, Span(f"  {state}" if state else "", "message")], self.size.width)

    def draw_picture(self, columns: int, lines: int) -> None:
        """The list of ranges, or the grid of pages."""
        viewport = Viewport(columns, lines - 2, self.app.look.glyphs)
        if self.process is None:
            self.show("body", [[Span(" No process is watched: ptetui live PID watches one.", "dim")]])
        elif self.part is None:
            rows, self._first = live_range_rows(self.process.ranges, self._counts, self.chosen, viewport)
            if not self._counts and not self.ended:
                self._tick()
            self.show("body", rows)
        else:
            self.show("body", self._page_rows(self.process, self.part, viewport))

    def _page_rows(self, process: LiveProcess, part: Range, viewport: Viewport) -> list[Row]:
        self.cursor = max(0, min(self.cursor, part.pages - 1))
        fold, first, count = fit_pages(part, self.cursor, viewport)
        words: Sequence[int] = process.words(part.start + first * process.page_size, count)
        if len(words) < count and self.ended and self.pages is not None and len(self.pages.words) == count:
            words = self.pages.words
        if not words:
            return [[Span(" the kernel tells nothing of the pages here", "dim")]]
        if self._before[0] != first or len(self._before[1]) != len(words):
            self._before, self._changed = (first, words), ()
        self.pages = RangePages(part, fold, first, words)
        page = process.page_word(part.start + self.cursor * process.page_size)
        raw = self._raw_row(part.start + self.cursor * process.page_size)
        rest = viewport._replace(lines=viewport.lines - bool(raw))
        rows = live_page_rows(process, self.desk.setting, self.pages, self.cursor, page, rest, self._changed)
        return [*rows, [Span(f" {cut_text(raw, viewport.columns - 2)}", "dim")]] if raw else rows

    def command_line(self) -> str:
        """What shows this again."""
        if self.process is None:
            return super().command_line()
        place = "" if self.part is None else f" {self.part.start + self.cursor * self.process.page_size:#x}"
        return f"ptetui live {self.process.pid}{place}"

    # ------------------------------------------------------------------ actions

    def action_move(self, by: int) -> None:
        """Another page."""
        if self.part is not None:
            self.cursor = max(0, min(self.part.pages - 1, self.cursor + by))
        self.show_message()

    def action_row(self, by: int) -> None:
        """Another range, or rows of pages."""
        if self.part is None:
            self.chosen = max(0, min(self._count() - 1, self.chosen + by))
        elif self.pages is not None:
            per_row = self.pages.fold.per_row
            rows = -(-self.part.pages // per_row)
            row = max(0, min(rows - 1, self.cursor // per_row + by))
            self.cursor = min(self.part.pages - 1, row * per_row + self.cursor % per_row)
        self.show_message()

    def _count(self) -> int:
        return len(self.process.ranges) if self.process is not None else 0

    def action_edge(self, to: int) -> None:
        """The first or the last."""
        if self.part is None:
            self.chosen = 0 if to == 0 else max(0, self._count() - 1)
        else:
            self.cursor = 0 if to == 0 else self.part.pages - 1
        self.show_message()

    def action_open(self) -> None:
        """The pages of the chosen range."""
        if self.process is not None and self.part is None and self.process.ranges:
            self.part, self.cursor, self.pages = self.process.ranges[self.chosen], 0, None
        self.show_message()

    async def action_back(self) -> None:
        """To the ranges; from there to Explore."""
        if self.part is None:
            await super().action_back()
            return
        self.part = self.pages = None
        self.show_message()

    def action_pause(self) -> None:
        """Read no more, or again."""
        self.paused = not self.paused
        self.show_message("paused; space goes on" if self.paused else "")

    def action_touched(self, by: int) -> None:
        """The next or previous pages that are not empty."""
        if self.process is None or self.part is None:
            self.show_message("Enter opens a range")
            return
        size = self.process.page_size
        here = self.part.start + self.cursor * size
        parts = self.process.touched(self.part.start, self.part.end) if self.process.scans else []
        starts = [start for start, _ in parts]
        ahead = [start for start in starts if start > here] if by > 0 else [start for start in starts if start < here]
        if not ahead:
            why = "no more pages" if self.process.scans else "this kernel has no PAGEMAP_SCAN (6.7 has)"
            self.show_message(f"{why} {'after' if by > 0 else 'before'} this one")
            return
        self.cursor = ((ahead[0] if by > 0 else ahead[-1]) - self.part.start) // size
        self.show_message()

    def action_go(self) -> None:
        """Ask for an address."""
        if self.process is None:
            self.show_message()
        else:
            self.ask("an address in hexadecimal", self._go_to)

    def _go_to(self, text: str) -> None:
        assert self.process is not None
        try:
            address = int(text.strip(), 16)
        except ValueError:
            raise ValueError(f"{text!r} is not an address in hexadecimal") from None
        part = self.process.range_at(address)
        if part is None:
            raise ValueError(f"{address:#x}: nothing is mapped")
        self.part, self.pages = part, None
        self.chosen = self.process.ranges.index(part)
        self.cursor = (address - part.start) // self.process.page_size

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a range, a page, or a key."""
        super().on_canvas_clicked(event)
        if event.canvas.id != "body":
            return
        if self.part is not None and self.pages is not None:
            shown = self.pages.fold._replace(cells=len(self.pages.words))
            cell = shown.cell_at(event.column, event.line)
            if cell is not None:
                self.cursor = self.pages.first + cell
        elif self.part is None and 0 < event.line <= self._count() - self._first:
            self.chosen = self._first + event.line - 1
        self.show_message()
