"""Sizes in bytes, in words."""

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")


def size_text(size: int) -> str:
    """A power of two in binary units: "4 EiB"; the largest unit is EiB."""
    step = min(max(size.bit_length() - 1, 0) // 10, len(_UNITS) - 1)
    return f"{size >> 10 * step} {_UNITS[step]}"
