"""Which layout reads the words of a report, and what the words are under it.

A release that the log prints decides. Without one the layouts of all releases are tried: the newest that agrees with
what the kernel itself decoded, else the newest under which the word makes sense. That is an inference, and it says so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ptetui.linux.catalog import Catalog, CatalogError, backports, newest
from ptetui.linux.classify import Reading, classify
from ptetui.linux.config import Config, parse_config
from ptetui.linux.entry import entry_of
from ptetui.linux.layout import Layout
from ptetui.linux.releases import Release, parse_release
from ptetui.linux.setting import Setting
from ptetui.linux.since import RADIX_TREE_SINCE, XARRAY_SINCE
from ptetui.linux.versions import NEWEST, OLDEST, Version, spell
from ptetui.schema.bits import ones
from ptetui.sources.log.levels import level
from ptetui.sources.log.origin import WIDE_DIGITS, Origin
from ptetui.sources.log.report import Report, Word

USUAL = ("x86_64", "arm64_4k", "x86_32_2level", "x86_32_pae", "arm_2level", "riscv64", "s390", "ppc32_book3s_6xx",
         "ppc64_book3s_64k", "mips32_r4k", "parisc64", "sparc64_sun4u", "loongarch64_16k")  # fmt: skip
_LARGEST_TYPE = 31
PLAUSIBLE = 1 << 31  # frames or slots of 4 KiB in 8 TiB
_NUMBERS = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?")


@dataclass(frozen=True)
class Kernel:
    """A release: as the log prints it, as X.Y for people, as the release whose layouts are in force.

    `release` is None where it is older or newer than those known; `note` then says what it is read as.
    """

    text: str
    spelled: str
    version: Version
    release: Release | None = None
    note: str = ""


@dataclass(frozen=True)
class Settled:
    """What reads a report: a setting for PTEs (None where no architecture shows), the release if it is known.

    `because` says what chose the setting where that was not the release in the log. `covered` is False where the layout
    of the release is not known, and that of another stands in. `flags` names the software bits
    of swap entries of 64-bit x86, which kernels of other widths took for their own by mistake.
    """

    pte: Setting | None
    kernel: Kernel | None
    bits: int
    because: str = ""
    covered: bool = True
    flags: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Slot:
    """A swp_entry_t taken apart; None, None where the word size would decide and is not known."""

    type: int | None
    offset: int | None


@lru_cache(maxsize=64)
def kernel_in(text: str) -> Kernel | None:
    """The release of a text, None where it has none. Releases that are not known count as the nearest that is."""
    match = _NUMBERS.match(text)
    if match is None:
        return None
    spelled = f"{match[1]}.{match[2]}"
    if match[1] == "2" and match[3]:
        spelled = f"{spelled}.{match[3]}"
    try:
        release = parse_release(text)
        return Kernel(text, spelled, release.version, release)
    except ValueError:
        pass
    numbers = (int(match[1]), int(match[2]))
    nearest = OLDEST if numbers < OLDEST else NEWEST
    return Kernel(text, spelled, nearest, None, f"{spelled} is not known; read as {spell(nearest)}")


def settle(report: Report, origin: Origin, catalog: Catalog, config: Config) -> Settled:
    """What reads the words of a report."""
    kernel = kernel_in(origin.release) if origin.release else None
    candidates = _candidates(origin.layouts, catalog, kernel, config)
    if not candidates:
        assumed = _proved(report, catalog, kernel, config)
        if assumed is None:
            return Settled(None, kernel, origin.bits)
        because = "no sign of the architecture; the entry that the kernel printed fits this layout"
        return Settled(assumed, kernel, assumed.layout.long_bits, because)
    fitting = [setting for setting in candidates if _fits(setting, report)] or candidates[:1]
    agreeing = [setting for setting in fitting if entry_agrees(setting, report)]
    if agreeing:
        because = "" if kernel else "the entry that the kernel printed fits this layout"
        return Settled(agreeing[0], kernel, agreeing[0].layout.long_bits, because)
    if report.entry is not None and report.pte is not None:
        by_entry = _by_entry(report, origin, catalog, kernel, config)
        if by_entry is not None:
            return by_entry
    return _by_signs(fitting, report, catalog, kernel)


def _by_entry(
    report: Report, origin: Origin, catalog: Catalog, kernel: Kernel | None, config: Config
) -> Settled | None:
    """What agrees with the kernel's own entry where the layout that the log's signs are of does not; None if nothing.

    That is a vendor's kernel with a patch, or another architecture than the signs are of.
    """
    for setting in _vendors(origin.layouts, catalog, kernel, config) if kernel else ():
        if entry_agrees(setting, report):
            because = f"the entry that the kernel printed fits the layout of {setting.layout.span}: a vendor's patch"
            return Settled(setting, kernel, setting.layout.long_bits, because)
    other = _proved(report, catalog, kernel, config, _wide(report))
    if other is None or (origin.sure and other.layout.arch != catalog.find(origin.layouts[0]).arch):
        return None
    because = "the entry that the kernel printed fits this layout, not the one that the log looks like"
    return Settled(other, kernel, other.layout.long_bits, because)


def _by_signs(fitting: Sequence[Setting], report: Report, catalog: Catalog, kernel: Kernel | None) -> Settled:
    """The layout that the log looks like, in the release that it prints, else in the one that makes most sense."""
    if kernel is None:
        framed = [setting for setting in fitting if _frame_agrees(setting, report)]
        best = framed[0] if framed else max(fitting, key=lambda setting: _sense(setting, report, catalog))
        because = "the page that the kernel printed fits this layout" if framed else "as the word makes most sense"
        return Settled(best, None, best.layout.long_bits, because)
    layout = fitting[0].layout
    flags = _flags(catalog) if layout.arch == "x86" else {}
    covered = kernel.release is not None and layout.covers(kernel.version)
    because = "" if covered else f"not known at {kernel.spelled}, read as {spell(fitting[0].kernel)}"
    return Settled(fitting[0], kernel, layout.long_bits, because, covered, flags)


@lru_cache(maxsize=8)
def _flags(catalog: Catalog) -> Mapping[int, str]:
    swap = catalog.find("x86_64").swap
    return {field.place(0): field.name.replace("_", "-") for field in swap.fields if field.kind == "flag"}


def _proved(report: Report, catalog: Catalog, kernel: Kernel | None, config: Config, bits: int = 0) -> Setting | None:
    """The layout that the pair of a PTE and its entry shows, of kernels whose unsigned long has `bits`, 0 for any."""
    if report.pte is None or report.entry is None:
        return None
    usual = _candidates(USUAL, catalog, kernel, config)
    sized = (setting for setting in usual if bits in (0, setting.layout.long_bits))
    return next((setting for setting in sized if entry_agrees(setting, report)), None)


def _wide(report: Report) -> int:
    """64 where the entry has more digits than one of 32 bits, else 0: nothing shows it."""
    return 64 if report.entry is not None and report.entry.digits >= WIDE_DIGITS else 0


def _candidates(names: Sequence[str], catalog: Catalog, kernel: Kernel | None, config: Config) -> list[Setting]:
    settings = []
    for name in names:
        try:
            history = ranges(catalog, name)
        except CatalogError:
            continue
        if kernel is not None:
            layout = nearest_range(history, kernel.version)
            in_force = catalog.under(layout, kernel.release) if kernel.release else layout
            settings.append(_setting(in_force, _inside(layout, kernel.version), config, kernel.release))
        else:
            settings += _any_release(history, config)
    if kernel is not None:
        settings.sort(key=lambda setting: not setting.layout.covers(kernel.version))
    return settings


def _any_release(history: Sequence[Layout], config: Config) -> list[Setting]:
    """A setting for every range and backport, the newest first; two where the generic entry changed within a range."""
    settings = []
    for layout in reversed(history):
        ends = [_setting(layout, newest(layout), config), _setting(layout, layout.since, config)]
        settings += ends if ends[0].generic_offset_bits != ends[1].generic_offset_bits else ends[:1]
        settings += [
            _setting(backport, backport.since, config, parse_release(backport.backport))
            for backport in backports(layout)
        ]
    return settings


def _vendors(names: Sequence[str], catalog: Catalog, kernel: Kernel, config: Config) -> list[Setting]:
    """What a kernel with patches of its vendor may have instead of its upstream layout: that of any other release."""
    release = kernel.release
    if release is None or not release.rule or (release.stable is not None and not release.vendor):
        return []
    settings = []
    for name in names:
        try:
            others = _any_release(ranges(catalog, name), config)
        except CatalogError:
            continue
        settings += [replace(other, kernel=_inside(other.layout, kernel.version)) for other in others]
    return settings


def _setting(layout: Layout, version: Version, config: Config, release: Release | None = None) -> Setting:
    """A setting; 32-bit kernels have no memory of devices."""
    if layout.long_bits == 32 and config == Config():
        config = parse_config(["DEVICE_PRIVATE=n"])
    return Setting(layout, version, config, release)


@lru_cache(maxsize=64)
def ranges(catalog: Catalog, name: str, level: str = "pte") -> tuple[Layout, ...]:
    """The ranges of a layout, looked up once. CatalogError where there are none."""
    return catalog.history(name, level)


def nearest_range(history: Sequence[Layout], version: Version) -> Layout:
    """The range of a release, or the range next to it where none holds it."""
    for layout in history:
        if layout.covers(version):
            return layout
    later = [layout for layout in history if layout.since > version]
    return later[0] if later else history[-1]


def _inside(layout: Layout, version: Version) -> Version:
    return min(max(version, layout.since), newest(layout))


@lru_cache(maxsize=8)
def _with_levels(catalog: Catalog) -> frozenset[tuple[str, str]]:
    """The layouts that say what a PMD is, and those that say what a PUD is."""
    return frozenset((layout.name, layout.level) for layout in catalog.all([]))


@lru_cache(maxsize=256)
def level_setting(catalog: Catalog, setting: Setting, name: str) -> Setting | None:
    """What reads words of level `name` beside PTEs of a setting; None where no layout of that level is known.

    Levels above the PUDs are read as PUDs, and PUDs as PMDs where these are known alone.
    """
    known = _with_levels(catalog)
    levels = ("pmd",) if name == "pmd" else ("pud", "pmd")
    read_as = next((kind for kind in levels if (setting.layout.name, kind) in known), None)
    if read_as is None:
        return None
    history = ranges(catalog, setting.layout.name, read_as)
    layout = nearest_range(history, setting.kernel)
    in_force = catalog.under(layout, setting.release) if setting.release else layout
    return Setting(in_force, _inside(layout, setting.kernel), setting.config, setting.release)


def _fits(setting: Setting, report: Report) -> bool:
    pte = report.pte
    return pte is None or not pte.number >> setting.layout.width


def generic_entry(reading: Reading) -> int | None:
    """The swp_entry_t that the kernel decodes from a swap-like word; None for others."""
    return None if reading.type is None or reading.offset is None else entry_of(reading)


def entry_agrees(setting: Setting, report: Report) -> bool | None:
    """Whether the entry that the kernel printed is ours; None where there is none or the PTE is no swap entry."""
    pte, entry = report.pte, report.entry
    if pte is None or entry is None or pte.number >> setting.layout.width:
        return None
    number = generic_entry(classify(setting, pte.number))
    return None if number is None else number == entry.number


def _frame_agrees(setting: Setting, report: Report) -> bool:
    pte, frame = report.pte, report.guess if report.frame is None else report.frame
    if pte is None or frame is None or pte.number >> setting.layout.width:
        return False
    return classify(setting, pte.number).pfn == frame


def _sense(setting: Setting, report: Report, catalog: Catalog) -> int:
    """How much sense the words make; of equals the newest is taken."""
    points = 0
    for word in report.words:
        if word.level == "entry" or word.number >> setting.layout.width:
            continue
        if word.level != "pte":
            entry = level(word.number, word.level, level_setting(catalog, setting, word.level), setting)
            points += entry.state in ("present", "protnone") and (entry.frame or 0) < PLAUSIBLE and not entry.wrong
            continue
        reading = classify(setting, word.number)
        if reading.state == "swap" and reading.offset is not None:
            points += 1 + (reading.offset < PLAUSIBLE) + (reading.type == 0 and reading.offset < PLAUSIBLE)
        elif reading.state == "protnone":
            points += 1 + ((reading.pfn or 0) < PLAUSIBLE)
        else:
            points += reading.state not in ("malformed", "unknown")
    return points


def slot_of(entry: Word, settled: Settled) -> Slot:
    """Type and offset of a swp_entry_t. Where nothing shows the word size, both sizes have to give the same."""
    version: tuple[int, ...] = settled.pte.kernel if settled.pte else NEWEST
    if settled.kernel:
        numbers = _NUMBERS.match(settled.kernel.text)
        version = tuple(int(number or 0) for number in numbers.groups()) if numbers else settled.kernel.version
    sizes = (settled.bits,) if settled.bits else (64,) if entry.number >> 32 else (32, 64)
    read = _slot if settled.kernel else _slot_of_any
    slots = {read(entry.number, bits, version) for bits in sizes}
    return Slot(*slots.pop()) if len(slots) == 1 else Slot(None, None)


def _slot_of_any(number: int, bits: int, version: tuple[int, ...]) -> tuple[int, int]:
    """The same of an unknown release: no type ends above 31, so a larger one is from before the radix tree's bits."""
    slot = _slot(number, bits, version)
    return slot if slot[0] <= _LARGEST_TYPE else _slot(number, bits, OLDEST)


def _slot(number: int, bits: int, version: tuple[int, ...]) -> tuple[int, int]:
    """The type is at the top: below 5 bits, since 3.1 below two more of the radix tree, since 4.20 below one."""
    shift = bits - (6 if version >= XARRAY_SINCE else 7 if version >= RADIX_TREE_SINCE else 5)
    return number >> shift, number & ones(shift)
