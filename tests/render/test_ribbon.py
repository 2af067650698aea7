"""The ribbon: no bit is lost at any width, and pictures of known words that a person has read.

PTETUI_UPDATE=1 writes the pictures again; then read the difference.
"""

import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptetui.linux.catalog import Catalog, newest
from ptetui.linux.classify import Reading, classify
from ptetui.linux.layout import Layout
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting
from ptetui.pictures.layout import layout_text
from ptetui.pictures.word_text import word_text
from ptetui.render.labels import short_name
from ptetui.render.plain_ribbon import plain_ribbon
from ptetui.render.ribbon import LINES, Fold, Marks, draw, draw_row, fold, ribbon_text
from ptetui.render.spans import ASCII, UNICODE, Glyphs
from ptetui.render.strips import change_marks
from tests.groups import of_every_layout

PLAIN = Marks()
PICTURES = Path(__file__).parent / "golden"
LAYOUTS = list(Catalog().all([]))
NAMED = ("x86_64", "x86_32_pae", "arm64_4k", "s390", "riscv64", "arm_2level", "parisc64", "mips32_xpa_16k")
SOME = [layout for layout in LAYOUTS if layout.name in NAMED and layout.level == "pte" and layout.until is None]


def reading_of(name: str, kernel: str, word: int) -> Reading:
    version = parse_version(kernel)
    return classify(Setting(Catalog().find(name, version), version), word)


def texts(reading: Reading, chosen: Fold, glyphs: Glyphs = UNICODE, marks: Marks = PLAIN) -> list[str]:
    return ["".join(span.text for span in line) for line in draw(reading, chosen, marks, glyphs)]


