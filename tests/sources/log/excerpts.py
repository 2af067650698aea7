"""Excerpts of real logs: those beside the checkout where they are, else the share that the repository carries.

The share is from public bug reports; `source` of each says which.
"""

import io
import json
from pathlib import Path
from typing import Any

from ptetui.linux.catalog import Catalog
from ptetui.sources.log.explain import Asked, Explained, ExplainedWord, explain

SHARE = Path(__file__).parent / "excerpts.json"
BESIDE = Path(__file__).parents[4] / "shared" / "logs" / "given.json"
Excerpt = dict[str, Any]

# What the notes around an excerpt know and its lines do not.
NAMED = {
    "rhel7-imjournal-03": {"release": "3.10.0-514.16.1.el7.x86_64"},
    "rhel7-imjournal-04": {"release": "3.10.0-514.16.1.el7.x86_64"},
    "dardhal-2610": {"layout": "x86_32_2level", "release": "2.6.10-rc3-bk15"},
    "compute01": {"layout": "x86_32_2level", "release": "2.6.18"},
}


def excerpts() -> list[Excerpt]:
    """All excerpts that are at hand."""
    path = BESIDE if BESIDE.is_file() else SHARE
    return json.loads(path.read_text(encoding="utf-8"))


def explained(excerpt: Excerpt) -> list[Explained]:
    """The reports of an excerpt."""
    asked = Asked(Catalog(), **NAMED.get(excerpt["id"], {}))
    return list(explain(io.BytesIO("\n".join(excerpt["lines"]).encode()), asked))


def findings(excerpt: Excerpt) -> list[ExplainedWord]:
    """The words of an excerpt."""
    return [finding for report in explained(excerpt) for finding in report.findings]
