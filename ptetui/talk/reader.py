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

In place of `show`, or after it, a step may have a block `text`, `code`, `timeline`, `picture` or `ask`, at the `left`
or the `right` where it has two columns. A mistake is a TourError that names the file and the line.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ptetui.linux.catalog import Catalog
from ptetui.pictures.picture import Picture
from ptetui.talk.ask import AskPicture
from ptetui.talk.blocks import (
    KINDS,
    SIDES,
    Mistake,
    SlideBlock,
    Value,
    Values,
    inline_text,
    key_values,
    own_keys,
    picture_of_block,
    screen_keys,
)
from ptetui.talk.stacked import StackedPicture
from ptetui.talk.tour import Point, Step, Tour, TourError, plain

_FENCE = "---"
_NEEDED = ("title", "about")
_BY = ("author", "date", "event")
_OF_TOUR = (*_NEEDED, *_BY, "minutes")
_MOST_MINUTES = 24 * 60


class _Draft:
    """A step while it is read."""

    def __init__(self, caption: str, line: int) -> None:
        self.caption, self.line = caption, line
        self.blocks: list[SlideBlock] = []
        self.points: list[tuple[Point, int]] = []
        self.notes: list[str] = []


def read_tour(text: str, path: Path, name: str, catalog: Catalog) -> Tour:
    """The tour in the text of a file. TourError names file and line."""
    try:
        head, minutes, steps = _read(text, catalog, path.parent)
    except Mistake as mistake:
        raise TourError(f"{path}, line {mistake.line}: {mistake}") from None
    by = tuple(head[key].text for key in _BY if key in head)
    return Tour(path, name, head["title"].text, head["about"].text, steps, by, minutes)


def _read(text: str, catalog: Catalog, folder: Path) -> tuple[Values, float, tuple[Step, ...]]:
    """The front matter, the minutes of it, the steps."""
    head, below = _front_matter(text.splitlines())
    minutes = _minutes(head.get("minutes"))
    usual = {key: value for key, value in head.items() if key not in _OF_TOUR}
    drafts = list(
        _drafts(MarkdownIt("commonmark").disable("entity").parse("\n".join(below)), len(text.splitlines()) - len(below))
    )
    if not drafts:
        raise Mistake(len(text.splitlines()) or 1, "the tour has no step; a step begins with a line like ## Caption")
    steps = tuple(_step(draft, usual, catalog, folder) for draft in drafts)
    return head, minutes, steps


def _minutes(value: Value | None) -> float:
    """How long a talk is planned to take; 0 where nothing is said."""
    if value is None:
        return 0.0
    if not value.text.isdecimal() or not 0 < int(value.text) <= _MOST_MINUTES:
        raise Mistake(value.line, f"minutes: {value.text!r} is not a number of minutes, 1 to {_MOST_MINUTES}")
    return float(value.text)


# ---------------------------------------------------------------------------------------------- keys and values


def _front_matter(lines: Sequence[str]) -> tuple[Values, Sequence[str]]:
    """What stands between the first two lines of ---, and the lines below."""
    if not lines or lines[0].strip() != _FENCE:
        raise Mistake(1, "a tour begins with front matter: a line of ---, title: ..., about: ..., a line of ---")
    end = next((index for index, line in enumerate(lines[1:], 1) if line.strip() == _FENCE), None)
    if end is None:
        raise Mistake(1, "the front matter does not end: a line of --- is missing")
    head = key_values(lines[1:end], 2, (*_OF_TOUR, *screen_keys()))
    for key in _NEEDED:
        if key not in head:
            raise Mistake(end + 1, f"the front matter has no {key}; add a line like {key}: ...")
    return head, lines[end + 1 :]


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
            raise Mistake(line, "before the first step nothing may stand but front matter; a step begins with ##")
        else:
            _take(draft, tokens, index, above)
    if draft is not None:
        yield draft


def _take(draft: _Draft, tokens: Sequence[Token], index: int, above: int) -> None:
    """What stands under a caption: the fence that says what is shown, points, notes."""
    token = tokens[index]
    line = above + 1 + (token.map or [0])[0]
    kind, _, side = token.info.strip().partition(" ")
    if token.type == "fence" and kind in KINDS:
        side = side.strip()
        if side not in ("", *SIDES):
            raise Mistake(line, f"{side!r}: a block stands {' or '.join(SIDES)}")
        if (kind, side) in [(block.kind, block.side) for block in draft.blocks]:
            raise Mistake(line, f"a step has one block of a kind; this is its second ```{token.info.strip()}")
        if draft.blocks and bool(draft.blocks[0].side) != bool(side):
            raise Mistake(line, "in a step with two columns every block is left or right")
        draft.blocks.append(SlideBlock(kind, token.content.splitlines(), line + 1, side))
    elif token.type == "bullet_list_open":
        draft.points += [(_point(item), above + 1 + (item.map or [0])[0]) for item in _inside(tokens, index)]
    elif token.type == "blockquote_open":
        draft.notes += [plain(inline_text(item)) for item in _inside(tokens, index)]
    else:
        raise Mistake(line, f"a step has blocks ({', '.join(KINDS)}), points (- ...) and notes (> ...), nothing else")


def _inside(tokens: Sequence[Token], index: int) -> Iterator[Token]:
    """The lines of text in the block that a token opens."""
    for token in tokens[index + 1 :]:
        if token.level <= tokens[index].level:
            return
        if token.type == "inline":
            yield token


def _point(token: Token) -> Point:
    text = inline_text(token)
    first = text[0][0] if text else ""
    if not first.startswith("{") or "}" not in first:
        return Point(text)
    names, _, rest = first[1:].partition("}")
    return Point(((rest.lstrip(), text[0][1]), *text[1:]), tuple(names.split()))


# ---------------------------------------------------------------------------------------------- steps


def _step(draft: _Draft, usual: Values, catalog: Catalog, folder: Path) -> Step:
    blocks = draft.blocks or [SlideBlock("show", (), draft.line + 1)]
    blocks.sort(key=lambda block: block.side)  # left before right, in each the order of the file
    parts = [picture_of_block(block, usual, catalog, folder) for block in blocks]
    left = [block.side for block in blocks].count(SIDES[0])
    if left == len(blocks) or (blocks[0].side and not left):
        raise Mistake(blocks[0].line - 1, "a step with two columns has a block at the left and one at the right")
    shown = parts[0] if len(parts) == 1 else StackedPicture(tuple(parts), left)
    lit = [own_keys(block)["highlight"] for block in blocks if "highlight" in own_keys(block)]
    names = tuple(name for value in lit for name in value.text.split())
    for value in lit:
        _check_fields(value.text.split(), shown, value.line)
    for point, line in draft.points:
        _check_fields(point.highlight, shown, line)
        if not point.plain:
            raise Mistake(line, "a point without text")
    if isinstance(shown, AskPicture) and not draft.points:
        raise Mistake(draft.line, "a step that asks needs a point, which comes with the answer")
    return Step(draft.caption, shown, tuple(point for point, _ in draft.points), names, tuple(draft.notes))


def _check_fields(names: Sequence[str], shown: Picture, line: int) -> None:
    has = shown.field_names()
    for name in names:
        if name not in has:
            there = f"it has {', '.join(has)}" if has else "it shows no fields"
            raise Mistake(line, f"there is no field {name!r} in what this step shows; {there}")
