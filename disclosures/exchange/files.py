"""Lists as files: every value is text, none can become a formula."""

from __future__ import annotations

import csv
import io

import xlsxwriter
from tablib import Dataset

from disclosures.exchange.listing import FORMULA_STARTS

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NARROW, _WIDE = 8, 48


def as_file(dataset: Dataset, title: str, suffix: str) -> bytes:
    """The list as .xlsx or .csv (UTF-8 with its mark, as Excel needs it)."""
    return _xlsx(dataset, title) if suffix == "xlsx" else _csv(dataset)


def _xlsx(dataset: Dataset, title: str) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        page = book.add_worksheet(title[:31])
        head = book.add_format({"bold": True, "bg_color": "#E7EEF7", "border": 1})
        plain = book.add_format({"num_format": "@"})
        quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        for place, header in enumerate(dataset.headers):
            page.set_column(place, place, _width(dataset, place), plain)
            page.write_string(0, place, header, head)
        for number, row in enumerate(dataset, 1):
            for place, value in enumerate(map(str, row)):
                look = quoted if value.startswith(FORMULA_STARTS) else plain
                page.write_string(number, place, value, look)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(1, len(dataset)), len(dataset.headers) - 1)
    return target.getvalue()


def _width(dataset: Dataset, place: int) -> int:
    longest = max((len(str(row[place])) for row in dataset), default=0)
    return min(max(2 * longest + 2, 2 * len(dataset.headers[place]) + 4, _NARROW), _WIDE)


def _csv(dataset: Dataset) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(dataset.headers)
    for row in dataset:
        writer.writerow(
            [f"'{value}" if value.startswith(FORMULA_STARTS) else value for value in map(str, row)]
        )
    return target.getvalue().encode("utf-8-sig")
