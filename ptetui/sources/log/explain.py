"""A log explained: every page-table word and swap entry in it, what it is, and whether it is damage."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import BinaryIO

from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import Reading, classify
from ptetui.linux.config import Config
from ptetui.linux.entry import read_entry
from ptetui.linux.layout import LEVELS
from ptetui.linux.releases import parse_release
from ptetui.linux.setting import Setting, find_setting
from ptetui.linux.swaptypes import special_types
from ptetui.linux.versions import NEWEST
from ptetui.sources.log import verdict as judge
from ptetui.sources.log.damage import Near, Surroundings, near, patterns
from ptetui.sources.log.levels import level
from ptetui.sources.log.lines import LogText, cleaned
from ptetui.sources.log.meaning import PLAUSIBLE, Settled, entry_agrees, level_setting, settle, slot_of
from ptetui.sources.log.origin import Origin, Origins
from ptetui.sources.log.report import Report, Word, reports
from ptetui.sources.log.runs import NO_RUN, LineRun
from ptetui.sources.log.stream import passages
from ptetui.sources.log.verdict import Verdict

_NEAREST_FIRST = ("pte", "pmd", "pud", "p4d", "pgd", "entry")  # what a reader of a line asks for
NEIGHBOURS = 64  # swap slots that are remembered
PAIRS_APART = 4  # reports between an entry and its PTE, where two CPUs print at once
_AREA = re.compile(r"\bAdding (\d+)[kK] swap on ")
_TOP = re.compile(
    r"\blast_pfn = (?:0x)?([0-9a-f]+)|\bmem 0x[0-9a-f]+-0x([0-9a-f]{6,})\]? usable|highest PFN ([0-9a-f]+)"
)


@dataclass(frozen=True)
class ExplainedWord:
    """A word, what it is, and the verdict.

    `setting` and `reading` are None where no architecture shows or the level has no layout. `kernel` is X.Y as the log
    has it. `agrees` says whether the entry that the kernel decoded in the same report is ours.
    """

    word: Word
    source: str
    state: str
    verdict: Verdict
    setting: Setting | None = None
    reading: Reading | None = None
    layout: str | None = None
    kernel: str | None = None
    type: int | None = None
    offset: int | None = None
    pfn: int | None = None
    agrees: bool | None = None
    near: tuple[Near, ...] = ()


@dataclass(frozen=True)
class Explained:
    """One report with its findings; `lines` are the log's own lines that hold the words, without control characters.

    `run` says how often the last lines of the log, of which the report is one, come again right after it.
    """

    report: Report
    settled: Settled
    findings: tuple[ExplainedWord, ...]
    lines: tuple[tuple[int, str], ...]
    run: LineRun = NO_RUN

    @property
    def last_line(self) -> int:
        """The line of its last word, that of the last time that it comes."""
        return max(word.line for word in self.report.words) + self.run.period * self.run.times


@dataclass(frozen=True)
class Asked:
    """What the reader says: layout and release override the log."""

    catalog: Catalog
    config: Config = Config()  # noqa: RUF009 - frozen, so one default serves all
    layout: str | None = None
    release: str | None = None


def explain(stream: BinaryIO, asked: Asked, progress: Callable[[int], None] = lambda _: None) -> Iterator[Explained]:
    """The reports of a log in the order of their lines."""
    reader = _Reader(asked)
    for passage in passages(stream, progress):
        yield from reader.read(cleaned(passage), passage.run)


class _Reader:
    """Reads one passage after the other and remembers what helps with the next."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.origins = Origins()
        self.slots: deque[tuple[int, int]] = deque(maxlen=NEIGHBOURS)
        self.frames: deque[int] = deque(maxlen=NEIGHBOURS)
        self.areas: tuple[int, ...] = ()
        self.top: int | None = None

    def read(self, text: LogText, run: LineRun) -> Iterator[Explained]:
        """The reports of a passage, of which the last lines come again."""
        again = text.numbers[-1] - run.period
        self._remember_machine(text.text)
        scanned = reports(text)
        self.origins.enter(text)
        events = self._pair(scanned, [self._settle(report) for report in scanned])
        for report, setting in events:
            self._remember_words(report, setting)
        for report, setting in events:
            if any(word.line >= text.first for word in report.words):
                lines = sorted({(word.line, text.shown_at_line(word.line)) for word in report.words})
                its_run = run if lines[-1][0] > again and run.times else NO_RUN
                yield Explained(report, setting, tuple(self._findings(report, setting)), tuple(lines), its_run)

    def _settle(self, report: Report) -> Settled:
        asked = self.asked
        origin = self.origins.of(report)
        release = asked.release or origin.release
        layouts = (asked.layout,) if asked.layout else origin.layouts
        bits = asked.catalog.find(asked.layout).long_bits if asked.layout else origin.bits
        sure = origin.sure or asked.layout is not None
        return settle(report, Origin(release, layouts, bits, sure), asked.catalog, asked.config)

    def _pair(self, events: list[Report], settled: list[Settled]) -> list[tuple[Report, Settled]]:
        """Entries go to the PTE that they were decoded from, where that shows: two CPUs may print at once."""
        pairs = list(zip(events, settled, strict=True))
        for index, (report, setting) in enumerate(pairs):
            if report.pte is None or report.source not in ("bad_page_map", "bad_level"):
                continue
            if report.entry is not None and _agrees(setting, report) is not False:
                continue
            for other in _around(index, len(pairs)):
                entry = pairs[other][0].entry
                if entry is None or _agrees(pairs[other][1], pairs[other][0]):
                    continue
                rest = [word for word in report.words if word.level != "entry"]
                trial = replace(report, words=[entry, *rest])
                better = self._settle(trial)
                if better.pte is not None and entry_agrees(better.pte, trial):
                    trial.complaint, trial.function = pairs[other][0].complaint, pairs[other][0].function
                    theirs = [word for word in pairs[other][0].words if word.level != "entry"]
                    mine = [report.entry] if report.entry else []
                    pairs[other] = (replace(pairs[other][0], words=[*mine, *theirs]), pairs[other][1])
                    pairs[index] = (trial, better)
                    break
        return [(report, setting) for report, setting in pairs if report.words]

    def _remember_machine(self, text: str) -> None:
        for area in _AREA.finditer(text):
            self.areas = (*self.areas[-7:], int(area[1]) // 4)
        for top in _TOP.finditer(text):
            number = int(top[1], 16) if top[1] else int(top[2], 16) >> 12
            self.top = max(self.top or 0, number)

    def _remember_words(self, report: Report, settled: Settled) -> None:
        """Frames of tables and slots, for the words beside them. Frames of PTEs may be damage and do not count."""
        setting = settled.pte
        if setting is None:
            return
        if report.frame is not None:
            self.frames.append(report.frame)
        for word in report.words:
            if word.number >> setting.layout.width:
                continue
            if word.level == "pte":
                reading = classify(setting, word.number)
                if reading.state == "swap" and reading.area is not None and reading.offset is not None:
                    self.slots.append((reading.area, reading.offset))
            elif word.level != "entry" and word.label != "AS" and not word.bad and report.source != "bad_level":
                frame = level(word.number, word.level, level_setting(self.asked.catalog, setting, word.level), setting)
                if frame.state == "table" and frame.frame and not frame.wrong:
                    self.frames.append(frame.frame)

    def _seen(self, report: Report, settled: Settled, word: Word) -> Surroundings:
        own = set()
        if settled.pte is not None and word.level == "pte" and not word.number >> settled.pte.layout.width:
            reading = classify(settled.pte, word.number)
            own = {(reading.area, reading.offset)}
        slots = frozenset(slot for slot in self.slots if slot not in own)
        return Surroundings(self._frames(word, settled), slots, self.areas, self.top)

    def _frames(self, word: Word, settled: Settled) -> frozenset[int]:
        """The frames of the log; of a table, those of the other tables of a size that most have."""
        frames = sorted(self.frames)
        if word.level in ("pte", "entry") or settled.pte is None or len(frames) < 2:
            return frozenset(frames)
        return frozenset(frames[: max(1, len(frames) * 3 // 4)])

    def _findings(self, report: Report, settled: Settled) -> Iterator[ExplainedWord]:
        above_empty = ""
        for index, word in enumerate(report.words):
            followed = report.source == "page_walk" and index + 1 < len(report.words)
            finding = self._finding(report, settled, word, followed)
            if above_empty and report.source == "page_walk" and word.level != "entry":
                finding = replace(finding, verdict=judge.below_empty(above_empty), state="unknown", near=())
            elif finding.state == "none" and word.label == "pdpt":
                above_empty = word.label
            yield replace(finding, kernel=settled.kernel.spelled if settled.kernel else None)

    def _finding(self, report: Report, settled: Settled, word: Word, followed: bool) -> ExplainedWord:
        if word.level == "entry":
            return self._entry(report, settled, word)
        setting = settled.pte
        if setting is None:
            number = patterns(word.number, 64 if word.digits > 8 else 32)
            sentence = "Open: nothing in the log shows the architecture; name it with -l."
            return ExplainedWord(word, report.source, "unknown", Verdict(judge.OPEN, sentence, tuple(number)))
        if word.label == "AS":
            return ExplainedWord(word, report.source, "unknown", judge.of_root(word.number), layout=setting.layout.name)
        seen = self._seen(report, settled, word)
        if report.source == "page_walk" and _garbled(report, word, setting):
            return _open(report, word, setting, "the line is garbled, another word of it has more bits than there are")
        if word.label == "ppte":
            frame = word.number >> setting.layout.page_shift
            return ExplainedWord(word, report.source, "present" if word.number else "none",
                                 judge.of_hardware(word.number, frame), layout=setting.layout.name,
                                 pfn=frame if word.number else None)  # fmt: skip
        if word.level == "pte":
            return _pte(report, settled, word, setting, seen)
        reader = level_setting(self.asked.catalog, setting, word.level)
        if word.number >> (reader or setting).layout.width:
            return _too_wide(report, word, setting)
        entry = level(word.number, word.level, reader, setting)
        offers: tuple[Near, ...] = ()
        if entry.wrong or entry.state in ("malformed", "unknown", "swap") or judge.far(entry.frame, seen):
            offers = _near_level(word, reader, setting, seen)
        verdict = judge.of_level(word, report, entry, offers, seen, followed)
        return ExplainedWord(
            word, report.source, entry.state, verdict, reader if entry.reading else None, entry.reading,
            setting.layout.name, pfn=entry.frame, near=offers,
        )  # fmt: skip

    def _entry(self, report: Report, settled: Settled, word: Word) -> ExplainedWord:
        slot = slot_of(word, settled)
        setting = settled.pte
        version = settled.kernel.version if settled.kernel else setting.kernel if setting else NEWEST
        config = setting.config if setting else self.asked.config
        special = special_types(version, config).get(slot.type if slot.type is not None else -1)
        state = special.kind if special and (settled.kernel or setting) else "swap"
        agrees = _agrees(settled, report)
        layout = setting.layout if setting else self.asked.catalog.find("x86_64")  # an unknown machine may be one
        verdict = judge.of_entry(word, report, slot, state, settled, self.areas, layout)
        offers: tuple[Near, ...] = ()
        if agrees is not None:
            same = "the same" if agrees else "another"
            sentence = f"The entry that the kernel decoded from the PTE of this report; ours is {same}."
            verdict = Verdict(judge.OPEN if agrees else judge.KERNEL_BUG, sentence)
        elif setting is not None and slot.type is not None and slot.offset is not None:
            offers = _near_entry(setting, slot.type, slot.offset, self._seen(report, settled, word))
            if report.pte is not None and settled.covered:
                hint = "The PTE beside it is present, so this entry was decoded from another word."
                verdict = verdict._replace(hints=(*verdict.hints, hint))
        if not offers and agrees is None and word.number.bit_count() == 1:
            offers = (Near((word.number.bit_length() - 1,), None, 0, "none", "the entry of an empty PTE is 0"),)
        return ExplainedWord(word, report.source, state, verdict, layout=setting.layout.name if setting else None,
                       type=slot.type, offset=slot.offset, agrees=agrees, near=offers)  # fmt: skip


def _garbled(report: Report, word: Word, setting: Setting) -> bool:
    """Whether another word of a page walk has more bits than there are."""
    return any(other.number >> setting.layout.width for other in report.words if other is not word)


def _agrees(settled: Settled, report: Report) -> bool | None:
    """Whether the entry of a report is ours; None also where it is not but the layout is that of another release."""
    same = None if settled.pte is None else entry_agrees(settled.pte, report)
    return same if same or settled.covered else None


def _open(report: Report, word: Word, setting: Setting, clause: str) -> ExplainedWord:
    """A word of which nothing can be told, and why."""
    verdict = Verdict(judge.OPEN, f"Open: {clause}.")
    return ExplainedWord(word, report.source, "unknown", verdict, layout=setting.layout.name)


def _too_wide(report: Report, word: Word, setting: Setting) -> ExplainedWord:
    clause = f"the word has more bits than a {word.level.upper()} of {setting.layout.name}"
    return _open(report, word, setting, clause)


def _around(index: int, count: int) -> Iterator[int]:
    """The reports near one, the nearest first, those before it first."""
    for distance in range(1, PAIRS_APART + 1):
        yield from (other for other in (index - distance, index + distance) if 0 <= other < count)


def _pte(report: Report, settled: Settled, word: Word, setting: Setting, seen: Surroundings) -> ExplainedWord:
    if word.number >> setting.layout.width:
        return _too_wide(report, word, setting)
    reading = classify(setting, word.number)
    agrees = _agrees(settled, report) if word is report.pte else None
    suspect = report.source in ("bad_page_map", "bad_level") or reading.state in ("malformed", "unknown")
    suspect |= report.source == "page_walk" and judge.far(reading.pfn, seen)
    offers = near(setting, word.number, seen) if suspect else ()
    if reading.state in ("present", "protnone") and reading.pfn is not None and not judge.far(reading.pfn, seen):
        offers = tuple(offer for offer in offers if offer.state == "none")
    verdict = judge.of_pte(word, report, reading, agrees, offers, seen, settled)
    if verdict.kind in (judge.HEALTHY, judge.KERNEL_BUG):
        offers = ()
    return ExplainedWord(word, report.source, reading.state, verdict, setting, reading, setting.layout.name,
                   type=reading.type, offset=reading.offset, pfn=reading.pfn, agrees=agrees, near=offers)  # fmt: skip


def _near_level(word: Word, reader: Setting | None, pte: Setting, seen: Surroundings) -> tuple[Near, ...]:
    """Tables one bit away: a flag other than those of a table, or a frame that the log's memory holds."""
    offers = []
    frame = (reader or pte).layout.present.by_name["pfn"].mask
    for bit in range((reader or pte).layout.width):
        other = word.number ^ 1 << bit
        table = level(other, word.level, reader, pte)
        flag = not frame >> bit & 1 and table.frame is not None and table.frame < PLAUSIBLE  # the frame stays
        if table.state == "none" or (
            table.state == "table" and not table.wrong and table.frame and (flag or table.frame <= seen.highest)
        ):
            why = (
                "it is the empty entry" if table.state == "none" else f"it points to a table in frame {table.frame:#x}"
            )
            offers.append(Near((bit,), table.reading, other, table.state, why))
    return tuple(offers[:6])


def _near_entry(setting: Setting, type_: int, offset: int, seen: Surroundings) -> tuple[Near, ...]:
    """The words near the PTE that such an entry is decoded from."""
    form = setting.swap
    fields = form.by_name
    if type_ > fields["type"].limit or offset > fields["offset"].limit:
        return ()
    word = form.encode({"type": type_, "offset": offset})
    return tuple(offer for offer in near(setting, word, seen) if len(offer.bits) == 1)


def word_of_line(line: str, setting: Setting) -> Reading | None:
    """What a line of a log says of a page table: its PTE, else its PMD or PUD, else the PTE of its swap entry.

    It is read under `setting` where the line shows no layout or no release. None where the line has no such word.
    """
    seen = _findings_of(line, setting, None)
    both = (*seen, *_findings_of(line, setting, setting.layout.name))
    for finding in sorted(both, key=lambda finding: _NEAREST_FIRST.index(finding.word.level)):
        unnamed = finding.kernel is None and finding.layout == setting.layout.name
        if finding.reading is not None and finding.word.level in LEVELS:
            same = unnamed and finding.word.level == setting.layout.level
            return classify(setting, finding.word.number) if same else finding.reading
    for finding in seen:
        if finding.word.level == "entry":
            return _pte_of_entry(finding, setting)
    return None


def _findings_of(line: str, setting: Setting, layout: str | None) -> list[ExplainedWord]:
    asked = Asked(Catalog(), setting.config, layout)
    stream = BytesIO(line.encode("utf-8", "replace"))
    return [finding for report in explain(stream, asked) for finding in report.findings]


def _pte_of_entry(finding: ExplainedWord, setting: Setting) -> Reading | None:
    if finding.layout is not None and finding.kernel is not None:
        setting = find_setting(Catalog(), finding.layout, parse_release(finding.kernel), setting.config)
    return read_entry(setting, finding.word.number).pte
