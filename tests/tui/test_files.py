"""Exporting what is on the screen: `x`, a file name, maybe the question before a file is overwritten."""

import json
import re
import sys
import xml.etree.ElementTree as ET
from importlib.util import find_spec
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Label

from ptetui.export import formats
from ptetui.render.looks import THEMES
from ptetui.tui.app import PteApp
from ptetui.tui.dialogs.prompt import Prompt
from ptetui.tui.dialogs.question import Question
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas
from tests.export.exporting import export
from tests.export.test_pictures import BASE, BORDERS, CELL, LINE, NS
from tests.tui.apps import app, replay

# Keys that lead to a screen, and to something on it.
KEYS = {
    "explore": "1", "life": "2wso", "compare": "3", "collisions": "4", "designs": "5", "talk": "6 ", "wall": "7",
    "time": "8", "history": "9 ", "what_if": "0,",
}  # fmt: skip
TEXT = ("svg", "html", "txt", "ascii", "md")
every = pytest.mark.parametrize("screen", KEYS)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that files are written into."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def opened(pilot: Pilot[None], screen: str) -> PictureScreen:
    """The screen, with all that is on it."""
    running = pilot.app
    running.animation_level = "none"
    await pilot.pause()
    for key in KEYS[screen]:
        await pilot.press({" ": "space", ",": "comma"}.get(key, key))
        await pilot.pause()
    while getattr(running.screen, "busy", False):
        await pilot.pause(0.02)
    assert isinstance(running.screen, PictureScreen)
    assert screen == running.screen.NAME
    return running.screen


async def named(pilot: Pilot[None], name: str) -> None:
    """Export to this name."""
    await pilot.press("x")
    await pilot.pause()
    assert isinstance(pilot.app.screen, Prompt)
    pilot.app.screen.query_one(Input).value = name
    await pilot.press("enter")
    await pilot.pause()


def top_line(screen: PictureScreen) -> str:
    return "".join(segment.text for segment in screen._compositor.render_strips(screen.size)[screen.tabbed])


def on_screen(screen: PictureScreen) -> list[str]:
    """The lines of the terminal under the top line, without the footer, without blank ones."""
    strips = screen._compositor.render_strips(screen.size)
    lines = ["".join(segment.text for segment in strip).rstrip() for strip in strips]
    return [line for line in lines[1 + screen.tabbed : -1] if line]


def footer(screen: PictureScreen) -> str:
    return screen.query_one("#keys", Canvas).render_line(0).text.strip()


def status(running: PteApp) -> str:
    """What the prompt says of the answer."""
    assert isinstance(running.screen, Prompt)
    return str(running.screen.query_one("#message", Label).content)


def picture_lines(text: str) -> list[str]:
    """The letters of a picture in lines; borders, blocks and dots are no letters."""
    root = ET.fromstring(text)
    rows: dict[float, list[str]] = {}
    for element in root.iter(f"{NS}text"):
        row = rows.setdefault((float(element.get("y", "")) - BASE) / LINE, [" "] * 300)
        column = round(float(element.get("x", "")) / CELL)
        row[column : column + len(element.text or "")] = element.text or ""
    return ["".join(rows[line]).rstrip() for line in sorted(rows)]


def lettered(line: str) -> str:
    return re.sub(f"[{BORDERS}├┤┼┃━┏┓┗┛┳┻┣┫╋█▀▄\u2800-\u28ff]", " ", line).rstrip()


@every
async def test_every_screen_becomes_text_and_a_picture(screen: str) -> None:
    running = app()
    async with running.run_test(size=(100, 30)) as pilot:
        shown = await opened(pilot, screen)
        expected = on_screen(shown)
        top = top_line(shown).split() or ["ptetui", screen]
        await named(pilot, "taken.txt")
        assert footer(shown).endswith("written: taken.txt")
        title, blank, *lines = Path("taken.txt").read_text(encoding="utf-8").splitlines()
        assert title.split() == top
        assert blank == ""
        assert [line for line in lines if line] == expected
        assert "? help" not in "".join(lines)
        await named(pilot, "taken.svg")
        drawn = picture_lines(Path("taken.svg").read_text(encoding="utf-8"))
        assert drawn[0].split() == top
        assert drawn[1:] == [lettered(line) for line in expected if lettered(line)]


