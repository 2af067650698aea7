"""The rules: small named tests of one setting, each with its reason. What they find is judged in `collisions`."""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from ptetui.analysis.regions import PRESENT_ROLES, Regions, states, written_cube
from ptetui.analysis.sizes import size_text
from ptetui.linux.roles import state_of
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT
from ptetui.schema.bits import ones, set_bits, union
from ptetui.schema.cubes import Cube, Region
from ptetui.schema.fields import Field, Form

REASONS: Mapping[str, str] = {
    "R1": "fields of one form do not overlap",
    "R2": "no entry is a word that the kernel's tests take for none or present",
    "R3": "the same one level up, where pmd_present() tests other bits",
    "R4": "no field lies on a bit that the hardware may set in an entry that is not present",
    "R5": "the type has at least five bits: generic code uses 32 types",
    "R6": "the offset holds every page frame number",
    "R7": "an entry is in the format of the level that it stands at",
    "R8": "a helper of the present format, used on a swap entry, would touch another field",
    "R12": "every entry reads back as what it was written as",
}
SOFTWARE = ("soft_dirty", "uffd_wp")


class Overlap(NamedTuple):
    """What a rule found: words that are made as one state and read, or made, as another.

    `shared` are the words, with `bits` the mask that the finding is about. `form` and `field` say where the layout
    file is to be looked at. `written` and `read` are the two readings in words, `consequence` what the kernel would do.
    """

    rule: str
    states: tuple[str, str]
    shared: Region
    bits: int
    form: Form
    field: Field | None
    written: str
    read: str
    consequence: str
    needs: str = ""


def entries_taken_for_others(regions: Regions) -> Iterator[Overlap]:
    """R2, R3: swap-like words that an earlier test of the kernel takes."""
    setting = regions.setting
    taken = [(form, region) for form, region in regions.recognised if _meets(region, regions.any_entry)]
    fits = setting.swap.by_name["type"].width >= MAX_SWAPFILES_SHIFT  # kinds that are cut are for R5
    for form, region in taken:
        for state in states(setting):
            if not fits and state != "swap":
                continue
            shared = regions.produced(state).intersect(region)
            if shared:
                yield _taken(regions.entry_rule, regions, state, form, shared)


def types_above_31(regions: Regions) -> Iterator[Overlap]:
    """R2: types that the field has room for, though generic code has no such type, and that an earlier test takes."""
    wide = regions.above_31
    if wide is None or regions.setting.layout.level != "pte":
        return
    for form, region in regions.recognised:
        shared = Region((wide,)).intersect(region).subtract(Region((regions.any_entry,)))
        if shared:
            yield _taken("R2", regions, "swap", form, shared)


def _meets(region: Region, cube: Cube) -> bool:
    return any(cube.intersect(other) is not None for other in region.cubes)


def _taken(rule: str, regions: Regions, state: str, form: Form, shared: Region) -> Overlap:
    swap = regions.setting.swap
    fields = [field for field in swap.fields if field.kind != "fixed" and field.mask & form.recognised.mask]
    bits = form.recognised.mask & union(field.mask for field in fields)
    blame = _blame(regions, form)
    lost = {
        "none": "treated as empty, the page is lost; the next access gets a new one",
        "present": "treated as present, its bits are read as a PFN; another page is mapped or freed",
        "protnone": "treated as present without access, its bits are read as a PFN",
    }
    consequence = lost.get(form.role, "the entry is not decoded: its slot or frame is lost")
    return Overlap(rule, (state_of(form), state), shared, bits, swap, blame, state, state_of(form), consequence)


def _blame(regions: Regions, form: Form) -> Field | None:
    """The field that lies on the bit that decides: set where present is told by a one, else the offset."""
    swap = regions.setting.swap
    ones = form.recognised.value
    on_it = [field for field in swap.fields if field.kind != "fixed" and field.mask & ones]
    return on_it[0] if on_it else swap.by_name["offset"]


def made_taken_for_others(regions: Regions) -> Iterator[Overlap]:
    """R2, R3: words made as none, present or PROT_NONE that are read as something else."""
    for form in regions.written_forms:
        cube, state = written_cube(form), state_of(form)
        for other, region in regions.recognised:
            if state_of(other) == state or {other.role, form.role} <= PRESENT_ROLES:
                continue
            if cube.intersect(other.recognised) is None:
                continue
            shared = regions.written_as(form).intersect(region)
            if shared:
                yield Overlap(
                    regions.entry_rule, (state_of(other), state), shared, other.recognised.mask, form, None, state,
                    state_of(other), "a mapped page is treated as empty and lost; the next access gets a new one",
                )  # fmt: skip
        if form not in regions.setting.layout.made_only_forms:
            continue
        shared = regions.written_as(form).intersect(regions.rest)
        if shared:
            yield Overlap(
                regions.entry_rule, (state, "swap"), shared, form.recognised.mask, form, None, state, "swap",
                "a mapped page is treated as a swap entry; unmapping frees a slot, the page's reference leaks",
            )  # fmt: skip


def fields_overlap(regions: Regions) -> Iterator[Overlap]:
    """R1: two fields of one form on one bit. The reader refuses such schemas; an edited layout can have them."""
    for form in regions.setting.forms:
        if sum(field.width for field in form.fields) == form.width:
            continue  # every bit has an owner, and there are as many field bits as bits
        for a, b in combinations(form.fields, 2):
            both = a.mask & b.mask
            if both and "fixed" not in (a.kind, b.kind):
                mask = ones(form.width)
                one, state = form.blank & ~both | (both & -both), state_of(form)
                yield Overlap(
                    "R1", (state, state), Region((Cube(form.width, mask, one & mask),)), both, form, b,
                    f"{a.name} set", f"{b.name} set", f"writing {b.name} changes {a.name}",
                )  # fmt: skip


