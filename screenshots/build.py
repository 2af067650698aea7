"""The pictures of the app in three themes, always the same bytes: `make screenshots`; `--check` only compares."""

import argparse
import asyncio
import io
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from textual.widgets import Input  # noqa: E402

from ptetui.export.svg import styled_svg  # noqa: E402
from ptetui.linux.catalog import Catalog  # noqa: E402
from ptetui.linux.releases import parse_version  # noqa: E402
from ptetui.linux.setting import Setting  # noqa: E402
from ptetui.render.looks import style  # noqa: E402
from ptetui.sources.log.explain import Asked, explain  # noqa: E402
from ptetui.sources.replay import load_recording  # noqa: E402
from ptetui.sources.snapshot import Snapshot  # noqa: E402
from ptetui.tui.app import PteApp  # noqa: E402
from ptetui.tui.desk import Desk  # noqa: E402
from ptetui.tui.life.motion import last_motion  # noqa: E402
from ptetui.tui.life.screen import Life  # noqa: E402
from ptetui.tui.screen import PictureScreen  # noqa: E402
from ptetui.whole_file import replace_file  # noqa: E402

CAPTURES = HERE.parent / "ptetui" / "captures"
THEMES = ("dark", "light", "high-contrast")
SWAP, PRESENT = 0x07FFFFFFFFDB9602, 0x8000000002BEA867


class View(NamedTuple):
    """One picture: what the app opens on, what is then pressed."""

    name: str
    size: tuple[int, int]
    keys: Sequence[str] = ()
    word: int = SWAP
    layout: str = "x86_64@6.12"
    capture: str = ""
    step: str = ""
    log: str = ""
    moment: float = 1.0  # of the motion of Life's last event; the end is the still picture


# From a mail to linux-mm in March 2018: one bit of an empty PTE has flipped.
LOG = """\
[  716.511702] swap_info_get: Bad swap file entry 04000000
[  716.512731] BUG: Bad page map in process python2  pte:10000000000 pmd:17e8be067
[  716.516418] CPU: 2 PID: 8907 Comm: python2 Not tainted 4.16.0-rc5 #1
"""

