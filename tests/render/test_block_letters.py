"""Block letters: each is what its dots say, and as wide as it is said to be."""

import string

import pytest

from ptetui.render.block_letters import HEIGHT, can_spell, folded, lines, width

LETTERS = string.ascii_letters + string.digits + ".,:;!?'\"-_+=/()~<>%"


def dots(text: str) -> list[str]:
    """The picture, a character a dot."""
    rows = []
    for line in lines(text):
        rows.append("".join("#" if char in "▀█" else "." for char in line.ljust(width(text))))
        rows.append("".join("#" if char in "▄█" else "." for char in line.ljust(width(text))))
    return rows


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_stands_on_the_line_and_is_as_wide_as_said(letter: str) -> None:
    drawn = dots(letter)
    assert len(drawn) == 2 * HEIGHT
    assert max(len(row.rstrip(".")) for row in drawn) <= width(letter) <= 5
    assert any("#" in row for row in drawn)
    below = any("#" in row for row in drawn[7:])
    assert below == (letter in "gjpqy,;")


def test_letters_are_told_apart() -> None:
    pictures = {letter: tuple(dots(letter)) for letter in LETTERS}
    assert len(set(pictures.values())) == len(LETTERS)


def test_a_word() -> None:
    assert dots("Pi")[:7] == [
        "####..#", "#...#..", "#...#.#", "####..#", "#.....#", "#.....#", "#.....#",
    ]  # fmt: skip
    assert width("Pi") == 7
    assert width("") == 0


def test_folding_keeps_every_word() -> None:
    text = "A snapshot that misses a write"
    for columns in (40, 80, 120, 200):
        pieces = folded(text, columns)
        assert " ".join(pieces) == text
        assert all(width(piece) <= columns or " " not in piece for piece in pieces)
    assert folded(text, 200) == [text]


def test_what_has_no_letter() -> None:
    assert can_spell("What is it?")
    assert not can_spell("naïve")
    with pytest.raises(KeyError):
        lines("ï")
