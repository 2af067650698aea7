"""Lines of text."""

from ptetui.export.format import Format
from ptetui.render.spans import text_of
from ptetui.render.view import View, rows_of


def text_page(view: View, columns: int) -> str:
    """The view as lines; only sentences are folded at `columns`."""
    return "\n".join(map(text_of, rows_of(view, columns))) + "\n"


FORMAT = Format("txt", lambda view, style: text_page(view, style.columns), (".txt", ".text"))
