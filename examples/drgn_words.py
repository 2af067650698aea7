#!/usr/bin/env python3
"""Page-table words as drgn and crash print them, explained.

    python examples/drgn_words.py x86_64@6.12 < words.txt

drgn: `hex(pte.pte)` gives "0x7fffffff81108a02". crash: `vtop` gives "7fffffff81108a02", without 0x, as the first
word of the line below PTE.
Lines that hold no such word are passed over. Each word becomes one line.
"""

import re
import sys

import ptetui

WORD = re.compile(r"(?:0x)?([0-9a-f]{8,16})\b", re.IGNORECASE)


def explain(line: str, layout: str) -> str | None:
    """The first word of a line, explained; None where there is none."""
    found = WORD.search(line)
    return str(ptetui.decode(int(found[1], 16), layout)) if found else None


def main() -> None:
    """Explain the words of standard input, by the layout that the first argument names."""
    layout = sys.argv[1] if len(sys.argv) > 1 else "x86_64"
    for line in sys.stdin:
        try:
            text = explain(line, layout)
        except ValueError as error:
            text = str(error)
        if text is not None:
            print(text)


if __name__ == "__main__":
    main()
