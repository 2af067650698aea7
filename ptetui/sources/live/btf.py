"""Where members of the running kernel's structures lie, as /sys/kernel/btf/vmlinux says (CONFIG_DEBUG_INFO_BTF).

Source: include/uapi/linux/btf.h of 6.12.
"""

import struct
from collections.abc import Iterator

_MAGIC = 0xEB9F
_STRUCT, _UNION, _ENUM, _FUNC_PROTO, _VAR, _DATASEC, _DECL_TAG, _ENUM64 = 4, 5, 6, 13, 14, 15, 17, 19
_INT, _ARRAY = 1, 3
_PER_ITEM = {_STRUCT: 12, _UNION: 12, _ENUM: 8, _FUNC_PROTO: 8, _DATASEC: 12, _ENUM64: 12}
_EXTRA = {_INT: 4, _ARRAY: 12, _VAR: 4, _DECL_TAG: 4}


class Btf:
    """The types of a kernel. ValueError where the data is no BTF."""

    def __init__(self, data: bytes) -> None:
        self._order = "<" if data[:2] == _MAGIC.to_bytes(2, "little") else ">"
        try:
            magic, _, _, header, types, type_size, strings, string_size = struct.unpack_from(
                f"{self._order}HBBIIIII", data
            )
        except struct.error:
            raise ValueError("is no BTF: too short") from None
        if magic != _MAGIC or header + max(types + type_size, strings + string_size) > len(data):
            raise ValueError("is no BTF, or is cut off")
        self._types = data[header + types : header + types + type_size]
        self._strings = data[header + strings : header + strings + string_size]
        self._places: list[tuple[int, int, int]] = [(0, 0, 0)]  # of each type: where, kind, number of items
        self._named: dict[str, int] = {}
        try:
            self._index()
        except struct.error:
            raise ValueError("is no BTF: its types are cut off") from None

    def _index(self) -> None:
        at = 0
        while at < len(self._types):
            name, info, _ = struct.unpack_from(f"{self._order}III", self._types, at)
            kind, items = info >> 24 & 31, info & 0xFFFF
            if kind in (_STRUCT, _UNION) and name:
                self._named.setdefault(self._string(name), len(self._places))
            self._places.append((at, kind, items))
            at += 12 + _PER_ITEM.get(kind, 0) * items + _EXTRA.get(kind, 0)

    def _string(self, at: int) -> str:
        return self._strings[at : self._strings.index(b"\0", at)].decode("ascii", "replace")

    def offset(self, structure: str, member: str) -> int:
        """The byte at which a member begins, also one of a nameless part. ValueError where there is none."""
        number = self._named.get(structure)
        if number is None:
            raise ValueError(f"this kernel's BTF has no struct {structure}")
        for name, bits in self._members(number, 0):
            if name == member:
                return bits // 8
        raise ValueError(f"this kernel's BTF has no {structure}.{member}")

    def _members(self, number: int, base: int) -> Iterator[tuple[str, int]]:
        """Names and bit offsets of a structure's members, those of nameless parts included."""
        at, kind, items = self._places[number]
        if kind not in (_STRUCT, _UNION):
            return
        with_sizes = struct.unpack_from(f"{self._order}I", self._types, at + 4)[0] >> 31
        for item in range(items):
            name, type_, offset = struct.unpack_from(f"{self._order}III", self._types, at + 12 + 12 * item)
            offset = base + (offset & 0xFFFFFF if with_sizes else offset)
            if name:
                yield self._string(name), offset
            else:
                yield from self._members(type_, offset)
