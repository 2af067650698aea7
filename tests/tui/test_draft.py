"""The edited copy of a layout, without a screen."""

from pathlib import Path

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.tui.what_if.draft import Draft
from tests.tui.apps import setting


def test_a_field_is_moved_into_a_collision_and_back() -> None:
    draft = Draft(setting())
    assert draft.field.name == "exclusive"
    verdicts = []
    for _ in range(5):
        draft.move(1)
        verdicts.append(sorted({(finding.rule, finding.verdict) for finding in draft.now.findings}))
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
    assert any(finding.rule == "R1" and finding.verdict == "collision" for finding in draft.now.findings)
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
        with pytest.raises(ValueError, match=r"a layout is called|name the file as its layout|no such folder"):
            draft.save(tmp_path / bad, catalog)
