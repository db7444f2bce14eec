"""Printed tables that leave out a whole level of rows: 类, 款 or 项."""

from __future__ import annotations

from dataclasses import replace

import pytest

from disclosures.core.rules import check
from disclosures.core.rules.base import Evidence, Finding
from disclosures.core.tables import Row
from tests.core.rules.builders import at, filed, final, swap, tamper, wan

PRINTED = filed(final())


def without_levels(role: str, *digits: int) -> Evidence:
    """Printed tables of which one has no rows of some levels (3 类, 5 款, 7 项)."""
    table = PRINTED.tables.by_role[role]
    by = table.form.levels[0].by
    kept = {r.key: r for r in table.rows if len(r.dims) != 1 or len(r.code(by)) not in digits}

    def parent(row: Row) -> str:
        above = row.parent
        while above and above not in kept:
            above = table.by_key[above].parent
        return above

    rows = tuple(replace(row, parent=parent(row)) for row in kept.values())
    return replace(PRINTED, tables=swap(PRINTED.tables, replace(table, blocks=(rows,))))


def errors(found: Evidence) -> list[Finding]:
    return [f for f in check(found) if f.severity.value == "error"]


UNFOLDED = [t.role for t in PRINTED.tables.tables if t.form.levels]


@pytest.mark.parametrize("digits", [(3,), (5,), (3, 5), (7,)])
@pytest.mark.parametrize("role", [r for r in UNFOLDED if r != "fiscal-econ"])
def test_a_table_that_leaves_a_whole_level_out_is_no_error(
    role: str, digits: tuple[int, ...]
) -> None:
    assert errors(without_levels(role, *digits)) == []


@pytest.mark.parametrize("digits", [3, 5])
def test_a_table_by_economic_code_may_leave_a_level_out(digits: int) -> None:
    assert errors(without_levels("fiscal-econ", digits)) == []


def test_rows_below_speak_for_a_level_that_is_left_out() -> None:
    found = without_levels("general", 3, 5)
    wrong = replace(found, tables=tamper(found.tables, at("general/2080505/c1"), wan("21.11")))
    assert [(f.code, f.expected, f.found) for f in errors(wrong) if f.code == "X-009"] == [
        ("X-009", wan("262.94"), wan("263.94"))
    ]
