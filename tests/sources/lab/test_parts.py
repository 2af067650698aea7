"""What needs no machine: the archive, the calls in words, random lives, packages."""

import gzip
import io
import json
import lzma
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ptetui import cli
from ptetui.linux.catalog import Catalog
from ptetui.linux.setting import find_setting
from ptetui.sources.calls import actions
from ptetui.sources.lab import image
from ptetui.sources.lab.calls import CALLS, HUGE, NOT_HUGE, life_of
from ptetui.sources.lab.initramfs import initramfs
from ptetui.sources.lab.lives import LONGEST, SHORTEST, random_lives
from ptetui.sources.lab.platforms import PLATFORMS, Platform
from ptetui.sources.lab.session import write_capture


def entries(archive: bytes) -> dict[str, tuple[int, bytes]]:
    files, place = {}, 0
    while True:
        assert archive[place : place + 6] == b"070701"
        fields = [int(archive[place + 6 + 8 * at : place + 14 + 8 * at], 16) for at in range(13)]
        name = archive[place + 110 : place + 109 + fields[11]].decode()
        start = (place + 110 + fields[11] + 3) & ~3
        if name == "TRAILER!!!":
            return files
        files[name] = (fields[1], archive[start : start + fields[6]])
        place = (start + fields[6] + 3) & ~3


def test_the_archive_has_the_agent_the_console_and_files() -> None:
    files = entries(initramfs(b"agent", {"swap.ko": b"module!"}))
    assert files["init"] == (0o100755, b"agent")
    assert files["swap.ko"] == (0o100644, b"module!")
    assert files["dev/console"][0] == 0o020600


def test_recordings_know_every_call_of_random_lives() -> None:
    for _, calls in random_lives(300, 7):
        assert SHORTEST <= len(calls) <= LONGEST
        for call in calls:
            assert actions("step", call.spelled)


def test_a_seed_gives_the_same_lives() -> None:
    assert list(random_lives(20, 3)) == list(random_lives(20, 3))
    assert list(random_lives(20, 3)) != list(random_lives(20, 4))


