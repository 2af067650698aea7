"""ptetui from Python: the same words as on the command line, nothing imported before it is used."""

import dataclasses
import doctest
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import ptetui
from ptetui.linux.catalog import Catalog, newest
from ptetui.linux.classify import classify
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from tests.groups import of_every_layout

EXAMPLES = Path(ptetui.__file__).parent.parent / "examples"
LAYOUTS = [layout for layout in Catalog().all() if layout.level == "pte"]


@of_every_layout(LAYOUTS)
def test_it_says_what_the_classifier_says(layout: Layout) -> None:
    setting = Setting(layout, newest(layout))
    name, kernel = layout.name, spell(newest(layout))
    for word in (0, 1, 0x402, 0x12345 << 9, (1 << layout.width) - 1, setting.swap.blank):
        reading = classify(setting, word)
        for entry in (ptetui.decode(word, name, kernel), ptetui.decode(hex(word), f"{name}@{kernel}")):
            for key in ("word", "state", "type", "offset", "pfn", "flags", "marker", "young", "dirty", "reason"):
                assert getattr(entry, key) == getattr(reading, key)
            assert (entry.layout, entry.kernel) == (name, kernel)
            assert [field.name for field in entry.fields] == [field.name for field in reading.fields]
            covered = sum((2 << high) - (1 << low) for field in entry.fields for high, low in field.bits)
            assert covered == (1 << layout.width) - 1


def test_encode_and_back() -> None:
    word = ptetui.encode("swap", "x86_64@6.12", type=3, offset=0x1234, exclusive=True)
    entry = ptetui.decode(word, "x86_64@6.12")
    assert (entry.state, entry.type, entry.offset, entry.flags) == ("swap", 3, 0x1234, ("exclusive",))
    marker = ptetui.decode(ptetui.encode("marker", "arm64_4k", "6.12", uffd_wp=1), "arm64_4k", "6.12")
    assert marker.marker == ("uffd_wp",)
    off = "MEMORY_FAILURE=n"
    assert {ptetui.encode("marker", "x86_64", config=config) for config in (off, [off], {"MEMORY_FAILURE": "n"})} == {
        ptetui.encode("marker", "x86_64", config="MEMORY_FAILURE=n")
    }


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ptetui.decode(1 << 64, "x86_64"), "does not fit the 64 bits of x86_64"),
        (lambda: ptetui.decode(-1, "x86_64"), "does not fit the 64 bits"),
        (lambda: ptetui.decode("0xzz", "x86_64"), "'0xzz' is not a number"),
        (lambda: ptetui.decode(0, "vax"), "layout 'vax' is not known"),
        (lambda: ptetui.decode(0, "x86_64", "9.9"), "kernel 9.9 is not known"),
        (lambda: ptetui.decode(0, "x86_64", config="X=y"), "config option X is not known"),
        (lambda: ptetui.encode("nonsense", "x86_64"), "state 'nonsense' cannot be encoded"),
        (lambda: ptetui.encode("swap", "x86_64", type=99), "type=0x63 does not fit 5 bits"),
    ],
)
def test_errors_are_one_line(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+$") as error:
        call()  # type: ignore[operator]
    assert message in str(error.value)
    with pytest.raises(TypeError):
        ptetui.decode(1.5, "x86_64")  # type: ignore[arg-type]


def test_a_reading_cannot_be_changed_and_has_a_value() -> None:
    entry = ptetui.decode(0, "s390")
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.word = 1  # type: ignore[misc]
    assert entry == ptetui.decode("0", "s390")
    assert {entry: 1}[ptetui.decode(0, "s390")] == 1


def test_layouts_are_those_of_the_catalogue() -> None:
    assert [(layout.name, layout.since, layout.level) for layout in ptetui.layouts()] == [
        (layout.name, layout.since, layout.level) for layout in Catalog().all()
    ]


def test_a_notebook_shows_the_ribbon() -> None:
    entry = ptetui.decode("0x07ffffffffdb9608", "x86_64@6.12")
    figure = ET.fromstring(entry._repr_html_())
    text = "".join(figure.itertext())
    assert figure.tag == "figure"
    assert figure[0].tag.endswith("svg")
    assert "offset" in text
    assert "swap" in str(entry)


def test_the_docstring_is_true() -> None:
    assert doctest.testmod(ptetui).failed == 0


def modules(code: str) -> set[str]:
    """What a fresh interpreter imports for it, beside what it imports anyway."""
    script = f"import sys; before = set(sys.modules); {code}; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True,
                          cwd=EXAMPLES.parent)  # fmt: skip
    return set(done.stdout.split())


def test_importing_imports_nothing() -> None:
    assert modules("import ptetui") == {"ptetui"}


def test_decoding_imports_no_drawing() -> None:
    code = "import ptetui; ptetui.decode(0, 'x86_64')"
    modules(code)  # layouts are kept
    packages = {name.partition(".")[0] for name in modules(code)}
    assert not packages & {"rich", "textual", "construct", "asyncio"}
    assert not {name for name in modules(code) if name.startswith("ptetui.render")}


def test_its_names_are_those_it_has() -> None:
    for name in ptetui.__all__:
        assert getattr(ptetui, name) is not None
    assert set(ptetui.__all__) <= set(dir(ptetui))
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        ptetui.nonsense  # noqa: B018
    assert (Path(ptetui.__file__).parent / "py.typed").is_file()


def test_the_example_runs() -> None:
    """Words as drgn prints them and as crash's vtop does, among lines that have none."""
    drgn = ">>> hex(pte.pte)\n'0x07ffffffffdb9608'\n"
    crash = "      PTE         PHYSICAL  FLAGS\n8000000012345867  12345000  (PRESENT|RW|USER|ACCESSED|DIRTY|NX)\n\n"
    done = subprocess.run([sys.executable, EXAMPLES / "drgn_words.py", "x86_64@6.12"], input=drgn + crash, text=True,
                          capture_output=True, check=True)  # fmt: skip
    first, second = done.stdout.splitlines()
    assert first.startswith("0x07ffffffffdb9608: swap type 0")
    assert second.startswith("0x8000000012345867: present pfn 0x12345")
    assert done.stderr == ""
