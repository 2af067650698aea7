"""A life: deeds in a tree, and the moments that they lead to. Whoever shows it draws; nothing here does.

A deed is what the user did: a start, an event, a fact of the range turned over. Deeds are kept as they were asked for;
the moments follow from them under a setting, so another kernel plays the same life again. Undo and redo move an index;
a deed in the past begins a branch, and the old one stays.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import Reading, classify
from ptetui.linux.life.effects import Supply
from ptetui.linux.life.events import EVENTS, Chance, Outcome, apply, chance
from ptetui.linux.life.page import PAGE_KINDS, Page, known_bits, new_page, word_of
from ptetui.linux.nearest import place_in
from ptetui.linux.setting import Setting
from ptetui.schema.bits import ones
from ptetui.sources.life.facts import turned
from ptetui.sources.life.proposal import NAME as PROPOSED
from ptetui.sources.life.proposal import leaves_marker, marker_word

_FRAME, _SLOT = 0x12345, 0x1234  # the first of the numbers that events are given


class Deed(NamedTuple):
    """What was done at the moment `parent` (None for the first): `kind` is start, event or fact.

    `name` is the event or the fact, `page` where a start begins, `whose` the page it was done to (0, or 1 for the
    other one after a fork), `choices` the circumstances that the page does not tell, `caption` what a scene says.
    """

    parent: int | None
    kind: str
    name: str
    page: Page | None = None
    whose: int = 0
    choices: frozenset[str] = frozenset()
    caption: str = ""
    proposal: bool = False


class Moment(NamedTuple):
    """What a deed led to: one page or two, what the kernel said, the living page before.

    `proposal`: the never-merged marker at page-out is in force; `left`: the first page's entry is one.
    """

    setting: Setting
    pages: tuple[Page, ...]
    deed: Deed
    before: Page | None = None
    outcome: Outcome | None = None
    proposal: bool = False
    left: bool = False
    left_before: bool = False

    def word(self, which: int) -> int:
        """The entry of one of the pages."""
        return _word(self.pages[which], self.setting, self.left and which == 0)

    def reading(self, which: int) -> Reading:
        """What that entry is."""
        return classify(self.setting, self.word(which))

    def unknown(self, which: int) -> int:
        """The bits of that entry that the model does not vouch for, as a mask."""
        return ones(self.setting.layout.width) & ~known_bits(self.pages[which], self.setting)

    @property
    def changed(self) -> int:
        """Bits of the acting page's entry that the deed changed."""
        if self.before is None:
            return 0
        old = _word(self.before, self.setting, self.left_before and self.deed.whose == 0)
        return old ^ self.word(self.deed.whose)


def _word(page: Page, setting: Setting, left: bool) -> int:
    return marker_word(setting) if left else word_of(page, setting)


