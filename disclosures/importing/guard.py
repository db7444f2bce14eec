"""The door for uploaded workbooks: only harmless .xlsx, .xls and .ods files pass."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from disclosures.importing.cells import Merge, Sheet, Value, Workbook


class Refused(ValueError):
    """The file is not taken in.  The message is in Chinese and says why."""


def open_workbook(source: Path | bytes, filename: str) -> Workbook:
    """The workbook in a file or its bytes; ``filename`` tells what it claims to be.

    Raises Refused.
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = (
        _sheet(book, number, meta.name, meta.visible != SheetVisibleEnum.Visible)
        for number, meta in enumerate(book.sheets_metadata)
    )
    return Workbook(filename.rpartition(".")[2].lower(), tuple(sheets))


def _sheet(book: CalamineWorkbook, number: int, name: str, hidden: bool) -> Sheet:
    sheet = book.get_sheet_by_index(number)
    merged = tuple(Merge(*first, *last) for first, last in sheet.merged_cell_ranges or ())
    return Sheet(name=name, hidden=hidden, merged=merged, read=_reader(sheet))


def _reader(sheet: CalamineSheet) -> Callable[[], Iterator[list[Value]]]:
    def read() -> Iterator[list[Value]]:
        margin: list[Value] = [""] * (sheet.start[1] if sheet.start else 0)
        for row in sheet.iter_rows():
            yield margin + row if margin else row

    return read
