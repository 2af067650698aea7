"""Questions from the schemas: the right answer is right, and no other is."""

import io
import json
from itertools import islice

import pytest

from ptetui.cli import main
from ptetui.linux.catalog import Catalog, newest
from ptetui.linux.classify import classify
from ptetui.linux.encode import encode
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.syntax import parse_state
from ptetui.talk.questions import ANSWERS, QuizQuestion, described, questions, writable_states

NEWEST = [layout for layout in Catalog().all() if layout.level == "pte" and layout.until is None]


def holds(setting: Setting, question: QuizQuestion) -> None:
    answers = question.answers
    assert len(set(answers)) == len(answers) == ANSWERS
    if question.kind == "state":
        assert question.word is not None
        assert classify(setting, question.word).state == answers[question.right]
    elif question.kind == "word":
        wanted = question.text.removeprefix("Which word is ").removesuffix("?")
        fits = [described(classify(setting, int(text, 16))) == wanted for text in answers]
        assert fits == [index == question.right for index in range(ANSWERS)]
    else:
        assert question.word is not None
        mended = [
            classify(setting, question.word ^ 1 << int(bit.removeprefix("bit "))).state != "malformed"
            for bit in answers
        ]
        assert mended == [index == question.right for index in range(ANSWERS)]
        assert classify(setting, question.word).state == "malformed"


@pytest.mark.parametrize("layout", NEWEST, ids=lambda layout: layout.name)
def test_one_answer_is_right(layout: Layout) -> None:
    setting = Setting(layout, newest(layout))
    for question in islice(questions(setting, 3), 25):
        holds(setting, question)


def test_all_kinds_are_asked_and_a_seed_repeats() -> None:
    setting = Setting(Catalog().find("x86_64", (6, 12)), (6, 12))
    first = list(islice(questions(setting, 1), 60))
    assert {question.kind for question in first} == {"state", "word", "flip"}
    assert first == list(islice(questions(setting, 1), 60))
    assert first != list(islice(questions(setting, 2), 60))


def test_what_is_described_can_be_encoded() -> None:
    setting = Setting(Catalog().find("x86_64", (6, 13)), (6, 13))
    for question in islice(questions(setting, 5), 100):
        reading = question.reading
        if reading.state in writable_states(setting) and reading.state != "none":
            assert parse_state(setting, described(reading).split()) == reading.word
    assert encode(setting, "none", {}) == 0


def test_the_command_asks_and_counts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    options = ["practice", "-l", "x86_64", "-k", "6.12", "--seed", "4", "--number", "3"]
    assert main([*options, "--json"]) == 0
    asked = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(asked) == 3
    wrong = asked[1]["right"] % ANSWERS + 1
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{asked[0]['right']}\nx\n9\n{wrong}\nq\n"))
    assert main(options) == 0
    out = capsys.readouterr().out
    assert out.count("Right.") == out.count("No: ") == 1
    assert out.endswith("score: 1 of 2\n")


def test_the_end_of_input_ends(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["practice", "-l", "s390"]) == 0
    assert capsys.readouterr().out.endswith("score: 0 of 0\n")
    assert main(["practice", "-l", "s390", "--number", "0"]) == 2
