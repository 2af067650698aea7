"""A configuration of a kernel tree in a scratch folder, and the probe compiled against its headers and run.

Only what the headers need is made: the configuration and the headers that make writes itself. The probe is
preprocessed for the target, freed of assembler, and compiled with the host's compiler: it is arithmetic.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from ptetui.linux.versions import Version, parse_version
from ptetui.sources.verify.configurations import Configuration

_SECONDS = 300
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


class BuildError(ValueError):
    """A configuration that could not be made or probed; the message is one line that says why."""


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


def probe(tree: Path, configuration: Configuration, scratch: Path) -> Probe:
    """What this tree's macros say of entries in a configuration. BuildError in one line."""
    for tool in ("make", "gcc", "flex", "bison"):
        if shutil.which(tool) is None:
            raise BuildError(f"{tool} is not installed: install the package {tool}")
    _configure(tree, configuration, scratch)
    _generate(tree, configuration, scratch)
    text = without_assembler(_preprocessed(tree, configuration, scratch))
    source = scratch / "probe.i"
    source.write_text(text, encoding="utf-8")
    return _run(configuration, scratch, source)


def _make(tree: Path, configuration: Configuration, scratch: Path, *targets: str, keep: bool = False) -> None:
    command = ["make", "-s", f"ARCH={configuration.arch}", f"O={scratch}", *(["-k"] if keep else []), *targets]
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "ARCH")}
    done = _call(command, tree, environment)
    if done.returncode and not keep:
        raise BuildError(f"make {' '.join(targets)}: {_first_error(done.stderr)}")


def _call(
    command: Sequence[str], folder: Path, environment: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, errors="replace", check=False,
            timeout=_SECONDS, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise BuildError(f"{command[0]} took more than {_SECONDS} s") from None


def _first_error(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    wrong = next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "no message")
    return wrong[:200]


def _configure(tree: Path, configuration: Configuration, scratch: Path) -> None:
    scratch.mkdir(parents=True, exist_ok=True)
    _make(tree, configuration, scratch, configuration.defconfig)
    with (scratch / ".config").open("a", encoding="utf-8") as file:
        for option in (*_ASKED, *configuration.options):
            name, _, value = option.partition("=")
            file.write(f"# CONFIG_{name} is not set\n" if value == "n" else f"CONFIG_{name}={value}\n")
    _make(tree, configuration, scratch, "olddefconfig")
    _make(tree, configuration, scratch, "syncconfig")
    _make(tree, configuration, scratch, "archheaders", "asm-generic", "uapi-asm-generic", keep=True)


def _generate(tree: Path, configuration: Configuration, scratch: Path) -> None:
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
            path.write_text(_call(["awk", "-f", script, table], tree).stdout, encoding="utf-8")


def _preprocessed(tree: Path, configuration: Configuration, scratch: Path) -> str:
    arch = configuration.source
    builtin = _call(["gcc", "-print-file-name=include"], scratch).stdout.strip()
    folders = [
        scratch / "probe", tree / "arch" / arch / "include", scratch / "arch" / arch / "include/generated",
        tree / "include", scratch / "include", tree / "arch" / arch / "include/uapi",
        scratch / "arch" / arch / "include/generated/uapi", tree / "include/uapi", scratch / "include/generated/uapi",
        *(tree / extra for extra in _EXTRA_FOLDERS.get(arch, ())),
    ]  # fmt: skip
    first = ("compiler-version.h", "kconfig.h", "compiler_types.h")
    command = [
        "gcc", "-E", "-P", "-nostdinc", "-std=gnu11", "-O2", f"-m{configuration.bits}",
        *(f"-U{name}" for name in _HOST_MACROS), *(f"-D{name}" for name in configuration.macros), "-D__KERNEL__",
        f"-DPROBE_RELEASE={tree_release(tree)[0] * 100 + tree_release(tree)[1]}",
        "-DKBUILD_MODNAME=\"probe\"", "-DKBUILD_BASENAME=\"probe\"", *_EXTRA_MACROS.get(arch, ()),
        "-isystem", builtin, *(f"-I{folder}" for folder in folders),
        *(word for name in first for word in ("-include", str(tree / "include/linux" / name))
          if (tree / "include/linux" / name).exists()),
        str(files("ptetui.sources.verify").joinpath("probe.c")),
    ]  # fmt: skip
    done = _call(command, scratch)
    if done.returncode:
        raise BuildError(f"the headers do not go through the preprocessor: {_first_error(done.stderr)}")
    return done.stdout


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
# Headers that a tool of the architecture writes: (header, the awk script, what it reads).
_TABLES: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "arm64": (
        ("asm/cpucaps.h", "arch/arm64/tools/gen-cpucaps.awk", "arch/arm64/tools/cpucaps"),
        ("asm/cpucap-defs.h", "arch/arm64/tools/gen-cpucaps.awk", "arch/arm64/tools/cpucaps"),
        ("asm/sysreg-defs.h", "arch/arm64/tools/gen-sysreg.awk", "arch/arm64/tools/sysreg"),
    ),
    "arm": (("generated/mach-types.h", "arch/arm/tools/gen-mach-types", "arch/arm/tools/mach-types"),),
}
_EXTRA_MACROS = {"mips": ("-DVMLINUX_LOAD_ADDRESS=0", "-DLINKER_LOAD_ADDRESS=0")}

