"""The symbols of fields: the software's own bits have one symbol over all layouts, hardware bits the manual's."""

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.symbols import CUSTOMARY

SAME_EVERYWHERE = (
    "soft_dirty", "uffd_wp", "special", "exclusive", "devmap", "saved_dirty", "protnone", "pfn", "offset",
)  # fmt: skip

MANUALS = {
    "x86_64": "XD PK SV . PFN SD WP SP G PAT D A PCD PWT U/S R/W P",
    "arm64_4k": ". POIndex . WP . SP D UXN PXN Cont DBM GP PFN nG AF SH AP2 AP1 NS AttrIndx T V",
    "riscv64": "N PBMT . PFN . SP D A G U X W R V",
    "s390": "PFN FC I P IEP UN SP W R D Y SD PR",
    "mips64_r2_4k": "PFN C D V G RI XI SP H M A W P",
    "loongarch64_4k": "RPLV NX NR PI . PFN SP PN M W P G MAT PLV D V",
    "ppc64_book3s_4k": "V L INV . PFN . SP SD R C . ATT PR RD W X",
}


def test_software_bits_have_one_symbol_everywhere() -> None:
    symbols: dict[str, set[str]] = {}
    for layout in Catalog().all():
        for form in layout.forms:
            for field in form.fields:
                assert field.symbol, (layout.name, form.name, field.name)
                symbols.setdefault(field.name, set()).add(field.symbol)
    assert {name: symbols[name] for name in SAME_EVERYWHERE} == {name: {CUSTOMARY[name]} for name in SAME_EVERYWHERE}
    assert symbols["type"] == {"type"}


@pytest.mark.parametrize(("name", "symbols"), MANUALS.items())
def test_hardware_bits_have_the_names_of_the_manual(name: str, symbols: str) -> None:
    assert " ".join(field.symbol for field in Catalog().find(name).present.fields) == symbols


def test_every_layout_says_what_user_pages_look_like() -> None:
    assert [
        f"{layout.name} {layout.span}" for layout in Catalog().all() if layout.level == "pte" and layout.pages is None
    ] == []