class LifeTree:
    """The tree of deeds with an index, and which of two pages lives on."""

    def __init__(self, setting: Setting, catalog: Catalog) -> None:
        self.catalog = catalog
        self.setting = setting
        self.choices: frozenset[str] = frozenset()
        self.deeds: list[Deed] = []
        self.moments: list[Moment] = []
        self.followed: dict[int, int] = {}
        self._children: dict[int, list[int]] = {}
        self.index = -1
        self.lives = 0
        self._played: dict[tuple[Setting, int], Moment] = {}
        self.beside: tuple[Setting, ...] = ()  # the same deeds are played under these, too; see under_designs.py
        self.start(new_page("anon"))

    # ------------------------------------------------------------------ now

    @property
    def now(self) -> Moment:
        """The moment on the screen."""
        return self.moments[self.index]

    @property
    def page(self) -> Page:
        """The page that lives on."""
        return self.now.pages[self.lives]

    @property
    def asked(self) -> Page:
        """The page whose range is as it was asked for: beside, where this setting refuses what others allow."""
        return next((page for page, _ in self._pages_beside()), self.page)

    def state(self, which: int) -> str:
        """The state of one of the pages; the never-merged marker has a name of its own."""
        return PROPOSED if self.now.left and which == 0 else self.now.pages[which].state

    def chances(self) -> list[Chance]:
        """Every event as it stands for this page, in the order of the model's table."""
        pages = self._pages_beside()
        return [self._chance(name, pages) for name in EVENTS]

    def _chance(self, event: str, beside: Sequence[tuple[Page, Setting]]) -> Chance:
        """The event here; where it cannot happen here, as it stands under the first setting beside where it can."""
        here = chance(self.page, event, self.setting, self.choices)
        there = (chance(page, event, setting, self.choices) for page, setting in beside)
        return here if here.possible else next((chance for chance in there if chance.possible), here)

    def _pages_beside(self) -> list[tuple[Page, Setting]]:
        lasts = [(self.under(setting)[-1].pages, setting) for setting in self.beside]
        return [(pages[min(self.lives, len(pages) - 1)], setting) for pages, setting in lasts]

    def under(self, setting: Setting) -> list[Moment]:
        """The moments up to the present one, as another setting has them."""
        path = self.path()
        played: list[Moment] = []
        for number in path[: path.index(self.index) + 1]:
            key = setting, number  # deeds never change, so neither do the moments that they lead to
            if key not in self._played:
                self._played[key] = _moment(self.deeds[number], played[-1] if played else None, setting, number)
            played.append(self._played[key])
        return played

    def children(self, index: int) -> list[int]:
        """The deeds done at a moment, the oldest first."""
        return self._children.get(index, [])

    def path(self) -> list[int]:
        """The moments from the first to the present one, and on along the branch last taken."""
        back = [self.index]
        while (parent := self.deeds[back[-1]].parent) is not None:
            back.append(parent)
        path = back[::-1]
        while path[-1] in self.followed:
            path.append(self.followed[path[-1]])
        return path

    def tree(self) -> Iterator[tuple[int, int]]:
        """All moments as (number, how far the branch is set in); branches that were left come before what was taken."""
        stack = [(0, 0)]
        while stack:
            index, depth = stack.pop()
            yield index, depth
            taken = self.followed.get(index)
            if taken is not None:
                stack.append((taken, depth))
            stack += [(child, depth + 1) for child in reversed(self.children(index)) if child != taken]

    # ------------------------------------------------------------------ deeds

    def start(self, page: Page, name: str = "", proposal: bool = False, caption: str = "") -> None:
        """Begin with a page; undo leads back to what was before."""
        parent = self.index if self.index >= 0 else None
        self._do(Deed(parent, "start", name or page.kind, page, caption=caption, proposal=proposal))

    def happen(self, event: str, caption: str = "") -> Chance:
        """An event happens to the page that lives on. ValueError says why it cannot, here and beside."""
        chance = self._chance(event, self._pages_beside())
        if not chance.possible:
            raise ValueError(f"{chance.event.trigger} cannot happen: {chance.why}")
        self._do(Deed(self.index, "event", event, None, self.lives, self.choices, caption))
        return chance

    def turn(self, fact: str) -> None:
        """Turn a fact of the range over: see facts.py. ValueError says why it cannot, here and beside."""
        refused = None
        for page, setting in ((self.page, self.setting), *self._pages_beside()):
            try:
                turned(page, fact, setting)
                break
            except ValueError as error:
                refused = refused or error
        else:
            assert refused is not None
            raise refused
        self._do(Deed(self.index, "fact", fact, None, self.lives))

    def other(self) -> bool:
        """Let the other of two pages live on; False where there is one."""
        if len(self.now.pages) < 2:
            return False
        self.lives = 1 - self.lives
        return True

    def next_kind(self) -> str:
        """Start over with a page of the next kind."""
        kind = PAGE_KINDS[(PAGE_KINDS.index(self.page.kind) + 1) % len(PAGE_KINDS)]
        self.start(new_page(kind))
        return f"untouched {kind} page"

    def _do(self, deed: Deed) -> None:
        for child in self.children(self.index):
            if self.deeds[child]._replace(caption="") == deed._replace(caption=""):
                self._go(child)
                return
        moment = _moment(deed, self.moments[deed.parent] if deed.parent is not None else None, self.setting,
                       len(self.deeds))  # fmt: skip
        if deed.parent is not None:
            self._children.setdefault(deed.parent, []).append(len(self.deeds))
        self.deeds.append(deed)
        self.moments.append(moment)
        self._go(len(self.deeds) - 1)

    # ------------------------------------------------------------------ the timeline

    def undo(self) -> bool:
        """One moment back; False at the first."""
        parent = self.deeds[self.index].parent
        if parent is None:
            return False
        self._go(parent)
        return True

    def redo(self) -> bool:
        """One moment on, along the branch last taken; False at its end."""
        if self.index not in self.followed:
            return False
        self._go(self.followed[self.index])
        return True

    def jump(self, text: str) -> None:
        """To the moment with a number, or to the next one whose name has these letters."""
        self._go(place_in([deed.name for deed in self.deeds], text, self.index, "moment", first=0))

    def _go(self, index: int) -> None:
        self.index = index
        child = index
        while (parent := self.deeds[child].parent) is not None:
            self.followed[parent] = child
            child = parent
        self.lives = min(self.deeds[index].whose, len(self.moments[index].pages) - 1)

    # ------------------------------------------------------------------ the setting

    def use(self, setting: Setting) -> str:
        """Play the same life under another layout, kernel or configuration; what could not happen there, in words."""
        moments: list[Moment] = []
        for number, deed in enumerate(self.deeds):
            before = moments[deed.parent] if deed.parent is not None else None
            moments.append(_moment(deed, before, setting, number))
            for which in range(len(moments[-1].pages)):
                moments[-1].word(which)  # raises where this setting cannot write it down
        self.setting, self.moments = setting, moments
        self.lives = min(self.lives, len(self.now.pages) - 1)
        return next((reason for number in self.path() if (reason := refusal(self.moments[number]))), "")