@every
async def test_every_screen_in_every_format(screen: str) -> None:
    refused = {"cast": "is made of a tour"}
    if screen == "designs":  # no bits of a layout are on it
        refused |= dict.fromkeys(("tex", "json", "h"), "here is none")
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, screen)
        for name in formats():
            if name == "png" and find_spec("resvg_py") is None:
                continue
            await named(pilot, f"taken.{name}")
            if name in refused:
                assert refused[name] in status(running)
                assert not Path(f"taken.{name}").exists()
                await pilot.press("escape")
                continue
            assert footer(shown).endswith(f"written: taken.{name}")
            data = Path(f"taken.{name}").read_bytes()
            assert data.startswith(b"\x89PNG") if name == "png" else data.decode()
            assert name != "ascii" or data.isascii()
            assert name != "json" or json.loads(data)["config"]["bits"] in (32, 64)
            assert name != "tex" or data.count(rb"\begin{bytefield}") == data.count(rb"\end{bytefield}") > 0


async def test_registers_are_those_of_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "explore")
        for name in ("h", "json", "tex"):
            await named(pilot, f"taken.{name}")
    export(capsys, "layout", "x86_64@6.12", "-o", "layout.h")
    assert Path("taken.h").read_text() == Path("layout.h").read_text()
    for name in ("json", "tex"):
        export(capsys, "word", hex(running.desk.now.word), "-l", "x86_64@6.12", "-o", f"word.{name}")
    assert Path("taken.json").read_text() == Path("word.json").read_text()
    bits = Path("taken.tex").read_text().split("{bytefield}")[1]
    assert "offset" in bits
    assert bits in Path("word.tex").read_text()


async def test_compare_exports_all_layouts_and_a_header_of_the_chosen_one() -> None:
    running = app()
    async with running.run_test(size=(100, 30)) as pilot:
        await opened(pilot, "compare")
        await pilot.press("down")
        await named(pilot, "taken.h")
        assert "Linux 7.3, arm64_4k." in Path("taken.h").read_text()
        await named(pilot, "taken.tex")
        assert Path("taken.tex").read_text().count(r"\begin{bytefield}") == 3


async def test_cases_have_a_register_once_a_word_is_played() -> None:
    running = app()
    async with running.run_test(size=(100, 30)) as pilot:
        await pilot.press("9")
        await pilot.pause()
        await named(pilot, "taken.json")
        assert "json is one WaveDrom register, here is none" in status(running)
        await pilot.press("escape", "space")
        await named(pilot, "taken.json")
        assert json.loads(Path("taken.json").read_text())["reg"]


async def test_a_recording_in_life_is_exported_as_the_model_says_it() -> None:
    running = replay()
    async with running.run_test(size=(100, 40)) as pilot:
        await pilot.press("2")
        await pilot.pause()
        await named(pilot, "taken.svg")
        assert ET.fromstring(Path("taken.svg").read_text(encoding="utf-8")).get("width")
        await named(pilot, "taken.json")
        assert json.loads(Path("taken.json").read_text())["config"]["bits"] == 64


async def test_a_name_is_proposed_and_typing_goes_on_at_its_end() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        await pilot.pause()
        await pilot.press("x")
        await pilot.pause()
        asked = running.screen.query_one(Input)
        assert asked.value == "ptetui-life-x86_64-6.12.svg"
        await pilot.press("backspace", "backspace", "backspace", *"txt", "enter")
        await pilot.pause()
        assert [path.name for path in Path().iterdir()] == ["ptetui-life-x86_64-6.12.txt"]


@pytest.mark.parametrize(
    ("key", "name"),
    [("1", "ptetui-explore-x86_64-6.12-0x7ffffffffdb9602"), ("4", "ptetui-collisions-x86_64-6.12"),
     ("7", "ptetui-wall-6.12"), ("8", "ptetui-time-x86_64"), ("9", "ptetui-history"),
     ("0", "ptetui-what-if-x86_64-6.12")],
)  # fmt: skip
async def test_a_proposed_name_says_what_it_shows_and_overwrites_nothing(key: str, name: str) -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        for number in ("", "-2", "-3"):
            await pilot.press(key)
            await pilot.pause()
            await pilot.press("x")
            await pilot.pause()
            assert running.screen.query_one(Input).value == f"{name}{number}.svg"
            await pilot.press("enter")
            await pilot.pause()
            assert Path(f"{name}{number}.svg").exists()


