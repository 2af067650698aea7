"""A page-table page: a grid of its words by state, and the word under the cursor as a ribbon."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from ptetui.harmless import harmless
from ptetui.linux.classify import Reading, classify
from ptetui.linux.setting import Setting
from ptetui.linux.syntax import parse_number, parse_word
from ptetui.pictures.picture import Names, Picture, Start
from ptetui.pictures.request import SETTING, Key, Request, blame
from ptetui.pictures.word_json import word_json
from ptetui.render.fitted import FittedRibbon, Viewport, fitted_rows, heading, state_row
from ptetui.render.grid import GridCell, GridFold, fit_grid, grid_legend, grid_rows
from ptetui.render.prose import summary
from ptetui.render.registers import word_register
from ptetui.render.rows import cut_row, window
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.render.text import padded
from ptetui.render.view import Drawing, Part, Table, View
from ptetui.schema.fields import Field
from ptetui.sources.dump import ByteOrder
from ptetui.sources.dump_pages import PAGE_BYTES, DumpPages, page_words

STATE_CELLS: Mapping[str, GridCell] = {
    "none": GridCell("·", "cell_zero"),
    "present": GridCell("p", "cell_offset"),
    "protnone": GridCell("n", "cell_inverted"),
    "swap": GridCell("s", "cell_type"),
    "migration_read": GridCell("r", "cell_soft_dirty"),
    "migration_read_exclusive": GridCell("e", "cell_soft_dirty"),
    "migration_write": GridCell("w", "cell_soft_dirty"),
    "device_private_read": GridCell("d", "cell_one"),
    "device_private_write": GridCell("D", "cell_one"),
    "device_exclusive": GridCell("X", "cell_one"),
    "device_exclusive_read": GridCell("x", "cell_one"),
    "device_exclusive_write": GridCell("X", "cell_one"),
    "marker": GridCell("M", "cell_uffd_wp"),
    "special_uffd_wp": GridCell("U", "cell_uffd_wp"),
    "hwpoison": GridCell("H", "wrong"),
    "swapin_error": GridCell("E", "wrong"),
    "malformed": GridCell("!", "wrong"),
    "unknown": GridCell("?", "wrong"),
}
_LABEL = 6  # columns of the byte in the page: "0x3c0 "
_RIBBON = 8  # lines that the grid leaves to the word, where there are as many
_FILE = Key("file", "a dump: words side by side; gzip and zstd are decompressed")
_PAGE = Key("page", f"its page of {PAGE_BYTES} bytes, counted from 0 (the default)")
_CELL = Key("cell", "the word of the page that is drawn as a ribbon, counted from 0 (the default)")
_ORDER = Key("order", "`little` (the default) or `big`: how words are stored")
_WORDS = Key("words", "instead of a dump the words themselves, each maybe so many times: `0x0*40 0x402`")
_MOST = PAGE_BYTES // 4


class PageWords(NamedTuple):
    """The words of a page under a setting."""

    setting: Setting
    words: Sequence[int]

    def states(self) -> list[str]:
        """The state of each word."""
        known = {word: classify(self.setting, word).state for word in set(self.words)}
        return [known[word] for word in self.words]


class PageRows(NamedTuple):
    """A page as it is drawn: the rows, the fold of its grid, the first row of the grid that shows."""

    rows: list[Row]
    fold: GridFold
    first: int


def dump_page_rows(page: PageWords, cursor: int, viewport: Viewport, marked: Collection[int] = ()) -> PageRows:
    """Grid, legend and the word under the cursor, in at most the lines of the viewport."""
    states, step = page.states(), page.setting.layout.width // 8
    counts = dict(Counter(states).most_common())
    legend = grid_legend(counts, STATE_CELLS, viewport.columns)
    least = max(4, (viewport.lines - len(legend)) // 2)
    roomy = max(least, viewport.lines - len(legend) - 2 - _RIBBON)
    fold = fit_grid(len(states), viewport.columns, roomy, _LABEL)
    height = min(fold.rows, max(1, viewport.lines - len(legend) - 3))
    first = window(cursor // fold.per_row, height, fold.rows)
    labels = [f"{row * fold.per_row * step:#05x}" for row in range(fold.rows)]
    grid = grid_rows(states, STATE_CELLS, fold, labels, cursor=cursor, marked=marked)[first : first + height]
    rest = viewport._replace(lines=viewport.lines - height - len(legend))
    return PageRows([*grid, *legend, *_word_rows(page, cursor, rest)], fold, first)


def _word_rows(page: PageWords, cursor: int, viewport: Viewport) -> list[Row]:
    reading = classify(page.setting, page.words[cursor])
    width = page.setting.layout.width
    place: Row = [Span(f" {cursor * width // 8:#05x} ", "key"), Span(f"{padded(reading.word, width)} ", "number")]
    rows = [[*place, *state_row(reading, viewport.columns - 26)]]
    rows += fitted_rows(FittedRibbon(reading), viewport._replace(lines=viewport.lines - 1))
    return [cut_row(row, viewport.columns) for row in rows[: max(1, viewport.lines)]]


@dataclass(frozen=True)
class ScanPicture(Picture):
    """One page of a dump, or the words of a slide."""

    NAME = "scan"
    ABOUT = "a page of a page table: its words by state, a cell each, and one of them bit by bit"
    KEYS = (*SETTING, _FILE, _PAGE, _CELL, _ORDER, _WORDS)
    NAMES = Names(
        "FILE [PAGE [CELL]] [big]", "a dump, a page, a word of that, and big for big-endian words", "file", 1, 4
    )

    page: PageWords
    cell: int
    title: str = ""

    @classmethod
    def values_of(cls, names: Sequence[str]) -> dict[str, str]:
        """File, page, cell, byte order."""
        super().values_of(names)
        *rest, last = names
        order = {"order": last} if rest and last in ("little", "big") else {}
        given = rest if order else names
        return dict(zip(("file", "page", "cell"), given, strict=False)) | order

    @classmethod
    def of(cls, request: Request) -> "ScanPicture":
        """The page of the file, or the words."""
        setting = request.setting()
        page = _number(request, "page")
        with blame("words" if "words" in request.values else "file"):
            if "words" in request.values:
                words = tuple(_listed(request.text("words"), setting))
                about = f"{len(words)} words"
            else:
                dump = DumpPages(Path(request.text("file")), _order(request))
                words = page_words(dump.page(page), setting.layout.width, dump.order)
                about = f"page {page} of {harmless(dump.path.name)}"
        cell = _number(request, "cell")
        with blame("cell"):
            if cell >= len(words):
                raise ValueError(f"{cell}: the page has words 0 to {len(words) - 1}")
        return cls(PageWords(setting, words), cell, about)

    @cached_property
    def reading(self) -> Reading:
        """The word that is drawn."""
        return classify(self.page.setting, self.page.words[self.cell])

    def readings(self) -> Sequence[Reading]:
        """It alone."""
        return (self.reading,)

    def fields(self) -> Sequence[Field]:
        """None: the page is about states."""
        return ()

    def start(self) -> Start:
        """Explore, on the word."""
        return Start("explore", self.page.setting, self.reading.word)

    def data(self) -> dict[str, Any]:
        """The number of words by state, and the word that is drawn."""
        return {"words": len(self.page.words), "states": Counter(self.page.states()), "word": word_json(self.reading)}

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """Heading, grid, legend, word."""
        head = cut_row(heading(self.page.setting), viewport.columns)
        return [head, *dump_page_rows(self.page, self.cell, viewport._replace(lines=viewport.lines - 1)).rows]

    def view(self, columns: int, glyphs: Glyphs) -> View:
        """The grid with its word, and the numbers by state."""
        drawn = dump_page_rows(self.page, self.cell, Viewport(columns, 40, glyphs)).rows
        width, states = self.page.setting.layout.width, self.page.states()
        first = {state: index for index, state in reversed([*enumerate(states)])}
        table = Table(
            ("", "state", "words", "first at", "the first"),
            tuple(
                (
                    STATE_CELLS[state].sign,
                    state,
                    str(count),
                    hex(first[state] * width // 8),
                    self._spelled(first[state]),
                )
                for state, count in Counter(states).most_common()
            ),
        )
        head = Drawing([heading(self.page.setting), [], *drawn], self.title)
        register = word_register(padded(self.reading.word, width), self.reading)
        return View(self.title, (Part("", (head, table), (register,)),), register, self.page.setting)

    def _spelled(self, index: int) -> str:
        word = self.page.words[index]
        return f"{padded(word, self.page.setting.layout.width)} {summary(classify(self.page.setting, word))}".rstrip()


def _number(request: Request, key: str) -> int:
    with blame(key):
        number = parse_number(request.values.get(key, "0"))
        if number >= 1 << 50:
            raise ValueError(f"{request.text(key)}: no dump is as large")
        return number


def _order(request: Request) -> ByteOrder:
    with blame("order"):
        match request.values.get("order", "little"):
            case "little":
                return "little"
            case "big":
                return "big"
            case other:
                raise ValueError(f"{other!r} is neither little nor big")


def _listed(text: str, setting: Setting) -> Sequence[int]:
    words: list[int] = []
    for item in text.split():
        word, times, many = item.partition("*")
        number = parse_number(many) if times else 1
        if len(words) + number > _MOST:
            raise ValueError(f"{item}: a page has at most {_MOST} words")
        words += [parse_word(word, setting.layout.width, setting.layout.name)] * number
    if not words:
        raise ValueError("name words, such as words: 0x0*40 0x402")
    return words
