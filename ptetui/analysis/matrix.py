"""States against states: how many words are made as one and read as another, exactly, and whether that is excused.

A row is what the kernel's constructors make, a column what its tests take a word for. The diagonal holds the words
that read back as what they were made as.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from ptetui.analysis.collisions import Finding, check
from ptetui.analysis.invariants import excused, made_word
from ptetui.analysis.regions import Regions, states
from ptetui.linux.roles import state_of
from ptetui.linux.setting import Setting
from ptetui.schema.bits import aligned_blocks
from ptetui.schema.cubes import Cube, Region
from ptetui.schema.fields import Form

Standing = Literal["own", "disjoint", "excused", "collision"]


class StatePair(NamedTuple):
    """The words made as one state and read as another: how many, one of them, and why that is no harm, if it is none.

    `words` is exact. `witness` is a word that no invariant excuses, where there is one.
    """

    written: str
    read: str
    standing: Standing
    words: int = 0
    witness: int | None = None
    invariant: str = ""
    why: str = ""
    source: str = ""


class Matrix(NamedTuple):
    """All pairs of states of a setting, in the order of the kernel's tests, then of the swap types."""

    states: tuple[str, ...]
    cells: Mapping[tuple[str, str], StatePair]

    def count(self, standing: Standing) -> int:
        """How many pairs stand so."""
        return sum(cell.standing == standing for cell in self.cells.values())


@lru_cache(maxsize=32)
def matrix(setting: Setting) -> Matrix:
    """The matrix of a setting."""
    regions = Regions(setting)
    written, read = _written(regions), _read(regions)
    findings = check(setting)
    wrong = regions.rest.subtract(Region((setting.swap.recognised,)))
    if any(region.intersect(wrong) for region in written.values()):
        read["malformed"] = wrong  # a constant of the swap form is wrong; the kernel decodes it all the same
    names = tuple(dict.fromkeys((*read, *written)))
    none = Region(())
    cells = {
        (a, b): _cell(regions, findings, a, b, written.get(a, none), read.get(b, none)) for a in names for b in names
    }
    return Matrix(names, cells)


def _written(regions: Regions) -> dict[str, Region]:
    """What is made as each state."""
    return _by_state(regions.written()) | {state: regions.produced(state) for state in states(regions.setting)}


def _read(regions: Regions) -> dict[str, Region]:
    """What is read as each state, none left out: first what is tested before the swap form."""
    words = _by_state(regions.recognised)
    for state, types in states(regions.setting).items():
        words[state] = Region(tuple(_typed(regions, types))).intersect(regions.rest)
    return words


def _by_state(regions: Iterable[tuple[Form, Region]]) -> dict[str, Region]:
    words: dict[str, Region] = {}
    for form, region in regions:
        words[state_of(form)] = words.get(state_of(form), Region(())).union(region)
    return words


def _typed(regions: Regions, types: Sequence[int]) -> Iterator[Cube]:
    """The words of the swap form with these types; a type that does not fit the field is never read."""
    swap = regions.setting.swap
    field, constants = swap.by_name["type"], swap.recognised
    first, end = types[0], min(types[-1], field.limit) + 1
    for block, bits in aligned_blocks(first, end):
        fixed = field.mask_of(bits, field.width)
        yield Cube(swap.width, constants.mask | fixed, constants.value | field.put(0, block) & fixed)


def _cell(regions: Regions, findings: Sequence[Finding], a: str, b: str, written: Region, read: Region) -> StatePair:
    shared = written.intersect(read)
    if a == b:
        return StatePair(a, b, "own", shared.size, shared.witness)
    if not shared:
        return StatePair(a, b, "disjoint")
    for finding in findings:
        if _state(finding.written) == a and finding.rule != "R4" and finding.witness in shared:
            standing: Standing = "excused" if finding.verdict == "excused" else "collision"
            return StatePair(
                a, b, standing, shared.size, finding.witness, finding.invariant or "", finding.why, finding.source
            )
    return _judged(regions, a, b, shared)


def _judged(regions: Regions, a: str, b: str, shared: Region) -> StatePair:
    """A pair that no rule names by these two states, such as the second of many kinds whose type is cut."""
    excuse = excused(regions, regions.entry_rule, a, shared)
    if excuse:
        return StatePair(a, b, "excused", shared.size, shared.witness, *excuse)
    return StatePair(a, b, "collision", shared.size, made_word(regions, a, shared))


def _state(text: str) -> str:
    """ "marker" of "marker, type 31"."""
    return text.partition(",")[0]


def words_text(number: int) -> str:
    """A number of words, exact and short where it can be: "12", "2^47", "23×2^53-1", "123,457"."""
    return _power(number) or (_power(number + 1) + "-1" if _power(number + 1) else f"{number:,}")


def _power(number: int) -> str:
    """A number as an odd number times a power of two, where that is short."""
    if number < 1000:
        return str(number)
    zeros = (number & -number).bit_length() - 1
    odd = number >> zeros
    return "" if odd >= 1000 or zeros < 10 else f"2^{zeros}" if odd == 1 else f"{odd}×2^{zeros}"
