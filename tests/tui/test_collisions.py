"""Collisions, the gallery of past ones and what if, driven by keys."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from ptetui.analysis.collisions import check
from ptetui.analysis.history import CASES
from ptetui.analysis.matrix import matrix, words_text
from ptetui.analysis.regions import Regions
from ptetui.linux.catalog import Catalog, newest
from ptetui.linux.setting import Setting
from ptetui.linux.versions import parse_version
from ptetui.schema.cubes import Region
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.app import PteApp
from ptetui.tui.desk import Desk
from ptetui.tui.draft import Draft
from ptetui.tui.screens.collisions import Collisions
from ptetui.tui.screens.explore import Explore
from ptetui.tui.screens.history import History
from ptetui.tui.screens.prompt import Prompt
from ptetui.tui.screens.question import Question
from ptetui.tui.screens.what_if import WhatIf
from ptetui.tui.stack_rows import label_width, marks, stack_fold, stack_rows

SIZES = ((80, 24), (100, 28), (200, 50), (240, 70))


def setting(name: str = "x86_64", kernel: str = "6.12", level: str = "pte") -> Setting:
    at = parse_version(kernel)
    return Setting(Catalog().find(name, at, level), at)


@asynccontextmanager
async def running(
    key: str, name: str = "x86_64", kernel: str = "6.12", size: tuple[int, int] = (80, 24), ascii_only: bool = False
) -> AsyncIterator[tuple[PteApp, Pilot[None]]]:
    here = setting(name, kernel)
    app = PteApp(Desk(Snapshot(here, 0x4), Catalog()), ascii_only=ascii_only)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        yield app, pilot


def text(app: PteApp) -> str:
    """What the terminal would show."""
    lines = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in lines)


# ---------------------------------------------------------------------------------------------- the matrix


@pytest.mark.parametrize("name", ["x86_64", "s390", "riscv64", "mips32_r4k", "sparc32", "ppc64_book3s_64k"])
def test_the_matrix_accounts_for_every_word_that_is_made(name: str) -> None:
    layout = Catalog().find(name)
    here = Setting(layout, newest(layout))
    known = matrix(here)
    regions = Regions(here)
    for state in ("swap", "marker", "migration_read"):
        read = sum(known.cells[state, other].words for other in known.states)
        assert read == regions.produced(state).size
        assert known.cells[state, state].words > 0


def test_a_cell_counts_what_brute_force_counts() -> None:
    """nios2 before 6.3: two type bits, so kinds are taken for swap slots; few words are made as markers."""
    here = setting("nios2", "6.2")
    cell = matrix(here).cells["marker", "swap"]
    made = [word for cube in Regions(here).produced("marker").cubes for word in words_of(cube.mask, cube.value, 32)]
    swap = here.swap
    assert cell.words == sum(word in swap.recognised for word in made) == 3
    assert cell.standing == "collision"
    assert cell.witness in made


def words_of(mask: int, value: int, width: int) -> list[int]:
    free = [bit for bit in range(width) if not mask >> bit & 1]
    assert len(free) < 16
    return [
        value | sum(1 << bit for place, bit in enumerate(free) if pick >> place & 1) for pick in range(1 << len(free))
    ]


def test_the_matrix_agrees_with_the_checker_on_all_layouts() -> None:
    seen = 0
    for layout in Catalog().all():
        here = Setting(layout, newest(layout))
        known = matrix(here)
        for finding in check(here):
            pair = (finding.written, finding.read)
            if pair in known.cells and finding.rule in ("R2", "R3", "R12") and finding.witness in _made(here, pair[0]):
                read = pair[1] if known.cells[pair].words else "malformed"
                assert known.cells[pair[0], read].standing == finding.verdict, (layout.name, finding)
                seen += 1
        ill = [cell for cell in known.cells.values() if cell.standing == "collision"]
        rules = {finding.rule for finding in check(here) if finding.verdict == "collision"}
        assert not ill or rules, layout.name
    assert seen > 50


def _made(here: Setting, state: str) -> Region:
    regions = Regions(here)
    forms = {form.state: region for form, region in regions.made()}
    return forms.get(state) or regions.produced(state)


def test_the_special_pte_is_excused_by_the_size_of_a_swap_area() -> None:
    here = setting("x86_64_special_pte", "5.13")
    cell = matrix(here).cells["swap", "special_uffd_wp"]
    assert (cell.standing, cell.witness, cell.invariant) == ("excused", 4, "swap area")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0"),
        (999, "999"),
        (1 << 47, "2^47"),
        (23 << 50, "23×2^50"),
        ((23 << 53) - 1, "23×2^53-1"),
        (123457, "0x1e241"),
    ],
)
def test_numbers_of_words_are_exact(number: int, said: str) -> None:
    assert words_text(number) == said


# ---------------------------------------------------------------------------------------------- the stack


@pytest.mark.parametrize("size", SIZES)
def test_every_bit_of_every_form_has_its_cell(size: tuple[int, int]) -> None:
    here = setting()
    fold = stack_fold(here, size[0], size[1] - 15)
    assert fold is not None
    marked = marks(here, check(here), 3)
    for row, block in enumerate(stack_rows(here, fold, marked)):
        high, low = fold.span_of(row)
        for form, line in zip(here.forms, block[1:], strict=False):
            drawn = "".join(span.text for span in line)
            assert drawn.startswith(f" {form.name}")
            assert len(drawn) == label_width(here) + (high - low + 1) * fold.cell + 1 <= size[0]
            for bit in range(low, high + 1):
                field = form.at(bit)
                cell = drawn[label_width(here) + (high - bit) * fold.cell :][: fold.cell]
                if field.kind == "fixed":
                    assert cell[1:].strip() == str(field.put(0, field.fixed) >> bit & 1)
                if field.kind == "ignored":
                    assert cell[1:].strip() == "?"


def test_a_collision_is_hatched_crossed_and_named_without_colour() -> None:
    here = setting("riscv64_svrsw60t59b", "7.3", "pmd")
    marked = marks(here, check(here), 0)
    assert marked.colliding == 1 << 3
    assert marked.hurt == {"present_exec": 1 << 3, "swap": 1 << 3}
    fold = stack_fold(here, 200, 40)
    assert fold is not None
    lines = {
        "".join(s.text for s in row[:1]).strip(): "".join(s.text for s in row)
        for row in stack_rows(here, fold, marked)[-1]
    }
    assert "▒" in lines["✗swap"]
    assert "▒" in lines["✗present_exec"]
    assert "▒" not in lines["present"]
    assert lines["✗words of both"].count("✗") == 2  # the label's and the bit's


def test_a_form_that_is_only_made_stands_in_stack_and_matrix() -> None:
    here = setting("sparc32", "7.3")
    marked = marks(here, check(here), 0)
    assert set(marked.hurt) == {"(protnone)", "swap"}
    cell = matrix(here).cells["protnone", "malformed"]
    (finding,) = (each for each in check(here) if each.verdict == "collision")
    assert (cell.standing, cell.words, cell.witness) == ("collision", finding.shared_words, finding.witness)


def test_what_tells_forms_apart_on_x86() -> None:
    here = setting()
    assert marks(here, check(here), 0).apart == 1 << 0 | 1 << 8


async def test_a_bit_tells_all_its_meanings() -> None:
    async with running("4") as (app, pilot):
        screen = app.screen
        assert isinstance(screen, Collisions)
        screen.seen.go(4)
        await pilot.press("right")
        shown = text(app)
        assert "bit 3" in shown
        assert all(word in shown for word in ("pwt", "exclusive", "present by bit 0", "protnone by bit 8"))
        assert "read as none" in shown
        await pilot.press("end", "home", "up", "down", "w", "b")
        assert screen.seen.bit == 58


async def test_the_witness_opens_in_explore_read_both_ways() -> None:
    async with running("4", "riscv64_svrsw60t59b", "7.3") as (app, pilot):
        await pilot.press("L")
        screen = app.screen
        assert isinstance(screen, Collisions)
        assert screen.seen.setting.layout.level == "pmd"
        assert screen.seen.bit == 3
        assert "5 collisions" in text(app)
        await pilot.press("n", "p", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Explore)
        assert app.desk.now.word == 0xC88
        assert app.desk.now.reading.state == "present"
        assert "migration_read type 25" in app.screen.message
        assert "read as present" in app.screen.message
        assert "riscv64_svrsw60t59b pmd" in text(app)
        await pilot.press("u")
        assert app.desk.now.word == 0x4


async def test_the_matrix_under_the_cursor() -> None:
    async with running("4") as (app, pilot):
        await pilot.press("tab", "tab", "down", "down", "down")
        shown = text(app)
        assert "excused: 1 word is made as swap and read as none" in shown
        assert "but swap area:" in shown
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, Explore)
        assert app.desk.now.word == 0


async def test_kernel_config_layout_and_level_are_judged_at_once() -> None:
    async with running("4", "x86_64", "4.8") as (app, pilot):
        await pilot.press("left_square_bracket")
        assert "collision" in text(app).splitlines()[0]
        await pilot.press("right_square_bracket")
        assert "collision" not in text(app).splitlines()[0].removeprefix(" collisions")
        await pilot.press("L")
        assert "no pmd level" in text(app)
        await pilot.press("a")
        await pilot.pause()
        await pilot.press(*"sparc32", "enter")
        await pilot.pause()
        assert "sparc32 pte" in text(app)
        assert "✗ 1 collision" in text(app)


@pytest.mark.parametrize("name", ["x86_64", "ppc32_85xx", "arm64_64k_pa52", "nios2", "riscv64"])
async def test_a_key_is_answered_within_a_few_frames(name: str) -> None:
    async with running("4", name, "7.3", (200, 50)) as (app, _):
        screen = app.screen
        assert isinstance(screen, Collisions)
        began = time.perf_counter()
        for _ in range(10):
            screen.action_move(1)
        assert (time.perf_counter() - began) / 10 < 0.05


@pytest.mark.parametrize("key", ["4", "9", "0"])
async def test_any_size_and_back(key: str) -> None:
    async with running(key) as (app, pilot):
        before = text(app)
        for size in ((1, 1), (20, 5), (40, 14), (60, 16), *SIZES, (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.press("tab")
            shown = text(app)
            assert max(map(len, shown.splitlines())) <= size[0]
            if size[0] < 40 and size[1] > 1:
                assert "too small" in shown.replace("\n", " ")
        assert before.splitlines()[-1] == text(app).splitlines()[-1]


@pytest.mark.parametrize("key", ["4", "9", "0"])
async def test_ascii_draws_nothing_else(key: str) -> None:
    async with running(key, "sparc32", "7.3", (120, 40), ascii_only=True) as (app, pilot):
        for keys in ((), ("tab",), ("tab",), ("space",)):
            await pilot.press(*keys)
            assert text(app).isascii()


@pytest.mark.parametrize("theme", ["dark", "light", "high-contrast", "colour-blind-safe"])
async def test_every_theme_draws_without_colour(theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running("4", "sparc32", "7.3") as (app, pilot):
        app.theme = theme
        await pilot.press("tab", "tab", "9")
        await pilot.pause()
        await pilot.press("space", "0")
        await pilot.pause()
        assert isinstance(app.screen, WhatIf)
        assert "✗ 1 collision" in text(app)


# ---------------------------------------------------------------------------------------------- the gallery


async def test_every_case_is_told_and_its_damage_played() -> None:
    async with running("9", size=(80, 24)) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, History)
        for case in CASES:
            assert screen.case.case is case
            shown = text(app)
            assert f"{case.id} {case.title[:40]}" in shown
            steps = len(screen.steps)
            assert steps
            for step in range(steps):
                screen.action_play()
                assert f"{step + 1}/{steps}" in text(app)
            screen.action_select(1)
        await pilot.press("pageup", "up", "pagedown", "space", "space", "space")
        assert screen.step is not None


async def test_the_damage_of_h06_is_two_frames() -> None:
    async with running("9", size=(200, 50)) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, History)
        while screen.case.case.id != "H06":
            screen.action_select(1)
        await pilot.press("space", "space")
        shown = text(app)
        assert "pfn 0x12200" in shown
        assert "pfn 0x12202" in shown
        assert "▲" in shown
        await pilot.press("enter")
        await pilot.pause()
        assert app.desk.now.reading.pfn == 0x12202
        await pilot.press("u")
        assert app.desk.now.reading.pfn == 0x12200


async def test_before_is_flagged_and_after_passes() -> None:
    async with running("9", size=(100, 40)) as (app, _):
        screen = app.screen
        assert isinstance(screen, History)
        judged = 0
        for _ in CASES:
            if screen.case.after is not None:
                judged += 1
                assert "✗ flags 0x" in text(app)
                assert "✓ passes" in text(app)
            screen.action_select(1)
        assert judged == 7


# ---------------------------------------------------------------------------------------------- what if


def test_a_field_is_moved_into_a_collision_and_back() -> None:
    draft = Draft(setting())
    assert draft.field.name == "exclusive"
    verdicts = []
    for _ in range(5):
        draft.move(1)
        verdicts.append(sorted({(each.rule, each.verdict) for each in draft.now.findings}))
    assert ("R2", "collision") in verdicts[-1]  # bit 8 tells PROT_NONE
    assert ("R4", "collision") in verdicts[1]  # bit 5, which the erratum may set
    assert ("R2", "collision") not in verdicts[0]  # bit 4 is free
    assert draft.bit == 8
    while draft.undo(-1):
        pass
    assert draft.now is draft.origin
    assert not draft.unsaved


def test_the_ends_of_a_number_move_one_at_a_time() -> None:
    draft = Draft(setting())
    draft.go(30)
    draft.resize(-1, at_top=False)
    assert draft.field.spans == [[58, 10]]
    draft.resize(-1, at_top=True)
    assert draft.field.spans == [[57, 10]]
    draft.resize(1, at_top=False)
    assert draft.field.spans == [[57, 9]]
    assert draft.now.costs.offset_bits == 49
    with pytest.raises(ValueError, match="outside of the word"):
        draft.set("60")
    assert draft.field.spans == [[57, 9]]


def test_constants_flags_and_wrong_names() -> None:
    draft = Draft(setting())
    draft.go(4)
    draft.add("mine")
    assert draft.field.name == "mine"
    with pytest.raises(ValueError, match="already"):
        draft.add("mine")
    with pytest.raises(ValueError, match="not a field name"):
        draft.add("Not Good")
    draft.set("9")
    assert any(each.rule == "R1" and each.verdict == "collision" for each in draft.now.findings)
    draft.undo(-1)
    draft.go(7)
    draft.toggle()
    assert draft.field.fixed == 1
    draft.go(8)
    with pytest.raises(ValueError, match="cannot be told apart"):
        draft.toggle()
    draft.go(0)
    with pytest.raises(ValueError, match="can be moved"):
        draft.move(1)


def test_every_step_is_answered_within_a_frame() -> None:
    for name in ("x86_64", "arm64_64k_pa52", "ppc32_85xx", "s390"):
        draft = Draft(Setting(Catalog().find(name), newest(Catalog().find(name))))
        took = []
        for by in (1, -1) * 5:
            began = time.perf_counter()
            draft.move(by)
            assert draft.now.findings is not None
            assert draft.now.costs
            took.append(time.perf_counter() - began)
        assert sorted(took)[5] < 0.016, name


def test_a_saved_layout_is_read_back_as_it_was(tmp_path: Path) -> None:
    draft, catalog = Draft(setting()), Catalog()
    draft.move(1)
    layout = draft.save(tmp_path / "mine.py", catalog)
    assert layout.swap.by_name["exclusive"].runs[0].low == 4
    assert not draft.unsaved
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".py"] == ["mine.py"]
    opened = catalog.with_file(tmp_path / "mine.py")
    assert opened.find("mine").swap.by_name["exclusive"].spans == [[4, 4]]
    draft.move(5)
    assert draft.unsaved
    with pytest.raises(ValueError, match="lie on one bit"):
        draft.save(tmp_path / "other.py", catalog)
    assert draft.unsaved
    draft.undo(-1)
    for bad in ("x86_64.py", "Mine.py", "mine.txt", "none/mine.py"):
        with pytest.raises(ValueError, match=r"there is such a layout|called as its layout|no such folder"):
            draft.save(tmp_path / bad, catalog)


async def test_saving_asks_before_it_overwrites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_x86_64.py").write_text("mine", encoding="utf-8")
    async with running("0") as (app, pilot):
        await pilot.press("comma", "s")
        await pilot.pause()
        assert isinstance(app.screen, Prompt)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, Question)
        await pilot.press("escape")
        await pilot.pause()
        assert (tmp_path / "my_x86_64.py").read_text(encoding="utf-8") == "mine"
        assert "not saved" in text(app)
        await pilot.press("s")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("o")
        await pilot.pause()
        assert "saved: my_x86_64.py" in text(app)
        assert app.desk.unsaved == ""
        assert app.desk.setting.layout.name == "my_x86_64"
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("left_square_bracket", "right_square_bracket", "colon", *"swap exclusive", "enter")
        await pilot.pause()
        assert app.desk.now.word >> 4 & 1


async def test_quitting_asks_for_work_that_is_not_saved() -> None:
    async with running("0") as (app, pilot):
        await pilot.press("comma", "3", "q")
        await pilot.pause()
        assert isinstance(app.screen, Question)
        assert "the edited copy of x86_64 is not saved" in text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.is_running
        await pilot.press("0", "R")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, WhatIf)
        assert screen.draft.unsaved
        await pilot.press("q")
        await pilot.pause()
        await pilot.press("d")
        await pilot.pause()
    assert app.return_code == 0


async def test_another_layout_in_explore_leaves_unsaved_work_alone() -> None:
    async with running("0") as (app, pilot):
        await pilot.press("comma", "1", "left_square_bracket", "0")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, WhatIf)
        assert screen.draft.now.setting.kernel == (6, 12)
        assert screen.draft.unsaved
        await pilot.press("R")
        await pilot.pause()
        await pilot.press("d")
        await pilot.pause()
        assert screen.draft.now.setting.kernel == (6, 5)


async def test_the_bench_shows_what_it_costs() -> None:
    async with running("0", size=(120, 40)) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, WhatIf)
        screen.draft.go(30)
        await pilot.press("less_than_sign", "left_parenthesis")
        shown = text(app)
        assert "offset 48 bits (was 50)" in shown
        assert "largest swap area 1 EiB (was 4 EiB)" in shown
        assert "offset resized from 58-9 to 57-10" in shown
        await pilot.press("u", "u", "U", "tab", "space", "n", *"0bad", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Prompt)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, WhatIf)