async def test_a_file_is_overwritten_only_after_a_yes() -> None:
    running = app()
    Path("kept.txt").write_text("kept")
    async with running.run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "explore")
        for key in ("escape", "n", "enter", "escape"):
            await named(pilot, "kept.txt")
            assert isinstance(running.screen, Question)
            assert "kept.txt exists" in str(running.screen.query_one("#ask", Label).content)
            await pilot.press(key)
            await pilot.pause()
            if key == "escape":
                assert footer(shown) == "not written"
            else:  # no answer: it still asks
                assert isinstance(running.screen, Question)
                await pilot.press("escape")
                await pilot.pause()
            assert Path("kept.txt").read_text() == "kept"
        await named(pilot, "kept.txt")
        await pilot.press("o")
        await pilot.pause()
        assert footer(shown) == "written: kept.txt"
        assert "S W A P" in Path("kept.txt").read_text(encoding="utf-8")


async def test_escape_writes_nothing() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "explore")
        await pilot.press("x", "escape")
        await pilot.pause()
        assert running.screen is shown
        assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("taken.bmp", "suffix '.bmp' of taken.bmp is not known; formats are ascii, cast, h"),
        ("taken", "suffix '' of taken is not known"),
        ("", "'' is not a file name; write for example ptetui-explore.svg"),
        ("-", "'-' is not a file name"),
    ],
)
async def test_a_wrong_name_is_said_while_it_can_be_changed(name: str, line: str) -> None:
    running = app()
    async with running.run_test(size=(100, 24)) as pilot:
        shown = await opened(pilot, "explore")
        await named(pilot, name)
        assert line in status(running)
        running.screen.query_one(Input).value = "better.txt"
        await pilot.press("enter")
        await pilot.pause()
        assert footer(shown) == "written: better.txt"
        assert [path.name for path in Path().iterdir()] == ["better.txt"]


async def test_png_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "explore")
        await named(pilot, "taken.png")
        assert "png needs the extra png: pip install 'ptetui[png]'" in status(running)
        assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("none/taken.svg", "none/taken.svg: No such file or directory"),
        ("file/taken.svg", "file/taken.svg: Not a directory"),
        ("folder.svg", "folder.svg: Is a directory"),
        ("~no-such-user/taken.svg", "~no-such-user/taken.svg: No such file or directory"),
        ("x" * 300 + ".svg", "File name too long"),
    ],
)
async def test_a_place_that_cannot_be_written_is_said_in_the_footer(name: str, line: str) -> None:
    Path("file").write_text("kept")
    Path("folder.svg").mkdir()
    running = app()
    async with running.run_test(size=(400, 24)) as pilot:
        shown = await opened(pilot, "explore")
        await named(pilot, name)
        assert line in footer(shown)
        assert sorted(path.name for path in Path().rglob("*")) == ["file", "folder.svg"]


async def test_the_home_folder_is_meant_by_a_tilde(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(here / "home"))
    (here / "home").mkdir()
    running = app()
    async with running.run_test(size=(300, 24)) as pilot:
        shown = await opened(pilot, "explore")
        await named(pilot, " ~/taken.txt ")
        assert footer(shown) == f"written: {here}/home/taken.txt"
        assert (here / "home" / "taken.txt").is_file()


@every
async def test_an_ascii_app_exports_ascii(screen: str) -> None:
    running = app(ascii_only=True)
    async with running.run_test(size=(80, 24)) as pilot:
        await opened(pilot, screen)
        for name in TEXT:
            await named(pilot, f"taken.{name}")
            assert Path(f"taken.{name}").read_bytes().isascii(), name


async def test_the_theme_on_the_screen_is_the_theme_of_the_picture() -> None:
    running = app()
    grounds = set()
    async with running.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "explore")
        for theme in THEMES:
            assert running.theme == theme
            await named(pilot, f"{theme}.svg")
            ground = re.search(r'<rect width="\d+" height="\d+" fill="(#\w+)"/>', Path(f"{theme}.svg").read_text())
            assert ground
            grounds.add(ground[1])
            await pilot.press("t")
    assert grounds == {"#1c1c1c", "#ffffff", "#000000"}


async def test_a_line_that_the_window_cuts_is_cut() -> None:
    running = app()
    async with running.run_test(size=(60, 24)) as pilot:
        shown = await opened(pilot, "explore")
        cut = next(line for line in on_screen(shown) if line.endswith("…"))
        await named(pilot, "taken.txt")
        assert cut in Path("taken.txt").read_text(encoding="utf-8").splitlines()


async def test_in_life_x_exports_and_munmap_has_another_letter() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "life")
        before = running.screen.life.index  # type: ignore[attr-defined]
        await pilot.press("x", "escape")
        await pilot.pause()
        assert shown.life.index == before  # type: ignore[attr-defined]
        await pilot.press("X")
        assert shown.life.now.deed.name == "munmap"  # type: ignore[attr-defined]
