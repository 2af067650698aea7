"""The command line that shows what a screen shows."""

from shlex import join

from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.render.text import padded
from ptetui.sources.snapshot import Snapshot

EXPORTED = ("collisions", "designs", "time", "wall", "history")  # screens that `export` shows by their name
_OF_A_LAYOUT = ("collisions", "time")  # those that take a layout's name


def options_of(setting: Setting) -> list[str]:
    """The options that ask for a layout, a kernel and a configuration."""
    kernel = str(setting.release or spell(setting.kernel))
    changed = str(setting.config)
    return ["-l", setting.layout.name, "-k", kernel, *([] if changed == "all on" else [f"--config={changed}"])]


def scan_line(setting: Setting, file: str, page: int, order: str) -> str:
    """What shows a page of a dump."""
    ordered = [] if order == "little" else ["--byte-order", order]
    return join(["ptetui", "scan", file, *options_of(setting), "--page", str(page), *ordered])


def command_line(snapshot: Snapshot, screen: str = "explore") -> str:
    """What shows the word, or the picture of a screen that `export` has."""
    setting = snapshot.setting
    word, options = padded(snapshot.word, setting.layout.width), options_of(setting)
    if screen in EXPORTED:
        names = [setting.layout.name] if screen in _OF_A_LAYOUT else []
        return join(["ptetui", "export", screen, *names, *options, "-o", "-"])
    if setting.layout.level != "pte":
        return join(["ptetui", "decode", f"--level={setting.layout.level}", *options, word])
    return join(["ptetui", *options, word])
