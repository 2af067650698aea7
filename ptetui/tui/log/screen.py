"""The words of a kernel log as a list; beside it the one under the cursor as a ribbon, with its verdict."""

from shlex import join
from textwrap import wrap

from ptetui.pictures.log import finding_head, finding_notes
from ptetui.render.ribbon import Marks, draw, fold
from ptetui.render.rows import cut_text, divided, window
from ptetui.render.spans import Row, Span
from ptetui.sources.log.explain import Explained, ExplainedWord
from ptetui.sources.log.verdict import DAMAGE, KERNEL_BUG
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.desk import Desk
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas

_LIST = 52  # columns of the list where it stands beside the word
_RIBBON = 66  # columns that a ribbon of 32 bits a row takes


class Log(PictureScreen):
    """A list of words, one of them chosen."""

    NAME = "log"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chosen = 0
        self._first = 0
        self.words: list[tuple[Explained, ExplainedWord]] = [
            (report, finding) for report in desk.log for finding in report.findings
        ]

    def title_row(self) -> Row:
        """How many words there are, and how many are damaged."""
        damaged = sum(finding.verdict.kind == DAMAGE for _, finding in self.words)
        return [Span(" log ", "bar_key"), Span(f" {len(self.words)} words, {damaged} damaged", "head")]

    def draw_picture(self, columns: int, lines: int) -> None:
        """The list and the word."""
        height = lines - 2
        if not self.words:
            self.show("body", [[Span(" No log is open: ptetui log FILE opens one.", "dim")]])
        elif columns >= _LIST + _RIBBON + 2:
            word = [[Span(" ", ""), *row] for row in self._word(columns - _LIST - 2)]
            self.show("body", divided(self._list(_LIST - 1, height), word[:height], _LIST))
        else:
            word = self._word(columns)[: max(0, height - 4)]
            rows = self._list(columns, height - len(word) - 1)
            self.show("body", [*rows, [Span("─" * columns, "border")], *word])

    def _list(self, columns: int, height: int) -> list[Row]:
        self._first = window(self.chosen, height, len(self.words))
        rows: list[Row] = []
        for index, (_, finding) in enumerate(self.words[self._first : self._first + height], self._first):
            role = "title" if index == self.chosen else ""
            mark = {DAMAGE: "✗", KERNEL_BUG: "!"}.get(finding.verdict.kind, " ")
            text = f"{finding.word.line:>6} {mark} {finding.word.label:<5} {finding.word.number:#x} {finding.state}"
            rows.append([Span(cut_text(text, columns).ljust(columns), role)])
        return rows

    def _word(self, columns: int) -> list[Row]:
        """The lines of the log, the ribbon with the flipped bit, the verdict and what it rests on."""
        report, finding = self.words[self.chosen]
        look = self.app.look
        rows: list[Row] = [[Span(cut_text(line.strip(), columns), "dim")] for _, line in report.lines]
        rows += [[], [Span(cut_text(finding_head(finding, report.settled), columns), "head")]]
        chosen = fold(finding.reading.setting.layout.width, columns) if finding.reading is not None else None
        if finding.reading is not None and chosen is not None:
            flipped = sum(1 << bit for bit in finding.near[0].bits) if finding.near else 0
            rows += draw(finding.reading, chosen, Marks(changed=flipped), look.glyphs)
        for note in finding_notes(finding):
            rows += [[Span(line, "")] for line in wrap(note, max(20, columns - 1))]
        return rows

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

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a word, or on a key."""
        super().on_canvas_clicked(event)
        if event.canvas.id == "body" and self._first + event.line < len(self.words):
            self.action_select(self._first + event.line - self.chosen)
