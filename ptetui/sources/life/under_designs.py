"""The same deeds under each design of 2021, in step: what its entry is, which facts it tells and which it has lost."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ptetui.analysis.designs.derived import derived
from ptetui.analysis.designs.design import DESIGNS, Design, DesignCase
from ptetui.analysis.designs.fit import able
from ptetui.linux.setting import Setting
from ptetui.sources.life.tree import LifeTree, Moment

# What an entry without a page can tell of it: name -> events that take the fact away because they are asked to.
KEPT_FACTS: Mapping[str, tuple[str, ...]] = {
    "uffd_wp": ("uffd_unwp", "uffd_copy", "write", "munmap"), "soft_dirty": ("clear_refs_4", "munmap"), "swapped": (),
}  # fmt: skip


class Variant(NamedTuple):
    """A design on a layout: its setting, or None and why the layout cannot have it."""

    design: Design
    setting: Setting | None
    why: str = ""


class DesignLife(NamedTuple):
    """A life under one design: the present moment, the facts that its entry tells, those that it has lost."""

    variant: Variant
    moment: Moment
    tells: tuple[str, ...]
    lost: tuple[str, ...]


def variants(case: DesignCase) -> tuple[Variant, ...]:
    """The designs on the layout of a case."""
    listed = []
    for design in DESIGNS:
        setting = derived(design.name, case)
        listed.append(Variant(design, setting, "" if setting else able(design.name, case)[1]))
    return tuple(listed)


def life_under(life: LifeTree, variant: Variant) -> DesignLife | None:
    """The life up to now under a design; None where the layout cannot have it."""
    if variant.setting is None:
        return None
    moments = life.under(variant.setting)
    which = min(life.lives, len(moments[-1].pages) - 1)
    tells = _remembered(moments[-1], which)
    return DesignLife(variant, moments[-1], tells, tuple(name for name in _lost(moments, which) if name not in tells))


def _remembered(moment: Moment, which: int) -> tuple[str, ...]:
    """The facts that an entry tells."""
    reading = moment.reading(which)
    says = {
        "uffd_wp": "uffd_wp" in (*reading.flags, *(reading.marker or ())) or reading.form.role == "special",
        "soft_dirty": "soft_dirty" in reading.flags,
        "swapped": reading.state == "swap",
    }
    return tuple(name for name in KEPT_FACTS if says[name])


def _lost(moments: Sequence[Moment], which: int) -> tuple[str, ...]:
    """The facts that were true of the page, were not taken away by request, and are not told any more."""
    lost: set[str] = set()
    for moment in moments:
        own = min(which, len(moment.pages) - 1)  # before a fork there was one page
        if moment.deed.kind == "start":
            lost.clear()
        elif moment.outcome is not None and moment.deed.whose == own:
            lost |= {fate.name for fate in moment.outcome.fates if fate.change == "lost"}
            lost -= {name for name, events in KEPT_FACTS.items() if moment.deed.name in events}
        lost -= set(_remembered(moment, own))
    page = moments[-1].pages[which]
    if page.file.backing == "swapped" and not page.anon and not page.present:
        lost.add("swapped")
    return tuple(name for name in KEPT_FACTS if name in lost)
