"""A workbook is taken whole or not at all, on the command line and in the portal alike."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from disclosures.core.document import tables_of
from disclosures.pipeline import Book, take_in
from disclosures.render.tables_xlsx import tables_xlsx
from tests.random_facts import random_facts

FORM = "national-final"


def printed() -> bytes:
    return tables_xlsx(tables_of(Book.of_facts(random_facts(0, FORM, 2021)).tables))


def spoilt(data: bytes) -> bytes:
    """One code that nobody knows."""
    workbook = load_workbook(io.BytesIO(data))
    sheet = next(s for s in workbook if s.title.endswith("支出决算表") and "03" in s.title)
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "合计" and c.row > 6)
    sheet.cell(cell.row + 1, 1).value = "甲"
    sheet.cell(cell.row + 1, 2).value = "乙"
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def test_a_sound_workbook_is_taken() -> None:
    intake = take_in(printed(), "公开表.xlsx")
    assert (intake.book is not None, intake.errors) == (True, ())


def test_a_workbook_that_can_be_read_in_part_is_not_taken() -> None:
    intake = take_in(spoilt(printed()), "公开表.xlsx")
    assert intake.book is None
    (error,) = intake.errors
    assert "不认识的行“甲 乙”" in str(error)


def test_an_unknown_form_set_is_an_error_that_lists_the_known() -> None:
    intake = take_in(printed(), "公开表.xlsx", "甲")
    assert intake.book is None
    assert [str(e) for e in intake.errors] == [
        "没有表样“甲”；应为 bazhong-budget-2022、hunan-final-2023、national-final、"
        "sichuan-final-2020、sichuan-final-2022 之一"
    ]
