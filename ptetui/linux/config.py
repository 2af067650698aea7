"""The kernel configuration in force, as far as it changes what a word means.

Everything is on by default. Options are named without the `CONFIG_` prefix.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

OPTIONS: Mapping[str, str] = {
    "SWAP": "swap areas; without it no room is known for young and dirty in migration entries",
    "MIGRATION": "page migration: two, from 5.19 three swap types",
    "DEVICE_PRIVATE": "memory of devices: two, from 5.14 four, from 6.15 three swap types",
    "MEMORY_FAILURE": "memory errors: the hwpoison swap type",
    "PTE_MARKER": "5.19 to 6.1: the marker swap type (later always there)",
    "MEM_SOFT_DIRTY": "soft-dirty bits where the architecture has them",
    "HAVE_ARCH_USERFAULTFD_WP": "userfaultfd write-protect bits where the architecture has them",
    "NUMA_BALANCING": "NUMA hinting faults",
    "L1TF": "n, or how many address bits the cache of an affected x86 CPU has: L1TF=44 limits swap areas to 2^34 pages",
}
_CACHE_BITS = range(32, 53)
_AFFECTED_MINIMUM = 44  # what the kernel assumes at least for affected client CPUs, v6.12 arch/x86/kernel/cpu/bugs.c


@dataclass(frozen=True)
class Config:
    """Options that are off, and the number of cache address bits where the L1TF mitigation limits swap areas."""

    off: frozenset[str] = frozenset()
    l1tf: int | None = None

    def __getitem__(self, option: str) -> bool:
        return self.l1tf is not None if option == "L1TF" else option not in self.off

    def with_option(self, option: str, value: str) -> "Config":
        """This configuration with one option set. ValueError names an option or a value that is not known."""
        name = option.strip().upper().removeprefix("CONFIG_")
        if name not in OPTIONS:
            raise ValueError(f"config option {option} is not known; known are {', '.join(OPTIONS)}")
        if name == "L1TF":
            return Config(self.off, _cache_bits(value))
        if value.lower() not in ("y", "n", "m"):
            raise ValueError(f"config {name}={value}: the value must be y or n")
        return Config(self.off | {name} if value.lower() == "n" else self.off - {name}, self.l1tf)

    def as_dict(self) -> dict[str, str]:
        """Every option and its value, as `--config` takes them."""
        values = {name: "y" if self[name] else "n" for name in OPTIONS}
        return values | {"L1TF": "n" if self.l1tf is None else str(self.l1tf)}

    def __str__(self) -> str:
        changed = [f"{name}=n" for name in OPTIONS if name in self.off]
        changed += [f"L1TF={self.l1tf}"] if self.l1tf is not None else []
        return ",".join(changed) or "all on"


def parse_config(texts: Iterable[str], base: Config | None = None) -> Config:
    """The configuration that texts like "MEMORY_FAILURE=n,MIGRATION=n" change. ValueError names what is wrong."""
    config = base or Config()
    for item in (item for text in texts for item in text.split(",") if item.strip()):
        name, equals, value = item.partition("=")
        if not equals:
            raise ValueError(f"config {item!r} is not like MEMORY_FAILURE=n")
        config = config.with_option(name, value.strip())
    return config


def recorded_config(options: Mapping[str, str]) -> Config:
    """The configuration of a kernel whose options were recorded as "y", "m", "n" or "not set".

    Options that were not recorded are taken to be off where they stand for a feature that the file lists for others.
    """
    off = {
        name
        for name in OPTIONS
        if name not in ("L1TF", "SWAP") and options.get(f"CONFIG_{name}", "n") in ("n", "not set")
    }
    return Config(frozenset(off | ({"SWAP"} if options.get("CONFIG_SWAP") == "n" else set())))


def _cache_bits(value: str) -> int | None:
    if value.lower() in ("n", "y"):
        return _AFFECTED_MINIMUM if value.lower() == "y" else None
    if not value.isdecimal() or int(value) not in _CACHE_BITS:
        raise ValueError(f"config L1TF={value}: the value must be n, y or address bits from 32 to 52")
    return int(value)
