"""Widths of columns, and tables fitted to the page."""

from __future__ import annotations

import pytest

from disclosures.core.document import PrintedTable, PrintedTables
from disclosures.render import measure
from disclosures.render.draw.fonts import BOLD, REGULAR, Letters, typeface
from disclosures.render.draw.pack import File
from disclosures.render.draw.plan import SMALL, SMALL_FIXED, Plan, Space, plans
from disclosures.render.measure import PADDING, Need, breaks, em, figure_em, share_out

#: The printable area of A4 in pt, upright.
SHORT, LONG = 504.0, 751.0


def planned(table: PrintedTable) -> tuple[list[Plan], float]:
    """A table's parts, and the width of the page."""
    file = File()
    width, height = (SHORT, LONG) if table.orientation == "portrait" else (LONG, SHORT)
    space = Space(width, height, 53.0, 0.0)
    return plans(table, Letters(file, REGULAR), Letters(file, BOLD), space), width


def test_chinese_is_one_em_and_a_digit_half() -> None:
    assert em("公用经费") == 4
    assert em("“三公”") == 4
    assert figure_em("12,345.67") == pytest.approx(7 * 0.5 + 2 * 0.25)


def test_a_text_is_broken_into_as_many_lines_as_it_needs() -> None:
    assert [breaks(w, 8) for w in (0, 8, 8.5, 16, 17)] == [1, 1, 2, 2, 3]


def test_room_is_shared_by_need() -> None:
    wanted = [Need(2, 4), Need(3, 8)]
    assert share_out(wanted, 24) == [8, 16]
    assert share_out(wanted, 12) == [4, 8]
    assert share_out(wanted, 5) == [2, 3]
    assert sum(share_out(wanted, 8)) == pytest.approx(8)


def test_no_column_is_narrower_than_its_figures(
    luzhou_printed: PrintedTables, bazhong_printed: PrintedTables
) -> None:
    for tables in (luzhou_printed, bazhong_printed):
        for table in tables.tables:
            wanted = measure.needs(table, typeface(BOLD).width)
            found, room = planned(table)
            for plan in found:
                for place, column in enumerate(plan.part.columns):
                    least = (wanted[column.id].least + PADDING) * plan.size
                    assert plan.across(place, 1) >= least - 1e-6, (table.role, column.id)
                assert plan.edges[-1] <= room + 1e-6


def test_a_wide_table_prints_every_column_once_beside_code_and_name(
    luzhou_printed: PrintedTables,
) -> None:
    table = luzhou_printed.by_role["general-detail"]
    found, _ = planned(table)
    assert len(found) > 3
    assert all([c.id for c in plan.part.columns[:2]] == ["code", "name"] for plan in found)
    once = [c.id for plan in found for c in plan.part.columns[2:]]
    assert once == [c.id for c in table.columns[2:]]


def test_letters_can_be_read_and_forms_of_fixed_lines_take_one_page(
    luzhou_printed: PrintedTables,
) -> None:
    for table in luzhou_printed.tables:
        found, _ = planned(table)
        if not table.split:
            (plan,) = found
            assert plan.size >= (SMALL_FIXED if table.blocks else SMALL), table.role
            assert not table.blocks or len(plan.pages) == 1, table.role
