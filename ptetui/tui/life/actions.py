"""What can be done in Life. The letter of an event stands with it, in the model."""

from typing import TYPE_CHECKING

from ptetui.linux.life.events import EVENTS
from ptetui.tui.actions import CONFIG_ACTION, KERNEL_ACTIONS, LAYOUT_ACTION, LINE_ACTIONS, Action

if TYPE_CHECKING:
    from ptetui.tui.desk import Desk


def watched(desk: "Desk") -> bool:
    """For what needs a recording, or the lab."""
    return desk.recording is not None or desk.lab is not None


EVENT_LETTERS = {event.name: event.key for event in EVENTS.values() if event.key}  # the others: from the list, by name
EVENT_ACTIONS = tuple(
    Action(f"event.{name}", letter, f"happen('{name}')", EVENTS[name].trigger, "", "Events")
    for name, letter in EVENT_LETTERS.items()
)
SCENE_ACTIONS = (
    Action("scene.swap", "exclamation_mark", "scene(0)", "play: PM_SWAP missing for shmem in swap", "scenes", "Scenes",
           "scene.proposal"),
    Action("scene.soft_dirty", "at", "scene(1)", "play: PM_SOFT_DIRTY lost at page-out", "", "Scenes"),
    Action("scene.uffd_wp", "number_sign", "scene(2)", "play: the same with uffd-wp, a marker stays", "", "Scenes"),
    Action("scene.proposal", "dollar_sign", "scene(3)", "play: a marker at page-out, as proposed in 2021", "",
           "Scenes"),
)  # fmt: skip
ACTIONS = (
    *LINE_ACTIONS,
    Action("life.event", "e", "event", "an event, to choose from the list of all", "events"),
    Action("life.take", "enter", "take", "the chosen event happens", "take"),
    Action("life.possible", "i", "possible", "all events, or only those that can happen now", "possible"),
    Action("moment.next", "n,right,l,U,ctrl+r", "travel(1)", "a moment, or a step of the recording, on", "step",
           "Timeline", "moment.previous"),
    Action("moment.previous", "p,left,h,u", "travel(-1)", "back: undo; another event then begins a branch", "",
           "Timeline"),
    Action("motion.again", "full_stop", "replay", "the motion of the last event again", "again", "Timeline"),
    Action("play.faster", "greater_than_sign", "pace(-1)", "faster motion", "", "Timeline"),
    Action("play.slower", "less_than_sign", "pace(1)", "slower motion", "", "Timeline"),
    Action("moment.jump", "g", "jump", "jump to any moment or step, by number or name", "jump", "Timeline"),
    Action("life.other", "tab", "other", "after a fork: follow the other page", "other", "Timeline"),
    Action("life.recording", "space", "recording", "from the recording to the model's own page, and back", "model",
           "Timeline", "", watched),
    Action("life.scenes", "semicolon", "scenes", "a scene, from the list of all", "", "Scenes"),
    *SCENE_ACTIONS,
    Action("life.designs", "V", "designs", "the same events under each design of 2021, in step; again: one page",
           "designs", "Page"),
    Action("life.kind", "K", "kind", "restart with the next page kind: anon, shmem, file, hugetlb", "kind", "Page"),
    Action("life.range", "R", "range", "facts of the range and circumstances: writable, userfaultfd, fork, pinned",
           "range", "Page"),
    Action("life.privilege", "P", "privilege", "pagemap with or without CAP_SYS_ADMIN", "privilege", "Page"),
    Action("life.open", "E", "open", "this word in Explore", "explore", "Page"),
    LAYOUT_ACTION,
    *KERNEL_ACTIONS,
    CONFIG_ACTION,
    *EVENT_ACTIONS,
)  # fmt: skip
