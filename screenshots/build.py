"""The pictures of the app, SVG and PNG, always the same bytes: `make screenshots`; `--check` only compares."""

import argparse
import asyncio
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from ptetui.linux.catalog import Catalog  # noqa: E402
from ptetui.linux.setting import Setting  # noqa: E402
from ptetui.linux.versions import parse_version  # noqa: E402
from ptetui.render.png import FAMILY, fonts, png  # noqa: E402
from ptetui.sources.replay import load  # noqa: E402
from ptetui.sources.snapshot import Snapshot  # noqa: E402
from ptetui.tui.app import PteApp  # noqa: E402
from ptetui.tui.desk import Desk  # noqa: E402

CAPTURES = HERE.parent / "ptetui" / "captures"


@dataclass(frozen=True)
class View:
    """One picture: what the app opens on, what is then pressed."""

    name: str
    size: tuple[int, int]
    word: int = 0
    layout: str = "x86_64@6.12"
    capture: str = ""
    step: str = ""
    keys: Sequence[str] = ()
    theme: str = "dark"


SWAP, PRESENT = 0x07FFFFFFFFDB9602, 0x8000000002BEA867
VIEWS = (
    View("explore-swap-80x24", (80, 24), SWAP),
    View("explore-present-200x50", (200, 50), PRESENT, keys=("end", "left", "left", "space")),
    View("replay-80x24", (80, 24), capture="x86_64-6.12.json", step="anon-swapped-softdirty"),
    View("replay-200x50", (200, 50), capture="x86_64-6.12.json", step="anon-swapped-softdirty"),
    View("malformed", (80, 24), SWAP | 0x30),
    View("marker", (80, 24), capture="x86_64-6.12.json", step="uffdwp-marker"),
    View("arm64", (100, 28), capture="arm64-6.12.json", step="swap"),
    View("s390", (100, 28), capture="s390x-6.1.json", step="swap"),
    View("light", (80, 24), PRESENT, theme="light"),
    View("compare-100x28", (100, 28), SWAP, keys=("3",)),
    View("wall-120x80", (120, 80), SWAP, keys=("7",)),
    View("time-120x40", (120, 40), SWAP, "arm64_4k@6.10", keys=("8",)),
    View("life-80x24", (80, 24), SWAP, keys=("2", "w", "s", "w", "o")),
    View("life-200x50", (200, 50), SWAP, keys=("2", "w", "s", "w", "f", "tab", "w", "tab", "e")),
    View("life-marker-200x50", (200, 50), SWAP, keys=("2", "number_sign", "n", "n", "n", "n")),
    View("life-against-100x28", (100, 28), capture="x86_64-6.12.json", step="anon-swapped-softdirty", keys=("2",)),
    View("high-contrast", (80, 24), SWAP, keys=("colon",), theme="high-contrast"),
    View("collisions-80x24", (80, 24), SWAP, layout="riscv64_svrsw60t59b@7.3", keys=("4", "L")),
    View("collisions-200x50", (200, 50), SWAP, layout="riscv64_svrsw60t59b@7.3", keys=("4", "L", "tab", "tab", "down")),
    View("designs-100x28", (100, 28), SWAP, layout="x86_64@5.14", keys=("5", "right", "right")),
    View("history-100x28", (100, 28), SWAP, keys=("9", *["down"] * 5, "space", "space")),
    View("what-if-100x28", (100, 28), SWAP, keys=("0", *["comma"] * 5)),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Build all, or compare; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 with the names that differ")
    parser.add_argument("names", nargs="*", help="only these views")
    args = parser.parse_args(argv)
    try:
        fonts()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    differ = []
    for view in VIEWS:
        if args.names and view.name not in args.names:
            continue
        for name, content in _pictures(view):
            path = HERE / name
            if args.check:
                if not path.is_file() or path.read_bytes() != content:
                    differ.append(name)
            else:
                path.write_bytes(content)
                print(f"{name}: {len(content)} bytes")
    for name in differ:
        print(f"{name} differs: make screenshots", file=sys.stderr)
    return 1 if differ else 0


def _pictures(view: View) -> Iterator[tuple[str, bytes]]:
    """The files of a view. ValueError where there is no text in the picture."""
    svg = asyncio.run(_svg(view))
    yield f"{view.name}.svg", svg.encode()
    drawn = png(svg, zoom=1)
    wordless = png(re.sub(r"<text\b.*?</text>", "", svg, flags=re.S), zoom=1)
    if len(drawn) < 2 * len(wordless):
        raise ValueError(f"{view.name}: the picture has no text; are these fonts good? {fonts()}")
    yield f"{view.name}.png", drawn


async def _svg(view: View) -> str:
    app = PteApp(_desk(view))
    app.theme = view.theme
    async with app.run_test(size=view.size) as pilot:
        app.animation_level = "none"
        await pilot.pause()
        for key in view.keys:
            await pilot.press(key)
        await pilot.pause()
        while getattr(app.screen, "busy", False):
            await pilot.pause(0.01)
        for widget in app.screen.query("Input"):
            widget.cursor_blink = False  # type: ignore[attr-defined]
        await pilot.pause()
        svg = app.export_screenshot(title=f"ptetui: {view.name}")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S)  # they point into the network
    return svg.replace("Fira Code", FAMILY)


def _desk(view: View) -> Desk:
    catalog = Catalog()
    if not view.capture:
        layout = catalog.find(view.layout)
        kernel = parse_version(view.layout.partition("@")[2])
        return Desk(Snapshot(Setting(layout, kernel), view.word), catalog)
    recording = load(CAPTURES / view.capture, catalog)
    desk = Desk(recording.steps[0], catalog, recording)
    for step in range(1, desk.find_step(view.step) + 1):
        desk.go_to_step(step)
    return desk


if __name__ == "__main__":
    sys.exit(main())
