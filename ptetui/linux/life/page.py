"""A page of one process and the word of its page-table entry.

States are those of `encode`, finer where the page tells more: present is zero_page, present_read or present_write,
protnone has its reason, a marker its flag. The word follows from the page: present words from what the layout file
says of user pages (Layout.pages), all others from the swap form. `known_bits` says which bits of it the model vouches
for.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from ptetui.linux.classify import classify
from ptetui.linux.encode import encode
from ptetui.linux.life.folio import File, Folio, Vma
from ptetui.linux.roles import in_configuration
from ptetui.linux.setting import Setting
from ptetui.schema.bits import ones
from ptetui.schema.fields import Form

PAGE_KINDS = ("anon", "shmem", "file", "hugetlb")
PRESENT_STATES = ("zero_page", "present_read", "present_write", "protnone", "protnone_numa", "protnone_rwp")
SPECIAL_STATES = (
    "migration_read", "migration_read_exclusive", "migration_write", "device_private_read", "device_private_write",
    "device_exclusive_read", "device_exclusive_write", "device_exclusive", "hwpoison", "swapin_error",
)  # fmt: skip
MARKER_STATES: Mapping[str, str] = {
    "marker_uffd_wp": "uffd_wp", "marker_poisoned": "poisoned", "marker_guard": "guard",
}  # fmt: skip
PMD_STATES = ("pmd_read", "pmd_write")
ABOUT_PMD = "A PMD maps the page, no PTE stands for it."
PAGE_STATES = ("none", *PRESENT_STATES, "swap", *SPECIAL_STATES, *MARKER_STATES, "special_uffd_wp", *PMD_STATES)
EMPTY_PROTECTED = ("marker_uffd_wp", "special_uffd_wp")  # nothing is mapped, and userfaultfd wants to know of stores
_STATE_WORDS: Mapping[str, str] = {
    "none": "an empty PTE", "zero_page": "the zero page", "present_read": "a read-only PTE",
    "present_write": "a writable PTE",
    "protnone": "a PROT_NONE PTE", "protnone_numa": "a NUMA-hinting PTE", "protnone_rwp": "a read-write-protected PTE",
    "pmd_read": "a page that a PMD maps", "pmd_write": "a page that a PMD maps",
    "swap": "a swap entry", "special_uffd_wp": "the special PTE",
}  # fmt: skip
PAGE_BITS = ("soft_dirty", "uffd_wp", "exclusive", "young", "dirty")
_SLOT_BITS = 32  # a swap area has at most 2^32 - 1 pages: swap_info_struct counts them in an unsigned int


class Page(NamedTuple):
    """One page as one process maps it.

    `kind` is what the range maps: anon, shmem (shared file or shared anonymous memory), file (a private mapping of a
    file) or hugetlb. `anon` tells an anonymous page from one of the file. `frame` is a page frame number, `slot` and
    `area` say where in swap; None is "not known". `exclusive` is PageAnonExclusive or the bit in the entry, `hw_dirty`
    a store that only the hardware noted, `old` that the entry was made old and may still be cached, `zero` that it maps
    the zero page, whatever its protection.
    `unsure` names the flags that hardware or timing decided, whatever value they have here.
    """

    kind: str = "anon"
    vma: Vma = Vma()
    state: str = "none"
    anon: bool = True
    frame: int | None = None
    slot: int | None = None
    area: int = 0
    soft_dirty: bool = False
    uffd_wp: bool = False
    exclusive: bool = False
    young: bool = False
    dirty: bool = False
    hw_dirty: bool = False
    pinned: bool = False
    old: bool = False
    zero: bool = False
    folio: Folio = Folio()
    file: File = File()
    unsure: frozenset[str] = frozenset()

    @property
    def present(self) -> bool:
        """Whether the kernel counts the entry as present."""
        return self.state in PRESENT_STATES

    @property
    def mapped_once(self) -> bool:
        """Whether no other entry maps the page."""
        return self.folio.mapcount == 1 and (self.anon or not self.file.elsewhere)

    @property
    def writable(self) -> bool:
        """Whether the entry lets stores through."""
        return self.state == "present_write"


def new_page(kind: str = "anon", **vma: bool | frozenset[str]) -> Page:
    """A page that nothing has touched: its entry is none, its file (if it has one) a hole."""
    if kind not in PAGE_KINDS:
        raise ValueError(f"kind {kind!r} is not known; kinds are {', '.join(PAGE_KINDS)}")
    facts: dict[str, Any] = {"shared": kind in ("shmem", "hugetlb")} | vma
    return Page(kind=kind, vma=Vma(**facts), anon=kind == "anon")


def word_of(page: Page, setting: Setting) -> int:
    """The page's entry. Bits of a frame or slot that is not known are those of number 0; see `known_bits`.

    ValueError where kernel and configuration have no such state.
    """
    if page.state in ("none", *PMD_STATES):
        return setting.forms[[form.role for form in setting.forms].index("none")].blank
    if page.present:
        return _present_word(page, setting)
    known = {field.name: 1 for field in setting.flags(kind_of(page.state)) if getattr(page, field.name, False)}
    if page.state == "swap":
        return encode(setting, "swap", {setting.area.name: page.area, "offset": page.slot or 0} | known)
    known.pop("exclusive", None)
    if page.state in MARKER_STATES:
        known.pop("uffd_wp", None)
        return encode(setting, "marker", known | {MARKER_STATES[page.state]: 1})
    if page.state == "special_uffd_wp":
        if setting.special_form is None:
            raise ValueError("special_uffd_wp: no released kernel makes it")
        return setting.special_form.blank
    values = known | {"pfn": page.frame or 0}
    if page.state.startswith("migration") and setting.stores_young_dirty:
        values |= {"young": int(page.young), "dirty": int(page.dirty)}
    return encode(setting, page.state, values)


def kind_of(state: str) -> str:
    """What `encode` and `classify` call a state of a page that is swap-like."""
    return "marker" if state in MARKER_STATES else state if state in SPECIAL_STATES else "swap"


def spell_state(state: str) -> str:
    """A state in words: "an empty PTE", "a present PTE", "a migration entry", ..."""
    if state in _STATE_WORDS:
        return _STATE_WORDS[state]
    if state in MARKER_STATES:
        return f"a marker for {MARKER_STATES[state].replace('_', '-')}"
    return f"a {state.replace('_', ' ')} entry"


def keeps(setting: Setting, name: str) -> bool:
    """Whether present entries and entries of swap areas have this software bit in this configuration."""
    present = in_configuration(setting.layout.present, setting.config.off)
    return has_bit(present, name) and any(field.name == name for field in setting.flags("swap"))


def empty_protected(setting: Setting) -> str | None:
    """The state of an entry that is empty and write-protected: a special word, a marker, or None where there is no way.

    A number that does not fit the type field (nios2 had two bits once) is no way.
    """
    if setting.special_form is not None:
        return "special_uffd_wp"
    limit = setting.swap.by_name["type"].limit
    fits = any(special.kind == "marker" and number <= limit for number, special in setting.special_types.items())
    return "marker_uffd_wp" if fits else None


def has_bit(form: Form, name: str) -> bool:
    """Whether a form has this software bit in this configuration."""
    return name in form.by_name and form.by_name[name].kind == "flag"


def known_bits(page: Page, setting: Setting) -> int:
    """The bits of `word_of` that the model vouches for, as a mask."""
    unknown = sum(mask for _, mask in unknown_parts(page, setting))
    return ones(setting.layout.width) & ~unknown


def unknown_parts(page: Page, setting: Setting) -> list[tuple[str, int]]:
    """What `known_bits` leaves out, as (name, mask): frame, slot, and what hardware or timing decides. No overlaps."""
    parts = []
    if page.state == "swap" and page.slot is None:
        parts.append(("slot", setting.swap.by_name["offset"].mask_of(0, min(setting.offset_bits, _SLOT_BITS))))
    if page.state in SPECIAL_STATES and page.frame is None:
        parts.append(("frame", setting.swap.by_name["offset"].mask_of(0, setting.pfn_bits)))
    if page.state in SPECIAL_STATES:
        parts += _varying(page, setting, ~sum(mask for _, mask in parts))
    if page.present:
        form = _present_form(page.state, setting)
        if page.frame is None:
            parts.append(("frame", form.by_name["pfn"].mask_of(0, setting.frame_bits)))
        parts += _untold(page, setting, form)
    return parts


def _untold(page: Page, setting: Setting, form: Form) -> Iterator[tuple[str, int]]:
    pages = setting.layout.pages
    if pages is None:
        for field in form.fields:
            if field.kind in ("number", "flag") and field.name != "pfn":
                yield field.name, field.mask
        return
    facts = facts_of(page)
    taken = 0
    for name, when in pages.untold.items():
        if name in form.by_name and holds(when, facts):
            taken |= form.by_name[name].mask
            yield name, form.by_name[name].mask
    yield from _varying(page, setting, ~taken)


def _varying(page: Page, setting: Setting, among: int) -> Iterator[tuple[str, int]]:
    """The bits, of those in a mask, that change with the flags that are not sure."""
    if not page.unsure:
        return
    names = sorted(page.unsure)
    every: list[dict[str, Any]] = [
        dict(zip(names, values, strict=True)) for values in product((False, True), repeat=len(names))
    ]
    words = [word_of(page._replace(**flags), setting) for flags in every]
    varies = 0
    for word in words:
        varies |= word ^ words[0]
    if varies & among:
        yield " ".join(names), varies & among


def facts_of(page: Page) -> dict[str, bool]:
    """What the conditions of Layout.pages can ask."""
    none = page.state.startswith("protnone")
    return {
        "none": none, "read": page.vma.read or page.vma.write, "exec": page.vma.exec, "write": page.writable,
        "young": page.young, "dirty": page.dirty, "hw_dirty": page.hw_dirty, "soft_dirty": page.soft_dirty,
        "uffd_wp": page.uffd_wp, "special": page.state == "zero_page" or page.zero,
        "shared": page.vma.shared, "vm_write": page.vma.write,
    }  # fmt: skip


def holds(when: str, facts: Mapping[str, bool]) -> bool:
    """Whether a condition of Layout.pages is so. KeyError names a fact that does not exist."""
    return not when or any(all(facts[name] is wanted for name, wanted in terms) for terms in _alternatives(when))


@lru_cache(maxsize=512)
def _alternatives(when: str) -> tuple[tuple[tuple[str, bool], ...], ...]:
    return tuple(
        tuple((term.strip().lstrip("!"), not term.strip().startswith("!")) for term in alternative.split("&"))
        for alternative in when.split("|")
    )


def points_to_table(word: int, setting: Setting) -> bool:
    """Whether an entry above the PTEs points to a table instead of mapping a page."""
    form, pages = setting.layout.present, setting.layout.pages
    if pages is None or not pages.leaf or classify(setting, word).form.name != form.name:
        return False
    return not any(form.by_name[name].get(word) == value for name, value in pages.leaf.items())


def table_pointer(setting: Setting) -> tuple[int, int]:
    """What is known of an entry that points to a table: those bits, and their mask."""
    form, pages = setting.layout.present, setting.layout.pages
    leaf = pages.leaf if pages is not None else {}
    word = form.blank | sum(form.by_name[name].mask for name, value in leaf.items() if not value)
    return word, sum(form.by_name[name].mask for name in leaf)


@lru_cache(maxsize=1024)
def _present_form(state: str, setting: Setting) -> Form:
    hint = next((form for form in setting.forms if form.name == "present_numa"), None)  # x86 from 3.16 to 3.19
    if state == "protnone_numa" and hint is not None:
        return hint
    wanted = "protnone" if state.startswith("protnone") else "present"
    roles = {form.role: form for form in reversed(setting.forms)}
    return roles.get(wanted, roles["present"])


def _present_word(page: Page, setting: Setting) -> int:
    if setting.layout.pages is None:
        return _present_form(page.state, setting).encode({"pfn": page.frame or 0})
    return _encode_present(page, setting)


def _encode_present(page: Page, setting: Setting) -> int:
    form = _present_form(page.state, setting)
    facts = facts_of(page)
    values = {"pfn": page.frame or 0}
    for name, value, when in _clauses(setting, form):
        if holds(when, facts):
            values[name] = value
    return form.encode(values)


@lru_cache(maxsize=1024)
def _clauses(setting: Setting, form: Form) -> tuple[tuple[str, int, str], ...]:
    """(field, value, condition) of each field that this form has as a value: others are fixed in it, or absent here."""
    assert setting.layout.pages is not None
    clauses = ((*item.partition("="), when) for item, when in setting.layout.pages.fields.items())
    return tuple(
        (name, int(value, 0) if value else 1, when)
        for name, _, value, when in clauses
        if name in form.by_name and form.by_name[name].kind in ("flag", "number")
    )
