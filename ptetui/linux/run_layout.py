"""Running one layout file.

A layout file is a Python program, and is trusted like one: only the shipped ones and those of folders that the user
names are ever run. It is compiled from its text each time, so that no byte-code of another day counts, and so that
every construct with docs can be told the line on which it stands.
"""

import ast
from pathlib import Path
from types import ModuleType
from typing import Any

from construct import Renamed

from ptetui.harmless import harmless
from ptetui.linux.layout import Layout
from ptetui.linux.layout_file import CatalogError, read_text, short
from ptetui.schema.fields import SchemaError
from ptetui.schema.reader import LINE

_AT = "__at__"


def run_file(path: Path) -> tuple[Layout, ...]:
    """The layouts that a file states. CatalogError in one line names the file, and the form and field if it is one."""
    text = read_text(path)
    module = ModuleType(f"ptetui_layouts.{path.stem}")
    module.__file__ = str(path)
    setattr(module, _AT, _with_line)
    try:
        tree = ast.fix_missing_locations(_Located().visit(ast.parse(text, str(path))))
        exec(compile(tree, str(path), "exec"), module.__dict__)
        stated = tuple(module.LAYOUTS)
    except SchemaError as error:
        raise CatalogError(f"{short(path)}: {error}") from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a layout file is a user's program: whatever it raises is one line
        raise CatalogError(f"{short(path)}: {type(error).__name__}: {_text_of(error)}") from None
    for index, layout in enumerate(stated):
        if not isinstance(layout, Layout):
            raise CatalogError(f"{short(path)}: LAYOUTS[{index}] is not a layout but a {type(layout).__name__}")
    return stated


class _Located(ast.NodeTransformer):
    """`"name" / X * "docs"` -> the same, its construct told the line."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Mult):
            return node
        at = ast.Name(_AT, ast.Load())
        return ast.copy_location(ast.Call(at, [node, ast.Constant(node.lineno)], []), node)


def _with_line(value: Any, line: int) -> Any:
    if isinstance(value, Renamed):
        setattr(value, LINE, line)
    return value


def _text_of(error: BaseException) -> str:
    try:
        return harmless(" ".join(str(error).split()))
    except Exception:
        return "its message cannot be read"
