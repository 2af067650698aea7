"""Findings as a list and one of them in full; the matrix of states with the cell under the cursor in full."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from textwrap import wrap

from ptetui.analysis.collisions import Finding
from ptetui.analysis.matrix import Matrix, Standing, StatePair, words_text
from ptetui.linux.setting import Setting
from ptetui.pictures.findings import readings
from ptetui.render.spans import Row, Span
from ptetui.render.text import middle_out, padded
from ptetui.schema.bits import runs_of, spell_runs

_MARK = {"collision": ("✗", "wrong"), "excused": ("≈", "message"), "alias": (" ", "dim")}
_CELL: dict[Standing, tuple[str, str]] = {
    "own": ("=", "good"), "disjoint": ("·", "off"), "excused": ("≈", "message"), "collision": ("✗", "wrong"),
}  # fmt: skip


def verdict_text(findings: Sequence[Finding]) -> tuple[str, str]:
    """ "2 collisions, 1 excused, 24 aliases" and its role."""
    counts = {kind: sum(each.verdict == kind for each in findings) for kind in _MARK}
    parts = [
        f"{number} {kind}{'s' if kind == 'collision' and number > 1 else ''}"
        for kind, number in counts.items()
        if number and kind != "alias"
    ]
    aliases = f"{counts['alias']} alias{'es' if counts['alias'] != 1 else ''}"
    mark = "✗ " if counts["collision"] else "≈ " if counts["excused"] else "✓ no word is shared, "
    role = "wrong" if counts["collision"] else "message" if counts["excused"] else "good"
    return mark + ", ".join([*parts, aliases]), role


def list_rows(findings: Sequence[Finding], chosen: int, bit: int, height: int, active: bool) -> tuple[list[Row], int]:
    """The list, scrolled so that the chosen one shows, and the index of its first line."""
    if not findings:
        return [[Span(" no two forms give a bit two meanings", "dim")]], 0
    first = max(0, min(chosen - height // 2, len(findings) - height))
    rows: list[Row] = []
    for index in range(first, min(first + height, len(findings))):
        finding = findings[index]
        mark, look = _MARK[finding.verdict]
        at = ("▶" if active else "›") if index == chosen else " "
        here = "•" if finding.bits >> bit & 1 else " "
        rows.append([
            Span(at, "key"), Span(here, "key"), Span(f"{mark} ", look),
            Span(f"{finding.rule:4}{finding.verdict:10}", look if finding.verdict == "collision" else "head"),
            Span(_brief(finding), "cursor" if index == chosen and active else ""),
        ])  # fmt: skip
    return rows, first


def _brief(finding: Finding) -> str:
    bits = spell_runs(runs_of(finding.bits))
    if finding.verdict == "alias":
        return f"{finding.written} / {finding.read}, bit{'s' if finding.bits.bit_count() > 1 else ''} {bits}"
    word = padded(finding.witness, finding.layout.width)
    many = "word" if finding.shared_words == 1 else "words"
    made, read = finding.written.partition(",")[0], finding.read.partition(",")[0]
    return f"made {made}, read {read}: {words_text(finding.shared_words)} {many}, {word}"


def finding_rows(finding: Finding, columns: int, standing: str = "") -> list[Row]:
    """One finding in full: both readings of its witness, what the kernel would do, why it does not come to that."""
    word = padded(finding.witness, finding.layout.width)
    if finding.verdict == "alias":
        helper = "a helper of the wrong format would touch the other field; " if finding.rule == "R8" else ""
        text = f"{word}: {helper}{finding.why}"
        return [[Span(f" {line}", "dim")] for line in wrap(text, max(20, columns - 2))]
    written, read = both(finding)
    rows: list[Row] = []
    rows += _paragraph(word, f"made as {written}; read as {read}", columns, "head")
    rows += _paragraph("so", finding.consequence, columns, "head" if finding.verdict == "collision" else "")
    if finding.verdict == "excused":
        rows += _paragraph(f"but {finding.invariant}:", f"{finding.why} ({finding.source})", columns, "message")
    elif standing:
        rows += _paragraph("known:", standing, columns, "dim")
    return rows


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


def matrix_width(found: Matrix, columns: int) -> tuple[int, int]:
    """(columns of a row's name, columns of a cell) for a matrix that is drawn in `columns`."""
    longest = max(map(len, found.states)) + 4
    exact = max(len(words_text(cell.words)) for cell in found.cells.values()) + 2
    count = len(found.states)
    for cell in range(exact, 2, -1):
        if longest + cell * count <= columns:
            return longest, cell
    return max(10, columns - 3 * count), 3


def matrix_rows(found: Matrix, at: tuple[int, int], columns: int, active: bool) -> list[Row]:
    """Rows are what words are made as, columns what they are read as; a cell has its mark and the number of words."""
    wide, cell = matrix_width(found, columns)
    names = found.states
    heads: Row = [Span(" made \\ read as".ljust(wide)[:wide], "dim")]
    heads += [
        Span(f"{index + 1:>{cell}}", "key" if active and index == at[1] else "dim") for index in range(len(names))
    ]
    rows = [heads]
    for line, made in enumerate(names):
        here = active and line == at[0]
        label = middle_out(f"{line + 1:>2} {made}", wide - 1).ljust(wide)
        row = [Span(label, "key" if here else "head")]
        for place, read in enumerate(names):
            mark, look = _CELL[found.cells[made, read].standing]
            text = _number(found.cells[made, read], mark, cell).rjust(cell)
            row.append(Span(text, f"{look} cursor" if here and place == at[1] else look))
        rows.append(row)
    return rows


def _number(cell: StatePair, mark: str, width: int) -> str:
    if not cell.words:
        return "·"
    text = mark + words_text(cell.words)
    return text if len(text) < width else mark


def cell_rows(setting: Setting, cell: StatePair, columns: int) -> list[Row]:
    """The cell under the cursor: how many words, one of them, what excuses it."""
    count = words_text(cell.words)
    exact = f"{count} ({cell.words:#x})" if not count.isdecimal() and not count.startswith("0x") else count
    mark, look = _CELL[cell.standing]
    if not cell.words:
        head = f"no word is made as {cell.made} and read as {cell.read}"
    elif cell.standing == "own":
        head = f"{exact} {'word is' if cell.words == 1 else 'words are'} made as {cell.made} and read as it"
    else:
        many = "word is" if cell.words == 1 else "words are"
        head = f"{cell.standing}: {exact} {many} made as {cell.made} and read as {cell.read}"
    rows = [[Span(f" {mark} ", look), Span(line, "head")] for line in wrap(head, max(20, columns - 4))]
    if cell.witness is not None:
        rows.append([Span(" such as ", "dim"), Span(padded(cell.witness, setting.layout.width), "number"),
                     Span("   enter opens it in Explore", "dim")])  # fmt: skip
    if cell.invariant:
        rows += _paragraph(f"but {cell.invariant}:", f"{cell.why} ({cell.source})", columns, "message")
    return rows
