"""Apps to try things on: on a word, on a recording, on a layout of 128 bits that no kernel has."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from construct import BitStruct, Flag
from textual.pilot import Pilot

from ptetui.linux.catalog import Catalog
from ptetui.linux.layout import Layout, Since, layouts
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting
from ptetui.schema.vocabulary import Bits, Fixed, Inverted, Zeros
from ptetui.sources.replay import Recording, load_recording
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.app import PteApp
from ptetui.tui.desk import Desk
from ptetui.tui.explore.screen import Explore
from ptetui.tui.widgets.canvas import Canvas

CAPTURES = Path(__file__).parents[2] / "ptetui" / "captures"
SWAP = 0x07FFFFFFFFDB9602  # x86_64: type 0, offset 0x1234, soft-dirty
PRESENT = 0x8000000002BEA867
MALFORMED = 0x07FFFFFFFFDB9632
CATALOG = Catalog()


def setting(name: str = "x86_64", kernel: str = "6.12") -> Setting:
    """A layout at a kernel."""
    at = parse_version(kernel)
    return Setting(CATALOG.find(name, at), at)


def desk(word: int = SWAP, layout: str = "x86_64", kernel: str = "6.12") -> Desk:
    """A desk on a word."""
    return Desk(Snapshot(setting(layout, kernel), word), Catalog())


def app(word: int = SWAP, layout: str = "x86_64", kernel: str = "6.12", ascii_only: bool = False) -> PteApp:
    """The app on a word."""
    return PteApp(desk(word, layout, kernel), ascii_only=ascii_only)


@cache
def recording(name: str) -> Recording:
    """A capture that the project carries."""
    return load_recording(CAPTURES / name, CATALOG)


def replay(name: str = "x86_64-6.12.json") -> PteApp:
    """The app on a recording."""
    steps = recording(name)
    return PteApp(Desk(steps.steps[0], CATALOG, steps))


def wide() -> PteApp:
    """The app on a swap entry of 128 bits, its offset split and stored inverted."""
    return PteApp(Desk(Snapshot(Setting(WIDE, (6, 12)), WIDE.swap.blank), CATALOG))


def explore(running: PteApp) -> Explore:
    """The screen under whatever is open."""
    return next(screen for screen in running.screen_stack if isinstance(screen, Explore))


def lines(running: PteApp, name: str) -> list[str]:
    """What one of the drawn widgets shows, as text."""
    widget = explore(running).query_one(f"#{name}", Canvas)
    return [widget.render_line(y).text for y in range(widget.size.height)]


def text(running: PteApp, name: str) -> str:
    """The same, as one string."""
    return "\n".join(lines(running, name))


def terminal(running: PteApp) -> str:
    """What the terminal would show."""
    strips = running.screen._compositor.render_strips(running.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@asynccontextmanager
async def opened(
    key: str, name: str = "x86_64", kernel: str = "6.12", size: tuple[int, int] = (80, 24), ascii_only: bool = False
) -> AsyncIterator[tuple[PteApp, Pilot[None]]]:
    """The app on the word 0x4, and the screen of a key."""
    running = app(0x4, name, kernel, ascii_only)
    async with running.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        yield running, pilot


def _wide() -> Layout:
    none = "none" / BitStruct("empty" / Zeros(128) * "0 - nothing here")
    present = "present" / BitStruct(
        "attributes" / Bits(52) * "at - whatever",
        "pfn" / Bits(64) * "PFN - frame",
        "more" / Bits(11) * "more - more",
        "valid" / Fixed(1, 1) * "V VALID walked by hardware",
    )
    swap = "swap" / BitStruct(
        "offset[89:40]" / Inverted(50) * "off - high part of the slot",
        "type" / Bits(5) * "type - which area",
        "middle" / Zeros(23) * "0 - zero",
        "offset[39:0]" / Inverted(40) * "off - low part of the slot",
        "low" / Zeros(6) * "0 - zero",
        "exclusive" / Flag * "EX EXCL exclusive",
        "soft_dirty" / Flag * "SD SOFT written",
        "uffd_wp" / Flag * "WP UFFD watched",
        "valid" / Zeros(1) * "V VALID not walked",
    )
    (layout,) = layouts(
        "wide128", Since("6.12", (none, present, swap)), arch="none", width=128, page_shift=12, physmem_bits=76,
        header="nowhere.h", long_bits=128,
    )  # fmt: skip
    return layout


WIDE = _wide()
