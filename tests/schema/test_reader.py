"""What the reader takes, and every mistake that it refuses: one line that names form and field."""

import subprocess
import sys
from typing import Any

import pytest
from construct import Array, BitsInteger, BitStruct, Bytes, Const, Flag, Padding, Struct

from ptetui.linux.layout import Layout, Since, layouts
from ptetui.linux.roles import ROLES
from ptetui.schema.checks import check_order
from ptetui.schema.reader import SchemaError, read_form
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Inverted, Ones, Under, Zeros

DOC = "0 MACRO one line"  # a symbol that any number of fields may have


def form(*fields: Any) -> Any:
    return "swap" / BitStruct(*fields)


REST = "rest" / Zeros(4) * DOC

MISTAKES = {
    "a form without a name": (BitStruct("type" / Bits(8) * DOC), ["a form has no name"]),
    "a role that does not exist": (
        "swapped" / BitStruct("type" / Bits(8) * DOC),
        ["form swapped", "must begin with"],
    ),
    "not a struct": ("swap" / Bytes(1), ["form swap", "Bytes", "not a BitStruct"]),
    "a struct of bytes": ("swap" / Struct("type" / Bits(8) * DOC), ["form swap", "not a BitStruct"]),
    "too narrow": (form("type" / Bits(5) * DOC), ["form swap", "5 bits, not 8", "3 are missing"]),
    "empty": (form(), ["form swap", "0 bits, not 8"]),
    "too wide": (form(REST, "type" / Bits(5) * DOC), ["form swap", "field type", "1 bits below bit 0"]),
    "a field without a name": (
        form(REST, Bits(4) * DOC),
        ["form swap", "field number 2 from the top: has no name"],
    ),
    "a name in capitals": (form(REST, "Type" / Bits(4) * DOC), ["form swap", "field number 2", "'Type'"]),
    "a name with a hole": (
        form(REST, "type[2:]" / Bits(4) * DOC),
        ["form swap", "field number 2", "'type[2:]'"],
    ),
    "no docs": (form(REST, "type" / Bits(4)), ["form swap", "field type", "no docs"]),
    "docs without a symbol": (
        form(REST, "type" / Bits(4) * "SWP_TYPE which area"),
        ["form swap", "field type", "'SWP_TYPE' is not made of letters"],
    ),
    "no symbol and no macro": (
        form(REST, "type" / Bits(4) * "- which area"),
        ["form swap", "field type", "the symbol '-' is not made of letters"],
    ),
    "a symbol that is too long": (
        form(REST, "type" / Bits(4) * "AttrIndex _TYPE which area"),
        ["form swap", "field type", "the symbol 'AttrIndex' is longer than 8"],
    ),
    "docs without a meaning": (form(REST, "type" / Bits(4) * "type _TYPE"), ["form swap", "field type", "no meaning"]),
    "slices with two symbols": (
        form("type[3:0]" / Bits(4) * "lo - low", "type[7:4]" / Bits(4) * "hi - high"),
        ["form swap", "field type", "its slices have the symbols", "lo", "hi"],
    ),
    "Padding": (form(REST, Padding(4)), ["form swap", "field number 2", "Padding loses set bits"]),
    "Padding with a name": (
        form(REST, "gap" / Padding(4) * DOC),
        ["form swap", "field gap", "Padding loses set bits"],
    ),
    "slices that leave a gap": (
        form("type[1:0]" / Bits(2) * DOC, "type[5:3]" / Bits(3) * DOC, "rest" / Zeros(3) * DOC),
        ["form swap", "field type", "leave out bit 2"],
    ),
    "slices that do not begin at 0": (
        form("type[4:3]" / Bits(2) * DOC, "type[2:1]" / Bits(2) * DOC, REST),
        ["form swap", "field type", "leave out bit 0"],
    ),
    "slices that overlap": (
        form("type[1:0]" / Bits(2) * DOC, "type[3:1]" / Bits(3) * DOC, "rest" / Zeros(3) * DOC),
        ["form swap", "field type", "overlap at bit 1"],
    ),
    "a slice of another width": (
        form("type[3:0]" / Bits(5) * DOC, "rest" / Zeros(3) * DOC),
        ["form swap", "field type", "slice [3:0] names 4 bits, the field has 5"],
    ),
    "a slice upside down": (
        form("type[0:3]" / Bits(4) * DOC, REST),
        ["form swap", "field type", "slice [0:3] names -2 bits"],
    ),
    "one name twice": (
        form("type" / Bits(4) * DOC, "type" / Bits(4) * DOC),
        ["form swap", "field type", "appears 2 times"],
    ),
    "a slice beside a whole": (
        form("type" / Bits(4) * DOC, "type[3:0]" / Bits(4) * DOC),
        ["form swap", "field type", "appears 2 times"],
    ),
    "slices of two kinds": (
        form("type[3:0]" / Bits(4) * DOC, "type[7:4]" / Inverted(4) * DOC),
        ["form swap", "field type", "not of one kind"],
    ),
    "slices under two options": (
        form("type[3:0]" / Under("A", Bits(4)) * DOC, "type[7:4]" / Bits(4) * DOC),
        ["form swap", "field type", "not of one kind"],
    ),
    "a constant that is too large": (
        form(REST, "type" / Fixed(16, 4) * DOC),
        ["form swap", "field type", "16", "4 bits"],
    ),
    "a constant below zero": (
        form(REST, "type" / Fixed(-1, 4) * DOC),
        ["form swap", "field type", "-1", "4 bits"],
    ),
    "a constant of bytes": (form(REST, "type" / Const(b"a") * DOC), ["form swap", "field type"]),
    "a constant flag": (
        form("rest" / Zeros(7) * DOC, "type" / Const(True, Flag) * DOC),
        ["form swap", "field type"],
    ),
    "a construct that is not in the vocabulary": (
        form(REST, "type" / Array(4, Flag) * DOC),
        ["form swap", "field type", "Array", "not in the vocabulary"],
    ),
    "a struct in a struct": (
        form(REST, "type" / Struct("low" / Bits(4)) * DOC),
        ["form swap", "field type", "Struct", "not in the vocabulary"],
    ),
    "a signed number": (
        form(REST, "type" / BitsInteger(4, signed=True) * DOC),
        ["form swap", "field type", "signed"],
    ),
    "a byte-swapped number": (
        form("type" / BitsInteger(8, swapped=True) * DOC),
        ["form swap", "field type", "swapped"],
    ),
    "a width of zero": (
        form("type" / Bits(8) * DOC, "none" / Bits(0) * DOC),
        ["form swap", "field none", "width 0"],
    ),
    "a width that depends": (
        form("type" / BitsInteger(lambda _: 8) * DOC),
        ["form swap", "field type", "not a positive number of bits"],
    ),
}


