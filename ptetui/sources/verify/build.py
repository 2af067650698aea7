"""A configuration of a kernel tree in a scratch folder, and the probe compiled against its headers and run.

Only what the headers need is made: the configuration and the headers that make writes itself. The probe is
preprocessed for the target, freed of assembler, and compiled with the host's compiler: it is arithmetic.
"""

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from ptetui.linux.releases import parse_version
from ptetui.linux.versions import Version
from ptetui.sources.verify.assembler import without_assembler
from ptetui.sources.verify.configurations import LATER_NAMES, Configuration
from ptetui.sources.verify.tools import BuildError, Tools, first_error

if TYPE_CHECKING:
    import subprocess

_HOST_MACROS = (
    "__x86_64__", "__x86_64", "__amd64__", "__amd64", "__i386__", "__i386", "i386", "__k8__", "__k8", "__SSE__",
    "__SSE2__", "__MMX__", "__CET__", "__aarch64__", "__AARCH64EL__", "__ARM_ARCH", "__riscv",
)  # fmt: skip
# Asked for everywhere, so that all special kinds and software bits are there where the architecture has them.
_ASKED = (
    "SWAP=y", "SHMEM=y", "EXPERT=y", "CHECKPOINT_RESTORE=y", "MEM_SOFT_DIRTY=y", "USERFAULTFD=y", "COMPACTION=y",
    "MIGRATION=y", "MEMORY_FAILURE=y", "MEMORY_HOTPLUG=y", "MEMORY_HOTREMOVE=y", "ZONE_DEVICE=y", "DEVICE_PRIVATE=y",
)  # fmt: skip
# What bounds.c and timeconst.bc would compute: nothing in an entry depends on it.
_BOUNDS = {"NR_PAGEFLAGS": 20, "MAX_NR_ZONES": 2, "NR_CPUS_BITS": 6, "SPINLOCK_SIZE": 4, "LRU_GEN_WIDTH": 0,
           "__LRU_REFS_WIDTH": 0}  # fmt: skip
# Headers that tools write and that say nothing about entries.
_STUBS = {
    "generated/asm-offsets.h": "", "generated/utsrelease.h": "", "generated/compile.h": "",
    "asm/facility-defs.h": "#define FACILITIES_ALS 0\n#define FACILITIES_KVM 0\n#define FACILITIES_KVM_CPUMODEL 0\n",
    "generated/rq-offsets.h": "#define RQ_nr_pinned 0\n", "asm/kernel-hwcap.h": "",
    "asm/cpufeaturemasks.h": "#define REQUIRED_MASK_BIT_SET(x) 0\n#define DISABLED_MASK_BIT_SET(x) 0\n",
    "asm/dis-defs.h": "", "larchintrin.h": "", "generated/machtypes.h": "",
    "asm/unistd-nr.h": "#define __NR_syscalls 500\n",
    "asm/unistd_nr.h": "#define NR_syscalls 500\n",
}  # fmt: skip
_TIMES = [
    f"{first}_{last}"
    for first in ("HZ_TO_MSEC", "MSEC_TO_HZ", "HZ_TO_USEC", "USEC_TO_HZ", "HZ_TO_NSEC", "NSEC_TO_HZ")
    for last in ("MUL32", "ADJ32", "SHR32", "NUM", "DEN")
]


@dataclass(frozen=True)
class Site:
    """A kernel tree, a folder in which one configuration after the other is made, and what runs the tools there."""

    tree: Path
    scratch: Path
    tools: Tools = field(default_factory=Tools)

    def call(self, command: Sequence[str], seconds: float = 300) -> "subprocess.CompletedProcess[str]":
        """Run a tool in the scratch folder."""
        return self.tools.call(command, self.scratch, seconds=seconds)


class Probe(dict[tuple[str, int], int]):
    """What the kernel's macros gave: (name, number) -> word; see probe.c."""


def tree_release(tree: Path) -> Version:
    """The release of a kernel tree. ValueError where the folder is none."""
    makefile = tree / "Makefile"
    try:
        text = makefile.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"{tree}: is not a kernel tree: has no Makefile that can be read") from None
    numbers = dict(re.findall(r"^(VERSION|PATCHLEVEL|SUBLEVEL) *= *(\d+)$", text[:4000], re.M))
    if len(numbers) != 3 or not (tree / "Kconfig").is_file():
        raise ValueError(f"{tree}: is not a kernel tree: its Makefile names no release")
    return parse_version(f"{numbers['VERSION']}.{numbers['PATCHLEVEL']}.{numbers['SUBLEVEL']}")


