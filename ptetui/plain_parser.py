"""Plain command lines: options spelled in full and their values, as the commands state them for argparse.

argparse takes longer to import than a word takes to decode. Whatever is not plain (help, an abbreviation, a value that
is refused, a mistake) gives None, and argparse reads it then from the same statements: help and errors are its own.
"""

from types import SimpleNamespace

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

_FACTS = {"action", "nargs", "type", "default", "choices", "dest", "metavar", "help"}
_ACTIONS = (None, "store_true", "append")
_AT_LEAST = {"?": 0, "*": 0, "+": 1}


class _NotPlain(Exception):
    """Argparse has to read this."""


class _Argument:
    """An option or a word as `add_argument` states it."""

    def __init__(self, name: str, facts: "dict[str, Any]") -> None:
        self.dest: str = facts.get("dest") or name.lstrip("-").replace("-", "_")
        self.action: str | None = facts.get("action")
        self.nargs: str | None = facts.get("nargs")
        self.type: Callable[[str], object] | None = facts.get("type")
        self.choices = facts.get("choices")
        self.default = False if self.action == "store_true" else facts.get("default")
        self.leaves = self.action == "version"  # and has no value
        typed_default = self.type is not None and isinstance(self.default, str)
        self.plain = not facts.keys() - _FACTS and self.action in _ACTIONS and not typed_default

    def value(self, text: str) -> object:
        """The value of a text. _NotPlain where it has none."""
        try:
            value = text if self.type is None else self.type(text)
        except Exception:  # argparse knows which of them is an error of the user
            raise _NotPlain from None
        if self.choices is not None and value not in self.choices:
            raise _NotPlain
        return value


class PlainParser:
    """Takes what a command states for argparse, and reads command lines that are plain."""

    description: str | None = None

    def __init__(self) -> None:
        self._options: dict[str, _Argument] = {}
        self._words: list[_Argument] = []

    def add_argument(self, *names: str, **facts: "Any") -> None:
        """As argparse has it. Where it says what is not known here, no line of the command is plain."""
        if names[0].startswith("-"):
            longest = next((name for name in names if name.startswith("--")), names[0])
            self._options |= dict.fromkeys(names, _Argument(longest, facts))
        else:
            self._words.append(_Argument(names[0], facts))

    def parse(self, given: "Sequence[str]") -> SimpleNamespace | None:
        """The values of all arguments; None where argparse has to read the line."""
        stated = [argument for argument in (*self._options.values(), *self._words) if not argument.leaves]
        if not all(argument.plain for argument in stated):
            return None
        values = {argument.dest: argument.default for argument in stated}
        try:
            words = list(self._take_options(given, values))
            self._take_words(words, values)
        except _NotPlain:
            return None
        return SimpleNamespace(**values)

    def _take_options(self, given: "Sequence[str]", values: "dict[str, Any]") -> "Iterator[str]":
        """Take the options; the words between them."""
        rest = iter(given)
        for text in rest:
            if not text.startswith("-") or text == "-":
                yield text
                continue
            name, equals, value = text.partition("=")
            option = self._options.get(name)
            if option is None or not option.plain or option.nargs is not None:
                raise _NotPlain
            if option.action == "store_true":
                if equals:
                    raise _NotPlain
                values[option.dest] = True
                continue
            if not equals:
                value = next(rest, "")
            if not value or (value.startswith("-") and not equals) or (equals and not name.startswith("--")):
                raise _NotPlain
            taken = option.value(value)
            values[option.dest] = [*values[option.dest], taken] if option.action == "append" else taken

    def _take_words(self, words: "list[str]", values: "dict[str, Any]") -> None:
        """Each word to its argument; the last argument may take several, or none."""
        several = self._words[-1] if self._words and self._words[-1].nargs is not None else None
        stated = self._words[:-1] if several is not None else self._words
        fixed = len(stated)
        if any(argument.nargs is not None for argument in stated) or len(words) < fixed:
            raise _NotPlain
        for argument, text in zip(stated, words, strict=False):
            values[argument.dest] = argument.value(text)
        rest = words[fixed:]
        if several is None:
            if rest:
                raise _NotPlain
            return
        least = _AT_LEAST.get(several.nargs or "")
        if least is None or len(rest) < least or (several.nargs == "?" and len(rest) > 1):
            raise _NotPlain
        if several.nargs == "?":
            values[several.dest] = several.value(rest[0]) if rest else several.default
        elif rest or several.default is None:
            values[several.dest] = [several.value(text) for text in rest]
