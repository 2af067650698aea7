"""Writes functions.json: which functions that the rules name are in which kernel trees.

PYTHONPATH=. python tests/golden/read_functions.py FOLDER, where FOLDER has linux-source-6.1, 6.12 and 7.3 (Debian's).
"""

import json
import re
import sys
from pathlib import Path

from ptetui.linux.life.functions import READ_AT
from ptetui.linux.versions import spell
from tests.golden import CARRIED
from tests.linux.rule_functions import named

PLACES = ("mm", "fs", "fs/proc", "fs/hugetlbfs", "include/linux", "arch/x86/mm")


def present_in(tree: Path, names: set[str]) -> list[str]:
    """Those of the names that the tree has."""
    files = (path for place in PLACES for path in sorted((tree / place).glob("*.[ch]")))
    words = {word for path in files for word in re.findall(r"\w+", path.read_text(errors="replace"))}
    return sorted(names & words)


if __name__ == "__main__":
    trees = {kernel: Path(sys.argv[1]) / f"linux-source-{spell(kernel)}" for kernel in READ_AT}
    there = {spell(kernel): present_in(tree, named(kernel)) for kernel, tree in trees.items()}
    (CARRIED / "functions.json").write_text(json.dumps(there, indent=0) + "\n")
