"""A call that is stopped in the midst of it: the machine stands still at a function of its kernel."""

import re
from typing import NamedTuple

from ptetui.linux.catalog import Catalog
from ptetui.linux.setting import Setting
from ptetui.sources.lab.debugger import Debugger
from ptetui.sources.lab.machine import Machine, MachineError
from ptetui.sources.lab.walk import Walk
from ptetui.sources.page_walk import PageWalk, levels_of

_SECONDS = 8.0  # of waiting for the function, or for the call to return without it
_POLL = 0.05


class Held(NamedTuple):
    """What was seen while the machine stood still: the word, and the table that CR3 leads to, None where unknown."""

    word: int
    table: int | None


def hold_at(debugger: Debugger, walk: Walk, function: str, line: str, place: int, address: int) -> Held | None:
    """Send the agent a call and look at the word at a place in guest memory when the kernel comes to the function; None
    where the call returns without a change.

    The agent's answer is still to be read.
    """
    machine = walk.machine
    code = _address_of(machine, function)
    before = walk.word(place)
    debugger.hold()
    debugger.breakpoint(code, on=True)
    debugger.go_on()
    machine.say(line)
    held = None
    for _ in range(int(_SECONDS / _POLL)):
        if debugger.stops(_POLL):
            word = walk.word(place)
            if word != before:
                held = Held(word, _table_of_cr3(machine, walk.setting, address))
                break
            debugger.step_over(code)  # another page's turn
        elif machine.answered:
            break
    debugger.hold()
    debugger.breakpoint(code, on=False)
    debugger.go_on()
    return held


def _address_of(machine: Machine, function: str) -> int:
    word = machine.ask(f"symbol {function}").removeprefix("symbol ")
    if not (address := int(word, 16)):
        raise MachineError(f"this kernel does not say where {function}() is: no /proc/kallsyms, or no such function")
    return address


def _table_of_cr3(machine: Machine, setting: Setting, address: int) -> int | None:
    """The page table of an address, by the walk that the CPU itself would do; None on other architectures."""
    registers = machine.monitor("info registers")
    cr3 = re.search(r"\bCR3=([0-9a-f]+)", registers)
    if cr3 is None:
        return None

    def read(place: int) -> int:
        return int.from_bytes(machine.memory[place : place + 8], "little")

    walk = PageWalk(setting, Catalog(), levels_of(setting, {}))
    top = walk.table_of(int(cr3[1], 16))
    return walk.follow(read(top + walk.first(address)), address, read).table
