"""Recorded PTE words: capture files read into snapshots, step by step.

A capture file is JSON: the kernel's release, its configuration, the page size, and a list of steps with the system
calls, the address, the word and the pagemap word. Steps caught in mid-flight hold the words before and after, too.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ptetui.harmless import harmless_data
from ptetui.linux.catalog import Catalog, CatalogError
from ptetui.linux.config import Config, parse_config, recorded_config
from ptetui.linux.layout import LEVELS, Layout
from ptetui.linux.releases import PHYSMEM_BY_LPA2, Release, in_force, parse_release
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.sources.snapshot import Snapshot

# Intel cores for which the kernel raises the number of cache address bits to 44 when it mitigates L1TF
# (v6.12 arch/x86/kernel/cpu/bugs.c), as the CPU models of the recording machines are called.
_L1TF_MODELS = ("Nehalem", "Westmere", "SandyBridge", "IvyBridge", "Haswell", "Broadwell", "Skylake")
_ARCHES = {"i386": "i686", "arm64": "aarch64", "s390": "s390x", "arm": "armv7l"}


_LONGEST = 16 << 20  # bytes of a capture


class RecordingError(ValueError):
    """A file that is not a capture, or is cut off; the message is one line that says what and where."""


@dataclass(frozen=True)
class Recording:
    """A capture file: where it came from and its steps; `cpu_known` where it says which CPU it was recorded on,
    `emulated` where it says that QEMU was the machine.
    """

    title: str
    steps: tuple[Snapshot, ...]
    cpu_known: bool = False
    emulated: bool = False

    @property
    def where(self) -> str:
        """ "recorded on Linux 6.12, QEMU"."""
        kernel = spell(self.steps[0].setting.kernel)
        return f"recorded on Linux {kernel}{', QEMU' if self.emulated else ''}"


def load_recording(path: Path, catalog: Catalog, options: Sequence[str] = ()) -> Recording:
    """Read a capture file. `options` such as "L1TF=44" change the configuration that it records.

    RecordingError or CatalogError in one line.
    """
    return recording_of(parsed(path), path, catalog, options)


def recording_of(data: dict[str, Any], path: Path, catalog: Catalog, options: Sequence[str] = ()) -> Recording:
    """The recording that a file's contents are; `path` names them in messages."""
    if "captures" in data:
        whole = tuple(_steps(data, path, catalog, options))
        return Recording(recorded_title(data, path), whole, tells_cpu(data, options), bool(data.get("qemu")))
    if data and all(isinstance(steps, list) for steps in data.values()):
        parts = [_bare(release, steps) for release, steps in data.items()]
        snapshots = (step for part in parts for step in _steps(part, path, catalog, options))
        steps = [replace(step, step=index) for index, step in enumerate(snapshots)]
        return Recording(f"{path.name}: {', '.join(data)}", tuple(steps))
    raise RecordingError(f"{path}: is not a capture: has no list named captures")


def parsed(path: Path) -> dict[str, Any]:
    """The contents of a capture file. RecordingError where it is none."""
    try:
        with path.open("rb") as file:
            text = file.read(_LONGEST + 1)
        if len(text) > _LONGEST:
            raise ValueError(f"has more than {_LONGEST >> 20} MiB; replay --check reads longer ones")
        data = harmless_data(json.loads(text.decode()))
    except OSError as error:
        raise RecordingError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise RecordingError(f"{path}: is not a capture: not text at byte {error.start}") from None
    except json.JSONDecodeError as error:
        reason = "is cut off" if error.pos >= len(error.doc.rstrip()) - 1 or "Unterminated" in error.msg else error.msg
        raise RecordingError(f"{path}: line {error.lineno}, column {error.colno}: is not a capture: {reason}") from None
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets without end
        raise RecordingError(f"{path}: is not a capture: {error}") from None
    if not isinstance(data, dict):
        raise RecordingError(f"{path}: is not a capture: the whole is a {type(data).__name__}, not an object")
    return data


def _bare(release: str, steps: list[Any]) -> dict[str, Any]:
    """Steps that were recorded without the machine around them: a list a kernel release."""
    machine = "x86_64" if release.endswith("amd64") else release.rpartition("-")[2]
    pages = [
        step | {"vaddr": str(step.get("step", "")).split(" ")[0]} if isinstance(step, dict) else step for step in steps
    ]
    config = {f"CONFIG_{name}": "y" for name in ("MIGRATION", "MEM_SOFT_DIRTY", "HAVE_ARCH_USERFAULTFD_WP")}
    return {"kernel_release": release, "machine": machine, "config": config, "captures": pages}


