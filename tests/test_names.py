"""One word, one thing: public names are not given twice, modules stay small, imports run one way.

What import-linter holds between packages (`pyproject.toml`) is held between the files of a package here.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TOP = Path(__file__).parent.parent
MODULES = sorted((TOP / "ptetui").rglob("*.py"))
LAYOUTS = sorted((TOP / "layouts").rglob("*.py"))
TESTS = sorted((TOP / "tests").rglob("*.py"))
LONGEST = 400  # lines of a module

# Names that several modules have on purpose, because something looks for them there, or because they are one thing.
SHARED = {
    "TYPE_CHECKING": "typing itself is slow to import: type checkers know the name",
    "arguments": "what a command takes; `ptetui.commands` looks for it",
    "run": "what a command does; `ptetui.commands` looks for it",
    "ACTIONS": "what a screen can do; `ptetui.tui.actions` looks for it",
    "FORMAT": "what an export format is; `ptetui.export` looks for it",
    "RULES": "the text of rules of events; `ptetui.linux.life.table` reads it",
    "encode": "the library's is that of `ptetui.linux.encode`, for layouts by name",
    "layouts": "the library's lists what those of layout files state",
    "T": "a type variable",
}

# Modules of one name in several packages are one topic, as it is analysed, drawn, shown and commanded; these are parts
# that each package of their kind has.
PARTS = {"actions", "screen", "rows", "__main__"}
TOPICS = {
    "app", "ascii", "budget", "collisions", "compare", "config", "designs", "encode", "explore", "export", "files",
    "free_bits", "history", "lab", "layout", "life", "live", "log", "predictions", "replay", "ribbon", "scan", "serve",
    "talk", "time", "verify", "wall", "what_if",
}  # fmt: skip
OTHERS = {
    "calls": "of a recording, and of the agent",
    "facts": "of a layout's types, and of a page's range",
    "motion": "of a word as it is drawn, and of Life's",
    "moving": "pictures of slides, and the canvas for them",
    "picture": "what a picture is, and a slide's step as one",
    "reader": "of schemas, and of talks",
}


@cache
def parsed(path: Path) -> ast.Module:
    """A module as a tree."""
    return ast.parse(path.read_text("utf-8"))


def defined() -> dict[str, list[str]]:
    """Public classes, functions and constants at the top of modules -> the modules."""
    names: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        for node in parsed(path).body:
            for name in _names_of(node):
                if not name.startswith("_"):
                    names[name].append(str(path.relative_to(TOP)))
    return names


def _names_of(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name


def test_no_public_name_is_given_twice() -> None:
    twice = {name: sorted(set(where)) for name, where in defined().items() if len(set(where)) > 1}
    assert {name: where for name, where in twice.items() if name not in SHARED} == {}
    assert set(SHARED) <= set(twice), "a name that is shared no longer"


def test_modules_of_one_name_are_one_topic() -> None:
    stems: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        here = path.parent if path.name == "__init__.py" else path
        stems[here.stem].append(str(here.relative_to(TOP)))
    twice = {stem for stem, where in stems.items() if len(where) > 1}
    assert twice - PARTS - TOPICS - OTHERS.keys() == set()
    assert (PARTS | TOPICS | OTHERS.keys()) <= twice, "a name that is shared no longer"


def test_no_module_is_long() -> None:
    lines = {path: path.read_text("utf-8").count("\n") for path in (*MODULES, *LAYOUTS)}
    assert {str(path.relative_to(TOP)): count for path, count in lines.items() if count > LONGEST} == {}


# Words that say nothing of what they name; in code, a name says what it holds.
EMPTY_WORDS = {"abreast", "against", "each", "found", "made", "room", "said", "told", "what"}


def _identifiers(tree: ast.AST) -> Iterator[str]:
    """Every name that a module gives or uses: variables, parameters, attributes, keywords, functions, classes."""
    for node in ast.walk(tree):
        for field in ("id", "attr", "arg", "name", "asname"):
            name = getattr(node, field, None)
            if isinstance(name, str):
                yield name


def test_names_say_what_they_hold() -> None:
    empty = {
        (str(path.relative_to(TOP)), name)
        for path in (*MODULES, *LAYOUTS, *TESTS)
        for name in _identifiers(parsed(path))
        if name.strip("_").lower() in EMPTY_WORDS
    }
    assert empty == set()


def test_private_names_are_read() -> None:
    """A constant, function or class with an underscore, at the top of a module, is used in it or in another one."""
    trees = {path: parsed(path) for path in MODULES}
    read = {name for tree in trees.values() for node in ast.walk(tree) for name in _read(node)}
    unread = {
        (str(path.relative_to(TOP)), name)
        for path, tree in trees.items()
        for node in tree.body
        for name in _names_of(node)
        if name.startswith("_") and not name.startswith("__") and name not in read
    }
    assert unread == set()


def _read(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name):
            yield name
        case ast.alias(name=name):
            yield name


# The packages from the ground up. A module imports from its own and from those below, at run time or for its types.
FLOORS = (
    ("schema", "harmless", "whole_file"),
    ("linux",),
    ("analysis",),
    ("sources",),
    ("render",),
    ("pictures",),
    ("export", "talk"),
    ("terminal",),
    ("arguments", "parser", "plain_parser", "tui", "library"),
    ("serve",),
    ("commands",),
    ("cli", "__main__"),
)


def test_no_import_runs_upward() -> None:
    """The same contract as import-linter's, over every import: inside functions and under TYPE_CHECKING as well."""
    floor = {package: number for number, rooms in enumerate(FLOORS) for package in rooms}
    upward = []
    for path in MODULES:
        parts = path.relative_to(TOP / "ptetui").with_suffix("").parts
        if parts == ("__init__",):
            continue  # the names of the library, which it imports when they are asked for
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ptetui."):
                package = (node.module or "").split(".")[1]
                if floor[package] > floor[parts[0]]:
                    upward.append(f"{path.relative_to(TOP)}:{node.lineno} imports {node.module}")
    assert upward == []
