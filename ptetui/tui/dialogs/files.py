"""Files that screens write: what is on the screen, and the question before a file is overwritten.

In a browser no file of the machine that serves is written: the page downloads it.
"""

import os
import re
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

from ptetui.export import content, format_of, formats
from ptetui.export.files import write
from ptetui.export.format import Style
from ptetui.harmless import cut
from ptetui.linux.versions import spell
from ptetui.render.view import Drawing, Part, View
from ptetui.tui.dialogs.prompt import Prompt
from ptetui.tui.dialogs.question import Question
from ptetui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from ptetui.tui.screen import PictureScreen


def ask_file(screen: "PictureScreen", title: str, proposed: str, prepared: Callable[[str], Callable[[], str]]) -> None:
    """Ask for a file name, and before a file is overwritten; what came of it stands in the footer.

    `prepared` takes the name while the prompt is open, where ValueError shows its line, and gives what then writes.
    """
    named: list[tuple[str, Callable[[], str]]] = []

    def accept(text: str) -> None:
        path = _download_name(text.strip()) if screen.app.is_web else os.path.expanduser(text.strip())
        named.append((path, prepared(path)))

    def then(_: object) -> None:
        if not named:
            return
        path, save = named[0]
        if not screen.app.is_web and os.path.isfile(path):
            question = Question(f"{path} exists", {"o": "overwrites it"})
            screen.app.push_screen(
                question, lambda key: screen.apply_edit(save if key == "o" else lambda: "not written")
            )
        else:
            screen.apply_edit(save)

    screen.message = ""
    screen.app.push_screen(Prompt(title, accept, proposed, selected=False), then)


def _download_name(text: str) -> str:
    """A name that a download may have."""
    if not re.fullmatch(r"\w[\w.-]{0,99}", text, re.ASCII):
        raise ValueError(
            f"the page downloads it: write a name of letters, digits, _, - and points, not {cut(text, 40)!r}"
        )
    return text


def give(screen: "PictureScreen", path: str, data: bytes) -> str:
    """Write a file, or let the page download it; what was done, in words."""
    if screen.app.is_web:
        screen.app.deliver_binary(BytesIO(data), save_filename=path)
        return f"downloaded: {path}"
    write(path, data)
    return f"written: {path}"


def ask_export(screen: "PictureScreen") -> None:
    """What is on the screen, in the format that the suffix names."""

    def prepared(path: str) -> Callable[[], str]:
        data = _exported(screen, path)
        return lambda: give(screen, path, data)

    ask_file(screen, f"export to a file: {', '.join(formats())}", proposed_name(screen), prepared)


def proposed_name(screen: "PictureScreen") -> str:
    """A name that no file has: the screen, layout and kernel, the word; "ptetui-explore-x86_64-6.12-0x402.svg"."""
    setting, name = screen.setting(), screen.NAME
    parts = ["ptetui", name.replace("_", "-")]
    if name not in ("wall", "history", "talk", "notes", "log"):
        parts.append(setting.layout.name)
    if name not in ("time", "history", "talk", "notes", "log"):
        parts.append(spell(setting.kernel))
    if name in ("explore", "compare"):
        parts.append(f"{screen.desk.now.word:#x}")
    stem = "-".join(parts)
    names = (f"{stem}.svg", *(f"{stem}-{number}.svg" for number in range(2, 100)))
    return next((file for file in names if not os.path.exists(file)), names[0])


def _exported(screen: "PictureScreen", path: str) -> bytes:
    if path in ("", "-"):
        raise ValueError(f"{path!r} is not a file name; write for example ptetui-{screen.NAME}.svg")
    look = screen.app.look
    return content(shown(screen), format_of(path, None, look.ascii_only), Style(screen.size.width, look.theme))


def shown(screen: "PictureScreen") -> View:
    """What the screen shows: its top line, where it has one, is the title; its keys are left out."""
    rows = {canvas.id: canvas.drawn() for canvas in screen.query(Canvas) if canvas.display}
    rows.pop("keys", None)
    rows.pop("tabs", None)
    head = rows.pop("top", [])
    title = " ".join("".join(span.text for row in head for span in row).split())
    fields = screen.bit_fields()
    title = title or f"ptetui {screen.NAME}"
    drawing = Drawing([row for drawn in rows.values() for row in drawn], title)
    return View(title, (Part("", (drawing,), fields.registers),), fields.register, fields.setting)
