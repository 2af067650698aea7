"""Where a kernel comes from: /boot, an image, or a Debian or Fedora package, of which the kernel, its configuration
and the module for swap areas are unpacked into the cache. The agent is compiled into the cache, too."""

import hashlib
import io
import lzma
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from platformdirs import user_cache_path

from ptetui.linux.config import options_set
from ptetui.sources.lab.platforms import Platform
from ptetui.whole_file import replace_file

_LIMIT = 1 << 30  # of a package's contents, in bytes
_MODULE = re.compile(r"(?:^|/)kernel/drivers/block/brd\.ko(\.xz|\.gz|\.zst)?$")
_KERNEL = re.compile(r"(?:^|/)(?:boot/)?vmlinu[xz](?:-[^/]+)?$")
_CONFIG = re.compile(r"(?:^|/)(?:boot/config-[^/]+|lib/modules/[^/]+/config)$")


class ImageError(ValueError):
    """No kernel, no compiler, or a file that is none; the message is one line with the way out."""


@dataclass(frozen=True)
class Image:
    """A kernel to boot, the text of its configuration ("" where that is not known), and the module brd ("" too)."""

    kernel: Path
    config: str = ""
    module: bytes = b""

    @property
    def options(self) -> dict[str, str]:
        """The CONFIG options that are set; what the configuration says is not set is left out."""
        return options_set(self.config)


def find_image(named: Path | None, modules: Path | None, platform: Platform) -> Image:
    """The kernel that is named, else the newest under /boot. ImageError in one line."""
    if named is None:
        return _with_modules(_installed(platform), modules)
    if not named.is_file():
        raise ImageError(f"{named}: no such file")
    if named.suffix in (".deb", ".rpm"):
        return _with_modules(_with_parts(named, _package(named)), modules)
    config = named.with_name(named.name.replace("vmlinuz", "config", 1))
    text = _text(config) if config != named else ""
    release = named.name.partition("-")[2]
    installed = Path("/lib/modules") / release if release else None
    return _with_modules(Image(named, text), modules or installed)


def _installed(platform: Platform) -> Image:
    if os.uname().machine == platform.uts_machine:
        kernels = sorted(Path("/boot").glob("vmlinuz-*"), key=lambda path: _release_key(path.name))
        for kernel in reversed(kernels):
            if os.access(kernel, os.R_OK):
                return find_image(kernel, None, platform)
    raise ImageError(
        "there is no kernel under /boot that can be read: --kernel names one, such as a package from "
        f"`apt-get download {platform.kernel_package}` or `dnf download kernel-core`"
    )


def _release_key(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"[.\-+~]", name)]


def _with_parts(package: Path, image: Image) -> Image:
    """Debian's newer kernels come in parts: configuration and modules are in packages beside the one named."""
    for part in ("linux-base", "linux-modules"):
        beside = package.with_name(package.name.replace("linux-binary", part, 1))
        if beside != package and beside.is_file():
            part_image = _package(beside, kernel=False)
            image = Image(image.kernel, image.config or part_image.config, image.module or part_image.module)
    return image


def _with_modules(image: Image, modules: Path | None) -> Image:
    """The image with brd from a folder of modules (or a package of them), where it has none."""
    if image.module or modules is None:
        return image
    if modules.suffix in (".deb", ".rpm"):
        return Image(image.kernel, image.config, _package(modules, kernel=False).module)
    for path in sorted(modules.rglob("brd.ko*")):
        return Image(image.kernel, image.config, _unpacked(path.read_bytes(), path.suffix))
    return image


def _cache() -> Path:
    return user_cache_path("ptetui") / "lab"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


# ---------------------------------------------------------------------------------------------- packages


def _package(path: Path, kernel: bool = True) -> Image:
    """What is needed of a package, unpacked once."""
    status = path.stat()
    key = hashlib.sha256(f"{path.resolve()} {status.st_size} {status.st_mtime_ns}".encode()).hexdigest()[:16]
    folder = _cache() / "kernels" / f"{path.name.partition('_')[0]}-{key}"
    if not (folder / "complete").exists():
        _unpack(path, folder)
    image, config, module = folder / "vmlinuz", folder / "config", folder / "brd.ko"
    if kernel and not image.exists():
        raise ImageError(
            f"{path}: has no kernel in it; Fedora's is in kernel-core, Debian's in linux-image-... or linux-binary-..."
        )
    return Image(image, _text(config), module.read_bytes() if module.exists() else b"")


def _unpack(path: Path, folder: Path) -> None:
    packed = _deb(path) if path.suffix == ".deb" else _rpm(path)
    members = list(_whole_members(path, packed))  # a broken package leaves nothing behind
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in members:
        if _MODULE.search(name):
            replace_file(folder / "brd.ko", _unpacked(data, Path(name).suffix))
        elif _KERNEL.search(name):
            replace_file(folder / "vmlinuz", data)
        elif _CONFIG.search(name):
            replace_file(folder / "config", data)
    replace_file(folder / "complete", b"")


