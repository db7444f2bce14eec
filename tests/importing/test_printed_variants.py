"""Printed tables as offices vary them: other words in headers, columns and lines left out."""

from __future__ import annotations

import pytest

from disclosures.core.compare import compare
from tests.importing.printing import final, page, read, said, with_page


@pytest.mark.parametrize("role", ["general", "fiscal", "capital-spend", "sangong-general"])
def test_a_total_may_be_called_subtotal(role: str) -> None:
    given = final()
    found = read(*with_page(given, role, lambda p: p.put("合计", "小计")))
    assert found.errors == ()
    assert found.tables is not None
    assert compare(given, found.tables).same


def test_a_subtotal_may_be_called_total() -> None:
    given = final()
    found = read(*with_page(given, "fund", lambda p: p.put("小计", "合计")))
    assert found.errors == ()
    assert found.tables is not None
    assert compare(given, found.tables).same


def test_a_sum_that_is_not_printed_is_that_of_its_parts() -> None:
    given = final()
    columns = ["code", "name", "c2", "c3", "c4", "c5", "c6"]
    found = read(page(given, "expenditure", columns=columns))
    assert found.errors == ()
    assert found.tables is not None
    cell = found.tables.tables[0].by_key["total"].cells["c1"]
    assert [str(part) for part in cell.parts] == [
        f"expenditure/total/{c}" for c in ("c2", "c3", "c4", "c5", "c6")
    ]
    assert cell.amount == sum(found.tables.tables[0].amount("total", c) for c in columns[2:])
    assert ("支出决算表!A4：“支出决算表”省略了 1 列，“本年支出合计”按各栏之和读取") in said(
        found.notes
    )
