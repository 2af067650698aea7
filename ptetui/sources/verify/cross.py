"""A second opinion: the probe as the target's own compiler makes it, with its assembler, run by qemu-user.

Nothing is left out of the headers there, so it also tells whether the host's probe may be believed.
"""

import shutil
from importlib.resources import files
from typing import NamedTuple

from ptetui.sources.verify.build import Probe, Site, header_flags, parse_probe
from ptetui.sources.verify.configurations import COMPILERS, Compiler, Configuration
from ptetui.sources.verify.tools import BuildError, first_error

_SECONDS = 30
_PLAIN = (
    "-w", "-O2", "-fms-extensions", "-fno-stack-protector", "-fno-pie", "-fno-pic", "-fno-strict-aliasing",
    "-fno-builtin", "-ffreestanding", "-fshort-wchar",
)  # fmt: skip


class SecondOpinion(NamedTuple):
    """What the target's compiler made of the probe: the words that are not the host's, or why there are none."""

    compiler: str
    differs: tuple[str, ...] = ()
    why: str = ""


def second_opinion(site: Site, configuration: Configuration, host: Probe) -> SecondOpinion | None:
    """The target's probe beside the host's; None where its compiler or qemu-user is not installed.

    The configuration must be the one that was made last in the scratch folder.
    """
    cross = COMPILERS.get((configuration.source, configuration.bits))
    if cross is None or not (shutil.which(cross.compiler) and shutil.which(cross.emulator)):
        return None
    try:
        theirs = _probe(site, configuration, cross, len(host))
    except BuildError as error:
        return SecondOpinion(cross.compiler, why=str(error))
    differs = sorted(key for key in host.keys() | theirs.keys() if host.get(key) != theirs.get(key))
    return SecondOpinion(cross.compiler, tuple(f"{name} {number}" for name, number in differs))


def _probe(site: Site, configuration: Configuration, cross: Compiler, words: int) -> Probe:
    compiler = cross.compiler
    part, program = site.scratch / "cross.o", site.scratch / "cross"
    ours = files("ptetui.sources.verify")
    source, harness = str(ours.joinpath("probe.c")), str(ours.joinpath("harness.c"))
    kernels = [f"-D{macro}" for macro in configuration.macros if macro.startswith("__LINUX_")]  # its Makefile has it
    headers = [*header_flags(site, configuration, compiler), *kernels]
    done = site.call([compiler, *_PLAIN, *cross.flags, *headers, "-c", source, "-o", str(part)])
    if done.returncode:
        raise BuildError(f"the probe does not compile: {first_error(done.stderr)}")
    link = [compiler, "-w", "-O2", "-static", "-no-pie", "-Wl,--unresolved-symbols=ignore-all"]
    done = site.call([*link, "-o", str(program), harness, str(part)])
    if done.returncode:
        raise BuildError(f"the probe does not link: {first_error(done.stderr)}")
    done = site.call([cross.emulator, str(program)], seconds=_SECONDS)
    probe = parse_probe(done.stdout)
    if done.returncode and len(probe) < words:  # powerpc traps frames that do not fit, after the last word
        raise BuildError(f"the probe ended with {done.returncode} after {len(probe)} words")
    return probe
