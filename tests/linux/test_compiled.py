"""What is kept of layout files is what they say, and counts only while nothing has changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ptetui.linux import catalog, compiled
from ptetui.linux.layout import Layout
from ptetui.schema.fields import Form

FILES = list(catalog.Catalog().files())


@pytest.fixture(autouse=True)
def _kept_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeping turned on, with a folder of its own."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(compiled, "enabled", True)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_kept_is_what_the_file_says(path: Path) -> None:
    made = catalog._run(path)
    compiled.keep(path, made)
    kept = compiled.recall(path)
    assert kept is not None
    assert [_facts(each) for each in kept] == [_facts(each) for each in made]
    for old, new in zip(made, kept, strict=True):
        assert [_form(form) for form in (*old.forms, *old.made)] == [_form(form) for form in (*new.forms, *new.made)]


def _facts(layout: Layout) -> dict[str, object]:
    names = set(Layout.__dataclass_fields__) - {"schemas", "made_only"}
    return {name: getattr(layout, name) for name in names}


def _form(form: Form) -> tuple[object, ...]:
    return form.name, form.width, form.doc, form.fields


def test_a_changed_file_is_run_again(tmp_path: Path) -> None:
    path = tmp_path / "layouts" / "mine.py"
    path.parent.mkdir()
    path.write_text(FILES[0].read_text())
    compiled.keep(path, catalog._run(path))
    assert compiled.recall(path) is not None
    stat = path.stat()
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000))
    assert compiled.recall(path) is None


def test_what_cannot_be_read_is_as_if_it_were_not_there() -> None:
    path = FILES[0]
    target = compiled._kept(path)
    target.parent.mkdir(parents=True)
    for damaged in (b"", b"garbage", b"\x80\x05K\x01."):
        target.write_bytes(damaged)
        assert compiled.recall(path) is None


def test_where_nothing_can_be_written_nothing_happens() -> None:
    path = FILES[0]
    target = compiled._kept(path)
    target.parent.parent.mkdir(parents=True)
    target.parent.write_text("in the way")
    compiled.keep(path, catalog._run(path))
    assert compiled.recall(path) is None


def test_decode_needs_no_construct_the_second_time(tmp_path: Path) -> None:
    program = (
        "import sys; sys.dont_write_bytecode = False; from ptetui.cli import main\n"
        "main(['decode', '-l', 's390', '0x400']); print('construct' in sys.modules)"
    )
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONDONTWRITEBYTECODE": ""}
    said = [
        subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert [run.stdout.splitlines()[-1] for run in said] == ["True", "False"]
    assert said[0].stdout.splitlines()[:-1] == said[1].stdout.splitlines()[:-1]
