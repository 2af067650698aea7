"""Findings as a list and one of them in full; the matrix of states with the cell under the cursor in full."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import log2
from textwrap import wrap

from ptetui.analysis.collisions import Finding
from ptetui.analysis.matrix import Matrix, Standing, StatePair, words_text
from ptetui.linux.setting import Setting
from ptetui.pictures.findings import readings
from ptetui.render.spans import Row, Span
from ptetui.render.text import marked_rows, middle_out, padded
from ptetui.schema.bits import runs_of, spell_runs

_MARK = {"collision": ("✗", "wrong"), "excused": ("≈", "message"), "alias": (" ", "dim")}
_CELL: dict[Standing, tuple[str, str]] = {
    "own": ("=", "good"), "disjoint": ("·", "off"), "excused": ("≈", "message"), "collision": ("✗", "wrong"),
}  # fmt: skip


def verdict_text(findings: Sequence[Finding]) -> tuple[str, str]:
    """ "✗ 2 collisions, 1 excused" and its role."""
    counts = {kind: sum(finding.verdict == kind for finding in findings) for kind in _MARK}
    parts = [
        f"{number} {kind}{'s' if kind == 'collision' and number > 1 else ''}"
        for kind, number in counts.items()
        if number and kind != "alias"
    ]
    if counts["collision"]:
        return f"✗ {', '.join(parts)}", "wrong"
    return (f"≈ no collision, {parts[0]}", "message") if parts else ("✓ no word is shared", "good")


def verdict_rows(findings: Sequence[Finding], columns: int) -> list[Row]:
    """The verdict as a sentence: whether two states share a word, how many words, and what excuses them."""
    collisions = [finding for finding in findings if finding.verdict == "collision"]
    excused = [finding for finding in findings if finding.verdict == "excused"]
    if collisions:
        more = f", and {len(collisions) - 1} more" if len(collisions) > 1 else ""
        return marked_rows(" ✗ ", f"{_shared(collisions[0])}{more}.", columns, "wrong")
    if excused:
        count = sum(finding.shared_words for finding in excused)
        word = "1 shared word is" if count == 1 else f"{words_text(count)} shared words are"
        reasons = "; ".join(dict.fromkeys(finding.why for finding in excused))
        text = f"No two states share a word that the kernel makes. {word} excused: {reasons}."
        return marked_rows(" ≈ ", text, columns, "message")
    return marked_rows(" ✓ ", "No two states share a word.", columns, "good")


def _shared(finding: Finding) -> str:
    """ "1 swap entry is decoded as none"."""
    written, read = finding.written.partition(",")[0], finding.read.partition(",")[0]
    if finding.states[0] == finding.states[1]:
        written, read = finding.states[0], "another"
    count, one = words_text(finding.shared_words), finding.shared_words == 1
    entry = {"none": "empty PTE"}.get(written, f"{written} {'entry' if one else 'entries'}")
    entry += "s" if written == "none" and not one else ""
    return f"{count} {entry} {'is' if one else 'are'} decoded as {read}"


def list_rows(
    findings: Sequence[Finding], chosen: int, bit: int, area: tuple[int, int], active: bool, difference: str = ""
) -> tuple[list[Row], int]:
    """The list, scrolled so that the chosen one shows, and the index of its first line.

    `area` is columns and lines. Aliases, which stand at the end, are one line: `difference` says what tells them apart,
    until one of them is chosen.
    """
    columns, height = area
    if not findings:
        return [[Span(" no bit has two meanings", "dim")]], 0
    shared = [finding for finding in findings if finding.verdict != "alias"]
    count = len(shared) + (len(shared) < len(findings))
    words = all(len(_shared(finding)) + len(_word(finding)) + 20 <= columns for finding in shared)  # fit beside all
    line = min(chosen, count - 1)
    first = max(0, min(line - height // 2, count - height))
    rows: list[Row] = []
    for index in range(first, min(first + height, count)):
        at = ("▶" if active else "›") if index == line else " "
        look = "cursor" if index == line and active else ""
        if index == len(shared):
            rows.append([Span(f"{at}   ", "key"), Span(_aliases(findings, chosen, bit, difference), look or "dim")])
            continue
        finding = findings[index]
        mark, mark_look = _MARK[finding.verdict]
        here = "•" if finding.bits >> bit & 1 else " "
        rows.append([
            Span(at, "key"), Span(here, "key"), Span(f"{mark} ", mark_look),
            Span(f"{finding.rule:4}", "dim"),
            Span(f"{finding.verdict:10}", mark_look if finding.verdict == "collision" else "head"),
            Span(_shared(finding), look), Span(f": {_word(finding)}" if words else "", look),
        ])  # fmt: skip
    return rows, first


def _word(finding: Finding) -> str:
    return padded(finding.witness, finding.layout.width)


def _aliases(findings: Sequence[Finding], chosen: int, bit: int, how: str) -> str:
    """All aliases, or the chosen one of them."""
    aliases = [finding for finding in findings if finding.verdict == "alias"]
    at = chosen - (len(findings) - len(aliases))
    if at >= 0:
        one = aliases[at]
        bits = f"bit{'s' if one.bits.bit_count() > 1 else ''} {spell_runs(runs_of(one.bits))}"
        return f"alias {at + 1} of {len(aliases)}: {one.written} / {one.read}, {bits}"
    here = sum(one.bits >> bit & 1 for one in aliases)
    at_bit = f", {here} at bit {bit}" if here else ""
    many = "1 alias" if len(aliases) == 1 else f"{len(aliases)} aliases"
    return f"{many}{at_bit}: one bit, two fields, told apart {how}"


def finding_rows(finding: Finding, columns: int, standing: str = "") -> list[Row]:
    """One finding in full: both readings of its witness, what the kernel would do, why it does not come to that."""
    word = padded(finding.witness, finding.layout.width)
    if finding.verdict == "alias":
        return alias_rows(finding, columns)
    written, read = both(finding)
    rows = list(_paragraph(word, f"made as {written}; read as {read}", columns, "head"))
    rows += _paragraph("effect", finding.consequence, columns, "head" if finding.verdict == "collision" else "")
    if finding.verdict == "excused":
        rows += _paragraph("excused", f"{finding.why} ({finding.source})", columns, "message")
    elif standing:
        rows += standing_rows(standing, columns)
    return rows


def alias_rows(finding: Finding, columns: int) -> list[Row]:
    """What an alias is, and what tells the two forms apart."""
    word = padded(finding.witness, finding.layout.width)
    helper = "a helper for the other format would change the wrong field; " if finding.rule == "R8" else ""
    return [[Span(f" {line}", "dim")] for line in wrap(f"{word}: {helper}{finding.why}", max(20, columns - 2))]


def standing_rows(standing: str, columns: int) -> list[Row]:
    """What is known of a collision."""
    return list(_paragraph("known", standing, columns, "dim"))


@lru_cache(maxsize=512)
def both(finding: Finding) -> tuple[str, str]:
    """The two readings of the witness, with their values; of an alias the two fields."""
    return (finding.written, finding.read) if finding.verdict == "alias" else readings(finding)


def _paragraph(head: str, text: str, columns: int, look: str) -> Iterator[Row]:
    lines = wrap(f"{head} {text}", max(20, columns - 1), subsequent_indent="   ") or [""]
    first = lines[0][len(head) :] if lines[0].startswith(head) else lines[0]
    yield [Span(f" {head}", "key"), Span(first, look)]
    for line in lines[1:]:
        yield [Span(f" {line}", look)]


# ---------------------------------------------------------------------------------------------- the matrix


FINDING_HEADS = 2  # lines of names above the matrix


def matrix_width(known: Matrix, columns: int) -> tuple[int, int]:
    """(columns of a row's name, columns of a cell) for a matrix that is drawn in `columns`."""
    longest = max(map(len, known.states)) + 2
    exact = max(len(words_text(cell.words)) for cell in known.cells.values()) + 2
    count = len(known.states)
    for cell in range(exact, 3, -1):
        if longest + cell * count <= columns:
            return longest, cell
    return max(10, columns - 4 * count), 4


def matrix_rows(known: Matrix, at: tuple[int, int], columns: int, active: bool) -> list[Row]:
    """Rows are what words are made as, columns what they are read as; a cell has its mark and the number of words."""
    wide, cell = matrix_width(known, columns)
    names = known.states
    rows: list[Row] = []
    for line, label in enumerate((" made as", "   read as →")):
        row = [Span(label.ljust(wide)[:wide], "dim")]
        for index, name in enumerate(names):
            look = "key" if active and index == at[1] else "head" if line == 0 else "dim"
            row.append(Span(_short(name, cell - 1)[line].rjust(cell), look))
        rows.append(row)
    for line, written in enumerate(names):
        here = active and line == at[0]
        label = middle_out(f"{'▶' if here else ' '}{written}", wide - 1).ljust(wide)
        row = [Span(label, "key" if here else "head")]
        for place, read in enumerate(names):
            mark, look = _CELL[known.cells[written, read].standing]
            text = _number(known.cells[written, read], mark, cell).rjust(cell)
            row.append(Span(text, f"{look} cursor" if here and place == at[1] else look))
        rows.append(row)
    return rows


def _short(name: str, width: int) -> tuple[str, str]:
    """A state in two short lines: "migrat", "r-x"."""
    first, *rest = name.split("_")
    letters = {"exclusive": "x"}
    brief = "-".join(letters.get(word, word[0]) for word in rest)
    whole = "-".join(rest)
    return first[:width], whole if len(whole) <= width else brief[:width]


def _number(cell: StatePair, mark: str, width: int) -> str:
    """Mark and number, exact where it fits, else about which power of two it is, else the mark alone."""
    if not cell.words:
        return "·"
    about = f"~2^{round(log2(cell.words))}"
    options = (words_text(cell.words), about, "")
    return next(f"{mark}{text}" for text in options if len(text) + 1 < width or not text)


def cell_text(cell: StatePair) -> str:
    """ "2^57 words encode present and decode as present"."""
    if not cell.words:
        return f"no such word: nothing that is made as {cell.written} is decoded as {cell.read}"
    one = cell.words == 1
    words = f"{words_text(cell.words)} word{'' if one else 's'} encode{'s' if one else ''} {cell.written}"
    text = f"{words} and decode{'s' if one else ''} as {cell.read}"
    return text if cell.standing == "own" else f"{cell.standing}: {text}"


def pair_rows(setting: Setting, cell: StatePair, columns: int) -> list[Row]:
    """The cell under the cursor: how many words, one of them, what excuses it."""
    mark, look = _CELL[cell.standing]
    rows = [[Span(f" {mark} ", look), Span(line, "head")] for line in wrap(cell_text(cell), max(20, columns - 4))]
    if cell.witness is not None:
        rows.append([Span(" such as ", "dim"), Span(padded(cell.witness, setting.layout.width), "number"),
                     Span("   Enter opens it in Explore", "dim")])  # fmt: skip
    if cell.invariant:
        rows += _paragraph("excused", f"{cell.why} ({cell.source})", columns, "message")
    return rows