_ASM = re.compile(
    r"\b(?:__asm__|__asm|asm)\b(?:\s*(?:__volatile__|__volatile|volatile|goto|inline|__inline__|__inline))*\s*\("
)
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'')


def without_assembler(text: str) -> str:
    """C without its assembler: statements do nothing, declarations lose the register or name that it gave them."""
    parts, place, depth = [], 0, 0
    for match in _ASM.finditer(text):
        if match.start() < place:
            continue
        before = text[place : match.start()]
        parts.append(before)
        code = _STRING.sub("", before)
        depth += code.count("{") - code.count("}")
        place = _closing(text, match.end())
        last = (parts[-1].rstrip() or ";")[-1]
        statement = last in ";{}:" or (re.search(r"\b(?:else|do)\s*$|\)\s*$", before) and not _declares(before))
        parts.append("(void)0" if statement and depth > 0 else "")
    parts.append(text[place:])
    return re.sub(r"\bregister\b", "", _without_assertions("".join(parts)))


def _without_assertions(text: str) -> str:
    """Assertions on sizes hold for the target's own compiler, and say nothing about entries."""
    parts, place = [], 0
    for match in re.finditer(r"\b_Static_assert\s*\(", text):
        if match.start() >= place:
            parts.append(text[place : match.start()] + '_Static_assert(1, "")')
            place = _closing(text, match.end())
    return "".join((*parts, text[place:]))


def _declares(before: str) -> bool:
    """Whether the text before an asm is a declaration, as far as the last statement tells."""
    statement = re.split(r"[;{}]", before)[-1]
    return bool(
        re.match(r"\s*(?:extern|register|static|typedef|struct|union|unsigned|signed|int|long|void|char)\b", statement)
    )


def _closing(text: str, place: int) -> int:
    """The place after the parenthesis that closes one opened before `place`."""
    depth = 1
    while depth:
        character = text[place]
        if character in "\"'":
            match = _STRING.match(text, place)
            place = match.end() if match else place + 1
            continue
        depth += (character == "(") - (character == ")")
        place += 1
    return place


def _run(configuration: Configuration, scratch: Path, source: Path) -> Probe:
    harness, program, part = files("ptetui.sources.verify").joinpath("harness.c"), scratch / "run", scratch / "probe.o"
    size = f"-m{configuration.bits}"
    plain = [
        "-w",
        "-fms-extensions",
        "-O2",
        "-fno-stack-protector",
        "-fno-pie",
        "-fno-pic",
        "-fno-strict-aliasing",
        "-fno-builtin",
    ]
    command = [
        "gcc",
        size,
        *plain,
        "-std=gnu11",
        "-fshort-wchar",
        "-c",
        "-x",
        "cpp-output",
        str(source),
        "-o",
        str(part),
    ]
    done = _call(command, scratch)
    if done.returncode:
        raise BuildError(f"the probe does not compile: {_first_error(done.stderr)}")
    link = ["gcc", size, *plain, "-no-pie", "-Wl,--unresolved-symbols=ignore-all", "-Wl,--no-warn-mismatch"]
    if configuration.bits == 32:
        link += ["-nostdlib", "-static"]
    done = _call([*link, "-o", str(program), str(harness), str(part)], scratch)
    if done.returncode:
        raise BuildError(f"the probe does not link: {_first_error(done.stderr)}")
    done = _call([str(program)], scratch)
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


def options(scratch: Path) -> dict[str, str]:
    """The CONFIG options of the configuration that was made last."""
    lines = (scratch / ".config").read_text(encoding="utf-8").splitlines()
    return {
        name: value.strip('"') for name, _, value in (line.partition("=") for line in lines) if name[:7] == "CONFIG_"
    }