def recorded_title(data: Mapping[str, Any], path: Path) -> str:
    """File, kernel and CPU."""
    return f"{path.name}: {data.get('kernel_release', '?')} on {data.get('cpu_model') or data.get('arch', '?')}"


def tells_cpu(data: Mapping[str, Any], options: Sequence[str]) -> bool:
    """Whether a capture, or an option, says which CPU it was recorded on."""
    return any("L1TF" in option.upper() for option in options) or data.get("cpu_model") not in (None, "", "host")


def _steps(data: Mapping[str, Any], path: Path, catalog: Catalog, options: Sequence[str]) -> Iterator[Snapshot]:
    captures = data["captures"]
    if not isinstance(captures, list) or not captures:
        raise RecordingError(f"{path}: captures is not a list of steps")
    _kernel(data, path)  # errors of what stands around the steps come first
    _check_config(data, path)
    words = [word for index, step in enumerate(captures) for word in words_of(step, index, path)]
    return snapshots(words, recorded_setting(data, path, catalog, options, words), path)


def recorded_setting(
    data: Mapping[str, Any], path: Path, catalog: Catalog, options: Sequence[str], words: "Sequence[RecordedWord]"
) -> Setting:
    """Kernel, configuration and layout of a capture; its words choose between variants of a layout."""
    kernel = _kernel(data, path)
    _check_config(data, path)
    return _setting(data, path, catalog, kernel, parse_config(options, _config(data, kernel)), words)


def snapshots(words: "Iterable[RecordedWord]", setting: Setting, path: Path) -> Iterator[Snapshot]:
    """Recorded words as snapshots, each with the word that its page had before."""
    last: dict[tuple[str, str], int] = {}
    life: int | None = None
    for index, record in enumerate(words):
        if record.life != life:
            life, last = record.life, {}
        page = (record.who, record.page)
        if record.word >> setting.layout.width:
            raise RecordingError(
                f"{path}: step {record.name}: {record.word:#x} does not fit {setting.layout.width} bits"
            )
        before = last.get(page, last.get(("subject", record.page)))
        last[page] = record.word
        label = record.page if record.who == "subject" else f"{record.who} {record.page}"
        yield Snapshot(
            setting, record.word, label, before, record.name, record.about, record.calls, record.note, record.pagemap,
            index, life=record.life,
        )  # fmt: skip


@dataclass(frozen=True)
class RecordedWord:
    """One word of a step, as the file has it."""

    name: str
    about: str
    who: str
    page: str
    calls: tuple[str, ...]
    note: str
    word: int
    pagemap: int | None
    life: int | None = None


def words_of(step: Any, index: int, path: Path) -> Iterator[RecordedWord]:
    """The words of one step: one, or before, during and after where it was caught in mid-flight."""
    where = f"{path}: captures[{index}]"
    if not isinstance(step, dict):
        raise RecordingError(f"{where}: is not a step: a {type(step).__name__}, not an object")
    name = str(step.get("step", f"step {index}"))
    moments = [(suffix, step[key], step.get(pagemap)) for suffix, key, pagemap in _MOMENTS if key in step]
    if not any(suffix == "" for suffix, _, _ in moments):
        raise RecordingError(f"{where}: step {name} has no raw_pte_hex")
    calls = step.get("syscalls") or []
    if not isinstance(calls, list):
        raise RecordingError(f"{where}: step {name}: syscalls is a {type(calls).__name__}, not a list")
    for suffix, word, pagemap in moments:
        yield RecordedWord(
            name=name + suffix,
            about=str(step.get("description", "")),
            who=str(step.get("who") or "subject"),
            page=str(step.get("vaddr", "")),
            calls=tuple(map(str, calls)),
            note=str(step.get("note") or step.get("result") or "").strip(),
            word=_number(word, f"{where}: step {name}: the word"),
            life=step["life"] if isinstance(step.get("life"), int) else None,
            pagemap=None if pagemap is None else _number(pagemap, f"{where}: step {name}: the pagemap word"),
        )


_MOMENTS = (
    (" (before)", "raw_pte_before", "pagemap_before"),
    ("", "raw_pte_hex", "pagemap_hex"),
    (" (after)", "raw_pte_after", "pagemap_after"),
)


_HEXADECIMAL = re.compile(r"(0[xX])?[0-9a-fA-F]{1,32}")


def _number(text: Any, name: str) -> int:
    if not isinstance(text, str) or not _HEXADECIMAL.fullmatch(text):
        raise RecordingError(f"{name} {text!r} is not a hexadecimal number of at most 128 bits")
    return int(text, 16)


