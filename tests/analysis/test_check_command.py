"""`ptetui check` and `ptetui free-bits` as commands: exit codes, JSON, errors in one line."""

import json

import pytest

from ptetui.analysis.cases import CASES
from ptetui.cli import main

Capture = pytest.CaptureFixture[str]


def lines(capsys: Capture, *arguments: str, code: int) -> list[str]:
    assert main(list(arguments)) == code
    out, err = capsys.readouterr()
    assert not err
    rows: list[str] = out.splitlines()
    return rows


def test_a_collision_without_excuse_is_1(capsys: Capture) -> None:
    text = "\n".join(lines(capsys, "check", "riscv64_svrsw60t59b", code=1))
    assert "R3 collision: present / migration_read, " in text
    assert "confirmed: a running 7.2.13 never removed such a migration entry" in text


def test_excused_is_0(capsys: Capture) -> None:
    text = "\n".join(lines(capsys, "check", "x86_64@6.12", code=0))
    assert "a swap area has fewer than 2^32 pages" in text
    assert "offset 0x3ffffffffffff; read as none" in text
    assert "bits 63-9,3-1: 1 word, such as" in text


def test_the_first_line_says_what_is_open(capsys: Capture) -> None:
    first = lines(capsys, "check", "x86_64", code=1)[0]
    assert first.split("on", 1)[1].strip() == "2 fixed in 4.8, 2 excused, 0 open; 22 aliases"
    assert lines(capsys, "check", "s390", code=0)[0].endswith("no word is shared; 13 aliases")
    assert "0 excused" not in "".join(lines(capsys, "check", "riscv64_svrsw60t59b", code=1))


def test_a_kernel_chooses_the_range(capsys: Capture) -> None:
    assert any("R4 fixed in 4.8" in line for line in lines(capsys, "check", "x86_64", "-k", "4.7", code=1))
    assert not any("R4" in line for line in lines(capsys, "check", "x86_64", "-k", "4.8", code=0))


def test_json_is_findings_and_aliases(capsys: Capture) -> None:
    rows = [json.loads(line) for line in lines(capsys, "check", "s390@7.3", "--json", code=0)]
    assert {row["verdict"] for row in rows} == {"alias"}
    assert {row["level"] for row in rows} == {"pte", "pmd", "pud"}
    assert {row["rule"] for row in rows} >= {"R1", "R7"}
    assert all(row["where"].startswith("layouts/s390.py:") for row in rows)


def test_config_can_take_a_finding_away(capsys: Capture) -> None:
    arguments = ("check", "riscv64_svrsw60t59b@7.3")
    lines(capsys, *arguments, code=1)
    lines(capsys, *arguments, "--config", "MEM_SOFT_DIRTY=n", code=0)


def test_history_has_all_cases(capsys: Capture) -> None:
    rows = [json.loads(line) for line in lines(capsys, "check", "--history", "--json", code=0)]
    assert [row["id"] for row in rows] == [f"H{number:02}" for number in range(1, len(CASES) + 1)]
    assert sum(bool(row["before"] and row["before"]["flagged"]) for row in rows) == 12
    text = "\n".join(lines(capsys, "check", "--history", code=0))
    assert "H06" in text


def test_unknown_layout(capsys: Capture) -> None:
    assert main(["check", "z80"]) == 2
    assert "z80" in capsys.readouterr().err


def test_free_bits_json(capsys: Capture) -> None:
    rows = [json.loads(line) for line in lines(capsys, "free-bits", "x86_64@6.12", "--json", code=0)]
    assert rows[0] == {
        "layout": "x86_64", "kernel": "6.12", "bit": 4, "cost": "free", "max_swap_bytes": "0x4000000000000000",
    }  # fmt: skip


def test_free_bits_of_several_layouts(capsys: Capture) -> None:
    text = "\n".join(lines(capsys, "free-bits", "x86_64", "riscv64", "-k", "6.12", code=0))
    assert "bits that all of them could give: 4, " in text
