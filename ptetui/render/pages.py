"""A view as rows of spans, and those as plain text, ASCII, Markdown and HTML."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from textwrap import wrap

from ptetui.render.ascii import to_ascii
from ptetui.render.looks import style
from ptetui.render.ribbon import Span
from ptetui.render.svg import colour, svg
from ptetui.render.text import table
from ptetui.render.view import Block, Drawing, Part, Row, Table, View, Words


def rows_of(view: View, columns: int) -> list[Row]:
    """Everything in the view as rows; only sentences are folded at `columns`."""
    rows: list[Row] = [[Span(view.title, "head")]]
    for part in view.parts:
        rows += [[], [Span(part.heading, "head")]] if part.heading else [[]]
        for index, block in enumerate(part.blocks):
            rows += [[]] if index and not isinstance(block, Words) else []
            rows += _block_rows(block, columns)
    return rows


def _block_rows(block: Block, columns: int) -> Iterator[Row]:
    if isinstance(block, Drawing):
        yield from (list(row) for row in block.rows)
    elif isinstance(block, Table):
        header, *lines = table(block.header, block.rows)
        yield [Span(header, "dim")]
        yield from ([Span(line, "")] for line in lines)
    else:
        yield from ([Span(line, "")] for text in block.lines for line in wrap(text, columns, break_long_words=False))


def text_page(view: View, columns: int) -> str:
    """Lines of text."""
    return "\n".join("".join(span.text for span in row).rstrip() for row in rows_of(view, columns)) + "\n"


def ascii_page(view: View, columns: int) -> str:
    """The same in ASCII; draw the view with ASCII glyphs."""
    return to_ascii(text_page(view, columns))


def picture(view: View, columns: int, theme: str) -> str:
    """The same as one SVG."""
    return svg(rows_of(view, columns), theme, view.title)


# ---------------------------------------------------------------------------------------------- Markdown


def markdown_page(view: View) -> str:
    """Headings, fenced drawings, tables, paragraphs."""
    blocks = [f"# {_marked(view.title)}"]
    for part in view.parts:
        blocks += [f"## {_marked(part.heading)}"] if part.heading else []
        blocks += [_markdown(block) for block in part.blocks]
    return "\n\n".join(blocks) + "\n"


def _markdown(block: Block) -> str:
    if isinstance(block, Drawing):
        lines = ("".join(span.text for span in row).rstrip() for row in block.rows)
        return "\n".join(["```text", *lines, "```"])
    if isinstance(block, Table):
        header, *rows = ([_marked(cell) for cell in row] for row in (block.header, *block.rows))
        return "\n".join(f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *rows))
    return "\n\n".join(map(_marked, block.lines))


def _marked(text: str) -> str:
    """A text in which nothing is Markdown."""
    return re.sub(r"([\\`*_\[\]<>|#~&])", r"\\\1", text)


# ---------------------------------------------------------------------------------------------- HTML


def html_page(view: View, theme: str) -> str:
    """One file that needs nothing else: drawings are SVG, tables are tables, no script, nothing from the network."""
    body = [f"<h1>{escape(view.title)}</h1>", *(_section(part, theme) for part in view.parts)]
    return document(view.title, page_css(theme), "\n".join(body))


def document(title: str, css: str, body: str, script: str = "") -> str:
    """A page that loads nothing. A script is named by its hash, so that nothing else runs in it."""
    allowed, ending = "", ""
    if script:
        allowed = f"; script-src 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
        ending = f"<script>{script}</script>\n"
    return _PAGE.format(title=escape(title), css=css, body=body, allowed=allowed, script=ending)


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'{allowed}">
<title>{title}</title>
<style>
{css}
</style>
</head>
<body>
{body}
{script}</body>
</html>
"""
_RULES = """body {{ color: {text}; background: {ground}; font: 16px/1.5 system-ui, sans-serif; margin: 2em auto;
  max-width: 76em; padding: 0 1em; }}
h1, h2 {{ color: {head}; line-height: 1.2; }} h1 {{ font-size: 1.4em; }} h2 {{ font-size: 1.1em; margin-top: 2em; }}
figure {{ margin: 1em 0; overflow-x: auto; }} figure svg {{ max-width: 100%; min-width: 40em; height: auto; }}
table {{ border-collapse: collapse; font-size: 0.9em; display: block; overflow-x: auto; }}
th {{ text-align: left; color: {dim}; }}
th, td {{ padding: 0.15em 1.2em 0.15em 0; vertical-align: top; border-bottom: 1px solid {line}; }}
td {{ font-family: "DejaVu Sans Mono", ui-monospace, Menlo, Consolas, monospace; }}
td:last-child {{ font-family: inherit; }}"""


def page_css(theme: str) -> str:
    """How pages look in a theme."""
    ground = style(theme, "").bgcolor
    looks = {"head": "head", "dim": "dim", "line": "border", "text": ""}
    found = {name: colour(style(theme, look).color) for name, look in looks.items()}
    return _RULES.format(ground=colour(ground), **found)


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
        return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>"
    return "\n".join(f"<p>{escape(line)}</p>" for line in block.lines)