def _whole_members(path: Path, members: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """The members; ImageError where the package is damaged."""
    try:
        yield from members
    except (EOFError, OSError, tarfile.TarError, zlib.error, lzma.LZMAError) as error:
        raise ImageError(f"{path}: {getattr(error, 'strerror', None) or error}") from None


def _wanted(name: str) -> bool:
    return any(pattern.search(name) for pattern in (_MODULE, _KERNEL, _CONFIG))


def _deb(path: Path) -> Iterator[tuple[str, bytes]]:
    """The wanted members of a Debian package: an ar archive with a compressed tar in it (deb(5))."""
    for name, data in _ar(path):
        if name.startswith("data.tar"):
            tar = _unpacked(data, Path(name).suffix)
            with tarfile.open(fileobj=io.BytesIO(tar), mode="r:") as archive:
                for member in archive:
                    if member.isfile() and _wanted(member.name):
                        file = archive.extractfile(member)
                        assert file is not None
                        yield member.name, file.read()
            return
    raise ImageError(f"{path}: is not a Debian package: has no data.tar")


def _ar(path: Path) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as file:
        if file.read(8) != b"!<arch>\n":
            raise ImageError(f"{path}: is not a Debian package: is no ar archive")
        while len(header := file.read(60)) == 60:
            try:
                size = int(header[48:58])
            except ValueError:
                raise ImageError(f"{path}: is not a Debian package: bad header in the ar archive") from None
            if size > _LIMIT:
                raise ImageError(f"{path}: a member of {size} bytes is more than {_LIMIT}")
            yield header[:16].decode("ascii", "replace").strip().rstrip("/"), file.read(size)
            file.seek(size % 2, os.SEEK_CUR)


def _rpm(path: Path) -> Iterator[tuple[str, bytes]]:
    """The wanted members of an RPM: a lead, two headers, and a compressed cpio archive."""
    data = path.read_bytes()
    if data[:4] != b"\xed\xab\xee\xdb":
        raise ImageError(f"{path}: is not an RPM package")
    place = 96
    for padded in (True, False):
        if data[place : place + 3] != b"\x8e\xad\xe8":
            raise ImageError(f"{path}: is not an RPM package: no header at byte {place}")
        count, size = (int.from_bytes(data[place + at : place + at + 4], "big") for at in (8, 12))
        place += 16 + 16 * count + size
        place += -place % 8 if padded else 0
    yield from _cpio(path, _unpacked(data[place:], _suffix(data[place : place + 6])))


def _suffix(start: bytes) -> str:
    known = {b"\xfd7zXZ\0": ".xz", b"\x28\xb5\x2f\xfd": ".zst", b"\x1f\x8b": ".gz"}
    return next((suffix for magic, suffix in known.items() if start.startswith(magic)), "")


def _cpio(path: Path, data: bytes) -> Iterator[tuple[str, bytes]]:
    place = 0
    while data[place : place + 6] in (b"070701", b"070702"):
        digits = [data[place + 6 + 8 * at : place + 14 + 8 * at] for at in (6, 11)]
        if not all(number.isalnum() for number in digits):
            break
        try:
            size, length = (int(number, 16) for number in digits)
        except ValueError:
            break
        name = data[place + 110 : place + 109 + length].decode("utf-8", "replace")
        start = place + 110 + length
        start += -start % 4
        if name == "TRAILER!!!":
            return
        if size and _wanted(name):
            yield name, data[start : start + size]
        place = start + size
        place += -place % 4
    raise ImageError(f"{path}: its archive is cut off")


def _unpacked(data: bytes, suffix: str) -> bytes:
    """What is in a compressed file; with a limit."""
    if suffix == ".xz":
        done = lzma.LZMADecompressor().decompress(data, _LIMIT)
    elif suffix == ".gz":
        done = zlib.decompressobj(wbits=31).decompress(data, _LIMIT)
    elif suffix == ".zst":
        tool = shutil.which("zstd")
        if tool is None:
            raise ImageError("zstd is not installed, which unpacks this package: install the package zstd")
        done = _by_zstd(tool, data)
    else:
        return data
    if len(done) >= _LIMIT:
        raise ImageError(f"more than {_LIMIT} bytes in a package")
    return done


def _by_zstd(tool: str, data: bytes) -> bytes:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        with subprocess.Popen([tool, "-qdc"], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            assert process.stdout is not None
            done = process.stdout.read(_LIMIT)
            process.kill()
    return done


# ---------------------------------------------------------------------------------------------- the agent


def agent(platform: Platform) -> bytes:
    """The agent, compiled on first use. ImageError says which compiler to install."""
    source = files("ptetui.sources.lab").joinpath("agent.c").read_bytes()
    compiler = shutil.which(platform.compiler)
    if compiler is None:
        raise ImageError(
            f"{platform.compiler} is not installed, which compiles the agent: {platform.compiler_packages}"
        )
    key = hashlib.sha256(source + compiler.encode()).hexdigest()[:16]
    path = _cache() / f"agent-{platform.name}-{key}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, _compiled(compiler, source, platform))
    return path.read_bytes()


def _compiled(compiler: str, source: bytes, platform: Platform) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "agent"
        command = [compiler, "-O2", "-static", "-x", "c", "-o", str(program), "-"]
        done = subprocess.run(command, input=source, capture_output=True, check=False)
        if done.returncode:
            error = (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no message"])[-1]
            raise ImageError(f"{compiler} -static fails ({error[:200]}): {platform.compiler_packages}")
        return program.read_bytes()
