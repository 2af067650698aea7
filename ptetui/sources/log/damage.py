"""What a damaged word looks like: patterns of data that overwrote it, and the words one or two bits away.

A pattern is a fact about the number alone. A near word is offered with the reason why it makes sense; what the log does
not show is not claimed.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from ptetui.linux.classify import Reading, classify
from ptetui.linux.roles import state_of
from ptetui.linux.setting import Setting

LARGEST_AREA = 1 << 28  # pages: 1 TiB of swap in pages of 4 KiB, more than real areas have
CLOSE_SLOTS = 1 << 12  # slots that neighbours in a page table usually are apart, at most
SOFT_DIRTY_MOVED = (3, 11)  # its release candidates; "mm: move_ptes -- Set soft dirty bit depending on pte type"
AS_HIGH = 2  # times the highest frame of the tables: memory that they make likely
MANY_NEAR = 6  # near words that are worth listing

# Bytes and numbers that the kernel writes on purpose (include/linux/poison.h, 6.12)
_POISON_BYTES = {
    0x5A: "the byte of a slab object in use (POISON_INUSE)", 0x6B: "the byte of a freed slab object (POISON_FREE)",
    0xA5: "the last byte of a poisoned slab object (POISON_END)", 0xAA: "the byte of a freed page (PAGE_POISON)",
    0xCC: "the byte of freed init memory (POISON_FREE_INITMEM), or of a breakpoint", 0xBB: "a slab red zone",
}  # fmt: skip
_POISON_WORDS = {
    0xDEAD000000000100: "LIST_POISON1: a list node that was removed",
    0xDEAD000000000122: "LIST_POISON2: a list node that was removed",
    0xDEAD000000000200: "LIST_POISON2 of older kernels: a list node that was removed",
    0x00100100: "LIST_POISON1: a list node that was removed", 0x00200200: "LIST_POISON2: a list node that was removed",
    0x00000100: "LIST_POISON1 of 32-bit kernels, a list node that was removed",
    0x00000122: "LIST_POISON2 of 32-bit kernels, a list node that was removed",
}  # fmt: skip
_BIG_ENDIAN = ("s390", "powerpc", "parisc", "sparc", "m68k", "openrisc")


class Near(NamedTuple):
    """A word that makes sense: which bits are other, what it is, and why it makes sense."""

    bits: tuple[int, ...]
    reading: Reading | None
    word: int
    state: str
    why: str


class Surroundings(NamedTuple):
    """What the log shows around a word: frames of page tables and pages, swap entries beside it, areas with sizes."""

    frames: frozenset[int] = frozenset()
    slots: frozenset[tuple[int, int]] = frozenset()
    areas: tuple[int, ...] = ()
    top_frame: int | None = None

    @property
    def highest(self) -> int:
        """The highest frame that memory is known to have, 0 where none is."""
        return self.top_frame if self.top_frame is not None else max(self.frames, default=0)


def patterns(number: int, width: int, arch: str = "", tables: Iterable[int] = ()) -> list[str]:
    """What the number looks like when it is taken for data. `tables` are addresses of tables that the log shows."""
    width = max(width, 128 if number >> 64 else 64 if number >> 32 else 32)
    size = width // 8
    raw = number.to_bytes(size, "big" if arch in _BIG_ENDIAN else "little")
    clauses = []
    if number in _POISON_WORDS:
        clauses.append(f"The word is {_POISON_WORDS[number]}.")
    if number and len(set(raw)) == 1:
        kind = _POISON_BYTES.get(raw[0])
        clauses.append(f"Every byte is {raw[0]:#04x}{', ' + kind if kind else ''}: a fill pattern, not an entry.")
    elif number and len({raw[index : index + 2] for index in range(0, size, 2)}) == 1:
        clauses.append(f"Every 16 bits are {int.from_bytes(raw[:2], 'little'):#06x}: a fill pattern, not an entry.")
    elif number and size == 8 and raw[:4] == raw[4:]:
        clauses.append(f"Both 32-bit halves are {number & 0xFFFFFFFF:#010x}: 32-bit data or a fill pattern.")
    elif fill := _near_fill(number, size):
        clauses.append(fill)
    elif text := _ascii(raw):
        clauses.append(f'The bytes are text: "{text}".')
    return clauses + _pointer(number, width, arch, tables)


def traits(number: int, width: int) -> list[str]:
    """What is striking about a number, without being a proof of damage."""
    low, high = number & 0xFFFFFFFF, number >> 32
    if width != 64 or number.bit_count() <= 2:
        return []
    if low == 0:
        return ["The low 32 bits are all zero."]
    if high == 0 and low & 0xFFF == 0:
        return ["The low 12 bits and the high 32 are all zero: a page-aligned number below 4 GiB, such as an address."]
    if number & 0xFFF == 0 and number < 1 << 46:
        return ["The low 12 bits are all zero: a page-aligned number, such as an address."]
    return []


def _near_fill(number: int, size: int) -> str:
    """A byte that the kernel fills memory with, but for one or two bits; empty where it is none."""
    for byte, kind in _POISON_BYTES.items():
        other = number ^ int.from_bytes(bytes([byte]) * size, "little")
        if 0 < other.bit_count() <= 2:
            bits = ", ".join(str(bit) for bit in range(size * 8) if other >> bit & 1)
            return f"Every byte is {byte:#04x} but for bit {bits}, {kind}: a fill pattern, changed since."
    return ""


def _ascii(raw: bytes) -> str:
    """LogText in the bytes, dots for what ends it; empty where they are not text. Four bytes have to be all letters."""
    printed = sum(0x20 <= byte < 0x7F for byte in raw)
    ends = sum(byte in (0, 9, 10, 13) for byte in raw)
    alphanumeric = sum(byte < 0x7F and (chr(byte).isalnum() or byte == 0x20) for byte in raw)
    if printed + ends < len(raw) or printed * 8 < len(raw) * 5 or alphanumeric < max(2, 12 - len(raw) * 5 // 4):
        return ""
    return "".join(chr(byte) if 0x20 <= byte < 0x7F and chr(byte) not in '"\\' else "." for byte in raw)


def _pointer(number: int, width: int, arch: str, tables: Iterable[int]) -> list[str]:
    if any(number >> 12 == table >> 12 for table in tables if table):
        return ["The word is an address in the page-table page that it stands in."]
    if width == 64:
        top = number >> 47
        if top == 0x1FFFF and number != (1 << 64) - 1:
            return ["The word is a kernel address (the high bits are all ones): a pointer, not an entry."]
        if arch == "powerpc" and number >> 60 == 0xC:
            return ["The word is a kernel address (0xc...): a pointer, not an entry."]
    elif arch in ("x86", "arm", "powerpc", "mips", "") and number >> 28 in range(0xC, 0x10) and number % 4 == 0:
        return ["The word looks like a kernel address of a 32-bit kernel (0xc0000000 up): a pointer, not an entry."]
    elif arch in ("arm", "mips") and number >> 28 in (0x8, 0x9, 0xA, 0xB) and number % 4 == 0:
        return ["The word looks like a kernel address of a 32-bit kernel (0x80000000 up): a pointer, not an entry."]
    return []


def sensible(reading: Reading, seen: Surroundings) -> str:
    """Why a word makes sense in this log; empty where it does not."""
    if reading.state == "none":
        return "it is the empty PTE"
    if reading.state == "swap" and reading.area is not None and reading.offset is not None:
        return _sensible_slot(reading.area, reading.offset, seen)
    if reading.state in ("present", "protnone") and reading.pfn and _user_page(reading):
        if reading.pfn <= seen.highest:
            return f"frame {reading.pfn:#x} is not above the frames that the log shows"
        if seen.top_frame is None and reading.pfn <= seen.highest * AS_HIGH:
            return f"frame {reading.pfn:#x} is about as high as those of the tables in the log"
    return ""


def _sensible_slot(area: int, offset: int, seen: Surroundings) -> str:
    if seen.areas:
        inside = area < len(seen.areas) and 0 < offset < seen.areas[area]
        return f"slot {offset:#x} is inside swap area {area}, whose size the log gives" if inside else ""
    for other_area, other in seen.slots:
        if area == other_area and 0 < abs(offset - other) <= CLOSE_SLOTS:
            return f"slot {offset:#x} is close to slot {other:#x} of a neighbour in the log"
    return ""


def _user_page(reading: Reading) -> bool:
    """Whether the flags are those of a page in a process."""
    fields = reading.form.by_name
    return all(fields[name].get(reading.word) for name in ("user", "accessed") if name in fields)


@lru_cache(maxsize=4096)
def near(setting: Setting, word: int, seen: Surroundings) -> tuple[Near, ...]:
    """The words that make sense at distance one, and where there is none, at distance two; the surest first."""
    single = list(_near(setting, word, [(bit,) for bit in range(setting.layout.width)], seen))
    single += _soft_dirty(setting, word, single)
    if single:
        return tuple(sorted(single, key=_surest)[:MANY_NEAR])
    if not _two_bits_may_do(setting, word, seen):
        return ()
    bits = range(setting.layout.width)
    pairs = [(high, low) for high in bits for low in range(high)]
    double = [offer for offer in _near(setting, word, pairs, seen) if offer.state in ("none", "swap")]
    return tuple(sorted(double, key=_surest)) if 0 < len(double) <= 2 else ()


def _two_bits_may_do(setting: Setting, word: int, seen: Surroundings) -> bool:
    """Whether the search at distance two can end in what counts there: a slot near those of the log, the empty PTE."""
    empty = [(mask, value) for mask, value, form in setting.tests if state_of(form) == "none"]
    return bool(seen.areas or seen.slots) or any((word & mask ^ value).bit_count() <= 2 for mask, value in empty)


def _surest(offer: Near) -> int:
    return ("none", "swap", "present", "protnone").index(offer.state)


def _near(setting: Setting, word: int, flips: Sequence[tuple[int, ...]], seen: Surroundings) -> Iterable[Near]:
    for bits in flips:
        other = word
        for bit in bits:
            other ^= 1 << bit
        reading = classify(setting, other)
        why = sensible(reading, seen)
        if why:
            yield Near(bits, reading, other, reading.state, why)


def _soft_dirty(setting: Setting, word: int, others: Sequence[Near]) -> list[Near]:
    """The soft-dirty bit of a present entry, set in a swap entry: what move_ptes() did in 3.11-rc."""
    if setting.release is not None and setting.kernel != SOFT_DIRTY_MOVED:
        return []
    field = setting.layout.present.by_name.get("soft_dirty")
    if field is None or field.width != 1 or "soft_dirty" not in setting.swap.by_name:
        return []
    bit = field.place(0)
    if not word >> bit & 1 or any(offer.bits == (bit,) for offer in others):
        return []
    reading = classify(setting, word ^ 1 << bit)
    if classify(setting, word).state != "swap" or reading.state != "swap" or (reading.offset or 0) >= LARGEST_AREA:
        return []
    why = f"bit {bit} is the soft-dirty bit of a present entry; in a swap entry it is part of the offset"
    return [Near((bit,), reading, reading.word, "swap", why)]
