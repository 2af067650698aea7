"""The words of a kernel log as a list; beside it the one under the cursor as a ribbon, with its verdict."""

from collections.abc import Iterator
from shlex import join
from textwrap import wrap

from ptetui.linux.classify import Reading, classify
from ptetui.pictures.log import finding_head, finding_notes, spell_bits
from ptetui.render.fitted import FittedRibbon, Viewport, fitted_rows
from ptetui.render.prose import summary, title
from ptetui.render.ribbon import Marks, draw, fold
from ptetui.render.rows import cut_words, divided, window
from ptetui.render.spans import Row, Span, mark_bits
from ptetui.render.text import wrapped
from ptetui.sources.log.explain import Explained, ExplainedWord
from ptetui.sources.log.verdict import DAMAGE, HEALTHY, KERNEL_BUG
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.desk import Desk
from ptetui.tui.explore.rows import bit_row, reading_table
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas

_LIST = 52  # columns of the list where it stands beside the word
_FEW = 3  # lines of the list, at least
_STATE, _SAYS = 46, 110  # columns of a word and its state, columns of a list that has verdicts
_LOOKS = {DAMAGE: "message", KERNEL_BUG: "message", HEALTHY: "good"}
_RIBBON = 66  # columns that a ribbon of 32 bits a row takes


