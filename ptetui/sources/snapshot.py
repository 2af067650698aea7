"""A word and all that is known of it, as one immutable value that screens and reports draw."""

from dataclasses import dataclass
from functools import cached_property

from ptetui.linux.classify import Reading, classify
from ptetui.linux.pagemap import pagemap_word, untold
from ptetui.linux.setting import Setting


@dataclass(frozen=True)
class Snapshot:
    """One moment of one page.

    `page` names the page (an address; "child" before it where it is another process's), `before` is the same page's
    previous word, `event` what led here, `calls` the system calls, `recorded` the pagemap word that userspace saw.
    `step` is the place in its recording, counted from 0, `life` the number of its life where a recording has many;
    `edited`: a hand edit of the word before led here;
    `seen`: the word was read; else it is the model's, and `recorded` is all that was. `hidden` are bits of that which
    the reader may not know, `categories` what PAGEMAP_SCAN said.
    `moved` are the bits that mean something else than under the layout or kernel before.
    """

    setting: Setting
    word: int
    page: str = ""
    before: int | None = None
    event: str = ""
    about: str = ""
    calls: tuple[str, ...] = ()
    note: str = ""
    recorded: int | None = None
    step: int | None = None
    moved: int = 0
    life: int | None = None
    edited: bool = False
    seen: bool = True
    hidden: int = 0
    categories: tuple[str, ...] | None = None

    @cached_property
    def reading(self) -> Reading:
        """What the word is."""
        return classify(self.setting, self.word)

    @cached_property
    def reading_before(self) -> Reading | None:
        """What the previous word was."""
        return None if self.before is None else classify(self.setting, self.before)

    @property
    def changed(self) -> int:
        """Bits that differ from the previous word, as a mask."""
        return 0 if self.before is None else self.before ^ self.word

    @property
    def pagemap(self) -> int:
        """The pagemap word as far as the PTE decides it."""
        return pagemap_word(self.reading)

    @property
    def untold(self) -> int:
        """Bits of the recorded pagemap word that the PTE does not decide."""
        return untold(self.reading, self.setting)

    @property
    def mismatch(self) -> int:
        """Bits of the recorded pagemap word that must be as computed and are not; 0 where nothing was recorded."""
        return 0 if self.recorded is None else (self.pagemap ^ self.recorded) & ~self.untold
