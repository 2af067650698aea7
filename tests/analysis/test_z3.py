"""A solver agrees with the cubes on the real layouts; it reads the fields, not the cubes."""

from typing import Any

import pytest

from ptetui.analysis.collisions import check
from ptetui.analysis.regions import software_bits, states
from ptetui.analysis.what_if import VALUES, of
from ptetui.linux.catalog import Catalog, newest
from ptetui.linux.layout import Layout
from ptetui.linux.roles import state_of
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MIGRATION_KINDS, PFN_KINDS
from ptetui.schema.fields import Field, Form

z3 = pytest.importorskip("z3", reason="z3-solver is not installed")

LAYOUTS = list({(layout.name, layout.level): layout for layout in Catalog().all()}.values())
COMMON = {
    "x86_64",
    "arm64_4k",
    "riscv64",
    "s390",
    "ppc64_book3s_64k",
    "arm_2level",
    "nios2",
    "sh4",
    "mips32_r4k",
}
MOVED = [layout for layout in LAYOUTS if layout.level == "pmd" or layout.name in COMMON]


def value(field: Field, word: Any) -> Any:
    """The field's value in a word, as an expression."""
    runs = sorted(field.runs, key=lambda run: -run.at)
    parts = [z3.Extract(run.high, run.low, word) for run in runs]
    raw = z3.Concat(*parts) if len(parts) > 1 else parts[0]
    return ~raw if field.inverted else raw


def is_form(form: Form, word: Any) -> Any:
    return z3.And(*(value(f, word) == f.fixed for f in form.fields if f.kind == "fixed"))


def below(field: Field, word: Any, bits: int) -> Any:
    """The field's value has at most this many bits."""
    return value(field, word) >> bits == 0 if bits < field.width else z3.BoolVal(True)


def written_as(setting: Setting, state: str, types: tuple[int, ...], word: Any) -> Any:
    """What the constructors of a state make, said about the values of fields."""
    swap = setting.swap
    offset = swap.by_name["offset"]
    bits = setting.offset_bits
    if state in PFN_KINDS:
        bits = min(setting.pfn_bits, bits)
        bits += 2 if state in MIGRATION_KINDS and setting.stores_young_dirty else 0
    if state == "marker":
        bits = min(len(setting.marker_bits), offset.width)
    mine = software_bits(setting, state)
    rules = [
        z3.Or(*(value(swap.by_name["type"], word) == number for number in types)),
        below(offset, word, bits),
        *(value(f, word) == f.fixed for f in swap.fields if f.kind == "fixed"),
        *(value(f, word) == 0 for f in swap.fields if f.kind == "flag" and f not in mine),
    ]
    if state == "marker":
        rules.append(value(offset, word) != 0)
    return z3.And(*rules)


def shared(setting: Setting) -> set[tuple[str, str]]:
    """The pairs (what it is read as, what it was made as) that have a word."""
    word = z3.BitVec("word", setting.layout.width)
    pairs = set()
    entries = {state: written_as(setting, state, types, word) for state, types in states(setting).items()}
    for index, form in enumerate(setting.forms[:-1]):
        test = z3.And(is_form(form, word), *(z3.Not(is_form(form, word)) for form in setting.forms[:index]))
        for state, entry in entries.items():
            solver = z3.Solver()
            solver.add(test, entry)
            if solver.check() == z3.sat:
                pairs.add((state_of(form), state))
    return pairs


def ours(setting: Setting) -> set[tuple[str, str]]:
    swap_like = states(setting)
    return {
        (finding.read, finding.written)
        for finding in check(setting)
        if finding.rule in ("R2", "R3") and finding.written in swap_like and finding.invariant != "32 types"
    }


def named(layout: Layout) -> str:
    return f"{layout.name}-{layout.level}"


@pytest.mark.parametrize("layout", LAYOUTS, ids=named)
def test_the_solver_finds_the_same(layout: Layout) -> None:
    setting = Setting(layout, newest(layout))
    assert shared(setting) == ours(setting)


@pytest.mark.parametrize("layout", MOVED, ids=named)
@pytest.mark.parametrize("by", [1, -1])
def test_a_field_moved_by_one_bit_is_caught_where_it_creates_a_shared_word(layout: Layout, by: int) -> None:
    """Every field of the swap form, on PMDs and the common layouts."""
    _move_every_field(layout, by)


@pytest.mark.long
@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout not in MOVED], ids=named)
@pytest.mark.parametrize("by", [1, -1])
def test_a_field_moved_by_one_bit_on_the_others(layout: Layout, by: int) -> None:
    _move_every_field(layout, by)


def _move_every_field(layout: Layout, by: int) -> None:
    candidate = of(Setting(layout, newest(layout)))
    moved = 0
    for field in layout.swap.fields:
        if field.kind not in VALUES:
            continue
        try:
            after = candidate.move(field.name, by)
        except ValueError:
            continue  # out of the word, or the forms could not be told apart
        moved += 1
        overlapping = {f.name for _, a, b in after.overlaps for f in (a, b)}
        in_place = {
            f.name for f in after.setting.swap.fields if f.kind in VALUES and f.mask & _others(after.setting, f)
        }
        assert overlapping == in_place
        assert any(finding.rule == "R1" for finding in after.findings) == bool(overlapping)
        if not overlapping:
            assert shared(after.setting) == ours(after.setting), (field.name, by)
    assert moved


def _others(setting: Setting, field: Field) -> int:
    mask = 0
    for own in setting.swap.fields:
        if own is not field and own.kind in VALUES:
            mask |= own.mask
    return mask
