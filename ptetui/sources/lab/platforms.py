"""What differs between the machines that the lab can be: QEMU's program and options, consoles, table geometry."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Platform:
    """One architecture. `big_endian` is how memory stores entries, `table_bytes` what a page table takes, `tty` the
    agent's line, `lines` what QEMU puts at the ends of the two."""

    name: str
    qemu: str
    machine: str
    cpu: str
    console: str
    tty: str
    compiler: str
    pte_bytes: int = 8
    big_endian: bool = False
    table_bytes: int = 4096
    base: int = 0x2A40000000
    lines: tuple[str, ...] = ("-serial", "chardev:console", "-serial", "chardev:agent")
    append: str = ""
    kernel_package: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)  # of QEMU, by distribution
    compiler_packages: str = "install gcc and libc6-dev (Debian), gcc and glibc-static (Fedora), gcc (Arch)"

    def check(self) -> None:
        """ValueError where QEMU is not installed."""
        if shutil.which(self.qemu) is None:
            names = ", ".join(f"{name} ({system})" for system, name in self.packages.items())
            raise ValueError(f"{self.qemu} is not installed: install {names}")

    def command(
        self, *, kernel: str, initrd: str, memory: str, memory_mib: int, cpu: str, console: str, agent: int,
        monitor: int,
    ) -> list[str]:  # fmt: skip
        """QEMU's command line. `agent` and `monitor` are descriptors of sockets, the others paths."""
        line = f"{self.console} lab={self.tty} quiet panic=-1 {self.append}".strip()
        return [
            self.qemu, "-accel", "tcg", "-machine", f"{self.machine},memory-backend=ram", "-cpu", cpu,
            "-smp", "1", "-m", f"{memory_mib}M", "-nodefaults", "-no-user-config", "-display", "none", "-nic", "none",
            "-no-reboot", "-object", f"memory-backend-file,id=ram,size={memory_mib}M,mem-path={memory},share=on",
            "-kernel", kernel, "-initrd", initrd, "-append", line,
            "-chardev", f"file,id=console,path={console}", "-chardev", f"socket,id=agent,fd={agent}", *self.lines,
            "-chardev", f"socket,id=monitor,fd={monitor}", "-mon", "chardev=monitor,mode=control",
        ]  # fmt: skip


PLATFORMS: Mapping[str, Platform] = {
    platform.name: platform
    for platform in (
        Platform(
            "x86_64", "qemu-system-x86_64", "pc", "Haswell-v4", "console=ttyS0", "ttyS1", "cc",
            append="nokaslr tsc=reliable no_timer_check",
            kernel_package="linux-image-cloud-amd64",
            packages={"Debian": "qemu-system-x86", "Fedora": "qemu-system-x86-core", "Arch": "qemu-system-x86"},
        ),
        Platform(
            "arm64", "qemu-system-aarch64", "virt", "cortex-a57", "console=ttyS0", "ttyAMA0", "aarch64-linux-gnu-gcc",
            lines=("-serial", "chardev:agent", "-device", "pci-serial,chardev=console"),
            append="nokaslr",
            kernel_package="linux-image-cloud-arm64:arm64",
            packages={"Debian": "qemu-system-arm", "Fedora": "qemu-system-aarch64-core", "Arch": "qemu-system-aarch64"},
            compiler_packages="install gcc-aarch64-linux-gnu and libc6-dev-arm64-cross (Debian), gcc-aarch64-linux-gnu "
            "(Fedora), aarch64-linux-gnu-gcc (Arch)",
        ),
    )
}  # fmt: skip
