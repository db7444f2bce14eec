"""An uploaded list: one table with a row of headers, from .xlsx, .xls, .ods or .csv.

Workbooks pass the guard of ``importing``; .csv is text in UTF-8 or GB 18030.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tablib import Dataset

from disclosures.importing.cells import Sheet, Workbook, column_name
from disclosures.importing.facts_values import Bad, Unreadable, text_of
from disclosures.importing.grid import one_line
from disclosures.importing.guard import open_workbook
from disclosures.importing.messages import Message
from disclosures.importing.refusals import Refused

#: Ten times a large county; a province comes in several lists.
MOST_ROWS = 10_000
MOST_COLUMNS = 100
MOST_TEXT = 8 << 20
#: How many rows from the top a row of headers may stand.
FARTHEST = 10
#: What would be a formula when a spreadsheet opens the text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Value = str | Unreadable


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name and bytes."""

    name: str
    data: bytes

    @cached_property
    def sha256(self) -> str:
        """The hash of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Listing:
    """The rows below the headers.  ``lines`` are their numbers in the file, from 1.

    ``places`` are the columns of the file (from 0) by header; ``errors`` are those of the
    headers.
    """

    sheet: str
    dataset: Dataset
    lines: tuple[int, ...]
    places: dict[str, int]
    errors: tuple[Message, ...] = ()

    def cell(self, line: int, header: str) -> str:
        """E.g. C7; empty for a column that the file does not have."""
        place = self.places.get(header)
        return "" if place is None else f"{column_name(place)}{line}"


@dataclass(frozen=True)
class _Page:
    """One sheet with all its values as text."""

    name: str
    rows: list[list[Value]]


def read_listing(upload: Upload, columns: Sequence[str], key: str) -> Listing:
    """The list in the file: of ``columns`` those that it has, ``key`` among them.

    Raises Refused where the file is none of the kinds, is harmful, or has no such header.
    """
    for page in _pages(upload):
        for number, row in enumerate(page.rows[:FARTHEST]):
            if key in _heads(row):
                return _listing(page, number, columns)
    raise Refused(f"没有找到表头：前 {FARTHEST} 行里应有一行写着“{key}”等栏目名称")


def _heads(row: Sequence[Value]) -> list[str]:
    return [one_line(v).rstrip("*＊").strip() if isinstance(v, str) else "" for v in row]


def _listing(page: _Page, top: int, columns: Sequence[str]) -> Listing:
    heads = _heads(page.rows[top])
    places: dict[str, int] = {}
    errors = []
    for place, head in enumerate(heads):
        cell = f"{column_name(place)}{top + 1}"
        if head in places:
            errors.append(Message(page.name, cell, f"栏目“{head}”重复", "每个栏目一列"))
        elif head in columns:
            places[head] = place
        elif head:
            told = "、".join(columns)
            errors.append(Message(page.name, cell, f"不认识栏目“{head[:40]}”", f"{told} 之一"))
    dataset, lines = Dataset(headers=list(places)), []
    for number, row in enumerate(page.rows[top + 1 :], top + 2):
        values = [row[place] if place < len(row) else "" for place in places.values()]
        if any(values):
            dataset.append(values)
            lines.append(number)
    return Listing(page.name, dataset, tuple(lines), places, tuple(errors))


def _pages(upload: Upload) -> Iterator[_Page]:
    if upload.name.lower().endswith(".csv"):
        yield _Page("CSV", _csv_rows(upload.data))
        return
    for sheet in _visible(open_workbook(upload.data, upload.name)):
        yield _Page(sheet.name, list(_sheet_rows(sheet)))


def _visible(book: Workbook) -> Iterator[Sheet]:
    return (sheet for sheet in book.sheets if not sheet.hidden)


def _sheet_rows(sheet: Sheet) -> Iterator[list[Value]]:
    for number, row in enumerate(sheet.rows()):
        if number > MOST_ROWS + FARTHEST:
            raise _too_many()
        yield [
            _value(sheet, (number, place), value) for place, value in enumerate(row[:MOST_COLUMNS])
        ]


def _value(sheet: Sheet, at: tuple[int, int], value: object) -> Value:
    if at in sheet.faults:
        return Unreadable(f"现为错误值 {sheet.faults[at]}")
    if not sheet.formulas.get(at, True):
        return Unreadable("现为没有结果的公式")
    try:
        return text_of(value).strip()
    except Bad as bad:
        return Unreadable(bad.found)


def _csv_rows(data: bytes) -> list[list[Value]]:
    if len(data) > MOST_TEXT:
        raise Refused(f"文件超过 {MOST_TEXT >> 20} MiB")
    text = _decoded(data)
    first = text.partition("\n")[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    rows: list[list[Value]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) > MOST_ROWS + FARTHEST:
                raise _too_many()
            rows.append([_unquoted(value.strip()) for value in row[:MOST_COLUMNS]])
    except csv.Error:
        raise Refused(f"第 {len(rows) + 1} 行不能读出。请另存为 .xlsx 后再上传") from None
    return rows


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused("文件不是文本。请另存为 .xlsx，或编码为 UTF-8 的 .csv 后再上传")


def _unquoted(text: str) -> str:
    """Without the apostrophe that the export sets before what could be a formula."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text


def _too_many() -> Refused:
    return Refused(f"超过 {MOST_ROWS:,} 行。请分几次导入")
