"""A layout beside a kernel tree, as lines and as JSON."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ptetui.linux.versions import spell
from ptetui.sources.verify.cross import SecondOpinion
from ptetui.sources.verify.propose import header_line
from ptetui.sources.verify.run import Verified

_WORDS = 8  # that two compilers differ in and that are listed


def comparison_lines(verified: Verified, tree: Path) -> Iterator[str]:
    """One line where all agree; else a line for each field that differs, with the line of the tree's header."""
    name, setting = verified.layout, verified.setting
    if setting is None:
        yield f"{name:20} not built: {verified.why}"
        return
    second = _second_line(verified.second)
    fields = len(verified.checks)
    if not verified.wrong:
        yield f"{name:20} agrees in {fields} fields{second}"
        return
    yield f"{name:20} differs in {len(verified.wrong)} of {fields} fields ({setting.layout.header}){second}"
    for check in verified.wrong:
        place = header_line(tree, setting, check.field)
        yield f"    {check.field:16} ours {check.ours:20} the tree's {check.theirs}{'  ' * bool(place)}{place}"


def _second_line(second: SecondOpinion | None) -> str:
    if second is None:
        return ""
    if second.why:
        return f"; {second.compiler}: {second.why}"
    if second.differs:
        listed = ", ".join(second.differs[:_WORDS])
        return f"; {second.compiler} differs from gcc in {len(second.differs)} words: {listed}"
    return f"; {second.compiler} agrees"


def verify_totals(done: Sequence[Verified], count: int, *, interrupted: bool = False) -> str:
    """How many were built, differ, had a second opinion."""
    built = [verified for verified in done if verified.setting is not None]
    seconds = sum(verified.second is not None and not verified.second.why for verified in built)
    more = f", {seconds} with the target's own compiler, too" if seconds else ""
    end = f"; interrupted after {len(done)}" if interrupted else ""
    return (
        f"{len(built)} of {count} configurations built{more}, {sum(verified.differs for verified in built)} differ{end}"
    )


def verdict_json(verified: Verified, tree: Path) -> Iterator[dict[str, Any]]:
    """An object a field; `header` is where the tree defines it, for what differs. One more for a second compiler."""
    name, setting, second = verified.layout, verified.setting, verified.second
    if setting is None:
        yield {"layout": name, "built": False, "why": verified.why}
        return
    for check in verified.checks:
        yield {
            "layout": name, "kernel": spell(setting.kernel), "built": True, "field": check.field, "ours": check.ours,
            "theirs": check.theirs, "agrees": check.agrees,
            "header": None if check.agrees else header_line(tree, setting, check.field) or None,
        }  # fmt: skip
    if second is not None:
        yield {
            "layout": name, "kernel": spell(setting.kernel), "compiler": second.compiler, "built": not second.why,
            "why": second.why or None, "differs": list(second.differs),
        }  # fmt: skip
