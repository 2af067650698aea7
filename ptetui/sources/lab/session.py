"""A kernel in a virtual machine as a source of words: a life is a process with one page, and what is done to it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.life.page import points_to_table
from ptetui.linux.setting import Setting
from ptetui.sources.lab.calls import AGENT_KINDS, HUGE, HUGE_CALLS, SWAPOFF_BACK, Call
from ptetui.sources.lab.debugger import Debugger
from ptetui.sources.lab.hold import hold_at
from ptetui.sources.lab.image import agent, find_image
from ptetui.sources.lab.initramfs import initramfs
from ptetui.sources.lab.machine import ANSWER_SECONDS, Machine, MachineError
from ptetui.sources.lab.platforms import Platform
from ptetui.sources.lab.walk import PAGE_AT, Walk
from ptetui.sources.replay import recorded_setting
from ptetui.whole_file import replace_file

_CATEGORIES = (
    "WPALLOWED",
    "WRITTEN",
    "FILE",
    "PRESENT",
    "SWAPPED",
    "PFNZERO",
    "HUGE",
    "SOFT_DIRTY",
    "GUARD",
)  # PAGE_IS_..., from bit 0 up (linux/fs.h)
_PFN = (1 << 55) - 1  # of a pagemap word (Documentation/admin-guide/mm/pagemap.rst)
_LIVES = 2048  # page tables that lives take in turn: each has one of its own
_AREA_BYTES = 16 << 20  # of a swap area, as the agent makes brd's
_READABLE = ("none", "present", "protnone")  # forms of a PMD between calls: reading what is there can crash a kernel
_LOOKED = ("pagemap", "categories", "child_pagemap", "child_categories")
_EVENTS_ALONE = ("fork", "childwrite", "childexit")
NO_RETURN = "the call did not return and was interrupted"
GONE = "the call did not return and its process was killed: the life ends"


class Answer(NamedTuple):
    """What the agent says of a call; `fault` the flags of a userfault, None where there was none."""

    ret: int
    errno: int
    sig: int
    fault: int | None
    interrupted: bool
    child: int
    pagemap: int
    categories: int
    child_pagemap: int
    child_categories: int


@dataclass(frozen=True)
class LabOptions:
    """What to boot: see `ptetui lab --help`."""

    platform: Platform
    kernel: Path | None = None
    modules: Path | None = None
    cpu: str = ""
    memory_mib: int = 256
    nodes: int = 1  # of NUMA


class Lab:
    """A booted machine. Close it, or use it in a `with`."""

    def __init__(self, options: LabOptions, catalog: Catalog) -> None:
        self.options = options
        self.catalog = catalog
        options.platform.check()
        self.image = find_image(options.kernel, options.modules, options.platform)
        self.cpu = options.cpu or options.platform.cpu_for(self.image.options)
        files = {"swap.ko": self.image.module} if self.image.module else {}
        archive = initramfs(agent(options.platform), files)
        disks = () if self.image.module else (_AREA_BYTES,) * 2
        self.machine = Machine(
            options.platform, self.image.kernel, archive, options.memory_mib, self.cpu, disks, options.nodes
        )
        self.debugger = Debugger(self.machine)
        self.lives = 0
        self.area = 0  # the swap area that is on

    def boot(self) -> None:
        """Wait until the agent speaks. MachineError says what the console said last."""
        words = self.machine.wait_ready().split()
        if len(words) != 6:
            raise MachineError(f"the agent's first line is {' '.join(words)[:80]!r}")
        self.release, self.arch, size, features, swap = words[1:]
        if swap == "0":
            raise MachineError(
                "this kernel has no swap area: the module brd is not there or does not load, and NVMe is not built in; "
                "--modules names a folder of its modules, or a package of them"
            )
        self.page_size, self.uffd_features = int(size), int(features, 16)
        self.setting = recorded_setting(self.capture([]), Path("lab"), self.catalog, (), [])
        self.walk = Walk(self.machine, self.setting)

    @cached_property
    def pmd_setting(self) -> Setting:
        """What PMDs are read under. ValueError where no layout has those of this kernel."""
        at = self.setting
        return Setting(self.catalog.find(at.layout.name, at.named, level="pmd"), at.kernel, at.config, at.release)

    @property
    def title(self) -> str:
        """Kernel and CPU."""
        return f"Linux {self.release}, QEMU {self.cpu}"

    def life(self, kind: str) -> "GuestLife":
        """A new process with a page of this kind, which is not mapped yet."""
        return GuestLife(self, kind)

    def __enter__(self) -> "Lab":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the machine."""
        self.machine.close()

    def capture(self, records: Iterable[dict[str, Any]], **more: Any) -> dict[str, Any]:
        """A capture file's contents: this machine, and what was recorded on it."""
        wanted = {name: self.image.options.get(name, "not set") for name in _OPTIONS} if self.image.config else {}
        return {
            "arch": self.arch, "kernel_release": self.release, "machine": self.arch, "page_size": self.page_size,
            "config": wanted, "cpu_model": self.cpu, "ram_mib": self.options.memory_mib, **more,
            "uffd_features": hex(self.uffd_features), "captures": list(records),
        }  # fmt: skip


