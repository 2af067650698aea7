"""The two problems that the project grew out of, played: what happens to the page, with a line for each moment.

A scene needs a layout and a kernel that have what it is about; where the present ones have not, it plays on x86-64.
"""

from typing import NamedTuple

from ptetui.linux.life.events import EVENTS
from ptetui.linux.life.guards import Circumstances, soft_dirty_known
from ptetui.linux.life.page import Page, keeps, new_page
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.sources.life.tree import LifeTree

_ELSEWHERE = ("x86_64", (6, 12))


class Scene(NamedTuple):
    """A title, a page to begin with, what it needs (soft_dirty, uffd_wp, markers), what happens, the never-merged rule.

    `opening` is said at the start; `steps` are (event, caption).
    """

    title: str
    page: Page
    needs: tuple[str, ...]
    opening: str
    steps: tuple[tuple[str, str], ...]
    proposal: bool = False


def _shmem(*uffd: str) -> Page:
    return new_page("shmem", uffd=frozenset(uffd))


SCENES = (
    Scene(
        "PM_SWAP missing",
        _shmem(),
        ("soft_dirty",),
        "Shared memory that nobody has touched: no entry, the file is a hole.",
        (
            ("clear_refs_4", "Tracking starts: neither entry nor range counts as soft-dirty."),
            ("write", "Written: present and soft-dirty, and pagemap shows both."),
            ("pageout", "Paged out: the data is in swap, but pagemap is 0: there is no SWAP to see."),
        ),
    ),
    Scene(
        "PM_SOFT_DIRTY lost",
        _shmem(),
        ("soft_dirty",),
        'The same memory; watch soft-dirty, which says "written since clear_refs".',
        (
            ("clear_refs_4", "Tracking starts: neither entry nor range counts as soft-dirty."),
            ("write", "Written: soft-dirty is set; a checkpoint would save this page."),
            ("pageout", "Paged out: an entry of none has no bit for it. Soft-dirty is lost."),
            ("read", "Read back: the data is there, soft-dirty is not. A checkpoint misses it."),
        ),
    ),
    Scene(
        "with uffd-wp a marker stays",
        _shmem("wp"),
        ("soft_dirty", "uffd_wp", "markers"),
        "The same memory, registered with userfaultfd for write protection.",
        (
            ("clear_refs_4", "Tracking starts, as before."),
            ("write", "Written: present and soft-dirty."),
            ("uffd_wp", "Write-protected: the uffd-wp bit is set, write permission goes."),
            ("pageout", "Paged out: a marker keeps uffd-wp, pagemap shows SWAP; soft-dirty is lost."),
            ("read", "Read back: the marker gave uffd-wp back; soft-dirty is gone all the same."),
        ),
    ),
    Scene(
        "a marker at page-out, August 2021, never merged",
        _shmem(),
        ("soft_dirty", "markers"),
        "As proposed: reclaim leaves a marker in the entry. No kernel does this.",
        (
            ("clear_refs_4", "Tracking starts, as before."),
            ("write", "Written: present and soft-dirty."),
            ("pageout", "Fixed: pagemap shows SWAP. Not fixed: soft-dirty is lost, it has no bit."),
            ("fork", "Not fixed: a fork copies no marker; the child sees nothing of the swap."),
            ("read", "Read back in the parent: present, but no longer soft-dirty."),
        ),
        proposal=True,
    ),
)  # fmt: skip


def enact(life: LifeTree, number: int) -> str:
    """Put a scene on the timeline and go to its start; where it plays if not on the present layout, in words."""
    scene = SCENES[number]
    missing = _missing(scene, life.setting)
    message = ""
    if missing:
        name, kernel = _ELSEWHERE
        here = f"{life.setting.layout.name} at {spell(life.setting.kernel)}"
        message = f"{here} has no {missing}: played on {name} at {spell(kernel)}"
        life.use(Setting(life.catalog.find(name, kernel), kernel))
    life.choices = frozenset()
    life.start(scene.page, scene.title, scene.proposal, scene.opening)
    first = life.index
    for event, caption in scene.steps:
        declared = EVENTS[event]
        life.happen(event if life.setting.kernel >= declared.since else declared.earlier or event, caption)
        life.lives = 0
    while life.index != first:
        life.undo()
    return message


def _missing(scene: Scene, setting: Setting) -> str:
    """The first thing that the scene needs and the setting has not."""
    have = {
        "soft_dirty": soft_dirty_known(Circumstances(scene.page, setting)),
        "uffd_wp": keeps(setting, "uffd_wp"),
        "markers": setting.has_markers,
    }
    names = {"soft_dirty": "soft-dirty bits", "uffd_wp": "uffd-wp bits", "markers": "markers"}
    return next((names[need] for need in scene.needs if not have[need]), "")
