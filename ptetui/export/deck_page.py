"""A talk as one HTML page that steps with the arrow keys and needs nothing else; without script all of it is shown.

The page fills its window, in the theme that was asked for, else in a light or a dark one as the reader prefers.
Printed, to paper or to a PDF file, each slide is a page.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape
from xml.sax.saxutils import quoteattr

from ptetui.export.html_document import document, page_css
from ptetui.export.motion_svg import motion_svg
from ptetui.export.svg import colour, svg
from ptetui.render.looks import style
from ptetui.render.motion import MotionPicture
from ptetui.render.spans import Row, Text
from ptetui.render.view import Deck, ImageFile, Slide

_COLUMNS, _LINES = 100, 22  # what a picture is drawn for
FOLLOWED = ("light", "dark")  # themes of a page that follows its reader, the one for paper first

_SCRIPT = """
const slides = [...document.querySelectorAll("section")], where = document.querySelector("#where");
const reduced = matchMedia("(prefers-reduced-motion: reduce)");
let slide = 0, shown = 0, playing = 0;
const points = () => slides[slide].querySelectorAll("ul li");
function show() {
  slides.forEach((each, index) => each.hidden = index !== slide);
  points().forEach((each, index) => each.classList.toggle("hidden", index >= shown));
  const pictures = slides[slide].querySelectorAll("figure[data-from]");
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
  if (!shown) play();
}
function land() {
  if (!playing) return;
  cancelAnimationFrame(playing);
  playing = 0;
  document.querySelectorAll("figure.moving").forEach(each => each.hidden = true);
  show();
}
function play() {
  const moving = slides[slide].querySelector("figure.moving");
  if (!moving || reduced.matches) return;
  const began = performance.now(), step = now => {
    const time = (now - began) / 1000 / moving.dataset.seconds;
    if (time >= 1) { land(); return; }
    draw(moving, Math.max(0, time));
    playing = requestAnimationFrame(step);
  };
  slides[slide].querySelectorAll("figure").forEach(each => each.hidden = each !== moving);
  draw(moving, 0);
  playing = requestAnimationFrame(step);
}
function draw(moving, time) {
  const first = Number(moving.dataset.first), last = Number(moving.dataset.last);
  for (const picture of moving.querySelectorAll("svg")) {
    const ways = picture.querySelectorAll(".way");
    const behind = Math.max(0, Math.min(ways.length, (time - first) / (last - first) * ways.length));
    const landed = time >= last ? ways.length + 1 : Math.floor(behind);
    for (const group of picture.querySelectorAll("g[data-from]")) {
      const shows = group.dataset.from <= landed && landed <= group.dataset.to;
      group.setAttribute("visibility", shows ? "visible" : "hidden");
    }
    ways.forEach((way, index) => {
      const part = behind - index, flies = part > 0 && part < 1;
      for (const part of [way, way.previousElementSibling])
        if (part === way || part.matches(".gap")) part.setAttribute("visibility", flies ? "visible" : "hidden");
      if (!flies) return;
      const [x, y, toX, toY, depth] = way.dataset.way.split(" ").map(Number);
      const eased = part * part * (3 - 2 * part);
      const down = y + (toY - y) * eased + depth * Math.sin(Math.PI * eased);
      way.setAttribute("transform", `translate(${x + (toX - x) * eased} ${down})`);
      way.setAttribute("opacity", Number(way.dataset.lost) ? 1 - eased * 0.8 : 1);
    });
  }
}
const next = () => shown < points().length ? (shown++, show()) : go(slide + 1, false);
const back = () => shown > 0 ? (shown--, show()) : go(slide - 1, true);
const keys = {
  ArrowRight: next, ArrowDown: next, PageDown: next, " ": next, ArrowLeft: back, ArrowUp: back, PageUp: back,
  Backspace: back, Home: () => go(0, false), End: () => go(slides.length - 1, true),
  n: () => document.body.classList.toggle("notes"), b: () => document.body.classList.toggle("blank"),
  f: () => document.body.classList.toggle("footed"), m: play,
};
addEventListener("keydown", event => {
  const act = event.ctrlKey || event.altKey || event.metaKey ? undefined : keys[event.key];
  land();
  if (act) { event.preventDefault(); act(); }
});
document.querySelector("main").addEventListener("click", () => { land(); next(); });
document.querySelector("#next").addEventListener("click", () => { land(); next(); });
document.querySelector("#back").addEventListener("click", () => { land(); back(); });
document.body.classList.add("played");
go(Math.min(Number(location.hash.slice(1)) || 0, slides.length - 1), false);
"""

_COLOURS = """body {{ color: {text}; background: {ground}; }} h1, h2 {{ color: {head}; }} code {{ color: {code}; }}
aside {{ border-color: {line}; color: {dim}; }} footer, .by {{ color: {dim}; }} li::marker {{ color: {key}; }}
footer button {{ color: {text}; background: {ground}; border-color: {line}; }}"""

_CSS = """section { max-width: 76em; margin: 0 auto; } [hidden] { display: none !important; }
h1, h2 { font-size: 1.6em; margin: 0.5em 0; text-align: center; }
ul { font-size: 1.25em; list-style: "\\2022  "; padding-left: 1.2em; } li { margin: 0.3em 0; }
li.hidden { visibility: hidden; }
code { font-family: "DejaVu Sans Mono", ui-monospace, Menlo, Consolas, monospace; }
aside { border-left: 4px solid; padding-left: 1em; }
footer button { font: inherit; border: 1px solid; }
figure { margin: 0.5em 0; overflow: hidden; } figure svg { width: 100%; height: auto; min-width: 0; }
body.played { margin: 0; max-width: none; padding: 0; }
body.played section { width: 100vw; height: 100vh; max-width: none; box-sizing: border-box; overflow: auto;
  padding: 2.5vh 4vw; display: flex; flex-direction: column; justify-content: center; }
