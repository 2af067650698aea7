"""Lines of ASCII text."""

from ptetui.export.format import Format, Style
from ptetui.export.txt import text_page
from ptetui.render.ascii import to_ascii
from ptetui.render.spans import ASCII
from ptetui.render.view import View


def _make(view: View, style: Style) -> str:
    return to_ascii(text_page(view, style.columns))


FORMAT = Format("ascii", _make, (".ascii",), glyphs=ASCII)
