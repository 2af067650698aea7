"""The blocks of a tour: what stands between two lines of ``` under a caption, and the picture that it is."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ptetui.linux.catalog import Catalog
from ptetui.pictures import picture_of, pictures
from ptetui.pictures.picture import Picture
from ptetui.pictures.request import Request, Wrong
from ptetui.render.spans import Text
from ptetui.talk.ask import AskPicture
from ptetui.talk.image_slide import load_image
from ptetui.talk.text_slide import CodePicture, TextPicture
from ptetui.talk.timeline import TimelineEvent, TimelinePicture

_OF_STEP = ("highlight",)
_DEFAULT = "explore"


class Value(NamedTuple):
    """What stands behind a key, and in which line, counted from 1."""

    text: str
    line: int


Values = Mapping[str, Value]


class SlideBlock(NamedTuple):
    """What stands between two lines of ```: which kind of thing, its lines, the number of the first."""

    kind: str
    lines: Sequence[str]
    line: int
    side: str = ""  # the column that it stands in: one of SIDES, or none


SIDES = ("left", "right")


class Mistake(ValueError):
    """What is wrong, and in which line."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line


def key_values(lines: Sequence[str], first: int, known: Sequence[str]) -> dict[str, Value]:
    """Lines of `key: value`, the first of which has this number. Empty ones and those that begin with # are passed."""
    values: dict[str, Value] = {}
    for number, line in enumerate(lines, first):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, colon, text = (part.strip() for part in line.partition(":"))
        if not colon or not text:
            raise Mistake(number, f"{line.strip()!r} is not like key: value")
        if key not in known:
            raise Mistake(number, f"{key!r} is not known; there are {', '.join(known)}")
        if key in values:
            raise Mistake(number, f"{key!r} stands here twice")
        values[key] = Value(text, number)
    return values


def own_keys(block: SlideBlock) -> dict[str, Value]:
    """The keys of a block that has keys."""
    known = {
        "show": screen_keys(), "ask": tuple(key.name for key in AskPicture.KEYS), "picture": ("file", "about"),
    }.get(block.kind)  # fmt: skip
    return {} if known is None else key_values(block.lines, block.line, (*known, *_OF_STEP))


def _show(block: SlideBlock, usual: Values, catalog: Catalog) -> Picture:
    own = own_keys(block)
    values = {**usual, **own}
    name = values["screen"].text if "screen" in values else _DEFAULT
    picture = picture_of(name)
    if picture is None:
        raise Mistake(values["screen"].line, f"screen {name!r} is not known; there are {', '.join(pictures())}")
    keys = [key.name for key in picture.KEYS]
    for key, value in own.items():
        if key not in (*keys, *_OF_STEP, "screen"):
            raise Mistake(value.line, f"{key!r} means nothing on the screen {name}; it takes {', '.join(keys)}")
    return _created(picture, block, values, catalog)


def _ask(block: SlideBlock, usual: Values, catalog: Catalog) -> Picture:
    return _created(AskPicture, block, {**usual, **own_keys(block)}, catalog)


def _created(picture: type[Picture], block: SlideBlock, values: Values, catalog: Catalog) -> Picture:
    keys = [key.name for key in picture.KEYS]
    try:
        return picture.of(Request({key: values[key].text for key in keys if key in values}, catalog))
    except Wrong as wrong:
        raise Mistake(values[wrong.key].line if wrong.key in values else max(1, block.line - 1), str(wrong)) from None


def _text_block(block: SlideBlock) -> Picture:
    return TextPicture(tuple(_inline(line) for line in block.lines))


def _code(block: SlideBlock) -> Picture:
    return CodePicture(tuple(line.expandtabs(4) for line in block.lines))


def _timeline(block: SlideBlock) -> Picture:
    events = []
    for number, line in enumerate(block.lines, block.line):
        date, colon, text = (part.strip() for part in line.partition(": "))
        if not (date and colon and text):
            raise Mistake(number, f"{line.strip()!r} is not like January 2021: what happened")
        events.append(TimelineEvent(date, _inline(text)))
    return TimelinePicture(tuple(events))


def _file(block: SlideBlock, folder: Path) -> Picture:
    keys = own_keys(block)
    for name in ("file", "about"):
        if name not in keys:
            raise Mistake(block.line - 1, f"a picture needs a line like {name}: ...")
    try:
        return load_image(folder, keys["file"].text, keys["about"].text)
    except ValueError as error:
        raise Mistake(keys["file"].line, str(error)) from None


def _inline(line: str) -> Text:
    return inline_text(MarkdownIt("commonmark").disable("entity").parseInline(line.strip())[0])


_KEYED: Mapping[str, Callable[[SlideBlock, Values, Catalog], Picture]] = {"show": _show, "ask": _ask}
_WRITTEN: Mapping[str, Callable[[SlideBlock], Picture]] = {"text": _text_block, "code": _code, "timeline": _timeline}
KINDS = (*_KEYED, *_WRITTEN, "picture")


def picture_of_block(block: SlideBlock, usual: Values, catalog: Catalog, folder: Path) -> Picture:
    """What a block shows; `usual` are the values of keys that it does not give. Mistake names the line.

    `folder` is where the files of pictures are.
    """
    if block.kind in _KEYED:
        return _KEYED[block.kind](block, usual, catalog)
    if block.kind == "picture":
        return _file(block, folder)
    if not any(line.strip() for line in block.lines):
        raise Mistake(block.line - 1, f"the block ```{block.kind} is empty")
    return _WRITTEN[block.kind](block)


def screen_keys() -> tuple[str, ...]:
    """Every key of every picture."""
    return ("screen", *dict.fromkeys(key.name for picture in pictures().values() for key in picture.KEYS))


def inline_text(token: Token) -> Text:
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