def test_words_of_the_model_and_of_recordings() -> None:
    kind, calls = life_of(["shmem", "uffd=wp", "write", "uffd_wp", "pageout"])
    assert (kind, [call.name for call in calls]) == ("memfd", ["register:WP", "write", "uwp", "pageout"])
    assert life_of(["anon:", "read", "fork"])[1] == (CALLS["read"], CALLS["fork"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("anon fly", "'fly' is not an event of the lab"),
        ("hugetlb read", "the lab has no pages of hugetlb"),
        ("anon read uffd=wp", "'uffd=wp': facts of the range come before the first event"),
    ],
)
def test_a_wrong_word_is_named(words: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        life_of(words.split())


def deb(path: Path, contents: dict[str, bytes]) -> Path:
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        for name, data in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    packed = lzma.compress(tar.getvalue())
    header = f"{'data.tar.xz':16}{0:<12}{0:<6}{0:<6}{'100644':8}{len(packed):<10}`\n".encode()
    path.write_bytes(b"!<arch>\n" + header + packed)
    return path


def test_a_debian_package_is_unpacked_into_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    package = deb(
        tmp_path / "linux-image-9_1_amd64.deb",
        {
            "./boot/vmlinuz-9": b"kernel",
            "./boot/config-9": b"CONFIG_MIGRATION=y\n# CONFIG_ZSWAP is not set\n",
            "./lib/modules/9/kernel/drivers/block/brd.ko.xz": lzma.compress(b"brd"),
            "./usr/share/doc/vmlinuz.txt": b"no",
        },
    )
    unpacked = image.find_image(package, None, image_platform())
    assert unpacked.kernel.read_bytes() == b"kernel"
    assert unpacked.module == b"brd"
    assert unpacked.options == {"CONFIG_MIGRATION": "y"}


@pytest.mark.parametrize("contents", [b"", b"!<arch>\n", b"!<arch>\n" + b"x" * 60])
def test_a_package_that_is_none_is_one_line(tmp_path: Path, contents: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "broken.deb"
    path.write_bytes(contents)
    with pytest.raises(image.ImageError, match="is not a Debian package"):
        image.find_image(path, None, image_platform())
    assert not list((tmp_path / "cache").rglob("broken*"))


def rpm(path: Path, contents: dict[str, bytes], packed: Callable[[bytes], bytes]) -> Path:
    header = b"\x8e\xad\xe8\x01" + bytes(12)
    lead = b"\xed\xab\xee\xdb" + bytes(92)
    path.write_bytes(lead + header + header + packed(initramfs(b"", contents)))
    return path


def by_zstd(data: bytes) -> bytes:
    return subprocess.run(["zstd", "-qc"], input=data, stdout=subprocess.PIPE, check=True).stdout


@pytest.mark.parametrize("packed", [gzip.compress, lzma.compress, by_zstd], ids=["gz", "xz", "zst"])
def test_a_fedora_package_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: Callable[[bytes], bytes]
) -> None:
    if packed is by_zstd and shutil.which("zstd") is None:
        pytest.skip("zstd is not installed")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    core = {"./lib/modules/9.fc44/vmlinuz": b"kernel", "./lib/modules/9.fc44/config": b"CONFIG_NUMA=y\n"}
    modules = {"./lib/modules/9.fc44/kernel/drivers/block/brd.ko.xz": lzma.compress(b"brd")}
    package = rpm(tmp_path / "kernel-core-9.fc44.x86_64.rpm", core, packed)
    with_brd = rpm(tmp_path / "kernel-modules-core-9.fc44.x86_64.rpm", modules, packed)
    unpacked = image.find_image(package, with_brd, image_platform())
    assert (unpacked.kernel.read_bytes(), unpacked.options, unpacked.module) == (
        b"kernel",
        {"CONFIG_NUMA": "y"},
        b"brd",
    )


def test_nothing_of_a_package_goes_to_the_cache_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    image.find_image(deb(tmp_path / "linux-image-9_1_amd64.deb", {"./boot/vmlinuz-9": b"k"}), None, image_platform())
    assert next(path.name for path in (tmp_path / "cache/ptetui/lab/kernels").iterdir()).startswith("linux-image-9-")


def test_a_capture_replaces_a_file_whole_and_goes_into_a_pipe(tmp_path: Path) -> None:
    file, pipe = tmp_path / "lives.json", tmp_path / "pipe"
    file.write_text("before")
    file.chmod(0o640)
    write_capture({"captures": []}, file)
    assert (json.loads(file.read_text()), file.stat().st_mode & 0o777) == ({"captures": []}, 0o640)
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_capture({"captures": []}, pipe)
    assert json.loads(os.read(reader, 100)) == {"captures": []}
    os.close(reader)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lives.json", "pipe"]
    with pytest.raises(ValueError, match="No such file"):
        write_capture({}, tmp_path / "no" / "file.json")


def test_a_page_table_covers_what_its_entries_map() -> None:
    spans = {(name, size): platform.span(size) for name, platform in PLATFORMS.items() for size in (4096, 16384, 65536)}
    assert spans["x86_64", 4096] == spans["riscv64", 4096] == spans["ppc64el", 4096] == 2 << 20
    assert spans["ppc64el", 65536] == 2 << 20
    assert spans["s390x", 4096] == 1 << 20
    assert (spans["arm64", 16384], spans["arm64", 65536]) == (32 << 20, 512 << 20)
    assert all(PLATFORMS[name].base % span == 0 for (name, _), span in spans.items())
    assert PLATFORMS["arm64"].cpu_for({"CONFIG_ARM64_16K_PAGES": "y"}) == "neoverse-n1"


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=lambda platform: platform.name)
def test_the_machine_that_uname_names_has_a_layout(platform: Platform) -> None:
    assert find_setting(Catalog(), platform.uts_machine).layout.level == "pte"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--play", "huge hold"], "huge: hold is not a call for a huge page"),
        (["--play", "anon read", "--huge"], "--huge: goes with --random"),
        (["--random", "1", "--nodes", "3"], "--nodes 3: 1 or 2 NUMA nodes"),
    ],
)
def test_what_the_lab_does_not_do_is_said(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["lab", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_random_lives_of_huge_pages_have_calls_for_huge_pages() -> None:
    for kind, calls in random_lives(100, 7, huge=True):
        assert kind == HUGE
        assert not {call.name for call in calls} & {*NOT_HUGE, "uwp", "poison"}


def image_platform() -> "image.Platform":
    return PLATFORMS["x86_64"]
