"""What can be done to a page of our own on this machine: the lab's calls, without those that the machine would feel."""

from collections.abc import Mapping

from ptetui.sources.lab.calls import CALLS, Call

_LEFT_TO_LAB: Mapping[str, str] = {
    "hwpoison": "takes a page of this machine's memory for good",
    "softoff": "takes a page of this machine's memory for good",
    "hold": "takes a page of this machine's memory for good",
    "holdmove": "stops a machine in the midst of it",
    "move": "needs a second NUMA node",
    "swapoff": "would empty a swap area of this machine",
    "swapcycle": "would empty a swap area of this machine",
}
LIVE_CALLS: Mapping[str, Call] = {name: call for name, call in CALLS.items() if name not in _LEFT_TO_LAB}


def why_not(event: str) -> str:
    """Why an event of the model cannot be had here."""
    name = next((call.name for call in CALLS.values() if call.event == event), event)
    reason = _LEFT_TO_LAB.get(name, "no call of this process does it")
    return f"{event}: {reason}" + ("; ptetui lab does it" if name in _LEFT_TO_LAB else "")
