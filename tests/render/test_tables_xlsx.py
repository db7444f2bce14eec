"""The workbook of the tables: what is in the cells, and how it will print."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from disclosures.core.document import PrintedTable, PrintedTables, tables_of
from disclosures.core.money import Unit, printed
from disclosures.core.tables import Table, Tables
from disclosures.data import economic, functions
from disclosures.importing.guard import open_workbook
from disclosures.importing.printed_reader import read_printed
from disclosures.render import sheet
from disclosures.render.tables_xlsx import tables_xlsx

HEAD = 4


def sheets(data: bytes) -> list[Worksheet]:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets


@pytest.fixture(scope="module")
def pages(luzhou_printed: PrintedTables, luzhou_workbook: bytes) -> dict[str, Worksheet]:
    found = sheets(luzhou_workbook)
    return {t.role: page for t, page in zip(luzhou_printed.tables, found, strict=True)}


def body(table: PrintedTable) -> int:
    """The first row of the body."""
    return HEAD + table.header_depth + table.lane_row


def test_one_sheet_a_table_named_by_code_and_title(pages: dict[str, Worksheet]) -> None:
    names = [page.title for page in pages.values()]
    assert names[:2] == ["公开01表 收入支出决算总表", "公开02表 收入决算表"]
    assert len({n.lower() for n in names}) == len(names)
    assert max(map(len, names)) <= 31


def test_every_cell_holds_what_is_printed(
    luzhou_printed: PrintedTables, pages: dict[str, Worksheet]
) -> None:
    for table in luzhou_printed.tables:
        page = pages[table.role]
        for number, spots in enumerate(sheet.lines(table, table.columns), body(table)):
            place = 1
            for spot in spots:
                value = page.cell(number, place).value
                if spot.amount is not None and spot.column.type == "amount":
                    assert value == printed(spot.amount, Unit(table.unit)) / 100
                elif spot.amount is None:
                    assert (value or "") == spot.text
                place += spot.span


def test_a_zero_that_is_not_printed_is_a_blank(bazhong: Tables) -> None:
    table = bazhong.by_role["budget-expenditure"]
    shown = tables_of(replace(bazhong, tables=(table,)))
    (page,) = sheets(tables_xlsx(shown))
    for number, row in enumerate(table.rows, body(shown.tables[0])):
        for place, column in enumerate(table.form.columns, 1):
            if column.id in row.cells and not row.cells[column.id].amount:
                assert page.cell(number, place).value is None


def test_amounts_are_numbers_and_codes_are_text(pages: dict[str, Worksheet]) -> None:
    page = pages["general"]
    code, name, amount = (page.cell(9, place) for place in (1, 2, 3))
    assert isinstance(code.value, str)
    assert code.number_format == "@"
    assert isinstance(name.value, str)
    assert amount.data_type == "n"
    assert amount.number_format == "#,##0.00"
    assert amount.alignment.horizontal == "right"
    assert {getattr(amount.border, side).style for side in ("left", "right", "top", "bottom")} == {
        "thin"
    }


def test_merged_cells_are_the_spans_of_the_header(
    luzhou_printed: PrintedTables, pages: dict[str, Worksheet]
) -> None:
    for table in luzhou_printed.tables:
        if table.split:
            continue
        merged = {
            (r.min_row - HEAD, r.min_col - 1, r.max_row - r.min_row + 1, r.max_col - r.min_col + 1)
            for r in pages[table.role].merged_cells.ranges
            if HEAD <= r.min_row < HEAD + table.header_depth
        }
        spans = {(h.row, h.column, h.rows, h.columns) for h in table.headings}
        assert merged == {s for s in spans if s[2:] != (1, 1)}


def test_the_wide_sheet_sets_a_label_again_on_every_page(
    luzhou_printed: PrintedTables, pages: dict[str, Worksheet]
) -> None:
    table, page = luzhou_printed.by_role["general-detail"], pages["general-detail"]
    breaks = [b.id for b in page.col_breaks.brk]
    assert breaks
    for found in page.merged_cells.ranges:
        assert not any(found.min_col <= b < found.max_col for b in breaks)
    for place in range(1, len(table.columns) + 1):
        assert label_above(page, HEAD + table.header_depth - 1, place) == (
            table.columns[place - 1].label
        )


def label_above(page: Worksheet, row: int, place: int) -> str:
    cell: Cell | MergedCell = page.cell(row, place)
    if not isinstance(cell, MergedCell):
        return str(cell.value)
    found = next(r for r in page.merged_cells.ranges if cell.coordinate in r)
    return str(page.cell(found.min_row, found.min_col).value)


def test_caption_stands_above(pages: dict[str, Worksheet]) -> None:
    texts = [c.value for row in pages["income"]["A1:I3"] for c in row if c.value]
    assert texts == [
        "收入决算表",
        "公开02表",
        "部门（单位）：泸州市人力资源和社会保障局",
        "2020年度",
        "金额单位：万元",
    ]


def test_pages_are_set_up_to_print(
    luzhou_printed: PrintedTables, pages: dict[str, Worksheet]
) -> None:
    for table in luzhou_printed.tables:
        page = pages[table.role]
        assert page.page_setup.paperSize == 9
        assert page.page_setup.orientation == table.orientation
        assert page.print_title_rows == f"${HEAD}:${body(table) - 1}"
        assert page.print_area.endswith(f"${page.max_row}")
        assert page.oddFooter.center.text == "— &P —"
        assert page.freeze_panes is not None
        assert page.freeze_panes.endswith(str(body(table)))
        if table.split:
            assert page.print_title_cols == "$A:$B"
            assert not page.sheet_properties.pageSetUpPr.fitToPage
            assert 40 <= page.page_setup.scale <= 100
        else:
            assert page.page_setup.fitToWidth in (1, None)
            assert page.page_setup.fitToHeight == (None if table.blocks else 0)


def test_rows_are_as_high_as_their_texts(pages: dict[str, Worksheet]) -> None:
    page = pages["general-projects"]
    for row in range(1, page.max_row + 1):
        assert page.row_dimensions[row].height
    heights = {page.row_dimensions[r].height for r in range(7, page.max_row)}
    assert len(heights) > 1, "long project names take two lines"


def test_an_empty_table_is_explained(
    luzhou_printed: PrintedTables, pages: dict[str, Worksheet]
) -> None:
    table = next(t for t in luzhou_printed.tables if t.explanation)
    texts = [c.value for row in pages[table.role].iter_rows() for c in row]
    assert table.explanation in texts


def test_properties_name_the_department(
    luzhou_printed: PrintedTables, luzhou_workbook: bytes
) -> None:
    found = openpyxl.load_workbook(io.BytesIO(luzhou_workbook)).properties
    assert found.creator == luzhou_printed.department
    assert found.title == "泸州市人力资源和社会保障局2020年度部门决算公开表"


def test_the_same_tables_give_the_same_bytes(bazhong_printed: PrintedTables) -> None:
    assert tables_xlsx(bazhong_printed) == tables_xlsx(bazhong_printed)
    book = openpyxl.load_workbook(io.BytesIO(tables_xlsx(bazhong_printed)))
    assert book.properties.created.year == 1980


def test_a_draft_says_so_on_every_page(bazhong_printed: PrintedTables) -> None:
    few = replace(bazhong_printed, tables=bazhong_printed.tables[:2])
    assert all("草稿" in p.oddHeader.center.text for p in sheets(tables_xlsx(few, draft=True)))
    assert not any(p.oddHeader.center.text for p in sheets(tables_xlsx(few)))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "@SUM(A1)", "http://example.org/", "{=A1}", "=HYPERLINK(1)"]
)
def test_a_text_never_becomes_a_formula_or_a_link(bazhong: Tables, text: str) -> None:
    table = bazhong.by_role["budget-projects"]
    rows = tuple(replace(r, texts=dict.fromkeys(r.texts, text)) for r in table.blocks[0])
    given = replace(bazhong, department=text, tables=(replace(table, blocks=(rows,)),))
    few = tables_of(given)
    (page,) = sheets(tables_xlsx(few))
    for row in page.iter_rows():
        for cell in row:
            assert cell.data_type != "f"
            assert cell.hyperlink is None
    assert page.cell(body(few.tables[0]), 3).value == text


def test_names_too_long_or_alike_still_make_sheets(bazhong_printed: PrintedTables) -> None:
    table = replace(bazhong_printed.tables[0], code="", title="[表]:*?/\\'" + "长" * 40)
    names = [p.title for p in sheets(tables_xlsx(replace(bazhong_printed, tables=(table,) * 3)))]
    assert names == ["表" + "长" * 30, "表" + "长" * 28 + "~2", "表" + "长" * 28 + "~3"]


@pytest.mark.parametrize("name", ["luzhou", "bazhong"])
def test_what_is_written_can_be_read_again(name: str, request: pytest.FixtureRequest) -> None:
    tables: Tables = request.getfixturevalue(name)
    workbook = open_workbook(tables_xlsx(tables_of(tables)), "公开表.xlsx")
    reading = read_printed(workbook, None, functions(), economic())
    assert reading.errors == ()
    assert reading.tables is not None
    assert reading.form_set == tables.form_set.id
    assert reading.tables.department == tables.department
    for table in tables.tables:
        again = reading.tables.by_role[table.role]
        assert again.unit == table.unit
        assert amounts(again) == amounts(table), table.role


def amounts(table: Table) -> list[tuple[str, str, int]]:
    return [
        (row.key, column.id, printed(row.amount(column.id), table.unit))
        for row in table.rows
        for column in table.form.amounts
        if row.amount(column.id)
    ]
