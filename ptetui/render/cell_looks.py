"""How the cells of a form at one bit a cell are painted: a background a role, so that a form has a shape from afar.

Letters of offsets, types and zeros are quiet and those of flags are loud. Without colours the letters are what is left.
"""

from collections.abc import Mapping

_DARK = {
    "cell_type": "color(94) on color(215)", "cell_offset": "color(80) on color(24)",
    "cell_inverted": "color(183) on color(60)", "cell_exclusive": "bold color(16) on color(227)",
    "cell_uffd_wp": "bold color(16) on color(213)", "cell_soft_dirty": "bold color(16) on color(120)",
    "cell_one": "color(16) on color(250)", "cell_zero": "color(245) on color(236)",
    "cell_ignored": "color(247) on color(235)",
}  # fmt: skip
_LIGHT = {
    "cell_type": "color(94) on color(222)", "cell_offset": "color(24) on color(153)",
    "cell_inverted": "color(54) on color(183)", "cell_exclusive": "bold color(16) on color(220)",
    "cell_uffd_wp": "bold color(16) on color(212)", "cell_soft_dirty": "bold color(16) on color(113)",
    "cell_one": "color(231) on color(243)", "cell_zero": "color(242) on color(254)",
    "cell_ignored": "color(243) on color(255)",
}  # fmt: skip
_CONTRAST = {
    "cell_type": "color(16) on color(214)", "cell_offset": "color(231) on color(19)",
    "cell_inverted": "color(231) on color(54)", "cell_exclusive": "bold color(16) on color(226)",
    "cell_uffd_wp": "bold color(16) on color(213)", "cell_soft_dirty": "bold color(16) on color(46)",
    "cell_one": "color(16) on color(255)", "cell_zero": "color(250) on color(16)",
    "cell_ignored": "color(250) on color(16)",
}  # fmt: skip
_SAFE = _DARK | {
    "cell_type": "color(94) on color(214)", "cell_offset": "color(110) on color(24)",
    "cell_inverted": "color(250) on color(240)", "cell_exclusive": "bold color(16) on color(227)",
    "cell_uffd_wp": "bold color(16) on color(175)", "cell_soft_dirty": "bold color(16) on color(36)",
}  # fmt: skip

CELLS: Mapping[str, Mapping[str, str]] = {
    "dark": _DARK, "light": _LIGHT, "high-contrast": _CONTRAST, "colour-blind-safe": _SAFE,
}  # fmt: skip
