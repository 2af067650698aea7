"""A layout beside a kernel tree, as lines and as JSON."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.sources.verify.compare import FieldCheck
from ptetui.sources.verify.propose import header_line


def comparison_lines(setting: Setting, verdicts: Sequence[FieldCheck], tree: Path) -> Iterator[str]:
    """One line where all agree; else a line for each field that differs, with the line of the tree's header."""
    wrong = [verdict for verdict in verdicts if not verdict.agrees]
    name = setting.layout.name
    if not wrong:
        yield f"{name:20} agrees in {len(verdicts)} fields"
        return
    yield f"{name:20} differs in {len(wrong)} of {len(verdicts)} fields ({setting.layout.header})"
    for verdict in wrong:
        place = header_line(tree, setting, verdict.field)
        yield f"    {verdict.field:16} ours {verdict.ours:20} the tree's {verdict.theirs}{'  ' * bool(place)}{place}"


def verdict_json(setting: Setting, verdicts: Sequence[FieldCheck], tree: Path) -> Iterator[dict[str, Any]]:
    """An object a field; `header` is where the tree defines it, for what differs."""
    for verdict in verdicts:
        yield {
            "layout": setting.layout.name, "kernel": spell(setting.kernel), "built": True, "field": verdict.field,
            "ours": verdict.ours, "theirs": verdict.theirs, "agrees": verdict.agrees,
            "header": None if verdict.agrees else header_line(tree, setting, verdict.field) or None,
        }  # fmt: skip
