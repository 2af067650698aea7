"""The configurations that can be probed: which defconfig, which options on top, what the target's compiler defines."""

from collections.abc import Mapping
from typing import NamedTuple


class Configuration(NamedTuple):
    """A layout's kernel: `arch` as make wants it, `source` its folder under arch/, `options` NAME=y|n|text.

    `macros` are what the target's compiler predefines; `bits` those of unsigned long.
    """

    layout: str
    arch: str
    source: str
    defconfig: str
    options: tuple[str, ...] = ()
    bits: int = 64
    macros: tuple[str, ...] = ()


_BE = ("__BIG_ENDIAN__",)
_ARM64 = ("__aarch64__", "__AARCH64EL__")
_ARM = ("__arm__", "__ARMEL__", "__LINUX_ARM_ARCH__=7", "__ARM_EABI__")
_ARM5 = ("__arm__", "__ARMEL__", "__LINUX_ARM_ARCH__=5", "__ARM_EABI__")
_RISCV = ("__riscv",)
_PPC64 = ("__powerpc__", "__powerpc64__", "__PPC__", "__PPC64__", "_ARCH_PPC", "_ARCH_PPC64")
_PPC32 = ("__powerpc__", "__PPC__", "_ARCH_PPC", *_BE)
_MIPS32 = ("__mips__", "__mips=32", "_MIPS_SZLONG=32", "_MIPS_SZPTR=32", "_MIPS_SZINT=32", "_ABIO32=1",
           "_MIPS_SIM=_ABIO32", "__MIPSEL__", "_MIPSEL", "_MIPS_ISA=_MIPS_ISA_MIPS32")  # fmt: skip
_MIPS64 = ("__mips__", "__mips=64", "__mips64", "_MIPS_SZLONG=64", "_MIPS_SZPTR=64", "_MIPS_SZINT=32", "_ABI64=3",
           "_MIPS_SIM=_ABI64", "__MIPSEL__", "_MIPSEL", "_MIPS_ISA=_MIPS_ISA_MIPS64")  # fmt: skip
_MIPS4K = ("PAGE_SIZE_4KB=y", "PAGE_SIZE_16KB=n")

