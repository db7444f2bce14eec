"""Tables → a workbook that is ready to print: one sheet a table, the same headers as the page;
then one a form.

Amounts are numbers at printed precision, everything else is text; no text becomes a formula or
a link.  The layout of a sheet is: title, table code, line of department, year and unit, header,
栏次, lines, explanation of an empty table, notes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from disclosures.core.document import PrintedForm, PrintedTable, PrintedTables
from disclosures.core.forms import CODE, COUNT, LINE, TEXT, Heading
from disclosures.render import measure, sheet
from disclosures.render.fit import parts
from disclosures.render.forms_xlsx import FormSheet
from disclosures.render.measure import PADDING
from disclosures.render.sheet import Part, Spot
from disclosures.render.xlsx_page import HEAD, ROOM, PageSetup

#: Words and figures; BASE only sets what one character of column width means: 7 pixels in
#: Excel, in LibreOffice too (whose substitute for it is always there).
FONT, FIGURES, BASE, SIZE = "宋体", "Times New Roman", "Arial", 10
#: Points of a line, and the highest row that Excel allows.
LINE_POINTS, MOST_POINTS = 13.5, 409.0
#: The width of a digit in em, in whatever font the workbook is shown.
DIGIT = 0.54
#: A wide table is printed this much smaller.
WIDE = 1.35
TITLE, NUMBER, SIDES = 0, 1, 2
#: The same tables give the same bytes: the earliest time that the archive can tell tells none.
TIMELESS = datetime(1980, 1, 1, tzinfo=UTC)
NAME_LENGTH = 31


def tables_xlsx(
    tables: PrintedTables, forms: Sequence[PrintedForm] = (), *, draft: bool = False
) -> bytes:
    """All tables and forms of a disclosure as .xlsx; with ``draft`` every page is headed 草稿."""
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": BASE, "font_size": SIZE},
    }
    with xlsxwriter.Workbook(target, options) as book:
        _properties(book, tables)
        formats = _Formats(book)
        names: set[str] = set()
        for table in tables.tables:
            page = book.add_worksheet(_sheet_name(f"{table.code} {table.title}", names))
            _Sheet(page, table, formats).write(draft)
        for form in forms:
            page = book.add_worksheet(_sheet_name(form.name, names))
            FormSheet(page, form, formats.of, formats.cell).write(draft=draft)
    return target.getvalue()


def _properties(book: xlsxwriter.Workbook, tables: PrintedTables) -> None:
    book.set_properties(
        {
            "title": tables.department + tables.title,
            "subject": tables.form_set_name,
            "author": tables.department,
            "company": tables.department,
            "comments": "Mingzhang",
            "created": TIMELESS,
        }
    )
    book.set_size(1920, 1200)


def _sheet_name(whole: str, taken: set[str]) -> str:
    """A name without the signs Excel forbids, of at most 31 characters, never twice."""
    base = re.sub(r"[\[\]:*?/\\']", "", whole.strip())[:NAME_LENGTH] or "表"
    name, number = base, 2
    while name.lower() in taken:
        name = f"{base[: NAME_LENGTH - len(str(number)) - 1]}~{number}"
        number += 1
    taken.add(name.lower())
    return name


class _Formats:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **look: Any) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            base = {"font_name": FONT, "font_size": SIZE, "valign": "vcenter"}
            self._made[key] = self._book.add_format(base | look)
        return self._made[key]

    def cell(self, **look: Any) -> Format:
        return self.of(border=1, **look)


@dataclass
class _Sheet:
    """One table on its sheet."""

    page: Worksheet
    table: PrintedTable
    formats: _Formats
    widths: list[float] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)

    def write(self, draft: bool) -> None:
        room = ROOM[self.table.orientation] * WIDE
        found = parts(self.table, self._needs(), room)
        self.widths = self._column_widths()
        shown = len(found[0].columns)
        self._title(shown)
        body = self._header(found)
        end = self._lines(body)
        last = self._foot(end, shown)
        setup = PageSetup(self.page, self.table, self.widths, self.heights, body)
        setup.apply(found, last, draft=draft)

    def _column_widths(self) -> list[float]:
        """The width of each column in em, padding included."""
        wanted = self._needs()
        columns = self.table.columns
        room = ROOM[self.table.orientation] - PADDING * len(columns)
        if self.table.split:
            return [wanted[c.id].least + PADDING for c in columns]
        least = sum(wanted[c.id].least for c in columns)
        shared = measure.share_out([wanted[c.id] for c in columns], max(room, least))
        return [w + PADDING for w in shared]

    def _needs(self) -> dict[str, measure.Need]:
        """Digits are counted wide: whoever opens the workbook may have another font."""
        return measure.needs(self.table, lambda text: len(text) * DIGIT)

    def _title(self, shown: int) -> None:
        table, (says_left, says_center, says_right) = self.table, self.table.caption
        big = self.formats.of(bold=True, font_size=16, align="center")
        self._across(TITLE, 0, shown - 1, table.title, big)
        self._across(NUMBER, 0, shown - 1, table.code, self.formats.of(align="right"))
        left, right = self._thirds(shown, bool(says_center))
        small = self.formats.of(align="left", shrink=True)
        self._across(SIDES, 0, left - 1, says_left, small)
        self._across(SIDES, left, right - 1, says_center, self.formats.of(align="center"))
        self._across(SIDES, right, shown - 1, says_right, self.formats.of(align="right"))
        self._height(TITLE, 30)
        self._height(NUMBER, 16)
        self._height(SIDES, 16)

    def _thirds(self, shown: int, three: bool) -> tuple[int, int]:
        """Where the middle and the right part of the caption line begin.

        The left of a wide table keeps to the columns that every page repeats.
        """
        whole = sum(self.widths[:shown])
        ends = [sum(self.widths[: n + 1]) for n in range(shown)]
        share = 0.42 if three else 0.7
        left = next(n + 1 for n, end in enumerate(ends) if end >= whole * share)
        right = next(n for n, end in enumerate(ends) if end >= whole * 0.72) if three else left
        if self._repeated:
            left = self._repeated
        left = min(left, shown - 1)
        return left, min(max(right, left), shown - 1)

    def _header(self, found: Sequence[Part]) -> int:
        """The header and 栏次 rows; returns the first row of the body."""
        table = self.table
        look = self.formats.cell(align="center", text_wrap=True)
        for h in _headings(self.table, found):
            last = h.column + h.columns - 1
            self._block(HEAD + h.row, h.column, HEAD + h.row + h.rows - 1, last, h.label, look)
        for number, points in enumerate(self._header_heights()):
            self._height(HEAD + number, points)
        row = HEAD + table.header_depth
        if not table.lane_row:
            return row
        self._spots(row, sheet.lanes(table.columns), lane=True)
        self._height(row, LINE_POINTS + 2)
        return row + 1

    def _header_heights(self) -> list[float]:
        columns = self.table.columns
        lines = measure.heading_lines(self.table, columns, self.inner)
        return [n * LINE_POINTS + 4 for n in lines]

    @property
    def inner(self) -> dict[str, float]:
        """The widths of the columns by id, without padding."""
        columns = self.table.columns
        return {c.id: w - PADDING for c, w in zip(columns, self.widths, strict=True)}

    def _lines(self, row: int) -> int:
        columns = self.table.columns
        heights = measure.line_heights(self.table, columns, self.inner)
        lines = sheet.lines(self.table, columns)
        for spots, height in zip(lines, heights, strict=True):
            self._spots(row, spots)
            self._height(row, height * LINE_POINTS + 3)
            row += 1
        return row

    def _spots(self, row: int, spots: Iterable[Spot], *, lane: bool = False) -> None:
        place = 0
        for spot in spots:
            self._spot(row, place, spot, lane)
            place += spot.span

    def _spot(self, row: int, place: int, spot: Spot, lane: bool) -> None:
        if spot.amount is not None and spot.text:
            number, pattern = _number(spot)
            look = self.formats.cell(align="right", num_format=pattern, font_name=FIGURES)
            self.page.write_number(row, place, number, look)
            return
        look = self._text_look(spot, lane)
        self._block(row, place, row, place + spot.span - 1, spot.text, look)

    def _text_look(self, spot: Spot, lane: bool) -> Format:
        middle = lane or spot.column.type not in (TEXT, CODE) or sheet.in_middle(spot)
        figures = spot.column.type in (CODE, LINE)
        return self.formats.cell(
            align="center" if middle else "left",
            indent=0 if middle else spot.depth,
            text_wrap=True,
            num_format="@",
            font_name=FIGURES if figures else FONT,
        )

    def _foot(self, row: int, shown: int) -> int:
        """Explanation and notes; returns the last row.

        In a wide table they stand beside the columns that are repeated on every page.
        """
        why = self.table.explanation
        texts = ([why] if why else []) + [
            f"{'注：' if n == 1 else '　　'}{n}. {text}"
            for n, text in enumerate(self.table.notes, 1)
        ]
        look = self.formats.of(align="left", text_wrap=True)
        first = self._repeated
        width = sum(self.widths[first:shown])
        for text in texts:
            self._across(row, first, shown - 1, text, look)
            lines = measure.breaks(measure.em(text), width)
            self._height(row, lines * LINE_POINTS + 3)
            row += 1
        return row - 1

    @property
    def _repeated(self) -> int:
        """How many columns every page of a wide table repeats."""
        return len(self.table.repeated)

    def _height(self, row: int, points: float) -> None:
        points = min(points, MOST_POINTS)
        self.page.set_row(row, points)
        self.heights += [0.0] * (row + 1 - len(self.heights))
        self.heights[row] = points

    def _across(self, row: int, first: int, last: int, text: str, look: Format) -> None:
        if last >= first:
            self._block(row, first, row, last, text, look)

    def _block(
        self, row: int, column: int, last_row: int, last_column: int, text: str, look: Format
    ) -> None:
        if (row, column) != (last_row, last_column):
            self.page.merge_range(row, column, last_row, last_column, "", look)
        if text:
            self.page.write_string(row, column, text, look)
        else:
            self.page.write_blank(row, column, None, look)


def _number(spot: Spot) -> tuple[float, str]:
    """The figure that is printed, and its number format."""
    whole = spot.column.type == COUNT and "." not in spot.text
    return float(spot.text.replace(",", "")), "#,##0" if whole else "#,##0.00"


def _headings(table: PrintedTable, found: Sequence[Part]) -> Iterator[Heading]:
    """The header cells of a sheet; a label over several pages is set on each of them."""
    offset, repeated = 0, len(table.repeated)
    for part in found:
        for h in sheet.headings(table, part.columns):
            if part.number == 1 or h.column >= repeated:
                yield replace(h, column=h.column + offset)
        offset += len(part.columns) - repeated
