"""The signs that pictures use, and what they mean: for the help and for exported pages."""

from collections.abc import Iterable, Sequence

from ptetui.render.spans import UNICODE, Glyphs, Span

SIGNS = (
    ("0 1", "a bit as it is stored; a 1 is filled with its field's colour"),
    ("?", "a bit that the model does not know"),
    ("✓ ·", "a flag that is set, one that is clear"),
    ("=0 =1", "a fixed bit and the value that it must have"),
    ("░", "ignored: the kernel's test does not look at it"),
    ("✗", "a constant bit with the wrong value; a collision"),
    ("▲", "a flag that changed; in stacks a bit that tells forms apart"),
    ("━▲━", "a number that changed; if by one bit, ▲ is under it"),
    ("◆", "means something else than in the layout or kernel before"),
    ("~", "stored inverted: the value is decoded, the bits are as stored"),
    ("S s", "strips: S soft-dirty, E exclusive, W uffd-wp; small: stored as 0"),
    ("≈", "excused: no kernel makes such a word"),
    ("=", "made and read as the same state"),
    ("•", "the state before; a finding that touches the bit"),
    ("▶ ›", "the line under the cursor: keys act on it, or elsewhere"),
    ("◇", "the other page after a fork"),
    ("→", "leads to another state, or to another value"),
    ("↻", "stays in the same state"),
    ("↑ ↓", "better, worse than the first design; more of it above, below"),
    ("×", "this kernel or configuration does not have the state"),
    ("● ○", "points of a slide, shown and to come"),
)

_ON_PAGES = ("0 1", "?", "✓ ·", "=0 =1", "░", "✗", "━▲━", "▲", "◆", "~")


def signs_of(rows: Iterable[Sequence[Span]], glyphs: Glyphs) -> str:
    """What the signs in rows of a ribbon mean, in one line; those that do not occur are left out."""
    used = {char for row in rows for span in row for char in span.text}
    drawn = {sign: as_drawn for sign, as_drawn in zip(UNICODE, glyphs, strict=True) if len(sign) == 1}
    shown = []
    for sign, text in SIGNS:
        chars = {drawn.get(char, char) for char in sign if char not in " 01━="} or set("01")
        if sign in _ON_PAGES and chars <= used:
            shown.append("".join(drawn.get(char, char) for char in sign) + f" {text}")
    return "Signs: " + "; ".join(shown) + "."
