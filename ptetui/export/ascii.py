"""Lines of ASCII text."""

from ptetui.export.format import Format
from ptetui.export.txt import text_page
from ptetui.render.ascii import to_ascii
from ptetui.render.spans import ASCII

FORMAT = Format("ascii", lambda view, style: to_ascii(text_page(view, style.columns)), (".ascii",), glyphs=ASCII)
