"""The derived codec: round trips through fields of every shape, and agreement with construct itself."""

from typing import Any

import pytest
from construct import BitStruct, Flag
from hypothesis import given
from hypothesis import strategies as st

from ptetui.linux.roles import in_configuration
from ptetui.schema.fields import Field, Form, Run
from ptetui.schema.reader import read_form
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Inverted, Under
from tests.through_construct import through_construct

WIDTHS = (8, 32, 64, 128)
DOC = "MACRO one line"


@st.composite
def fields(draw: st.DrawFn) -> Field:
    """A field of one to four runs, at any places of a 64-bit word, its slices in any order."""
    edges = sorted(draw(st.sets(st.integers(0, 64), min_size=2, max_size=8)))
    places = draw(st.permutations([(low, high - 1) for low, high in zip(edges[::2], edges[1::2], strict=False)]))
    runs, at = [], 0
    for low, high in places:
        runs.append(Run(high, low, at))
        at += high - low + 1
    return Field("x", "number", tuple(reversed(runs)), inverted=draw(st.booleans()))


words = st.integers(0, (1 << 64) - 1)


@given(fields(), words, st.data())
def test_put_and_get(field: Field, word: int, data: st.DataObject) -> None:
    value = data.draw(st.integers(0, field.limit))
    changed = field.put(word, value)
    assert field.get(changed) == value
    assert field.raw(changed) == (value ^ field.limit if field.inverted else value)
    assert (changed ^ word) & ~field.mask == 0, "bits of others changed"
    assert field.put(word, field.get(word)) == word
    assert field.mask.bit_count() == field.width


@given(fields(), words)
def test_places(field: Field, word: int) -> None:
    """Bit by bit: the value is what stands at the places of its bits."""
    places = [field.place(bit) for bit in range(field.width)]
    assert sum(1 << place for place in places) == field.mask
    assert field.raw(word) == sum((word >> place & 1) << bit for bit, place in enumerate(places))
    for bit in (-1, field.width):
        with pytest.raises(ValueError, match=f"x has bits 0 to {field.width - 1}"):
            field.place(bit)


@given(fields(), words, st.data())
def test_parts(field: Field, word: int, data: st.DataObject) -> None:
    """A part is those bits of the value, wherever they are stored; all parts together are the field."""
    low = data.draw(st.integers(0, field.width - 1))
    high = data.draw(st.integers(low, field.width - 1))
    part = field.part("y", high, low, "number", "M", "m", "s")
    assert (part.name, part.symbol, part.width, part.inverted) == ("y", "s", high - low + 1, field.inverted)
    assert part.get(word) == field.get(word) >> low & part.limit
    assert [part.place(bit) for bit in range(part.width)] == [field.place(bit) for bit in range(low, high + 1)]
    rest = [
        field.part("r", b, a, "number", "", "", "") for a, b in ((0, low - 1), (high + 1, field.width - 1)) if a <= b
    ]
    assert part.mask | sum(piece.mask for piece in rest) == field.mask
    assert part.mask.bit_count() + sum(piece.mask.bit_count() for piece in rest) == field.width


@pytest.mark.parametrize("value", [-1, 32, 1 << 80])
def test_a_value_that_does_not_fit_names_the_range(value: int) -> None:
    with pytest.raises(ValueError, match=r"^type=-?0x[0-9a-f]+ does not fit 5 bits \(0 to 0x1f\)$"):
        Field("type", "number", (Run(9, 5, 0),)).put(0, value)


@st.composite
def schemas(draw: st.DrawFn) -> tuple[Any, int]:
    """A random form: numbers, inverted numbers, flags, constants, ignored bits, under options, and split fields."""
    width = draw(st.sampled_from(WIDTHS))
    left = width
    pieces: list[tuple[str, int]] = []
    while left:
        size = draw(st.integers(1, min(left, 40)))
        pieces.append((draw(st.sampled_from(("number", "inverted", "flag", "fixed", "ignored", "split"))), size))
        if pieces[-1][0] == "flag":
            pieces[-1] = ("flag", 1)
        left -= pieces[-1][1]
    split_low = {index: sum(size for kind, size in pieces[:index] if kind == "split") for index in range(len(pieces))}
    valid = []
    for index, (kind, size) in enumerate(pieces):
        name = f"{kind}_{index}"
        if kind == "split":
            low = split_low[index]
            valid.append(f"split[{low + size - 1}:{low}]" / Inverted(size) * DOC)
        elif kind == "fixed":
            valid.append(name / Fixed(draw(st.integers(0, (1 << size) - 1)), size) * DOC)
        elif kind == "flag":
            valid.append(name / Under("OPTION", Flag) * DOC if draw(st.booleans()) else name / Flag * DOC)
        else:
            shape = {"number": Bits, "inverted": Inverted, "ignored": Ignored}[kind]
            valid.append(name / shape(size) * DOC)
    return "swap" / BitStruct(*valid), width


@given(schemas(), st.data())
def test_construct_and_the_derived_codec_agree(schema: tuple[Any, int], data: st.DataObject) -> None:
    """construct parses and builds what shifts and masks get and put, for random schemas and words."""
    form = read_form(*schema)
    free = data.draw(st.integers(0, (1 << form.width) - 1))
    word = free & ~form.recognised.mask | form.recognised.value
    assert word in form.recognised
    assert through_construct(form, word) == form.decode(word)
    settable = {name: value for name, value in form.decode(word).items() if form.by_name[name].kind != "fixed"}
    assert form.encode(settable) == word
    assert form.wrong(word) == []
    assert form.wrong(free) == [
        field for field in form.fields if field.kind == "fixed" and field.get(free) != field.fixed
    ]


@given(schemas())
def test_every_bit_has_one_owner(schema: tuple[Any, int]) -> None:
    form = read_form(*schema)
    assert sum(field.mask for field in form.fields) == (1 << form.width) - 1
    for bit in range(form.width):
        assert form.at(bit).mask >> bit & 1
    assert form.blank in form.recognised
    assert all(value == 0 for name, value in form.decode(form.blank).items() if form.by_name[name].kind != "fixed")


def toy(name: str = "swap") -> Form:
    schema = name / BitStruct(
        "type" / Bits(5) * DOC,
        "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * DOC,
        "uffd_wp" / Under("HAVE_ARCH_USERFAULTFD_WP", Flag) * DOC,
        "present" / Fixed(1, 1) * DOC,
    )
    return read_form(schema, 8)


def test_encode_refuses_what_is_not_there() -> None:
    with pytest.raises(ValueError, match=r"^young: no such field in swap; it has type, soft_dirty, uffd_wp$"):
        toy().encode({"young": 1})
    with pytest.raises(ValueError, match=r"^present is always 0x1 in swap$"):
        toy().encode({"present": 0})
    assert toy().encode({"present": 1, "type": 1}) == 0b0000_1001


@pytest.mark.parametrize(("name", "kind"), [("swap", "fixed"), ("present", "ignored"), ("protnone", "ignored")])
def test_without_an_option_a_bit_has_no_meaning(name: str, kind: str) -> None:
    form = toy(name)
    without = in_configuration(form, frozenset({"MEM_SOFT_DIRTY", "SWAP"}))
    assert [field.kind for field in without.fields] == ["number", kind, "flag", "fixed"]
    assert without.by_name["soft_dirty"].meaning == "unused without MEM_SOFT_DIRTY"
    assert in_configuration(form, frozenset({"SWAP"})) is form
    assert (0b0000_0101 in without.recognised) == (kind == "ignored")
