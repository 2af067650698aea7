"""Raw entries out of kernel memory: a core file, BTF and page tables that the test lays out itself.

Where this machine has them, its own BTF is read, too, and a kernel in QEMU is asked (tests/sources/lab).
"""

import struct
from pathlib import Path

import pytest

from ptetui.cli import main
from ptetui.linux.setting import Setting
from ptetui.sources.live.btf import Btf
from ptetui.sources.live.kcore import Kcore
from ptetui.sources.live.raw_words import KernelTables, symbol_address
from ptetui.sources.page_walk import PageWalk, levels_of
from tests.tui.apps import CATALOG, setting

DIRECT, TEXT = 0xFFFF888000000000, 0xFFFFFFFF81000000
PAGE = 4096
FRAMES = 24
ADDRESS = 0x7F5512345000
MEMBERS = {"task_struct": (("tasks", 16), ("pid", 40), ("mm", 48)), "mm_struct": (("pgd", 24),)}
TASK_AT, OTHER_AT, THREAD_AT, MM_AT = 0x100, 0x1100, 0x1300, 0x2040  # physical
TOP, UPPER, MIDDLE, LOWER = 5, 6, 7, 8  # frames of the tables
PTE = 0x8000000002BEA867


def btf_of(structures: dict[str, tuple[tuple[str, int], ...]]) -> bytes:
    """BTF with an int and these structures; the second half of the members lies in a nameless part."""
    strings = bytearray(b"\0")

    def name(text: str) -> int:
        strings.extend(text.encode() + b"\0")
        return len(strings) - len(text) - 1

    types = struct.pack("<IIII", name("long"), 1 << 24, 8, 64)
    number = 1
    for structure, members in structures.items():
        inner, outer = members[1:], members[:1]
        first = inner[0][1] if inner else 0
        types += struct.pack("<III", 0, 4 << 24 | len(inner), 64)
        types += b"".join(struct.pack("<III", name(member), 1, 8 * (at - first)) for member, at in inner)
        number += 1
        types += struct.pack("<III", name(structure), 4 << 24 | len(outer) + 1, 128)
        types += b"".join(struct.pack("<III", name(member), 1, 8 * at) for member, at in outer)
        types += struct.pack("<III", 0, number, 8 * first)
        number += 1
    header = struct.pack("<HBBIIIII", 0xEB9F, 1, 0, 24, 0, len(types), len(types), len(strings))
    return header + types + bytes(strings)


def memory_image(levels: int) -> bytearray:
    """Two tasks and a kernel thread, an mm, and page tables with one PTE, one huge page, one empty entry."""
    image = bytearray(FRAMES * PAGE)

    def put(at: int, *values: int) -> None:
        struct.pack_into(f"<{len(values)}Q", image, at, *values)

    ring = (TASK_AT, OTHER_AT, THREAD_AT)
    for task, following, pid, mm in zip(
        ring, (OTHER_AT, THREAD_AT, TASK_AT), (0, 42, 43), (0, DIRECT + MM_AT, 0), strict=True
    ):
        base = TEXT if following == TASK_AT else DIRECT
        put(task + 16, base + following + 16)
        put(task + 40, pid)
        put(task + 48, mm)
    top = TOP if levels == 4 else 9
    put(MM_AT + 24, DIRECT + top * PAGE)
    index = [ADDRESS >> 12 + 9 * level & 511 for level in range(5)]
    if levels == 5:
        put(top * PAGE + 8 * index[4], TOP * PAGE | 0x67)
    put(TOP * PAGE + 8 * index[3], UPPER * PAGE | 0x67)
    put(UPPER * PAGE + 8 * index[2], MIDDLE * PAGE | 0x67)
    put(MIDDLE * PAGE + 8 * index[1], LOWER * PAGE | 0x67)
    put(MIDDLE * PAGE + 8 * (index[1] + 1), 0x80000000400008E7)  # a huge page
    put(LOWER * PAGE + 8 * index[0], PTE)
    return image


def core_file(path: Path, image: bytes) -> Path:
    """An ELF core with the image twice, as /proc/kcore has it: the kernel's text, and the direct map in two parts."""
    half = FRAMES // 2 * PAGE
    first = 64 + 4 * 56
    loads = [
        (first, half, TEXT, 0), (first, half, DIRECT, 0), (first + half, len(image) - half, DIRECT + half, half),
        (first, PAGE, 0xFFFFC90000000000, (1 << 64) - 1),
    ]  # fmt: skip
    head = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 4, 62, 1, 0, 64, 0, 0, 64, 56, 4, 0, 0, 0)
    table = b"".join(struct.pack("<IIQQQQQQ", 1, 7, at, va, pa, size, size, PAGE) for at, size, va, pa in loads)
    path.write_bytes(head + table + image)
    return path


def walk_of(setting: Setting) -> PageWalk:
    return PageWalk(setting, CATALOG, levels_of(setting, {}))


@pytest.fixture(params=[4, 5], ids=["four levels", "five levels"])
def tables(request: pytest.FixtureRequest, tmp_path: Path) -> KernelTables:
    name = "x86_64" if request.param == 4 else "x86_64_la57"
    kcore = Kcore(core_file(tmp_path / "kcore", memory_image(request.param)))
    return KernelTables(kcore, Btf(btf_of(MEMBERS)), TEXT + TASK_AT, setting(name), walk_of(setting(name)))


