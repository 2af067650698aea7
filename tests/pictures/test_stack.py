"""The forms of a layout stacked: every bit has its cell, collisions show without colour."""

import pytest

from ptetui.analysis.collisions import check
from ptetui.analysis.matrix import matrix
from ptetui.linux.catalog import Catalog
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting
from ptetui.pictures.stack import label_width, stack_fold, stack_marks, stack_rows

SIZES = ((80, 24), (100, 28), (200, 50), (240, 70))


def setting(name: str = "x86_64", kernel: str = "6.12", level: str = "pte") -> Setting:
    at = parse_version(kernel)
    return Setting(Catalog().find(name, at, level), at)


@pytest.mark.parametrize("size", SIZES)
def test_every_bit_of_every_form_has_its_cell(size: tuple[int, int]) -> None:
    here = setting()
    fold = stack_fold(here, size[0], size[1] - 15)
    assert fold is not None
    marked = stack_marks(here, check(here), 3)
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
    marked = stack_marks(here, check(here), 0)
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
    assert lines["✗shared bits"].count("✗") == 2  # the label's and the bit's


def test_a_form_that_is_only_made_stands_in_stack_and_matrix() -> None:
    here = setting("sparc32", "7.3")
    marked = stack_marks(here, check(here), 0)
    assert set(marked.hurt) == {"(protnone)", "swap"}
    cell = matrix(here).cells["protnone", "malformed"]
    (finding,) = (finding for finding in check(here) if finding.verdict == "collision")
    assert (cell.standing, cell.words, cell.witness) == ("collision", finding.shared_words, finding.witness)


def test_what_tells_forms_apart_on_x86() -> None:
    here = setting()
    assert stack_marks(here, check(here), 0).apart == 1 << 0 | 1 << 8
