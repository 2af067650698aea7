"""A talk as one HTML page that steps with the arrow keys and needs nothing else; without script all of it is shown."""

from html import escape

from ptetui.export.html_document import document, page_css
from ptetui.export.svg import colour, svg
from ptetui.render.looks import style
from ptetui.render.spans import Text
from ptetui.render.view import Deck, Slide

_COLUMNS, _LINES = 100, 22  # what a picture is drawn for

_SCRIPT = """
const slides = [...document.querySelectorAll("section")], where = document.querySelector("#where");
let slide = 0, shown = 0;
const points = () => slides[slide].querySelectorAll("ul li");
function show() {
  slides.forEach((each, index) => each.hidden = index !== slide);
  points().forEach((each, index) => each.classList.toggle("hidden", index >= shown));
  const pictures = slides[slide].querySelectorAll("figure");
  const last = [...pictures].findLastIndex(each => Number(each.dataset.from) <= shown);
  pictures.forEach((each, index) => each.hidden = index !== last);
  where.textContent = `${slide}/${slides.length - 1}`;
  history.replaceState(null, "", `#${slide}`);
}
function go(to, all) {
  if (to < 0 || to >= slides.length) return;
  slide = to;
  shown = all ? points().length : 0;
  show();
}
const next = () => shown < points().length ? (shown++, show()) : go(slide + 1, false);
const back = () => shown > 0 ? (shown--, show()) : go(slide - 1, true);
const keys = {
  ArrowRight: next, ArrowDown: next, PageDown: next, " ": next, ArrowLeft: back, ArrowUp: back, PageUp: back,
  Backspace: back, Home: () => go(0, false), End: () => go(slides.length - 1, true),
  n: () => document.body.classList.toggle("notes"), b: () => document.body.classList.toggle("blank"),
};
addEventListener("keydown", event => {
  const act = event.ctrlKey || event.altKey || event.metaKey ? undefined : keys[event.key];
  if (act) { event.preventDefault(); act(); }
});
document.querySelector("#next").addEventListener("click", next);
document.querySelector("#back").addEventListener("click", back);
document.body.classList.add("played");
go(Math.min(Number(location.hash.slice(1)) || 0, slides.length - 1), false);
"""

_CSS = """section {{ max-width: 76em; margin: 0 auto; }} ol {{ font-size: 1.1em; }}
ul {{ font-size: 1.25em; list-style: "\\2022  "; padding-left: 1.2em; }} li.hidden {{ visibility: hidden; }}
h1, h2 {{ color: {ground}; background: {title}; display: inline-block; padding: 0.1em 0.6em; font-size: 1.6em;
  margin: 0.5em 0; }}
code {{ font-family: "DejaVu Sans Mono", ui-monospace, Menlo, Consolas, monospace; color: {code}; }}
aside {{ border-left: 4px solid {line}; padding-left: 1em; color: {dim}; }}
footer {{ color: {dim}; }}
footer button {{ font: inherit; color: {text}; background: {ground}; border: 1px solid {line}; }}
body.played aside {{ display: none; }} body.played.notes aside {{ display: block; }}
body.blank main {{ visibility: hidden; }} body:not(.played) footer {{ display: none; }}
figure {{ margin: 0.5em 0; }} figure svg {{ width: 100%; height: auto; min-width: 0; }}"""

_BODY = """<main>
{slides}
</main>
<footer><button id="back">&larr;</button> <button id="next">&rarr;</button> <span id="where"></span>
&middot; arrows, space, Home, End; n notes; b blank</footer>"""


def deck_page(deck: Deck, theme: str) -> str:
    """The page."""
    slides = list(deck.slides(_COLUMNS, _LINES))
    captions = "".join(f"<li>{escape(slide.caption)}</li>" for slide in slides)
    first = f"<section>\n<h1>{escape(deck.title)}</h1>\n<p>{escape(deck.about)}</p>\n<ol>{captions}</ol>\n</section>"
    body = "\n".join((first, *(_slide(slide, theme) for slide in slides)))
    return document(deck.title, f"{page_css(theme)}\n{_css(theme)}", _BODY.format(slides=body), _SCRIPT)


def _css(theme: str) -> str:
    looks = {"title": "title", "code": "number", "line": "border", "dim": "dim", "text": ""}
    colours = {name: colour(style(theme, look).color) for name, look in looks.items()}
    return _CSS.format(ground=colour(style(theme, "").bgcolor), **colours)


def _slide(slide: Slide, theme: str) -> str:
    points = "\n".join(f"<li>{_marked(point)}</li>" for point in slide.points)
    notes = "\n".join(f"<aside><p>{escape(note)}</p></aside>" for note in slide.notes)
    figures = "\n".join(
        f'<figure data-from="{revealed}">{svg(rows, theme, slide.caption)}</figure>' for revealed, rows in slide.figures
    )
    return f"<section>\n<h2>{escape(slide.caption)}</h2>\n{figures}\n<ul>\n{points}\n</ul>\n{notes}\n</section>"


def _marked(text: Text) -> str:
    """What is code or strong is an element of that name."""
    return "".join(f"<{kind}>{escape(part)}</{kind}>" if kind else escape(part) for part, kind in text)
