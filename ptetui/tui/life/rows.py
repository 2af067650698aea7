"""The text of the screen Life as rows of spans: top line, ribbon, what it is, what userspace sees, events, timeline."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ptetui.linux.classify import Reading
from ptetui.linux.life.events import EVENTS, Chance
from ptetui.linux.life.fates import FATE_NAMES, Fate
from ptetui.linux.life.page import ABOUT_PMD, PMD_STATES, Page
from ptetui.linux.life.seen import pagemap_of, scan_categories, smaps_of
from ptetui.linux.pagemap import spell_flags
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.render.prose import sentence, summary, title
from ptetui.render.ribbon import Fold, Marks, RibbonRow, draw_row
from ptetui.render.rows import cut_words, longest, row_width, window
from ptetui.render.spans import Glyphs, Row, Span, text_of
from ptetui.render.text import padded
from ptetui.sources.life.proposal import ABOUT, marker_pagemap
from ptetui.sources.life.tree import LifeTree, Moment, refusal
from ptetui.tui.life.actions import EVENT_LETTERS

SHORT_RIBBON = 3  # lines a row: ruler, names, bits
_FEW, _UPRIGHT = 2, 23  # rows of bits at most, lines of the screen at least, where its symbols stand upright
_NAME = 31  # columns of an event in the timeline


def life_top(setting: Setting, page: Page, word: int, columns: int) -> Row:
    """Layout, kernel, configuration, what the range is; as much as fits."""
    row = [
        Span(" life ", "bar_key"),
        Span(f" {setting.layout.name}", "head"),
        Span(f" · kernel {spell(setting.kernel)} · ", ""),
        Span(padded(word, setting.layout.width), "head"),
    ]
    config = str(setting.config)
    tails = (f" · {spell_range(page)} · config {config}", f" · {spell_range(page)}", f" · {page.kind}")
    return [*row, Span(longest(tails, columns - row_width(row)), "")]


def spell_range(page: Page) -> str:
    """What the range is: "shmem rw shared uffd wp"."""
    vma = page.vma
    allowed = "".join(letter if on else "-" for letter, on in (("r", vma.read), ("w", vma.write), ("x", vma.exec)))
    words = [page.kind, allowed, "shared" if vma.shared else "private"]
    words += ["locked"] if vma.locked else []
    words += [f"uffd {'+'.join(sorted(vma.uffd))}"] if vma.uffd else []
    words += sorted(vma.features)
    words += ["VM_SOFTDIRTY"] if vma.soft_dirty else []
    return " ".join(words)


# ---------------------------------------------------------------------------------------------- the ribbon


class RibbonStyle(NamedTuple):
    """How a ribbon is drawn: with all its lines; else with ruler, symbols and bits, the symbols upright or not."""

    full: bool
    upright: bool = False


def pages_rows(life: LifeTree, folded: Fold, style: RibbonStyle, columns: int, glyphs: Glyphs) -> list[Row]:
    """The ribbon of the page that lives on; with all their lines those of both pages, each under who it is."""
    both = style.full and len(life.now.pages) > 1
    rows: list[Row] = []
    for which in range(len(life.now.pages)) if both else (life.lives,):
        if both and which != life.lives:
            rows.append(other_row(life.now, which, columns))
        elif both:
            rows.append([Span(f" ▶ {'child ' if which else 'parent'} lives on ", "key")])
        changed = life.now.changed if which == life.now.deed.whose else 0
        marks = Marks(changed=changed, open=life.now.unknown(which))
        rows += page_ribbon(life.now.reading(which), folded, marks, style, glyphs)
    return rows


def page_ribbon(reading: Reading, folded: Fold, marks: Marks, style: RibbonStyle, glyphs: Glyphs) -> list[Row]:
    """The ribbon with all its lines, or with ruler, symbols and bits only."""
    rows: list[Row] = []
    for row in range(folded.rows):
        if style.full:
            rows += draw_row(reading, folded, row, marks, glyphs)
        else:
            drawn = draw_row(reading, folded, row, marks, glyphs, whole=style.upright)
            rows += [drawn.ruler, *name_lines(drawn, style.upright, glyphs), drawn.bits]
    return rows


def is_upright(folded: Fold, lines: int) -> bool:
    """Whether symbols stand upright in a short ribbon on a screen of so many lines: where a bit has one column."""
    return folded.cell == 2 and folded.rows <= _FEW and lines >= _UPRIGHT


def name_lines(drawn: RibbonRow, upright: bool, glyphs: Glyphs) -> list[Row]:
    """The line of names of a short ribbon, or the lines of upright symbols that are not empty."""
    if not upright:
        return [drawn.names]
    lines = (drawn.top, drawn.names, drawn.values)
    return [line for line in lines if text_of(line).strip(glyphs.side + " ")]


# ---------------------------------------------------------------------------------------------- what it is


def page_rows(moment: Moment, which: int, privileged: bool, columns: int) -> list[Row]:
    """What the entry is, and what userspace sees of it: title, pagemap word, PAGEMAP_SCAN and smaps."""
    page, setting, reading = moment.pages[which], moment.setting, moment.reading(which)
    left = moment.left and which == 0
    named = "MARKER AT PAGE-OUT (never merged)" if left else title(reading)
    facts = "" if left else summary(reading)
    text = ABOUT if left else ABOUT_PMD if page.state in PMD_STATES else sentence(reading)
    row = [Span(f" {named} ", "title"), Span(f" {facts} " if facts else " ", "head")]
    row.append(Span(longest((text,), columns - row_width(row)), ""))
    return [row, _pagemap_row(page, setting, left, privileged, columns), _scan_row(page, setting, left, columns)]


def _pagemap_row(page: Page, setting: Setting, left: bool, privileged: bool, columns: int) -> Row:
    word = marker_pagemap(setting, privileged) if left else pagemap_of(page, setting, privileged=privileged)
    row = [Span(" pagemap ", "dim"), Span(f"{padded(word, 64)} ", "number"), Span(spell_flags(word) or "no flag", "")]
    tails = (
        "  (with CAP_SYS_ADMIN; P: without)" if privileged else "  (without CAP_SYS_ADMIN; P: with)",
        "" if privileged else "  unprivileged",
    )
    return [*row, Span(longest(tails, columns - row_width(row)), "dim")]


def _scan_row(page: Page, setting: Setting, left: bool, columns: int) -> Row:
    try:
        scan = " ".join(scan_categories(page, setting)) or "none"
    except ValueError as error:
        scan = str(error).partition(": ")[2] or str(error)
    if left:
        scan = "(the proposal is older)"
    kib = smaps_of(page, setting)
    smaps = f"Rss {kib.rss >> 10} kB, Swap {kib.swap >> 10} kB, SwapPss {kib.swap_pss >> 10} kB"
    row = [Span(" PAGEMAP_SCAN ", "dim"), Span(scan, ""), Span("  smaps ", "dim"), Span(smaps, "")]
    if row_width(row) > columns:
        row[0], row[3] = Span(" SCAN ", "dim"), Span(f"Rss {kib.rss >> 10} Swap {kib.swap >> 10} kB", "")
    behind = "" if page.anon else f"  the file's page: {page.file.backing}"
    return [*row, Span(longest((behind,), columns - row_width(row)), "dim")]


def other_row(moment: Moment, which: int, columns: int) -> Row:
    """The page that does not live on, in one line."""
    who = "child " if which else "parent"
    reading = moment.reading(which)
    row = [Span(f" ◇ {who} ", "key"), Span(f"{padded(reading.word, moment.setting.layout.width)} ", "number"),
           Span(f"{title(reading)} ", "head"), Span(summary(reading), "")]  # fmt: skip
    return [*row, Span(longest(("  Tab: follow this page",), columns - row_width(row)), "dim")]


# ---------------------------------------------------------------------------------------------- what just happened


def deed_text(moment: Moment, columns: int = 200) -> str:
    """What was done and by which function: "o  MADV_PAGEOUT: try_to_unmap_one → SIGBUS"."""
    deed, outcome = moment.deed, moment.outcome
    if deed.kind == "start":
        return f"a page of {moment.pages[0].kind} memory"
    if outcome is None:
        return f"the range: {deed.name}"
    if refusal(moment):
        return refusal(moment)
    failure = "" if outcome.outcome in ("ok", "") else f" → {outcome.outcome}"
    done = f"{EVENT_LETTERS.get(deed.name, '')}  {EVENTS[deed.name].trigger}"
    function = brief_function(outcome.function, columns - len(done) - len(failure) - 2)
    return f"{done}{': ' if function else ''}{function}{failure}"


def happened_row(moment: Moment, before: str | None, now: str, columns: int) -> Row:
    """The edge just taken, in a line."""
    bad = moment.outcome is not None and moment.outcome.outcome not in ("ok", "")
    arrow = [Span(f" {before} ", "dim"), Span("━▶", "changed"), Span(f" {now} ", "head")] if before else []
    text = deed_text(moment, columns - row_width(arrow) - 1)
    return [*arrow, Span(f" {text}", "message" if bad else "")]


def deed_rows(moment: Moment, columns: int, lines: int) -> list[Row]:
    """What a scene says, and the fate of each bit; only the first where there is one line and a scene."""
    caption = [[Span(" » ", "changed"), Span(moment.deed.caption, "message")]] if moment.deed.caption else []
    return [*caption, fates_row(moment, columns)][:lines]


def fates_row(moment: Moment, columns: int) -> Row:
    """The fate of each bit, in the longest words that fit."""
    fates = moment.outcome.fates if moment.outcome is not None else ()
    if moment.deed.kind == "start":
        return _scenes()
    if not fates:
        return [Span(" no software bit is set" if moment.outcome is not None else "", "dim")]
    shown = [str(fate) for fate in fates]
    text = " · ".join(shown)
    if len(text) + 3 > columns:
        text = " · ".join(_brief(fate) for fate in fates if fate.change != "kept") or "all kept"
    return [Span(" ▲ ", "changed"), Span(text, "changed")]


def _scenes() -> Row:
    """The keys that play the scenes."""
    row: Row = [Span(" play ", "dim")]
    for key, text in (
        ("!", "PM_SWAP missing"),
        ("@", "soft-dirty lost"),
        ("#", "a marker"),
        ("$", "the 2021 proposal"),
    ):
        row += [Span(f" {key} ", "key"), Span(text, "")]
    return row


def _brief(fate: Fate) -> str:
    if fate.change == "moved":
        return f"{FATE_NAMES.get(fate.name, fate.name)} {fate.source}→{fate.target}"
    name = FATE_NAMES.get(fate.name, fate.name)
    for start, sign in (("moved to the ", "→"), ("moved into the ", "→"), ("moved from the ", "←")):
        if fate.change.startswith(start):
            return name + sign + fate.change.removeprefix(start)
    return f"{name} {fate.change.replace('born', 'set' if fate.target is None else f'set {fate.target}')}"


# ---------------------------------------------------------------------------------------------- events


def ordered(chances: Sequence[Chance], only: bool) -> list[Chance]:
    """Those that can happen, then those that cannot, each in the order of the model's table."""
    able = [chance for chance in chances if chance.possible]
    return able if only else able + [chance for chance in chances if not chance.possible]


