"""What a user has chosen for good: `config.toml` in the platform's folder for ptetui, and the theme last taken.

theme = "light"
layout = "arm64_4k"         # where the command line names none
kernel = "6.12"
motion = false              # events in Life and on slides show their result at once

[keys]
"kernel.older" = "f5"       # the id of an action, and keys as Textual names them, joined by commas
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_config_path, user_state_path

from ptetui.render.looks import THEMES
from ptetui.whole_file import replace_file


class Preferences(NamedTuple):
    """A theme by name, keys of actions by their ids, the layout and kernel to start with, and whether bits move."""

    theme: str = THEMES[0]
    keys: Mapping[str, str] = {}
    layout: str | None = None
    kernel: str | None = None
    motion: bool = True


# What the file may have, and how each is written.
_KINDS = {
    "theme": (str, 'text, such as "light"'),
    "keys": (dict, "a table, [keys]"),
    "layout": (str, 'text, such as "arm64_4k"'),
    "kernel": (str, 'text, such as "6.12"'),
    "motion": (bool, "true or false"),
}


def config_file() -> Path:
    """Where the user's choices stand."""
    return user_config_path("ptetui") / "config.toml"


def load_preferences() -> Preferences:
    """Those of this user; ValueError, in one line, names the file and the key that is wrong."""
    file = config_file()
    try:
        text = file.read_text("utf-8")
        import tomllib  # most starts have no file

        given = tomllib.loads(text)
    except FileNotFoundError:
        return Preferences(_kept())
    except (OSError, ValueError, RecursionError) as error:
        raise ValueError(f"{file}: {getattr(error, 'strerror', None) or error}") from None
    for name, value in given.items():
        if name not in _KINDS:
            raise ValueError(f"{file}: {name}: not known; there are {', '.join(_KINDS)}")
        kind, spelled = _KINDS[name]
        if not isinstance(value, kind):
            raise ValueError(f"{file}: {name}: write {spelled}")
    wanted = Preferences(**{"theme": _kept(), **given})
    if wanted.theme not in THEMES:
        raise ValueError(f"{file}: theme: {wanted.theme!r} is not one of {', '.join(THEMES)}")
    for name, value in wanted.keys.items():
        _check(file, name, value)
    return wanted


def _check(file: Path, name: str, keys: object) -> None:
    from ptetui.tui.actions import SCREENS, actions_of, all_actions

    if name not in all_actions():
        raise ValueError(f"{file}: keys: {name}: no action has this id; they are like kernel.older or screen.life")
    if not isinstance(keys, str) or not all(part.strip() for part in keys.split(",")):
        raise ValueError(f'{file}: keys: {name}: write keys as text, such as "K" or "ctrl+k,f2"')
    for entry in SCREENS:
        here = actions_of(entry.name)
        other = {key: action.id for action in here for key in action.keys.split(",") if action.id != name}
        taken = [other[key] for key in keys.split(",") if key in other]
        if taken and name in {action.id for action in here}:
            raise ValueError(f"{file}: keys: {name}: {keys} is the key of {taken[0]} in {entry.title}")


def _kept() -> str:
    """The theme last taken in the app."""
    try:
        theme = (user_state_path("ptetui") / "theme").read_text("utf-8").strip()
    except (OSError, ValueError):
        return THEMES[0]
    return theme if theme in THEMES else THEMES[0]


def keep_theme(theme: str) -> None:
    """Start with this theme from now on; where it cannot be written, not."""
    file = user_state_path("ptetui") / "theme"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, theme.encode())
    except OSError:
        return
