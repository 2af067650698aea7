"""The queries of docs/dumps.md, run on Parquet files that scan writes."""

import random
import re
from pathlib import Path

import pytest

from ptetui.cli import main
from ptetui.linux.classify import classify
from tests.sources.test_scan import X86, dump_of, setting_of

DOC = (Path(__file__).parents[2] / "docs" / "dumps.md").read_text(encoding="utf-8")
duckdb = pytest.importorskip("duckdb", reason="duckdb is no dependency of ptetui: pip install duckdb pyarrow")
pytest.importorskip("pyarrow", reason="pyarrow is the extra parquet")


def test_the_queries_find_what_classify_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("dumps").mkdir()
    words = dump_of(Path("dump"), "x86_64", "little", 300)
    states = [f"--state={state}" for state in ("swap", "marker", "migration_read", "migration_write")]
    assert main(["scan", "dump", *X86, *states, "--parquet", "dumps/host.parquet"]) == 0
    counted, dirty = (query for query in re.findall(r"SELECT.*?;", DOC, re.DOTALL))
    rows = duckdb.sql(counted).fetchall()
    readings = [classify(setting_of("x86_64"), word) for word in words]
    for _, state, type_, number in rows:
        assert number == sum((reading.state, reading.type) == (state, type_) for reading in readings)
    assert {row[1] for row in rows} == {"swap", "marker", "migration_read", "migration_write"}
    places = {int(row[1], 16): row[2] for row in duckdb.sql(dirty).fetchall()}
    expected = {
        index * 8: reading.pfn
        for index, reading in enumerate(readings)
        if reading.state in ("migration_read", "migration_write") and reading.dirty
    }
    assert places == expected
    assert random.Random(1).choice(list(places)) in expected
