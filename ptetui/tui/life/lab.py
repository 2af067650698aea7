"""A running kernel under the model, below the ribbons: the boot, what the call answered, what can be done next."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

from ptetui.linux.life.events import Chance
from ptetui.render.prose import summary, title
from ptetui.render.spans import Row, Span
from ptetui.sources.lab.calls import Call
from ptetui.sources.lab.subject import Fault, LabFeed
from ptetui.sources.predictions import Comparison
from ptetui.tui.life.body import LISTED_EVENTS, Places, event_lines, placed_events
from ptetui.tui.life.diagram import state_rows
from ptetui.tui.life.nodes import Where, nodes
from ptetui.tui.life.recording import difference_rows, history_rows, recorded_pagemap_row

_HISTORY = 4  # lines of what was done before, where there is room


def boot_rows(feed: LabFeed, columns: int) -> list[Row]:
    """The boot, or why there is none, with the last lines of the console."""
    if feed.state != "failed" and feed.label == "live":
        return [[], [Span(" a process with a page starts ", "title")]]
    if feed.state != "failed":
        done = min(1.0, feed.seconds / 8)
        bar = "█" * round(done * 30)
        return [
            [], [Span(f" a kernel boots in QEMU  {feed.seconds:4.1f} s ", "title")], [],
            [Span(f" {bar:30} ", "good"), Span("  about 4 s on an idle machine; q leaves", "dim")],
        ]  # fmt: skip
    rows: list[Row] = [[], [Span(" no kernel ", "wrong")], []]
    rows += [[Span(f" {line}", "message")] for line in wrap(feed.error, max(20, columns - 2))]
    if feed.console:
        rows += [[], [Span(" the console's last lines", "head dim")]]
        rows += [[Span(f" {line[: columns - 2]}", "")] for line in feed.console]
    return rows


def lab_rows(
    feed: LabFeed, at: int, chances: Sequence[Chance], chosen: int, columns: int, lines: int
) -> tuple[list[Row], Places]:
    """Below the ribbons: the call and its answer, what differs and why, states, events, what was done before."""
    comparison = feed.steps[at]
    page, setting = comparison.page, comparison.step.setting
    head = [_call_row(feed, at)]
    if comparison.step.seen:
        head += [
            _answer_row(feed, comparison, at),
            *difference_rows(comparison),
            recorded_pagemap_row(comparison),
        ]
    else:
        from ptetui.tui.life.live import live_head

        head += live_head(comparison, feed.error if at == len(feed.steps) - 1 else "", columns)
    before = next(
        (other.page.state for other in reversed(feed.steps[:at]) if other.step.page == comparison.step.page), None
    )
    states = nodes(Where(page, page.state, None, before), chances, setting)
    needed = event_lines(chances, columns)
    rows = [*head, *state_rows(states, columns, lines - len(head) - min(LISTED_EVENTS, needed))]
    left = max(0, lines - len(rows))
    spare = left - needed
    history = min(spare, len(feed.steps) + 1) if spare > _HISTORY else 0
    events, places = placed_events(chances, chosen, page.state, len(rows), left - history, columns)
    rows += events + [[] for _ in range(left - history - len(events))]
    return [*rows, *history_rows(feed.steps, at, history)], places


def _call_row(feed: LabFeed, at: int) -> Row:
    step = feed.steps[at].step
    row = [Span(f" {at + 1}/{len(feed.steps)} ", "key"), Span(f" {', '.join(step.calls)} ", "good")]
    if step.page.startswith("child"):
        row.append(Span(" the child's word ", "head"))
    if feed.state == "busy":
        return [*row, Span(f"  {feed.call}: the kernel has not answered yet", "message")]
    took = f"  answered in {1000 * feed.took:.0f} ms" if at == len(feed.steps) - 1 else ""
    return [*row, Span(took, "dim")]


def _answer_row(feed: LabFeed, comparison: Comparison, at: int) -> Row:
    last = at == len(feed.steps) - 1
    note = feed.error if last and feed.error else comparison.step.note
    row = [Span(f" {title(comparison.step.reading)} ", "title"), Span(f" {summary(comparison.step.reading)} ", "head")]
    return [*row, Span(f" {note}" if note else "", "message")]


def fault_lines(fault: Fault) -> tuple[str, list[str], list[str]]:
    """The question that a userfault is: title, answers, their keys."""
    access = {"read": "load", "write": "store"}.get(fault.call.name, fault.call.name)
    resolving = ", ".join(fault.resolving.spelled)
    return (
        f"userfault: the {access} waits for an answer",
        [f"r  resolve: {resolving}, then the {access} again", f"l  leave: the {access} is given up"],
        ["r", "l"],
    )


def call_lines(calls: Mapping[str, Call]) -> list[str]:
    """All calls, a line each."""
    return [f"{name:18} {', '.join(call.spelled)}" for name, call in calls.items()]
