"""One architecture's page-table entry over a range of kernel versions, as a layout file states it."""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from ptetui.linux.versions import NEWEST, OLDEST, Version, before, parse_version, spell
from ptetui.schema.fields import Form, SchemaError

Schema = Any  # construct.Construct, which is not generic at run time


class Excuse(NamedTuple):
    """Why words that would collide in this layout are never made: a fact of the kernel, with its source.

    It excuses findings of `rules`, or those about words of the `states`, from the release `since` on.
    """

    name: str
    reason: str
    source: str
    rules: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    since: Version = OLDEST


class Since(NamedTuple):
    """One kernel range in a layout file: from `release` up to the next range (or to `until`, inclusive).

    `forms` are in the order in which the kernel tests them. `why` is the commit subject, or what else moved the
    boundary. `changes` overrides facts of the layout for this range, such as `physmem_bits` or `header`. `notes` are
    lines about what the kernel does with these words that a reader would not expect.
    """

    release: str
    forms: Sequence[Schema]
    why: str = ""
    until: str | None = None
    changes: Mapping[str, Any] = {}  # read only
    notes: Sequence[str] = ()


class Pages(NamedTuple):
    """What a present entry of an ordinary user page looks like: facts of the page -> fields of the entry.

    `fields` maps "field" (a flag that is set) or "field=value" to when it is so: alternatives joined by "|", each of
    facts joined by "&", "!" before one that must not hold, "" for always. Facts are exec, read, write, young, dirty,
    hw_dirty (the hardware alone noted the store), soft_dirty, uffd_wp, special, none (PROT_NONE and NUMA hints).
    Fields not named are 0.
    `mkdirty` is what pte_mkdirty() sets besides dirty. `store` says who makes a writable clean entry dirty at a store:
    "hardware", "fault" (then pte_mkdirty() runs) or "either" (it depends on the CPU).
    `mkwrite_dirties`: pte_mkwrite() makes a clean entry look as if the hardware had noted a store.
    `modify_makes_young`: pte_modify() takes young from the protection, so a change of protection makes young.
    `dirty_folio`: mk_pte() makes a writable entry of a dirty folio dirty in every release.
    `holds`: an access right after the entry was made old may go through the TLB and leave it old.
    `untold` maps fields that the CPU or timing decides to when that is so.
    """

    fields: Mapping[str, str]
    mkdirty: tuple[str, ...] = ()
    store: str = "hardware"
    mkwrite_dirties: bool = False
    modify_makes_young: bool = False
    dirty_folio: bool = False
    holds: bool = True
    untold: Mapping[str, str] = {}  # read only


@dataclass(frozen=True, eq=False, repr=False)
class Layout:
    """A layout over one range of kernels.

    `width` is the bits of a word, `long_bits` those of the kernel's unsigned long (the generic swp_entry_t is one),
    `page_shift` log2 of the page size in bytes, `physmem_bits` the width of a physical address as MAX_PHYSMEM_BITS
    or phys_addr_t gives it. `since` and `until` are inclusive, `until` None means up to the newest known release.
    `pages` says how entries of user pages are made, None where the layout file does not. `types` says of special swap
    types whether the layout has them, whatever the kernel; `type_flags` names the flags that the low bits of a swap
    area's type are, the lowest first. `protects_files`: userfaultfd may write-protect file memory, whether or not an
    emptied entry can say so; that is what the proposals are about, kernels refuse where it cannot.
    `copies` is how many times the word stands in the page table, side by side. `schemas` are read when first needed.
    `made_only` are forms that the kernel makes and then takes for something else. `hardware_sets` names fields of the
    present form that the CPU may set, by an erratum, in an entry that is not present.
    """

    name: str
    arch: str
    since: Version
    until: Version | None
    width: int
    long_bits: int
    page_shift: int
    physmem_bits: int
    schemas: tuple[Schema, ...]
    header: str
    about: str = ""
    why: str = ""
    level: str = "pte"
    aliases: tuple[str, ...] = ()
    assumes: Mapping[str, str] = field(default_factory=dict)
    copies: int = 1
    notes: tuple[str, ...] = ()
    made_only: tuple[Schema, ...] = ()
    hardware_sets: tuple[str, ...] = ()
    excuses: tuple["Excuse", ...] = ()
    pages: Pages | None = None
    types: tuple[tuple[str, bool], ...] = ()
    type_flags: tuple[str, ...] = ()
    protects_files: bool = False

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """The forms in the order of the kernel's tests. SchemaError says what is wrong with which."""
        try:
            forms = tuple(_read_once(schema, self.width) for schema in self.schemas)
            if not any(isinstance(schema, bytes) for schema in self.schemas):
                _check_forms(forms)
        except SchemaError as error:
            raise SchemaError(f"layout {self.name} from {spell(self.since)}: {error}") from None
        return forms

    def covers(self, kernel: Version) -> bool:
        """Whether the range holds this release."""
        return self.since <= kernel <= (self.until or NEWEST)

    @cached_property
    def swap(self) -> Form:
        """The form of swap-like entries: the last one, what neither none nor present is."""
        return _read_once(self.schemas[-1], self.width)

    @cached_property
    def present(self) -> Form:
        """The first present form."""
        return next(form for form in self.forms if form.role == "present")

    @cached_property
    def made(self) -> tuple[Form, ...]:
        """The forms of `made_only`."""
        return tuple(_read_once(schema, self.width) for schema in self.made_only)

    @property
    def span(self) -> str:
        """ "6.3 to 6.12", "6.3 on"."""
        return f"{spell(self.since)} to {spell(self.until)}" if self.until else f"{spell(self.since)} on"


