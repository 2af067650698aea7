"""What is kept of layout files is what they say, counts only while nothing has changed, and can hurt nobody."""

import functools
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ptetui.linux import catalog, compiled
from ptetui.linux.layout import LAYOUT_FACTS, Layout
from ptetui.linux.run_layout import run_file
from ptetui.schema.fields import Form

FILES = tuple(catalog.Catalog().files())
FEW = FILES[:3]


@functools.cache
def run_files() -> dict[Path, tuple[Layout, ...]]:
    """What all files state."""
    return {path: run_file(path) for path in FILES}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keeping turned on, with a folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(compiled, "enabled", True)
    if time.time_ns() - max(changed for _, _, changed, _ in compiled._stamps(FILES)) < compiled._SETTLED:
        time.sleep(1)  # the checkout is only just there
    compiled._target.cache_clear()
    return tmp_path / "cache"


@pytest.fixture
def target() -> Path:
    """The file, once it was kept."""
    return kept_of(run_files())


def kept_of(files: dict[Path, tuple[Layout, ...]]) -> Path:
    """The file in which these are kept now."""
    compiled.keep(files)
    file = compiled._target(tuple(files))
    assert file is not None
    assert Path(file).is_file()
    return Path(file)


def test_what_is_kept_is_what_the_files_say(target: Path) -> None:
    kept = compiled.recall(FILES)
    assert kept is not None
    assert target.stat().st_mode & 0o777 == 0o600
    for path, layouts in run_files().items():
        again = kept.layouts(path)
        assert again is not None
        assert [_facts(layout) for layout in again] == [_facts(layout) for layout in layouts]
        assert {name for layout in layouts for name in (layout.name, *layout.aliases)} == set(kept.names[str(path)])
        for old, new in zip(layouts, again, strict=True):
            assert list(map(_form, (*old.forms, *old.made_only_forms))) == list(
                map(_form, (*new.forms, *new.made_only_forms))
            )


def _facts(layout: Layout) -> dict[str, object]:
    return {fact: getattr(layout, fact) for fact in LAYOUT_FACTS if fact not in ("schemas", "made_only")}


def _form(form: Form) -> tuple[object, ...]:
    return form.name, form.width, form.doc, form.line, form.fields, [field.line for field in form.fields]


@pytest.mark.parametrize("change", ["text", "touched", "another file", "missing"])
def test_a_source_that_is_not_the_same_does_not_count(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even with the same size and the same time of its last write."""
    path = tmp_path / "mine.py"
    path.write_text("a = 1")
    monkeypatch.setattr(compiled, "_SETTLED", 0)
    compiled.keep({path: run_files()[FILES[0]]})
    assert compiled.recall((path,)) is not None
    stat = path.stat()
    if change == "missing":
        path.unlink()
    elif change == "another file":
        path.rename(tmp_path / "old.py")
        path.write_text("a = 1")
    elif change == "text":
        path.write_text("a = 2")
    if change != "missing":
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert compiled.recall((path,)) is None


def test_what_has_only_just_changed_is_not_kept(tmp_path: Path) -> None:
    """It could change once more within the same tick of the file system's clock."""
    path = tmp_path / "mine.py"
    path.write_text("a = 1")
    compiled.keep({path: run_files()[FILES[0]]})
    assert compiled.recall((path,)) is None


def test_whatever_is_damaged_does_not_count() -> None:
    """Where the first line is damaged nothing counts, else the layouts of the file whose line it is do not."""
    target = kept_of({path: run_files()[path] for path in FEW})
    whole = target.read_bytes()
    first = whole.index(b"\n")
    chance = random.Random(1)
    for number in range(400):
        damaged = bytearray(whole)
        at = chance.randrange(first if number % 2 else len(whole))
        if whole[at] == ord("\n"):
            continue
        damaged[at] ^= 1 << chance.randrange(8)
        target.write_bytes(bytes(damaged))
        kept = compiled.recall(FEW)
        assert at > first or kept is None
        missing = [path for path in FEW if kept is not None and kept.layouts(path) is None] if number < 40 else []
        assert len(missing) == (1 if kept is not None and number < 40 else 0)
        target.write_bytes(whole[: chance.randrange(len(whole))])
        assert compiled.recall(FEW) is None
    for text in (b"", b"garbage", b"\x80\x05K\x01.", b"[[], 1]\n[]\n{}", b"[" * 100_000 + b"\n", b"[{}, 2745614147]\n"):
        target.write_bytes(text)
        assert compiled.recall(FEW) is None


def test_what_others_may_write_does_not_count(target: Path) -> None:
    assert compiled.recall(FILES) is not None
    for path, mode in ((target, 0o666), (target, 0o620), (target.parent, 0o777)):
        old = path.stat().st_mode
        path.chmod(mode)
        assert compiled.recall(FILES) is None
        path.chmod(old)
    elsewhere = target.with_name("elsewhere")
    target.rename(elsewhere)
    target.symlink_to(elsewhere)
    assert compiled.recall(FILES) is None


def test_what_another_owns_does_not_count(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert target.is_file()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert compiled.recall(FILES) is None


def test_it_is_data(target: Path) -> None:
    head, *lines = map(json.loads, target.read_text(encoding="utf-8").split("\n"))
    assert len(head[0]["names"]) == len(head[0]["lines"]) == len(FILES)
    assert sum(isinstance(line, dict) for line in lines) == len(FILES)
    assert all(isinstance(line, list) or set(line) == {"facts", "layouts"} for line in lines)


def test_only_shipped_files_are_kept(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog, "_LOADED", {str(path): layouts for path, layouts in run_files().items()})
    catalog._kept.cache_clear()
    (tmp_path / "mine").mkdir()
    path = tmp_path / "mine" / "mine.py"
    path.write_text(FILES[0].read_text(encoding="utf-8"), encoding="utf-8")
    assert catalog.load_layouts(path)
    assert not list(tmp_path.rglob("__pycache__"))
    assert catalog.Catalog([path.parent]).find("s390")
    assert all(str(path) not in file.read_text(encoding="utf-8") for file in cache.rglob("*.json"))
    catalog._kept.cache_clear()


def test_where_nothing_can_be_written_nothing_happens(cache: Path) -> None:
    cache.write_text("in the way")
    compiled.keep(run_files())
    assert compiled.recall(FILES) is None


def test_no_leftovers(target: Path) -> None:
    for number in range(6):
        (target.parent / f"layouts-{number}.json").write_text("")
    target.unlink()
    compiled.keep(run_files())
    assert len(list(target.parent.iterdir())) == 4
    assert target.is_file()


def test_decode_needs_no_construct_the_second_time(cache: Path) -> None:
    program = (
        "import sys; from ptetui.cli import main\n"
        "main(['decode', '-l', 's390', '0x400']); print('construct' in sys.modules)"
    )
    environment = os.environ | {"XDG_CACHE_HOME": str(cache)}
    runs = [
        subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert [run.stdout.splitlines()[-1] for run in runs] == ["True", "False"]
    assert runs[0].stdout.splitlines()[:-1] == runs[1].stdout.splitlines()[:-1]