def hardware_sets_bits(regions: Regions) -> Iterator[Overlap]:
    """R4: bits that the CPU may set by an erratum, in a field of a swap entry or in an empty entry."""
    setting = regions.setting
    mask = setting.layout.hardware_mask
    if not mask:
        return
    hurt = [field for field in setting.swap.fields if field.kind != "fixed" and field.mask & mask]
    for field in hurt:
        bits = field.mask & mask
        words = Region.of(regions.any_entry.with_ones(1 << bit) for bit in set_bits(bits))
        if words:
            word = words.cubes[0].value
            yield Overlap(
                "R4", ("swap", "swap"), words, bits, setting.swap, field,
                f"a swap entry with {field.name} {field.get(word & ~bits):#x}",
                f"one with {field.name} {field.get(word):#x}",
                "the CPU sets a bit of the entry, the page is read from another swap area or slot",
            )  # fmt: skip
    none, region = regions.recognised[0]
    words = Region.of(Cube(none.width, ones(none.width), none.blank | 1 << bit) for bit in set_bits(mask))
    lost = words.subtract(region)
    if lost:
        yield Overlap(
            "R4", ("none", "swap"), lost, mask, none, None, "none", "swap",
            "an empty PTE is treated as a swap entry; the fault reads a swap slot that is not its own",
        )  # fmt: skip


def storing_clears_bits(regions: Regions) -> Iterator[Overlap]:
    """R8: young or dirty of a migration entry on a bit of the present form that is cleared in every word stored."""
    setting, state = regions.setting, "migration_read"
    for name in sorted(setting.lost_when_stored) if state in states(setting) else ():
        part = next(part for part in setting.parts(state) if part.name == name)
        bits = part.mask & setting.layout.cleared_mask
        words = Region.of(cube.with_ones(bits) for cube in regions.produced(state).cubes)
        yield Overlap(
            "R8", (state, state), words, bits, setting.swap, setting.swap.by_name["offset"],
            f"a migration entry, {name}", f"one that is not {name}",
            f"storing an entry clears {' '.join(setting.layout.cleared_when_stored)}: the page is not {name} any more "
            "after it moved",
        )  # fmt: skip


def types_are_cut(regions: Regions) -> Iterator[Overlap]:
    """R5: special kinds whose number does not fit the type field."""
    setting = regions.setting
    field = setting.swap.by_name["type"]
    if field.width >= MAX_SWAPFILES_SHIFT:
        return
    cut = {state: types[0] for state, types in states(setting).items() if types[-1] > field.limit and state != "swap"}
    if not cut:
        return
    state = "marker" if "marker" in cut else next(iter(cut))
    yield Overlap(
        "R5", (state, "swap"), regions.produced(state), field.mask, setting.swap, field,
        f"{state}, type {cut[state]}", f"swap, type {cut[state] & field.limit}",
        f"a special entry ({', '.join(cut)}) is taken for a slot of a swap area",
    )  # fmt: skip


def frames_are_cut(regions: Regions) -> Iterator[Overlap]:
    """R6: page frame numbers that do not fit the offset."""
    setting = regions.setting
    offset = setting.swap.by_name["offset"]
    bits = setting.offset_bits
    state = "migration_read"
    if setting.present_frame_bits <= bits or state not in states(setting):
        return
    limit = 1 << (bits + setting.layout.page_shift)
    yield Overlap(
        "R6", (state, state), regions.produced(state), offset.mask, setting.swap, offset, f"frame {1 << bits:#x}",
        "frame 0x0", f"a page above {size_text(limit)} that migrates comes back as another page",
        f"needs memory above {size_text(limit)}; ",
    )  # fmt: skip


def entries_read_back(regions: Regions) -> Iterator[Overlap]:
    """R12: words that two swap-like states make."""
    setting = regions.setting
    type_ = setting.swap.by_name["type"]
    crowded = any(field.mask & type_.mask for field in setting.swap.fields if field is not type_)
    if type_.width < MAX_SWAPFILES_SHIFT or not crowded:
        return  # different types are different words; R5 has the types that are cut
    written = {state: regions.produced(state) for state in states(setting)}
    for one, other in combinations(written, 2):
        shared = written[one].intersect(written[other])
        if shared:
            yield Overlap(
                "R12", (one, other), shared, type_.mask, setting.swap, type_, one, other,
                "an entry of one kind is taken for one of the other",
            )  # fmt: skip


CollisionRule = Callable[[Regions], Iterator[Overlap]]
COLLISION_RULES: tuple[CollisionRule, ...] = (
    fields_overlap, entries_taken_for_others, types_above_31, made_taken_for_others, hardware_sets_bits, types_are_cut,
    frames_are_cut, entries_read_back, storing_clears_bits,
)  # fmt: skip


def helpers_touch_fields(regions: Regions) -> Iterator[tuple[str, Field, Field]]:
    """R8: (software bit, its field when present, the field of the swap form that a helper for it would touch)."""
    setting = regions.setting
    present = next(form for form in setting.forms if form.role == "present")
    for name in SOFTWARE:
        bit = present.by_name.get(name)
        if bit is None or bit.kind != "flag":
            continue
        for field in setting.swap.fields:
            if field.mask & bit.mask and field.name != name and field.kind != "fixed":
                yield name, bit, field
