"""Classification is total and one to one, on every layout range of the catalogue, under several configurations.

Words are drawn from every form, at the edges and anywhere; the seed is the layout's name, so a failure repeats.
"""

import random
from collections.abc import Iterator

import pytest

from ptetui.linux.catalog import Catalog, newest
from ptetui.linux.classify import SOFTWARE_BITS, Reading, classify
from ptetui.linux.config import Config, parse_config
from ptetui.linux.encode import ENCODED_STATES, encode, settable
from ptetui.linux.layout import Layout
from ptetui.linux.pagemap import pagemap_word
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MIGRATION_KINDS, PFN_KINDS
from tests.groups import of_every_layout

LAYOUTS = list(Catalog().all([]))
CONFIGS = {
    "all on": Config(),
    "all off": Config(frozenset(set(Config().as_dict()) - {"PHYSMEM", "L1TF"})),
    "no devices": parse_config(["DEVICE_PRIVATE=n,L1TF=44"]),
    "no bits, 40 address bits": parse_config(["MEM_SOFT_DIRTY=n,HAVE_ARCH_USERFAULTFD_WP=n,PHYSMEM=40"]),
}
SWAP_LIKE = set(ENCODED_STATES) - {"none", "present", "protnone"} | {"malformed", "unknown"}


def named(layout: Layout) -> str:
    return f"{layout.name}-{layout.level}-{layout.since[0]}.{layout.since[1]}"


def settings(layout: Layout) -> Iterator[Setting]:
    """The newest kernel of a range under every configuration, the oldest with all on."""
    for config in CONFIGS.values():
        yield Setting(layout, newest(layout), config)
    if newest(layout) != layout.since:
        yield Setting(layout, layout.since)


def some_words(setting: Setting, pick: random.Random) -> Iterator[int]:
    """Every form's edges and random words of it, every swap type, one flipped bit, and words from anywhere."""
    width, everything = setting.layout.width, (1 << setting.layout.width) - 1
    yield from (0, everything)
    yield from (pick.getrandbits(width) for _ in range(8))
    for form in setting.forms:
        cube = form.recognised
        yield from (cube.value, cube.value | everything & ~cube.mask)
        yield from (cube.value | pick.getrandbits(width) & ~cube.mask for _ in range(4))
        yield form.blank ^ 1 << pick.randrange(width)
    swap = setting.swap
    for type_ in range(min(swap.by_name["type"].limit, 63) + 1):
        free = pick.getrandbits(width) & ~swap.recognised.mask | swap.recognised.value
        yield swap.by_name["type"].put(free, type_)


@of_every_layout(LAYOUTS)
def test_every_word_has_one_state(layout: Layout) -> None:
    pick = random.Random(named(layout))
    for setting in settings(layout):
        for word in some_words(setting, pick):
            check(setting, classify(setting, word))


def check(setting: Setting, reading: Reading) -> None:
    """What must hold of every reading, whatever the layout."""
    word, form = reading.word, reading.form
    swap_like = form in (setting.swap, setting.slot_entry)
    earlier = setting.forms[:-1] if swap_like else setting.forms[: setting.forms.index(form)]
    assert all(form.wrong(word) for form in earlier), "an earlier form has the word, too"
    assert (form.wrong(word) == []) == (reading.state != "malformed"), reading
    assert (reading.state in SWAP_LIKE) == swap_like
    assert (reading.type is None) == (reading.offset is None) == (not swap_like)
    assert (reading.area is None) == (reading.state != "swap")
    assert (reading.pfn is not None) == (reading.state in PFN_KINDS or form.role in ("present", "protnone"))
    assert (reading.young is not None) == (reading.dirty is not None) == (reading.state in MIGRATION_KINDS)
    assert (reading.marker is not None) == (reading.state == "marker")
    assert bool(reading.reason) == (reading.state in ("malformed", "unknown"))
    assert "\n" not in reading.reason
    assert sum(field.mask for field in reading.fields) == (1 << setting.layout.width) - 1
    assert pagemap_word(reading) >> 64 == 0
    if reading.state not in ("malformed", "unknown"):
        encoded = encode(setting, reading.state if swap_like else form.name, values(reading))
        assert encoded == plain(reading)
    if form is setting.slot_entry and reading.state != "malformed":
        every = {name: form.by_name[name].get(word) for name in form.settable()}
        assert encode(setting, "swap", every) == form.encode(every)


def values(reading: Reading) -> dict[str, int]:
    """What `encode` must be told to make this word again."""
    form, word = reading.form, reading.word
    if form is not reading.setting.swap or reading.state == "swap":
        return {name: form.by_name[name].get(word) for name in form.settable()}
    all_values = {part.name: part.get(word) for part in reading.parts if part.kind != "ignored"}
    for name in SOFTWARE_BITS:
        if name in form.by_name and form.by_name[name].kind == "flag":
            all_values[f"swp_{name}" if name in all_values else name] = form.by_name[name].get(word)
    return all_values


def plain(reading: Reading) -> int:
    """The word with the bits cleared that nobody looks at, as the kernel would make it."""
    word = reading.word
    for field in reading.fields:
        if field.kind == "ignored":
            word = field.put(word, 0)
    return word


@of_every_layout(LAYOUTS)
def test_a_word_that_is_too_large(layout: Layout) -> None:
    setting = Setting(layout, layout.since)
    for word in (-1, 1 << layout.width):
        with pytest.raises(ValueError, match=f"does not fit the {layout.width} bits of {layout.name}"):
            classify(setting, word)


