"""Sheets → a workbook with one worksheet each, looking like the official forms.

Entries may be typed into, all else is locked without a password; what is reckoned stands in
grey and is not read back unless it was changed.  The hidden first column says which row is which.
"""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from performance.core.forms import Entry
from performance.core.layout import BLANKS, LaidCell, Place, text_of
from performance.core.sheet import Sheet
from performance.core.values import Values
from performance.exchange.plan import (
    MARK,
    NOTHING,
    Plan,
    PlanRow,
    Spot,
    hidden_entries,
    plan_of,
    rows_of,
)
from performance.exchange.texts import mark_of

FONT = "宋体"
#: Width of the whole form in signs, points of a line, rows for what is still to be typed.
WIDTH, LINE, SPARE = 92.0, 14.5, 3
_ENTRY, _RECKONED = "#FFFBE8", "#6B6B6B"
_ALLOWED = {
    "format_cells": True, "format_columns": True, "format_rows": True,
    "insert_rows": True, "delete_rows": True,
}  # fmt: skip


def export_forms(sheets: Sequence[Sheet], values: Mapping[str, Values]) -> bytes:
    """A workbook of these sheets; ``values`` by the sheet's key, as ``values_of`` gives them."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with xlsxwriter.Workbook(target, options) as book:
        names, formats = names_of(sheets), _Formats(book)
        plans = {s.form.id: plan_of(s.form) for s in {s.form.id: s for s in sheets}.values()}
        for sheet, name in zip(sheets, names, strict=True):
            page, own = book.add_worksheet(name), values.get(sheet.key, {})
            _FormSheet(formats, page, sheet, own, plans[sheet.form.id]).write()
        if not sheets:
            book.add_worksheet("绩效表").write_string(0, 0, "还没有绩效表")
    return target.getvalue()


def names_of(sheets: Sequence[Sheet]) -> list[str]:
    """Names of worksheets: no sign that Excel refuses, at most 31, each once."""
    found: list[str] = []
    for number, sheet in enumerate(sheets, 1):
        subject = re.sub(r"[\[\]:*?/\\'\x00-\x1f]", "", sheet.subject or sheet.form.name)
        found.append(f"{number} {subject}"[:31].strip())
    return found


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._known: dict[str, Format] = {}

    def named(self, style: str) -> Format:
        """The format of that name."""
        if style not in self._known:
            self._known[style] = self._book.add_format(_properties(style))
        return self._known[style]


class _FormSheet:
    """One worksheet: title, the form, its notes, and what is entered beside it."""

    def __init__(
        self,
        formats: _Formats,
        page: Worksheet,
        sheet: Sheet,
        values: Values,
        plan: Plan,
    ) -> None:
        self.page, self.sheet, self.values = page, sheet, values
        self._format = formats.named
        self.plan = plan
        self.width = len(sheet.form.widths)
        self.row = 0

    def write(self) -> None:
        """Everything."""
        self._page()
        form = self.sheet.form
        self._line(self.sheet.worded(form.title), "title", 30, self._mark())
        for text in (form.subtitle, form.caption):
            if text:
                self._line(self.sheet.worded(text), "subtitle", 18)
        rows = rows_of(self.sheet, self.values, merged=BLANKS)
        for number, row in enumerate(rows):
            self._form_row(row)
            if row.section.is_list and self._list_ends(rows, number):
                self._spares(row)
        for note in form.notes:
            self._line(self.sheet.worded(note), "note", 28)

    def _page(self) -> None:
        page, form = self.page, self.sheet.form
        page.set_paper(9)
        page.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        if form.orientation == "landscape":
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.center_horizontally()
        page.hide_gridlines(2)
        page.protect("", _ALLOWED)
        page.set_column(0, 0, 2, None, {"hidden": True})
        total = sum(form.widths)
        for column, width in enumerate(form.widths, 1):
            page.set_column(column, column, WIDTH * width / total)
        extra = len(hidden_entries(form))
        if extra:
            page.set_column(self.width + 1, self.width + extra, 12, None, {"hidden": True})

    def _mark(self) -> str:
        sheet = self.sheet
        known = {"key": sheet.key, "form": sheet.form.id, "order": sheet["order"],
                 "project": sheet.project}  # fmt: skip
        return f"{MARK} {json.dumps(known, ensure_ascii=False)}"

    # -- rows -----------------------------------------------------------------------------------

    def _line(self, text: str, style: str, height: float, code: str = NOTHING) -> None:
        self.page.write_string(self.row, 0, code)
        self._range(self.row, 1, 1, self.width, text, self._format(style))
        self.page.set_row(self.row, height)
        self.row += 1

    def _form_row(self, row: PlanRow, code: str = "") -> None:
        reckoned = {
            p.path: mark_of(p.value.text.strip())
            for p in row.places
            if p.value.derived and p.value.text
        }
        told = f" {json.dumps(reckoned, ensure_ascii=False)}" if reckoned else ""
        self.page.write_string(self.row, 0, (code or row.code) + told)
        for spot in row.spots:
            self._cell(spot, row)
        self.page.set_row(self.row, self._height(row))
        self.row += 1

    @staticmethod
    def _list_ends(rows: Sequence[PlanRow], number: int) -> bool:
        """Whether what is still to be typed may stand after this row."""
        row = rows[number]
        section = row.section
        before = len(section.lines) + len(section.head)
        at_end = row.listed or row.code == f"{section.key}/{before - 1}"
        return at_end and (number + 1 == len(rows) or not rows[number + 1].listed
                           or rows[number + 1].section is not section)  # fmt: skip

    def _spares(self, row: PlanRow) -> None:
        """Empty rows of a list; the side label does not reach them."""
        key = row.section.key
        spare = self.plan[f"{key}#"]
        side = bool(row.section.side)
        for _ in range(SPARE):
            spots = tuple(s for s in spare.spots if s.cell.places)
            if side:
                self._range(self.row, 1, 1, 1, "", self._format("label"))
            self._form_row(PlanRow(f"{key}#", row.section, spots, True))

    def _cell(self, spot: Spot, row: PlanRow) -> None:
        cell = spot.cell
        text = _written(cell)
        style = self._style(cell, row, spot)
        self._range(self.row, spot.column + 1, cell.rows, cell.columns, text, style)
        alone = _alone(cell)
        if alone is not None and alone.type == "choice":
            self.page.data_validation(
                self.row, spot.column + 1, self.row, spot.column + 1,
                {"validate": "list", "source": list(alone.options), "error_title": alone.label,
                 "error_message": "请选：" + "、".join(alone.options)},
            )  # fmt: skip

    def _range(
        self, row: int, column: int, rows: int, columns: int, text: str, style: Format
    ) -> None:
        if rows == columns == 1:
            self.page.write_string(row, column, text, style)
            return
        last = (row + rows - 1, column + columns - 1)
        self.page.merge_range(row, column, *last, "", style)
        self.page.write_string(row, column, text, style)

    # -- looks ----------------------------------------------------------------------------------

    def _style(self, cell: LaidCell, row: PlanRow, spot: Spot) -> Format:
        if not cell.places:
            return self._format("label-left" if cell.align == "left" else "label")
        places = cell.places
        kind = "reckoned" if all(p.value.derived for p in places) else "entry"
        alone = _alone(cell)
        align = cell.align or ("right" if alone is not None and alone.numeric else "left")
        return self._format(f"{kind}-{align}{'-open' if row.section.outside else ''}")

    def _height(self, row: PlanRow) -> float:
        total = sum(self.sheet.form.widths)
        lines = 1
        for spot in row.spots:
            if spot.cell.rows > 1 or spot.column >= self.width:
                continue
            widths = self.sheet.form.widths[spot.column : spot.column + spot.cell.columns]
            room = max(2.0, WIDTH * sum(widths) / total - 0.8)
            lines = max(lines, _lines(_written(spot.cell), room))
        return min(409.0, lines * LINE + 6)


def _written(cell: LaidCell) -> str:
    alone = _alone(cell)
    if alone is not None and alone.type == "choice":
        return cell.places[0].value.text
    return text_of(cell)


def _alone(cell: LaidCell) -> Entry | None:
    """The entry of a cell that holds it and no words."""
    if len(cell.pieces) == 1 and isinstance(cell.pieces[0], Place):
        return cell.pieces[0].entry
    return None


def _lines(text: str, room: float) -> int:
    signs = (sum(1.85 if ord(c) > 0x2E7F else 1.0 for c in line) for line in text.split("\n"))
    return sum(max(1, math.ceil(n / room)) for n in signs)


def _properties(style: str) -> dict[str, Any]:
    base: dict[str, Any] = {"font_name": FONT, "font_size": 10, "text_wrap": True,
                            "valign": "vcenter", "num_format": "@"}  # fmt: skip
    if style == "title":
        return {**base, "bold": True, "font_size": 16, "align": "center"}
    if style == "subtitle":
        return {**base, "align": "center"}
    if style == "note":
        return {**base, "align": "left"}
    kind, _, align = style.removesuffix("-open").partition("-")
    found = {**base, "align": align or "center"}
    if not style.endswith("-open"):
        found |= {"border": 1}
    if kind != "label":
        found |= {"locked": False, "bg_color": _ENTRY}
    if kind == "reckoned":
        found |= {"font_color": _RECKONED}
    return found
