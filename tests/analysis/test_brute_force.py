"""Random small schemas: the cubes agree with all words, one by one."""

from dataclasses import replace
from itertools import product

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from ptetui.analysis.collisions import check
from ptetui.analysis.regions import Regions, states
from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.layout import Layout
from ptetui.linux.roles import state_of
from ptetui.linux.setting import Setting
from ptetui.schema.fields import Field, FieldKind, Form, Run
from ptetui.schema.reader import SchemaError

BASE = Catalog().find("x86_64")
FLAGS = ("exclusive", "soft_dirty", "uffd_wp")


def field(name: str, kind: FieldKind, bits: list[int], inverted: bool = False, fixed: int = 0) -> Field:
    """A field on any bits of the word, the first the lowest of the value."""
    runs = tuple(Run(bit, bit, at) for at, bit in reversed(list(enumerate(bits))))
    return Field(name, kind, runs, inverted, fixed, meaning="test")


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """none, present and swap forms of 9 to 12 bits, at random places."""
    width = draw(st.integers(9, 12))
    order = draw(st.permutations(range(width)))
    type_bits = draw(st.integers(4, 6))
    offset_bits = draw(st.integers(3, max(3, min(4, width - type_bits))))
    rest = order[type_bits + offset_bits :]
    flags = [FLAGS[i] for i in range(draw(st.integers(0, min(3, len(rest)))))]
    swap = [
        field("type", "number", order[:type_bits]),
        field("offset", "number", order[type_bits : type_bits + offset_bits], draw(st.booleans())),
        *(field(name, "flag", [rest[index]]) for index, name in enumerate(flags)),
        *(field(f"fixed_{bit}", "fixed", [bit], fixed=draw(st.integers(0, 1))) for bit in rest[len(flags) :]),
    ]
    ignored = draw(st.integers(0, (1 << width) - 1)) & draw(st.integers(0, (1 << width) - 1))
    none = [
        field(f"b{bit}", "ignored" if ignored >> bit & 1 else "fixed", [bit], fixed=draw(st.integers(0, 3)) // 3)
        for bit in range(width)
    ]
    none = [replace(field, fixed=0) if field.kind == "ignored" else field for field in none]
    fixed_bits = draw(st.sets(st.integers(0, width - 1), min_size=1, max_size=2))
    free = [bit for bit in range(width) if bit not in fixed_bits]
    present = [
        *(field(f"fixed_{bit}", "fixed", [bit], fixed=draw(st.integers(0, 1))) for bit in sorted(fixed_bits)),
        field("pfn", "number", free[:3]),
        *(field(f"x{bit}", draw(st.sampled_from(["flag", "ignored"])), [bit]) for bit in free[3:]),
    ]
    forms = tuple(
        Form(name, width, tuple(fields)) for name, fields in (("none", none), ("present", present), ("swap", swap))
    )
    return replace(
        BASE, schemas=forms, width=width, long_bits=64, page_shift=1, physmem_bits=1 + draw(st.integers(1, 4)),
        hardware_sets=(), excuses=(),
    )  # fmt: skip


def all_words(setting: Setting, state: str, types: tuple[int, ...]) -> set[int]:
    """What the constructors make for a state, encoded one by one."""
    swap = setting.swap
    type_, offset = swap.by_name["type"], swap.by_name["offset"]
    has = [name for name in FLAGS if name in swap.by_name]
    sets = {"swap": has, "marker": [n for n in has if n == "soft_dirty"]}.get(
        state, [n for n in has if n != "exclusive"]
    )
    if state == "device_exclusive":
        sets = [name for name in sets if name == "soft_dirty"]
    if state == "marker":
        offsets = [value for value in range(1, 8) if value <= offset.limit]
    elif state == "swap":
        offsets = list(range(offset.limit + 1))
    else:
        bits = min(setting.pfn_bits, offset.width)
        young_dirty = state.startswith("migration") and setting.stores_young_dirty
        offsets = list(range(1 << (bits + 2 if young_dirty else bits)))
    return {
        swap.encode({"type": number & type_.limit, "offset": value, **dict(zip(sets, on, strict=True))})
        for number in types
        for value in offsets
        for on in product((0, 1), repeat=len(sets))
    }


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(layouts())
def test_cubes_agree_with_all_words(layout: Layout) -> None:
    try:
        assert layout.forms
    except SchemaError:
        return  # forms that cannot be told apart
    setting = Setting(layout, (7, 3))
    regions = Regions(setting)
    words = range(1 << layout.width)
    taken: set[int] = set()
    recognised: dict[str, set[int]] = {}
    for form, region in regions.recognised:
        own = {word for word in words if all(f.get(word) == f.fixed for f in form.fields if f.kind == "fixed")}
        assert {word for word in words if word in region} == own - taken
        assert region.size == len(own - taken)
        recognised[state_of(form)] = own - taken
        taken |= own
    assert {word for word in words if word in regions.rest} == set(words) - taken
    words_of_state = {}
    for state, types in states(setting).items():
        words_of_state[state] = all_words(setting, state, types)
        region = regions.produced(state)
        assert {word for word in words if word in region} == words_of_state[state], state
        assert region.size == len(words_of_state[state])
    event(
        "collides"
        if any(mine & theirs for mine in words_of_state.values() for theirs in recognised.values())
        else "disjoint"
    )
    findings = {(f.rule, f.read, f.written): f for f in check(setting) if f.rule == "R2" and f.invariant != "32 types"}
    fits = setting.swap.by_name["type"].width >= 5
    for state, mine in words_of_state.items():
        for name, theirs in recognised.items():
            finding = findings.get(("R2", name, state))
            if fits or state == "swap":
                assert (finding is not None) == bool(mine & theirs)
            if finding is not None:
                assert finding.shared_words == len(mine & theirs)
                assert finding.witness in mine & theirs
                assert classify(setting, finding.witness).state == name
