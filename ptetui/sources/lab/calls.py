"""What can be done to the page in the machine: names, the calls as recordings spell them, the agent's verbs."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

SUBJECT, CHILD = 0, 1
AGENT_KINDS: Mapping[str, tuple[int, tuple[str, ...]]] = {  # kind -> the agent's number, the calls
    "anon": (0, ("mmap(PRIVATE|ANON)",)),
    "shm": (1, ("mmap(SHARED|ANON)",)),
    "memfd": (2, ("memfd_create", "mmap(SHARED)")),
    "memfdp": (3, ("memfd_create", "mmap(PRIVATE)")),
}
KIND_OF_MODEL: Mapping[str, str] = {"anon": "anon", "shmem": "memfd", "file": "memfdp"}
HUGE = "huge"  # the kind of a life whose PMD is read
HUGE_CALLS = ("mmap(PRIVATE|ANON)", "madvise(MADV_HUGEPAGE)")
NOT_HUGE = ("hold", "mremap", "punch", "truncate", "willneed", "register:MISSING", "register:WP", "register:BOTH")
TO_OTHER_NODE = ("move", "holdmove")
WITH_FILE = ("memfd", "memfdp")

# Bits of UFFDIO_API (linux/userfaultfd.h): flags of faults, missing pages of shmem, protection of shmem, poison,
# protection of what is not there yet. The rest is asked for by name.
UFFD_FEATURES = 0x1 | 0x20 | 0x1000 | 0x2000 | 0x4000
UFFD_BY_NAME: Mapping[str, int] = {"event_fork": 0x2, "event_remap": 0x4, "wp_unpopulated": 0x2000, "wp_async": 0x8000}
_MISSING, _WP = 1, 2

Verb = tuple[int, str, int]


class Call(NamedTuple):
    """One event: its calls in words, and the verbs that do them. `event` is the model's name, "" where it has none.

    `held_at` is the kernel's function at which the machine is stopped and looked at, in the midst of the call.
    """

    name: str
    event: str
    spelled: tuple[str, ...]
    verbs: tuple[Verb, ...]
    held_at: str = ""


def _one(name: str, event: str, spelled: str, verb: str, number: int = 0) -> Call:
    return Call(name, event, (spelled,), ((SUBJECT, verb, number),))


def _register(name: str, modes: str, number: int) -> Call:
    opened = (SUBJECT, "uopen", UFFD_FEATURES)
    return Call(name, "", (f"UFFDIO_REGISTER({modes})",), (opened, (SUBJECT, "ureg", number)))


CALLS: Mapping[str, Call] = {
    call.name: call
    for call in (
        _one("read", "read", "read", "read"),
        _one("write", "write", "write", "write"),
        _one("pageout", "pageout", "madvise(MADV_PAGEOUT)", "madvise", 21),
        _one("cold", "cold", "madvise(MADV_COLD)", "madvise", 20),
        _one("willneed", "willneed", "madvise(MADV_WILLNEED)", "madvise", 3),
        _one("dontneed", "dontneed", "madvise(MADV_DONTNEED)", "madvise", 4),
        _one("free", "free", "madvise(MADV_FREE)", "madvise", 8),
        _one("guard", "guard_install", "madvise(MADV_GUARD_INSTALL)", "madvise", 102),
        _one("unguard", "guard_remove", "madvise(MADV_GUARD_REMOVE)", "madvise", 103),
        _one("hwpoison", "hwpoison", "madvise(MADV_HWPOISON)", "madvise", 100),
        _one("softoff", "", "madvise(MADV_SOFT_OFFLINE)", "madvise", 101),
        _one("hold", "", "madvise(MADV_SOFT_OFFLINE)", "madvise", 101)._replace(held_at="remove_migration_pte"),
        _one("move", "move_pages", "move_pages(to the other node)", "movenode"),
        _one("holdmove", "", "move_pages(to the other node)", "movenode")._replace(held_at="remove_migration_pte"),
        _one("none", "mprotect_none", "mprotect(PROT_NONE)", "mprotect", 0),
        _one("ro", "mprotect_ro", "mprotect(PROT_READ)", "mprotect", 1),
        _one("rw", "mprotect_rw", "mprotect(PROT_READ|PROT_WRITE)", "mprotect", 3),
        Call("mremap", "mremap", ("mremap(to another address)", "mremap(back)"), ((SUBJECT, "mremap", 0),)),
        _one("munmap", "munmap", "munmap", "munmap"),
        _one("mlock", "mlock", "mlock", "mlock"),
        _one("munlock", "munlock", "munlock", "munlock"),
        _one("clear1", "clear_refs_1", 'write "1" to /proc/self/clear_refs', "clear", 1),
        _one("clear4", "clear_refs_4", 'write "4" to /proc/self/clear_refs', "clear", 4),
        _one("punch", "punch", "fallocate(PUNCH_HOLE)", "punch"),
        Call("truncate", "truncate", ("ftruncate(0)", "ftruncate(back)"), ((SUBJECT, "truncate", 0),)),
        _register("register:MISSING", "MISSING", _MISSING),
        _register("register:WP", "WP", _WP),
        _register("register:BOTH", "MISSING|WP", _MISSING | _WP),
        _one("unregister", "uffd_unregister", "UFFDIO_UNREGISTER", "uunreg"),
        _one("uwp", "uffd_wp", "UFFDIO_WRITEPROTECT", "uwp", 1),
        _one("unwp", "uffd_unwp", "UFFDIO_WRITEPROTECT(0)", "uwp", 0),
        _one("poison", "uffd_poison", "UFFDIO_POISON", "upoison"),
        _one("ucopy", "uffd_copy", "UFFDIO_COPY", "ucopy"),
        _one("uclose", "", "close(uffd)", "uclose"),
        _one("scanwp", "scan_wp", "PAGEMAP_SCAN(WP)", "scanwp"),
        _one("fork", "fork", "fork", "fork"),
        Call("childwrite", "", ("write in child",), ((CHILD, "write", 0),)),
        _one("childexit", "", "child exits", "childexit"),
        Call("swapcycle", "", ("swapoff(/dev/ram0)", "swapon(/dev/ram0)"),
             ((SUBJECT, "swapoff", 0), (SUBJECT, "swapon", 0))),
        Call("swapoff", "swapoff", ("swapon(/dev/ram1)", "swapoff(/dev/ram0)"),
             ((SUBJECT, "swapon", 1), (SUBJECT, "swapoff", 0))),
    )
}  # fmt: skip
BY_EVENT: Mapping[str, Call] = {call.event: call for call in CALLS.values() if call.event}
# The other swap area takes over; done again, the first one does.
SWAPOFF_BACK = Call("swapoff", "swapoff", ("swapon(/dev/ram0)", "swapoff(/dev/ram1)"),
                    ((SUBJECT, "swapon", 0), (SUBJECT, "swapoff", 1)))  # fmt: skip

_FACTS: Mapping[str, str] = {"read_only": "ro", "locked": "mlock", "tracked": "clear4"}


def call_named(name: str) -> Call:
    """The call of a name, the recordings' or the model's. ValueError names what is not known."""
    if name in CALLS:
        return CALLS[name]
    if name in BY_EVENT:
        return BY_EVENT[name]
    raise ValueError(f"{name!r} is not an event of the lab; its events are {', '.join(CALLS)}")


def life_of(words: Sequence[str], kind: str = "anon") -> tuple[str, tuple[Call, ...]]:
    """A life in words: its kind, where they begin with one, and its calls, facts of the range first.

    ValueError names the word that is wrong.

    Words are those of `--play` in Life (`shmem uffd=wp write uffd_wp`) and those of recordings (`memfd register:WP`).
    """
    rest = list(words)
    if rest and rest[0].rstrip(":") in (*AGENT_KINDS, *KIND_OF_MODEL, HUGE):
        first = rest.pop(0).rstrip(":")
        kind = KIND_OF_MODEL.get(first, first)
    elif rest and rest[0] == "hugetlb":
        kinds = ", ".join((*AGENT_KINDS, *KIND_OF_MODEL, HUGE))
        raise ValueError(f"'hugetlb': the lab has no pages of hugetlb; kinds are {kinds}")
    modes = 0
    features = UFFD_FEATURES
    calls: list[Call] = []
    known = ("uffd=wp", "uffd=missing", *UFFD_BY_NAME, *_FACTS)
    for number, word in enumerate(rest):
        if word in known and any(before not in known for before in rest[:number]):
            raise ValueError(f"{word!r}: facts of the range come before the first event")
        if word in ("uffd=wp", "uffd=missing"):
            modes |= _WP if word == "uffd=wp" else _MISSING
        elif word in UFFD_BY_NAME:
            features |= UFFD_BY_NAME[word]
        elif word in _FACTS:
            calls.append(CALLS[_FACTS[word]])
        else:
            calls.append(call_named(word))
    if modes:
        register = CALLS[("register:MISSING", "register:WP", "register:BOTH")[modes - 1]]
        opened = register._replace(verbs=((SUBJECT, "uopen", features), register.verbs[1]))
        calls.insert(0, opened)
    for call in calls:
        if kind == HUGE and call.name in NOT_HUGE:
            raise ValueError(f"{HUGE}: {call.name} is not a call for a huge page")
    return kind, tuple(calls)
