"""The process with a page of our own: a program on its own, `python -I -S agent.py PARENT SOCKET`.

It reads lines "WHO VERB NUMBER" (number hexadecimal; who 0 for itself, 1 for its child) and answers each with
"= RETURNED ERRNO SIGNAL FAULT INTERRUPTED CHILD": decimal; FAULT are the flags of a userfault, -1 without. It ends with
the thread that started it (PR_SET_PDEATHSIG) and with its socket.

An access to the page is a libc function of one argument in a task of its own that shares the memory (CLONE_VM): only
that task gets the signal of a bad access, and only it waits for a userfault. The access is made in user mode, as
UFFD_USER_MODE_ONLY wants it. Numbers are those of Linux's uapi headers.
"""

import ctypes
import errno
import fcntl
import mmap
import os
import platform
import resource
import select
import signal
import socket
import struct
import sys
import time

PAGE_AT, AWAY_AT, SOURCE_AT, PAGES = 16, 40, 56, 64  # in pages from the base; what is left is PROT_NONE
ACCESS_SECONDS = 1.5  # an access that takes longer is given up
_PR_SET_PDEATHSIG, _CLONE_VM, _MADV_NOHUGEPAGE = 1, 0x100, 15
_MAP_FIXED, _MAP_NORESERVE = 0x10, 0x4000
_MREMAP_TO = 3  # MREMAP_MAYMOVE | MREMAP_FIXED
_USERFAULTFD = {
    "x86_64": 323,
    "i686": 374,
    "aarch64": 282,
    "riscv64": 282,
    "loongarch64": 282,
    "s390x": 355,
    "armv7l": 388,
}  # not where ioctl numbers are built otherwise (powerpc, mips, sparc)
_USER_MODE_ONLY = 1
_API, _REGISTER, _UNREGISTER = 0xC018AA3F, 0xC020AA00, 0x8010AA01
_COPY, _PROTECT, _POISON, _SCAN = 0xC028AA03, 0xC018AA06, 0xC020AA08, 0xC0606610
_PAGEFAULT = 0x12
_FALLOC_PUNCH = 3  # FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = libc.mremap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.mremap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int, ctypes.c_void_p]
_OF_RANGE, _OF_RANGE_AND_NUMBER = ("munmap", "mlock", "munlock"), ("madvise", "mprotect")  # verbs that are libc's
for _name in _OF_RANGE:
    getattr(libc, _name).argtypes = [ctypes.c_void_p, ctypes.c_size_t]
for _name in _OF_RANGE_AND_NUMBER:
    getattr(libc, _name).argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
libc.fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_longlong, ctypes.c_longlong]
libc.clone.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
_LOAD = ctypes.cast(libc.strlen, ctypes.c_void_p)  # reads up to the first zero, not beyond the page
_STORE = ctypes.cast(libc.sigfillset, ctypes.c_void_p)  # writes 128 bytes at most


def succeeded(returned: int | None) -> int:
    """What a call returned; OSError where it failed."""
    if returned is None or returned == -1 or returned == (1 << 64) - 1:
        raise OSError(ctypes.get_errno(), "")
    return returned


class Done:
    """What came of a call."""

    returned = errno = signal = interrupted = 0
    fault = -1


