"""The desk: word, history, cursor, recording, without Textual."""

import pytest

from ptetui.linux.config import Config
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.desk import Desk
from tests.tui.apps import CATALOG, MALFORMED, PRESENT, SWAP, WIDE, desk, recording, wide


def test_the_cursor_starts_on_a_flag_and_stops_at_the_ends() -> None:
    at = desk()
    assert at.field.kind == "flag"
    at.move(1000)
    assert at.cursor == 63
    at.move(-1000)
    assert at.cursor == 0


@pytest.mark.parametrize(
    ("word", "layout"), [(SWAP, "x86_64"), (PRESENT, "x86_64"), (0x1000, "csky_abiv1"), (0, "arm_2level")]
)
def test_by_fields_visits_the_top_of_every_run_and_comes_back(word: int, layout: str) -> None:
    at = desk(word, layout)
    tops = sorted((run.high for field in at.fields for run in field.runs), reverse=True)
    at.move(1000)
    seen = [at.cursor]
    for _ in tops[1:]:
        at.move_field(1)
        seen.append(at.cursor)
    assert seen == tops
    at.move_field(1)
    assert at.cursor == tops[-1]
    for top in reversed(tops[:-1]):
        at.move_field(-1)
        assert at.cursor == top
    at.move_field(-1)
    assert at.cursor == tops[0]


def test_back_from_inside_a_field_goes_to_the_previous_run() -> None:
    at = desk()
    at.cursor = 40  # inside the offset, 58 to 9
    at.move_field(-1)
    assert at.cursor == 63
    at.cursor = 40
    at.move_field(1)
    assert at.cursor == 8


def test_a_split_field_is_one_field_with_two_places() -> None:
    at = desk(0x1000, "csky_abiv1")
    split = next(field for field in at.fields if len(field.runs) > 1)
    for run in split.runs:
        at.cursor = run.low
        assert at.field == split
    at.select(at.fields.index(split))
    assert at.cursor == split.runs[0].high


def test_toggling_a_bit_twice_is_two_changes() -> None:
    at = desk()
    at.cursor = 0
    at.toggle()
    assert (at.now.word, at.now.changed, at.now.reading.state) == (SWAP ^ 1, 1, "present")
    at.toggle()
    assert at.now.word == SWAP
    assert at.index == 2


@pytest.mark.parametrize(("text", "value"), [("0x1f", 31), ("0b1_0001", 17), ("7", 7)])
def test_a_field_takes_hexadecimal_binary_and_decimal(text: str, value: int) -> None:
    at = desk()
    field = next(field for field in at.fields if field.name == "type")
    at.set_field(field, text)
    assert at.now.word >> 59 == value


@pytest.mark.parametrize("text", ["32", "0x20", "-1", "", "three", "0b2"])
def test_what_does_not_fit_says_so_and_changes_nothing(text: str) -> None:
    at = desk()
    field = next(field for field in at.fields if field.name == "type")
    with pytest.raises(ValueError, match="type") as caught:
        at.set_field(field, text)
    assert "\n" not in str(caught.value)
    if text in ("32", "0x20"):
        assert "0x1f" in str(caught.value)
    assert at.moments == [at.now]
    assert at.now.word == SWAP


@pytest.mark.parametrize(
    "text", ["0x1_0000_0000_0000_0000", "swap type=99", "swap nonsense=1", "what", "", "swap type=x", "0xg"]
)
def test_a_word_or_state_that_cannot_be_changes_nothing(text: str) -> None:
    at = desk()
    with pytest.raises(ValueError, match=r"\S") as caught:
        at.enter(text)
    assert "\n" not in str(caught.value)
    assert len(at.moments) == 1


def test_words_and_states_are_taken() -> None:
    at = desk()
    at.enter("swap type=3 offset=0x1234 exclusive")
    assert (at.now.reading.type, at.now.reading.offset, at.now.reading.flags) == (3, 0x1234, ("exclusive",))
    at.enter(hex(MALFORMED))
    assert at.now.reading.state == "malformed"
    at.enter("0b100")
    assert at.now.word == 4


def test_undo_and_redo_have_no_limit_and_a_change_forgets_what_was_undone() -> None:
    at = desk()
    for _ in range(3000):
        at.toggle()
    for _ in range(3000):
        assert at.undo()
    assert not at.undo()
    assert at.now.word == SWAP
    for _ in range(3000):
        assert at.redo()
    assert not at.redo()
    for _ in range(5):
        at.undo()
    at.toggle()
    assert not at.redo()
    assert len(at.moments) == 2997


def test_another_layout_keeps_the_word_and_is_undone() -> None:
    at = desk()
    at.use_layout("arm64_4k")
    assert (at.now.word, at.setting.layout.name) == (SWAP, "arm64_4k")
    message = at.use_layout("arm_2level")
    assert "32 bits" in message
    assert at.now.word == SWAP & 0xFFFFFFFF
    assert at.cursor < 32
    at.undo()
    assert at.now.word == SWAP


def test_kernels_are_stepped_where_something_differs_and_end_at_both_edges() -> None:
    at = desk()
    seen = [at.setting.kernel]
    while _refusal(at, -1) is None:
        seen.append(at.setting.kernel)
    assert "oldest" in (_refusal(at, -1) or "")
    assert seen == sorted(seen, reverse=True)
    assert len(seen) > 3
    assert at.now.word == SWAP
    while _refusal(at, 1) is None:
        assert at.now.word == SWAP
    assert "newest" in (_refusal(at, 1) or "")


def _refusal(at: Desk, by: int) -> str | None:
    try:
        at.change_kernel(by)
    except ValueError as error:
        return str(error)
    return None


def test_config_reclassifies() -> None:
    at = desk()
    at.enter("hwpoison pfn=0x10")
    word = at.now.word
    at.use_config(Config().with_option("MEMORY_FAILURE", "n"))
    assert at.now.word == word
    assert at.now.reading.state != "hwpoison"
    at.undo()
    assert at.now.reading.state == "hwpoison"


def test_steps_of_a_recording() -> None:
    steps = recording("x86_64-6.12.json").steps
    at = Desk(steps[0], CATALOG, recording("x86_64-6.12.json"))
    assert not at.go_to_step(-1)
    assert not at.go_to_step(len(steps))
    assert at.go_to_step(len(steps) - 1)
    assert at.at_end
    assert at.find_step("1") == 0
    step = at.find_step("MARKER")
    assert "marker" in steps[step].event
    at.go_to_step(step)
    assert at.find_step("marker") != step  # the next one
    for wrong in ("0", str(len(steps) + 1), "no such step"):
        with pytest.raises(ValueError, match="step"):
            at.find_step(wrong)
    at.toggle()
    assert at.step == step
    assert at.now != steps[step]
    at.go_to(2)
    assert at.now == steps[2]


def test_without_a_recording_there_are_no_steps_but_moments() -> None:
    at = desk()
    assert not at.go_to_step(0)
    assert not at.at_end
    at.toggle()
    at.toggle()
    assert at.go_to(1)
    assert at.index == 1
    assert not at.go_to(9)


def test_128_bits() -> None:
    at = wide().desk
    assert at.width == 128
    for bit in range(128):
        at.cursor = bit
        assert at.field.mask >> bit & 1
    at.enter("swap type=3 offset=0x3ffffffffffffffffffffff exclusive")
    assert at.now.reading.offset == (1 << 90) - 1
    with pytest.raises(ValueError, match="128"):
        at.enter(hex(1 << 128))
    assert Snapshot(at.setting, WIDE.present.blank).reading.state == "present"
