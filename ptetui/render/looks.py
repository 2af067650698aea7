"""How roles look, in the app and in pictures. Colours are exact xterm-256 entries, since tmux turns true colour into
them. No role depends on colour: each also has a letter, a mark, a hatch or a weight, so that NO_COLOR and 16 colours
lose nothing. A bit that is 1 is filled with its field's colour: it has that colour as its foreground, reversed, so that
it stays filled without colours. The bit under the cursor has a ground that nothing else has.
"""

from collections.abc import Mapping
from functools import lru_cache

from rich.style import Style

from ptetui.render.cell_looks import CELLS

_SHARED = {
    "here": "bold underline",
    "cursor": "bold reverse",
    "set": "reverse",
    "caret": "bold underline",
    "row": "bold",
    "ignored": "italic",
    "apart": "reverse",
    "changed": "bold",
    "wrong": "bold reverse",
    "title": "bold reverse",
    "head": "bold",
    "key": "bold",
}

# role -> rich style; "" is the plain text of the theme. color(N) are xterm-256 entries.
_DARK = {
    "": "color(252) on color(234)", "ruler": "color(245)", "ruler_cursor": "bold color(255)", "border": "color(245)",
    "type": "color(215)", "offset": "color(117)", "pfn": "color(114)", "number": "color(183)", "flag": "color(229)",
    "fixed": "color(247)", "ignored": "color(245)", "changed": "color(213)", "wrong": "color(203)",
    "title": "color(117)", "head": "color(255)", "dim": "color(245)", "key": "color(215)",
    "good": "color(114)", "message": "color(229)", "bar": "color(252) on color(236)",
    "bar_key": "bold color(215) on color(236)", "off": "color(245)", "row": "on color(237)",
    "clear": "color(245)", "open": "color(250)", "caret": "not reverse color(231) on color(26)",
    "shade": "on color(238)",
}  # fmt: skip
_LIGHT = {
    "": "color(235) on color(231)", "ruler": "color(241)", "ruler_cursor": "bold color(16)", "border": "color(243)",
    "type": "color(94)", "offset": "color(25)", "pfn": "color(22)", "number": "color(54)", "flag": "color(58)",
    "fixed": "color(241)", "ignored": "color(243)", "changed": "color(126)", "wrong": "color(160)",
    "title": "color(25)", "head": "color(16)", "dim": "color(241)", "key": "color(130)",
    "good": "color(22)", "message": "color(94)", "bar": "color(235) on color(254)",
    "bar_key": "bold color(94) on color(254)", "off": "color(243)", "row": "on color(254)",
    "clear": "color(243)", "open": "color(239)", "caret": "not reverse color(16) on color(117)",
    "shade": "on color(254)",
}  # fmt: skip
_CONTRAST = {
    "": "color(231) on color(16)", "ruler": "color(231)", "ruler_cursor": "bold color(226)", "border": "color(231)",
    "type": "bold color(226)", "offset": "bold color(51)", "pfn": "bold color(46)", "number": "bold color(183)",
    "flag": "bold color(214)", "fixed": "color(250)", "ignored": "color(250)", "changed": "color(226)",
    "wrong": "color(226)", "title": "color(231)", "head": "color(231)", "dim": "color(231)", "key": "color(226)",
    "good": "color(46)", "message": "bold color(226)", "bar": "color(231) on color(19)",
    "bar_key": "bold underline color(226) on color(19)", "off": "color(250)", "row": "underline",
    "clear": "color(250)", "open": "color(231)", "caret": "not reverse color(231) on color(19)",
    "shade": "on color(237)",
}  # fmt: skip
# Okabe and Ito's palette, nearest xterm-256 entries: told apart with every common kind of colour vision.
_SAFE = {
    "": "color(252) on color(234)", "ruler": "color(247)", "ruler_cursor": "bold color(255)", "border": "color(245)",
    "type": "color(214)", "offset": "color(74)", "pfn": "color(36)", "number": "color(175)", "flag": "color(227)",
    "fixed": "color(247)", "ignored": "color(246)", "changed": "color(227)", "wrong": "color(202)",
    "title": "color(74)", "head": "color(255)", "dim": "color(247)", "key": "color(214)",
    "good": "color(36)", "message": "color(227)", "bar": "color(252) on color(236)",
    "bar_key": "bold color(214) on color(236)", "off": "color(246)", "row": "on color(237)",
    "clear": "color(246)", "open": "color(250)", "caret": "not reverse color(231) on color(25)",
    "shade": "on color(238)",
}  # fmt: skip

THEME_ROLES: Mapping[str, Mapping[str, str]] = {
    "dark": _DARK, "light": _LIGHT, "high-contrast": _CONTRAST, "colour-blind-safe": _SAFE,
}  # fmt: skip
THEMES = tuple(THEME_ROLES)


@lru_cache(maxsize=4096)
def style(theme: str, role: str) -> Style:
    """The style of a role; roles may be joined by spaces, later ones on top. Never empty."""
    table = THEME_ROLES[theme]
    combined = Style.parse(table[""])
    if "ignored" in role:  # what does not matter is not bright
        role = role.replace(" set", " shade")
    for part in role.split():
        if part.startswith("pixel_"):  # of a picture: one or two entries of the palette
            upper, _, lower = part.removeprefix("pixel_").partition("_")
            combined += Style.parse(f"color({upper})" + (f" on color({lower})" if lower else ""))
            continue
        for source in (table, CELLS[theme], _SHARED):
            combined += Style.parse(source.get(part.removeprefix("bit_"), ""))
    return combined
