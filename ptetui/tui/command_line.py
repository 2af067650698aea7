"""The command line that shows what a screen shows."""

from collections.abc import Sequence
from pathlib import Path
from shlex import join

from ptetui.linux.catalog import layouts_folder
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.render.text import padded
from ptetui.sources.snapshot import Snapshot

EXPORTED = ("collisions", "designs", "time", "wall", "history")  # screens that `export` shows by their name
_OF_A_LAYOUT = ("collisions", "time")  # those that take a layout's name


def options_of(setting: Setting) -> list[str]:
    """The options that ask for a layout, a kernel and a configuration."""
    kernel = str(setting.release or spell(setting.kernel))
    return ["-l", setting.layout.name, "-k", kernel, *_config(setting), *_folder(setting)]


def _config(setting: Setting) -> list[str]:
    changed = str(setting.config)
    return [] if changed == "all on" else [f"--config={changed}"]


def _folder(setting: Setting) -> list[str]:
    """Where the layout's file is, unless it ships."""
    folder = Path(setting.layout.file).resolve().parent
    return [] if folder.is_relative_to(layouts_folder()) else [f"--layouts={folder}"]


def scan_line(setting: Setting, file: str, page: int, order: str) -> str:
    """What shows a page of a dump."""
    ordered = [] if order == "little" else ["--byte-order", order]
    return join(["ptetui", "scan", file, *options_of(setting), "--page", str(page), *ordered])


def command_line(snapshot: Snapshot, screen: str = "explore") -> str:
    """What shows the word; or a screen: by `export` the picture of it, where it has one, else the app on it."""
    setting = snapshot.setting
    word, options = padded(snapshot.word, setting.layout.width), options_of(setting)
    if screen in EXPORTED:
        return exported(screen, [setting.layout.name] if screen in _OF_A_LAYOUT else [], setting)
    if setting.layout.level != "pte":
        return join(["ptetui", "decode", f"--level={setting.layout.level}", *options, word])
    return join(["ptetui", *([] if screen == "explore" else [f"--screen={screen}"]), *options, word])


def exported(picture: str, names: Sequence[str], setting: Setting) -> str:
    """What prints a picture of these names."""
    return join(["ptetui", "export", picture, *names, *options_of(setting), "-o", "-"])


def compared(word: str, settings: Sequence[Setting]) -> str:
    """What prints a word, or a state, in several layouts, each at its kernel; the first gives the configuration."""
    names = [f"{setting.layout.name}@{spell(setting.kernel)}" for setting in settings]
    folders = [part for setting in settings for part in _folder(setting)]
    return join(
        ["ptetui", "export", "compare", word, *names, *_config(settings[0]), *dict.fromkeys(folders), "-o", "-"]
    )
