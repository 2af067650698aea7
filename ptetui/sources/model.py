"""The model as a subject: one page whose events are made up, not recorded."""

from collections.abc import Collection

from ptetui.linux.life.effects import Supply
from ptetui.linux.life.events import Chance, Outcome, apply, events
from ptetui.linux.life.page import Page, new_page, word_of
from ptetui.linux.life.seen import pagemap_of
from ptetui.linux.setting import Setting
from ptetui.sources.snapshot import Snapshot

FIRST_FRAME, FIRST_SLOT = 0x1234, 0x200


class Model:
    """A page, its past, and what can happen to it now. Going back is an index; doing another thing there branches off.

    New frames count up from 0x1234 and new swap slots from 0x200, by the place in the timeline, so the same events give
    the same words again.
    """

    def __init__(self, setting: Setting, page: Page | None = None) -> None:
        self.setting = setting
        first = page or new_page()
        self.pages = [first]
        self.outcomes: list[Outcome | None] = [None]
        self.snapshots = [self._snapshot(first, None, None, 0)]
        self.at = 0

    @property
    def page(self) -> Page:
        """The page as it is at this place of the timeline."""
        return self.pages[self.at]

    @property
    def snapshot(self) -> Snapshot:
        """Its word, and what led to it."""
        return self.snapshots[self.at]

    def events(self) -> list[Chance]:
        """Every event, possible now or not, and why not."""
        return events(self.page, self.setting)

    def apply(self, event: str, choices: Collection[str] = ()) -> tuple[Snapshot, ...]:
        """The event done to the page: its snapshot, after fork also the child's. What came after this place is dropped.

        ValueError for an event that does not exist.
        """
        place = self.at + 1
        supply = Supply(FIRST_FRAME + place, FIRST_SLOT + place)
        outcome = apply(self.page, event, self.setting, choices, supply)
        made = tuple(
            self._snapshot(page, self.snapshot.word, outcome, place, "child" if index else "")
            for index, page in enumerate(outcome.pages)
        )
        self.pages[place:] = [outcome.page]
        self.outcomes[place:] = [outcome]
        self.snapshots[place:] = [made[0]]
        self.at = place
        return made

    def go(self, place: int) -> Snapshot:
        """Undo and redo: any place of the timeline from 0. IndexError where there is none."""
        if not 0 <= place < len(self.pages):
            raise IndexError(f"place {place} is not in the timeline of {len(self.pages)}")
        self.at = place
        return self.snapshot

    def _snapshot(
        self, page: Page, before: int | None, outcome: Outcome | None, place: int, name: str = ""
    ) -> Snapshot:
        return Snapshot(
            self.setting,
            word_of(page, self.setting),
            name or page.kind,
            before,
            outcome.event if outcome else "",
            outcome.function if outcome else "",
            (),
            outcome.outcome if outcome else "",
            pagemap_of(page, self.setting),
            place,
        )
