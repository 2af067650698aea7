"""The kernels' own answers: golden files beside the checkout where they are, a small share of them carried here.

Origin: the kernels' macros compiled from Debian's sources 5.10.223, 6.1.192, 6.12.117 and 7.3.4, and run.
PTETUI_SHARED names another folder than ../shared; one that does not exist shows what the project can do alone.
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("PTETUI_SHARED") or HERE.parent.parent / "shared")
CARRIED = HERE / "golden"
FOLDER = SHARED / "golden" if (SHARED / "golden").is_dir() else CARRIED

SHARED_CAPTURES = SHARED / "captures"
CARRIED_CAPTURES = HERE.parent / "ptetui" / "captures"
CARRIED_LIVES = HERE / "sources" / "lives"


CHECKED = {"files": 0, "vectors": 0}  # what test_golden.py went through, for the summary at the end


def names() -> list[tuple[str, str]]:
    """(kernel, layout name) of every golden file."""
    return sorted((path.parent.name, path.stem) for path in FOLDER.glob("*/*.json") if path.stem != "index")


@cache
def golden(kernel: str, name: str) -> dict[str, Any]:
    """One golden file."""
    data: dict[str, Any] = json.loads((FOLDER / kernel / f"{name}.json").read_text())
    return data


def vectors(data: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(word, vector) of the random and the edge vectors."""
    for vector in data["vectors_random"] + data["vectors_edge"]:
        yield int(vector["raw_hex"], 16), vector


def captures() -> list[Path]:
    """Every capture file: all recordings beside the checkout, and those that the project carries."""
    return sorted([*SHARED_CAPTURES.glob("*.json"), *CARRIED_CAPTURES.glob("*.json")])


def capture(name: str) -> Path | None:
    """The recording captures-NAME.json beside the checkout, else the one that the project carries, else None."""
    paths = (SHARED_CAPTURES / f"captures-{name}.json", CARRIED_CAPTURES / f"{name}.json")
    return next((path for path in paths if path.is_file()), None)
