"""Facts of a range: each turns over and back, or says why it cannot."""

import pytest

from ptetui.linux.life.page import PAGE_KINDS, new_page
from ptetui.sources.life.facts import CHOICES, RANGE_FACTS
from tests.sources.life.lives import a_life, setting


@pytest.mark.parametrize("kind", PAGE_KINDS)
def test_facts_turn_over_and_back(kind: str) -> None:
    at = setting()
    page = new_page(kind)
    registered = RANGE_FACTS["uffd wp"].turn(page, at)
    for name, fact in RANGE_FACTS.items():
        start = registered if name in ("event_fork", "event_remap", "wp_unpopulated", "wp_async") else page
        turned = fact.turn(start, at)
        assert fact.holds(turned) != fact.holds(start), name
        assert fact.holds(fact.turn(turned, at)) == fact.holds(start), name


def test_facts_that_cannot_be_say_so() -> None:
    life = a_life("s390")
    with pytest.raises(ValueError, match="no uffd-wp bit"):
        life.turn("uffd wp")
    with pytest.raises(ValueError, match="not registered"):
        life.turn("event_fork")
    assert len(life.deeds) == 1
    assert "io_error" in CHOICES