_OPTIONS = tuple(
    f"CONFIG_{name}"
    for name in (
        "MEM_SOFT_DIRTY", "PTE_MARKER", "PTE_MARKER_UFFD_WP", "USERFAULTFD", "HAVE_ARCH_USERFAULTFD_WP",
        "DEVICE_PRIVATE", "MIGRATION", "MEMORY_FAILURE", "ZSWAP", "NUMA_BALANCING", "TRANSPARENT_HUGEPAGE",
        "X86_5LEVEL", "PGTABLE_LEVELS", "X86_PAE", "ARM64_VA_BITS", "ARM64_PA_BITS", "ARM64_MTE", "ARM64_4K_PAGES",
        "ARM64_16K_PAGES", "ARM64_64K_PAGES", "PPC_64K_PAGES", "PPC_RADIX_MMU", "ARM_LPAE", "ADVISE_SYSCALLS", "SHMEM",
    )
)  # fmt: skip


def write_capture(capture: dict[str, Any], path: Path) -> None:
    """A capture as a file, whole or not at all; a pipe or a terminal is written to. ValueError in one line."""
    data = (json.dumps(capture, indent=0) + "\n").encode()
    try:
        if path.parts[:2] in (("/", "dev"), ("/", "proc")) or (path.exists() and not path.is_file()):
            path.write_bytes(data)
        else:
            replace_file(path.resolve(), data)
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None


