"""OLE2 compound files (.xls): storages and streams, every chain checked for ends and loops.

Layout: [MS-CFB].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from disclosures.importing.refusals import broken

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_HEADER = struct.Struct("<8s16xHHHHH6xIIIIIIIII")
_ENTRY_SIZE = 128
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True, slots=True)
class Node:
    """A storage or stream of the directory."""

    name: str
    kind: int
    start: int
    size: int


class Compound:
    """A compound file: names of all its storages and streams, and the streams' bytes."""

    def __init__(self, data: bytes) -> None:
        """Raises Refused."""
        try:
            self._open(data)
        except (struct.error, IndexError):
            raise broken("复合文档结构有误") from None

    def _open(self, data: bytes) -> None:
        head = _HEADER.unpack_from(data)
        (_, _, version, _, shift, mini_shift, _, fat_count, directory, _, self._cutoff) = head[:11]
        mini_fat, _, difat, difat_count = head[11:15]
        if (version, shift) not in ((3, 9), (4, 12)) or mini_shift != 6:
            raise broken("复合文档头有误")
        self._data, self._size = data, 1 << shift
        self._fat = self._sector_table(self._fat_sectors(difat, difat_count, fat_count))
        nodes = list(_nodes(self._chain(directory)))
        root = next((n for n in nodes if n.kind == _ROOT), None)
        if root is None:
            raise broken("复合文档没有根目录")
        self.nodes: Mapping[str, Node] = {n.name.lower(): n for n in nodes}
        self._mini_fat = self._sector_table(self._sectors(mini_fat))
        self._mini = self._chain(root.start)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.nodes

    def stream(self, name: str) -> bytes:
        """The bytes of a stream.  Raises Refused, KeyError."""
        node = self.nodes[name.lower()]
        if node.kind == _STREAM and node.size < self._cutoff:
            content = b"".join(
                self._mini[n * 64 : n * 64 + 64] for n in _walk(self._mini_fat, node.start)
            )
        else:
            content = self._chain(node.start)
        if len(content) < node.size:
            raise broken("复合文档的数据流不完整")
        return content[: node.size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._data[start : start + self._size]
        if not sector:
            raise broken("复合文档缺少扇区")
        return sector

    def _fat_sectors(self, difat: int, difat_count: int, fat_count: int) -> list[int]:
        numbers = list(struct.unpack_from("<109I", self._data, 76))
        seen: set[int] = set()
        while difat not in (_END, _FREE):
            if difat in seen or len(seen) > difat_count:
                raise broken("复合文档扇区表循环")
            seen.add(difat)
            table = struct.unpack(f"<{self._size // 4}I", self._sector(difat))
            numbers += table[:-1]
            difat = table[-1]
        used = [n for n in numbers if n < 0xFFFFFFFA]
        if len(used) != fat_count or len(set(used)) != len(used):
            raise broken("复合文档扇区表有误")
        return used

    def _sector_table(self, sectors: list[int]) -> tuple[int, ...]:
        raw = b"".join(map(self._sector, sectors))
        return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])

    def _sectors(self, start: int) -> list[int]:
        return list(_walk(self._fat, start))

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._sectors(start)))


def _walk(table: tuple[int, ...], start: int) -> Iterator[int]:
    """The sectors of a chain.  Raises Refused where it loops or leaves the file."""
    steps = 0
    while start != _END and start != _FREE:
        steps += 1
        if start >= len(table) or steps > len(table):
            raise broken("复合文档扇区链有误")
        yield start
        start = table[start]


def _nodes(directory: bytes) -> Iterator[Node]:
    for place in range(0, len(directory) - _ENTRY_SIZE + 1, _ENTRY_SIZE):
        raw = directory[place : place + _ENTRY_SIZE]
        (length,) = struct.unpack_from("<H", raw, 64)
        kind = raw[66]
        start, size = struct.unpack_from("<II", raw, 116)
        if kind and 2 <= length <= 64:
            yield Node(raw[: length - 2].decode("utf-16-le", "replace"), kind, start, size)
