"""Excel 97 workbooks (.xls): the records that tell what calamine does not, and what does harm.

Records: [MS-XLS].
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator

from disclosures.importing import limits
from disclosures.importing.cells import Merge, Position
from disclosures.importing.compound import Compound
from disclosures.importing.refusals import Refused, broken, encrypted, external, macros, too_big
from disclosures.importing.survey import Survey

_BOF, _FILEPASS, _BOUNDSHEET, _SUPBOOK, _SST, _CONTINUE = 0x809, 0x2F, 0x85, 0x1AE, 0xFC, 0x3C
_DIMENSIONS, _ROW, _FORMULA, _MERGED, _DCONN = 0x200, 0x208, 0x06, 0xE5, 0x876
_LABELSST, _NUMBER, _RK, _MULRK, _BOOLERR, _LABEL = 0xFD, 0x203, 0x27E, 0xBD, 0x205, 0x204
_EXTERNNAME = 0x23
_VALUES = {_LABELSST, _NUMBER, _RK, _BOOLERR, _LABEL, _FORMULA}
_SELF_BOOK, _ADD_IN = 0x0401, 0x3A01
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip

Record = tuple[int, int, bytes]


def check_xls(compound: Compound) -> dict[str, Survey]:
    """What stands in each sheet, by the sheet's name.  Raises Refused."""
    _refuse_other_files(compound)
    try:
        return _Book(compound.stream("Workbook")).surveys()
    except (struct.error, IndexError):
        raise broken("工作簿记录有误") from None


def _refuse_other_files(compound: Compound) -> None:
    if "EncryptedPackage" in compound or "EncryptionInfo" in compound:
        raise encrypted()
    if "WordDocument" in compound or "PowerPoint Document" in compound:
        raise Refused("文件内容不是 Excel 工作簿。请另存为 .xlsx 后再上传")
    for name in compound.nodes:
        if name in ("_vba_project_cur", "vba", "_vba_project", "macros"):
            raise macros("VBA")
        if name.startswith("mbd") or name == "ctls":
            raise macros("内嵌对象")
    if "Workbook" not in compound:
        raise Refused("文件不是 Excel 97—2003 工作簿。请另存为 .xlsx 后再上传")


