"""Starting the app on a word, a recording or a talk, as fast as it goes; `args` has the theme, and --ascii.

The start makes hardly any garbage, and looking for it while Textual is imported takes 15 ms of 290: so the collector
rests until the first picture is there.
"""

import gc
import os
from typing import TYPE_CHECKING

from ptetui.linux.catalog import Catalog
from ptetui.linux.setting import Setting, find_setting
from ptetui.sources.snapshot import Snapshot
from ptetui.terminal import ascii_only
from ptetui.tui.desk import Desk

_SOON = 0.5  # seconds after the first picture
_OFTEN = (2_000, 10, 10)  # seldom enough that no key waits for a whole search, often enough that memory stays

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from pathlib import Path

    from ptetui.sources.dump_pages import OpenDump
    from ptetui.sources.lab.session import LabOptions
    from ptetui.sources.lab.subject import LabFeed
    from ptetui.sources.live.watched import LiveProcess
    from ptetui.sources.log.explain import Explained
    from ptetui.sources.replay import Recording
    from ptetui.talk.tour import Tour
    from ptetui.tui.app import PteApp


def run_explore(
    args: "Namespace", setting: Setting, word: int | None, catalog: Catalog, screen: str = "explore"
) -> int:
    """The app on a word; without one on a swap entry of the layout."""
    start = Snapshot(setting, setting.swap.blank if word is None else word)
    return _run(args, Desk(start, catalog), screen)


def run_replay(args: "Namespace", recording: "Recording", catalog: Catalog, source: str) -> int:
    """The app on the first step of a recording; `source` is the file, or its name, as it was given."""
    desk = Desk(recording.steps[0], catalog, recording)
    desk.source = source
    return _run(args, desk)


def run_lab(args: "Namespace", options: "LabOptions", catalog: Catalog, record: "Path | None" = None) -> int:
    """Life with a kernel in QEMU, which boots meanwhile; ValueError where there is none. `record` gets the steps."""
    from ptetui.sources.lab.calls import CALLS, TO_OTHER_NODE
    from ptetui.sources.lab.session import Lab, write_capture
    from ptetui.sources.lab.subject import LabFeed

    calls = {name: call for name, call in CALLS.items() if options.nodes > 1 or name not in TO_OTHER_NODE}
    feed = LabFeed(lambda: Lab(options, catalog), calls=calls)
    try:
        return _run_feed(args, feed, options.platform.uts_machine, catalog)
    finally:
        if record is not None and (capture := feed.capture()):
            write_capture(capture, record)


def run_live(args: "Namespace", catalog: Catalog, kind: str) -> int:
    """Life with a page of a process of ours on this machine; ValueError where there is none."""
    from ptetui.sources.lab.subject import LabFeed
    from ptetui.sources.live.calls import LIVE_CALLS
    from ptetui.sources.live.child import ThisMachine
    from ptetui.sources.live.own_page import live_page

    machine = ThisMachine(catalog)
    feed = LabFeed(lambda: machine, kind, label="live", follow=live_page, calls=LIVE_CALLS)
    return _run_feed(args, feed, machine.arch, catalog)


def _run_feed(args: "Namespace", feed: "LabFeed", machine: str, catalog: Catalog) -> int:
    setting = find_setting(catalog, machine)
    desk = Desk(Snapshot(setting, setting.swap.blank), catalog)
    desk.lab = feed
    try:
        code = _run(args, desk, "life")
    finally:
        feed.close()
    if feed.state == "failed":
        raise ValueError(feed.error)
    return code


def run_watch(
    args: "Namespace", process: "LiveProcess", address: int | None, setting: Setting, catalog: Catalog
) -> int:
    """The app on a process, at an address where one is given; `setting` is what the other screens begin with."""
    desk = Desk(Snapshot(setting, setting.swap.blank), catalog)
    desk.process, desk.address = process, address
    return _run(args, desk, "live")


def run_log(args: "Namespace", log: "Sequence[Explained]", setting: Setting, catalog: Catalog, source: str) -> int:
    """The app on the words of a kernel log, a file; `setting` is what the other screens begin with."""
    desk = Desk(Snapshot(setting, setting.swap.blank), catalog)
    desk.log, desk.source = tuple(log), source
    return _run(args, desk, "log")


def run_scan(args: "Namespace", dump: "OpenDump", setting: Setting, catalog: Catalog) -> int:
    """The app on a page of a dump."""
    desk = Desk(Snapshot(setting, setting.swap.blank), catalog)
    desk.dump = dump
    return _run(args, desk, "scan")


def run_talk(
    args: "Namespace",
    tour: "Tour",
    setting: Setting,
    catalog: Catalog,
    *,
    notes: bool = False,
) -> int:
    """A talk, or its notes; `setting` is what the other screens begin with."""
    desk = Desk(Snapshot(setting, setting.swap.blank), catalog, tour=tour)
    return _run(args, desk, "notes" if notes else "talk")


def _run(args: "Namespace", desk: Desk, start: str = "explore") -> int:
    gc.disable()
    from ptetui.tui.actions import remap
    from ptetui.tui.app import PteApp
    from ptetui.tui.preferences import keep_theme, load_preferences

    wanted = load_preferences()
    remap(wanted.keys)
    app = PteApp(desk, start, ascii_only=ascii_only(args))
    app.alone = True
    app.theme = began = args.theme or wanted.theme
    if not wanted.motion:
        app.animation_level = "none"
    app.run()
    if app.theme != began and not os.environ.get("TEXTUAL_DRIVER"):  # nothing is kept of a page of `ptetui serve`
        keep_theme(app.theme)
    return app.return_code or 0


def started(app: "PteApp") -> None:
    """After the first picture: collect again, but never look through what the start has made, which stays."""
    if not gc.isenabled():
        gc.enable()
        gc.freeze()
        gc.set_threshold(*_OFTEN)
    if app.alone:
        from ptetui.tui.lifetime import redraw_when_continued

        redraw_when_continued(app)
        app.set_timer(_SOON, _import_prompt)


def _import_prompt() -> None:
    """While nobody waits for it: the first question opens as fast as the next."""
    import ptetui.tui.dialogs.prompt  # noqa: F401
