"""Linux page-table entries, bit by bit: decode words, encode states, list layouts.

    >>> import ptetui
    >>> entry = ptetui.decode(0x07ffffffffdb9608, layout="x86_64@6.12")
    >>> entry.state, entry.type, hex(entry.offset)
    ('swap', 0, '0x1234')

`decode` reads a word, `encode` returns the word of a state, `layouts` lists the known layouts. Bit 0 is the least
significant bit everywhere, also for s390 and powerpc, whose manuals count from the other end. Nothing is imported
before it is used.
"""

TYPE_CHECKING = False  # typing itself would take longer to import than all else here

if TYPE_CHECKING:
    from ptetui.library import Decoded, FieldValue, decode, encode, layouts

__version__ = "0.1.0"
__all__ = ["Decoded", "FieldValue", "__version__", "decode", "encode", "layouts"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'ptetui' has no attribute {name!r}")
    from ptetui import library

    return getattr(library, name)


def __dir__() -> list[str]:
    return [*__all__, "__doc__", "__name__", "__path__"]
