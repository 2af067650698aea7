"""What the model cannot know is drawn open: over all layouts, kinds and events, in strips and in ribbons."""

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.layout import Layout
from ptetui.linux.life.events import EVENTS
from ptetui.linux.life.page import PAGE_KINDS, new_page, unknown_parts
from ptetui.linux.setting import Setting
from ptetui.linux.versions import RELEASES
from ptetui.render.ribbon import Marks, draw, fold
from ptetui.render.spans import UNICODE, Row
from ptetui.render.strips import word_cells
from ptetui.sources.life.tree import LifeTree

CATALOG = Catalog()
LAYOUTS = list(
    {layout.name: layout for layout in CATALOG.all() if layout.level == "pte"}.values()
)  # the newest of each


def drawn_open(row: Row, sign: str) -> int:
    """The bits that a row draws with a sign, as a mask."""
    return sum(1 << span.bit for span in row if span.bit is not None and span.text.strip() == sign)


def test_something_is_open() -> None:
    setting = Setting(CATALOG.find("arm64_4k", (6, 12)), (6, 12))
    life = LifeTree(setting, CATALOG)
    for event in ("write", "clear_refs_1", "read"):
        life.happen(event)
    assert life.now.unknown(0) == setting.layout.present.by_name["accessed"].mask


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: f"{layout.name}@{layout.span}")
def test_what_the_model_cannot_know_is_drawn_open(layout: Layout) -> None:
    kernel = [release for release in RELEASES if layout.covers(release)][-1]
    setting = Setting(layout, kernel)
    folded = fold(layout.width, 60)
    assert folded is not None
    drawn: set[tuple[int, int]] = set()
    for kind in PAGE_KINDS:
        life = LifeTree(setting, CATALOG)
        for before in ((), ("write",), ("read", "clear_refs_1")):
            life.start(new_page(kind))
            for event in before:
                if any(chance.possible for chance in life.chances() if chance.event.name == event):
                    life.happen(event)
            begun = life.index
            for chance in [chance for chance in life.chances() if chance.possible and chance.event.name in EVENTS]:
                life.happen(chance.event.name)
                for which, page in enumerate(life.now.pages):
                    unknown = sum(mask for _, mask in unknown_parts(page, setting))
                    assert life.now.unknown(which) == unknown, chance.event.name
                    reading = life.now.reading(which)
                    if unknown and (reading.word, unknown) not in drawn:
                        drawn.add((reading.word, unknown))
                        strip = word_cells(reading, layout.width, 0, unknown)
                        assert drawn_open(strip, "?") == unknown, (kind, chance.event.name)
                        ribbon = draw(reading, folded, Marks(open=unknown))
                        assert sum(drawn_open(row, UNICODE.open) for row in ribbon) == unknown
                while life.index != begun:
                    life.undo()
