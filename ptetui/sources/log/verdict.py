"""The verdict on one word: healthy, damage, a bug of the kernel, or not to be told, in one plain sentence.

What a sentence rests on stands in it or in the hints below it.
"""

from typing import NamedTuple

from ptetui.linux.classify import Reading, classify
from ptetui.linux.layout import Layout
from ptetui.linux.swaptypes import MARKER_BITS, PFN_KINDS
from ptetui.sources.log.damage import LARGEST_AREA, Near, Surroundings, patterns, traits
from ptetui.sources.log.levels import Level
from ptetui.sources.log.meaning import PLAUSIBLE, Settled, Slot, generic_entry
from ptetui.sources.log.report import Report, Word

HEALTHY, DAMAGE, KERNEL_BUG, OPEN = "healthy", "damage", "kernel bug", "open"
RESERVED = 1 << 3  # bit of an x86 fault's error code: a reserved bit was set
WAS_PRESENT = 1  # bit of the error code: the entry was present
MARKER_FLAGS = len(MARKER_BITS)
FEW_BITS = 4
KERNEL_32 = 0xC0000000  # where the kernel's addresses begin with the usual split of 32 bits
FAR = 64  # times the highest frame of the log: far outside of its memory

_SPECIAL = {
    "hwpoison": "a page with a memory error, which the kernel took out of use",
    "marker": "a marker: no page, only a note for the next access",
    "swapin_error": "a page that could not be read from swap",
}


_TELLING = ("text", "Every", "pointer", "POISON")  # patterns that a swap entry does not show by chance
_BY_CONFIG = "Which type is which kind depends on the kernel's configuration; --config names another."


class Verdict(NamedTuple):
    """What a word is judged to be, the sentence, and what it rests on or what else is known."""

    kind: str
    sentence: str
    hints: tuple[str, ...] = ()


def of_pte(word: Word, report: Report, reading: Reading, agrees: bool | None, near: tuple[Near, ...],
           seen: Surroundings, settled: Settled) -> Verdict:  # fmt: skip
    """The verdict on a PTE."""
    width, arch = reading.setting.layout.width, reading.setting.layout.arch
    looks = patterns(word.number, width, arch, () if report.table is None else (report.table,))
    if arch == "powerpc" and reading.state == "present":
        looks = [look for look in looks if "(0xc...)" not in look]  # a present PTE begins with 0xc as well
    looks += _in_own_table(word, report, reading, looks)
    if agrees is False:
        bug = kernel_bug(reading, report, settled)
        if bug:
            return Verdict(KERNEL_BUG, bug, tuple(looks))
        verdict = _pte(report, reading, near, seen, looks)
        hint = "The entry beside it is not the one of this word: another PTE's, or the kernel has another layout."
        return verdict._replace(hints=(*verdict.hints, hint))
    return _pte(report, reading, near, seen, looks)


def _pte(report: Report, reading: Reading, near: tuple[Near, ...], seen: Surroundings, looks: list[str]) -> Verdict:
    if reading.state == "none":
        return Verdict(HEALTHY, "Healthy: an empty entry, nothing is mapped here.")
    if report.source in ("page_walk", "vtop"):
        return _walked(report, reading, near, seen, looks)
    if reading.state in ("present", "protnone"):
        return _present(report, reading, near, seen, looks)
    if reading.state in PFN_KINDS or reading.state in _SPECIAL:
        return _special(reading, seen, near, looks)
    verdict = _swap(report, reading, near, looks)
    striking = [] if near or looks else traits(reading.word, reading.setting.layout.width)
    return verdict._replace(hints=(*striking, *verdict.hints))


def _in_own_table(word: Word, report: Report, reading: Reading, looks: list[str]) -> list[str]:
    """A word that is an address in its own page-table page: the PMD names the page, the kernel maps it 1:1."""
    pmd = next((other for other in report.words if other.level == "pmd"), None)
    if reading.setting.layout.long_bits != 32 or pmd is None or not pmd.number or not word.number >> 28:
        return []
    if word.number != pmd.number and (word.number ^ pmd.number) & 0x0FFFF000 == 0 and word.number >> 28 >= 8:
        looks.clear()
        return [f"The word is a kernel address in the page of the table itself, which the PMD {pmd.number:#x} names."]
    return []


