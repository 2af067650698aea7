"""A witness drawn in both readings: the form that it was made in above the form that it is read in, bit under bit."""

from collections.abc import Iterator, Sequence
from itertools import chain

from ptetui.analysis.collisions import Finding
from ptetui.linux.classify import Reading, classify
from ptetui.linux.roles import state_of
from ptetui.linux.setting import Setting
from ptetui.pictures.findings import readings
from ptetui.render.fitted import FittedRibbon, Viewport, fits, largest, side_by_bit
from ptetui.render.ribbon import FULLER, Fold, Marks
from ptetui.render.spans import Row, Span, mark_bits
from ptetui.render.text import headed_rows
from ptetui.schema.bits import runs_of
from ptetui.schema.dataclass import replace
from ptetui.schema.fields import Field, Form, Run

_LABEL = 9  # columns of "made as"
_NAMED = 4  # columns a bit, with which most names can be read
_MOST_MARKED = 16  # bits: more than these are not marked one by one
_BRIEF = FULLER[1]
# The lines of two ribbons under one ruler, the fuller first.
_PAIRS = ((_BRIEF, _BRIEF[1:]), (_BRIEF[:3], _BRIEF[1:]), (_BRIEF[:3], _BRIEF[1:3]))


def finding_setting(finding: Finding) -> Setting:
    """Where the finding was found."""
    return Setting(finding.layout, finding.kernel, finding.config)


def witness_rows(finding: Finding, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
    """The witness in both forms with the bits of the finding filled, both readings in words, and what comes of it."""
    columns = viewport.columns
    written, read = readings(finding)
    below = [*headed_rows("made as", written, columns), *headed_rows("read as", read, columns)]
    below += consequence_rows(finding, columns)
    return [*drawn_rows(finding, viewport._replace(lines=viewport.lines - len(below)), lit), *below]


def consequence_rows(finding: Finding, columns: int) -> list[Row]:
    """What the kernel would do, and why it does not come to that."""
    hurt = finding.verdict == "collision"
    rows = headed_rows("collision" if hurt else "effect", finding.consequence, columns, "wrong" if hurt else "key")
    if finding.verdict == "excused":
        rows += headed_rows("excused", f"{finding.why} ({finding.source})", columns, "message head")
    return rows


def drawn_rows(finding: Finding, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
    """The two ribbons, or the one where both readings have the same form; none where there is no room."""
    setting = finding_setting(finding)
    forms = (*setting.forms, *setting.layout.made_only_forms)
    form = next((form for form in forms if form.name == finding.form.name), setting.swap)
    written, read = Reading(setting, finding.witness, form, state_of(form)), classify(setting, finding.witness)
    drawn = [written] if read.form is written.form else [written, read]
    sharing = [form.by_name.get(states.removesuffix(" set")) for states in (finding.written, finding.read)]
    if len(drawn) == 1 and None not in sharing:  # two fields on one bit: each of them in a ribbon of its own
        drawn = [written._replace(form=_owned_by(form, field)) for field in sharing if field is not None]
    labels = ["made as", "read as"] if len(drawn) == 2 else [""]
    few = finding.bits if finding.bits.bit_count() <= _MOST_MARKED else 0
    return list(_aligned(drawn, labels, lit, few, viewport))


def _owned_by(form: Form, owner: Field) -> Form:
    """The form with a field's bits its own alone: other fields lose those that they share with it."""
    fields = []
    for field in form.fields:
        left = runs_of(field.mask if field is owner else field.mask & ~owner.mask)
        if left:
            fields.append(replace(field, runs=tuple(Run(high, low, field.index(low)) for high, low in left)))
    return replace(form, fields=tuple(fields))


def meaning_rows(setting: Setting, word: int, viewport: Viewport) -> list[Row]:
    """A word in the form that it is read in, as large as fits; none where there is no room."""
    return list(_aligned([classify(setting, word)], [""], (), 0, viewport))


def _aligned(
    forms: Sequence[Reading], labels: Sequence[str], lit: Sequence[str], bits: int, viewport: Viewport
) -> Iterator[Row]:
    """One word in one form or two, bit under bit, each with its label; the bits filled and marked."""
    narrower = viewport._replace(columns=viewport.columns - _LABEL)
    width, options = forms[0].setting.layout.width, [pair[: len(forms)] for pair in _PAIRS]
    marked = [("",)] if bits else []
    chosen = next((pair for pair in options if fits(width, narrower, list(chain(*pair, *marked)))), options[-1])
    high = len(list(chain(*chosen, *marked)))
    folded = largest(width, narrower, list(chain(*chosen, *marked)))
    if folded is None:
        return
    shown = range(folded.rows)
    if high * folded.rows > viewport.lines or (bits and folded.cell < _NAMED):  # the bits that it is about, larger
        per_row = 16 if narrower.columns > 32 else 8
        folded = Fold(width, per_row, max(2, min(8, (narrower.columns - 1) // per_row)))
        first = folded.place(bits.bit_length() - 1 if bits else 0)[0]
        shown = range(first, min(folded.rows, first + min(viewport.lines // high, 1 if bits else folded.rows)))
    ribbons = [FittedRibbon(form, lit, Marks(), lines) for form, lines in zip(forms, chosen, strict=True)]
    for row, index, lines in side_by_bit(ribbons, folded, viewport.glyphs):
        if row not in shown:
            continue
        for name, line in zip(chosen[index], lines, strict=True):
            label = labels[index] if name == "names" else ""
            yield [Span(f" {label}".ljust(_LABEL), "head"), *mark_bits(line, bits, "wrong", only="bit_")]
        if bits and index == len(forms) - 1 and (marks := _marks(folded, row, bits, viewport.glyphs.changed)):
            yield [Span(" " * _LABEL, ""), Span(marks, "changed")]


def _marks(folded: Fold, row: int, bits: int, mark: str) -> str:
    high, low = folded.span_of(row)
    cells = ((mark if bits >> bit & 1 else " ").center(folded.cell - 1) for bit in range(high, low - 1, -1))
    line = " " + " ".join(cells)
    return line.rstrip()
