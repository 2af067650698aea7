"""Symbols of fields that no layout file names: parts of an offset, flags of a design, fields of an edited layout."""

from collections.abc import Mapping

CUSTOMARY: Mapping[str, str] = {
    "soft_dirty": "SD", "uffd_wp": "WP", "exclusive": "EX", "special": "SP", "devmap": "DM", "saved_dirty": "SV",
    "protnone": "PN", "poisoned": "PO", "guard": "GD", "young": "Y", "dirty": "D", "pfn": "PFN", "offset": "off",
}  # fmt: skip


def symbol_of(name: str) -> str:
    """The symbol of a field that no layout file names: the customary one, else the first letters of its words."""
    words = [word for word in name.split("_") if word] or [name]
    letters = "".join(word[0] for word in words) if len(words) > 1 else name[:2]
    return CUSTOMARY.get(name, letters[:8].upper())