def probe(site: Site, configuration: Configuration) -> Probe:
    """What the tree's macros say of entries in a configuration. BuildError in one line."""
    for tool in ("make", "gcc", "flex", "bison"):
        if shutil.which(tool) is None:
            raise BuildError(f"{tool} is not installed: install the package {tool}")
    _configure(site, configuration)
    _generate(site, configuration)
    source = site.scratch / "probe.i"
    source.write_text(without_assembler(_preprocessed(site, configuration)), encoding="utf-8")
    return _run(site, configuration, source)


def _make(site: Site, configuration: Configuration, *targets: str, keep: bool = False) -> None:
    command = ["make", "-s", f"ARCH={configuration.arch}", f"O={site.scratch}", *(["-k"] if keep else []), *targets]
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "ARCH")}
    done = site.tools.call(command, site.tree, environment)
    if done.returncode and not keep:
        raise BuildError(f"make {' '.join(targets)}: {first_error(done.stderr)}")


def _configure(site: Site, configuration: Configuration) -> None:
    site.scratch.mkdir(parents=True, exist_ok=True)
    _make(site, configuration, _defconfig(site.tree, configuration))
    with (site.scratch / ".config").open("a", encoding="utf-8") as file:
        for option in (*_ASKED, *configuration.options):
            name, _, value = option.partition("=")
            file.write(f"# CONFIG_{name} is not set\n" if value == "n" else f"CONFIG_{name}={value}\n")
    _make(site, configuration, "olddefconfig")
    _make(site, configuration, "syncconfig")
    _make(site, configuration, "archheaders", "asm-generic", "uapi-asm-generic", keep=True)


def _defconfig(tree: Path, configuration: Configuration) -> str:
    """The name that the tree has for it."""
    later = LATER_NAMES.get(configuration.defconfig, "")
    folder = tree / "arch" / configuration.source / "configs"
    return later if later and (folder / later).exists() else configuration.defconfig


def _generate(site: Site, configuration: Configuration) -> None:
    tree, scratch = site.tree, site.scratch
    folder = scratch / "probe" / "generated"
    folder.mkdir(parents=True, exist_ok=True)
    bounds = "".join(f"#define {name} {value}\n" for name, value in _BOUNDS.items())
    (folder / "bounds.h").write_text(bounds, encoding="utf-8")
    (folder / "timeconst.h").write_text("".join(f"#define {name} 1\n" for name in _TIMES), encoding="utf-8")
    for name, text in _STUBS.items():
        path = scratch / "probe" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for header, script, table in _TABLES.get(configuration.source, ()):
        if (tree / script).exists() and not (tree / "arch" / configuration.source / "include" / header).exists():
            path = scratch / "probe" / header
            path.parent.mkdir(parents=True, exist_ok=True)
            command = ["sh", script, table] if script.endswith(".sh") else ["awk", "-f", script, table]
            path.write_text(site.tools.call(command, tree).stdout, encoding="utf-8")


def _preprocessed(site: Site, configuration: Configuration) -> str:
    command = [
        "gcc", "-E", "-P", "-O2", f"-m{configuration.bits}", *(f"-U{name}" for name in _HOST_MACROS),
        *(f"-D{name}" for name in configuration.macros), *header_flags(site, configuration, "gcc"),
        str(files("ptetui.sources.verify").joinpath("probe.c")),
    ]  # fmt: skip
    done = site.call(command)
    if done.returncode:
        raise BuildError(f"the headers do not go through the preprocessor: {first_error(done.stderr)}")
    return done.stdout


