"""HTML: one file that needs nothing else; a talk becomes a page that steps."""

from html import escape

from ptetui.export.deck_page import deck_page
from ptetui.export.format import WIDE_COLUMNS, Format, Style
from ptetui.export.html_document import document, page_css
from ptetui.export.svg import svg
from ptetui.render.view import Block, Drawing, Part, Table, View


def html_page(view: View, theme: str) -> str:
    """One file that needs nothing else: drawings are SVG, tables are tables, no script, nothing from the network."""
    body = [f"<h1>{escape(view.title)}</h1>", *(_section(part, theme) for part in view.parts)]
    return document(view.title, page_css(theme), "\n".join(body))


_PROSE = 20  # characters from which the texts of the last column are sentences


def _section(part: Part, theme: str) -> str:
    heading = [f"<h2>{escape(part.heading)}</h2>"] if part.heading else []
    return "\n".join(["<section>", *heading, *(_html(block, theme) for block in part.blocks), "</section>"])


def _html(block: Block, theme: str) -> str:
    if isinstance(block, Drawing):
        return f"<figure>{svg(block.rows, theme, block.about)}</figure>"
    if isinstance(block, Table):
        head = "".join(f"<th>{escape(cell)}</th>" for cell in block.header)
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block.rows)
        lines = "\n".join(f"<tr>{row}</tr>" for row in rows)
        prose = max((len(row[-1]) for row in block.rows), default=0) > _PROSE
        table = "<table class=prose>" if prose else "<table>"
        return f"{table}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>"
    return "\n".join(f"<p>{escape(line)}</p>" for line in block.lines)


def _make(view: View, style: Style) -> str:
    if view.deck is not None:
        return deck_page(view.deck, style.theme if style.chosen else "")
    return html_page(view, style.theme)


FORMAT = Format("html", _make, (".html", ".htm"), WIDE_COLUMNS)
