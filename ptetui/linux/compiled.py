"""What the shipped layout files come to, kept as data: later starts neither run them nor import construct.

One file in the user's own cache folder, named after a hash of all that it was made from, so that it is never stale. It
is JSON, and looked at only where it and its folder belong to the user and nobody else may write them, and its own hash
is right; whatever is wrong with it, the layout files are run as if it were not there. Files of other folders are never
kept.
"""

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from ptetui.linux.facts import conform
from ptetui.linux.layout import FACTS, Layout
from ptetui.schema.fields import Form, SchemaError
from ptetui.schema.plain import PlainForm, plain_form

enabled = True  # tests that want construct itself at work turn it off
_OF_FORMS = ("schemas", "made_only")
_KEPT_FILES = 4  # so many are left in the folder: other releases and checkouts


class Kept:
    """The layouts of each file, parsed when first asked for."""

    def __init__(self, lines: Mapping[str, str], names: Mapping[str, list[str]]) -> None:
        self.names = names
        self._lines = lines

    def layouts(self, path: Path) -> tuple[Layout, ...] | None:
        """The layouts of a file, None where it is not among those that were kept."""
        line = self._lines.get(str(path))
        return _restored(json.loads(line)) if line is not None else None


def recall(paths: tuple[Path, ...]) -> Kept | None:
    """What was kept of these files; None where nothing was, or it does not count."""
    target = _target(paths) if enabled else None
    if target is None:
        return None
    try:
        if not (_ours(target) and _ours(target.parent)):
            return None
        digest, _, rest = target.read_bytes().partition(b"\n")
        if digest.decode() != hashlib.sha256(rest).hexdigest():
            return None
        index, *lines = rest.decode().split("\n")
        names = json.loads(index)
        return Kept(dict(zip(names, lines, strict=True)), names)
    except (OSError, ValueError):
        return None


def keep(layouts: Mapping[Path, Iterable[Layout]]) -> None:
    """Keep what all files came to; where that cannot be written, nothing happens."""
    target = _target(tuple(layouts)) if enabled else None
    if target is None:
        return
    try:
        names = {
            str(path): sorted({n for each in of for n in (each.name, *each.aliases)}) for path, of in layouts.items()
        }
        rest = "\n".join([json.dumps(names), *(json.dumps(_plain(of)) for of in layouts.values())]).encode()
    except SchemaError:  # the mistake is named when the form is used
        return
    partial = target.with_suffix(f".{os.getpid()}")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial.write_bytes(hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest)
        partial.chmod(0o600)
        partial.replace(target)
        others = sorted(target.parent.glob("layouts-*.json"), key=lambda path: -path.stat().st_mtime_ns)
        for old in others[_KEPT_FILES:]:
            old.unlink(missing_ok=True)
    except OSError:
        with suppress(OSError):
            partial.unlink()


def can_keep(paths: tuple[Path, ...]) -> bool:
    """Whether there is a folder to keep things in."""
    target = _target(paths) if enabled else None
    folder = next((each for each in target.parents if each.is_dir()), None) if target is not None else None
    return folder is not None and os.access(folder, os.W_OK)


@lru_cache(maxsize=4)
def _target(paths: tuple[Path, ...]) -> Path | None:
    """Where it is kept; None without a home, or where a source cannot be read."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if not os.path.isabs(cache):
        return None
    package = Path(__file__).parent.parent
    made_from = hashlib.sha256()
    try:
        for path in (*sorted((package / "schema").glob("*.py")), *sorted((package / "linux").glob("*.py")), *paths):
            made_from.update(str(path).encode() + path.read_bytes())
    except OSError:
        return None
    return Path(cache) / "ptetui" / f"layouts-{made_from.hexdigest()[:32]}.json"


def _ours(path: Path) -> bool:
    """Whether a file or folder is the user's (no link), and only the user may write it."""
    found = path.lstat()
    kind = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
    return kind and found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _names(layouts: Iterable[Layout]) -> list[str]:
    return sorted({name for each in layouts for name in (each.name, *each.aliases)})


def _plain(layouts: Iterable[Layout]) -> dict[str, Any]:
    """Forms, each once, and the facts of each layout with the numbers of its forms."""
    forms: dict[int, int] = {}
    data: list[Any] = []

    def number(form: Form) -> int:
        if id(form) not in forms:
            forms[id(form)] = len(data)
            data.append(plain_form(form))
        return forms[id(form)]

    facts = []
    for each in layouts:
        of_forms = {"schemas": [number(form) for form in each.forms], "made_only": [number(form) for form in each.made]}
        facts.append({fact: getattr(each, fact) for fact in FACTS} | of_forms)
    return {"forms": data, "layouts": facts}


def _restored(data: Mapping[str, Any]) -> tuple[Layout, ...]:
    forms = [PlainForm(each) for each in data["forms"]]

    def value(fact: str, plain: Any) -> Any:
        return tuple(forms[each] for each in plain) if fact in _OF_FORMS else conform(plain, FACTS[fact])

    return tuple(Layout(**{fact: value(fact, plain) for fact, plain in facts.items()}) for facts in data["layouts"])
