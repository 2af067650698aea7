"""What cannot be exported is said in one line, and no file is left half-written."""

import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ptetui.export import png
from tests.export.exporting import SWAP, export

Capture = pytest.CaptureFixture[str]
X86 = ("-l", "x86_64@6.12")


def fails(capsys: Capture, *arguments: str | Path) -> str:
    """The one line of an error."""
    message = export(capsys, *arguments, code=2)
    assert message.startswith("ptetui: ")
    assert message.count("\n") == 1
    return message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nonsense", "-o", "FILE.svg"), "export 'nonsense' is not known; there are budget, collisions, compare"),
        (("budget", "-o", "FILE.bmp"), "suffix '.bmp' of FILE.bmp is not known; formats are ascii, cast"),
        (("budget", "-o", "FILE"), "formats are ascii, cast"),
        (("budget", "-o", "FILE.svg", "--format", "gif"), "format 'gif' is not known"),
        (("budget", "-o", "-"), "add --format, one of ascii"),
        (("budget",), "required: -o/--output; see ptetui export --help"),
        (("budget", "--json", "-o", "FILE.json"), "export --format json is a register for WaveDrom"),
        (("budget", "type", "bits", "-o", "FILE.svg"), "export budget takes at most one design; given: type bits"),
        (("budget", "-o", "FILE.h"), "a C header is made of a layout, not of budget"),
        (("budget", "-o", "FILE.svg", "--theme", "pink"), "theme 'pink' is not known; there are dark, light"),
        (("budget", "-o", "FILE.svg", "--columns", "3"), "columns 3: 17 to 2000 can be drawn"),
        (("budget", "-o", "FILE.svg", "--columns", "x"), "invalid int value: 'x'"),
        (("budget", "-o", "FILE.svg", "-k", "9.9"), "kernel 9.9 is not known"),
        (("word", "-o", "FILE.svg"), "export explore takes one word or more; given: nothing"),
        (("word", "0xzz", *X86, "-o", "FILE.svg"), "'0xzz' is not a number"),
        (("word", "0x1" + "0" * 16, *X86, "-o", "FILE.svg"), "has 65 bits, a word of x86_64 has 64"),
        (("word", SWAP, "0x1", *X86, "-o", "FILE.json"), "here is none or more than one"),
        (("compare", "x86_64", "-o", "FILE.svg"), "export compare takes two layouts or more"),
        (("compare", "x86_64", "vax", "-o", "FILE.svg"), "layout 'vax' is not known"),
        (("layout", "x86_64", "s390", "-o", "FILE.h"), "takes at most one layout; given: x86_64 s390"),
        (("layout", *X86, "-o", "FILE.h", "--prefix", "1-"), "prefix '1-' is not the beginning of a C name"),
        (("collisions", "vax", "-o", "FILE.svg"), "layout 'vax' is not known"),
        (("wall", "-o", "FILE.json"), "json is one WaveDrom register"),
    ],
)  # fmt: skip
def test_wrong_usage(
    arguments: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert message in fails(capsys, *arguments)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", ["svg", "png", "html", "txt", "tex"])
def test_paths_that_cannot_be_written(suffix: str, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "file").write_text("kept")
    folder, link, long = (tmp_path / f"{name}.{suffix}" for name in ("folder", "link", "a" * 300))
    folder.mkdir()
    link.symlink_to(tmp_path / "gone" / "a")
    for wrong, why in (
        (tmp_path / "none" / f"a.{suffix}", "No such file or directory"),
        (tmp_path / "file" / f"a.{suffix}", "Not a directory"),
        (folder, "Is a directory"),
        (link, "No such file or directory"),
        (long, "File name too long"),
    ):
        message = fails(capsys, "budget", "-o", wrong)
        assert f"{wrong}: {why}" in message
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", folder.name, link.name]
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path, capsys: Capture) -> None:
    tmp_path.chmod(0o500)
    assert "a.png: Permission denied" in fails(capsys, "budget", "-o", tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk(capsys: Capture) -> None:
    for form in ("svg", "png"):
        assert "/dev/full: No space left on device" in fails(capsys, "budget", "-o", "/dev/full", "--format", form)
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)  # a device is written to, never replaced


@pytest.mark.parametrize("broken", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_was_there_stays(
    broken: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:  # fmt: skip
    target = tmp_path / "a.svg"
    target.write_text("old")

    def fail(*_: object) -> None:
        raise broken

    monkeypatch.setattr(Path, "replace", fail)
    message = export(capsys, "budget", "-o", target, code=130 if isinstance(broken, KeyboardInterrupt) else 2)
    assert isinstance(broken, KeyboardInterrupt) or "a.svg: No space left" in message
    assert [path.name for path in tmp_path.iterdir()] == ["a.svg"]
    assert target.read_text() == "old"


def test_a_file_is_replaced_with_its_mode_and_a_link_stays_one(tmp_path: Path, capsys: Capture) -> None:
    target, link = tmp_path / "a.svg", tmp_path / "link.svg"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    export(capsys, "budget", "-o", link)
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8").startswith("<svg")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert len(list(tmp_path.iterdir())) == 2


def test_a_new_file_has_the_usual_mode(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "usual").write_text("")
    export(capsys, "budget", "-o", tmp_path / "a.svg")
    assert (tmp_path / "a.svg").stat().st_mode == (tmp_path / "usual").stat().st_mode


@pytest.fixture
def old_picture(tmp_path: Path) -> Iterator[Path]:
    """A picture that an export that fails must leave as it is, and alone in its folder."""
    target = tmp_path / "a.png"
    target.write_bytes(b"old")
    yield target
    assert list(tmp_path.iterdir()) == [target]
    assert target.read_bytes() == b"old"


def test_png_without_the_extra(old_picture: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    message = fails(capsys, "budget", "-o", old_picture)
    assert "png needs the extra png: pip install 'ptetui[png]'; or export svg" in message


def test_png_without_a_font(old_picture: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(png, "_FOLDERS", (str(old_picture.parent / "fonts"),))
    message = fails(capsys, "budget", "-o", old_picture)
    assert "png needs the font DejaVu Sans Mono: apt-get install fonts-dejavu-core; or export svg" in message


def test_png_that_no_memory_would_hold(old_picture: Path, capsys: Capture) -> None:
    message = fails(capsys, "word", *map(str, range(400)), *X86, "-o", old_picture)
    assert re.search(r"png of \d+ x \d+ pixels is too large: export less at a time, or svg", message)


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (("life", "dance"), "'dance' is not known; kinds (as the first word) are anon, shmem, file, hugetlb, facts"),
        (("life", "write", "shmem"), "'shmem' is not an event; events are read, write"),
        (
            ("life", "write", "uffd_wp", "-l", "x86_64"),
            "uffd_wp: UFFDIO_WRITEPROTECT cannot happen: needs: the",
        ),
        (
            ("life", "guard_install", "-l", "x86_64@6.12"),
            "guard_install: MADV_GUARD_INSTALL cannot happen: only",
        ),
        (("life",), "export life takes KIND, facts of the range and events"),
        (("designs", "k=9"), "k=9: 0 to 8 flags can be asked for"),
        (("designs", "k"), "'k' is not a number of flags: write k=2"),
        (("designs", "k=two"), "'two' is not a number"),
        (("designs", "k=1", "k=2"), "export designs takes nothing or a number of flags, k=2"),
    ],
)
def test_lives_and_designs_that_cannot_be(
    picture: tuple[str, ...], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    error = export(capsys, *picture, "-o", tmp_path / "out.txt", code=2)
    assert message in error
    assert error.count("\n") == 1
    assert not list(tmp_path.iterdir())
