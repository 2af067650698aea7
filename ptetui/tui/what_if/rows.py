"""What an edited layout costs, and what has become of it, as rows."""

from ptetui.analysis.diff_layouts import diff_layouts
from ptetui.analysis.sizes import size_text
from ptetui.analysis.what_if import Candidate
from ptetui.render.changes import spell_change
from ptetui.render.prose import value_text
from ptetui.render.ribbon import role
from ptetui.render.spans import Row, Span
from ptetui.render.text import sentence_rows
from ptetui.schema.bits import spell_runs
from ptetui.tui.what_if.draft import Draft

_FIRST = "Unchanged. Move to a bit: I adds a flag there, d removes it; , . move a field, < > resize it."


def held_row(draft: Draft) -> Row:
    """The field that is held, and what can be done with it."""
    field = draft.field
    does = {
        "number": ", . move it   < > its upper end   ( ) its lower end   Enter sets its width",
        "flag": ", . move it   Enter sets its bit   d removes it",
        "fixed": "Space toggles   Enter sets its value   I adds a flag here",
        "ignored": "I adds a flag here",
    }
    value = f" = {value_text(field, draft.form.blank)}" if field.kind == "fixed" else ""
    bits = f", bits {spell_runs(field.spans)}" if field.width > 1 else ""
    return [
        Span(f" bit {draft.bit} ", "key"),
        Span(f" {field.name}", f"{role(field)} head"),
        Span(f"{value}{bits} of {draft.form_name}   ", ""),
        Span(does[field.kind], "dim"),
    ]


def cost_rows(candidate: Candidate, origin: Candidate, columns: int) -> list[Row]:
    """What fits: offset bits, the largest swap area, page frames, young and dirty, types; with what it was before."""
    now, old = candidate.costs, origin.costs
    items = [
        (f"offset {now.offset_bits} bits", _was(now.offset_bits, old.offset_bits), now.offset_bits >= old.offset_bits),
        (
            f"largest swap area {size_text(now.max_swap_bytes)}",
            _was(size_text(now.max_swap_bytes), size_text(old.max_swap_bytes)),
            now.max_swap_bytes >= old.max_swap_bytes,
        ),
        (f"PFN {now.pfn_bits} bits {_fits(now.pfn_fits)}", "", now.pfn_fits),
        (
            f"young and dirty {_fits(now.young_dirty_fit)}",
            " (as before)" if not now.young_dirty_fit and not old.young_dirty_fit else "",
            now.young_dirty_fit,
        ),
        (f"32 types {_fits(now.types_fit)}", "", now.types_fit),
    ]
    rows: list[Row] = [[]]
    used = 0
    for text, was, good in items:
        size = len(text) + len(was) + 5
        if used + size > columns:
            rows.append([])
            used = 0
        mark = Span(" ✓ ", "good") if good else Span(" · ", "dim") if "as before" in was else Span(" ▼ ", "wrong")
        rows[-1] += [mark, Span(text, "head" if good else "message"), Span(f"{was}  ", "dim")]
        used += size
    return rows


def _was(now: object, old: object) -> str:
    return "" if now == old else f" (was {old})"


def _fits(fits: bool) -> str:
    return "fit" if fits else "do not fit"


def change_rows(candidate: Candidate, origin: Candidate, columns: int) -> list[Row]:
    """What is not as it was; before the first edit, how to begin."""
    changes = diff_layouts(origin.setting.layout, candidate.setting.layout)
    if not changes:
        return sentence_rows(_FIRST, columns, "message")
    return [[Span(f" {change.form}: ", "dim"), Span(spell_change(change), "head")] for change in changes]
