"""Differences between layouts and between words."""

import json

import pytest

from ptetui.analysis.diff_layouts import diff_layouts
from ptetui.analysis.diff_words import changes
from ptetui.cli import main
from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.setting import Setting
from ptetui.render.changes import spell_change


def _swap_changes(a: str, b: str) -> list[str]:
    catalog = Catalog()
    changes = diff_layouts(catalog.find(a), catalog.find(b))
    return [spell_change(change) for change in changes if change.form == "swap"]


def test_arm64_moved_in_6_10() -> None:
    assert _swap_changes("arm64_4k@6.9", "arm64_4k@6.10") == [
        "offset moved from 57-8 to 61-12",
        "type moved from 7-3 to 10-6",
        "uffd_wp added at 3",
    ]


def test_the_exclusive_bit_took_an_offset_bit() -> None:
    assert _swap_changes("arm_2level@6.2", "arm_2level@6.3") == [
        "offset resized from 31-7 to 31-8",
        "exclusive added at 7",
    ]


def test_inversion_is_a_difference() -> None:
    assert "offset stored inverted on one side only" in _swap_changes("x86_64@4.18", "x86_64@4.19")


def test_a_layout_does_not_differ_from_itself() -> None:
    layout = Catalog().find("s390")
    assert diff_layouts(layout, layout) == []


def test_json_has_the_keys_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "--json", "x86_32_pae@6.1", "x86_32_pae@6.12"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    swap = [row for row in rows if row["form"] == "swap"]
    assert swap == [{"field": "exclusive", "change": "added", "a": [], "b": [[7, 7]], "form": "swap"}]


def test_words_name_where_a_bit_went() -> None:
    catalog = Catalog()
    setting = Setting(catalog.find("x86_64@6.12"), (6, 12))
    before, after = classify(setting, 0x8000000003A79867), classify(setting, 0x07FFFFFFFFFBFE0A)
    assert [change.text for change in changes(before, after)] == [
        "present → swap",
        "exclusive set (bit 3)",
        "soft_dirty bit 11 → bit 1",
    ]


def test_words_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "-l", "x86_64@6.12", "--json", "0x07fffffffffbfe0a", "0x07fffffffffbfe08"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows == [{"field": "soft_dirty", "change": "value", "a": "0x1", "b": "0x0", "bits": [[1, 1]]}]


def test_a_word_and_a_layout_cannot_be_compared(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "0x1", "x86_64"]) == 2
    assert capsys.readouterr().err == "ptetui: layout '0x1' is not known; `ptetui layouts` lists those that are\n"
