"""What differs between the machines that the lab can be: QEMU's program and options, consoles, table geometry."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# No other CPU, nobody who moves pages or makes them old meanwhile: DAMON_STAT, on by default in Debian's kernels of 7.2
# and 7.3, samples all memory and clears the accessed bit of what it samples.
_QUIET = ("quiet", "panic=-1", "maxcpus=1", "numa_balancing=disable", "damon_stat.enabled=N")


@dataclass(frozen=True)
class Platform:
    """One architecture. `big_endian` is how memory stores entries, `tables` and `middles` what a page table and a table
    of PMDs take in bytes, by page size, where that is not one page; `tty` is the agent's line, `lines` what QEMU puts
    at the ends of the two, `cpus` the CPU models that a kernel with an option needs, `uname` what `uname -m` prints
    where that is not the name, `memory_at` where physical memory begins."""

    name: str
    qemu: str
    machine: str
    cpu: str
    console: str
    tty: str
    compiler: str
    pte_bytes: int = 8
    big_endian: bool = False
    tables: Mapping[int, int] = field(default_factory=dict)
    middles: Mapping[int, int] = field(default_factory=dict)
    base: int = 0x2A40000000
    lines: tuple[str, ...] = ("-serial", "chardev:console", "-serial", "chardev:agent")
    append: str = ""
    uname: str = ""
    memory_at: int = 0
    cpus: Mapping[str, str] = field(default_factory=dict)
    kernel_package: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)  # of QEMU, by distribution
    compiler_packages: str = (
        "install gcc and libc6-dev (Debian), gcc and glibc-static (Fedora), gcc (Arch), gcc and glibc-devel-static "
        "(openSUSE)"
    )

    @property
    def uts_machine(self) -> str:
        """What `uname -m` prints, which is also a name of a layout."""
        return self.uname or self.name

    def table_bytes(self, page_size: int) -> int:
        """What a page table takes, in bytes."""
        return self.tables.get(page_size, page_size)

    def span(self, page_size: int) -> int:
        """The bytes of addresses that one page table covers."""
        return self.table_bytes(page_size) // self.pte_bytes * page_size

    def cpu_for(self, options: Mapping[str, str]) -> str:
        """The CPU model for a kernel of this configuration."""
        return next((cpu for option, cpu in self.cpus.items() if options.get(option) == "y"), self.cpu)

    def check(self) -> None:
        """ValueError where QEMU is not installed."""
        if shutil.which(self.qemu) is None:
            names = ", ".join(f"{name} ({system})" for system, name in self.packages.items())
            raise ValueError(f"{self.qemu} is not installed: install {names}")

    def command(
        self, *, kernel: str, initrd: str, memory: Sequence[str], memory_mib: int, cpu: str, console: str, agent: int,
        monitor: int, debugger: int, disks: Sequence[str] = (),
    ) -> list[str]:  # fmt: skip
        """QEMU's command line. `agent`, `monitor` and `debugger` are sockets, the others paths, `disks` for swap.

        Each file of `memory` is a NUMA node, all of one size; the second one's CPU is not used.
        """
        line = " ".join((self.console, f"lab={self.tty}", *_QUIET, self.append)).strip()
        nodes = len(memory)
        one = nodes == 1
        return [
            self.qemu, "-accel", "tcg", "-machine", self.machine + (",memory-backend=ram0" if one else ""),
            "-cpu", cpu, "-smp", f"{nodes},sockets={nodes}", "-m", f"{memory_mib}M", "-nodefaults",
            "-no-user-config", "-display", "none", "-nic", "none", "-no-reboot",
            *(word for number, path in enumerate(memory) for word in _memory(number, path, memory_mib // nodes)),
            *(word for number in range(nodes) if not one for word in _node(number)),
            "-kernel", kernel, "-initrd", initrd, "-append", line,
            "-chardev", f"file,id=console,path={console}", "-chardev", f"socket,id=agent,fd={agent}", *self.lines,
            "-chardev", f"socket,id=monitor,fd={monitor}", "-mon", "chardev=monitor,mode=control",
            "-chardev", f"socket,id=gdb,fd={debugger}",
            *(word for number, disk in enumerate(disks) for word in _nvme(number, disk)),
        ]  # fmt: skip


def _memory(number: int, path: str, mib: int) -> tuple[str, ...]:
    return ("-object", f"memory-backend-file,id=ram{number},size={mib}M,mem-path={path},share=on")


def _node(number: int) -> tuple[str, ...]:
    return ("-numa", f"node,nodeid={number},memdev=ram{number},cpus={number}")


def _nvme(number: int, path: str) -> tuple[str, ...]:
    drive = f"if=none,id=swap{number},format=raw,file.driver=file,file.filename={path},file.locking=off"
    return ("-drive", drive, "-device", f"nvme,drive=swap{number},serial=swap{number}")


PLATFORMS: Mapping[str, Platform] = {
    platform.name: platform
    for platform in (
        Platform(
            "x86_64", "qemu-system-x86_64", "pc", "Haswell-v4", "console=ttyS0", "ttyS1", "cc",
            append="nokaslr tsc=reliable no_timer_check",
            kernel_package="linux-image-cloud-amd64",
            packages={"Debian": "qemu-system-x86", "Fedora": "qemu-system-x86-core", "Arch": "qemu-system-x86",
                      "openSUSE": "qemu-x86"},
        ),
        Platform(
            "arm64", "qemu-system-aarch64", "virt", "cortex-a57", "console=ttyS0", "ttyAMA0", "aarch64-linux-gnu-gcc",
            lines=("-serial", "chardev:agent", "-device", "pci-serial,chardev=console"),
            append="nokaslr", uname="aarch64", memory_at=0x40000000, cpus={"CONFIG_ARM64_16K_PAGES": "neoverse-n1"},
            kernel_package="linux-image-cloud-arm64:arm64",
            packages={"Debian": "qemu-system-arm", "Fedora": "qemu-system-aarch64-core", "Arch": "qemu-system-aarch64",
                      "openSUSE": "qemu-arm"},
            compiler_packages="install gcc-aarch64-linux-gnu and libc6-dev-arm64-cross (Debian), gcc-aarch64-linux-gnu "
            "(Fedora), aarch64-linux-gnu-gcc (Arch)",
        ),
        Platform(
            "riscv64", "qemu-system-riscv64", "virt", "rv64", "console=ttyS1", "ttyS0", "riscv64-linux-gnu-gcc",
            lines=("-serial", "chardev:agent", "-device", "pci-serial,chardev=console"),
            memory_at=0x80000000,
            kernel_package="linux-image-riscv64:riscv64",
            packages={"Debian": "qemu-system-riscv", "Debian 12": "qemu-system-misc",
                      "Fedora": "qemu-system-riscv-core", "Arch": "qemu-system-riscv", "openSUSE": "qemu-extra"},
            compiler_packages="install gcc-riscv64-linux-gnu and libc6-dev-riscv64-cross (Debian), "
            "gcc-riscv64-linux-gnu (Fedora), riscv64-linux-gnu-gcc (Arch)",
        ),
        Platform(
            "s390x", "qemu-system-s390x", "s390-ccw-virtio", "max", "console=ttyS0", "ttysclp0",
            "s390x-linux-gnu-gcc", big_endian=True, tables={4096: 2048}, middles={4096: 16384},
            lines=("-device", "sclplmconsole,chardev=console", "-device", "sclpconsole,chardev=agent"),
            append="conmode=sclp",
            kernel_package="linux-image-s390x:s390x",
            packages={"Debian": "qemu-system-s390x", "Debian 12": "qemu-system-misc",
                      "Fedora": "qemu-system-s390x-core", "Arch": "qemu-system-s390x", "openSUSE": "qemu-s390x"},
            compiler_packages="install gcc-s390x-linux-gnu and libc6-dev-s390x-cross (Debian), gcc-s390x-linux-gnu "
            "(Fedora), s390x-linux-gnu-gcc (Arch)",
        ),
        Platform(
            "ppc64el", "qemu-system-ppc64", "pseries,x-vof=on", "power9", "console=hvc0", "hvc1",
            "powerpc64le-linux-gnu-gcc", big_endian=True, tables={65536: 256}, middles={65536: 4096},
            uname="ppc64le",
            lines=("-device", "spapr-vty,chardev=console,reg=0x30000000",
                   "-device", "spapr-vty,chardev=agent,reg=0x30001000"),
            kernel_package="linux-image-powerpc64le:ppc64el",
            packages={"Debian": "qemu-system-ppc", "Fedora": "qemu-system-ppc-core", "Arch": "qemu-system-ppc",
                      "openSUSE": "qemu-ppc"},
            compiler_packages="install gcc-powerpc64le-linux-gnu and libc6-dev-ppc64el-cross (Debian), "
            "gcc-powerpc64le-linux-gnu (Fedora), powerpc64le-linux-gnu-gcc (Arch)",
        ),
    )
}  # fmt: skip
