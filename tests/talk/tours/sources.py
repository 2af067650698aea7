"""What tours say that no code knows: who wrote which mail and when, which commit. Notes name the source."""

from collections.abc import Mapping
from typing import NamedTuple


class Mail(NamedTuple):
    """A mail to the linux-mm list: its message id, who wrote it, when."""

    id: str
    who: str
    when: str


MAILS: Mapping[str, Mail] = {
    each.id: each
    for each in (
        Mail("20210115170907.24498-7", "Peter Xu", "15 January 2021"),
        Mail("20210715201422.211004-5", "Peter Xu", "15 July 2021"),
        Mail("YPm5TyPq9CjR5lCy@t490s", "Peter Xu", "22 July 2021"),
        Mail("5071185.SEdLSG93TQ@nvdebian", "Alistair Popple", "22 July 2021"),
        Mail("20210807032521.7591-1", "Peter Xu", "6 August 2021"),
        Mail("20220405014646.13522-2", "Peter Xu", "5 April 2022"),
    )
}