class Log(PictureScreen):
    """A list of words, one of them chosen."""

    NAME = "log"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chosen = 0
        self._first = 0
        self._more_at = 0  # the line from which a bit is one of the nearest sensible word
        self.words: list[tuple[Explained, ExplainedWord]] = [
            (report, finding) for report in desk.log for finding in report.findings
        ]

    def title_row(self) -> Row:
        """How many words there are, and how many are damaged."""
        damaged = sum(finding.verdict.kind == DAMAGE for _, finding in self.words)
        return [Span(" log ", "bar_key"), Span(f" {len(self.words)} words, {damaged} damaged", "head")]

    def draw_picture(self, columns: int, lines: int) -> None:
        """The list and the word: beside it where the list is long and there is room, else below it."""
        height = lines - 2
        if not self.words:
            self.show("body", [[Span(" No log is open: ptetui log FILE opens one.", "dim")]])
        elif self._beside(columns, height):
            word = [[Span(" ", ""), *row] for row in self._word(columns - _LIST - 2, height)]
            word += [[] for _ in range(height - len(word))]
            self.show("body", divided(self._list(_LIST - 1, height), word, _LIST))
        else:
            rows = self._list(columns, min(len(self.words), max(_FEW, height // 4)))
            word = self._word(columns, height - len(rows) - 1)
            self._more_at += len(rows) + 1
            self.show("body", [*rows, [Span("─" * columns, "border")], *word])

    def _beside(self, columns: int, height: int) -> bool:
        return columns >= _LIST + _RIBBON + 2 and len(self.words) > height // 3

    def _list(self, columns: int, height: int) -> list[Row]:
        self._first = window(self.chosen, height, len(self.words))
        rows: list[Row] = []
        for index, (_, finding) in enumerate(self.words[self._first : self._first + height], self._first):
            role = "title" if index == self.chosen else ""
            mark = {DAMAGE: "✗", KERNEL_BUG: "!"}.get(finding.verdict.kind, " ")
            text = f"{finding.word.line:>6} {mark} {finding.word.label:<5} {finding.word.number:#x} {finding.state}"
            verdict = f"  {finding.verdict.sentence}" if columns >= _SAYS else ""
            rows.append([Span(cut_words(f"{text:{_STATE}}{verdict}", columns).ljust(columns), role)])
        return rows

    def _word(self, columns: int, height: int) -> list[Row]:
        """The lines of the log, the ribbon with the flipped bit, the verdict and what it rests on; then what fits."""
        report, finding = self.words[self.chosen]
        quoted: list[Row] = []
        for number, line in report.lines:
            here = number == finding.word.line
            quoted += [[Span(text, "" if here else "dim")] for text in wrapped(f" {line.strip()}", columns - 1, "   ")]
        head: list[Row] = [
            [Span(line, "head")] for line in wrapped(f" {finding_head(finding, report.settled)}", columns - 1, "   ")
        ]
        notes: list[Row] = []
        for at, note in enumerate(finding_notes(finding)):
            look = _LOOKS.get(finding.verdict.kind, "") if not at else ""
            notes += [[Span(f" {line}", look)] for line in wrap(note, max(20, columns - 2))]
        flipped = sum(1 << bit for bit in finding.near[0].bits) if finding.near else 0
        reading = finding.reading
        ribbon = self._ribbon(reading, flipped, columns) if reading is not None else []
        left = height - len(head) - len(notes)
        if reading is not None and len(ribbon) > left:
            viewport = Viewport(columns, left, self.app.look.glyphs)
            ribbon = fitted_rows(FittedRibbon(reading, marks=Marks(changed=flipped)), viewport)
        left -= len(ribbon)
        if len(quoted) < left:
            quoted.append([])
        else:
            quoted = [row for row in quoted if row[0].role != "dim"][: max(0, left)]
        rows = [*quoted, *head, *ribbon, *notes]
        self._more_at = len(rows)
        for part in self._more(finding, flipped, columns):
            rows += [[], *part] if len(rows) + len(part) < height else []
        return rows[:height]

    def _ribbon(self, reading: Reading, changed: int, columns: int) -> list[Row]:
        folded = fold(reading.setting.layout.width, columns)
        rows = draw(reading, folded, Marks(changed=changed), self.app.look.glyphs) if folded else []
        return [mark_bits(row, changed, "changed", only="bit_") for row in rows]

    def _more(self, finding: ExplainedWord, flipped: int, columns: int) -> Iterator[list[Row]]:
        """The fields of the word; the nearest sensible word, bit by bit."""
        reading = finding.reading
        if reading is None:
            return
        yield reading_table(reading, columns, flipped)
        if finding.near:
            near = classify(reading.setting, finding.near[0].word)
            title_row: Row = [
                Span(f" {spell_bits(finding.near[0].bits)} restored  ", "key"),
                Span(f"{title(near)} {summary(near)}", "head"),
            ]  # fmt: skip
            yield [title_row, *self._ribbon(near, flipped, columns)]

    def snapshot(self) -> Snapshot:
        """The chosen word, where it can be read."""
        reading = self.words[self.chosen][1].reading if self.words else None
        return Snapshot(reading.setting, reading.word) if reading is not None else self.desk.now

    def command_line(self) -> str:
        """The log, where it is a file."""
        if self.desk.source in ("", "-"):
            raise ValueError("the log is not in a file")
        return join(["ptetui", "log", self.desk.source])

    # ------------------------------------------------------------------ actions

    def action_select(self, by: int) -> None:
        """Another word."""
        self.chosen = max(0, min(len(self.words) - 1, self.chosen + by))
        self.show_message()

    def action_damage(self) -> None:
        """The next damaged word, from the top again after the last."""
        count = len(self.words)
        for index in (*range(self.chosen + 1, count), *range(min(self.chosen + 1, count))):
            if self.words[index][1].verdict.kind == DAMAGE:
                self.chosen = index
                self.show_message()
                return
        self.show_message("no word of this log is damaged")

    async def action_open(self) -> None:
        """The word in Explore."""
        reading = self.words[self.chosen][1].reading if self.words else None
        if reading is None or reading.setting.layout.level != "pte":
            self.show_message("only a PTE opens in Explore")
            return
        await self.app.read_in_explore(reading.setting, reading.word, f"line {self.words[self.chosen][1].word.line}")

    def hover_row(self, canvas: Canvas, column: int, line: int) -> Row | None:
        """The field of a bit of the word, or of the nearest sensible one below it."""
        finding = self.words[self.chosen][1] if self.words and canvas.id == "body" else None
        bit = canvas.bit_at(column, line)
        if finding is None or finding.reading is None or bit is None:
            return None
        near = line >= self._more_at
        return bit_row(classify(finding.reading.setting, finding.near[0].word) if near else finding.reading, bit)

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a word, or on a key."""
        super().on_canvas_clicked(event)
        if event.canvas.id == "body" and self._first + event.line < len(self.words):
            self.action_select(self._first + event.line - self.chosen)
