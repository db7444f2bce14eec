"""Our own workbook of tables, read back as printed tables, says the same."""

from __future__ import annotations

import pytest

from disclosures.core.compare import compare
from disclosures.core.document import tables_of
from disclosures.data import economic, functions
from disclosures.importing.guard import open_workbook
from disclosures.importing.printed_reader import read_printed
from disclosures.render.tables_xlsx import tables_xlsx
from tests.core.rules.builders import BUDGET, FINAL, tables

CASES = {
    "sichuan-final-2020": (FINAL, 2020, 1819),
    "sichuan-final-2022": (FINAL, 2022, 1818),
    "hunan-final-2023": (FINAL, 2023, 538),
    "national-final": (FINAL, 2021, 538),
    "bazhong-budget-2022": (BUDGET, 2022, 389),
}


@pytest.mark.parametrize("form", CASES)
@pytest.mark.parametrize("draft", [False, True], ids=["final", "draft"])
def test_export_then_import_gives_the_same_tables(form: str, draft: bool) -> None:
    facts, year, cells = CASES[form]
    given = tables(*facts, form=form, year=year)
    workbook = open_workbook(tables_xlsx(tables_of(given), draft=draft), "公开表.xlsx")
    found = read_printed(workbook, form, functions(), economic())
    assert (found.errors, found.notes) == ((), ())
    assert found.tables is not None
    result = compare(given, found.tables)
    assert (result.cells, result.differences) == (cells, ())
    assert (result.left_only, result.right_only) == ((), ())
