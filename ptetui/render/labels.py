"""What a field is called in so many columns: its name, its symbol, upright letters, or what fits of it."""

from functools import lru_cache

from ptetui.schema.fields import Field

UNNAMED = ("", "0", "1", ".")  # symbols of bits that have no name


def label(field: Field, width: int, letter: str | None = None) -> str:
    """What a field is called in `width` characters: a single bit its symbol, others their name where it fits.

    Of one character it is the letter that its form has for it, for symbols of one field may begin alike.
    """
    by_symbol = field.symbol not in UNNAMED and (width > 1 or field.kind == "fixed")
    if len(field.name) <= width and not (by_symbol and field.width == 1):
        return field.name
    if by_symbol:
        return field.symbol if len(field.symbol) <= width else field.symbol.replace("/", "")[:width]
    return short_name(field.name, width, letter)


def upright(field: Field, ignored: str) -> tuple[str, str, str]:
    """The symbol of a single bit as three lines of one letter, "~" before that of an inverted one.

    `ignored` is the sign of a bit that has no name.
    """
    symbol = field.symbol if field.symbol not in UNNAMED else f"={field.fixed}" if field.kind == "fixed" else ignored
    if field.inverted:
        symbol = f"~{symbol}"
    if len(symbol) > 3:
        symbol = symbol.replace("/", "")[:3]
    three = symbol.rjust(3)
    return three[0], three[1], three[2]


@lru_cache(maxsize=1024)
def short_name(name: str, width: int, letter: str | None = None) -> str:
    """A name in at most `width` characters: whole, its words cut evenly, its initials, its letter."""
    if len(name) <= width:
        return name
    words = name.split("_")
    if len(words) > 1:
        share = (width - len(words) + 1) // len(words)
        if share >= 2:
            return "_".join(word[:share] for word in words)
        if len(words) <= width:
            return "".join(word[0] for word in words)
    return name[:width] if width > 1 else (letter or name[:1])