@of_every_layout(LAYOUTS)
def test_encode_then_decode_for_all_swap_types(layout: Layout) -> None:
    """R12: what was put in comes out, for types 0 to 31; but for words that are none, which no kernel stores."""
    pick = random.Random(named(layout))
    for setting in settings(layout):
        if setting.layout.type_flags:
            continue  # a swap area has several types there: tests/layouts/test_proposals.py
        offset = setting.swap.by_name["offset"]
        flags = [name for name in SOFTWARE_BITS if name in setting.swap.settable()]
        for type_ in range(min(32, setting.swap.by_name["type"].limit + 1)):
            for value in (0, 1, offset.limit, offset.limit >> 1, pick.randint(0, offset.limit)):
                chosen = [name for name in flags if pick.random() < 0.5]
                word = encode(setting, "swap", {"type": type_, "offset": value} | dict.fromkeys(chosen, 1))
                reading = classify(setting, word)
                if reading.form is not setting.swap:
                    assert excused(reading, type_, value, chosen), reading
                    continue
                assert (reading.type, reading.offset, list(reading.flags)) == (type_, value, chosen), hex(word)
                assert reading.state == "swap" if type_ < setting.max_swapfiles else reading.state in SWAP_LIKE


# Where the kernel's own tests take words that its own constructor makes, by layout: the form that takes them, since
# which kernel it no longer does, and why. Every one is a note in the layout file.
TAKEN_BY_ANOTHER_FORM = {
    "csky_abiv1": ("none", (6, 1), "the type lies over the global bit, which pte_none() ignores"),
    "m68k_sun3": ("present", (6, 3), "the highest bit of the offset is the valid bit"),
    "mips32_xpa_16k": ("none", None, "pte_none() looks at the high half only, the exclusive bit is in the low one"),
    "nios2": ("none", None, "pte_none() ignores the low four bits and the global bit"),
    "riscv64_svrsw60t59b pmd": ("present", None, "soft-dirty is a leaf bit, which pmd_present() tests"),
    "loongarch64_4k pmd": ("present", None, "the offset holds the bit of a huge page that is being split"),
    "loongarch64_16k pmd": ("present", None, "the offset holds the bit of a huge page that is being split"),
    "loongarch64_64k pmd": ("present", None, "the offset holds the bit of a huge page that is being split"),
}


def at_level(layout: Layout) -> str:
    """The name of a layout, with its level where that is not the PTE."""
    return layout.name if layout.level == "pte" else f"{layout.name} {layout.level}"


def excused(reading: Reading, type_: int, offset: int, flags: list[str]) -> bool:
    """Slot 0 of area 0 is the area's header and is never given out; where offsets are inverted it is the last slot.

    A proposal stores its flags inverted, too: there word 0 has them all set.
    """
    fields = reading.setting.swap.by_name
    zero = fields["offset"].limit if fields["offset"].inverted else 0
    inverted = [name for name in ("exclusive", "soft_dirty", "uffd_wp") if name in fields and fields[name].inverted]
    if (reading.state, type_, offset, flags) == ("none", 0, zero, inverted):
        return True
    state, until, _ = TAKEN_BY_ANOTHER_FORM.get(at_level(reading.setting.layout), ("", None, ""))
    return reading.state == state and (until is None or reading.setting.kernel < until)


@of_every_layout(LAYOUTS)
def test_encode_makes_words_of_the_state_that_was_asked_for(layout: Layout) -> None:
    """Every state that exists here, with random values for all that can be told; the values come out again."""
    pick = random.Random(named(layout))
    for setting in settings(layout):
        type_limit = setting.swap.by_name["type"].limit
        kinds = [special.kind for number, special in setting.special_types.items() if number <= type_limit]
        for state in ["swap", *kinds]:
            names = settable(setting, state)
            for _ in range(3):
                asked = {name: pick.randint(0, limit(setting, state, name)) for name in names}
                reading = classify(setting, encode(setting, state, asked))
                if reading.form not in (setting.swap, setting.slot_entry):
                    assert at_level(setting.layout) in TAKEN_BY_ANOTHER_FORM
                    continue
                assert reading.state == state
                assert reading.word == encode(setting, state, values(reading))
                if "pfn" in asked:
                    assert reading.pfn == asked["pfn"]
                if "young" in asked:
                    assert (reading.young, reading.dirty) == (bool(asked["young"]), bool(asked["dirty"]))
                if state == "marker":
                    assert set(reading.marker or ()) == {name for name in asked if asked[name]} - NOT_MARKERS


NOT_MARKERS = {"exclusive", "soft_dirty", "swp_uffd_wp"}


def limit(setting: Setting, state: str, name: str) -> int:
    """The largest value of what `encode` takes under a name; the last usable type for a swap slot."""
    if name == setting.area.name:
        return min(setting.max_swapfiles - 1, setting.area.limit)
    parts = {part.name: part for part in setting.parts(state)}
    form = setting.slot_entry if state == "swap" else setting.swap
    return (parts.get(name) or form.by_name[name.removeprefix("swp_")]).limit


@of_every_layout(LAYOUTS)
def test_states_that_this_kernel_does_not_have_say_why(layout: Layout) -> None:
    setting = Setting(layout, layout.since)
    here = {form.name for form in setting.forms} | {form.role for form in setting.forms}
    here |= {special.kind for special in setting.special_types.values()}
    for state in set(ENCODED_STATES) - here:
        with pytest.raises(ValueError, match=f"^{state}: ") as error:
            encode(setting, state, {})
        assert "no such form" in str(error.value) or "not in kernel" in str(error.value)