body.played h1, body.played h2 { font-size: min(5.5vw, 9.5vh); line-height: 1.1; margin: 0 0 2vh; }
body.played h1 { font-size: min(7.5vw, 15vh); }
body.played .about, body.played .by { font-size: min(2.4vw, 4.2vh); text-align: center; }
body.played figure { flex: 1 1 auto; min-height: 0; margin: 0; display: flex; }
.beside img, .below img { max-width: 100%; object-fit: contain; }
body.played .beside, body.played .below { flex: 1 1 auto; min-height: 0; display: flex; gap: 2vw; }
body.played .below { flex-direction: column; }
body.played .beside img, body.played .below img { flex: 1 1 0; min-width: 0; min-height: 0; max-height: 100%; }
body.played .beside figure, body.played .below figure { flex: 1 1 0; }
body.played figure svg { width: 100%; height: 100%; max-width: none; }
body.played ul { flex: none; font-size: min(2.3vw, 4vh); margin: 2vh auto 0; line-height: 1.25; }
body.played aside { display: none; flex: none; max-height: 30vh; overflow: auto; }
body.played.notes aside { display: block; }
body.blank main { visibility: hidden; }
footer { display: none; }
body.footed footer { display: block; position: fixed; bottom: 0; right: 1em; font-size: 0.9em; }
@page { size: 13.333in 7.5in; margin: 0; }
@media print {
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  section, body.played section { width: 13.333in; height: 7.5in; overflow: hidden; break-after: page;
    display: flex !important; flex-direction: column; justify-content: center; box-sizing: border-box;
    padding: 0.3in 0.5in; }
  section:last-of-type { break-after: auto; }
  h1, h2, body.played h1, body.played h2 { font-size: 0.6in; }
  ul, body.played ul, body.played .about, body.played .by { font-size: 0.26in; }
  li.hidden { visibility: visible; }
  figure.moving { display: none !important; }
  figure:not(:last-of-type) { display: none !important; } figure:last-of-type { display: flex !important; }
  aside, footer, body.footed footer, body.played.notes aside { display: none; }
}"""

_BODY = """<main>
{slides}
</main>
<footer><button id="back">&larr;</button> <button id="next">&rarr;</button> <span id="where"></span>
&middot; arrows, space, Home, End; n notes; b blank; m motion; f this line</footer>"""


def deck_page(deck: Deck, theme: str = "") -> str:
    """The page, in a theme, or in one that its reader prefers."""
    themes = (theme,) if theme else FOLLOWED
    slides = list(deck.slides(_COLUMNS, _LINES))
    by = f'\n<p class="by">{escape(" · ".join(deck.by))}</p>' if deck.by else ""
    first = f'<section>\n<h1>{escape(deck.title)}</h1>\n<p class="about">{escape(deck.about)}</p>{by}\n</section>'
    body = "\n".join((first, *(_slide(slide, themes) for slide in slides)))
    css = "\n".join((page_css(themes[0]), _CSS, *_colours(themes)))
    return document(deck.title, css, _BODY.format(slides=body), _SCRIPT, any(slide.images for slide in slides))


def _colours(themes: Sequence[str]) -> Iterator[str]:
    """The colours of the page; the second theme counts where the reader prefers a dark screen, and not on paper."""
    yield _scheme(themes[0])
    if len(themes) > 1:
        dark = "@media screen and (prefers-color-scheme: dark)"
        yield f"figure svg + svg {{ display: none; }}\n{dark} {{\n{_scheme(themes[1])}\n"
        yield "figure svg { display: none; } figure svg + svg { display: inline; }\n}"


def _scheme(theme: str) -> str:
    looks = {"head": "head", "code": "number", "line": "border", "dim": "dim", "text": "", "key": "key"}
    colours = {name: colour(style(theme, look).color) for name, look in looks.items()}
    return _COLOURS.format(ground=colour(style(theme, "").bgcolor), **colours)


def _slide(slide: Slide, themes: Sequence[str]) -> str:
    points = "\n".join(f"<li>{_marked(point)}</li>" for point in slide.points)
    notes = "\n".join(f"<aside><p>{escape(note)}</p></aside>" for note in slide.notes)
    figures = "\n".join(
        f'<figure data-from="{revealed}">{_drawn(rows, themes, slide.caption)}</figure>'
        for revealed, rows in slide.figures
    )
    if slide.motion is not None:
        figures = f"{_moving(slide.motion, themes, slide.caption)}\n{figures}"
    if slide.images:
        images = "\n".join(map(_image, slide.images))
        figures = f'<div class="{"below" if slide.below else "beside"}">\n{figures}\n{images}\n</div>'
    return f"<section>\n<h2>{escape(slide.caption)}</h2>\n{figures}\n<ul>\n{points}\n</ul>\n{notes}\n</section>"


def _image(image: ImageFile) -> str:
    """The file itself, as data in the page: as an <img> an SVG runs no script and asks for nothing."""
    data = b64encode(image.content).decode()
    return f'<img src="data:{image.kind};base64,{data}" alt={quoteattr(image.about)}>'


def _moving(motion: MotionPicture, themes: Sequence[str], title: str) -> str:
    """What moves before the picture stands; hidden where no script plays it."""
    drawn = "".join(motion_svg(motion, theme, title).strip() for theme in themes)
    times = f'data-seconds="{motion.seconds}" data-first="{motion.first}" data-last="{motion.last}"'
    return f'<figure class="moving" {times} hidden>{drawn}</figure>'


def _drawn(rows: Sequence[Row], themes: Sequence[str], title: str) -> str:
    return "".join(svg(rows, theme, title).strip() for theme in themes)


def _marked(text: Text) -> str:
    """What is code or strong is an element of that name."""
    return "".join(f"<{kind}>{escape(part)}</{kind}>" if kind else escape(part) for part, kind in text)
