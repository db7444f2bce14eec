"""Zip files read with suspicion: what the headers promise is checked while inflating."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from disclosures.importing import limits
from disclosures.importing.refusals import broken, encrypted, too_big

_CHUNK = 1 << 18
_LOCAL = struct.Struct("<4s22xHH")
_END = b"PK\x05\x06"
_END_REACH = 65_557


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive: where its packed bytes are, and what it claims to be."""

    name: str
    start: int
    packed: int
    size: int
    deflated: bool


class Archive:
    """A zip file whose directory is plain: no tricks, no passwords, nothing stored twice."""

    def __init__(self, data: bytes) -> None:
        """Raises Refused."""
        self._data = memoryview(data)
        self.entries: Mapping[str, Entry] = _directory(data)
        self._total = 0

    def names(self) -> tuple[str, ...]:
        """The entries in the order of the directory, folders left out."""
        return tuple(self.entries)

    def chunks(self, name: str, most: int = limits.MAX_ENTRY) -> Iterator[bytes]:
        """The entry's bytes, inflated piece by piece.  Raises Refused where they never end."""
        entry = self.entries[name]
        packed = self._data[entry.start : entry.start + entry.packed]
        size = 0
        for piece in _inflate(packed) if entry.deflated else _slices(packed):
            size += len(piece)
            self._total += len(piece)
            if size > most or self._total > limits.MAX_TOTAL:
                raise too_big(f"{name} 解压后超过 {min(most, limits.MAX_TOTAL) // limits.MIB} MiB")
            if size > limits.RATIO_GRACE and size > entry.packed * limits.MAX_RATIO:
                raise too_big(f"{name} 的压缩比超过 {limits.MAX_RATIO} 倍")
            yield piece
        if size != entry.size:
            raise broken(f"{name} 的大小与声明的不符")

    def read(self, name: str) -> bytes:
        """A small part as a whole."""
        return b"".join(self.chunks(name, limits.MAX_SMALL_PART))


def _directory(data: bytes) -> dict[str, Entry]:
    if data[-_END_REACH:].count(_END) != 1:
        raise broken("压缩包目录不唯一")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError):
        raise broken("不是完整的压缩包") from None
    if len(listed) > limits.MAX_ENTRIES:
        raise too_big(f"压缩包内有 {len(listed)} 个文件，最多 {limits.MAX_ENTRIES} 个")
    if not all(info.filename for info in listed):
        raise broken("压缩包内有无名文件")
    entries = [_entry(data, info) for info in listed if not info.is_dir()]
    _refuse_overlap(entries)
    names = {part_name(entry.name) for entry in entries}
    if len(names) != len(entries):
        raise broken("压缩包内有重名文件")
    return {entry.name: entry for entry in entries}


def _entry(data: bytes, info: zipfile.ZipInfo) -> Entry:
    if info.flag_bits & 0x41:
        raise encrypted()
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise broken("压缩方法不常见")
    header = data[info.header_offset : info.header_offset + _LOCAL.size]
    if len(header) != _LOCAL.size or header[:4] != b"PK\x03\x04":
        raise broken("压缩包目录有误")
    _, name, extra = _LOCAL.unpack(header)
    start = info.header_offset + _LOCAL.size + name + extra
    if start + info.compress_size > len(data):
        raise broken("压缩包不完整")
    deflated = info.compress_type == zipfile.ZIP_DEFLATED
    return Entry(info.filename, start, info.compress_size, info.file_size, deflated)


def _refuse_overlap(entries: list[Entry]) -> None:
    """Overlapping entries are how a small archive claims to be an endless one."""
    end = 0
    for entry in sorted(entries, key=lambda e: e.start):
        if entry.start < end:
            raise too_big("压缩包内的文件互相重叠")
        end = entry.start + entry.packed


def part_name(name: str) -> str:
    """A part's name as readers look it up: either slash, any case, no slash in front."""
    return name.replace("\\", "/").lstrip("/").lower()


def _inflate(packed: memoryview) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-15)
    try:
        for piece in _slices(packed):
            while piece and not inflater.eof:
                yield inflater.decompress(piece, _CHUNK)
                piece = inflater.unconsumed_tail
        while not inflater.eof and (piece := inflater.decompress(b"", _CHUNK)):
            yield piece
    except zlib.error:
        raise broken("压缩数据有误") from None


def _slices(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), _CHUNK):
        yield bytes(packed[start : start + _CHUNK])
