"""Excerpts from public bug reports of many releases, architectures and vendors, each word judged by hand once.

world.json has the lines with the words and what shows release and architecture; `source` says where they were posted.
Excerpts without a word are traps: text that looks like a report and is none.
"""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.sources.log.explain import Asked, explain

WORLD: list[dict[str, Any]] = json.loads((Path(__file__).parent / "world.json").read_text(encoding="utf-8"))


def words_of(excerpt: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of the table for one excerpt, a word each."""
    stream = io.BytesIO("\n".join((*excerpt["lines"], "")).encode())
    rows = []
    for report in explain(stream, Asked(Catalog())):
        for finding in report.findings:
            row: dict[str, Any] = {
                "line": finding.word.line,
                "label": finding.word.label,
                "word": hex(finding.word.number),
                "source": finding.source,
                "layout": finding.layout,
                "kernel": finding.kernel,
                "state": finding.state,
                "verdict": finding.verdict.kind,
            }
            if finding.agrees is not None:
                row["agrees"] = finding.agrees
            if finding.near:
                row["bits"] = list(finding.near[0].bits)
            rows.append(row)
    return rows


@pytest.mark.parametrize("excerpt", WORLD, ids=[excerpt["id"] for excerpt in WORLD])
def test_every_word_comes_out_as_judged(excerpt: dict[str, Any]) -> None:
    assert words_of(excerpt) == excerpt["words"]


def test_the_table_is_wide() -> None:
    layouts = {word["layout"] for excerpt in WORLD for word in excerpt["words"]}
    assert len(WORLD) >= 80
    assert len(layouts - {None}) >= 12
