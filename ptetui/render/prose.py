"""What a word is, in plain words: a title, one sentence, the letter string."""

from collections.abc import Iterator
from functools import lru_cache

from ptetui.linux.classify import Reading
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.schema.fields import Field, Form

TITLES = {
    "none": "NONE",
    "present": "PRESENT",
    "protnone": "PROT_NONE",
    "swap": "SWAP",
    "migration_read": "MIGRATION, READ",
    "migration_read_exclusive": "MIGRATION, READ EXCLUSIVE",
    "migration_write": "MIGRATION, WRITE",
    "device_private_read": "DEVICE PRIVATE, READ",
    "device_private_write": "DEVICE PRIVATE, WRITE",
    "device_exclusive": "DEVICE EXCLUSIVE",
    "device_exclusive_read": "DEVICE EXCLUSIVE, READ",
    "device_exclusive_write": "DEVICE EXCLUSIVE, WRITE",
    "hwpoison": "HWPOISON",
    "swapin_error": "SWAP-IN ERROR",
    "marker": "MARKER",
    "special_uffd_wp": "SPECIAL PTE",
    "malformed": "MALFORMED",
    "unknown": "UNKNOWN",
}

_SENTENCES = {
    "none": "Nothing is mapped here; for shared memory the data may still be in the page cache or in swap.",
    "present": "Maps page frame {pfn}.",
    "protnone": "Page frame {pfn} is there for the kernel, but every access faults (PROT_NONE or a NUMA hint).",
    "swap": "The page was swapped out: area {area}, slot {offset}. The next access swaps it back in.",
    "migration_read": "Page frame {pfn} is moving; accesses wait until migration ends. It comes back read-only.",
    "migration_read_exclusive": "Page frame {pfn}, exclusive, is moving; accesses wait until it ends. Read-only.",
    "migration_write": "Page frame {pfn} is moving; accesses wait until migration ends. It comes back writable.",
    "device_private_read": "Frame {pfn} lies in a device's memory; a CPU access moves it back. Read-only.",
    "device_private_write": "Frame {pfn} lies in a device's memory; a CPU access moves it back. Writable.",
    "device_exclusive": "A device has frame {pfn} to itself; a CPU access takes it back.",
    "device_exclusive_read": "A device has frame {pfn} to itself; a CPU access takes it back. Read-only.",
    "device_exclusive_write": "A device has frame {pfn} to itself; a CPU access takes it back. Writable.",
    "hwpoison": "Frame {pfn} has a memory error; an access gets SIGBUS.",
    "swapin_error": "Reading the page from swap failed (frame {pfn}); an access gets SIGBUS.",
    "special_uffd_wp": "Empty but for the uffd-wp bit: the never-merged swap special PTE.",
    "malformed": "Swap-like, but no kernel makes it: {reason}.",
    "unknown": "Swap-like, but {reason}.",
}
_MARKERS = {
    "uffd_wp": "the page is write-protected by userfaultfd, wherever it is",
    "poisoned": "an access gets SIGBUS",
    "guard": "this is a guard region: an access gets SIGSEGV",
}
_FLAG_WORDS = {"exclusive": "exclusive", "soft_dirty": "soft-dirty", "uffd_wp": "uffd-wp"}

# Letters of the names that many architectures share; others take the first letter of theirs that is left.
_LETTERS = {
    "present": "P", "write": "W", "readonly": "R", "user": "U", "accessed": "A", "dirty": "D", "exclusive": "E",
    "soft_dirty": "S", "global": "G", "nx": "X", "exec": "X", "young": "Y", "poisoned": "P", "guard": "G",
}  # fmt: skip


def named(setting: Setting) -> str:
    """A layout with its kernel, and its configuration where that is not the usual one."""
    config = "" if str(setting.config) == "all on" else f", config {setting.config}"
    return f"{setting.layout.name}, kernel {spell(setting.kernel)}{config}"


def title(reading: Reading) -> str:
    """The state, in large."""
    return TITLES[reading.state]


def badge(reading: Reading) -> str:
    """The state, a single word letterspaced."""
    name = title(reading)
    return name if " " in name else " ".join(name)


def sentence(reading: Reading) -> str:
    """One sentence in plain words."""
    if reading.state == "marker":
        meant = [_MARKERS[name] for name in reading.marker or ()]
        meaning = " and ".join(meant) if meant else "no flag is set, an access gets SIGBUS and the kernel warns"
        return f"No page behind it. It records that {meaning}."
    return _SENTENCES[reading.state].format(
        pfn=_hex(reading.pfn), area=reading.area, offset=_hex(reading.offset), reason=reading.reason
    )


def summary(reading: Reading) -> str:
    """Type, offset or PFN or marker bits, and the software bits, on one line."""
    parts = []
    if reading.type is not None:
        split = reading.area is not None and reading.setting.layout.type_flags
        parts.append(f"area {reading.area}, type {reading.type}" if split else f"type {reading.type}")
    if reading.marker is not None:
        parts.append("flags " + (" ".join(reading.marker) or "none"))
    elif reading.pfn is not None:
        parts.append(f"pfn {reading.pfn:#x}")
    elif reading.offset is not None:
        parts.append(f"offset {reading.offset:#x}")
    if reading.young is not None and any(part.name == "young" for part in reading.parts):
        parts.append(("young" if reading.young else "old") + ", " + ("dirty" if reading.dirty else "clean"))
    parts += [_FLAG_WORDS[name] for name in reading.flags]
    return " · ".join(parts)


def inversion_step(reading: Reading) -> str:
    """Raw and un-inverted value of a number that is stored inverted, as a step; empty where none is."""
    for field in reading.form.fields:
        if field.inverted and field.kind == "number":
            width = (field.width + 3) // 4 + 2
            return f"{field.name}: raw {field.raw(reading.word):#0{width}x} → not → {field.get(reading.word):#x}"
    return ""


@lru_cache(maxsize=256)
def letters(form: Form) -> dict[str, str]:
    """One letter for each flag of a form, by name; no letter twice."""
    taken: set[str] = set()
    letter_of: dict[str, str] = {}
    flags = [field.name for field in form.fields if field.kind == "flag"]
    for name in sorted(flags, key=lambda name: name not in _LETTERS):
        choices = [_LETTERS.get(name, ""), *_fallbacks(name)]
        letter = next(choice for choice in choices if choice and choice not in taken)
        taken.add(letter)
        letter_of[name] = letter
    return letter_of


def letter_string(reading: Reading) -> str:
    """One letter a flag at its fixed position, the most significant first; "-" where it is clear."""
    chosen = letters(reading.form)
    return "".join(
        chosen[field.name] if field.get(reading.word) else "-" for field in reading.form.fields if field.kind == "flag"
    )


def bit_name(field: Field, bit: int) -> str:
    """What a bit of a field is: its name, of a field of several also which of them; "always 0" of a constant."""
    if field.kind == "fixed":
        return f"always {field.put(0, field.fixed) >> bit & 1}"
    return field.name if field.width == 1 else f"{field.name}[{field.index(bit)}]"


def value_text(field: Field, word: int) -> str:
    """A field's value in as few characters as say it: a flag as 0 or 1, a number in hexadecimal."""
    value = field.get(word)
    return str(value) if value < 10 else hex(value)


def _fallbacks(name: str) -> Iterator[str]:
    # uffd_wp is W where no write bit has that letter; letters of a name come in order, then whatever is left
    initials = "W" if name == "uffd_wp" else ""
    for text in (initials, name.upper(), name.lower(), "0123456789"):
        yield from (char for char in text if char.isalnum())


def _hex(number: int | None) -> str:
    return "" if number is None else hex(number)
