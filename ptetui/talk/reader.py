"""Reading a tour: Markdown with front matter, as docs for authors in `ptetui/tours/README.md` say.

    ---
    title: What is in a PTE          the tour: title, about, and what its steps show unless they say otherwise
    layout: x86_64@6.12
    ---

    ## A caption begins a step

    ```show
    state: swap type=3               what the screen shows, one `key: value` a line
    ```

    - {type} A point; it lights fields.

    > Notes for the speaker.

A mistake is a TourError that names the file and the line.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ptetui.linux.catalog import Catalog
from ptetui.pictures import picture_of, pictures
from ptetui.pictures.picture import Picture
from ptetui.pictures.request import Request, Wrong
from ptetui.render.spans import Text
from ptetui.talk.tour import Point, Step, Tour, TourError, plain

_FENCE = "---"
_OF_TOUR = ("title", "about")
_OF_STEP = ("highlight",)
_DEFAULT = "explore"


class Value(NamedTuple):
    """What stands behind a key, and in which line, counted from 1."""

    text: str
    line: int


Values = Mapping[str, Value]


class _Draft:
    """A step while it is read."""

    def __init__(self, caption: str, line: int) -> None:
        self.caption, self.line = caption, line
        self.show: dict[str, Value] | None = None
        self.points: list[tuple[Point, int]] = []
        self.notes: list[str] = []


def read_tour(text: str, path: Path, name: str, catalog: Catalog) -> Tour:
    """The tour in the text of a file. TourError names file and line."""
    try:
        title, about, steps = _read(text, catalog)
    except _Mistake as mistake:
        raise TourError(f"{path}, line {mistake.line}: {mistake}") from None
    return Tour(path, name, title, about, steps)


class _Mistake(ValueError):
    """What is wrong, and in which line."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line


def _read(text: str, catalog: Catalog) -> tuple[str, str, tuple[Step, ...]]:
    """Title, about, steps."""
    head, below = _front_matter(text.splitlines())
    usual = {key: value for key, value in head.items() if key not in _OF_TOUR}
    drafts = list(
        _drafts(MarkdownIt("commonmark").disable("entity").parse("\n".join(below)), len(text.splitlines()) - len(below))
    )
    if not drafts:
        raise _Mistake(len(text.splitlines()) or 1, "the tour has no step; a step begins with a line like ## Caption")
    steps = tuple(_step(draft, usual, catalog) for draft in drafts)
    return head["title"].text, head["about"].text, steps


# ---------------------------------------------------------------------------------------------- keys and values


def _front_matter(lines: Sequence[str]) -> tuple[Values, Sequence[str]]:
    """What stands between the first two lines of ---, and the lines below."""
    if not lines or lines[0].strip() != _FENCE:
        raise _Mistake(1, "a tour begins with front matter: a line of ---, title: ..., about: ..., a line of ---")
    end = next((index for index, line in enumerate(lines[1:], 1) if line.strip() == _FENCE), None)
    if end is None:
        raise _Mistake(1, "the front matter does not end: a line of --- is missing")
    head = _values(lines[1:end], 2, (*_OF_TOUR, *_keys()))
    for key in _OF_TOUR:
        if key not in head:
            raise _Mistake(end + 1, f"the front matter has no {key}; add a line like {key}: ...")
    return head, lines[end + 1 :]


def _values(lines: Sequence[str], first: int, known: Sequence[str]) -> dict[str, Value]:
    """Lines of `key: value`, the first of which has this number. Empty ones and those that begin with # are passed."""
    values: dict[str, Value] = {}
    for number, line in enumerate(lines, first):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, colon, text = (part.strip() for part in line.partition(":"))
        if not colon or not text:
            raise _Mistake(number, f"{line.strip()!r} is not like key: value")
        if key not in known:
            raise _Mistake(number, f"{key!r} is not known; there are {', '.join(known)}")
        if key in values:
            raise _Mistake(number, f"{key!r} stands here twice")
        values[key] = Value(text, number)
    return values


# ---------------------------------------------------------------------------------------------- Markdown


