"""Every recording against the model: no known bit differs, and little is left unknown."""

import json
from pathlib import Path

import pytest

from ptetui import cli
from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.life.page import known_bits, word_of
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.sources.calls import actions, mapping_kind
from ptetui.sources.predictions import Tally, predict
from ptetui.sources.process import RecordedProcess
from ptetui.sources.replay import load_recording
from tests.golden import captures

FILES = captures()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_recording_is_as_predicted(path: Path) -> None:
    predictions = list(predict(load_recording(path, Catalog())))
    assert [(prediction.step.event, hex(prediction.differs)) for prediction in predictions if prediction.differs] == []
    assert Tally(predictions).share.apart >= 0.95
    for prediction in predictions:
        if prediction.none:
            assert prediction.known == (1 << prediction.step.setting.layout.width) - 1, "none is known to the last bit"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_left_open_has_a_name(path: Path) -> None:
    for prediction in predict(load_recording(path, Catalog())):
        whole = (1 << prediction.step.setting.layout.width) - 1
        named = 0
        for name, mask in prediction.open:
            assert name
            assert not named & mask, "named twice"
            named |= mask
        assert named == whole & ~prediction.known


def test_a_prediction_does_not_look_at_its_own_word(tmp_path: Path) -> None:
    """A recorded word with every known bit wrong changes that step's verdict, not its prediction."""
    path = next(path for path in FILES if "x86_64-6.12" in path.stem and "migration" not in path.stem)
    data = json.loads(path.read_text())
    before = [prediction.predicted for prediction in predict(load_recording(path, Catalog()))]
    step = next(index for index, capture in enumerate(data["captures"]) if capture["step"] == "anon-softdirty-cleared")
    data["captures"][step]["raw_pte_hex"] = hex(int(data["captures"][step]["raw_pte_hex"], 16) ^ 0x8000000000000002)
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(data))
    predictions = list(predict(load_recording(changed, Catalog())))
    assert [prediction.predicted for prediction in predictions] == before
    assert [(prediction.step.event, prediction.differs) for prediction in predictions if prediction.differs] == [
        ("anon-softdirty-cleared", 0x8000000000000002)
    ]


def test_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = next(path for path in FILES if "6.12" in path.stem)
    assert cli.main(["replay", "--check", str(path)]) == 0
    *_, counted, last = capsys.readouterr().out.splitlines()
    steps = len(load_recording(path, Catalog()).steps)
    assert last == f"{steps} steps predicted, 0 differ"
    assert "% of the bits" in counted
    assert cli.main(["replay", "--check", "--json", str(path)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == steps
    assert {"step", "page", "predicted", "known_bits", "observed", "differs"} <= set(lines[0])
    assert {line["differs"] for line in lines} == {"0x0"}
    data = json.loads(path.read_text())
    data["captures"][0]["raw_pte_hex"] = "0x0"
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(data))
    assert cli.main(["replay", "--check", str(wrong)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == f"{steps} steps predicted, 1 differ"


def test_unknown_calls_are_named() -> None:
    with pytest.raises(ValueError, match="dance"):
        actions("step", ["dance"])
    with pytest.raises(ValueError, match="some step"):
        actions("some step", [])


def test_a_step_with_an_unknown_call_is_not_predicted(tmp_path: Path) -> None:
    path = next(path for path in FILES if "6.12" in path.stem)
    data = json.loads(path.read_text())
    data["captures"][1]["syscalls"] = ["dance"]
    odd = tmp_path / "odd.json"
    odd.write_text(json.dumps(data))
    predictions = list(predict(load_recording(odd, Catalog())))
    assert predictions[1].known == 0
    assert "dance" in predictions[1].open[0][0]
    assert all(prediction.known for prediction in predictions[2:])


PLAYED = next(path for path in FILES if "x86_64-6.12" in path.stem and "migration" not in path.stem)
LAYOUTS = [layout for layout in Catalog().all() if layout.level == "pte"]
STEPS = [(step.event, step.page, step.calls) for step in load_recording(PLAYED, Catalog()).steps]


LONG = [pytest.param(kernel, marks=pytest.mark.long, id=spell(kernel)) for kernel in ((5, 10), (6, 1), (7, 3))]


@pytest.mark.parametrize("kernel", [pytest.param((6, 12), id="6.12"), *LONG])
def test_every_layout_plays_every_recorded_step(kernel: tuple[int, int]) -> None:
    """Where no recording is at hand: no step fails, every word is one of the page's state, none is known in full."""
    for layout in LAYOUTS:
        if not layout.covers(kernel):
            continue
        process = RecordedProcess(Setting(layout, kernel))
        states = set()
        for event, label, calls in STEPS:
            who, _, address = label.rpartition(" ")
            page = process.step(event, who, address, calls)
            word = word_of(page, process.setting)
            states.add(page.state)
            assert classify(process.setting, word).state not in ("malformed", "unknown"), (layout.name, event)
            if page.state == "none":
                assert known_bits(page, process.setting) == (1 << layout.width) - 1
        assert {"none", "present_write", "present_read", "swap"} <= states, layout.name


@pytest.mark.parametrize(
    ("step", "calls", "kind"),
    [
        ("memfd-private-read", ["memfd_create", "mmap(PRIVATE)", "read"], "file"),
        ("shmem-none", ["mmap(SHARED|ANON)"], "shmem"),
        ("memfd-uffdwp-punch", ["UFFDIO_WRITEPROTECT"], "shmem"),
        ("guard-shmem", ["write"], "shmem"),
        ("anon-none", ["mmap(PRIVATE|ANON)"], "anon"),
    ],
)
def test_kinds(step: str, calls: list[str], kind: str) -> None:
    assert mapping_kind(step, calls) == kind