def _walked(report: Report, reading: Reading, near: tuple[Near, ...], seen: Surroundings, looks: list[str]) -> Verdict:
    reserved = report.error is not None and report.error & RESERVED and report.style == "x86_64"
    if reading.state in ("present", "protnone"):
        if reserved and report.error is not None and report.error & WAS_PRESENT and far(reading.pfn, seen):
            return _damaged(
                f"Damage: frame {reading.pfn:#x} is far above the tables' frames, and the CPU met a reserved bit.",
                near,
                looks,
            )
        return Verdict(HEALTHY, f"Healthy as far as the word shows: it maps frame {reading.pfn:#x}.", tuple(looks))
    if of_kernel(report.address, reading.setting.layout.long_bits) and (frame := unmapped_frame(reading, seen)):
        sentence = (f"Healthy: a page of the kernel, frame {frame:#x}, that is not mapped now, as DEBUG_PAGEALLOC and "
                    "KFENCE leave it; the kernel's own pages are never in swap.")  # fmt: skip
        return Verdict(HEALTHY, sentence)
    if reading.state in PFN_KINDS or reading.state in _SPECIAL:
        return _special(reading, seen, near, looks)
    if reading.state == "swap":
        if reserved and report.error is not None and not report.error & WAS_PRESENT:
            sentence = ("Healthy: a swap entry, and no reserved bit counts in an entry that is not present; "
                        "the error code is a CPU's erratum.")  # fmt: skip
            return Verdict(HEALTHY, sentence)
        if (reading.offset or 0) < LARGEST_AREA and not looks:
            return Verdict(HEALTHY, f"Healthy: the page is in swap area {reading.area}, slot {reading.offset:#x}.")
    if looks or near:
        return _damaged(_nearest_sentence(near) or f"Damage: {_lower(looks[0])}", near, looks)
    return Verdict(OPEN, f"Open: {_odd(reading)}, and nothing in the log says more.", tuple(looks))


def _present(report: Report, reading: Reading, near: tuple[Near, ...], seen: Surroundings, looks: list[str]) -> Verdict:
    empty = next((offer for offer in near if offer.state == "none" and len(offer.bits) == 1), None)
    if reading.pfn in (report.frame, report.guess, *report.frames) and reading.pfn is not None:
        if empty is not None:
            return _damaged(
                f"Damage: bit {empty.bits[0]} alone is set, and makes page frame 0 of an empty PTE.", near, looks
            )
        sentence = (f"The word is well formed and maps frame {reading.pfn:#x}, the page that the kernel printed: "
                    "the complaint is about that page, not about the bits.")  # fmt: skip
        return Verdict(OPEN, sentence, tuple(looks))
    if report.page and report.frame is None:
        sentence = (f"The word is well formed and maps frame {reading.pfn:#x}, whose page the kernel dumped: "
                    "the complaint is about that page, not about the bits.")  # fmt: skip
        return Verdict(OPEN, sentence, tuple(looks))
    if empty is not None:
        return _damaged(f"Damage: one bit ({empty.bits[0]}) from the empty PTE.", near, looks)
    if looks:
        return _damaged(f"Damage: {_lower(looks[0])}", near, looks)
    if far(reading.pfn, seen):
        return _damaged(
            f"Damage: frame {reading.pfn:#x} is far above the frames of the tables in this log.", near, looks
        )
    if (reading.pfn or 0) >> reading.setting.pfn_bits:
        bits = reading.setting.layout.physmem_bits
        return _damaged(f"Damage: frame {reading.pfn:#x} is above the {bits} bits of memory addresses.", near, looks)
    if report.source == "bad_level":
        return Verdict(OPEN, f"Open: it maps frame {reading.pfn:#x}; the log does not say what is bad about it.")
    sentence = (f"Open: the word maps frame {reading.pfn:#x}; the kernel found no page of that number, "
                "or did not expect a special mapping here.")  # fmt: skip
    return Verdict(OPEN, sentence, tuple(looks))


