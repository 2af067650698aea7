"""The kernel configuration in force, as far as it changes what a word means.

Everything is on by default. Options are named without the `CONFIG_` prefix.
"""

from collections.abc import Iterable, Mapping

from ptetui.schema.dataclass import dataclass, replace

OPTIONS: Mapping[str, str] = {
    "SWAP": "swap areas; without it migration entries do not keep young and dirty",
    "MIGRATION": "page migration: two, from 5.19 three swap types",
    "DEVICE_PRIVATE": "device memory: two, from 5.14 four, from 6.15 three swap types",
    "MEMORY_FAILURE": "memory errors: the hwpoison swap type",
    "PTE_MARKER": "5.19 to 6.1: the marker swap type; from 6.2 on it is always there",
    "MEM_SOFT_DIRTY": "soft-dirty bits where the architecture has them",
    "HAVE_ARCH_USERFAULTFD_WP": "userfaultfd write-protect bits where the architecture has them",
    "NUMA_BALANCING": "NUMA hinting faults",
    "PHYSMEM": "n, or MAX_PHYSMEM_BITS where it is not the layout's: PHYSMEM=52",
    "L1TF": "n, or the address bits of the cache of an affected x86 CPU: L1TF=44 limits swap areas to 2^34 pages",
}
NUMERIC_OPTIONS = {"PHYSMEM", "L1TF"}
_ADDRESS_BITS = range(32, 65)
_AFFECTED_MINIMUM = 44  # what the kernel assumes at least for affected client CPUs, v6.12 arch/x86/kernel/cpu/bugs.c


@dataclass(frozen=True)
class Config:
    """Options that are off.

    `physmem`: bits of a physical address where they are not those of the layout. `l1tf`: address bits of the cache
    where the L1TF mitigation limits swap areas.
    """

    off: frozenset[str] = frozenset()
    physmem: int | None = None
    l1tf: int | None = None

    def __getitem__(self, option: str) -> bool:
        return option not in self.off

    def with_option(self, option: str, value: str) -> "Config":
        """This configuration with one option set. ValueError names an option or a value that is not known."""
        name = option.strip().upper().removeprefix("CONFIG_")
        if name not in OPTIONS:
            raise ValueError(f"config option {option} is not known; known are {', '.join(OPTIONS)}")
        if name in NUMERIC_OPTIONS:
            bits = _address_bits(name, value)
            return replace(self, physmem=bits) if name == "PHYSMEM" else replace(self, l1tf=bits)
        if value.lower() not in ("y", "n", "m"):
            raise ValueError(f"config {name}={value}: the value must be y or n")
        return replace(self, off=self.off | {name} if value.lower() == "n" else self.off - {name})

    def as_dict(self) -> dict[str, str]:
        """Every option and its value, as `--config` takes them."""
        numbers = {"PHYSMEM": self.physmem, "L1TF": self.l1tf}
        flags = {name: "y" if self[name] else "n" for name in OPTIONS}
        return flags | {name: "n" if number is None else str(number) for name, number in numbers.items()}

    def __str__(self) -> str:
        default = Config().as_dict()
        return (
            ",".join(f"{name}={value}" for name, value in self.as_dict().items() if value != default[name]) or "all on"
        )


def parse_config(texts: Iterable[str], base: Config | None = None) -> Config:
    """The configuration that texts like "MEMORY_FAILURE=n,MIGRATION=n" change. ValueError names what is wrong."""
    config = base or Config()
    for item in (item for text in texts for item in text.split(",") if item.strip()):
        name, equals, value = item.partition("=")
        if not equals:
            raise ValueError(f"config {item!r} is not like MEMORY_FAILURE=n")
        config = config.with_option(name, value.strip())
    return config


def options_set(text: str) -> dict[str, str]:
    """The CONFIG options that the text of a configuration sets; what it says is not set is left out."""
    lines = (line.partition("=") for line in text.splitlines() if line.startswith("CONFIG_"))
    return {name: value.strip('"') for name, _, value in lines}


def recorded_config(options: Mapping[str, str]) -> Config:
    """The configuration of a kernel whose options were recorded as "y", "m", "n" or "not set".

    An option that was not recorded is off, but for SWAP, which is on unless recorded otherwise.
    """
    off = {
        name
        for name in OPTIONS
        if name not in (*NUMERIC_OPTIONS, "SWAP") and options.get(f"CONFIG_{name}", "n") in ("n", "not set")
    }
    if options.get("CONFIG_SWAP") in ("n", "not set"):
        off.add("SWAP")
    return Config(frozenset(off))


def _address_bits(name: str, value: str) -> int | None:
    if value.lower() == "n":
        return None
    if name == "L1TF" and value.lower() == "y":
        return _AFFECTED_MINIMUM
    if not value.isdecimal() or int(value) not in _ADDRESS_BITS:
        raise ValueError(f"config {name}={value}: the value must be n or address bits from 32 to 64")
    return int(value)