def check_drawing(reading: Reading, chosen: Fold, glyphs: Glyphs) -> None:
    """Every line is as wide as its row, and every bit's digit stands where `place` says."""
    lines = texts(reading, chosen, glyphs)
    assert len(lines) == chosen.height
    for number, line in enumerate(lines):
        high, low = chosen.span_of(number // len(LINES))
        assert len(line) == (high - low + 1) * chosen.cell + 1, (LINES[number % len(LINES)], line)
    for bit in range(chosen.width):
        row, column = chosen.place(bit)
        line = lines[row * len(LINES) + LINES.index("bits")]
        assert line[column : column + chosen.cell - 1].strip() == str(reading.word >> bit & 1)
        for line_number in range(len(LINES)):
            assert chosen.bit_at(column, row * len(LINES) + line_number) == bit


layouts = st.sampled_from(SOME)
columns = st.integers(17, 300)


@given(layouts, columns, st.integers(0, 4), st.integers(0, (1 << 64) - 1), st.booleans())
def test_no_bit_is_lost_at_any_width(layout: Layout, width: int, zoom: int, word: int, ascii_only: bool) -> None:
    chosen = fold(layout.width, width, zoom)
    assert chosen is not None
    assert chosen.columns <= width
    word &= (1 << layout.width) - 1
    check_drawing(classify(Setting(layout, newest(layout)), word), chosen, ASCII if ascii_only else UNICODE)


@of_every_layout(LAYOUTS)
def test_every_layout_can_be_drawn(layout: Layout) -> None:
    """Every form, folded three ways; names, values and all."""
    pick = random.Random(layout.name)
    setting = Setting(layout, newest(layout))
    for form in setting.forms:
        word = form.recognised.value | pick.getrandbits(layout.width) & ~form.recognised.mask
        for width in (17, 80, 160):
            chosen = fold(layout.width, width)
            assert chosen is not None
            check_drawing(classify(setting, word), chosen, UNICODE)
    assert list(layout_text(setting))


@given(st.sampled_from((32, 64, 128)), columns, st.integers(0, 6), st.none() | st.integers(1, 60))
def test_folds(width: int, wide: int, zoom: int, lines: int | None) -> None:
    chosen = fold(width, wide, zoom, lines)
    assert chosen is not None
    assert chosen.columns <= wide
    assert chosen.rows * chosen.per_row >= width
    assert [chosen.span_of(0)[0], chosen.span_of(chosen.rows - 1)[1]] == [width - 1, 0]
    larger = fold(width, wide, zoom + 1, lines)
    assert larger is not None
    assert larger.per_row in (chosen.per_row, chosen.per_row // 2)
    if lines is not None and fold(width, wide) != chosen:
        assert chosen.height <= lines, "zoom never leaves the lines that there are"


@pytest.mark.parametrize(
    ("wide", "rows"), [(300, 1), (129, 1), (128, 2), (80, 2), (65, 2), (64, 4), (33, 4), (32, 8), (17, 8)]
)
def test_how_64_bits_are_folded(wide: int, rows: int) -> None:
    chosen = fold(64, wide)
    assert chosen is not None
    assert chosen.rows == rows


def test_too_narrow() -> None:
    assert fold(64, 16) is None
    assert fold(64, 0) is None


def test_what_is_outside_is_no_bit() -> None:
    chosen = Fold(64, 32, 2)
    assert chosen.bit_at(-1, 0) is None
    assert chosen.bit_at(0, 12) is None
    assert chosen.bit_at(0, -1) is None
    assert (chosen.bit_at(0, 0), chosen.bit_at(63, 5), chosen.bit_at(1, 6)) == (63, 32, 31)
    assert chosen.bit_at(64, 0) is None, "the last border belongs to no bit"


def test_marks_stand_under_their_bits() -> None:
    """A changed bit and a wrong constant, which is shown where both hold; a number that changed has one bracket."""
    reading = reading_of("x86_64", "6.12", 0x10)
    for chosen in (Fold(64, 64, 2), Fold(64, 32, 3), Fold(64, 16, 8)):
        lines = texts(reading, chosen, marks=Marks(cursor=40, changed=1 << 63 | 1 << 4 | 1))
        marks = {bit: marked(lines, chosen, bit) for bit in range(64)}
        assert {bit: mark for bit, mark in marks.items() if mark and bit < 59} == {4: "✗", 0: "▲"}
        bracket = "".join(marks[bit] for bit in range(63, 58, -1))
        assert bracket.count("▲") == 1
        assert set(bracket) == {"━", "▲"}
        row, column = chosen.place(40)
        assert "40" in lines[row * len(LINES)][column - 1 : column + chosen.cell - 1], "the cursor's number"


@pytest.mark.parametrize("bit", [9, 10, 20, 31, 32, 58])
def test_the_one_bit_of_a_number_that_changed_has_the_sign(bit: int) -> None:
    """In a ribbon of any width, and in a strip; with a second bit the sign is in the middle of the bracket."""
    reading = reading_of("x86_64", "6.12", 0x07FFFFFFFFDB9608)
    for chosen in (Fold(64, 64, 2), Fold(64, 32, 3), Fold(64, 16, 8)):
        lines = texts(reading, chosen, marks=Marks(changed=1 << bit))
        assert [at for at in range(64) if "▲" in marked(lines, chosen, at)] == [bit]
    assert change_marks(reading, 1 << bit, 64, UNICODE)[0].text.index("▲") == 63 - bit
    both = change_marks(reading, 1 << 58 | 1 << 9, 64, UNICODE)[0].text
    assert (both.count("▲"), both.index("▲")) == (1, 63 - 34)


def roles(reading: Reading, chosen: Fold, marks: Marks = PLAIN) -> dict[int, str]:
    """The role of each bit in the line of bits."""
    rows = (draw_row(reading, chosen, row, marks).bits for row in range(chosen.rows))
    return {span.bit: span.role for row in rows for span in row if span.role.startswith("bit_")}


@given(layouts, st.integers(17, 200), st.integers(0, (1 << 64) - 1), st.integers(0, (1 << 64) - 1))
def test_exactly_the_bits_that_are_one_are_filled(layout: Layout, width: int, word: int, unsure: int) -> None:
    """Stored inverted or not; the bits that nobody knows are neither."""
    word &= (1 << layout.width) - 1
    chosen = fold(layout.width, width)
    assert chosen is not None
    per_bit = roles(classify(Setting(layout, newest(layout)), word), chosen, Marks(open=unsure))
    for bit in range(layout.width):
        state = "open" if unsure >> bit & 1 else "set" if word >> bit & 1 else "clear"
        assert state in per_bit[bit].split()
        assert len({"open", "set", "clear"} & set(per_bit[bit].split())) == 1


def test_a_flag_that_is_stored_inverted_says_so() -> None:
    """The marker's uffd-wp bit: stored as 0, the flag holds; with its name the sign of inversion."""
    reading = reading_of("x86_64", "6.12", 0xFFFFFFFFFFFFF800)
    for cell in (2, 3, 8):
        drawn = draw_row(reading, Fold(64, 64, cell), 0)
        assert "clear" in next(span.role for span in drawn.bits if span.bit == 9 and span.role.startswith("bit_"))
        assert next(span for span in drawn.names if span.bit == 9 and span.role != "border").role == "flag set"
        over = [span.text for line in drawn[1:4] for span in line if span.bit == 9 and span.role != "border"]
        assert "~" in "".join(over)


def test_symbols_stand_upright_where_a_bit_has_one_column() -> None:
    reading = reading_of("x86_64", "6.12", 0x8000000012345867)
    lines = texts(reading, Fold(64, 64, 2))
    upright = {bit: "".join(lines[at][(63 - bit) * 2 + 1] for at in (1, 2, 3)).strip() for bit in (63, *range(12))}
    named = ["P", "R/W", "U/S", "PWT", "PCD", "A", "D", "PAT", "G", "SP", "WP", "SD"]
    assert upright == {63: "XD", **dict(enumerate(named))}


def test_the_bit_under_the_cursor_and_a_flag_that_changed_have_looks_of_their_own() -> None:
    reading = reading_of("x86_64", "6.12", 0x8000000012345867)
    per_bit = roles(reading, Fold(64, 64, 3), Marks(cursor=5, changed=1 << 6 | 1 << 12))
    assert per_bit[5].endswith("caret")
    assert per_bit[6].endswith("set changed")
    assert "changed" not in per_bit[12], "a number that changed has its bracket"


def marked(lines: list[str], chosen: Fold, bit: int) -> str:
    row, column = chosen.place(bit)
    return lines[row * len(LINES) + LINES.index("bottom")][column : column + chosen.cell - 1].strip("─")


@given(st.from_regex(r"[a-z]+(_[a-z0-9]+){0,3}", fullmatch=True), st.integers(1, 20))
def test_shortened_names_fit(name: str, width: int) -> None:
    short = short_name(name, width)
    assert 1 <= len(short) <= width
    assert short[0] == name[0]
    assert short_name(name, len(name)) == name


@pytest.mark.parametrize("wide", [17, 33, 80, 200])
def test_text_is_never_wider_than_asked(wide: int) -> None:
    for layout in SOME:
        reading = classify(Setting(layout, newest(layout)), layout.swap.blank)
        assert all(len(line) <= wide for line in ribbon_text(reading, wide))


WORDS = {
    "x86_64-swap": ("x86_64", "6.12", 0x1FFFFFFFFFDB960A),
    "x86_64-present": ("x86_64", "6.12", 0x8000000012345867),
    "x86_64-protnone": ("x86_64", "6.12", 0x800FFFFFEDCBA968),
    "x86_64-migration": ("x86_64", "6.12", 0xD7FFE7FFFDB97402),
    "x86_64-marker": ("x86_64", "6.12", 0xFFFFFFFFFFFFF800),
    "x86_64-malformed": ("x86_64", "6.12", 0x10),
    "x86_32_pae-swap": ("x86_32_pae", "6.1", 0x1FFFFFFFFFDB9600),
    "s390-none": ("s390", "6.12", 0x400),
    "s390-swap": ("s390", "6.12", 0x0000000001234E0E),
    "arm64_4k-present": ("arm64_4k", "6.12", 0x00E8000040186F43),
    "arm_2level-swap": ("arm_2level", "6.12", 0x0000128C),
    "riscv64-swap": ("riscv64", "7.2", 0x00000000000010C0),
}


@pytest.mark.parametrize("name", WORDS)
def test_pictures(name: str) -> None:
    """At 160 columns, at 80, and in ASCII at 40."""
    reading = reading_of(*WORDS[name])
    parts = ((160, UNICODE), (80, UNICODE), (40, ASCII))
    got = "".join("\n".join(word_text(reading, wide, glyphs)) + "\n\n" for wide, glyphs in parts)
    picture = PICTURES / f"{name}.txt"
    if os.environ.get("PTETUI_UPDATE"):
        picture.parent.mkdir(exist_ok=True)
        picture.write_text(got, encoding="utf-8")
    assert got == picture.read_text(encoding="utf-8")


def test_pictures_in_ascii_are_ascii() -> None:
    for layout in SOME:
        reading = classify(Setting(layout, newest(layout)), (1 << layout.width) - 2)
        for wide in (17, 33, 80, 160):
            assert "".join(ribbon_text(reading, wide, ASCII)).isascii()


@pytest.mark.parametrize("name", ["x86_64", "s390", "arm64_4k", "ppc32_44x", "nios2"])
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_the_plain_ribbon_is_the_ribbon_without_marks(name: str, glyphs: Glyphs) -> None:
    layout = Catalog().find(name)
    setting = Setting(layout, layout.since)
    chance = random.Random(name)
    words = [chance.getrandbits(layout.width) for _ in range(20)]
    words += [form.blank ^ 1 << bit for form in setting.forms for bit in range(0, layout.width, 3)]
    for word in (*words, 0):
        reading = classify(setting, word)
        for columns in (17, 40, 80, 140, 300):
            assert plain_ribbon(reading, columns, glyphs) == ribbon_text(reading, columns, glyphs)