def _special(reading: Reading, seen: Surroundings, near: tuple[Near, ...], looks: list[str]) -> Verdict:
    kind = _SPECIAL.get(reading.state)
    if kind is None:
        kind = "a page that is moving (migration)" if reading.state.startswith("migration") else "a page of a device"
    if far(reading.pfn, seen) or (reading.pfn or 0) >= 1 << reading.setting.pfn_bits or (
        reading.state == "marker" and reading.offset is not None and reading.offset >> MARKER_FLAGS
    ):  # fmt: skip
        otherwise = _lower(looks[0]) if looks else "the type is a special one, but the offset holds no frame."
        return _damaged(_nearest_sentence(near) or f"Damage: {otherwise}", near, looks)
    sentence = f"Healthy: type {reading.type} is {kind}; who read it as a slot of a swap area was wrong."
    return Verdict(HEALTHY, sentence, (_BY_CONFIG,))


def _swap(report: Report, reading: Reading, near: tuple[Near, ...], looks: list[str]) -> Verdict:
    nearest = _nearest_sentence(near)
    if nearest:
        return _damaged(nearest, near, looks)
    if looks:
        return _damaged(f"Damage: {_lower(looks[0])}", near, looks)
    sane = reading.state == "swap" and (reading.offset or 0) < LARGEST_AREA
    if sane and report.complaint.startswith("Unused"):
        sentence = (f"Open: a well-formed entry of area {reading.area}, slot {reading.offset:#x}, which is not in use: "
                    "a wrong count, or damage in the offset.")  # fmt: skip
        return Verdict(OPEN, sentence)
    if sane and report.complaint:
        sentence = (f"Damage or a wrong area: type {reading.type}, offset {reading.offset:#x} is well formed, "
                    f"but the kernel says: {report.complaint}; no single bit explains it.")  # fmt: skip
        return Verdict(DAMAGE, sentence)
    if sane and report.source == "bad_page_map":
        sentence = (f"Open: read as a swap entry it is of area {reading.area}, slot {reading.offset:#x}; the kernel "
                    "refused it, and the line that says why is not in the log.")  # fmt: skip
        return Verdict(OPEN, sentence)
    if sane:
        return Verdict(OPEN, f"Open: a well-formed entry of area {reading.area}, slot {reading.offset:#x}.")
    return Verdict(DAMAGE, f"Damage: {_odd(reading)}, and no single bit makes it a sensible entry of this log.")


def kernel_bug(reading: Reading, report: Report, settled: Settled) -> str:
    """Why the kernel printed another entry than its layout gives, where a known bug or one cleared bit explains it."""
    entry, layout, release = report.entry, reading.setting.layout, settled.kernel.text if settled.kernel else ""
    if entry is None:
        return ""
    if layout.name.startswith("parisc") and release.startswith("6.2"):
        return ("A bug of the kernel: in the merge window of 6.3 it took the offset from other bits than those "
                "in which it stores it.")  # fmt: skip
    for bit in range(layout.width):
        cleared = classify(reading.setting, reading.word & ~(1 << bit))
        if reading.word >> bit & 1 and generic_entry(cleared) == entry.number:
            owner = reading.form.at(bit).name
            flag = settled.flags.get(bit, "") if layout.arch == "x86" else ""
            taken = f", the {flag} flag of 64-bit kernels," if flag else ""
            state = reading.state.replace("_", " ")
            return (f"A bug of the kernel: it cleared bit {bit} of the word{taken} before it decoded it, but the bit "
                    f"is part of the {owner}; the word itself is type {reading.type}, {state}.")  # fmt: skip
    return ""


