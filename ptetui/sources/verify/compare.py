"""What a kernel's macros gave beside what a layout says, field by field."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ptetui.linux.classify import SOFTWARE_BITS, classify
from ptetui.linux.encode import encode
from ptetui.linux.setting import Setting
from ptetui.schema.bits import set_bits
from ptetui.schema.fields import Run
from ptetui.sources.verify.build import Probe

_ALONE = 64  # the number under which the probe tells of the word 0


class FieldCheck(NamedTuple):
    """One field: what we say and what the tree says, in words; the same where they agree."""

    field: str
    ours: str
    theirs: str

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.ours == self.theirs


def compare_fields(setting: Setting, probe: Probe) -> list[FieldCheck]:
    """Every field of the swap form, what is none and present, the frame number, the limits."""
    numbers = list(_numbers(setting, probe))
    if probe["width", 0] != setting.layout.width:  # no field can be compared
        return numbers
    return [*numbers, *_swap(setting, probe), *_recognised(setting, probe), _frame(setting, probe)]


def _numbers(setting: Setting, probe: Probe) -> Iterator[FieldCheck]:
    ours = {
        "width": setting.layout.width, "page_shift": setting.layout.page_shift, "max_swapfiles": setting.max_swapfiles,
    }  # fmt: skip
    for name, value in ours.items():
        yield FieldCheck(name, str(value), str(probe[name, 0]))


def _swap(setting: Setting, probe: Probe) -> Iterator[FieldCheck]:
    base = probe["swap", 0]
    digits = setting.layout.width // 4
    yield FieldCheck("fixed", f"0x{encode(setting, 'swap', {}):0{digits}x}", f"0x{base:0{digits}x}")
    swap = setting.swap
    field = swap.by_name["type"]
    yield FieldCheck(
        "type", _spelled([field.place(bit) for bit in range(min(5, field.width))]), _moved(probe, "type", base)
    )
    field = swap.by_name["offset"]
    places = [field.place(bit) for bit in range(min(field.width, setting.generic_offset_bits))]
    yield FieldCheck("offset", _spelled(places), _moved(probe, "offset", base))
    ones = all(base >> bit & 1 for bit in places)
    yield FieldCheck("offset inverted", _yes(field.inverted), _yes(ones))
    for name in SOFTWARE_BITS:
        flag = swap.by_name.get(name)
        ours = _spelled([flag.place(0)]) if flag is not None and flag.kind == "flag" else "none"
        theirs = probe.get((name, 0), base) ^ base
        yield FieldCheck(name, ours, _spelled(list(set_bits(theirs))) if theirs else "none")


def _moved(probe: Probe, name: str, base: int) -> str:
    return _spelled(walked_bits(probe, name, base))


def walked_bits(probe: Probe, name: str, base: int) -> list[int]:
    """The bits that a one walking through a value sets or clears, the least significant first."""
    places: list[int] = []
    number = 0
    while (name, number) in probe:
        bits = list(set_bits(probe[name, number] ^ base))
        if not bits:
            break
        places += bits
        number += 1
    return places


def _recognised(setting: Setting, probe: Probe) -> Iterator[FieldCheck]:
    words = {_ALONE: 0} | {bit: 1 << bit for bit in range(setting.layout.width)}
    none = [number for number, word in words.items() if classify(setting, word).state == "none"]
    yield FieldCheck("none", _listed(none), _listed([number for number in words if probe["none", number]]))
    decides = [number for number in words if number not in none and not probe["none", number]]
    present = [number for number in decides if classify(setting, words[number]).form.role in ("present", "protnone")]
    yield FieldCheck("present", _listed(present), _listed([number for number in decides if probe["present", number]]))


def _frame(setting: Setting, probe: Probe) -> FieldCheck:
    field = setting.layout.present.by_name["pfn"]
    differ, ours = [], []
    for number in range(field.width):
        bits = list(set_bits(probe.get(("pfn", number), 0)))
        if bits and field.place(number) not in bits:
            differ += bits
            ours.append(field.place(number))
    first = f"from bit {field.place(0)}"
    return FieldCheck("pfn", _spelled(ours) if ours else first, _spelled(differ) if differ else first)


def value_runs(places: Sequence[int]) -> list[Run]:
    """The bits of a value in runs, the least significant first."""
    runs: list[Run] = []
    for at, place in enumerate(places):
        if runs and place == runs[-1].high + 1:
            runs[-1] = Run(place, runs[-1].low, runs[-1].at)
        else:
            runs.append(Run(place, place, at))
    return runs


def _spelled(places: Sequence[int]) -> str:
    """Bits in runs, the least significant first: 9-58, or 2-4 62."""
    runs = value_runs(places)
    return " ".join(str(run.low) if run.width == 1 else f"{run.low}-{run.high}" for run in runs) or "none"


def _listed(numbers: list[int]) -> str:
    """Words with one bit set, by it; "0" for the word 0."""
    return " ".join("zero" if number == _ALONE else str(number) for number in numbers) or "none"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
