"""One architecture's page-table entry over a range of kernel versions, as a layout file states it."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, NamedTuple

from ptetui.linux.facts import conform
from ptetui.linux.releases import parse_version
from ptetui.linux.roles import ROLES
from ptetui.linux.versions import NEWEST, OLDEST, Version, before, spell
from ptetui.schema.bits import union
from ptetui.schema.dataclass import dataclass, defaults_of, field
from ptetui.schema.fields import Field, Form, SchemaError
from ptetui.schema.plain import PlainForm

AnySchema = Any  # construct.Construct, which is not generic at run time


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
    forms: Sequence[AnySchema]
    why: str = ""
    until: str | None = None
    changes: Mapping[str, Any] = {}  # read only
    notes: Sequence[str] = ()


class Backport(NamedTuple):
    """What a stable or vendor release took over: these forms from `release` on, on its own branch only.

    `release` is the first that has it, "4.18.1" or "3.10.0-514.el7"; the rest is as in `Since`.
    """

    release: str
    forms: Sequence[AnySchema]
    why: str = ""
    changes: Mapping[str, Any] = {}  # read only
    notes: Sequence[str] = ()


class Pages(NamedTuple):
    """What a present entry of an ordinary user page looks like: facts of the page -> fields of the entry.

    `fields` maps "field" (a flag that is set) or "field=value" to when it is so: alternatives joined by "|", each of
    facts joined by "&", "!" before one that must not hold, "" for always. Facts are exec, read, write, young, dirty,
    hw_dirty (the hardware alone noted the store), soft_dirty, uffd_wp, special, none (PROT_NONE and NUMA hints);
    write is the entry's, vm_write and shared are the range's (VM_WRITE, VM_SHARED). Fields not named are 0.
    `mkdirty` is what pte_mkdirty() sets besides dirty. `store` says who makes a writable clean entry dirty at a store:
    "hardware", "fault" (then pte_mkdirty() runs) or "either" (it depends on the CPU).
    `mkwrite_dirties`: pte_mkwrite() makes a clean entry look as if the hardware had noted a store.
    `modify_makes_young`: pte_modify() takes young from the protection, so a change of protection makes young; to
    PROT_NONE only where PAGE_NONE has the bit, too (`none_has_young`).
    `modify_clears`: flags of the page (young, dirty) that pte_modify() does not keep.
    `dirty_folio`: mk_pte() makes a writable entry of a dirty folio dirty in every release.
    `holds`: an access right after the entry was made old may go through the TLB and leave it old.
    `untold` maps fields that the CPU, the configuration or timing decides (fixed ones too) to when that is so.
    `leaf` maps fields of an entry above the PTEs to the value that says of it that it maps a page; where no field has
    its value, the entry points to a table.
    """

    fields: Mapping[str, str]
    mkdirty: tuple[str, ...] = ()
    store: str = "hardware"
    mkwrite_dirties: bool = False
    modify_makes_young: bool = False
    none_has_young: bool = True
    modify_clears: tuple[str, ...] = ()
    dirty_folio: bool = False
    holds: bool = True
    untold: Mapping[str, str] = {}  # read only
    leaf: Mapping[str, int] = {}  # read only

    def huge(self, leaf: Mapping[str, int]) -> "Pages":
        """The same for an entry above the PTEs that maps a huge page.

        Since 6.18 (inferred; not at 6.12, so at 7.3) the huge zero page is special, too: nothing is said of that bit.
        """
        fields = {name: when for name, when in self.fields.items() if leaf.get(name, 1)}
        fields = {name: "" for name, value in leaf.items() if value} | fields
        return self._replace(fields=fields, leaf=leaf, untold={**self.untold, "special": "special"})


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Layout:
    """A layout over one range of kernels. This list of facts is the only one: all else is made from it.

    Facts without a default must stand in every layout file; `docs/schemas.md` explains them with an example.
    """

    name: Annotated[str, "what it is called on every command line"]
    since: Annotated[Version, "the first release of the range"]
    until: Annotated[Version | None, "the last release of the range; None: up to the newest that is known"]
    why: Annotated[str, "the commit subject, or what else moved the boundary"] = ""
    notes: Annotated[tuple[str, ...], "what the kernel does with these words that a reader would not expect"] = ()
    schemas: Annotated[tuple[AnySchema, ...], "the forms, in the order of the kernel's tests; read when first needed"]

    arch: Annotated[str, "the architecture, as the kernel's arch/ names it"]
    width: Annotated[int, "bits of a word"]
    long_bits: Annotated[int, "bits of the kernel's unsigned long, by default as `width`; swp_entry_t is one"]
    page_shift: Annotated[int, "log2 of the page size in bytes"]
    physmem_bits: Annotated[int, "bits of a physical address, as MAX_PHYSMEM_BITS or phys_addr_t gives it"]
    header: Annotated[str, "where it was read, as a path in the kernel's tree"]
    about: Annotated[str, "one line on what sets it apart"] = ""
    level: Annotated[str, "the level of the page table: pte, pmd or pud"] = "pte"
    aliases: Annotated[tuple[str, ...], "other names, such as what `uname -m` prints"] = ()
    assumes: Annotated[Mapping[str, str], "kernel options that the layout takes for granted"] = field(
        default_factory=dict
    )
    copies: Annotated[int, "how many times the word stands in the page table, side by side"] = 1
    made_only: Annotated[tuple[AnySchema, ...], "forms that the kernel makes and then takes for something else"] = ()
    hardware_sets: Annotated[
        tuple[str, ...], "fields of the present form that a CPU's erratum may set in entries that are not present"
    ] = ()
    cleared_when_stored: Annotated[
        tuple[str, ...], "fields of the present form that the kernel clears in every word that it stores, of any form"
    ] = ()
    excuses: Annotated[tuple[Excuse, ...], "why some words that would collide are never made"] = ()
    confirmed: Annotated[
        tuple[tuple[str, str], ...], "rules whose findings were seen on a running kernel, and what was seen"
    ] = ()
    pages: Annotated[Pages | None, "how entries of user pages are made; None: not known"] = None
    types: Annotated[
        tuple[tuple[str, bool], ...], "special swap types that the layout has or has not, whatever the kernel"
    ] = ()
    type_flags: Annotated[tuple[str, ...], "flags that the low bits of a swap area's type are, the lowest first"] = ()
    above: Annotated[
        Mapping[str, tuple[int, int]],
        "entries of the levels above that are no words of their own here: table or section -> mask, value",
    ] = field(default_factory=dict)
    huge_pages: Annotated[bool, "the architecture has HAVE_ARCH_TRANSPARENT_HUGEPAGE for this page table"] = False
    protects_files: Annotated[
        bool, "userfaultfd may write-protect file memory, even where an emptied entry cannot say so"
    ] = False
    backport: Annotated[str, "the stable or vendor release that took this over, on its own branch; else empty"] = ""
    file: Annotated[str, "the layout file"] = ""
    line: Annotated[int, "its line in that file"] = 0

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """The forms in the order of the kernel's tests. SchemaError says what is wrong with which."""
        try:
            forms = tuple(_read_once(schema, self.width) for schema in self.schemas)
            if not any(isinstance(schema, PlainForm) for schema in self.schemas):
                _check_forms(forms)
                self._check_names(forms)
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
    def hardware_mask(self) -> int:
        """The bits of `hardware_sets`."""
        return union(self.present.by_name[name].mask for name in self.hardware_sets)

    @cached_property
    def cleared_mask(self) -> int:
        """The bits of `cleared_when_stored`."""
        return union(self.present.by_name[name].mask for name in self.cleared_when_stored)

    @cached_property
    def made_only_forms(self) -> tuple[Form, ...]:
        """The forms of `made_only`."""
        try:
            return tuple(_read_once(schema, self.width) for schema in self.made_only)
        except SchemaError as error:
            raise SchemaError(f"layout {self.name}: made_only: {error}") from None

    def _check_names(self, forms: tuple[Form, ...]) -> None:
        """SchemaError where a fact names a field that the present form does not have."""
        present = next(form for form in forms if form.role == "present")
        for fact in ("hardware_sets", "cleared_when_stored"):
            for name in getattr(self, fact):
                if name not in present.by_name:
                    raise SchemaError(f"{fact}: {present.name} has no field {name}")

    def where(self, part: Form | Field | None = None) -> str:
        """Where the layout, or a form or field of it, stands: "layouts/x86.py:201"; only its name if in no file."""
        if not self.file:
            return self.name
        folders = self.file.split("/")
        start = folders.index("layouts") if "layouts" in folders else -2
        return f"{'/'.join(folders[start:])}:{(part.line if part is not None else 0) or self.line}"

    @property
    def span(self) -> str:
        """ "6.3 to 6.12", "4.5", "6.3 on"."""
        if self.backport:
            return f"{self.backport} on, in {spell(self.since)}"
        if self.since == self.until:
            return spell(self.since)
        return f"{spell(self.since)} to {spell(self.until)}" if self.until else f"{spell(self.since)} on"