def of_level(
    word: Word, report: Report, level: Level, near: tuple[Near, ...], seen: Surroundings, followed: bool
) -> Verdict:
    """The verdict on a PMD, PUD, P4D or PGD; `followed` is whether the kernel read the next level through it."""
    name = word.level.upper()
    looks = tuple(patterns(word.number, 64 if word.digits > 8 else 32))
    if level.state == "none":
        return Verdict(HEALTHY, "Healthy: an empty entry, there is no table below it.")
    if report.source == "bad_level" and level.state in ("present", "protnone"):
        how = "without access (PROT_NONE or a NUMA hint)" if level.state == "protnone" else "mapped as one"
        huge = level.frame is not None and level.frame % 512 == 0
        if huge and not level.wrong and not far(level.frame, seen):
            page = f"a huge page of frame {level.frame:#x}, {how}"
            return Verdict(HEALTHY, f"Healthy: {page}; the kernel expected a table here, which a race explains.")
    if level.state in PFN_KINDS:
        return Verdict(HEALTHY, f"Healthy: a {level.state.replace('_', ' ')} entry of a huge page.")
    if level.wrong or level.state in ("malformed", "unknown", "swap") or far(level.frame, seen):
        reason = level.wrong or (
            f"frame {level.frame:#x} is far above the frames of the other tables"
            if level.frame
            else "no table is like this"
        )
        sentence = (
            _nearest_sentence(near).replace("PTE", name) or f"Damage: {_lower(looks[0]) if looks else reason + '.'}"
        )
        return Verdict(DAMAGE, sentence, (f"{reason[:1].upper()}{reason[1:]}.", *looks) if near else looks[1:])
    if level.state in ("present", "protnone"):
        return Verdict(HEALTHY, f"Healthy: a huge page of frame {level.frame:#x}.")
    if report.source == "bad_level":
        return Verdict(OPEN, "Open: the kernel calls it bad; the bits alone do not show why.", looks)
    if level.state == "section":
        return Verdict(HEALTHY, f"Healthy: it maps memory itself, from frame {level.frame:#x} on, without a table.")
    if level.frame is None and followed:
        return Verdict(HEALTHY, "Healthy: points to a table, in which the kernel read the next level.")
    if level.frame is None:
        return Verdict(OPEN, "Open: the layout of this level is not known, so only other words can show what it is.")
    return Verdict(HEALTHY, f"Healthy: points to a table in frame {level.frame:#x}.")


def of_root(number: int) -> Verdict:
    """The verdict on the register that points to the top table."""
    return Verdict(OPEN, f"Not an entry: the address-space control element {number:#x}, which points to the top table.")


def of_hardware(number: int, frame: int) -> Verdict:
    """The verdict on the hardware's own entry that 32-bit arm keeps beside the kernel's."""
    if not number:
        return Verdict(HEALTHY, "Healthy: the hardware's own entry is empty.")
    return Verdict(OPEN, f"The hardware's own entry, of frame {frame:#x}; what the kernel keeps is the PTE beside it.")


def below_empty(name: str) -> Verdict:
    """The verdict on a word that was read through an empty entry."""
    return Verdict(OPEN, f"Not an entry: the {name.upper()} above is empty, so this was read from some other page.")


def of_entry(
    word: Word, report: Report, slot: Slot, state: str, settled: Settled, areas: tuple[int, ...], layout: Layout
) -> Verdict:
    """The verdict on a swap entry that stands alone, or beside a PTE that is not its own.

    `areas` has the slots of the swap areas, `layout` is what its PTE would have been written in.
    """
    looks = tuple(patterns(word.number, settled.bits or (64 if word.digits > 8 else 32)))
    looks += _almost_empty(slot, layout)
    pattern = next((clause for clause in looks if any(word in clause for word in _TELLING)), "")
    if slot.type is None or slot.offset is None:
        single = _one_bit(word.number)
        if pattern:
            return Verdict(DAMAGE, f"Damage: {_lower(pattern)}", _others(looks, pattern))
        unknown = "Open: the log shows neither release nor word size, so type and offset are not known."
        return Verdict(OPEN, single or unknown, looks)
    if state == "marker" and slot.offset >> MARKER_FLAGS:
        return Verdict(OPEN, "Open: the type is that of markers, but the offset is more than a marker's flags.", looks)
    if state in PFN_KINDS or state in _SPECIAL:
        kind = _SPECIAL.get(state, state.replace("_", " "))
        wrong = "who read it as a slot of a swap area was wrong"
        if report.complaint == "Unrecognized swap entry":
            wrong = "the code that unmapped it knows no such entry"
        sentence = f"Healthy: type {slot.type} is {kind}; {wrong}."
        return Verdict(HEALTHY, sentence, (_BY_CONFIG,))
    if pattern:
        return Verdict(DAMAGE, f"Damage: {_lower(pattern)}", _others(looks, pattern))
    if (
        report.complaint == "Bad swap offset"
        and 0 < slot.offset < LARGEST_AREA
        and report.function == "get_swap_device"
    ):
        return Verdict(OPEN, "No damage by itself: swap readahead asks for slots past the end of an area.", looks)
    if single := _one_bit(word.number):
        return Verdict(OPEN, single, looks)
    clauses = {
        "Bad swap file": f"there is no swap area {slot.type}",
        "Bad swap offset": f"slot {slot.offset:#x} is past the end of area {slot.type}",
        "Unused swap file": f"area {slot.type} was switched off",
        "Unrecognized swap entry": f"the kernel unmaps no kind with type {slot.type}",
        "Unused swap offset": f"slot {slot.offset:#x} of area {slot.type} is not in use",
    }
    clause = clauses.get(report.complaint, "the kernel calls the entry bad")
    if report.complaint == "Bad swap offset" and slot.type < len(areas) and 0 < slot.offset < areas[slot.type]:
        clause += f", says the kernel, but by the log that area has {areas[slot.type]:#x} slots"
    return Verdict(OPEN, f"Open: {clause}; the PTE that it came from is not in the log.", looks)


