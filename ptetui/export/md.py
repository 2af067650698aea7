"""Markdown."""

import re

from ptetui.export.format import Format
from ptetui.render.spans import text_of
from ptetui.render.view import Block, Drawing, Table, View


def markdown_page(view: View) -> str:
    """Headings, fenced drawings, tables, paragraphs."""
    blocks = [f"# {_escaped(view.title)}"]
    for part in view.parts:
        blocks += [f"## {_escaped(part.heading)}"] if part.heading else []
        blocks += [_markdown(block) for block in part.blocks]
    return "\n\n".join(blocks) + "\n"


def _markdown(block: Block) -> str:
    if isinstance(block, Drawing):
        return "\n".join(["```text", *map(text_of, block.rows), "```"])
    if isinstance(block, Table):
        header, *rows = ([_escaped(cell) for cell in row] for row in (block.header, *block.rows))
        return "\n".join(f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *rows))
    return "\n\n".join(map(_escaped, block.lines))


def _escaped(text: str) -> str:
    """A text in which nothing is Markdown."""
    return re.sub(r"([\\`*_\[\]<>|#~&])", r"\\\1", text)


FORMAT = Format("md", lambda view, _: markdown_page(view), (".md", ".markdown"))