class GuestLife:
    """One process of the machine with one page. `apply` does a call, and gives the records of it."""

    def __init__(self, lab: Lab, kind: str) -> None:
        self.lab = lab
        self.kind = kind
        self.huge = kind == HUGE
        platform = lab.machine.platform
        self._span = platform.span(lab.page_size)
        base = platform.base + lab.lives % _LIVES * self._span
        if self.huge and lab.walk.ends_middle(base):
            lab.lives, base = lab.lives + 1, base + self._span
        self.number = lab.lives
        lab.lives += 1
        self.steps = 0
        self.over = False
        self.answer: Answer | None = None  # of the last call
        self.address = base + (self._span if self.huge else PAGE_AT * lab.page_size)
        reply = lab.machine.ask(f"subject {base:x}").split()
        if reply[:1] != ["subject"]:
            raise MachineError("the agent could not start a process")
        self.pid = int(reply[1])
        self._frames = [int(word, 16) & _PFN for word in reply[2:]]
        self.child: int | None = None
        self._child_place: int | None = None
        self.table = self._table()
        self.setting = lab.pmd_setting if self.huge else lab.setting
        self._place = self._place_of(self.table)

    def _table(self) -> int:
        """The table with the cookies; of more than one, what is left of tables before, the one that still changes."""
        walk = self.lab.walk
        tables = walk.tables(self._frames)
        if len(tables) > 1:
            before = [walk.first_cookie(table) for table in tables]
            self._ask((0, "readonly", 0))
            tables = [table for table, word in zip(tables, before, strict=True) if walk.first_cookie(table) != word]
        if len(tables) != 1:
            raise MachineError(f"{len(tables)} page tables in guest memory hold the cookies, not one")
        return tables[0]

    def _place_of(self, table: int) -> int:
        """Where the word is in guest memory, by the table that holds the cookies."""
        walk, size = self.lab.walk, self.lab.machine.platform.pte_bytes
        return walk.pmd_over(table, self.address - self._span) + size if self.huge else walk.page_of(table)

    def begin(self) -> list[dict[str, Any]]:
        """The page is mapped."""
        mapped = Call("map", "", HUGE_CALLS, ((0, "hmap", self._span),)) if self.huge else _mapping(self.kind)
        if self.lab.area:  # the life before left with the other one
            for verb in SWAPOFF_BACK.verbs:
                self._ask(verb)
            self.lab.area = 0
        return self.apply(mapped)

    def apply(self, call: Call) -> list[dict[str, Any]]:
        """The records of a call: one, and one of the child where it has to do with it. None when the life is over."""
        if self.over:
            return []
        if self.child and call.name not in _EVENTS_ALONE:
            self._ask((0, "childexit", 0))
        call = SWAPOFF_BACK if call.name == "swapoff" and self.lab.area else call
        answer, held = self._hold(call) if call.held_at else (self._looked(self._ask_all(call)), None)
        if call.name == "swapoff" and answer is not None and answer.ret == 0:
            self.lab.area = 1 - self.lab.area
        self.steps += 1
        self.answer = answer
        records = self._records(call, answer)
        return [records[0] | held, *records[1:]] if records and held else records

    def _looked(self, answer: Answer | None) -> Answer | None:
        """With what pagemap says of a huge page; not where a call has left a PMD that no kernel should leave."""
        if answer is None or not self.huge:
            return answer
        if classify(self.setting, self.lab.walk.word(self._place)).form.name not in _READABLE:
            return answer
        seen = self._ask((0, "look", 0))
        return seen and answer._replace(**{name: getattr(seen, name) for name in _LOOKED})

    def _ask_all(self, call: Call) -> Answer | None:
        answer: Answer | None = None
        for verb in call.verbs:
            answer = self._ask(verb)
            if answer is None:
                break
        return answer

    def _hold(self, call: Call) -> tuple[Answer | None, dict[str, Any] | None]:
        """The call's answer, and what a record has of its midst; None where the call did not come there."""
        lab, before, seen = self.lab, self.lab.walk.word(self._place), self.answer
        held = hold_at(lab.debugger, lab.walk, call.held_at, _line(call.verbs[0]), self._place, self.address)
        answer = self._looked(self._answered())
        if held is None or answer is None:
            return answer, None
        digits = lab.setting.layout.width // 4
        words = {"raw_pte_before": before, "raw_pte_hex": held.word, "raw_pte_after": lab.walk.word(self._place)}
        pagemaps = {"pagemap_before": seen.pagemap if seen else 0, "pagemap_after": answer.pagemap}
        record: dict[str, Any] = {name: f"0x{word:0{digits}x}" for name, word in words.items()}
        record |= {name: f"0x{word:016x}" for name, word in pagemaps.items() if word or not self.huge}
        record["pagemap_hex"] = None
        record["held_at"] = call.held_at
        if held.table is not None:
            record["table_by_cr3"] = f"{held.table:#x}"
            record["table_by_frames"] = f"{self.table:#x}"
        return answer, record

    def _ask(self, verb: tuple[int, str, int]) -> Answer | None:
        """What the agent says; None where the process is gone."""
        self.lab.machine.say(_line(verb))
        return self._answered()

    def _answered(self) -> Answer | None:
        words = self.lab.machine.answer(ANSWER_SECONDS).split()
        if words[:1] != ["="] or len(words) != 11:
            self.over = True
            return None
        fault = int(words[4], 16)
        answer = Answer(
            int(words[1]), int(words[2]), int(words[3]), None if fault >> 63 else fault, words[5] == "1", int(words[6]),
            *(int(word, 16) for word in words[7:]),
        )  # fmt: skip
        if answer.child != self.child:
            self.child = answer.child
            tables = self.lab.walk.tables(self._frames, (self.table,)) if answer.child else []
            self._child_place = self._place_of(tables[0]) if len(tables) == 1 else None
        return answer

    def _records(self, call: Call, answer: Answer | None) -> list[dict[str, Any]]:
        if answer is None:
            return []
        name = call.name.partition(":")[0]
        common = {
            "step": f"life-{self.number:04}-{self.steps - 1:02}-{name}", "syscalls": list(call.spelled),
            "vaddr": f"{self.address:#x}", "life": self.number, "event": name, "kind": self.kind,
        }  # fmt: skip
        result = {"ret": answer.ret, "errno": answer.errno, "sig": answer.sig} | _note(answer)
        own = common | self._record("subject", self._place, answer.pagemap, answer.categories)
        if self._child_place is None or name not in ("fork", "childwrite"):
            return [own if name == "childwrite" else own | result]
        childs = common | self._record("child", self._child_place, answer.child_pagemap, answer.child_categories)
        return [own | result, childs] if name == "fork" else [childs | result, own]

    def _record(self, who: str, place: int, pagemap: int, categories: int) -> dict[str, Any]:
        digits, word = self.setting.layout.width // 4, self.lab.walk.word(place)
        unread = self.huge and (not pagemap or points_to_table(word, self.setting))  # or it is of an entry below
        record: dict[str, Any] = {
            "who": who,
            "raw_pte_hex": f"0x{word:0{digits}x}",
            "pagemap_hex": None if unread else f"0x{pagemap:016x}",
        }
        if categories >> 63:
            record["pagemap_scan"] = [name for bit, name in enumerate(_CATEGORIES) if categories >> bit & 1]
        return record


def _mapping(kind: str) -> Call:
    number, spelled = AGENT_KINDS[kind]
    return Call("map", "", spelled, ((0, "map", number),))


def _line(verb: tuple[int, str, int]) -> str:
    who, name, number = verb
    return f"{who} {name} {number:x}"


def _note(answer: Answer) -> dict[str, str]:
    words = []
    if answer.ret < 0 or answer.sig:
        words.append(f"ret={answer.ret} errno={answer.errno}" + (f" SIGNAL {answer.sig}" if answer.sig else ""))
    if answer.fault is not None:
        words.append(f"userfault flags={answer.fault:#x}")
    if answer.interrupted:
        words.append(NO_RETURN)
    return {"note": ", ".join(words)} if words else {}
