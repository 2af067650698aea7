"""Questions about words, made from the schemas: name the state, find the word, find the flipped bit.

The same seed gives the same questions. Every question has four answers, one of which is right, and the reading that
explains it.
"""

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ptetui.analysis.regions import software_bits
from ptetui.linux.classify import SOFTWARE_BITS, Reading, classify
from ptetui.linux.encode import encode, settable
from ptetui.linux.roles import state_of
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import SPECIAL_TYPES
from ptetui.schema.fields import Field

ANSWERS = 4
_TRIES = 200


class QuizQuestion(NamedTuple):
    """A question: `word` is the one that is shown (None where the answers are words), `right` the index of the answer.

    `reading` explains the answer.
    """

    kind: str
    text: str
    word: int | None
    answers: tuple[str, ...]
    right: int
    reading: Reading


def questions(setting: Setting, seed: int) -> Iterator[QuizQuestion]:
    """Questions without end. ValueError where the layout has too few states to ask about."""
    chance = random.Random(seed)
    makers = [maker for maker in (_name_the_state, _find_the_word, _find_the_flip) if _works(maker, setting)]
    if not makers:
        raise ValueError(f"{setting.layout.name} has fewer than {ANSWERS} states to ask about; choose another layout")
    while True:
        question = chance.choice(makers)(setting, chance)
        if question is not None:
            yield question


def _works(maker: "Callable[[Setting, random.Random], QuizQuestion | None]", setting: Setting) -> bool:
    chance = random.Random(0)
    return any(maker(setting, chance) for _ in range(_TRIES))


# ---------------------------------------------------------------------------------------------- words of a state


def writable_states(setting: Setting) -> list[str]:
    """The states that the kernel can write, each once."""
    forms = [state_of(form) for form in setting.forms[:-1] if form.role != "special"]
    kinds = [special.kind for special in setting.special_types.values()]
    return list(dict.fromkeys((*forms, "swap", *kinds)))


def _word_of(setting: Setting, state: str, chance: random.Random) -> Reading | None:
    """A word of a state with plausible values; None where the values happen to make another state."""
    written = {field.name for field in software_bits(setting, state)}
    if state == "marker":
        written |= {name for name, _, _ in setting.marker_bits}
    special = any(kind.kind == state for kind in SPECIAL_TYPES)
    values = {}
    for name in settable(setting, state):
        value = _value(setting, state, name, chance)
        if value and (not special or name in written or name.removeprefix("swp_") not in SOFTWARE_BITS):
            values[name] = value
    try:
        reading = classify(setting, encode(setting, state, values))
    except ValueError:  # a value that is legal alone and not beside another
        return None
    return reading if reading.state == state else None


def _value(setting: Setting, state: str, name: str, chance: random.Random) -> int:
    field = _field(setting, state, name)
    if name in ("pfn", "offset"):
        return chance.getrandbits(min(20, field.width if field is not None else 1))
    if name in ("type", "area"):
        return chance.randrange(min(4, setting.max_swapfiles))
    return chance.getrandbits(1) if field is None or field.width == 1 else 0


def _field(setting: Setting, state: str, name: str) -> Field | None:
    form = next((form for form in setting.forms[:-1] if state in (form.name, form.role)), setting.slot_entry)
    return next((part for part in setting.parts(state) if part.name == name), form.by_name.get(name))


# ---------------------------------------------------------------------------------------------- kinds of questions


def _name_the_state(setting: Setting, chance: random.Random) -> QuizQuestion | None:
    states = writable_states(setting)
    if len(states) < ANSWERS:
        return None
    state = chance.choice(states)
    reading = _word_of(setting, state, chance)
    if reading is None:
        return None
    others = chance.sample([other for other in states if other != state], ANSWERS - 1)
    return _asked("state", "Which state is this word?", reading.word, state, others, reading, chance)


def _find_the_word(setting: Setting, chance: random.Random) -> QuizQuestion | None:
    """The wrong words differ from the right one in one bit each, and say something else."""
    state = chance.choice(writable_states(setting))
    reading = _word_of(setting, state, chance)
    if reading is None:
        return None
    width = setting.layout.width
    wanted = described(reading)
    near = [classify(setting, reading.word ^ 1 << bit) for bit in range(width)]
    others = [other for other in near if described(other) != wanted]
    if len(others) < ANSWERS - 1:
        return None
    digits = width // 4 + 2
    wrong = [f"{other.word:#0{digits}x}" for other in chance.sample(others, ANSWERS - 1)]
    text = f"Which word is {wanted}?"
    return _asked("word", text, None, f"{reading.word:#0{digits}x}", wrong, reading, chance)


def _find_the_flip(setting: Setting, chance: random.Random) -> QuizQuestion | None:
    """One fixed bit of a swap entry is wrong, and only flipping that one back gives an entry that the kernel writes."""
    reading = _word_of(setting, "swap", chance)
    if reading is None:
        return None
    width = setting.layout.width
    flipped = [bit for bit in range(width) if classify(setting, reading.word ^ 1 << bit).state == "malformed"]
    if not flipped:
        return None
    bit = chance.choice(flipped)
    damaged = reading.word ^ 1 << bit
    mends = [other for other in range(width) if classify(setting, damaged ^ 1 << other).state != "malformed"]
    others = [f"bit {other}" for other in range(width) if other not in mends]
    if len(others) < ANSWERS - 1:
        return None
    text = "One bit of this swap entry has flipped. Which?"
    return _asked("flip", text, damaged, f"bit {bit}", chance.sample(others, ANSWERS - 1), reading, chance)


def described(reading: Reading) -> str:
    """The state and its values, in the syntax of `ptetui encode`."""
    numbers = ("offset", "pfn", *(("type",) if reading.state == "swap" else ()))
    parts = []
    for field in reading.fields:
        if field.kind == "flag" and field.get(reading.word):
            parts.append(field.name)
        elif field.kind == "number" and (field.name in numbers or (field.name != "type" and field.get(reading.word))):
            parts.append(f"{field.name}={field.get(reading.word):#x}")
    return " ".join((reading.state, *parts))


def _asked(
    kind: str, text: str, word: int | None, right: str, others: list[str], reading: Reading, chance: random.Random
) -> QuizQuestion:
    answers = [right, *others]
    chance.shuffle(answers)
    return QuizQuestion(kind, text, word, tuple(answers), answers.index(right), reading)