def test_the_entry_of_a_page_is_found(tables: KernelTables) -> None:
    table = tables.table_of(42)
    assert tables.word(table, ADDRESS) == (PTE, 1)
    assert tables.word(table, ADDRESS + 0xABC) == (PTE, 1)
    assert tables.word(table, ADDRESS + PAGE) == (0, 1)


def test_what_decides_above_is_told_with_its_level(tables: KernelTables) -> None:
    table = tables.table_of(42)
    assert tables.word(table, ADDRESS + (1 << 21)) == (0x80000000400008E7, 2)
    assert tables.word(table, ADDRESS + (1 << 30)) == (0, 3)


@pytest.mark.parametrize(("pid", "message"), [(43, "a kernel thread"), (0, "a kernel thread"), (44, "no such task")])
def test_who_has_no_table_is_one_line(tables: KernelTables, pid: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        tables.table_of(pid)


def test_a_table_outside_memory_is_one_line(tmp_path: Path) -> None:
    image = memory_image(4)
    struct.pack_into("<Q", image, MIDDLE * PAGE + 8 * (ADDRESS >> 21 & 511), 0x7FFFFFF000 | 0x67)
    kcore = Kcore(core_file(tmp_path / "kcore", image))
    tables = KernelTables(kcore, Btf(btf_of(MEMBERS)), TEXT + TASK_AT, setting(), walk_of(setting()))
    with pytest.raises(ValueError, match="has no physical address 0x7fffff"):
        tables.word(tables.table_of(42), ADDRESS)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is no ELF file"), (b"\x7fELF\x01\x01" + bytes(60), "of 64 bits"),
        (b"\x7fELF\x02\x01" + bytes(58), "no program headers"),
        (b"\x7fELF\x02\x01" + bytes(48) + struct.pack("<HH", 56, 9) + bytes(6), "cut off"),
    ],
)  # fmt: skip
def test_what_is_no_core_file_is_one_line(data: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "kcore").write_bytes(data)
    with pytest.raises(ValueError, match=message):
        Kcore(tmp_path / "kcore")


def test_btf_that_is_none_or_lacks_a_member() -> None:
    for data in (b"", b"x" * 100, btf_of(MEMBERS)[:-4]):
        with pytest.raises(ValueError, match="BTF"):
            Btf(data)
    btf = Btf(btf_of(MEMBERS))
    assert [btf.offset("task_struct", name) for name in ("tasks", "pid", "mm")] == [16, 40, 48]
    for wrong in (("task_struct", "nothing"), ("page", "flags")):
        with pytest.raises(ValueError, match="this kernel's BTF has no"):
            btf.offset(*wrong)


RUNNING = Path("/sys/kernel/btf/vmlinux")


@pytest.mark.skipif(not RUNNING.exists(), reason="this kernel has no BTF")
def test_the_running_kernels_btf_is_read() -> None:
    btf = Btf(RUNNING.read_bytes())
    offsets = [btf.offset("task_struct", name) for name in ("tasks", "mm", "pid", "comm")]
    assert offsets == sorted(offsets)
    assert 0 < btf.offset("mm_struct", "pgd") < 1024


def test_symbols(tmp_path: Path) -> None:
    path = tmp_path / "kallsyms"
    path.write_text("ffffffff81000000 T _text\nffffffff82a0f5c0 D init_task\n")
    assert symbol_address("init_task", path) == 0xFFFFFFFF82A0F5C0
    path.write_text("0000000000000000 D init_task\n")
    with pytest.raises(ValueError, match="root may know"):
        symbol_address("init_task", path)


def test_what_is_missing_here_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["live", "1", "--raw"]) == 2
    assert "--raw needs an address" in capsys.readouterr().err
    monkeypatch.setattr("pathlib.Path.read_bytes", lambda _: (_ for _ in ()).throw(OSError(2, "No such file")))
    assert main(["live", "1", "0x1000", "--raw"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_levels_of_arm64_follow_the_address_bits() -> None:
    known = [
        levels_of(setting(name), {"CONFIG_ARM64_VA_BITS": bits})
        for name, bits in (("arm64_4k", "39"), ("arm64_4k", "52"), ("arm64_16k", "52"), ("arm64_16k", "48"))
    ]
    assert known == [3, 4, 3, 4]
    for name, message in (("arm64_4k", "CONFIG_ARM64_VA_BITS=\\?"), ("arm64_4k_lpa2", "not of arm64_4k_lpa2; of x86")):
        with pytest.raises(ValueError, match=message):
            levels_of(setting(name), {})


def test_physical_memory_is_read_by_the_direct_map(tmp_path: Path) -> None:
    """The kernel's image covers a part of it, too, and shows zeros where init memory was freed."""
    path = core_file(tmp_path / "kcore", memory_image(4))
    data = bytearray(path.read_bytes())
    first = 64 + 4 * 56
    struct.pack_into("<QQQQQ", data, 64 + 8, len(data), TEXT, 0, 4 * PAGE, 4 * PAGE)
    path.write_bytes(bytes(data) + bytes(4 * PAGE))
    kcore = Kcore(path)
    assert kcore.physical(OTHER_AT, 64) == bytes(data[first + OTHER_AT : first + OTHER_AT + 64]) != bytes(64)
    assert kcore.virtual(TEXT + OTHER_AT, 64) == bytes(64)
