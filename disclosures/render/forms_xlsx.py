"""A form on a sheet of its own: the same grid, merged cells, and figures as numbers.

A cell is a number where it is a figure and prints one, maybe with its unit: what it shows is the
text all the same.  No text becomes a formula or a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from disclosures.core.document import FormCell, Placed, PrintedForm
from disclosures.render.measure import PADDING, breaks, em
from disclosures.render.xlsx_page import A4, PIXELS, ROOM

TITLE_POINTS, LINE_POINTS, MORE_POINTS, MOST_POINTS = 30.0, 13.5, 5.0, 409.0
#: A figure as it is printed: the number, and what it is of.
PRINTED = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)([^\d\"\\\[\]]{0,8})")
SIDES = {"center": "center", "right": "right"}
Look = Callable[..., Format]


@dataclass
class FormSheet:
    """Writes one form; ``plain`` and ``ruled`` make formats without and with borders."""

    page: Worksheet
    form: PrintedForm
    plain: Look
    ruled: Look
    tall: list[float] = field(default_factory=list)

    def write(self, *, draft: bool) -> None:
        """The whole sheet, ready to print; ``draft`` heads its pages 草稿."""
        form, last = self.form, len(self.form.widths) - 1
        self._across(form.title, self.plain(bold=True, font_size=16, align="center"), TITLE_POINTS)
        if form.subtitle:
            self._across(form.subtitle, self.plain(align="center"), LINE_POINTS + 3)
        for said in form.caption.splitlines():
            self._across(said, self.plain(align="right"), LINE_POINTS + 3)
        top = len(self.tall)
        self.tall += self._heights()
        for placed in form.placed:
            self._cell(placed, top)
        for note in form.notes:
            lines = breaks(em(note), self._room(0, last + 1))
            self._across(note, self.plain(align="left", text_wrap=True), lines * LINE_POINTS + 3)
        for number, points in enumerate(self.tall):
            self.page.set_row(number, min(points, MOST_POINTS))
        self._set_up(last, draft)

    def _widths(self) -> list[float]:
        """The widths of the columns in em, padding included."""
        scale = ROOM[self.form.orientation] / sum(self.form.widths)
        return [w * scale for w in self.form.widths]

    def _room(self, first: int, columns: int) -> float:
        return max(sum(self._widths()[first : first + columns]) - PADDING, 1.0)

    def _heights(self) -> list[float]:
        """The heights of the rows; what a cell over several lacks goes to the last of them."""
        found = [LINE_POINTS + MORE_POINTS] * len(self.form.rows)
        for placed in sorted(self.form.placed, key=lambda p: p.cell.rows):
            cell, room = placed.cell, self._room(placed.column, placed.cell.columns)
            lines = sum(breaks(em(said), room) for said in cell.text.splitlines())
            rows = slice(placed.row, placed.row + cell.rows)
            lacking = lines * LINE_POINTS + MORE_POINTS - sum(found[rows])
            found[rows.stop - 1] += max(lacking, 0.0)
        return found

    def _across(self, text: str, look: Format, points: float) -> None:
        """A text over the whole width, as the next row."""
        self._block(len(self.tall), 0, 1, len(self.form.widths), text, look)
        self.tall.append(points)

    def _cell(self, placed: Placed, top: int) -> None:
        cell, row = placed.cell, placed.row + top
        look = {"align": SIDES.get(cell.align, "left"), "text_wrap": True}
        number = _number(cell)
        if number is None:
            ruled = self.ruled(num_format="@", **look)
            self._block(row, placed.column, cell.rows, cell.columns, cell.text, ruled)
            return
        ruled = self.ruled(num_format=number[1], **look)
        self._block(row, placed.column, cell.rows, cell.columns, "", ruled)
        self.page.write_number(row, placed.column, number[0], ruled)

    def _block(
        self, row: int, column: int, rows: int, columns: int, text: str, look: Format
    ) -> None:
        if rows * columns > 1:
            last = row + rows - 1, column + columns - 1
            self.page.merge_range(row, column, *last, "", look)
        if text:
            self.page.write_string(row, column, text, look)
        else:
            self.page.write_blank(row, column, None, look)

    def _set_up(self, last: int, draft: bool) -> None:
        page, form = self.page, self.form
        for number, width in enumerate(self._widths()):
            page.set_column_pixels(number, number, round(width * PIXELS))
        page.set_paper(A4)
        page.set_portrait() if form.orientation == "portrait" else page.set_landscape()
        page.set_margins(left=0.6, right=0.6, top=0.75, bottom=0.75)
        page.center_horizontally()
        page.print_area(0, 0, len(self.tall) - 1, last)
        page.fit_to_pages(1, 0)
        page.set_footer("&C— &P —")
        if draft:
            page.set_header('&C&"宋体,Bold"&28&KC00000草稿')
        page.ignore_errors({"number_stored_as_text": f"A1:XFD{len(self.tall)}"})
        page.hide_gridlines(2)


def _number(cell: FormCell) -> tuple[float, str] | None:
    """The number that a figure prints, and the format that prints it so."""
    found = PRINTED.fullmatch(cell.text.strip()) if cell.amount is not None else None
    if found is None:
        return None
    digits, unit = found.groups()
    decimals = len(digits.partition(".")[2])
    whole = "#,##0" if "," in digits else "0"
    pattern = whole + ("." + "0" * decimals if decimals else "")
    value = float(digits.replace(",", ""))
    if unit.strip() == "%":
        return value / 100, pattern + unit
    return value, f'{pattern}"{unit}"' if unit else pattern