def _kernel(data: Mapping[str, Any], path: Path) -> Release:
    try:
        return parse_release(str(data.get("kernel_release", "")))
    except ValueError as error:
        raise RecordingError(f"{path}: kernel_release: {error}") from None


def _check_config(data: Mapping[str, Any], path: Path) -> None:
    options = data.get("config") or {}
    if not isinstance(options, dict):
        raise RecordingError(f"{path}: config is a {type(options).__name__}, not an object")
    for name, value in options.items():
        if not isinstance(value, str):
            raise RecordingError(f"{path}: config: {name} is {value!r}, not a text like 'y'")


def _config(data: Mapping[str, Any], kernel: Release) -> Config:
    """The recorded configuration, all on where none was, with the address widths that it and the CPU model tell.

    Where the CPU decides whether arm64 has 52 address bits (LPA2), the layout has them, or has them not.
    """
    options = data.get("config") or {}
    config = recorded_config(options) if options else Config()
    width = options.get("CONFIG_ARM64_PA_BITS", "")
    by_cpu = options.get("CONFIG_ARM64_64K_PAGES") != "y" and in_force(PHYSMEM_BY_LPA2, kernel.version, kernel)
    if str(width).isdecimal() and not by_cpu:
        config = config.with_option("PHYSMEM", str(width))
    if str(data.get("cpu_model") or "").startswith(_L1TF_MODELS):
        config = config.with_option("L1TF", "y")
    return config


def _setting(
    data: Mapping[str, Any],
    path: Path,
    catalog: Catalog,
    kernel: Release,
    config: Config,
    records: Sequence[RecordedWord],
) -> Setting:
    """The layout that the recording machine's name, page size, options and, between variants, its words agree with."""
    machine = str(data.get("machine") or data.get("arch", ""))
    machine = _ARCHES.get(machine, machine)
    try:
        base = catalog.find(machine, kernel.version, level=_level(data, path))
    except CatalogError as error:
        raise RecordingError(f"{path}: machine {machine!r}: {error}") from None
    options = {name: value if value != "not set" else "n" for name, value in (data.get("config") or {}).items()}
    page_size = data.get("page_size", 1 << base.page_shift)
    fitting = [
        layout
        for layout in catalog.siblings(base, kernel.version)
        if 1 << layout.page_shift == page_size
        and all(options.get(f"CONFIG_{name}", value) == value for name, value in layout.assumes.items())
    ]
    if not fitting:
        raise RecordingError(f"{path}: no layout of {base.arch} has pages of {page_size} bytes and this configuration")
    in_force = (catalog.under(layout, kernel) for layout in _preferred(fitting, data))
    settings = [Setting(layout, kernel.version, config, kernel) for layout in in_force]
    return min(settings, key=lambda setting: _disagreements(setting, records))


def _level(data: Mapping[str, Any], path: Path) -> str:
    """The level of a capture's words: that of PTEs where it does not say."""
    level = str(data.get("level", "pte"))
    if level not in LEVELS:
        raise RecordingError(f"{path}: level {level[:40]!r} is not one of {', '.join(LEVELS)}")
    return level


def _preferred(layouts: list[Layout], data: Mapping[str, Any]) -> list[Layout]:
    """Variants that the CPU model names (such as la57) first; QEMU's max has all that the kernel was built for."""
    model = str(data.get("cpu_model") or "").replace("+", ",").split(",")
    names = {name.removesuffix("=on") for name in model}
    if "max" in names:
        options = data.get("config") or {}
        built = {name for name, (option, value) in _OF_MAX.items() if options.get(option) == value}
        names |= {name for name in built if f"{name}=off" not in names}
    return sorted(layouts, key=lambda layout: layout.name.rpartition("_")[2] not in names)


# Five levels have no option of their own in 7.3 (arch/x86/Kconfig); their number says it in every release.
_OF_MAX = {"la57": ("CONFIG_PGTABLE_LEVELS", "5"), "lpa2": ("CONFIG_ARM64_PA_BITS", "52")}


def _disagreements(setting: Setting, records: Sequence[RecordedWord]) -> int:
    """How many recorded words a layout gets wrong: other pagemap words, no state, bits where it has none."""
    fits = [record for record in records if not record.word >> setting.layout.width]
    wrong = sum(_disagrees(Snapshot(setting, record.word, recorded=record.pagemap)) for record in fits)
    return wrong + len(records) - len(fits)


def _disagrees(snapshot: Snapshot) -> bool:
    reading = snapshot.reading
    unused = (field for field in reading.form.fields if field.kind == "ignored" and field.get(reading.word))
    return bool(snapshot.mismatch) or reading.state in ("malformed", "unknown") or next(unused, None) is not None
