"""What is printed where, for page, print and workbook alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from disclosures.core.document import PrintedTable, PrintedTables, table_of, tables_of
from disclosures.core.forms import Heading
from disclosures.core.tables import Table, Tables
from disclosures.data import form_set, form_set_ids
from disclosures.render import sheet


def filled(found: list[Heading], depth: int) -> list[list[str]]:
    """The labels of a header as a full grid: every place holds the label of the cell over it."""
    grid: list[dict[int, str]] = [{} for _ in range(depth)]
    for heading in found:
        for row in range(heading.row, heading.row + heading.rows):
            for column in range(heading.column, heading.column + heading.columns):
                assert column not in grid[row], "two cells over one place"
                grid[row][column] = heading.label
    return [[line[n] for n in sorted(line)] for line in grid]


def every_table() -> list[PrintedTable]:
    """The tables of every form set, without a line."""
    sets = [Tables(form_set(name, 2022), "某局", ()) for name in form_set_ids()]
    return [
        table_of(Table(form, form.unit, ()), tables)
        for tables in sets
        for form in tables.form_set.tables
    ]


@pytest.mark.parametrize("table", every_table(), ids=lambda t: f"{t.code}{t.title}")
def test_header_cells_cover_every_column_once(table: PrintedTable) -> None:
    grid = filled(sheet.headings(table, table.columns), table.header_depth)
    assert [len(line) for line in grid] == [len(table.columns)] * table.header_depth
    assert grid[-1] == [c.label for c in table.columns]


@pytest.mark.parametrize("table", every_table(), ids=lambda t: f"{t.code}{t.title}")
def test_headers_of_some_columns_cover_just_those(table: PrintedTable) -> None:
    some = table.columns[1::2]
    if some:
        grid = filled(sheet.headings(table, some), table.header_depth)
        assert [len(line) for line in grid] == [len(some)] * table.header_depth
        assert grid[-1] == [c.label for c in some]


def test_lanes_merge_the_first_columns_and_number_the_others(luzhou_printed: PrintedTables) -> None:
    columns = luzhou_printed.by_role["general"].columns
    found = [(s.text, s.span) for s in sheet.lanes(columns)]
    assert found == [("栏次", 2), ("1", 1), ("2", 1), ("3", 1)]


def test_every_line_fills_every_column(luzhou: Tables, bazhong: Tables) -> None:
    for tables in (luzhou, bazhong):
        for given in tables.tables:
            table = table_of(given, tables)
            found = list(sheet.lines(table, table.columns))
            assert {sum(s.span for s in spots) for spots in found} <= {len(table.columns)}
            assert len(found) == len(list(given.lines))


def test_every_cell_says_what_the_table_says(luzhou: Tables) -> None:
    given = luzhou.by_role["general"]
    table = table_of(given, luzhou)
    found = [[s.text for s in spots] for spots in sheet.lines(table, table.columns)]
    assert found == [[given.shown(r, c) for c in given.form.columns] for r in given.rows]


def test_a_label_may_cover_columns_of_another_block(luzhou_printed: PrintedTables) -> None:
    table = luzhou_printed.by_role["general-basic"]
    *_, last = sheet.lines(table, table.columns)
    found = [(s.text, s.span) for s in last]
    assert found[0] == ("人员经费合计", 2)
    assert found[2] == ("公用经费合计", 5)
    assert sum(span for _, span in found) == 9


def test_a_label_over_several_columns_keeps_to_those_that_are_printed(
    luzhou_printed: PrintedTables,
) -> None:
    table = luzhou_printed.by_role["general-basic"]
    *_, last = sheet.lines(table, (*table.columns[1:3], *table.columns[4:6]))
    assert [(s.column.id, s.span, s.text) for s in last] == [
        (table.columns[1].id, 1, "人员经费合计"),
        (table.columns[2].id, 1, last[1].text),
        (table.columns[4].id, 2, "公用经费合计"),
    ]


def test_names_lead_their_rows_and_are_moved_in_by_level(luzhou_printed: PrintedTables) -> None:
    table = luzhou_printed.by_role["general"]
    names = [s for spots in sheet.lines(table, table.columns) for s in spots if s.leads]
    assert {s.column.id for s in names} == {"name"}
    assert [s.depth for s in names[:4]] == [0, 0, 1, 2]


def test_levels_without_a_row_of_their_own_do_not_move_names_in(
    bazhong_printed: PrintedTables,
) -> None:
    table = bazhong_printed.by_role["budget-services"]
    *_, last = sheet.lines(table, table.columns)
    assert [s.depth for s in last if s.leads] == [1]


def test_caption_names_form_department_year_and_unit(luzhou_printed: PrintedTables) -> None:
    found = sheet.caption(luzhou_printed.by_role["income"])
    assert (found.title, found.code) == ("收入决算表", "公开02表")
    assert found.left + found.center + found.right == (
        "部门（单位）：泸州市人力资源和社会保障局2020年度金额单位：万元"
    )


def test_an_empty_table_is_explained_and_no_other(luzhou: Tables) -> None:
    found = {t.role: table_of(t, luzhou).explanation for t in luzhou.tables}
    assert {r for r, why in found.items() if why} == {t.role for t in luzhou.tables if t.empty}
    assert "2020" in found["capital"]


def test_braces_in_a_name_are_no_placeholder(luzhou: Tables) -> None:
    found = tables_of(replace(luzhou, department="{year}{unit}")).by_role["income"]
    assert found.caption[0].endswith("{year}{unit}")


def test_notes_are_the_form_s(luzhou: Tables) -> None:
    table = luzhou.by_role["income"]
    assert table.form.notes
    assert table_of(table, luzhou).notes == table.form.notes
    bare = replace(table, form=replace(table.form, notes=()))
    assert table_of(bare, luzhou).notes == ()


def test_totals_stand_in_the_middle_and_other_labels_do_not(luzhou_printed: PrintedTables) -> None:
    table = luzhou_printed.by_role["overview"]
    spots = [s for line in sheet.lines(table, table.columns) for s in line if s.leads]
    middle = [s.text for s in spots if sheet.in_middle(s)]
    assert middle == ["本年收入合计", "本年支出合计", "总计", "总计"]