LAYOUT_FACTS: Mapping[str, Any] = Layout.__annotations__
DEFAULTS: Mapping[str, Any] = defaults_of(Layout)
OF_A_RANGE = ("since", "until", "why", "notes", "schemas")  # each `Since` states them
PLACE = ("file", "line")  # known from where the file states the layout
LEVELS = ("pte", "pmd", "pud")
_NEEDED = set(LAYOUT_FACTS) - set(DEFAULTS)
_LIMITS = {"width": (8, 128), "long_bits": (8, 128), "page_shift": (1, 63), "physmem_bits": (1, 128), "copies": (1, 64)}


def layouts(name: str, *ranges: Since, backports: Sequence[Backport] = (), **facts: Any) -> list[Layout]:
    """The layouts of one name, one a kernel range, oldest first; `facts` are those of `Layout`.

    Then those of `backports`, each with the facts of the range that its release is in.
    SchemaError, in one line, names the layout and the fact or form that is wrong.
    """
    place = _place_of_caller()
    stated = {"name": name, "long_bits": facts.get("width"), **facts}
    try:
        for entry in ranges:
            conform(entry, Since)
        spans = list(_spans(ranges))
        taken_over = [(backport, _backported(backport, ranges, spans)) for backport in backports]
    except ValueError as error:
        raise SchemaError(f"layout {name}: {error}") from None
    return [
        _layout(stated | dict(entry.changes), place, since=since, until=until, why=entry.why, notes=entry.notes,
                schemas=entry.forms)
        for entry, (since, until) in zip(ranges, spans, strict=True)
    ] + [
        _layout(stated | dict(of.changes) | dict(backport.changes), place, since=release, until=release,
                why=backport.why, notes=backport.notes, schemas=backport.forms, backport=backport.release)
        for backport, (release, of) in taken_over
    ]  # fmt: skip