def layouts(
    name: str,
    *ranges: Since,
    arch: str,
    width: int,
    page_shift: int,
    physmem_bits: int,
    header: str,
    long_bits: int | None = None,
    about: str = "",
    aliases: Sequence[str] = (),
    level: str = "pte",
    assumes: Mapping[str, str] | None = None,
    copies: int = 1,
    made_only: Sequence[Schema] = (),
    hardware_sets: Sequence[str] = (),
    excuses: Sequence[Excuse] = (),
    pages: Pages | None = None,
    types: Mapping[str, bool] | None = None,
    type_flags: Sequence[str] = (),
    protects_files: bool = False,
) -> list[Layout]:
    """The layouts of one name, one a kernel range, oldest first. SchemaError says what is wrong with which form."""
    made = []
    for index, each in enumerate(ranges):
        try:
            since = parse_version(each.release)
            until = parse_version(each.until) if each.until else None
        except ValueError as error:
            raise SchemaError(f"layout {name}: {error}") from None
        if index + 1 < len(ranges) and until is None:
            until = before(parse_version(ranges[index + 1].release))
        facts: dict[str, Any] = {
            "width": width, "long_bits": long_bits or width, "page_shift": page_shift, "physmem_bits": physmem_bits,
            "header": header, "about": about, "assumes": assumes or {}, "copies": copies,
            "pages": pages,
            "made_only": tuple(made_only), "hardware_sets": tuple(hardware_sets), "excuses": tuple(excuses),
            "types": tuple((types or {}).items()), "type_flags": tuple(type_flags), "protects_files": protects_files,
        }  # fmt: skip
        made.append(
            Layout(
                name=name,
                arch=arch,
                since=since,
                until=until,
                schemas=tuple(each.forms),
                why=each.why,
                level=level,
                aliases=tuple(aliases),
                notes=tuple(each.notes),
                **(facts | dict(each.changes)),
            )
        )
    return made


def variant(
    base: Sequence[Layout], name: str, *, about: str, aliases: Sequence[str] = (), **changes: Any
) -> list[Layout]:
    """The layouts of another name that share everything with `base` but `changes`, such as `physmem_bits=52`."""
    return [replace(each, name=name, about=about, aliases=tuple(aliases), **changes) for each in base]


_FORMS: dict[tuple[int, int], tuple[Schema, Form]] = {}  # with the schema, so that its id stays its own


def _read_once(schema: Schema, width: int) -> Form:
    """Ranges and variants share forms; each is read once, or unpacked where it was read before (see compiled)."""
    if isinstance(schema, Form):
        return schema
    key = (id(schema), width)
    if key not in _FORMS:
        _FORMS[key] = (schema, _unpacked(schema) if isinstance(schema, bytes) else _read(schema, width))
    return _FORMS[key][1]


def _unpacked(packed: bytes) -> Form:
    form: Form = pickle.loads(packed)
    return form


def _read(schema: Schema, width: int) -> Form:
    from ptetui.schema.reader import read_form

    return read_form(schema, width)


def _check_forms(forms: tuple[Form, ...]) -> None:
    if not forms or forms[-1].role != "swap" or {"none", "present"} - {form.role for form in forms}:
        raise SchemaError("needs a none, a present and, as the last, a swap form")
    from ptetui.schema.reader import check_order, check_symbols

    check_order(forms)
    check_symbols(forms)
    for name in ("type", "offset"):
        if name not in forms[-1].by_name:
            raise SchemaError(f"form {forms[-1].name}: has no field {name}")
    for form in forms:
        if form.role in ("present", "protnone") and "pfn" not in form.by_name:
            raise SchemaError(f"form {form.name}: has no field pfn")