def event_rows(
    chances: Sequence[Chance], chosen: int, state: str, height: int, columns: int, across: int = 1
) -> tuple[list[Row], int]:
    """The events in one or more columns, scrolled so that the chosen one shows, and the index of the first."""
    width = columns // across
    lines = -(-len(chances) // across)
    first = window(chosen // across, height, lines)
    rows: list[Row] = []
    for line in range(first, min(first + height, lines)):
        row: Row = []
        for index in range(line * across, min((line + 1) * across, len(chances))):
            row += _event(chances[index], index == chosen, width, state)
        rows.append(row)
    return rows, first * across


def _event(chance: Chance, here: bool, width: int, state: str) -> Row:
    letter = EVENT_LETTERS.get(chance.event.name) or " "
    to = "" if not chance.possible else " ↻" if chance.to == state else f" → {chance.to}"
    columns = width - 6 - len(to)
    name = brief_trigger(chance.event.trigger, columns)
    left = columns - len(name)
    reason = brief_function(chance.function, left) if chance.possible else cut_words(chance.why, left)
    row = [
        Span("▶" if here else " ", "key"),
        Span(letter if chance.possible else "-", "key" if chance.possible else "off"),
        Span(f" {name}{': ' if reason else ' '}", ("head" if chance.possible else "off") + (" row" if here else "")),
        Span(reason + to if reason else to.lstrip(), "" if chance.possible else "off"),
    ]  # fmt: skip
    return [*row, Span(" " * (width - row_width(row)), "")]


def brief_trigger(trigger: str, columns: int) -> str:
    """An event by its name; where that is too long by what stands before its colon."""
    return trigger if len(trigger) <= columns else cut_words(trigger.partition(":")[0], columns)


def brief_function(function: str, columns: int) -> str:
    """The kernel's function as the rule has it, or the first of several; nothing where that does not fit."""
    first = re.split(r"[ />,]", function, maxsplit=1)[0]
    return longest((function, first), columns)


# ---------------------------------------------------------------------------------------------- timeline


def moment_name(life: LifeTree, number: int, columns: int) -> str:
    """A moment in at most so many columns: the event as the list of events calls it, with its letter."""
    deed = life.deeds[number]
    mark = " ✗" if refusal(life.moments[number]) else ""
    letter = f"{EVENT_LETTERS.get(deed.name, '')} ".lstrip() if deed.kind == "event" else ""
    name = EVENTS[deed.name].trigger if deed.kind == "event" else deed.name
    return letter + cut_words(name, columns - len(letter) - len(mark)) + mark


def timeline_row(life: LifeTree, columns: int) -> Row:
    """The present branch on one line, the present moment lit; behind a moment stands how many branches leave it."""
    path = life.path()
    here = path.index(life.index)
    texts = []
    for number in path:
        more = len(life.children(number)) - 1
        branches = f" (+{more} branch{'es' if more > 1 else ''})" if more > 0 else ""
        texts.append(f" {number} {moment_name(life, number, _NAME)}{branches} ")
    first = here
    used = len(texts[here])
    while first > 0 and used + len(texts[first - 1]) + 1 < columns * 2 // 3:
        first -= 1
        used += len(texts[first]) + 1
    row: Row = [Span("‹" if first else " ", "key")]
    for index in range(first, len(path)):
        row.append(Span(texts[index], "title" if index == here else "dim" if index > here else ""))
        row.append(Span("›" if index < len(path) - 1 else "", "dim"))
    return row


def timeline_rows(life: LifeTree, height: int) -> list[Row]:
    """All moments, a line each, branches set in."""
    tree = list(life.tree())
    here = next(line for line, (number, _) in enumerate(tree) if number == life.index)
    below = max(1, height - 1)
    first = window(here, below, len(tree))
    rows: list[Row] = [
        [Span(" what happened  ", "head dim"), Span("←/→ step, g jump; acting in the past starts a branch", "dim")]
    ]
    for number, depth in tree[first : first + below]:
        moment = life.moments[number]
        state = "/".join(title(moment.reading(which)) for which in range(len(moment.pages)))
        look = "title" if number == life.index else ""
        word = moment.word(min(moment.deed.whose, len(moment.pages) - 1))
        row = [
            Span(f" {number:3} " + "│ " * min(depth, 6), "dim"),
            Span(f"{moment_name(life, number, _NAME):{_NAME}}", look or "head"),
            Span(f" {padded(word, life.setting.layout.width)}", "number"),
            Span(f" {state}", ""),
        ]  # fmt: skip
        rows.append(row)
    return rows
