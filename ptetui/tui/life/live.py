"""A page of this machine under the model: pagemap words bit under bit, since no kernel shows the raw word."""

from ptetui.linux.classify import classify
from ptetui.linux.pagemap import PM_FILE, PM_MMAP_EXCLUSIVE, PM_PRESENT, PM_SOFT_DIRTY, PM_SWAP, spell_flags
from ptetui.linux.pagemap_form import pagemap_reading
from ptetui.pictures.live_lines import open_digits, page_summary
from ptetui.render.prose import title
from ptetui.render.ribbon import Fold, Marks
from ptetui.render.rows import cut_row
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.schema.bits import ones
from ptetui.sources.live.own_page import categories_check, pagemap_check
from ptetui.sources.predictions import Comparison
from ptetui.tui.life.recording import WordPair, word_pair_rows
from ptetui.tui.life.rows import RibbonStyle, page_ribbon

_TALL = 34  # lines from which the model's entry is a ribbon, too
_WHY = {
    PM_PRESENT: "reclaim or a fault took another way than the model's",
    PM_SWAP: "reclaim or a fault took another way than the model's",
    PM_FILE: "another page is behind the entry than the model has",
    PM_MMAP_EXCLUSIVE: "another process maps the page, or has ceased to",
    PM_SOFT_DIRTY: "soft-dirty of the entry or of its range",
}


def live_ribbon(comparison: Comparison, folded: Fold, upright: bool, glyphs: Glyphs, lines: int) -> list[Row]:
    """The model's entry, which nobody has read; below it the model's pagemap word and the kernel's."""
    step, check = comparison.step, pagemap_check(comparison)
    reading = classify(step.setting, comparison.predicted)
    entry: Row = [
        Span(" the model's entry ", "dim"),
        Span(f"{open_digits(comparison.predicted, comparison.unknown, step.setting.layout.width)} ", "number"),
        Span(f"{title(reading)} ", "title"), Span(" the kernel shows no entry, only pagemap", "dim"),
    ]  # fmt: skip
    rows: list[Row] = [entry]
    if lines >= _TALL:
        rows += page_ribbon(reading, folded, Marks(open=comparison.unknown), RibbonStyle(False, upright), glyphs)
    pair = WordPair(
        pagemap_reading(step.setting, check.ours), pagemap_reading(step.setting, step.recorded or 0),
        ones(64) & ~(check.known | step.hidden), check.differs, step.hidden,
    )  # fmt: skip
    pagemap_fold = folded._replace(width=64)
    return rows + word_pair_rows(pair, pagemap_fold, upright, glyphs, "kernel")


def live_head(comparison: Comparison, error: str, columns: int) -> list[Row]:
    """What the kernel says of the page, whether the model says so, too, and why not."""
    step, check = comparison.step, pagemap_check(comparison)
    summary = page_summary(step.recorded or 0, step.hidden, step.categories)
    note = error or step.note
    rows: list[Row] = [[Span(f" {summary} ", "head"), Span(f" {note}" if note else "", "message")]]
    if check.differs:
        why = [text for bit, text in _WHY.items() if check.differs & bit] or ["the model has another number"]
        flags = spell_flags(check.differs) or "frame or slot"
        rows.append([Span(f" differs: {flags} ", "wrong"), Span(f" {'; '.join(dict.fromkeys(why))}", "message")])
    else:
        hidden = "; frames and slots are not shown to this user" if step.hidden else ""
        verdict = f" ✓ all {check.known.bit_count()} bits of pagemap that the model predicts match"
        rows.append([Span(verdict, "good"), Span(hidden, "dim")])
    rows.append(_scan_row(comparison))
    return [cut_row(row, columns) for row in rows]


def _scan_row(comparison: Comparison) -> Row:
    ours, kernels = categories_check(comparison), comparison.step.categories
    row: Row = [Span(" PAGEMAP_SCAN ", "dim")]
    if ours is None or kernels is None:
        return [*row, Span("not asked: this kernel has none (6.7 has), or nothing is mapped", "dim")]
    row.append(Span(" ".join(kernels) or "no category", ""))
    if ours != kernels:
        return [*row, Span(f"  differs: the model has {' '.join(ours) or 'none'}", "wrong")]
    return [*row, Span("  ✓", "good")]
