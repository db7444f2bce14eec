"""Facts → the facts workbook 填报工作簿 (.xlsx), blank or filled; reading it back gives the facts.

Every text is written as text: none can become a formula or a link.  Headers are locked (without
a password), data cells are not.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from disclosures.core.codes import Classification, Code
from disclosures.core.facts import LABELS, Balance, Facts, Measure, UnitInfo
from disclosures.core.facts_sheets import (
    BASIC_ITEMS,
    BASICS,
    CODES,
    GUIDE,
    LISTS,
    SHEETS,
    TEXTS,
    UNITS,
    Column,
    FactSheet,
    Holds,
)
from disclosures.core.money import Unit
from disclosures.core.narrative import Ask, Written
from disclosures.data import economic, form_set, functions
from disclosures.render.facts_guide import describe, guide_columns, guide_steps, guide_title
from disclosures.render.facts_rows import Cell, FactRows, suggested_rows
from disclosures.render.facts_texts import text_rows

FONT, SIZE = "宋体", 11
#: Drop-downs and formats reach down to here, the reader's own limit.
LAST_ROW = 200_000
HEADER = 1
#: Points of a line; Chinese characters that fit in the last column and in the whole guide.
LINE, GUIDE_LINE, GUIDE_STEP = 16, 40, 60
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBERS = {Unit.WAN: "#,##0.00####", Unit.YUAN: "#,##0.00"}
_TEXTUAL = (Holds.TEXT, Holds.NOTE, Holds.CHOICE, Holds.UNIT, Holds.FUNCTION, Holds.ECON)
_ALLOWED = dict.fromkeys(
    ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows",
     "insert_columns", "sort", "autofilter"), True
)  # fmt: skip


def facts_xlsx(
    facts: Facts,
    *,
    unit: Unit = Unit.WAN,
    written: Written | None = None,
    asked: Sequence[Ask] = (),
) -> bytes:
    """The workbook of ``facts``, amounts in ``unit``; without this year's it is one to fill in.

    With ``written`` or ``asked`` it has the sheet 文字: what people wrote, and a row for each text
    that they are asked for.
    """
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": SIZE},
    }
    blank = all(
        isinstance(f, Balance) or getattr(f, "measure", "") == Measure.PRIOR for f in facts.facts
    )
    if not facts.units and blank:
        facts = _with_one_unit(facts)
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": guide_title(facts), "author": facts.department})
        writer = _Writer(book, facts, unit, blank)
        if written is not None or asked:
            writer.texts = tuple(text_rows(written or Written(), asked))
        writer.write()
    return target.getvalue()


def _with_one_unit(facts: Facts) -> Facts:
    """A department that is its own only unit, to begin with; a unit cannot be without a code."""
    code = facts.department_code or "001"
    return replace(facts, units=(UnitInfo(code=code, name=facts.department),))


class _Looks:
    """The formats of the workbook."""

    def __init__(self, book: xlsxwriter.Workbook, unit: Unit) -> None:
        self._book, self._unit = book, unit
        self._made: dict[tuple[Any, ...], Format] = {}
        self.title = book.add_format({"bold": True, "font_size": 16, "font_name": "黑体"})
        self.about = book.add_format({"font_color": "#555555", "valign": "vcenter"})
        self.plain = book.add_format({"text_wrap": True, "valign": "top"})
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "top": 1})
        self.note = book.add_format({"font_color": "#555555", "text_wrap": True})

    def header(self, *, needed: bool) -> Format:
        """A column's head; those that must be filled are darker."""
        fill = "#BDD7EE" if needed else "#E7EEF7"
        return self._of(
            bold=True, border=1, align="center", valign="vcenter", bg_color=fill, text_wrap=True
        )

    def fixed(self, *, free: bool = False, quoted: bool = False) -> Format:
        """A cell with a border, locked unless ``free``."""
        return self._of(
            border=1, num_format="@", text_wrap=True, locked=not free, quote_prefix=quoted
        )

    def cell(self, column: Column, *, quoted: bool = False) -> Format:
        """A cell to be filled in."""
        if column.holds is Holds.LONG or (not column.field and column.holds is Holds.NOTE):
            wrapped = {"text_wrap": True, "valign": "top", "num_format": "@"}
            return self._of(locked=False, quote_prefix=quoted, **wrapped)
        if column.holds in _TEXTUAL:
            return self._of(locked=False, num_format="@", quote_prefix=quoted)
        amount = column.holds is Holds.AMOUNT
        shown = _NUMBERS[self._unit] if amount else "#,##0.##"
        return self._of(locked=False, num_format=shown, align="right")

    def _of(self, **look: Any) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(look)
        return self._made[key]