def deed_states(moment: Moment) -> tuple[str | None, str]:
    """The acting page's states before and after the last deed; None before a start."""
    acting = min(moment.deed.whose, len(moment.pages) - 1)
    after = PROPOSED if moment.left and acting == 0 else moment.pages[acting].state
    if moment.before is None:
        return None, after
    return (PROPOSED if moment.left_before and acting == 0 else moment.before.state), after


def refusal(moment: Moment) -> str:
    """Why a deed that was asked for did not happen under this setting; empty where it did."""
    outcome = moment.outcome.outcome if moment.outcome is not None else ""
    error, _, why = outcome.partition(": ")
    return f"{moment.deed.name} did not happen: {why}" if error in ("EINVAL", "nothing") else ""


def _moment(deed: Deed, before: Moment | None, setting: Setting, number: int) -> Moment:
    if deed.kind == "start" or before is None:
        assert deed.page is not None
        return Moment(setting, (deed.page,), deed, proposal=deed.proposal)
    whose = min(deed.whose, len(before.pages) - 1)
    page = before.pages[whose]
    if deed.kind == "fact":
        try:
            after, outcome = turned(page, deed.name, setting), None
        except ValueError as error:
            after, outcome = page, Outcome(deed.name, (page,), f"EINVAL: {error}", "")
        pages = _with(before.pages, whose, after)
    else:
        outcome = apply(page, deed.name, setting, deed.choices, _supply(setting, number))
        pages = _after(before.pages, whose, outcome)
    left = before.left
    if whose == 0:
        left = leaves_marker(before.proposal, page, pages[0]) or (before.left and pages[0].state == "none")
    return Moment(setting, pages, deed, page, outcome, before.proposal, left, before.left)


def _after(pages: tuple[Page, ...], whose: int, outcome: Outcome) -> tuple[Page, ...]:
    """The pages after an event. A fork replaces the other page by the child: two are all that are shown."""
    if len(outcome.pages) > 1:
        return outcome.pages
    shown = _with(pages, whose, outcome.page)
    if len(pages) < 2:
        return shown
    before, after, other = pages[whose], outcome.page, pages[1 - whose]
    gave_up = before.anon and before.folio.mapcount > 1 and before.state != "none"
    if gave_up and (after.folio.mapcount == 1 or after.state == "none" or after.state.startswith("marker_")):
        return _with(
            shown, 1 - whose, other._replace(folio=other.folio._replace(mapcount=max(1, other.folio.mapcount - 1)))
        )
    return shown


def _with(pages: tuple[Page, ...], which: int, page: Page) -> tuple[Page, ...]:
    return tuple(page if number == which else other for number, other in enumerate(pages))


def _supply(setting: Setting, number: int) -> Supply:
    """Frame and slot for the deed with a number: the same ones whenever it is played, and small enough."""
    frames = min(setting.pfn_bits, setting.layout.present.by_name["pfn"].width, setting.offset_bits)
    slots = min(setting.offset_bits, 32)
    return Supply((_FRAME + number) & ones(frames), (_SLOT + number) & ones(slots))