class _Book:
    """The records of the workbook stream."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._names: dict[int, str] = {}
        self._lengths: list[int] = []

    def surveys(self) -> dict[str, Survey]:
        """Globals first, then sheet by sheet."""
        self._read_globals()
        found: dict[str, Survey] = {}
        for start, name in self._names.items():
            found[name] = self._survey(start)
        return found

    def _records(self, start: int) -> Iterator[Record]:
        """(type, place of the body, body) until the end of the substream."""
        stream, end, depth = self._stream, len(self._stream), 0
        while start + 4 <= end:
            kind, size = struct.unpack_from("<HH", stream, start)
            body = stream[start + 4 : start + 4 + size]
            depth += (kind == _BOF) - (kind == 0x0A)
            yield kind, start + 4, body
            if depth <= 0:
                return
            start += 4 + size

    def _read_globals(self) -> None:
        strings: list[bytes] = []
        last = 0
        for kind, _, body in self._records(0):
            if kind == _BOF and not strings and struct.unpack_from("<H", body)[0] != 0x0600:
                raise Refused("Excel 5.0/95 格式过旧。请另存为 .xlsx 后再上传")
            _refuse_harm(kind, body)
            if kind == _BOUNDSHEET:
                self._take_name(body)
            if kind == _SST or (kind == _CONTINUE and last == _SST):
                strings.append(body)
            last = last if kind == _CONTINUE else kind
        if strings:
            self._lengths = _SharedStrings(strings).lengths()

    def _take_name(self, body: bytes) -> None:
        start, _, kind, length, wide = struct.unpack_from("<IBBBB", body)
        if kind in (1, 6):
            raise macros("宏表")
        raw = body[8 : 8 + length * (2 if wide & 1 else 1)]
        if kind == 0:
            self._names[start] = raw.decode("utf-16-le" if wide & 1 else "latin-1", "replace")
        if len(self._names) > limits.MAX_SHEETS:
            raise too_big(f"工作表超过 {limits.MAX_SHEETS} 张")

    def _survey(self, start: int) -> Survey:
        survey = Survey()
        texts: Counter[int] = Counter()
        for kind, _, body in self._records(start):
            _refuse_harm(kind, body)
            if kind in _VALUES:
                row, column = struct.unpack_from("<HH", body)
                survey.value_at(row + 1, column + 1)
                if kind == _LABELSST:
                    texts[struct.unpack_from("<I", body, 6)[0]] += 1
                elif kind == _FORMULA:
                    _take_formula(survey, (row, column), body)
                elif kind == _BOOLERR and body[7]:
                    survey.faults[row, column] = _ERRORS.get(body[6], "错误值")
            elif kind == _MULRK:
                (row,), (last,) = struct.unpack_from("<H", body), struct.unpack("<H", body[-2:])
                survey.value_at(row + 1, last + 1)
            elif kind == _ROW:
                survey.row_elements += 1
            elif kind == _DIMENSIONS:
                _check_dimensions(body)
            elif kind == _MERGED:
                _take_merges(survey, body)
        survey.text = sum(self._length(index) * n for index, n in texts.items())
        survey.check()
        return survey

    def _length(self, index: int) -> int:
        return self._lengths[index] if index < len(self._lengths) else limits.MAX_STRING_XML


def _take_formula(survey: Survey, position: Position, body: bytes) -> None:
    """The result stands in 8 bytes: a number, or a mark of what else it is."""
    survey.formulas[position] = True
    if body[12:14] == b"\xff\xff" and body[6] == 2:
        survey.faults[position] = _ERRORS.get(body[8], "错误值")


def _check_dimensions(body: bytes) -> None:
    """calamine sets aside memory for what this record claims."""
    first_row, last_row, first_column, last_column = struct.unpack_from("<IIHH", body)
    if last_row < first_row or last_column < first_column:
        raise broken("表的范围有误")
    if last_row > 65_536 or last_column > 256:
        raise broken("表的范围超出 Excel 97—2003 的限度")


def _take_merges(survey: Survey, body: bytes) -> None:
    (count,) = struct.unpack_from("<H", body)
    for place in range(2, 2 + 8 * count, 8):
        top, bottom, first, last = struct.unpack_from("<HHHH", body, place)
        survey.merge(Merge(top, first, bottom, last))


def _refuse_harm(kind: int, body: bytes) -> None:
    if kind == _FILEPASS:
        raise encrypted()
    if kind == _DCONN:
        raise external("数据连接")
    if kind == _SUPBOOK and struct.unpack_from("<H", body, 2)[0] not in (_SELF_BOOK, _ADD_IN):
        raise external("其他工作簿或 DDE")
    if kind == _EXTERNNAME and struct.unpack_from("<H", body)[0] & 0xFFFE:
        raise external("DDE 或 OLE 链接")


class _SharedStrings:
    """Reads the SST record and its continuations, where a text may be cut at any character."""

    def __init__(self, bodies: list[bytes]) -> None:
        self._bodies = bodies
        self._body = self._place = 0

    def lengths(self) -> list[int]:
        """The bytes of each text in UTF-8, at most.  Raises Refused."""
        _, count = struct.unpack("<II", self._take(8))
        if count * 3 > sum(map(len, self._bodies)):
            raise broken("共享文字表有误")
        return [self._length() for _ in range(count)]

    def _length(self) -> int:
        characters, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", self._take(4))[0] if flags & 4 else 0
        self._skip_characters(characters, flags & 1)
        self._take(4 * runs + extra)
        return 3 * int(characters)

    def _take(self, size: int) -> bytes:
        taken = b""
        while len(taken) < size:
            body = self._bodies[self._body]
            piece = body[self._place : self._place + size - len(taken)]
            taken += piece
            self._place += len(piece)
            if self._place >= len(body) and len(taken) < size:
                self._body, self._place = self._body + 1, 0
        return taken

    def _skip_characters(self, count: int, wide: int) -> None:
        while count:
            room = (len(self._bodies[self._body]) - self._place) >> wide
            step = min(room, count)
            self._place += step << wide
            count -= step
            if count:
                self._body, self._place = self._body + 1, 1
                wide = self._bodies[self._body][0] & 1
