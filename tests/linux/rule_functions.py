"""The functions that the rules name."""

import re

from ptetui.linux.life.functions import function_at
from ptetui.linux.life.table import rules


def named(kernel: tuple[int, int]) -> set[str]:
    """The kernel's own names in the rules of a release."""
    spelled = (function_at(rule.function, kernel) for rule in rules() if rule.covers(kernel))
    return {name for text in spelled for name in re.findall(r"\b_*[a-z]\w*_\w+\b", text)}
