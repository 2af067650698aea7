"""The shell of all HTML pages: head, security policy, style sheet."""

from base64 import b64encode
from hashlib import sha256
from html import escape

from ptetui.export.svg import colour
from ptetui.render.looks import style


def document(title: str, css: str, body: str, script: str = "", images: bool = False) -> str:
    """A page that loads nothing. A script is named by its hash, so that nothing else runs in it.

    `images` says that pictures stand in the page as data.
    """
    allowed, ending = "; img-src data:" if images else "", ""
    if script:
        allowed += f"; script-src 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
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
.prose td:last-child {{ font-family: inherit; }}"""


def page_css(theme: str) -> str:
    """How pages look in a theme."""
    ground = style(theme, "").bgcolor
    looks = {"head": "head", "dim": "dim", "line": "border", "text": ""}
    colours = {name: colour(style(theme, look).color) for name, look in looks.items()}
    return _RULES.format(ground=colour(ground), **colours)
