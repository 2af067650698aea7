"""Letters that can be read from the back row: a text as dots, two dots a character, five lines high."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

HEIGHT = 5  # lines: seven dots above the base line, two below, one apart
_DOTS = 2 * HEIGHT
DOTTED_HEIGHT = 3  # lines of letters of Braille dots: four dots each
_BRAILLE, _LEFT, _RIGHT = 0x2800, (0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80)  # bits of dots, top down
_SPACE = 3  # dots of a blank
_HALVES = " ▀▄█"  # by the upper dot (1) and the lower one (2)

# Dots from the top down, seven lines that stand on the base line; two more where a letter goes below it.
_LETTERS = {
    "A": ".###. #...# #...# ##### #...# #...# #...#", "B": "####. #...# #...# ####. #...# #...# ####.",
    "C": ".###. #...# #.... #.... #.... #...# .###.", "D": "####. #...# #...# #...# #...# #...# ####.",
    "E": "##### #.... #.... ####. #.... #.... #####", "F": "##### #.... #.... ####. #.... #.... #....",
    "G": ".###. #...# #.... #.### #...# #...# .###.", "H": "#...# #...# #...# ##### #...# #...# #...#",
    "I": "### .#. .#. .#. .#. .#. ###", "J": "..### ...#. ...#. ...#. ...#. #..#. .##..",
    "K": "#...# #..#. #.#.. ##... #.#.. #..#. #...#", "L": "#.... #.... #.... #.... #.... #.... #####",
    "M": "#...# ##.## #.#.# #.#.# #...# #...# #...#", "N": "#...# #...# ##..# #.#.# #..## #...# #...#",
    "O": ".###. #...# #...# #...# #...# #...# .###.", "P": "####. #...# #...# ####. #.... #.... #....",
    "Q": ".###. #...# #...# #...# #.#.# #..#. .##.#", "R": "####. #...# #...# ####. #.#.. #..#. #...#",
    "S": ".#### #.... #.... .###. ....# ....# ####.", "T": "##### ..#.. ..#.. ..#.. ..#.. ..#.. ..#..",
    "U": "#...# #...# #...# #...# #...# #...# .###.", "V": "#...# #...# #...# #...# #...# .#.#. ..#..",
    "W": "#...# #...# #...# #.#.# #.#.# ##.## #...#", "X": "#...# #...# .#.#. ..#.. .#.#. #...# #...#",
    "Y": "#...# #...# .#.#. ..#.. ..#.. ..#.. ..#..", "Z": "##### ....# ...#. ..#.. .#... #.... #####",
    "a": "..... ..... .###. ....# .#### #...# .####", "b": "#.... #.... ####. #...# #...# #...# ####.",
    "c": ".... .... .### #... #... #... .###", "d": "....# ....# .#### #...# #...# #...# .####",
    "e": "..... ..... .###. #...# ##### #.... .###.", "f": "..## .#.. ###. .#.. .#.. .#.. .#..",
    "g": "..... ..... .#### #...# #...# #...# .#### ....# .###.", "h": "#.... #.... ####. #...# #...# #...# #...#",
    "i": "# . # # # # #", "j": ".# .. .# .# .# .# .# .# #.",
    "k": "#... #... #..# #.#. ##.. #.#. #..#", "l": "#. #. #. #. #. #. .#",
    "m": "..... ..... ##.#. #.#.# #.#.# #.#.# #.#.#", "n": "..... ..... ####. #...# #...# #...# #...#",
    "o": "..... ..... .###. #...# #...# #...# .###.", "p": "..... ..... ####. #...# #...# #...# ####. #.... #....",
    "q": "..... ..... .#### #...# #...# #...# .#### ....# ....#", "r": ".... .... #.## ##.. #... #... #...",
    "s": "..... ..... .#### #.... .###. ....# ####.", "t": ".#.. .#.. ###. .#.. .#.. .#.. ..##",
    "u": "..... ..... #...# #...# #...# #...# .####", "v": "..... ..... #...# #...# #...# .#.#. ..#..",
    "w": "..... ..... #...# #...# #.#.# #.#.# .#.#.", "x": "..... ..... #...# .#.#. ..#.. .#.#. #...#",
    "y": "..... ..... #...# #...# #...# #...# .#### ....# .###.", "z": "..... ..... ##### ...#. ..#.. .#... #####",
    "0": ".###. #...# #..## #.#.# ##..# #...# .###.", "1": ".#. ##. .#. .#. .#. .#. ###",
    "2": ".###. #...# ....# ...#. ..#.. .#... #####", "3": "##### ...#. ..#.. ...#. ....# #...# .###.",
    "4": "...#. ..##. .#.#. #..#. ##### ...#. ...#.", "5": "##### #.... ####. ....# ....# #...# .###.",
    "6": "..##. .#... #.... ####. #...# #...# .###.", "7": "##### ....# ...#. ..#.. .#... .#... .#...",
    "8": ".###. #...# #...# .###. #...# #...# .###.", "9": ".###. #...# #...# .#### ....# ...#. .##..",
    ".": ". . . . . . #", ",": ".. .. .. .. .. .. .# #.", ":": ". . # . . . #", ";": ".. .. .# .. .. .. .# #.",
    "!": "# # # # # . #", "?": ".###. #...# ....# ...#. ..#.. ..... ..#..", "'": "# # . . . . .",
    '"': "#.# #.# ... ... ... ... ...", "-": "... ... ... ### ... ... ...",
    "_": "..... ..... ..... ..... ..... ..... #####",
    "+": "..... ..#.. ..#.. ##### ..#.. ..#.. .....", "=": ".... .... #### .... #### .... ....",
    "/": "....# ....# ...#. ..#.. .#... #.... #....", "(": ".# #. #. #. #. #. .#", ")": "#. .# .# .# .# .# #.",
    "*": "..... #.#.# .###. ##### .###. #.#.# .....", "&": ".##.. #..#. #.#.. .#... #.#.# #..#. .##.#",
    "~": "..... ..... .#..# #.#.# #..#. ..... .....", "<": "...# ..#. .#.. #... .#.. ..#. ...#",
    ">": "#... .#.. ..#. ...# ..#. .#.. #...", "%": "##..# ##..# ...#. ..#.. .#... #..## #..##",
}  # fmt: skip


def can_spell(text: str) -> bool:
    """Whether there is a letter for each character."""
    return all(char in _LETTERS or char == " " for char in text)


def width(text: str) -> int:
    """Columns of the text in large."""
    return sum(_wide(char) + 1 for char in text) - 1 if text else 0


def lines(text: str) -> list[str]:
    """The text in large: HEIGHT lines of `width` columns. KeyError where a character has no letter."""
    columns = list(_columns(text))
    return ["".join(_HALVES[dots >> line & 3] for dots in columns).rstrip() for line in range(0, _DOTS, 2)]


@lru_cache(maxsize=1024)  # words of slides, which are folded at one width after the other
def dotted(text: str) -> tuple[str, ...]:
    """The text in letters of half that size, of Braille dots: DOTTED_HEIGHT lines. KeyError as above."""
    columns = [*_columns(text), 0]
    pairs = [*zip(columns[::2], columns[1::2], strict=False)]
    return tuple(
        "".join(chr(_BRAILLE + _dots(left >> line, _LEFT) + _dots(right >> line, _RIGHT)) for left, right in pairs)
        for line in range(0, 4 * DOTTED_HEIGHT, 4)
    )


def _dots(column: int, places: tuple[int, ...]) -> int:
    """Four dots of a column as the bits that a Braille character has for them."""
    return sum(place for at, place in enumerate(places) if column >> at & 1)


def folded(text: str, columns: int) -> list[str]:
    """The text in pieces that are at most so many columns wide in large, or one word."""
    pieces: list[str] = []
    for word in text.split():
        if pieces and width(f"{pieces[-1]} {word}") <= columns:
            pieces[-1] += f" {word}"
        else:
            pieces.append(word)
    return pieces


def _wide(char: str) -> int:
    return _SPACE if char == " " else _LETTERS[char].index(" ")


def _columns(text: str) -> Iterator[int]:
    """The columns of dots, the uppermost dot lowest."""
    for index, char in enumerate(text):
        if index:
            yield 0
        if char == " ":
            yield from [0] * _SPACE
            continue
        rows: Sequence[str] = _LETTERS[char].split()
        for column in range(len(rows[0])):
            yield sum(1 << line for line, row in enumerate(rows) if row[column] == "#")
