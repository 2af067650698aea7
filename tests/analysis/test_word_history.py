"""One word through the kernels that its layout knows: against one decoding per release."""

import pytest

from ptetui.analysis.word_history import word_history
from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.setting import Setting, find_setting
from ptetui.linux.versions import RELEASES

CATALOG = Catalog()


@pytest.mark.parametrize("name", ["x86_64", "arm64_4k", "s390", "riscv64", "parisc64"])
@pytest.mark.parametrize("word", [0x07FFFFFFFFDB9602, 0x8000000002BEA867, 0x4, 0x12300, 0])
def test_every_release_reads_it_so(name: str, word: int) -> None:
    here = find_setting(CATALOG, name)
    spans = word_history(CATALOG, here, word)
    known = CATALOG.history(name)
    seen = []
    for span in spans:
        for kernel in RELEASES[RELEASES.index(span.since) : RELEASES.index(span.until) + 1]:
            layout = next(layout for layout in known if layout.covers(kernel))
            reading = classify(Setting(layout, kernel, here.config), word)
            assert (reading.state, reading.offset, reading.flags) == (
                span.reading.state, span.reading.offset, span.reading.flags,
            )  # fmt: skip
            seen.append(kernel)
    assert sorted(seen) == sorted(kernel for kernel in RELEASES if any(layout.covers(kernel) for layout in known))
