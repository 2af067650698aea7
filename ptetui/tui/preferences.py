"""What a user has chosen for good: `config.toml` in the platform's folder for ptetui, and the theme last taken.

theme = "light"

[keys]
"kernel.older" = "K"        # the id of an action, and keys as Textual names them, joined by commas
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_config_path, user_state_path

from ptetui.render.looks import NAMES


class Preferences(NamedTuple):
    """A theme by name, and the keys of actions by their ids."""

    theme: str = NAMES[0]
    keys: Mapping[str, str] = {}


def load() -> Preferences:
    """Those of this user; ValueError, in one line, names the file and the key that is wrong."""
    file = user_config_path("ptetui") / "config.toml"
    try:
        found = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return Preferences(_kept())
    except (OSError, ValueError) as error:
        raise ValueError(f"{file}: {getattr(error, 'strerror', None) or error}") from None
    unknown = sorted(set(found) - {"theme", "keys"})
    if unknown:
        raise ValueError(f"{file}: {unknown[0]}: not known; there are theme and [keys]")
    theme = found.get("theme", _kept())
    if theme not in NAMES:
        raise ValueError(f"{file}: theme: {theme!r} is not one of {', '.join(NAMES)}")
    keys = found.get("keys", {})
    if not isinstance(keys, dict):
        raise ValueError(f"{file}: keys: is a table, [keys]")
    for name, value in keys.items():
        _check(file, name, value)
    return Preferences(theme, keys)


def _check(file: Path, name: str, keys: object) -> None:
    from ptetui.tui.actions import SCREENS, actions_of, table

    if name not in table():
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
        return NAMES[0]
    return theme if theme in NAMES else NAMES[0]


def keep_theme(theme: str) -> None:
    """Start with this theme from now on; where it cannot be written, not."""
    file = user_state_path("ptetui") / "theme"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}")
        draft.write_text(theme, "utf-8")
        draft.replace(file)
    except OSError:
        return
