"""Compare, the wall and time, driven by keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

from textual.pilot import Pilot

from ptetui.linux.catalog import Catalog
from ptetui.linux.setting import Setting
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.app import PteApp
from ptetui.tui.compare.screen import Compare
from ptetui.tui.desk import Desk
from ptetui.tui.dialogs.help import Help, help_text
from ptetui.tui.explore.screen import Explore
from ptetui.tui.time.screen import Time
from ptetui.tui.wall.screen import Wall
from tests.tui.apps import terminal

WORD = 0x07FFFFFFFFFBFE0A


@asynccontextmanager
async def running(size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[PteApp, Pilot[None]]]:
    catalog = Catalog()
    setting = Setting(catalog.find("x86_64@6.12"), (6, 12))
    app = PteApp(Desk(Snapshot(setting, WORD), catalog))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


async def settled(app: PteApp, pilot: Pilot[None]) -> Wall:
    """The wall, all its files loaded."""
    wall = app.screen
    assert isinstance(wall, Wall)
    while wall.busy:
        await pilot.pause(0.02)
    return wall


async def test_compare_reads_the_word_by_three_layouts_and_follows_a_bit() -> None:
    async with running() as (app, pilot):
        await pilot.press("3")
        await pilot.pause()
        assert isinstance(app.screen, Compare)
        shown = terminal(app)
        assert all(name in shown for name in ("x86_64", "arm64_4k", "riscv64", "flag differs", "the same state"))
        readings = app.screen.readings()
        assert {(reading.state, reading.offset, reading.area) for reading in readings} == {("swap", 0x200, 0)}
        row = next(line for line in shown.splitlines() if line.startswith(" arm64_4k  7.3"))
        assert "swap type 0 · offset 0x200" in row  # in words, with its kernel
        await pilot.press("tab")
        assert [reading.word for reading in app.screen.readings()] == [WORD] * 3
        assert "the same word" in terminal(app)
        app.screen.bit = 1
        await pilot.press("right")
        await pilot.press("left")
        assert "bit 1 x86_64: soft_dirty" in terminal(app)
        assert "arm64_4k: table" in terminal(app)


async def test_compare_adds_removes_and_changes_kernels() -> None:
    async with running((100, 40)) as (app, pilot):
        await pilot.press("3", "a")
        await pilot.pause()
        await pilot.press(*"s390", "enter")
        await pilot.pause()
        compare = app.screen
        assert isinstance(compare, Compare)
        assert [setting.layout.name for setting in compare.settings] == ["x86_64", "s390", "arm64_4k", "riscv64"]
        await pilot.press("d", "down", "down", "left_square_bracket")
        assert [setting.layout.name for setting in compare.settings] == ["x86_64", "arm64_4k", "riscv64"]
        assert compare.settings[2].kernel < (7, 3)
        await pilot.press("d", "d", "d")
        assert len(compare.settings) == 1
        assert "the last one stays" in terminal(app)


async def test_compare_toggles_the_word_of_explore() -> None:
    async with running() as (app, pilot):
        await pilot.press("3")
        await pilot.pause()
        assert isinstance(app.screen, Compare)
        app.screen.bit = 2
        await pilot.press("space", "1")
        await pilot.pause()
        assert isinstance(app.screen, Explore)
        assert app.desk.now.word == WORD ^ 4
        await pilot.press("u")
        assert app.desk.now.word == WORD


async def test_the_wall_shows_every_layout_sorts_and_filters() -> None:
    async with running((120, 90)) as (app, pilot):
        await pilot.press("7")
        await pilot.pause()
        wall = await settled(app, pilot)
        names = {layout.name for layout in Catalog().all() if layout.level == "pte" and layout.covers((6, 12))}
        assert {setting.name for setting in wall.shown} == names
        assert all(name in terminal(app) for name in names)
        orders = set()
        for _ in range(6):
            orders.add(wall.order)
            await pilot.press("S")
            assert wall.shown[wall.line].name == "x86_64"  # whatever the order, the cursor stays on its layout
        assert len(orders) == 6
        await pilot.press("slash", *"book3s", "underscore", *"4k")
        await pilot.pause()
        assert {setting.name for setting in wall.shown} == {"ppc64_book3s_4k", "ppc64_book3s_4k_hash"}
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Explore)
        assert app.desk.setting.layout.name.startswith("ppc64_book3s_4k")


async def test_the_wall_at_80_columns_shows_all_64_bits() -> None:
    async with running() as (app, pilot):
        await pilot.press("7")
        await pilot.pause()
        await settled(app, pilot)
        row = next(line for line in terminal(app).splitlines() if "▶x86_64 " in line)
        assert row.endswith("TTTTT" + "~" * 50 + "·····EWS·")


async def test_the_wall_opens_on_the_layout_in_hand_and_follows_it() -> None:
    async with running() as (app, pilot):
        app.desk.use_layout("arm64_4k", (6, 1))
        await pilot.press("7")
        await pilot.pause()
        wall = await settled(app, pilot)
        assert "▶arm64_4k " in terminal(app)
        assert "Linux 6.1 " in terminal(app)
        await pilot.press("down", "down", "down")
        assert "◆arm64_4k " in terminal(app)
        app.desk.use_layout("s390", (6, 12))
        wall.redraw()
        assert "▶s390 " in terminal(app)
        assert wall.kernel == (6, 12)


async def test_the_wall_groups_architectures_and_grows_with_the_window() -> None:
    async with running((200, 50)) as (app, pilot):
        await pilot.press("7")
        await pilot.pause()
        wall = await settled(app, pilot)
        names = [setting.arch for setting in wall.shown]
        assert sum(one != other for one, other in pairwise(names)) == len(set(names)) - 1
        lines = terminal(app).splitlines()
        row = next(line for line in lines if "▶x86_64 " in line)
        assert row.startswith(" x86 ")
        assert "T T T T T ~ ~ " in row  # two columns a bit
        assert row.split()[-5:] == ["50", "5", "6", "4", "EiB"]
        assert any(all(word in line for word in ("type", "offset", "exclusive", "always 0")) for line in lines)
        column = row.index("E ")
        await pilot.click("#body", offset=(column + 2, lines.index(row) - 2))
        assert wall.bit == 2


async def test_the_wall_at_an_older_kernel_has_the_layouts_of_then() -> None:
    async with running() as (app, pilot):
        await pilot.press("7")
        await pilot.pause()
        wall = await settled(app, pilot)
        wall.kernel = (6, 3)
        await pilot.press("left_square_bracket")
        assert wall.kernel == (6, 2)
        assert "ia64" in {setting.name for setting in wall.shown}
        assert "loongarch32_4k" not in {setting.name for setting in wall.shown}


async def test_time_names_what_moved_and_why() -> None:
    async with running((100, 40)) as (app, pilot):
        await pilot.press("8")
        await pilot.pause()
        time = app.screen
        assert isinstance(time, Time)
        assert time.ranges[0].since <= (3, 11)
        while time.ranges[time.line].since != (5, 19):
            await pilot.press("up")
        shown = terminal(app)
        assert "exclusive added at 3" in shown
        assert "PG_anon_exclusive" in shown
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, Explore)
        assert app.desk.setting.kernel == (5, 19)


async def test_the_mouse_names_and_chooses_a_bit_of_a_range() -> None:
    for size, cell in (((120, 40), 1), ((200, 50), 2)):
        async with running(size) as (app, pilot):
            await pilot.press("8")
            await pilot.pause()
            time = app.screen
            assert isinstance(time, Time)
            line = next(at for at, layout in enumerate(time.ranges) if layout.since == (5, 19))
            column = 16 + (63 - 3) * cell
            await pilot.hover("#body", offset=(column, line + 1))
            await pilot.pause()
            keys = "".join(span.text for row in time.canvas("keys").rows for span in row)
            assert keys.startswith(" bit 3  exclusive ")
            assert "5.19 to 6.5" in keys
            await pilot.click("#body", offset=(column, line + 1))
            assert (time.line, time.bit) == (line, 3)
            await pilot.hover("#body", offset=(column, len(time.ranges) + 1))
            await pilot.pause()
            assert "help" in "".join(span.text for row in time.canvas("keys").rows for span in row)
            assert "_PAGE_SWP_EXCLUSIVE" in terminal(app) or cell == 2


async def test_every_screen_has_help_of_its_own_keys() -> None:
    async with running() as (app, pilot):
        for key, word in (
            ("3", "add a layout below"),
            ("7", "sort by the next property"),
            ("8", "another architecture"),
        ):
            await pilot.press(key, "question_mark")
            await pilot.pause()
            assert isinstance(app.screen, Help)
            assert word in help_text(app.screen.actions, 80)
            await pilot.press("escape")
            await pilot.pause()


async def test_screens_survive_any_size() -> None:
    async with running() as (_, pilot):
        for key in "3781":
            await pilot.press(key)
            for size in ((20, 5), (40, 12), (80, 24), (240, 70), (1, 1), (80, 24)):
                await pilot.resize_terminal(*size)
                await pilot.pause()


async def test_time_wraps_the_reason_and_shows_the_entry_before_and_after() -> None:
    async with running((200, 50)) as (app, pilot):
        await pilot.press("8", "down")
        await pilot.pause()
        shown = terminal(app)
        assert "4.5 to 4.5" not in shown
        assert " 4.5  " in shown
        assert "device-map bit gone; release inferred" in shown
        assert "before and after" in shown
        assert any(line.startswith("x86_64, kernel 7.3") for line in shown.splitlines())
        assert "T T T T T ~ ~" in shown  # two columns a bit
        await pilot.resize_terminal(80, 24)
        await pilot.press("up")
        assert "present entries only" in terminal(app)  # the end of a long reason


async def test_time_plays_its_ranges_as_a_film_until_a_key() -> None:
    async with running((100, 28)) as (app, pilot):
        app.animation_level = "full"
        await pilot.press("8", "end", "down", "down", "down")
        time = app.screen
        assert isinstance(time, Time)
        while time.line < len(time.ranges) - 1:
            await pilot.press("down")
        await pilot.press("space")
        assert (time.line, time.player.playing) == (0, True)
        await pilot.pause()
        assert time.ranges[1].span not in terminal(app)  # what is not released yet is not there
        assert time.player.step()
        await pilot.pause()
        assert (time.line, time.lit) == (1, True)
        assert time.bit == 7  # soft-dirty, which 3.11 added
        assert time.player.step()
        assert (time.line, time.lit) == (1, False)
        await pilot.press("space")
        await pilot.pause()
        assert not time.player.playing
        assert time.line == 1
        assert time.ranges[2].span in terminal(app)
        await pilot.press("space")
        while time.player.step():
            pass
        await pilot.pause()
        assert time.line == len(time.ranges) - 1
        assert "the newest range" in terminal(app)


async def test_time_steps_where_motion_is_not_wanted() -> None:
    async with running((100, 28)) as (app, pilot):
        app.animation_level = "none"
        await pilot.press("8", "up", "up", "up")
        time = app.screen
        assert isinstance(time, Time)
        before = time.line
        await pilot.press("space")
        assert (time.line, time.player.playing) == (before + 1, False)