def _drafts(tokens: Sequence[Token], above: int) -> Iterator[_Draft]:
    """The steps of the Markdown; `above` lines stand before it."""
    draft: _Draft | None = None
    for index, token in enumerate(tokens):
        if token.level or token.nesting < 0:
            continue
        line = above + 1 + (token.map or [0])[0]
        if token.type == "heading_open" and token.tag == "h2":
            if draft is not None:
                yield draft
            draft = _Draft(tokens[index + 1].content, line)
        elif draft is None:
            raise _Mistake(line, "before the first step nothing may stand but front matter; a step begins with ##")
        else:
            _take(draft, tokens, index, above)
    if draft is not None:
        yield draft


def _take(draft: _Draft, tokens: Sequence[Token], index: int, above: int) -> None:
    """What stands under a caption: the fence that says what is shown, points, notes."""
    token = tokens[index]
    line = above + 1 + (token.map or [0])[0]
    if token.type == "fence" and token.info.strip() == "show":
        if draft.show is not None:
            raise _Mistake(line, "a step shows one thing; this is its second ```show")
        draft.show = _values(token.content.splitlines(), line + 1, (*_keys(), *_OF_STEP))
    elif token.type == "bullet_list_open":
        draft.points += [(_point(each), above + 1 + (each.map or [0])[0]) for each in _inside(tokens, index)]
    elif token.type == "blockquote_open":
        draft.notes += [plain(_text(each)) for each in _inside(tokens, index)]
    else:
        raise _Mistake(line, "a step has ```show, points (- ...) and notes (> ...), nothing else")


def _inside(tokens: Sequence[Token], index: int) -> Iterator[Token]:
    """The lines of text in the block that a token opens."""
    for token in tokens[index + 1 :]:
        if token.level <= tokens[index].level:
            return
        if token.type == "inline":
            yield token


def _text(token: Token) -> Text:
    """The text with what is code or strong in it; a line end is a space."""
    parts: list[tuple[str, str]] = []
    look = ""
    for child in token.children or ():
        if child.type in ("strong_open", "strong_close"):
            look = "strong" if child.nesting > 0 else ""
        elif child.type in ("softbreak", "hardbreak"):
            parts.append((" ", look))
        elif child.content:
            parts.append((child.content, "code" if child.type == "code_inline" else look))
    return tuple(parts)


def _point(token: Token) -> Point:
    text = _text(token)
    first = text[0][0] if text else ""
    if not first.startswith("{") or "}" not in first:
        return Point(text)
    names, _, rest = first[1:].partition("}")
    return Point(((rest.lstrip(), text[0][1]), *text[1:]), tuple(names.split()))


# ---------------------------------------------------------------------------------------------- steps


def _step(draft: _Draft, usual: Values, catalog: Catalog) -> Step:
    own = draft.show or {}
    shown = _picture(draft.line, own, {**usual, **own}, catalog)
    names = tuple(own["highlight"].text.split()) if "highlight" in own else ()
    _check_fields(names, shown, own["highlight"].line if names else draft.line)
    for point, line in draft.points:
        _check_fields(point.highlight, shown, line)
        if not point.plain:
            raise _Mistake(line, "a point without text")
    return Step(draft.caption, shown, tuple(point for point, _ in draft.points), names, tuple(draft.notes))


def _picture(line: int, own: Values, values: Values, catalog: Catalog) -> Picture:
    name = values["screen"].text if "screen" in values else _DEFAULT
    picture = picture_of(name)
    if picture is None:
        raise _Mistake(values["screen"].line, f"screen {name!r} is not known; there are {', '.join(pictures())}")
    keys = [key.name for key in picture.KEYS]
    for key, value in own.items():
        if key not in (*keys, *_OF_STEP, "screen"):
            raise _Mistake(value.line, f"{key!r} means nothing on the screen {name}; it takes {', '.join(keys)}")
    try:
        return picture.of(Request({key: values[key].text for key in keys if key in values}, catalog))
    except Wrong as wrong:
        raise _Mistake(values[wrong.key].line if wrong.key in values else line, str(wrong)) from None


def _keys() -> tuple[str, ...]:
    """Every key of every picture."""
    return ("screen", *dict.fromkeys(key.name for picture in pictures().values() for key in picture.KEYS))


def _check_fields(names: Sequence[str], shown: Picture, line: int) -> None:
    has = shown.field_names()
    for name in names:
        if name not in has:
            there = f"it has {', '.join(has)}" if has else "it shows no fields"
            raise _Mistake(line, f"there is no field {name!r} in what this step shows; {there}")
