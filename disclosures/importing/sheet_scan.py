"""A fast look over sheet XML while it is inflated: how large it is, and what calamine hides.

Counts and finds with plain byte searches; a piece that is written in an unusual way (single
quotes, cells without an address, blanks around "=") is taken apart tag by tag instead.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from disclosures.importing import limits
from disclosures.importing.cells import Merge, Position
from disclosures.importing.refusals import broken, external, too_big
from disclosures.importing.survey import Survey

_PREFIX = re.compile(rb"<([\w.-]+):(?:worksheet|sst)\b")
_ODD_PREFIX = re.compile(rb":(?:row|c|v|f|si)[\s/>]")
_ROW_OF_CELL = re.compile(rb'<c r="[A-Z](\d{1,10})"')
_NOT_PLAIN = re.compile(rb'<c r="(?![A-Z]\d{1,10}")')
_TAG = re.compile(
    rb"<(?:[\w.-]+:)?(row|c)((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*(/?)>"
)
_TAG_START = re.compile(rb"<(?:[\w.-]+:)?(?:row|c)[\s/>]")
_VALUE = re.compile(rb"<(?:[\w.-]+:)?(?:v|is|t)\b")
_INDEX = re.compile(rb"<(?:[\w.-]+:)?v\b[^>]*>\s*(\d{1,10})")
_R = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{0,4})(\d{1,10})[\"']")
_ANY_R = re.compile(rb"\sr\s*=")
_T = re.compile(rb"\st\s*=\s*[\"'](\w+)")
_SHARED = re.compile(rb't="s"[^>]*><v>(\d{1,10})</v>')
_FORMULA = re.compile(
    rb"<c(\s[^>]*)>\s*<f\b[^>]*?(?:/>|>([^<]*)</f>)\s*(?:<v\b[^>]*?(?:/>|>([^<]*)</v>))?"
)
_FAULT = re.compile(rb"<c(\s[^>]*\bt=\"e\"[^>]*)>.{0,4000}?<v>([^<]*)</v>", re.DOTALL)
_MERGE = re.compile(rb'<mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_STRING = re.compile(rb"<si[ >/]")
_QUOTED = re.compile(rb'"[^"]*"|&quot;.*?&quot;')
_OUTSIDE = re.compile(rb"\b(?:WEBSERVICE|RTD|CALL|REGISTER\.ID|IMPORTDATA)\(", re.IGNORECASE)


class Strings:
    """How long each shared text is, in bytes of XML."""

    def __init__(self) -> None:
        self.lengths = array("L")
        self.longest = 0

    def add(self, length: int) -> None:
        """The next text."""
        if length > limits.MAX_STRING_XML:
            raise too_big("单个单元格的文字过长")
        self.lengths.append(length)
        self.longest = max(self.longest, length)

    def length(self, index: int) -> int:
        """The length of a text; of the longest where there is none of that number."""
        return self.lengths[index] if index < len(self.lengths) else self.longest


class PartScan:
    """What one XML part holds.  Feed it all chunks, then ``close`` it."""

    def __init__(self, name: str, strings: Strings) -> None:
        self._name, self._strings = name, strings
        self._prefix: bytes | None = None
        self._rest = b""
        self._row = self._column = 0
        self.texts = 0
        self.survey = Survey()

    def feed(self, chunk: bytes) -> None:
        """The next chunk.  Raises Refused as soon as a limit is passed."""
        buffer = self._plain(self._rest + chunk)
        cut = max(buffer.rfind(b"<row"), buffer.rfind(b"<si>"), buffer.rfind(b"<si "))
        if cut <= 0:
            cut = self._cut_without_rows(buffer)
        self._rest = buffer[cut:]
        self._take(buffer[:cut])

    def close(self) -> None:
        """The last piece."""
        self._take(self._rest)
        self._rest = b""

    def _cut_without_rows(self, buffer: bytes) -> int:
        if len(buffer) <= limits.MAX_ROW_XML:
            return 0
        if buffer.startswith((b"<row", b"<si")) and b"</sheetData>" not in buffer:
            raise too_big(f"{self._name} 的一行过长")
        return buffer.rfind(b">") + 1

    def _plain(self, buffer: bytes) -> bytes:
        """Without the namespace prefix that some libraries write before every tag."""
        if self._prefix is None:
            found = _PREFIX.search(buffer)
            self._prefix = found.group(1) if found else b""
        if self._prefix:
            buffer = buffer.replace(b"<" + self._prefix + b":", b"<")
            buffer = buffer.replace(b"</" + self._prefix + b":", b"</")
        return buffer

    def _take(self, piece: bytes) -> None:
        if b"<c" in piece or b"row" in piece:
            if not (_usual(piece) and self._measure(piece)):
                self._take_apart(piece)
            self.survey.check()
            self._look_closer(piece)
        if b"<mergeCell" in piece:
            self._take_merges(piece)
        if b"<si" in piece:
            self._take_strings(piece)

    def _measure(self, piece: bytes) -> bool:
        """The size of a piece in usual writing; False where it has to be taken apart."""
        rows = set(_ROW_OF_CELL.findall(piece))
        last = max(map(int, rows), default=0)
        if last > limits.MAX_ROWS or _NOT_PLAIN.search(piece):
            return False
        self.survey.row_elements += sum(map(piece.count, (b"<row ", b"<row>", b"<row/")))
        if b"<v" not in piece and b"<is" not in piece:
            return True
        self.survey.value_at(last, 26)
        self._row = last or self._row
        self._measure_text(piece)
        return True

    def _measure_text(self, piece: bytes) -> None:
        """Shared texts: each as long as the longest, or one by one once that is too much."""
        count = piece.count(b't="s"')
        if self.survey.text + count * self._strings.longest < limits.MAX_TEXT // 2:
            self.survey.text += count * self._strings.longest
            return
        used = Counter(_SHARED.findall(piece))
        self.survey.text += sum(self._strings.length(int(i)) * n for i, n in used.items())
        self.survey.text += (count - used.total()) * self._strings.longest

    def _take_apart(self, piece: bytes) -> None:
        tags = list(_TAG.finditer(piece))
        if len(tags) != len(_TAG_START.findall(piece)):
            raise broken(f"{self._name} 的行或单元格不规范")
        ends = [tag.start() for tag in tags[1:]] + [len(piece)]
        for tag, end in zip(tags, ends, strict=False):
            name, attributes, closed = tag.groups()
            found = _R.search(attributes)
            if not found and _ANY_R.search(attributes):
                raise broken(f"{self._name} 的单元格地址有误")
            if name == b"row":
                self.survey.row_elements += 1
                self._row = int(found.group(2)) if found else self._row + 1
                self._column = 0
                continue
            self._column += 1
            row = self._row
            if found:
                self._column, row = _column(found.group(1)), int(found.group(2))
            if not closed and _VALUE.search(piece, tag.end(), end):
                self._take_value(row, attributes, piece[tag.end() : end])

    def _take_value(self, row: int, attributes: bytes, content: bytes) -> None:
        self.survey.value_at(row, self._column)
        kind = _T.search(attributes)
        if kind and kind.group(1) == b"s":
            index = _INDEX.search(content)
            self.survey.text += self._strings.length(int(index.group(1))) if index else 0

    def _look_closer(self, piece: bytes) -> None:
        if b"<f" in piece:
            for attributes, formula, value in _FORMULA.findall(piece):
                _refuse_outside(formula)
                if position := _position(attributes):
                    self.survey.formulas[position] = bool(value) or b't="str"' in attributes
        if b't="e"' in piece:
            for attributes, value in _FAULT.findall(piece):
                if position := _position(attributes):
                    self.survey.faults[position] = value.decode("utf-8", "replace")

    def _take_merges(self, piece: bytes) -> None:
        for first, top, last, bottom in _MERGE.findall(piece):
            self.survey.merge(
                Merge(int(top) - 1, _column(first) - 1, int(bottom) - 1, _column(last) - 1)
            )

    def _take_strings(self, piece: bytes) -> None:
        for length in _string_lengths(piece):
            self.texts += 1
            self._strings.add(length)


def _usual(piece: bytes) -> bool:
    """Whether all tags are written as spreadsheet programs write them: ``<c r="A1" t="s">``."""
    cells = sum(map(piece.count, (b"<c ", b"<c>", b"<c/")))
    return (
        cells == piece.count(b'<c r="')
        and piece.count(b"=") == piece.count(b'="')
        and b" =" not in piece
        and not any(blank in piece for blank in (b"\n", b"\t", b"\r"))
        and not _ODD_PREFIX.search(piece)
    )


def _string_lengths(piece: bytes) -> Iterator[int]:
    starts = [found.start() for found in _STRING.finditer(piece)]
    for start, end in pairwise([*starts, len(piece)]):
        yield end - start


def _column(letters: bytes) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _position(attributes: bytes) -> Position | None:
    found = _R.search(attributes)
    return (int(found.group(2)) - 1, _column(found.group(1)) - 1) if found else None


def _refuse_outside(formula: bytes) -> None:
    """A formula that would fetch something: DDE (``program|topic!item``) or a web service."""
    if b"|" in formula and re.search(rb"\|[^!]*!", _QUOTED.sub(b"", formula)):
        raise external("公式中的 DDE")
    if _OUTSIDE.search(formula):
        raise external("公式取外部数据")
