"""The output of crash and of the drgn example is read."""

import importlib.util
import io
from pathlib import Path
from types import ModuleType

from ptetui.linux.catalog import Catalog
from ptetui.sources.log.explain import Asked, explain

VTOP = b"""\
VIRTUAL     PHYSICAL
7f3c1a2b4000  10a6e5000

   PGD: 102e5a7f0 => 80000001030f1067
   PUD: 1030f1780 => 102e1c067
   PMD: 102e1c688 => 1043a8067
   PTE: 1043a85a0 => 800000010a6e5867
  PAGE: 10a6e5000

      PTE         PHYSICAL   FLAGS
800000010a6e5867  10a6e5000  (PRESENT|RW|USER|ACCESSED|DIRTY|NX)
"""


def example() -> ModuleType:
    """The script of the example."""
    path = Path(__file__).parents[3] / "examples" / "drgn_walk.py"
    spec = importlib.util.spec_from_file_location("drgn_walk", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_vtop_of_crash() -> None:
    words = [
        finding
        for report in explain(io.BytesIO(VTOP), Asked(Catalog(), layout="x86_64", release="6.12"))
        for finding in report.findings
    ]
    assert [(finding.word.level, finding.state) for finding in words] == [
        ("pgd", "table"), ("pud", "table"), ("pmd", "table"), ("pte", "present"),
    ]  # fmt: skip
    assert words[-1].pfn == 0x10A6E5
    assert {finding.verdict.kind for finding in words} == {"healthy"}


def test_the_drgn_example_prints_what_is_read() -> None:
    walk = example()
    memory = {0x1000 + 8 * 0xFE: 0x2067, 0x2000 + 8 * 0xF0: 0x3067, 0x3000 + 8 * 0xD1: 0x4067, 0x4000 + 8 * 0xB4: 0x402}
    words = list(walk.walk(lambda at: memory[at], 0x1000, 0x7F3C1A2B4000))
    assert [level for level, _ in words] == ["PGD", "PUD", "PMD", "PTE"]
    asked = Asked(Catalog(), layout="x86_64", release="6.12")
    (report,) = explain(io.BytesIO(walk.line_of(words).encode()), asked)
    assert [(finding.word.level, finding.word.number) for finding in report.findings] == [
        ("pgd", 0x2067), ("pud", 0x3067), ("pmd", 0x4067), ("pte", 0x402),
    ]  # fmt: skip
