"""A layout beside a kernel tree, as lines and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.sources.verify.compare import FieldCheck


def comparison_lines(setting: Setting, verdicts: Sequence[FieldCheck]) -> Iterator[str]:
    """One line where all agree; else a line for each field that differs, with our source, and what would agree."""
    wrong = [verdict for verdict in verdicts if not verdict.agrees]
    name = setting.layout.name
    if not wrong:
        yield f"{name:20} agrees in {len(verdicts)} fields"
        return
    yield f"{name:20} differs in {len(wrong)} of {len(verdicts)} fields ({setting.layout.header})"
    for verdict in wrong:
        yield f"    {verdict.field:16} ours {verdict.ours:20} the tree's {verdict.theirs}"
    yield f"    a layout file for it: change {setting.layout.file} from {spell(setting.kernel)} on:"
    yield from (f"        {verdict.field}: bits {verdict.theirs}" for verdict in wrong)


def verdict_json(setting: Setting, verdicts: Sequence[FieldCheck]) -> Iterator[dict[str, Any]]:
    """An object a field."""
    for verdict in verdicts:
        yield {
            "layout": setting.layout.name, "kernel": spell(setting.kernel), "built": True, "field": verdict.field,
            "ours": verdict.ours, "theirs": verdict.theirs, "agrees": verdict.agrees,
        }  # fmt: skip
