"""What an entry can say under each design, and what that costs in checks."""

from collections.abc import Iterator
from itertools import combinations

from ptetui.analysis.collisions import Finding, check
from ptetui.analysis.designs.derived import derived, special_form
from ptetui.analysis.designs.design import TYPES, DesignCase, software_flags, types_of
from ptetui.analysis.designs.fit import NO_CELL, DesignCell, able, areas_have_marker, special_rules, word_rules
from ptetui.linux.classify import classify
from ptetui.linux.roles import state_of
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import marker_bits
from ptetui.schema.bits import mask_of, ones

# What a software bit must be checked against on each architecture that has it (`ptetui check`).
FLAG_RULES = ("R1", "R2", "R3", "R4", "R8")


def extra_states(design: str, case: DesignCase) -> DesignCell:
    """States of an entry that maps nothing and is no entry of a page, beside none."""
    setting = case.setting
    if design == "special":
        if special_form(setting) is None:
            return NO_CELL
        possible = [names for names, word in _flag_words(setting) if all(ok for _, ok, _ in word_rules(setting, word))]
        evidence = [f"words with nothing but software bits: 2^{len(software_flags(setting))} - 1, of which "
                f"{len(possible)} pass the rules: {'; '.join(possible)}", "used: 1, uffd_wp alone"]  # fmt: skip
        return DesignCell(f"1 of {len(possible)}", (1, len(possible)), tuple(evidence))
    if design == "marker":
        if not areas_have_marker(case):
            return DesignCell("-", None, ("CONFIG_PTE_MARKER is off",), False)
        bits = [name for name, _, _ in marker_bits(setting.kernel)] or ["uffd_wp"]
        bits_left = setting.offset_bits
        return DesignCell(f"{ones(len(bits))} of 2^{bits_left}-1", (ones(len(bits)), ones(bits_left)), (
            f"{bits_left} offset bits, so {bits_left} flags: 2^{bits_left} - 1 combinations",
            f"flags in use: {len(bits)}: {', '.join(bits)}"
            + ("" if setting.kernel >= (5, 19) else " (as merged in 5.19)"),
        ))  # fmt: skip
    return DesignCell("0", (0, 0), ("it says where the flags of entries are, not what an empty entry is",))


def _flag_words(setting: Setting) -> Iterator[tuple[str, int]]:
    flags = software_flags(setting)
    for size in range(1, len(flags) + 1):
        for chosen in combinations(flags, size):
            yield " and ".join(flag.name for flag in chosen), mask_of(flag.place(0) for flag in chosen)


def states_apart(design: str, case: DesignCase) -> DesignCell:
    """States that a word can be in, and how many ways a swap entry can be flagged."""
    variant = derived(design, case)
    if variant is None:
        return NO_CELL if design == "special" else DesignCell("-", None, ("no offset bit would be left",), False)
    forms = list(dict.fromkeys(state_of(form) for form in variant.forms))
    kinds = types_of(design, variant.kernel, variant.config)
    first, limit = TYPES - len(kinds), variant.swap.by_name["type"].limit
    fit = [kind.kind for type_, kind in enumerate(kinds, first) if type_ <= limit]
    number = len(forms) + len(fit)
    ways = case.flags if design == "type" else 0
    ways += len(software_flags(variant))
    evidence = [f"forms: {', '.join(forms)}; kinds by type: {', '.join(fit) or 'none'}",
            f"a swap entry in 2^{ways} = {1 << ways} ways"]  # fmt: skip
    if len(fit) < len(kinds):
        evidence.append(f"types above {limit} do not fit the type field")
    return DesignCell(f"{number} x{1 << ways}", (number, 1 << ways), tuple(evidence), len(fit) == len(kinds))


def keeps_protection(design: str, case: DesignCase) -> DesignCell:
    """Whether an emptied entry of a file can stay write-protected."""
    if design == "special":
        fine, why = able(design, case)
        form = special_form(case.setting)
        evidence = f"the word {form.blank:#x}" if form is not None and fine else why
        return DesignCell("yes" if fine else "no", fine, (evidence,), fine)
    if design == "marker":
        fine, _ = able(design, case)
        return DesignCell("yes" if fine else "no", fine, ("a marker with the flag uffd_wp",), fine)
    return DesignCell("no", False, ("the page of a file leaves no trace in an entry that reclaim empties",))