def _backported(
    backport: Backport, ranges: Sequence[Since], spans: Sequence[tuple[Version, Version | None]]
) -> tuple[Version, Since]:
    """The upstream release of a backport, and the range that it is in."""
    release = parse_version(conform(backport, Backport).release)
    for entry, (since, until) in zip(ranges, spans, strict=True):
        if since <= release <= (until or NEWEST):
            return release, entry
    raise SchemaError(f"backport {backport.release}: no range has {spell(release)}")


def variant(base: Sequence[Layout], name: str, **changes: Any) -> list[Layout]:
    """The layouts of another name that share everything with `base` but `changes`, such as `physmem_bits=52`."""
    place = _place_of_caller()
    own = {"name": name, "about": "", "aliases": (), **changes}
    return [
        _layout({fact: getattr(layout, fact) for fact in LAYOUT_FACTS if fact not in PLACE} | own, place)
        for layout in base
    ]


def _spans(ranges: Sequence[Since]) -> Iterator[tuple[Version, Version | None]]:
    """Each range's first and last release, up to the next range where it does not say."""
    for entry, following in zip(ranges, (*ranges[1:], None), strict=True):
        since = parse_version(entry.release)
        until = parse_version(entry.until) if entry.until else None
        if until is None and following is not None:
            until = before(parse_version(following.release))
        if until is not None and until < since:
            raise SchemaError(f"a range from {spell(since)} ends before it begins, at {spell(until)}")
        yield since, until


