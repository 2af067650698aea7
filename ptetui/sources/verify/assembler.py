"""Preprocessed C of a kernel made fit for the host's compiler: its assembler is left out."""

import re

_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'')
# A string, which may quote code, an asm or an assertion: whichever begins first.
_LEFT_OUT = re.compile(
    _STRING.pattern + r"|(?P<asm>\b(?:__asm__|__asm|asm)\b"
    r"(?:\s*(?:__volatile__|__volatile|volatile|goto|inline|__inline__|__inline))*\s*\()"
    r"|(?P<assertion>\b_Static_assert\s*\()"
)


def without_assembler(text: str) -> str:
    """C without its assembler: statements do nothing, declarations lose the register or name that it gave them.

    Assertions on sizes go, too: they hold for the target's own compiler, and say nothing about entries.
    """
    parts, place, depth = [], 0, 0
    while match := _LEFT_OUT.search(text, place):
        before = text[place : match.start()]
        parts.append(before)
        depth += before.count("{") - before.count("}")
        place = match.end()
        if match["asm"]:
            place = _closing(text, place)
            parts.append("(void)0" if depth > 0 and _is_statement("".join(parts[-8:])) else "")
        elif match["assertion"]:
            place = _closing(text, place)
            parts.append('_Static_assert(1, "")')
        else:
            parts.append(match[0])
    parts.append(text[place:])
    return re.sub(r"\bregister\b", "", "".join(parts))


def _is_statement(before: str) -> bool:
    """Whether an asm after this text is a statement, not the part of a declaration."""
    last = (before.rstrip() or ";")[-1]
    return last in ";{}:" or bool(re.search(r"\b(?:else|do)\s*$|\)\s*$", before) and not _declares(before))


def _declares(before: str) -> bool:
    """Whether the text before an asm is a declaration, as far as the last statement tells."""
    statement = re.split(r"[;{}]", before)[-1]
    return bool(
        re.match(r"\s*(?:extern|register|static|typedef|struct|union|unsigned|signed|int|long|void|char)\b", statement)
    )


def _closing(text: str, place: int) -> int:
    """The place after the parenthesis that closes one opened before `place`."""
    depth = 1
    while depth:
        character = text[place]
        if character in "\"'":
            match = _STRING.match(text, place)
            place = match.end() if match else place + 1
            continue
        depth += (character == "(") - (character == ")")
        place += 1
    return place