VIEWS = (
    View("explore-swap-80x24", (80, 24)),
    View("explore-present-120x40", (120, 40), ("end", "left", "left"), PRESENT),
    View("explore-present-200x50", (200, 50), ("end", "left", "left", "space"), PRESENT),
    View("explore-malformed-80x24", (80, 24), word=SWAP | 0x30),
    View("explore-s390-100x28", (100, 28), capture="s390x-6.1.json", step="swap"),
    View("replay-80x24", (80, 24), capture="x86_64-6.12.json", step="anon-swapped-softdirty"),
    View("replay-marker-80x24", (80, 24), capture="x86_64-6.12.json", step="uffdwp-marker"),
    View("prompt-80x24", (80, 24), ("colon",)),
    View("life-80x24", (80, 24), ("2", "w", "s", "w", "o")),
    View("life-200x50", (200, 50), ("2", "w", "s", "w", "f", "tab", "w", "tab", "Q")),
    View("life-motion-120x40", (120, 40), ("2", "w", "s", "w", "o"), moment=0.19),
    View("life-marker-200x50", (200, 50), ("2", "number_sign", "n", "n", "n", "n")),
    View("life-against-100x28", (100, 28), ("2",), capture="x86_64-6.12.json", step="anon-swapped-softdirty"),
    View(
        "life-designs-80x24",
        (80, 24),
        ("2", "V", "K", "R", "down", "space", "escape", "w", "W", "o"),
        layout="x86_64@5.14",
    ),
    View("compare-120x40", (120, 40), ("3",)),
    View("collisions-80x24", (80, 24), ("4", "L"), layout="riscv64_svrsw60t59b@7.3"),
    View("collisions-120x40", (120, 40), ("4", "L", "tab"), layout="riscv64_svrsw60t59b@7.3"),
    View("collisions-large-120x40", (120, 40), ("4", "plus")),
    View("collisions-200x50", (200, 50), ("4", "L", "tab", "tab", "down"), layout="riscv64_svrsw60t59b@7.3"),
    View("designs-120x40", (120, 40), ("5", "right", "right"), layout="x86_64@5.14"),
    View("budget-120x34", (120, 34), ("5", "right", "right", "right")),
    View("talk-100x28", (100, 28), ("6", *["space"] * 4)),
    View("talk-markers-100x28", (100, 28), ("6", "o", "down", "down", "enter", "g", "3", "enter", *["space"] * 3)),
    View("talk-bit-200x50", (200, 50), ("6", "o", "down", "down", "enter", "g", "5", "enter", "space", "f")),
    View("log-flipped-130x24", (130, 24), ("n",), log=LOG),
    View("wall-120x80", (120, 80), ("7",)),
    View("time-120x40", (120, 40), ("8",), layout="arm64_4k@6.10"),
    View("history-100x28", (100, 28), ("9", *["down"] * 5, "space", "space")),
    View("what-if-120x40", (120, 40), ("0", *["comma"] * 5)),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Build all, or compare; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 with the names that differ")
    parser.add_argument("names", nargs="*", metavar="VIEW", help="only these views")
    args = parser.parse_args(argv)
    views = [view for view in VIEWS if not args.names or view.name in args.names]
    unknown = set(args.names) - {view.name for view in views}
    if unknown:
        parser.error(f"not known: {', '.join(sorted(unknown))}; there are {', '.join(view.name for view in VIEWS)}")
    drawn: dict[str, str] = {}
    with ProcessPoolExecutor() as processes:
        for pictures in processes.map(_pictures, views):
            drawn |= pictures
    there = {str(path.relative_to(HERE)): path.read_text(encoding="utf-8") for path in HERE.glob("*/*.svg")}
    stale = [] if args.names else sorted(set(there) - set(drawn))
    if not args.check:
        _write(drawn, stale)
        return 0
    wrong = [name for name, svg in drawn.items() if there.get(name) != svg]
    for name in (*wrong, *stale):
        print(f"{HERE.name}/{name} is not what is drawn now: make screenshots", file=sys.stderr)
    return 1 if wrong or stale else 0


def _write(drawn: dict[str, str], stale: Sequence[str]) -> None:
    for name, svg in drawn.items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        replace_file(path, svg.encode())
    for name in stale:
        (HERE / name).unlink()
    print(f"{len(drawn)} pictures, {sum(len(svg.encode()) for svg in drawn.values()) >> 10} KiB")


def _pictures(view: View) -> dict[str, str]:
    """The files of a view, by their names in this folder."""
    os.environ.pop("NO_COLOR", None)
    return asyncio.run(_drawn(view))


async def _drawn(view: View) -> dict[str, str]:
    app = PteApp(_desk(view), "log" if view.log else "explore")
    async with app.run_test(size=view.size) as pilot:
        app.animation_level = "none"
        await pilot.pause()
        for key in view.keys:
            await pilot.press(key)
        await pilot.pause()
        while getattr(app.screen, "busy", False):
            await pilot.pause(0.01)
        for widget in app.screen.query(Input):
            widget.cursor_blink = False
        drawn = {}
        for theme in THEMES:
            app.theme = theme
            for screen in app.screen_stack:
                if isinstance(screen, PictureScreen):
                    screen.draw()
            _freeze(app, view.moment)
            await pilot.pause()
            drawn[f"{theme}/{view.name}.svg"] = _svg(app, f"ptetui: {view.name}")
    return drawn


def _freeze(app: PteApp, moment: float) -> None:
    """The motion of Life's last event at a moment, over the still picture."""
    screen = app.screen
    if moment == 1.0 or not isinstance(screen, Life):
        return
    motion = last_motion(screen.life, screen.size.width, screen.ribbon.lines)
    assert motion is not None  # the view's keys move bits
    rows = motion(moment)
    screen.ribbon.styles.height = len(rows)
    screen.ribbon.show(rows, app.look)


def _svg(app: PteApp, title: str) -> str:
    """What the terminal shows."""
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    rows = [[segment for strip in line for segment in strip] for line in update.strips]
    return styled_svg(rows, style(app.theme, ""), title)


def _desk(view: View) -> Desk:
    catalog = Catalog()
    if view.log:
        desk = Desk(Snapshot(Setting(catalog.find("x86_64"), (6, 12)), SWAP), catalog)
        desk.log = tuple(explain(io.BytesIO(view.log.encode()), Asked(catalog)))
        return desk
    if not view.capture:
        layout = catalog.find(view.layout)
        kernel = parse_version(view.layout.partition("@")[2])
        return Desk(Snapshot(Setting(layout, kernel), view.word), catalog)
    recording = load_recording(CAPTURES / view.capture, catalog)
    desk = Desk(recording.steps[0], catalog, recording)
    for step in range(1, desk.find_step(view.step) + 1):
        desk.go_to_step(step)
    return desk


if __name__ == "__main__":
    sys.exit(main())
