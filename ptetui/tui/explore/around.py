"""What a large terminal shows around a word: the same bits in other kernels, the same state in other layouts."""

from functools import lru_cache

from ptetui.analysis.same_state import same_state
from ptetui.analysis.word_history import word_history
from ptetui.linux.catalog import Catalog, CatalogError, newest
from ptetui.linux.classify import Reading, classify
from ptetui.linux.setting import Setting
from ptetui.render.prose import summary, title
from ptetui.render.rows import cut_row, cut_text, side_by_side
from ptetui.render.spans import Row, Span
from ptetui.render.text import padded
from ptetui.tui.desk import Desk

_OTHERS = ("x86_64", "arm64_4k", "riscv64", "s390", "ppc64_book3s_64k", "loongarch64_16k", "x86_32_pae")
_BESIDE = 150  # columns from which the two stand side by side
_LEAST = 4  # lines


def around_rows(desk: Desk, columns: int, height: int) -> list[Row]:
    """Both, in at most so many lines; nothing where it would say next to nothing."""
    if height < _LEAST:
        return []
    if columns < _BESIDE:
        kernels = _kernel_rows(desk, columns, height - 1)
        left = height - 1 - len(kernels) - 1
        others = _other_rows(desk, columns, left) if left >= _LEAST else []
        return [[], *kernels, *([[], *others] if others else [])]
    half = columns // 2
    left_rows = [cut_row(row, half - 2) for row in _kernel_rows(desk, half - 1, height - 1)]
    return [[], *side_by_side(left_rows, _other_rows(desk, columns - half, height - 1), half)]


def _kernel_rows(desk: Desk, columns: int, height: int) -> list[Row]:
    """A line for each range of kernels that reads the word alike; the one in force is marked."""
    spans = word_history(desk.catalog, desk.setting, desk.now.word)
    if not spans:
        return []
    here = next((at for at, span in enumerate(spans) if span.since <= desk.setting.kernel <= span.until), 0)
    lines = max(1, height - 1)
    first = max(0, min(here - lines // 2, len(spans) - lines))
    rows: list[Row] = [[Span(f" this word in the kernels of {desk.setting.layout.name}", "head dim")]]
    for at, span in enumerate(spans[first : first + lines], first):
        state, values = title(span.reading).lower(), _values(span.reading)
        text = cut_text(f"{values}", columns - 36)
        look = "row" if at == here else ""
        rows.append([
            Span(" ›" if at == here else "  ", "key"), Span(f"{span.text:16}", look or "head"),
            Span(f"{state:16} ", look), Span(text, look or "dim"),
        ])  # fmt: skip
    return rows


def _values(reading: Reading) -> str:
    """What the word says; of a word that no kernel makes why."""
    return reading.reason if reading.state in ("malformed", "unknown") else summary(reading)


def _other_rows(desk: Desk, columns: int, height: int) -> list[Row]:
    """A line for each of some other layouts: the word of the same state, and what it has no room for."""
    reading = desk.now.reading
    if reading.state in ("malformed", "unknown"):
        return []
    rows: list[Row] = [[Span(" the same state in other layouts, newest kernel", "head dim")]]
    for name in _OTHERS:
        if name == desk.setting.layout.name or len(rows) >= height:
            continue
        row = _other(desk.catalog, reading, name)
        if row is not None:
            rows.append(cut_row(row, columns))
    return rows


@lru_cache(maxsize=64)
def _other(catalog: Catalog, reading: Reading, name: str) -> Row | None:
    try:
        layout = catalog.find(name)
    except CatalogError:
        return None
    setting = Setting(layout, newest(layout), reading.setting.config)
    there = same_state(reading, setting)
    if there.word is None:
        return [Span(f"  {name:18}", "head"), Span(f"has no state {title(reading).lower()}", "dim")]
    lost = f"  without {', '.join(there.lost).replace('_', '-')}" if there.lost else ""
    return [
        Span(f"  {name:18}", "head"), Span(f"{padded(there.word, layout.width):18}  ", "number"),
        Span(summary(classify(setting, there.word)), "dim"), Span(lost, "message"),
    ]  # fmt: skip