def none_kept(design: str, case: DesignCase) -> DesignCell:
    """Whether an entry that was cleared is none."""
    empty = keeps_protection(design, case).value
    evidence = "a cleared entry of a protected file page is not none" if empty else "what is cleared is none"
    if empty and design == "marker":
        evidence += ", but it is an entry"
    return DesignCell("no" if empty else "yes", not empty, (evidence,))


def decodable(design: str, case: DesignCase) -> DesignCell:
    """Whether generic code may take type and offset out of whatever is not none and not present."""
    if design != "special":
        return DesignCell("yes", True, ("whatever is not none and not present has a type and an offset",))
    form = special_form(case.setting)
    if form is None:
        return NO_CELL
    base = derived("bits", case)
    assert base is not None
    read = classify(base, form.blank)
    return DesignCell("no", False, (
        f"{form.blank:#x} would decode as {read.state}, type {read.type}, offset {read.offset or 0:#x}: "
        "every user asks for the special word first",
    ))  # fmt: skip


def checks(design: str, case: DesignCase) -> DesignCell:
    """What each architecture that has the design must be checked for."""
    flags = software_flags(case.setting)
    rest = [flag for flag in flags if flag.name not in case.moved] if design in ("type", "offset") else flags
    number = len(rest) * len(FLAG_RULES)
    evidence = [f"{len(rest)} software bits x {len(FLAG_RULES)} rules ({', '.join(FLAG_RULES)}) = {number}"]
    asked: list[tuple[str, bool]] = []
    variant = derived(design, case)
    if design == "special":
        if variant is None:
            return NO_CELL
        asked = [(f"must not be {mistake}: {how}", fine) for mistake, fine, how in special_rules(case.setting)]
    if design == "offset":
        need, left = case.setting.present_frame_bits, case.setting.offset_bits - case.flags
        asked = [
            (f"{case.setting.offset_bits} - {case.flags} = {left} >= {need + more}, {purpose}", left >= need + more)
            for more, purpose in (
                (0, "the bits of a page frame number"),
                (2, "and young and dirty, else they are lost"),
            )
        ]
    evidence += [f"{'ok' if fine else 'FAILS'}: {text}" for text, fine in asked]
    if design == "special" and variant is not None:
        evidence += _erratum(variant)
    new = new_collisions(variant, case) if variant is not None else ["no offset bit would be left"]
    evidence.append(f"ptetui check, on the layout as the design has it: {', '.join(new) or 'no new collision'}")
    fine = able(design, case)[0] if design in ("marker", "type") else not new
    fine = fine and all(ok for _, ok in (asked[:1] if design == "offset" else asked))
    return DesignCell(f"{number + len(asked)} {'✓' if fine else '✗'}", number + len(asked), tuple(evidence), fine)


def _erratum(variant: Setting) -> Iterator[str]:
    """What becomes of the special word where the CPU may set bits in an entry that is not present."""
    form = next(form for form in variant.forms if form.role == "special")
    names = variant.layout.hardware_sets
    word = form.blank | variant.layout.hardware_mask
    read = classify(variant, word).state
    if word != form.blank and read != state_of(form):
        yield f"mind: a CPU whose erratum sets {' and '.join(names)} makes it {word:#x}, which is read as {read}"


def new_collisions(variant: Setting, case: DesignCase) -> list[str]:
    """The collisions that the derived layout has and the layout of the case has not: "R6 migration_read"."""
    base = derived("bits", case)
    assert base is not None
    known = {(finding.rule, finding.states) for finding in _collisions(base)}
    return [
        f"{finding.rule} {finding.states[0]}"
        for finding in _collisions(variant)
        if (finding.rule, finding.states) not in known
    ]


def _collisions(setting: Setting) -> list[Finding]:
    return [finding for finding in check(setting) if finding.verdict == "collision"]