class Agent:
    """The page, its range, and a child with a copy of both."""

    def __init__(self) -> None:
        self.size = mmap.PAGESIZE
        flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | _MAP_NORESERVE
        self.base = succeeded(libc.mmap(None, PAGES * self.size, 0, flags, -1, 0))
        self.page = self.base + PAGE_AT * self.size
        self.source = succeeded(libc.mmap(self.base + SOURCE_AT * self.size, self.size, 3,
                                      mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | _MAP_FIXED, -1, 0))  # fmt: skip
        ctypes.memset(self.source, 7, self.size)
        self.stack = mmap.mmap(-1, 1 << 16)
        self.stack_top = ctypes.addressof(ctypes.c_char.from_buffer(self.stack)) + (1 << 16) - 256
        self.file = self.faults = -1
        self.child = 0
        self.link: socket.socket | None = None

    # ------------------------------------------------------------------ calls

    def call(self, verb: str, number: int) -> Done:
        """Do it."""
        done = Done()
        try:
            if verb in ("read", "write"):
                self._access(_STORE if verb == "write" else _LOAD, done)
            elif verb in _OF_RANGE:
                succeeded(getattr(libc, verb)(self.page, self.size))
            elif verb in _OF_RANGE_AND_NUMBER:
                succeeded(getattr(libc, verb)(self.page, self.size, number))
            else:
                done.returned = int(getattr(self, f"do_{verb}")(number) or 0)
        except OSError as error:
            done.returned, done.errno = -1, error.errno or 0
        except AttributeError:
            done.returned, done.errno = -1, errno.ENOSYS
        return done

    def _access(self, function: ctypes.c_void_p, done: Done) -> None:
        pid = succeeded(libc.clone(function, self.stack_top, _CLONE_VM | signal.SIGCHLD, self.page))
        until = time.monotonic() + ACCESS_SECONDS
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                done.signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
                return
            if self.faults >= 0 and (flags := self._waiting_fault()) is not None:
                done.fault = flags
                break
            if time.monotonic() > until:
                done.interrupted = 1
                break
            time.sleep(0.0005)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        while self.faults >= 0 and self._waiting_fault() is not None:  # what is given up waits no more
            pass

    def _waiting_fault(self) -> int | None:
        if not select.select([self.faults], [], [], 0)[0]:
            return None
        try:
            message = os.read(self.faults, 32)
        except BlockingIOError:
            return None
        event, flags = struct.unpack_from("=B7xQ", message)
        return int(flags) if event == _PAGEFAULT else None

    def do_map(self, number: int) -> None:
        """Map the page: 0 anonymous, 1 shared anonymous, 2 a memfd shared, 3 a memfd private."""
        if self.file >= 0:
            os.close(self.file)
            self.file = -1
        flags = _MAP_FIXED | (mmap.MAP_SHARED if number in (1, 2) else mmap.MAP_PRIVATE)
        if number >= 2:
            self.file = os.memfd_create("ptetui-page", 0)
            os.ftruncate(self.file, self.size)
        else:
            flags |= mmap.MAP_ANONYMOUS
        succeeded(libc.mmap(self.page, self.size, 3, flags, self.file, 0))
        libc.madvise(self.page, self.size, _MADV_NOHUGEPAGE)

    def do_mremap(self, number: int) -> None:
        """Away and back."""
        away = self.base + (AWAY_AT + number) * self.size
        succeeded(libc.mremap(self.page, self.size, self.size, _MREMAP_TO, away))
        succeeded(libc.mremap(away, self.size, self.size, _MREMAP_TO, self.page))

    def do_clear(self, number: int) -> None:
        """clear_refs of this process."""
        with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
            file.write(str(number))

    def do_punch(self, _: int) -> None:
        """A hole in the file."""
        succeeded(libc.fallocate(self.file, _FALLOC_PUNCH, 0, self.size))

    def do_truncate(self, _: int) -> None:
        """The file to nothing, and back."""
        os.ftruncate(self.file, 0)
        os.ftruncate(self.file, self.size)

    def do_uopen(self, wanted: int) -> None:
        """A userfaultfd for faults of user mode, with those of the features that the kernel has."""
        if self.faults >= 0:
            return
        probe = self._new_uffd()
        try:
            api = bytearray(struct.pack("QQQ", 0xAA, 0, 0))
            fcntl.ioctl(probe, _API, api)
            features = struct.unpack("QQQ", api)[1]
        finally:
            os.close(probe)
        faults = self._new_uffd()
        try:
            fcntl.ioctl(faults, _API, bytearray(struct.pack("QQQ", 0xAA, wanted & features, 0)))
        except OSError:
            os.close(faults)
            raise
        self.faults = faults

    def _new_uffd(self) -> int:
        number = _USERFAULTFD.get(platform.machine())
        if number is None:
            raise OSError(errno.ENOSYS, "")
        return succeeded(libc.syscall(number, _USER_MODE_ONLY | os.O_CLOEXEC | os.O_NONBLOCK))

    def do_ureg(self, mode: int) -> None:
        """UFFDIO_REGISTER."""
        self._userfault(_REGISTER, "QQQQ", self.page, self.size, mode, 0)

    def do_uunreg(self, _: int) -> None:
        """UFFDIO_UNREGISTER."""
        self._userfault(_UNREGISTER, "QQ", self.page, self.size)

    def do_uwp(self, mode: int) -> None:
        """UFFDIO_WRITEPROTECT."""
        self._userfault(_PROTECT, "QQQ", self.page, self.size, mode)

    def do_upoison(self, _: int) -> None:
        """UFFDIO_POISON."""
        self._userfault(_POISON, "QQQq", self.page, self.size, 0, 0)

    def do_ucopy(self, mode: int) -> None:
        """UFFDIO_COPY."""
        self._userfault(_COPY, "QQQQq", self.page, self.source, self.size, mode, 0)

    def _userfault(self, request: int, form: str, *values: int) -> None:
        if self.faults < 0:
            raise OSError(errno.EBADF, "")
        fcntl.ioctl(self.faults, request, bytearray(struct.pack(form, *values)))

    def do_uclose(self, _: int) -> None:
        """close(userfaultfd)."""
        if self.faults < 0:
            raise OSError(errno.EBADF, "")
        os.close(self.faults)
        self.faults = -1

    def do_scanwp(self, _: int) -> None:
        """PAGEMAP_SCAN with PM_SCAN_WP_MATCHING."""
        request = struct.pack("12Q", 96, 1, self.page, self.page + self.size, *(0,) * 8)
        with open("/proc/self/pagemap", "rb", buffering=0) as file:
            fcntl.ioctl(file, _SCAN, bytearray(request))

    # ------------------------------------------------------------------ the child

    def do_fork(self, _: int) -> int:
        """A child, which waits for calls."""
        self.do_childexit(0)
        ours, theirs = socket.socketpair()
        parent = os.getpid()
        pid = os.fork()
        if not pid:
            ours.close()
            tie_to(parent)
            self.child, self.link = 0, None
            answer_lines(self, theirs)
            os._exit(0)
        theirs.close()
        self.child, self.link = pid, ours
        return pid

    def do_childexit(self, _: int) -> None:
        """The end of the child."""
        if self.link is not None:
            os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)
            self.link.close()
        self.child, self.link = 0, None


def tie_to(parent: int) -> None:
    """End when the parent does."""
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def answer_lines(agent: Agent, link: socket.socket) -> None:
    """Answer lines until there are no more."""
    lines = link.makefile("rw", encoding="ascii", newline="\n")
    for line in lines:
        who, verb, number = line.split()
        if who == "1" and agent.link is not None:
            agent.link.sendall(f"0 {verb} {number}\n".encode())
            answer = agent.link.makefile("r", encoding="ascii").readline()
            lines.write(f"{answer.rpartition(' ')[0]} {agent.child}\n")
        else:
            done = agent.call(verb, int(number, 16))
            lines.write(f"= {done.returned} {done.errno} {done.signal} {done.fault} {done.interrupted} {agent.child}\n")
        lines.flush()


def run_agent() -> None:
    """Say where the page is, then serve."""
    tie_to(int(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))  # no core of an access that faults, and none piped
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    agent = Agent()
    link = socket.socket(fileno=int(sys.argv[2]))
    link.sendall(f"page {agent.page:x} {agent.size}\n".encode())
    answer_lines(agent, link)


if __name__ == "__main__":
    run_agent()
