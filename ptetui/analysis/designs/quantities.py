"""The designs side by side: every cell computed from schemas, kernel, configuration and the number of flags."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import count, takewhile
from typing import NamedTuple

from ptetui.analysis.designs.derived import derived, special_form
from ptetui.analysis.designs.design import DESIGNS, TYPES, DesignCase, flag_kinds, software_flags, types_of
from ptetui.analysis.designs.entries import checks, decodable, extra_states, keeps_protection, none_kept, states_apart
from ptetui.analysis.designs.fit import NO_CELL, DesignCell, architectures
from ptetui.analysis.sizes import size_text
from ptetui.linux.swaptypes import SpecialType
from ptetui.linux.versions import spell
from ptetui.schema.bits import ones, spell_runs


class Quantity(NamedTuple):
    """A row of the table: what is asked, in a few words and in one line, and who answers it."""

    name: str
    title: str
    about: str
    cell: Callable[[str, DesignCase], DesignCell]


@lru_cache(maxsize=4)
def design_cells(case: DesignCase) -> Mapping[tuple[str, str], DesignCell]:
    """All cells by (name of the quantity, name of the design)."""
    return {(row.name, design.name): row.cell(design.name, case) for row in QUANTITIES for design in DESIGNS}


# ---------------------------------------------------------------------------------------------- swap types


def types_used(design: str, case: DesignCase) -> DesignCell:
    """Swap types that the design takes for itself."""
    kinds = types_of(design, case.setting.kernel, case.setting.config)
    if design == "type":
        left = (TYPES - len(kinds)) >> case.flags
        extra = left * ones(case.flags)
        combinations = 1 << case.flags
        return DesignCell(f"{extra} of {TYPES}", extra, (
            f"one type for each of 2^{case.flags} = {combinations} combinations of {case.flags} flags: "
            f"{left} swap areas x ({combinations} - 1) = {extra} more types",
        ))  # fmt: skip
    if design == "marker":
        has = any(kind.kind == "marker" for kind in kinds)
        evidence = "the marker's type, whatever flags it has" if has else "CONFIG_PTE_MARKER is off: no marker at all"
        return DesignCell(f"{int(has)} of {TYPES}", int(has), (evidence,), has)
    return DesignCell("0", 0, ("it is no swap entry" if design == "special" else "no type is taken",))


def areas_left(design: str, case: DesignCase) -> DesignCell:
    """MAX_SWAPFILES."""
    kinds = types_of(design, case.setting.kernel, case.setting.config)
    left, sum_text = TYPES - len(kinds), budget_text(kinds)
    real = case.setting.max_swapfiles
    evidence = [f"kernel {spell(case.setting.kernel)}, config {case.setting.config}: {sum_text}"]
    if design == "type":
        shared = left >> case.flags
        combinations = 1 << case.flags
        evidence.append(f"a type for each of {combinations} combinations of flags: {left} / {combinations} = {shared}")
        carry = flag_kinds(kinds)
        rest = TYPES - (len(kinds) - carry) - (carry << case.flags)
        whole = max(0, rest) >> case.flags
        evidence.append(
            f"with flags in the {carry} migration and device types as well: {TYPES} - {len(kinds) - carry} - {carry} x "
            f"{1 << case.flags} = {rest}, which leaves {whole} for swap areas"
        )
        return DesignCell(str(shared), shared, tuple(evidence), shared > 0)
    if left != real:
        evidence.append(f"the kernel itself has {real}: it {'has' if real < left else 'does not have'} the marker")
    return DesignCell(str(left), left, tuple(evidence))


def budget_text(kinds: Sequence[SpecialType]) -> str:
    """ "32 - 4 device - 2 migration - 1 hwpoison = 25"."""
    groups = (("device", "device"), ("migration", "migration"), ("hwpoison", "hwpoison"), ("marker", "marker"),
              ("swapin_error", "swap-in error"))  # fmt: skip
    counted = [(sum(kind.kind.startswith(start) for kind in kinds), name) for start, name in groups]
    parts = "".join(f" - {number} {name}" for number, name in counted if number)
    return f"{TYPES}{parts} = {TYPES - len(kinds)}"


# ---------------------------------------------------------------------------------------------- bits


def bits_used(design: str, case: DesignCase) -> DesignCell:
    """Software bits of the swap entry that the architecture has to find."""
    flags = software_flags(case.setting)
    names = ", ".join(f"{flag.name} {spell_runs(flag.spans)}" for flag in flags) or "none"
    evidence = [f"{case.setting.layout.name}: {names}"]
    if design in ("type", "offset"):
        left = [flag for flag in flags if flag.name not in case.moved]
        gone = len(flags) - len(left)
        evidence.append(
            f"k = {case.flags} moves {', '.join(case.moved) or 'nothing'}: {len(flags)} - {gone} = {len(left)}"
        )
        return DesignCell(f"{len(left)} (-{gone})" if gone else str(len(left)), len(left), tuple(evidence))
    if design == "special":
        if special_form(case.setting) is None:
            return NO_CELL
        evidence.append("0 new: it is the uffd bit that swap entries have")
        return DesignCell(f"{len(flags)} (+0)", len(flags), tuple(evidence))
    if design == "marker":
        evidence.append("0 new: the flags of a marker are in its offset")
        return DesignCell(f"{len(flags)} (+0)", len(flags), tuple(evidence))
    return DesignCell(str(len(flags)), len(flags), tuple(evidence))


def offset_lost(design: str, case: DesignCase) -> DesignCell:
    """Bits of the offset that are lost for real swap entries."""
    bits = case.setting.offset_bits
    if design == "special" and special_form(case.setting) is None:
        return NO_CELL
    if design != "offset":
        return DesignCell("0", 0, (f"{case.setting.layout.name} keeps its {bits} offset bits",))
    left = _offset_bits_left(case)
    evidence = [f"k = {case.flags} flags in the top of {bits} bits: {left} are left for the slot"]
    again = regained(case)
    if again:
        listed = " and ".join(str(bit) for bit in again)
        evidence.append(
            f"bit {listed}, given back, {'is' if len(again) == 1 else 'are'} next to the offset: a layout of "
            f"its own could have {left + len(again)} (way c3)"
        )
    else:
        evidence.append("no bit that is given back is next to the offset, to widen it again (way c3)")
    return DesignCell(str(case.flags), case.flags, tuple(evidence), left > 0)


def _offset_bits_left(case: DesignCase) -> int:
    """Offset bits that (c2) leaves, as the derived schema has them."""
    variant = derived("offset", case)
    return variant.offset_bits if variant is not None else 0


def regained(case: DesignCase) -> list[int]:
    """Bits that flags give back beside a run of the offset."""
    offset = case.setting.swap.by_name["offset"]
    free = {flag.place(0) for flag in software_flags(case.setting) if flag.name in case.moved}
    bits: set[int] = set()
    for run in offset.runs:
        bits.update(takewhile(free.__contains__, range(run.low - 1, -1, -1)))
        bits.update(takewhile(free.__contains__, count(run.high + 1)))
    return sorted(bits)


def largest_area(design: str, case: DesignCase) -> DesignCell:
    """The largest swap area that the encoding takes."""
    variant = derived(design, case)
    if variant is None:
        return NO_CELL if design == "special" else DesignCell("-", 0, ("no offset bit would be left",), False)
    size, shift = variant.max_swap_bytes, variant.layout.page_shift
    bits = variant.max_swap_pages.bit_length() - 1
    evidence = [f"2^{bits} pages of 2^{shift} bytes = 2^{bits + shift} bytes; {variant.offset_bits} offset bits"]
    if bits < variant.offset_bits:
        evidence.append(f"the L1TF mitigation, with {variant.config.l1tf} address bits in the cache, sets the limit")
    if bits >= TYPES:
        evidence.append("whatever the encoding takes: swapon counts pages in 32 bits")
    return DesignCell(size_text(size), size, tuple(evidence))


QUANTITIES = (
    Quantity("types", "swap types used", "swap types that the design takes for itself", types_used),
    Quantity("areas", "MAX_SWAPFILES left", "swap areas that can be on at once", areas_left),
    Quantity("bits", "flag bits per arch", "software bits of the swap entry that the architecture has to find",
             bits_used),
    Quantity("lost", "offset bits lost", "offset bits that real swap entries lose", offset_lost),
    Quantity("largest", "largest swap area", "the largest swap area that the encoding takes", largest_area),
    Quantity("arches", "architectures able", "architectures of this kernel that could use the design", architectures),
    Quantity("extra", "non-page states",
             "states that an entry without a page can express besides none: used, of how many", extra_states),
    Quantity("apart", "states x flag sets",
             "states that the kernel can tell apart, and sets of flags that a swap entry can have", states_apart),
    Quantity("empty", "keeps protection",
             "the PTE of a file page stays write-protected when the page is dropped", keeps_protection),
    Quantity("none", "pte_none() as is", "pte_none() keeps its meaning: a cleared PTE is none", none_kept),
    Quantity("generic", "safe to decode", "generic code can decode every PTE that is not none and not present",
             decodable),
    Quantity("checks", "checks per arch", "what each architecture must be checked for, and whether this one passes",
             checks),
)  # fmt: skip
