"""Sheets → lists: one line per indicator, and one per sheet with everything else.

For much at once: sorted, filtered, filled down, pasted.  Only what is typed stands in it.  The
hidden first row says which column is which; without a number in 行号 a line is a new row, without
表号 it belongs to the sheet of that name.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from performance.core.forms import Entry, Form, Section
from performance.core.sheet import ORDER, PROJECT, Row, Sheet

#: Beginning of the first cell of a list; the version of this way of writing.
LIST_MARK = "mingzhang-performance-list-1"
KEY, NAME, NUMBER = "@key", "@name", "@number"
_FONT, _SPARE = "宋体", 200


@dataclass(frozen=True, slots=True)
class _Column:
    code: str
    label: str
    entry: Entry | None = None

    @property
    def width(self) -> float:
        """In signs."""
        if self.entry is None:
            return {KEY: 12.0, NAME: 30.0, NUMBER: 6.0, ORDER: 6.0}.get(self.code, 24.0)
        if self.entry.numeric:
            return 13.0
        return 48.0 if self.entry.type == "long" else 22.0


def export_list(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with, of each form, a list of its sheets and one of the rows of each list."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    ordered = sorted(sheets, key=lambda s: s.form.id)
    with xlsxwriter.Workbook(target, options) as book:
        looks = _looks(book)
        for _, group in groupby(ordered, key=lambda s: s.form.id):
            own = list(group)
            form = own[0].form
            for section in form.sections:
                if section.row is not None:
                    _rows(book, looks, form, section, own)
            _heads(book, looks, form, own)
        if not sheets:
            book.add_worksheet("绩效表").write_string(0, 0, "还没有绩效表")
    return target.getvalue()


def _heads(
    book: xlsxwriter.Workbook, looks: dict[str, Format], form: Form, sheets: Sequence[Sheet]
) -> None:
    page = book.add_worksheet(f"{form.id} 基本情况")
    columns = [_Column(KEY, "表号"), _Column(PROJECT, "填报数据中的项目"), _Column(ORDER, "次序")]
    columns += [_Column(p, _label(form, p, e), e) for p, e in form.fixed.items()]
    _begin(page, looks, columns, f"{LIST_MARK} {form.id}")
    lines = ([s.key, *(s[c.code] for c in columns[1:])] for s in sheets)
    _fill(page, looks, columns, lines)


def _rows(
    book: xlsxwriter.Workbook,
    looks: dict[str, Format],
    form: Form,
    section: Section,
    sheets: Sequence[Sheet],
) -> None:
    page = book.add_worksheet(f"{form.id} {section.label}{_twin(form, section)}")
    columns = [_Column(KEY, "表号"), _Column(NAME, "项目"), _Column(NUMBER, "行号")]
    columns += [_Column(k, e.label, e) for k, e in form.listed[section.key].items()]
    _begin(page, looks, columns, f"{LIST_MARK} {form.id} {section.key}")
    lines = (_line(s, r, columns) for s in sheets for r in s.rows[section.key])
    _fill(page, looks, columns, lines)


def _line(sheet: Sheet, row: Row, columns: Sequence[_Column]) -> list[str]:
    name = sheet.subject or sheet.form.name
    return [sheet.key, name, str(row.number), *(row[c.code] for c in columns[3:])]


def _twin(form: Form, section: Section) -> str:
    """A number where two lists of a form have the same label."""
    same = [s for s in form.sections if s.row is not None and s.label == section.label]
    return str(same.index(section) + 1) if len(same) > 1 else ""


def _label(form: Form, path: str, entry: Entry) -> str:
    section = form.section[path.partition(".")[0]]
    return entry.label if entry.label == section.label else f"{section.label} {entry.label}"


def _begin(
    page: Worksheet, looks: dict[str, Format], columns: Sequence[_Column], mark: str
) -> None:
    page.set_row(0, None, None, {"hidden": True})
    page.set_row(1, 32)
    for number, column in enumerate(columns):
        code = f"{mark} {KEY}" if number == 0 else column.code
        page.write_string(0, number, code)
        page.write_string(1, number, column.label, looks["head"])
        page.set_column(number, number, column.width, looks["cell"])
        if column.entry is not None and column.entry.type == "choice":
            page.data_validation(
                2, number, 2 + _SPARE, number,
                {"validate": "list", "source": list(column.entry.options)},
            )  # fmt: skip
    page.freeze_panes(2, 2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(1)


def _fill(
    page: Worksheet,
    looks: dict[str, Format],
    columns: Sequence[_Column],
    lines: Iterable[Sequence[str]],
) -> None:
    last = 1
    for last, line in enumerate(lines, 2):
        for number, text in enumerate(line):
            if text:
                page.write_string(last, number, text, looks["cell"])
    page.autofilter(1, 0, max(last, 2), len(columns) - 1)


def _looks(book: xlsxwriter.Workbook) -> dict[str, Format]:
    cell = {"font_name": _FONT, "font_size": 10, "valign": "top", "text_wrap": True,
            "num_format": "@"}  # fmt: skip
    head = {**cell, "bold": True, "bg_color": "#E8ECF2", "border": 1, "align": "center",
            "valign": "vcenter"}  # fmt: skip
    return {"cell": book.add_format(cell), "head": book.add_format(head)}
