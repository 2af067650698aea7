"""Write what a step of a tour can show into the README of the tours, from the registry: `make docs`."""

from collections.abc import Iterator
from pathlib import Path

from ptetui.pictures import pictures
from ptetui.pictures.request import LEVEL, SETTING, Key
from ptetui.whole_file import replace_file

README = Path(__file__).resolve().parent.parent / "tours" / "README.md"
_COMMON = (*SETTING, LEVEL)
_BEGIN, _END = "<!-- from here on generated: make docs -->", "<!-- to here -->"


def documented(text: str) -> str:
    """The README with its generated part as the registry has it."""
    above, _, rest = text.partition(_BEGIN)
    return "\n".join([above + _BEGIN, "", *_tables(), "", _END]) + rest.partition(_END)[2]


def _tables() -> Iterator[str]:
    yield from ("| screen | keys | shows |", "|---|---|---|")
    keys: dict[str, Key] = {}
    for picture in pictures().values():
        own = [key for key in picture.KEYS if key not in _COMMON]
        keys |= {key.name: key for key in own}
        common = [key for key in picture.KEYS if key in _COMMON]
        names = ", ".join(f"`{key.name}`" for key in (*own, *common))
        yield f"| `{picture.NAME}` | {names} | {picture.ABOUT} |"
    yield from ("", "| key | value |", "|---|---|")
    for key in (*_COMMON, *(keys[name] for name in sorted(keys))):
        yield f"| `{key.name}` | {key.about} |"


if __name__ == "__main__":
    replace_file(README, documented(README.read_text("utf-8")).encode())