def _layout(stated: Mapping[str, Any], place: Mapping[str, Any], **of_range: Any) -> Layout:
    """One layout, its facts checked. SchemaError names the layout and the fact."""
    values = {**stated, **of_range}
    name = values["name"]
    for fact in sorted(_NEEDED - set(values)):
        raise SchemaError(f"layout {name}: {fact}: is not stated")
    known = [fact for fact in LAYOUT_FACTS if fact not in PLACE]
    for fact in values:
        if fact not in known:
            raise SchemaError(f"layout {name}: {fact}: there is no such fact; there are {', '.join(known)}")
    for fact, value in sorted(values.items(), key=lambda item: known.index(item[0])):
        try:
            values[fact] = _checked(fact, value)
        except SchemaError as error:
            raise SchemaError(f"layout {name}: {fact}: {error}") from None
    return Layout(**values, **place)


def _checked(fact: str, value: Any) -> Any:
    """A fact's value of the right type and within its limits. SchemaError says what is wrong."""
    value = conform(value, LAYOUT_FACTS[fact])
    if fact in _LIMITS and not _LIMITS[fact][0] <= value <= _LIMITS[fact][1]:
        raise SchemaError(f"{value} is not between {_LIMITS[fact][0]} and {_LIMITS[fact][1]}")
    if fact == "level" and value not in LEVELS:
        raise SchemaError(f"{value!r} is not {' or '.join(LEVELS)}")
    if fact == "name" and not value:
        raise SchemaError("is empty")
    if fact == "type_flags" and len(value) > 4:
        raise SchemaError("has more than 4 flags; a type of 5 bits has to name a swap area, too")
    return value


def _place_of_caller() -> dict[str, Any]:
    frame = sys._getframe(2)
    return {"file": frame.f_code.co_filename, "line": frame.f_lineno}


_FORMS: dict[tuple[int, int], tuple[AnySchema, Form]] = {}  # with the schema, so that its id stays its own


def _read_once(schema: AnySchema, width: int) -> Form:
    """Ranges and variants share forms; each is read once."""
    if isinstance(schema, Form):
        return schema
    key = (id(schema), width)
    if key not in _FORMS:
        _FORMS[key] = (schema, schema.form() if isinstance(schema, PlainForm) else _read(schema, width))
    return _FORMS[key][1]


def _read(schema: AnySchema, width: int) -> Form:
    from ptetui.schema.reader import read_form

    return read_form(schema, width, ROLES)


def _check_forms(forms: tuple[Form, ...]) -> None:
    if not forms or forms[-1].role != "swap" or {"none", "present"} - {form.role for form in forms}:
        raise SchemaError("needs a none, a present and, as the last, a swap form")
    from ptetui.schema.checks import check_order, check_symbols

    check_order(forms)
    check_symbols(forms)
    for name in ("type", "offset"):
        if name not in forms[-1].by_name:
            raise SchemaError(f"form {forms[-1].name}: has no field {name}")
    for form in forms:
        if form.role in ("present", "protnone") and "pfn" not in form.by_name:
            raise SchemaError(f"form {form.name}: has no field pfn")
