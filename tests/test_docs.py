"""The documents say what is there."""

import ast
import doctest
import re
from pathlib import Path
from typing import get_args

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.layout import LAYOUT_FACTS, OF_A_RANGE, PLACE

TOP = Path(__file__).parent.parent
PAGES = [*sorted((TOP / "docs").glob("*.md")), TOP / "CONTRIBUTING.md"]
_NAMES = re.compile(r"`([\w./-]+/[\w.*/-]*|[\w-]+\.(?:py|md|toml))`")
_NOT_OURS = ("arch/", "include/", "mm/", "fs/", "~", "/")


def files_of_the_tree() -> set[str]:
    """All files, as paths from the top."""
    skipped = {".venv", ".git", "dist", "build", "__pycache__"}
    return {str(path.relative_to(TOP)) for path in TOP.rglob("*") if not skipped & set(path.relative_to(TOP).parts)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_are_named_are_there(page: Path) -> None:
    tree = files_of_the_tree()
    named = set(_NAMES.findall(page.read_text(encoding="utf-8")))
    assert named or page.name not in ("CONTRIBUTING.md", "architecture.md")
    for name in named:
        if not name.startswith(_NOT_OURS) and "NAME" not in name and name != "toy.py":
            pattern = re.compile("(.*/)?" + re.escape(name.rstrip("/")).replace(r"\*", ".*"))
            assert any(pattern.fullmatch(path) for path in tree), f"{page.name} names {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert target.startswith("https:") or (page.parent / target).exists(), target


def test_nothing_names_documents_that_are_not_here() -> None:
    """A reader of a clone can open what the code refers to."""
    gone = re.compile(r"domain\.md|the seed's|design\.md|layout-history\.json")
    for path in (*TOP.glob("ptetui/**/*.py"), *TOP.glob("layouts/**/*.py"), *PAGES, TOP / "README.md"):
        mention = gone.search(path.read_text(encoding="utf-8"))
        assert mention is None, f"{path.relative_to(TOP)} names {mention and mention[0]}"


def test_every_fact_of_a_layout_is_explained() -> None:
    text = (TOP / "docs" / "schemas.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)`(?: \(needed\))? \| (.*) \|$", text, re.MULTILINE))
    facts = {
        fact: get_args(hint)[1] for fact, hint in LAYOUT_FACTS.items() if fact not in ("name", *OF_A_RANGE, *PLACE)
    }
    assert {fact: about for fact, about in rows.items() if fact in LAYOUT_FACTS} == facts


def test_the_worked_example_is_a_layout(tmp_path: Path) -> None:
    text = (TOP / "docs" / "schemas.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (tmp_path / "toy.py").write_text(source, encoding="utf-8")
    toy = Catalog([tmp_path]).find("toy")
    assert [form.name for form in toy.forms] == ["none", "present", "swap"]
    assert (toy.swap.by_name["offset"].spans, toy.swap.by_name["offset"].inverted) == ([[31, 13], [6, 5]], True)
    assert toy.pages is not None


def test_the_readme_from_python_is_true() -> None:
    text = (TOP / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    test = doctest.DocTestParser().get_doctest(block, {}, "README", "README.md", 0)
    assert doctest.DocTestRunner().run(test).failed == 0


def test_public_functions_have_docstrings() -> None:
    tree = ast.parse((TOP / "ptetui" / "library.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


def test_the_source_distribution_has_them() -> None:
    listed = (TOP / "pyproject.toml").read_text(encoding="utf-8")
    (include,) = re.findall(r"\[tool\.hatch\.build\.targets\.sdist\]\ninclude = \[(.*?)\]", listed, re.DOTALL)
    for name in ("docs", "examples", "CONTRIBUTING.md", "README.md", "layouts", "tests"):
        assert f'"{name}"' in include