CONFIGURATIONS: Mapping[str, Configuration] = {
    configuration.layout: configuration
    for configuration in (
        Configuration("x86_64", "x86_64", "x86", "x86_64_defconfig", macros=("__x86_64__",)),
        Configuration("x86_32_2level", "i386", "x86", "i386_defconfig", ("HIGHMEM4G=y", "HIGHMEM64G=n"), 32,
                      ("__i386__",)),
        Configuration("x86_32_pae", "i386", "x86", "i386_defconfig", ("HIGHMEM64G=y", "HIGHMEM4G=n", "X86_PAE=y"), 32,
                      ("__i386__",)),
        Configuration("arm64_4k", "arm64", "arm64", "defconfig", ("ARM64_4K_PAGES=y", "ARM64_VA_BITS_48=y"),
                      macros=_ARM64),
        Configuration("arm64_16k", "arm64", "arm64", "defconfig",
                      ("ARM64_4K_PAGES=n", "ARM64_16K_PAGES=y", "ARM64_VA_BITS_47=y"), macros=_ARM64),
        Configuration("arm64_64k", "arm64", "arm64", "defconfig",
                      ("ARM64_4K_PAGES=n", "ARM64_64K_PAGES=y", "ARM64_VA_BITS_48=y", "ARM64_PA_BITS_48=y"),
                      macros=_ARM64),
        Configuration("riscv64", "riscv", "riscv", "defconfig", macros=(*_RISCV, "__riscv_xlen=64")),
        Configuration("riscv32", "riscv", "riscv", "defconfig",
                      ("ARCH_RV32I=y", "32BIT=y", "NONPORTABLE=y", "ARCH_RV64I=n"), 32, (*_RISCV, "__riscv_xlen=32")),
        Configuration("s390", "s390", "s390", "defconfig", macros=("__s390__", "__s390x__")),
        Configuration("ppc64_book3s_64k", "powerpc", "powerpc", "ppc64_defconfig",
                      ("PPC_64K_PAGES=y", "PPC_4K_PAGES=n"), macros=(*_PPC64, *_BE)),
        Configuration("ppc64_book3s_4k", "powerpc", "powerpc", "ppc64_defconfig",
                      ("PPC_4K_PAGES=y", "PPC_64K_PAGES=n"), macros=(*_PPC64, *_BE)),
        Configuration("ppc32_book3s_6xx", "powerpc", "powerpc", "pmac32_defconfig",
                      ("PPC_BOOK3S_32=y", "PHYS_64BIT=n"), 32, _PPC32),
        Configuration("arm_2level", "arm", "arm", "multi_v7_defconfig", ("ARM_LPAE=n",), 32, _ARM),
        Configuration("arm_2level_v5", "arm", "arm", "multi_v5_defconfig", (), 32, _ARM5),
        Configuration("arm_lpae", "arm", "arm", "multi_v7_defconfig",
                      ("ARCH_MULTI_V6=n", "ARCH_MULTI_V6_V7=n", "ARM_LPAE=y"), 32, _ARM),
        Configuration("loongarch64_16k", "loongarch", "loongarch", "loongson3_defconfig",
                      macros=("__loongarch__", "__loongarch64", "__loongarch_grlen=64")),
        Configuration("mips32_r4k", "mips", "mips", "malta_defconfig",
                      ("CPU_MIPS32_R1=y", "CPU_MIPS32_R2=n", *_MIPS4K), 32, _MIPS32),
        Configuration("mips64_r2_4k", "mips", "mips", "malta_defconfig",
                      ("64BIT=y", "32BIT=n", "CPU_MIPS32_R2=n", "CPU_MIPS64_R2=y", "TRANSPARENT_HUGEPAGE=y", *_MIPS4K),
                      macros=(*_MIPS64, "__mips_isa_rev=2")),
        Configuration("m68k_motorola", "m68k", "m68k", "amiga_defconfig", (), 32,
                      ("__m68k__", "__mc68000__", "__mc68020__", "mc68000")),
        Configuration("parisc32", "parisc", "parisc", "generic-32bit_defconfig", (), 32, ("__hppa__", "__hppa")),
        Configuration("alpha", "alpha", "alpha", "defconfig", macros=("__alpha__", "__alpha")),
        Configuration("openrisc", "openrisc", "openrisc", "or1ksim_defconfig", (), 32, ("__or1k__", "__OR1K__")),
        Configuration("xtensa", "xtensa", "xtensa", "iss_defconfig", (), 32,
                      ("__xtensa__", "__XTENSA_EL__", "__XTENSA_WINDOWED_ABI__")),
        Configuration("csky_abiv2", "csky", "csky", "defconfig", ("CPU_CK860=y", "CPU_CK610=n"), 32,
                      ("__csky__", "__CSKYABIV2__")),
        Configuration("microblaze", "microblaze", "microblaze", "mmu_defconfig", (), 32,
                      ("__MICROBLAZE__", "__MICROBLAZEEL__")),
        Configuration("nios2", "nios2", "nios2", "10m50_defconfig", (), 32, ("__nios2__", "__NIOS2__")),
        Configuration("sh4", "sh", "sh", "landisk_defconfig", (), 32, ("__sh__", "__SH4__", "__LITTLE_ENDIAN__")),
    )
}  # fmt: skip

# Default configurations that newer trees name otherwise.
LATER_NAMES: Mapping[str, str] = {"loongson3_defconfig": "loongson64_defconfig"}


class Compiler(NamedTuple):
    """A target's own compiler, what runs its programs, and what of the kernel's own flags it needs."""

    compiler: str
    emulator: str
    flags: tuple[str, ...] = ()


# By folder under arch/ and bits of unsigned long; as Debian calls the programs.
COMPILERS: Mapping[tuple[str, int], Compiler] = {
    ("arm64", 64): Compiler("aarch64-linux-gnu-gcc", "qemu-aarch64", ("-mgeneral-regs-only",)),
    ("riscv", 64): Compiler("riscv64-linux-gnu-gcc", "qemu-riscv64", ("-mno-relax", "-mcmodel=medany")),
    ("s390", 64): Compiler("s390x-linux-gnu-gcc", "qemu-s390x", ("-march=z13",)),
    ("powerpc", 64): Compiler("powerpc64-linux-gnu-gcc", "qemu-ppc64", ("-mcpu=power8",)),
    ("arm", 32): Compiler("arm-linux-gnueabi-gcc", "qemu-arm", ("-march=armv7-a",)),
    ("mips", 32): Compiler("mipsel-linux-gnu-gcc", "qemu-mipsel", ("-mno-abicalls",)),
    ("m68k", 32): Compiler("m68k-linux-gnu-gcc", "qemu-m68k"),
}

# What the host's compiler cannot probe, and why.
NOT_PROBED: Mapping[str, str] = {
    "sparc64_sun4u": "what is present is decided by instructions that the kernel patches as it boots",
    "sparc64_sun4v": "what is present is decided by instructions that the kernel patches as it boots",
}