class _Writer:
    """Writes the sheets one after the other."""

    def __init__(self, book: xlsxwriter.Workbook, facts: Facts, unit: Unit, blank: bool) -> None:
        self._book, self._facts, self._unit, self._blank = book, facts, unit, blank
        self._looks = _Looks(book, unit)
        self._functions = functions().with_local(
            Code(c.code, c.name, local=True) for c in facts.local_codes
        )
        self._rows = FactRows(facts, functions(), economic(), unit)
        self._lists: dict[str, str] = {}
        #: Rows of the sheet 文字; None leaves it out.
        self.texts: Sequence[Sequence[Cell]] | None = None

    def write(self) -> None:
        """All sheets, in the order people need them."""
        guide = self._book.add_worksheet(GUIDE)
        basics = self._book.add_worksheet(BASICS)
        sheets = SHEETS if self.texts is None else (*SHEETS, TEXTS)
        pages = [(sheet, self._book.add_worksheet(sheet.name)) for sheet in sheets]
        self._write_codes(self._book.add_worksheet(CODES))
        self._write_lists(self._book.add_worksheet(LISTS))
        self._write_guide(guide)
        self._write_basics(basics)
        for sheet, page in pages:
            self._write_sheet(sheet, page)
        basics.activate()

    # -- lists for the drop-downs ----------------------------------------------------------------

    def _write_codes(self, page: Worksheet) -> None:
        page.write_string(0, 0, "功能科目和经济科目（编码 名称）", self._looks.title)
        for place, (codes, name) in enumerate(
            ((self._functions, Holds.FUNCTION), (economic(), Holds.ECON))
        ):
            column = place * 2
            page.set_column(column, column, 46)
            page.write_string(HEADER, column, codes.title, self._looks.header(needed=False))
            last = self._write_code_list(page, column, codes)
            letter = xl_col_to_name(column)
            self._lists[name] = f"={CODES}!${letter}${HEADER + 2}:${letter}${last + 1}"
        page.freeze_panes(HEADER + 1, 0)
        page.protect("", {"autofilter": True, "format_columns": True})

    def _write_code_list(self, page: Worksheet, column: int, codes: Classification) -> int:
        row = HEADER
        for row, code in enumerate(codes.valid(self._facts.year), HEADER + 1):
            page.write_string(row, column, f"{code.code} {code.name_in(self._facts.year)}")
        return row

    def _write_lists(self, page: Worksheet) -> None:
        place = 0
        for sheet in (*SHEETS, TEXTS):
            for column in sheet.columns:
                values = tuple(column.keys.values()) or column.ideas
                if not values:
                    continue
                page.write_string(0, place, f"{sheet.name} {column.header}")
                for row, value in enumerate(values, 1):
                    page.write_string(row, place, value)
                letter = xl_col_to_name(place)
                key = f"{sheet.name}/{column.header}"
                self._lists[key] = f"={LISTS}!${letter}$2:${letter}${len(values) + 1}"
                place += 1
        page.protect()
        page.hide()

    # -- explanation and basics -----------------------------------------------------------------

    def _write_guide(self, page: Worksheet) -> None:
        looks = self._looks
        for place, width in enumerate((14, 18, 8, 84)):
            page.set_column(place, place, width)
        page.write_string(0, 0, guide_title(self._facts), looks.title)
        row = 1
        for row, step in enumerate(guide_steps(self._facts), 2):
            page.merge_range(row, 0, row, 3, "", looks.plain)
            page.write_string(row, 0, f"{row - 1}. {step}", looks.plain)
            page.set_row(row, LINE * (1 + len(step) // GUIDE_STEP) + 4)
        page.set_row(0, 2 * LINE)
        row += 2
        for place, head in enumerate(("工作表", "栏", "", "填什么")):
            page.write_string(row, place, head, looks.header(needed=False))
        for line in guide_columns():
            row += 1
            look = looks.bold if line[0] else looks.plain
            for place, text in enumerate(line):
                page.write_string(row, place, text, look)
            page.set_row(row, LINE * -(-len(line[3]) // GUIDE_LINE) or LINE)
        page.hide_gridlines(2)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.protect("", {"format_columns": True, "format_rows": True})

    def _write_basics(self, page: Worksheet) -> None:
        for place, width in enumerate((14, 44, 60)):
            page.set_column(place, place, width)
        page.write_string(0, 0, guide_title(self._facts), self._looks.title)
        for place, head in enumerate(("项目", "内容", "说明")):
            page.write_string(HEADER, place, head, self._looks.header(needed=False))
        row = HEADER
        for row, (item, value, about) in enumerate(self._basics(), HEADER + 1):
            page.write_string(row, 0, item, self._looks.fixed())
            self._write_text(page, row, 1, value, item in ("部门编码", "金额单位", "备注"))
            page.write_string(row, 2, about, self._looks.note)
            if item == "金额单位":
                units = [u.value for u in Unit]
                page.data_validation(row, 1, row, 1, {"validate": "list", "source": units})
        page.set_row(0, 2 * LINE)
        page.freeze_panes(HEADER + 1, 0)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.protect("", _ALLOWED)

    def _basics(self) -> Iterable[tuple[str, str, str]]:
        facts = self._facts
        forms = form_set(facts.form_set, facts.year)
        values = {
            "department": (facts.department, "公开表上的部门名称"),
            "department_code": (facts.department_code, "预算编码，可不填"),
            "year": (str(facts.year), ""),
            "kind": (LABELS["kind"][facts.kind], "预算或决算"),
            "form_set": (facts.form_set, forms.name),
            "money_unit": (self._unit.value, "本工作簿所有金额和单价的单位：元或万元"),
        }
        for item, field in BASIC_ITEMS.items():
            if field in values:
                yield item, *values[field]
        for note in facts.notes or ("",):
            yield "备注", note, "对整份资料的说明，可不填"

    def _write_text(self, page: Worksheet, row: int, place: int, text: str, free: bool) -> None:
        look = self._looks.fixed(free=free, quoted=text.startswith(_FORMULA_STARTS))
        if text:
            page.write_string(row, place, text, look)
        else:
            page.write_blank(row, place, None, look)

    # -- sheets of facts ------------------------------------------------------------------------

    def _write_sheet(self, sheet: FactSheet, page: Worksheet) -> None:
        looks = self._looks
        page.write_string(0, 0, sheet.about, looks.about)
        page.set_row(0, 22)
        page.set_row(HEADER, 26)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width, looks.cell(column))
            head = looks.header(needed=column.filled)
            page.write_string(HEADER, place, column.header, head)
            self._validate(sheet, column, page, place)
        row = HEADER
        for row, cells in enumerate(self._all_rows(sheet), HEADER + 1):
            self._write_row(sheet, page, row, cells)
        self._finish(sheet, page, row)

    def _all_rows(self, sheet: FactSheet) -> Iterator[Sequence[Cell]]:
        if sheet is TEXTS:
            yield from self.texts or ()
            return
        yield from self._rows.of(sheet)
        if self._blank:
            yield from suggested_rows(sheet, self._facts)

    def _write_row(
        self, sheet: FactSheet, page: Worksheet, row: int, cells: Iterable[Cell]
    ) -> None:
        for place, (column, value) in enumerate(zip(sheet.columns, cells, strict=True)):
            if isinstance(value, float):
                page.write_number(row, place, value, self._looks.cell(column))
            elif value:
                quoted = value.startswith(_FORMULA_STARTS)
                look = self._looks.cell(column, quoted=quoted)
                page.write_string(row, place, value, look)

    def _validate(self, sheet: FactSheet, column: Column, page: Worksheet, place: int) -> None:
        """Drop-downs; only choices refuse other values, for codes may be typed or local."""
        rule: dict[str, Any] = {"validate": "any"}
        key = f"{sheet.name}/{column.header}"
        if key in self._lists:
            rule = {"validate": "list", "source": self._lists[key]}
        elif column.holds in (Holds.FUNCTION, Holds.ECON):
            rule = {"validate": "list", "source": self._lists[column.holds]}
        elif column.holds is Holds.UNIT:
            rule = {"validate": "list", "source": f"={UNITS.name}!$A${HEADER + 2}:$A$2000"}
        if column.holds is Holds.CHOICE:
            rule |= {"error_title": column.header, "error_message": "请从下拉表中选一项。"}
        elif rule["validate"] == "list":
            rule["show_error"] = False
        told = describe(column)
        if told:
            rule |= {"input_title": column.header, "input_message": told[:255]}
        if told or rule["validate"] == "list":
            page.data_validation(HEADER + 1, place, LAST_ROW - 1, place, rule)

    def _finish(self, sheet: FactSheet, page: Worksheet, last: int) -> None:
        page.freeze_panes(HEADER + 1, 1)
        page.autofilter(HEADER, 0, max(last, HEADER + 1), len(sheet.columns) - 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEADER)
        page.protect("", _ALLOWED)
