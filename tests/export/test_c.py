"""C headers against the kernels' own answers, compiled with gcc and run."""

import random
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from ptetui.export.c_header import c_header
from ptetui.linux.catalog import Catalog, newest
from ptetui.linux.classify import SOFTWARE_BITS
from ptetui.linux.config import parse_config, recorded_config
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting
from tests.export.exporting import export
from tests.golden import golden, names, vectors

STRICT = ("-Wall", "-Wextra", "-Werror", "-std=c11", "-pedantic", "-Wconversion", "-Wparentheses")
needs_gcc = pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not installed")

Row = tuple[int, int, int, int, int, int, bool]  # word, type, offset, exclusive, soft_dirty, uffd_wp, make it

CHECK = """
#include <stdio.h>
struct row { uint64_t w, type, offset, flags[3]; int make; };
#define CHECK(P) static int check_##P(const struct row *r, int n) { int bad = 0; \\
    for (int i = 0; i < n; i++) { uint64_t w = r[i].w; \\
        uint64_t bits = w & ~P##SWP_ENTRY(r[i].type, r[i].offset); \\
        uint64_t lost = ~w & P##SWP_ENTRY(r[i].type, r[i].offset); \\
        int flags = (int)(r[i].flags[0] + r[i].flags[1] + r[i].flags[2]); \\
        if (P##SWP_TYPE(w) != r[i].type || P##SWP_OFFSET(w) != r[i].offset || P##SWP_EXCLUSIVE(w) != r[i].flags[0] \\
            || P##SWP_SOFT_DIRTY(w) != r[i].flags[1] || P##SWP_UFFD_WP(w) != r[i].flags[2] \\
            || (r[i].make && (lost || __builtin_popcountll(bits) != flags))) { \\
            printf("%s %#llx\\n", #P, (unsigned long long)w); bad = 1; } } \\
    return bad; }
"""


def run(folder: Path, cases: Iterable[tuple[Setting, list[Row]]]) -> None:
    """One program with the header of every case under a prefix of its own; it prints what is wrong."""
    text, calls = "", ""
    for number, (setting, rows) in enumerate(cases):
        prefix = f"L{number}_"
        (folder / f"{number}.h").write_text(c_header(setting, prefix))
        listed = ",\n".join(
            f"{{{row[0]:#x}u, {row[1]:#x}u, {row[2]:#x}u, {{{row[3]}, {row[4]}, {row[5]}}}, {int(row[6])}}}"
            for row in rows
        )
        text += f'#include "{number}.h"\nCHECK({prefix})\nstatic const struct row rows_{number}[] = {{\n{listed}}};\n'
        calls += f"    bad |= check_{prefix}(rows_{number}, {len(rows)});\n"
    (folder / "all.c").write_text(
        f"#include <stdint.h>{CHECK}{text}int main(void) {{ int bad = 0;\n{calls}return bad; }}\n"
    )
    subprocess.run(["gcc", *STRICT, "-o", folder / "all", folder / "all.c"], check=True, timeout=100)
    ran = subprocess.run([folder / "all"], capture_output=True, text=True, check=False, timeout=60)
    assert (ran.returncode, ran.stdout) == (0, "")


@needs_gcc
@pytest.mark.parametrize("kernel", sorted({kernel for kernel, _ in names()}))
def test_macros_agree_with_the_kernels_macros(kernel: str, tmp_path: Path) -> None:
    cases = []
    for at, name in names():
        if at != kernel:
            continue
        data = golden(kernel, name)
        version = parse_version(kernel)
        setting = Setting(Catalog().find(name, version), version, recorded_config(data["config"]))
        rows = [
            (word, vector["type"], vector["offset"], *(int(bool(vector.get(flag))) for flag in SOFTWARE_BITS), True)
            for word, vector in vectors(data)
        ]
        assert any(row[3] or row[4] or row[5] for row in rows) or not set(SOFTWARE_BITS) & set(setting.swap.by_name)
        cases.append((setting, rows))
    run(tmp_path, cases)  # split (csky, hexagon, parisc), inverted (x86), constant ones (s390, PAE, xtensa), narrow


@needs_gcc
def test_macros_agree_with_the_schema_in_every_range(tmp_path: Path) -> None:
    dice = random.Random(6)
    cases = []
    for layout in Catalog().all():
        setting = Setting(layout, newest(layout))
        swap = setting.swap
        rows: list[Row] = []
        for _ in range(6):
            word = dice.getrandbits(layout.width)
            flags = (swap.by_name[flag].get(word) if flag in swap.by_name else 0 for flag in SOFTWARE_BITS)
            rows.append((word, swap.by_name["type"].get(word), swap.by_name["offset"].get(word), *flags, False))
        cases.append((setting, rows))
    run(tmp_path, cases)


@needs_gcc
@pytest.mark.parametrize("name", ["x86_64@6.12", "csky_abiv2", "x86_32_pae@6.12", "s390@6.1", "arm_2level", "parisc64"])
def test_a_header_compiles_alone(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = tmp_path / "swp.h"
    assert export(capsys, "layout", "-l", name, "-o", header, "--prefix", "my_") == ""
    use = tmp_path / "use.c"
    use.write_text(
        '#include "swp.h"\n#include "swp.h"\n'
        "enum { TYPE = my_SWP_TYPE(my_SWP_ENTRY(1 + 2, 3 | 4)) };\n"
        '_Static_assert(TYPE == 3 && my_SWP_OFFSET(my_SWP_ENTRY(3, 3 | 4)) == 7, "constant expressions");\n'
        "uint64_t all(uint64_t a, uint64_t b);\n"
        "uint64_t all(uint64_t a, uint64_t b) {\n"
        "    return my_SWP_EXCLUSIVE(a | b) + my_SWP_SOFT_DIRTY(a | b) + my_SWP_UFFD_WP(a | b);\n}\n"
    )
    subprocess.run(["gcc", *STRICT, "-c", "-o", tmp_path / "use.o", use], check=True, timeout=60)


def test_an_option_that_is_off_has_no_bit() -> None:
    setting = Setting(Catalog().find("x86_64@6.12"), (6, 12), parse_config(["MEM_SOFT_DIRTY=n"]))
    assert "soft_dirty: this layout has no such bit" in c_header(setting)
    assert "soft_dirty: bit 1" in c_header(Setting(setting.layout, (6, 12)))


def test_no_line_of_a_comment_ends_it() -> None:
    for layout in Catalog().all():
        text = c_header(Setting(layout, newest(layout)))
        assert text.count("/*") == text.count("*/")