def _almost_empty(slot: Slot, layout: Layout) -> tuple[str, ...]:
    """What an offset near the largest says of the PTE, where its offset is stored inverted."""
    offset = layout.swap.by_name["offset"]
    rest = ~(slot.offset or 0) & offset.limit
    inverted = offset.inverted and layout.long_bits == 64
    if slot.offset is None or slot.offset > offset.limit or rest.bit_count() > FEW_BITS or not inverted:
        return ()
    return (
        f"64-bit x86 stores the offset inverted since the fixes of L1TF: in its PTE it is {rest:#x}, almost empty.",
    )


def _others(looks: tuple[str, ...], pattern: str) -> tuple[str, ...]:
    return tuple(look for look in looks if look != pattern)


def _one_bit(number: int) -> str:
    if number.bit_count() != 1:
        return ""
    return (f"One bit ({number.bit_length() - 1}) from the entry 0: a stray bit in an empty PTE would look like this, "
            "but the PTE is not in the log.")  # fmt: skip


def _damaged(sentence: str, near: tuple[Near, ...], looks: list[str]) -> Verdict:
    rest = [look for look in looks if _lower(look) not in sentence]
    if not near:
        rest.append("No word one bit away makes sense in this log: not a memory error of one bit, as far as it shows.")
    return Verdict(DAMAGE, sentence, tuple(rest))


def _nearest_sentence(near: tuple[Near, ...]) -> str:
    if not near:
        return ""
    first = near[0]
    bits = ", ".join(map(str, first.bits))
    many = "One bit" if len(first.bits) == 1 else "Two bits"
    if first.state == "none" and len(first.bits) > 1:
        return (
            f"Damage: {many.lower()} ({bits}) from the empty PTE; a small number stored here looks like this as well."
        )
    if first.state == "none":
        return f"Damage: {many.lower()} ({bits}) from the empty PTE: a memory error, or a stray store."
    return (
        f"Damage: {many.lower()} ({bits}) from a {first.state.replace('_', ' ')} entry that makes sense: {first.why}."
    )


def _odd(reading: Reading) -> str:
    if reading.reason:
        return f"not an entry that the kernel makes ({reading.reason})"
    if reading.offset is not None and reading.offset >= LARGEST_AREA:
        return f"offset {reading.offset:#x} is larger than any swap area"
    return f"type {reading.type}, offset {reading.offset:#x}" if reading.offset is not None else "an unusual word"


def of_kernel(address: int | None, bits: int) -> bool:
    """Whether an address is the kernel's."""
    return address is not None and address >= (1 << 63 if bits == 64 else KERNEL_32)


def unmapped_frame(reading: Reading, seen: Surroundings) -> int | None:
    """The frame of an entry that is well formed but for the present bit, None where it is not."""
    for form in reversed(reading.setting.layout.forms[:-1]):
        if form.role not in ("present", "protnone"):
            continue
        marks = sum(field.mask for field in form.fields if field.kind == "fixed")
        mapped = classify(reading.setting, reading.word | marks)
        frame = mapped.pfn
        if mapped.form is form and frame and not far(frame, seen) and frame < PLAUSIBLE:
            return frame
    return None


def far(frame: int | None, seen: Surroundings) -> bool:
    """Whether a frame is far above all that the log shows."""
    return frame is not None and seen.highest > 0 and frame > max(seen.highest * FAR, 1 << 24)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