def header_flags(site: Site, configuration: Configuration, compiler: str) -> list[str]:
    """What a compiler is told so that it finds the tree's headers, as the kernel's own build tells it."""
    arch, tree, scratch = configuration.source, site.tree, site.scratch
    builtin = site.call([compiler, "-print-file-name=include"]).stdout.strip()
    folders = [
        scratch / "probe", tree / "arch" / arch / "include", scratch / "arch" / arch / "include/generated",
        tree / "include", scratch / "include", tree / "arch" / arch / "include/uapi",
        scratch / "arch" / arch / "include/generated/uapi", tree / "include/uapi", scratch / "include/generated/uapi",
        *(tree / extra for extra in _EXTRA_FOLDERS.get(arch, ())),
    ]  # fmt: skip
    first = ("compiler-version.h", "kconfig.h", "compiler_types.h")
    major, minor = tree_release(tree)[:2]
    return [
        "-nostdinc", "-std=gnu11", "-D__KERNEL__", f"-DPROBE_RELEASE={major * 100 + minor}",
        "-DKBUILD_MODNAME=\"probe\"", "-DKBUILD_BASENAME=\"probe\"", *_EXTRA_MACROS.get(arch, ()),
        "-isystem", builtin, *(f"-I{folder}" for folder in folders),
        *(word for name in first for word in ("-include", str(tree / "include/linux" / name))
          if (tree / "include/linux" / name).exists()),
    ]  # fmt: skip


_EXTRA_FOLDERS = {
    "mips": ("arch/mips/include/asm/mach-malta", "arch/mips/include/asm/mach-generic"),
    "arm": (),
    "sh": (
        "arch/sh/include/cpu-sh4",
        "arch/sh/include/cpu-common",
        "arch/sh/include/mach-landisk",
        "arch/sh/include/mach-common",
    ),
    "csky": ("arch/csky/abiv2/inc",),
    "xtensa": ("arch/xtensa/variants/fsf/include", "arch/xtensa/platforms/iss/include"),
}
# Headers that a tool of the architecture writes: (header, the script for awk or sh, what it reads).
_TABLES: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "arm64": (
        ("asm/cpucaps.h", "arch/arm64/tools/gen-cpucaps.awk", "arch/arm64/tools/cpucaps"),
        ("asm/cpucap-defs.h", "arch/arm64/tools/gen-cpucaps.awk", "arch/arm64/tools/cpucaps"),
        ("asm/sysreg-defs.h", "arch/arm64/tools/gen-sysreg.awk", "arch/arm64/tools/sysreg"),
        ("asm/kernel-hwcap.h", "arch/arm64/tools/gen-kernel-hwcaps.sh", "arch/arm64/include/uapi/asm/hwcap.h"),
    ),
    "arm": (("generated/mach-types.h", "arch/arm/tools/gen-mach-types", "arch/arm/tools/mach-types"),),
}
_EXTRA_MACROS = {"mips": ("-DVMLINUX_LOAD_ADDRESS=0", "-DLINKER_LOAD_ADDRESS=0")}


def _run(site: Site, configuration: Configuration, source: Path) -> Probe:
    program, part = site.scratch / "run", site.scratch / "probe.o"
    harness = str(files("ptetui.sources.verify").joinpath("harness.c"))
    plain = [
        "gcc", f"-m{configuration.bits}", "-w", "-fms-extensions", "-O2", "-fno-stack-protector", "-fno-pie",
        "-fno-pic", "-fno-strict-aliasing", "-fno-builtin",
    ]  # fmt: skip
    done = site.call([*plain, "-std=gnu11", "-fshort-wchar", "-c", "-x", "cpp-output", str(source), "-o", str(part)])
    if done.returncode:
        raise BuildError(f"the probe does not compile: {first_error(done.stderr)}")
    link = [*plain, "-no-pie", "-Wl,--unresolved-symbols=ignore-all", "-Wl,--no-warn-mismatch"]
    if configuration.bits == 32:
        link += ["-nostdlib", "-static"]
    done = site.call([*link, "-o", str(program), harness, str(part)])
    if done.returncode:
        raise BuildError(f"the probe does not link: {first_error(done.stderr)}")
    done = site.call([str(program)])
    probe = parse_probe(done.stdout)
    if done.returncode or not probe:
        raise BuildError(f"the probe ended with {done.returncode} after {len(probe)} words")
    return probe


def parse_probe(text: str) -> Probe:
    """What a probe printed."""
    probe = Probe()
    for line in text.splitlines():
        name, number, word = line.split()
        probe[name, int(number)] = int(word, 16)
    return probe