@pytest.mark.parametrize(("schema", "messages"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes(schema: Any, messages: list[str]) -> None:
    with pytest.raises(SchemaError) as error:
        read_form(schema, 8, ROLES)
    message = str(error.value)
    assert "\n" not in message
    for part in messages:
        assert part in message


def test_every_part_of_a_field() -> None:
    """Kind, place, inversion, constant, option, symbol, macro, meaning, through two layers of renaming."""
    read = read_form(
        "swap"
        / BitStruct(
            "type" / Bits(5) * "type SWP_TYPE which area",
            "offset[1:0]" / Inverted(2) * "off SWP_OFFSET which slot",
            "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "SD _PAGE_SD written",
            "ones" / Ones(2) * "1 - always set",
            "offset[3:2]" / Inverted(2),
            "free" / Ignored(3) * ". - nobody looks",
            "present" / Fixed(0, 1) * "U/S _PAGE_PRESENT clear",
        )
        * "mk_swap()",
        16,
    )
    assert (read.name, read.role, read.width, read.doc) == ("swap", "swap", 16, "mk_swap()")
    got = {
        field.name: (
            field.kind,
            field.spans,
            field.inverted,
            field.fixed,
            field.option,
            field.symbol,
            field.macro,
            field.meaning,
        )
        for field in read.fields
    }
    assert got == {
        "type": ("number", [[15, 11]], False, 0, None, "type", "SWP_TYPE", "which area"),
        "offset": ("number", [[5, 4], [10, 9]], True, 0, None, "off", "SWP_OFFSET", "which slot"),
        "soft_dirty": ("flag", [[8, 8]], False, 0, "MEM_SOFT_DIRTY", "SD", "_PAGE_SD", "written"),
        "ones": ("fixed", [[7, 6]], False, 3, None, "1", "", "always set"),
        "free": ("ignored", [[3, 1]], False, 0, None, ".", "", "nobody looks"),
        "present": ("fixed", [[0, 0]], False, 0, None, "U/S", "_PAGE_PRESENT", "clear"),
    }
    assert read.recognised.mask == 0b1100_0001
    assert read.recognised.value == 0b1100_0000
    assert read.blank == 0b0000_0110_1111_0000
    assert [read.at(bit).name for bit in (15, 11, 10, 9, 8, 7, 6, 5, 4, 3, 1, 0)] == [
        "type", "type", "offset", "offset", "soft_dirty", "ones", "ones",
        "offset", "offset", "free", "free", "present",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [8, 16, 32, 64, 128])
def test_every_width_of_a_word(width: int) -> None:
    read = read_form("swap" / BitStruct("type" / Bits(5) * DOC, "offset" / Bits(width - 5) * DOC), width)
    top = read.encode({"type": 31, "offset": (1 << width - 5) - 1})
    assert top == (1 << width) - 1
    assert read.decode(1 << width - 1) == {"type": 16, "offset": 0}


def test_split_constants_and_flags_join() -> None:
    read = read_form(
        "none" / BitStruct(
            "a[1]" / Flag * DOC, "b[0:0]" / Ones(1) * DOC, "x" / Zeros(4) * DOC, "b[1]" / Zeros(1), "a[0]" / Flag,
        ),
        8,
    )  # fmt: skip
    assert (read.by_name["a"].kind, read.by_name["a"].limit) == ("number", 3)
    assert (read.by_name["b"].kind, read.by_name["b"].fixed) == ("fixed", 1)
    assert read.decode(0b1000_0001)["a"] == 3


def forms(*schemas: Any) -> tuple[Any, ...]:
    return tuple(read_form(schema, 8) for schema in schemas)


NONE = "none" / BitStruct("empty" / Zeros(8) * DOC)
PRESENT = "present" / BitStruct("pfn" / Bits(7) * DOC, "present" / Ones(1) * DOC)
SWAP = "swap" / BitStruct("type" / Bits(5) * DOC, "offset" / Bits(2) * DOC, "present" / Zeros(1) * DOC)


def test_order() -> None:
    check_order(forms(NONE, PRESENT, SWAP))
    with pytest.raises(SchemaError, match="form present: appears twice"):
        check_order(forms(NONE, PRESENT, PRESENT, SWAP))
    again = "protnone" / BitStruct("pfn" / Bits(6) * DOC, "read" / Zeros(1) * DOC, "present" / Ones(1) * DOC)
    with pytest.raises(SchemaError, match="form protnone: cannot be told apart from the forms before it"):
        check_order(forms(NONE, PRESENT, again, SWAP))
    halves = [f"present_{bit}" / BitStruct("pfn" / Bits(7) * DOC, "low" / Fixed(bit, 1) * DOC) for bit in (0, 1)]
    with pytest.raises(SchemaError, match="form swap: cannot be told apart"):
        check_order(forms(*halves, SWAP))


BAD_LAYOUTS = {
    "no swap form at the end": (
        (NONE, SWAP, PRESENT),
        "needs a none, a present and, as the last, a swap form",
    ),
    "no none": ((PRESENT, SWAP), "needs a none"),
    "no forms": ((), "needs a none"),
    "no type": (
        (NONE, PRESENT, "swap" / BitStruct("offset" / Bits(8) * DOC)),
        "form swap: has no field type",
    ),
    "no offset": (
        (NONE, PRESENT, "swap" / BitStruct("type" / Bits(8) * DOC)),
        "form swap: has no field offset",
    ),
    "no frame": (
        (NONE, "present" / BitStruct("x" / Bits(7) * DOC, "present" / Ones(1) * DOC), SWAP),
        "form present: has no field pfn",
    ),
    "one symbol for two fields": (
        (NONE, PRESENT, "swap" / BitStruct("type" / Bits(5) * "T - type", "offset" / Bits(3) * "T - slot")),
        "form swap: field offset: the symbol T is that of type",
    ),
    "one field with two symbols": (
        (
            NONE,
            "present" / BitStruct("pfn" / Bits(7) * DOC, "present" / Ones(1) * "P - present"),
            "swap" / BitStruct("type" / Bits(5) * DOC, "offset" / Bits(2) * DOC, "present" / Zeros(1) * "V - clear"),
        ),
        "form swap: field present: has the symbol V, elsewhere P",
    ),
    "a form of another width": (
        (NONE, PRESENT, "swap" / BitStruct("type" / Bits(4) * DOC)),
        "form swap: widths add up to 4 bits, not 8",
    ),
}


@pytest.mark.parametrize(("schemas", "message"), BAD_LAYOUTS.values(), ids=BAD_LAYOUTS)
def test_bad_layouts_name_layout_range_form_and_field(schemas: tuple[Any, ...], message: str) -> None:
    (layout,) = toy(Since("6.1", schemas))
    with pytest.raises(SchemaError) as error:
        assert layout.forms
    assert str(error.value).startswith("layout toy from 6.1: ")
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def toy(*ranges: Since) -> list[Layout]:
    return layouts("toy", *ranges, arch="toy", width=8, page_shift=12, physmem_bits=20, header="toy.h")


def test_a_release_that_is_not_known() -> None:
    with pytest.raises(SchemaError, match=r"layout toy: kernel 6\.99 is not known"):
        toy(Since("6.99", (NONE, PRESENT, SWAP)))


def test_ranges_end_where_the_next_begins() -> None:
    old, new = toy(Since("5.19", (NONE, PRESENT, SWAP)), Since("6.1", (NONE, PRESENT, SWAP)))
    assert (old.since, old.until, new.since, new.until) == ((5, 19), (6, 0), (6, 1), None)
    assert (old.span, new.span) == ("5.19 to 6.0", "6.1 on")
    assert old.covers((6, 0))
    assert not old.covers((6, 1))
    assert new.covers((7, 3))
    assert [form.name for form in old.forms] == ["none", "present", "swap"]


def test_forms_are_checked_without_construct() -> None:
    """An edit in What if checks the forms again: it must not wait for construct."""
    program = "import sys, ptetui.schema.checks; sys.exit('construct' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_slice_alone_is_a_number_whose_low_bits_are_zero() -> None:
    frame = read_form("present" / BitStruct("pfn[5:2]" / Inverted(4) * DOC, "rest" / Zeros(4) * DOC), 8).by_name["pfn"]
    assert (frame.width, frame.limit, frame.mask) == (4, 0b111100, 0xF0)
    assert [frame.get(word) for word in (0xF0, 0x00, 0xA0)] == [0, 0b111100, 0b010100]
    assert all(frame.get(frame.put(0, value)) == value for value in range(0, 64, 4))
    with pytest.raises(ValueError, match=r"pfn=0x5 does not fit 4 bits \(0 to 0x3c in steps of 0x4\)"):
        frame.put(0, 5)
