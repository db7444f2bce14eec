"""A workbook of printed tables gives back the tables, however an office arranged it."""

from __future__ import annotations

import pytest

from disclosures.core.compare import compare
from disclosures.core.money import Unit
from disclosures.core.tables import Tables
from disclosures.importing.cells import Value
from tests.importing.printing import (
    Page,
    below,
    budget,
    final,
    page,
    pages,
    read,
    said,
    with_page,
)

SETS = {
    "sichuan-final-2020": final(),
    "sichuan-final-2022": final(form="sichuan-final-2022", year=2022),
    "national-final": final(form="national-final", year=2021),
    "bazhong-budget-2022": budget(),
}
#: How many amounts and counts the tables of each hold.
CELLS = {
    "sichuan-final-2020": 1819,
    "sichuan-final-2022": 1818,
    "national-final": 538,
    "bazhong-budget-2022": 389,
}


def check_same(given: Tables, found: Tables | None, cells: int) -> None:
    """Every cell equal, every row with the same key, level, parent, codes and texts."""
    assert found is not None
    result = compare(given, found)
    told = [str(d) for d in result.differences]
    assert (told, result.left_only, result.right_only) == ([], (), ())
    assert result.cells == cells
    for table in given.tables:
        assert [described(r) for r in found.by_role[table.role].rows] == [
            described(r) for r in table.rows
        ]


def described(row: object) -> tuple[object, ...]:
    names = ("key", "role", "depth", "parent", "span", "dims", "texts")
    values = {name: getattr(row, name) for name in names}
    texts = {c: t for c, t in values.pop("texts").items() if t}
    return (*(str(v) for v in values.values()), texts)


@pytest.mark.parametrize("form", SETS)
@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("merged", [True, False], ids=["merged", "unmerged"])
def test_every_form_set_reads_back_as_printed(form: str, unit: Unit, merged: bool) -> None:
    found = read(*pages(SETS[form], unit=unit, merged=merged))
    assert (found.form_set, found.errors) == (form, ())
    check_same(SETS[form], found.tables, CELLS[form])
    assert found.tables is not None
    assert {t.unit for t in found.tables.tables} == {unit}
    assert all(t.filed for t in found.tables.tables)


@pytest.mark.parametrize("zero", ["", "-", "—", "0.00", "０．００", 0.0, 0])
def test_zeros_are_printed_in_many_ways(zero: Value) -> None:
    found = read(page(final(), "expenditure", zero=zero))
    assert found.errors == ()
    assert found.tables is not None
    given = final().by_role["expenditure"]
    assert [(r.key, {c: x.amount for c, x in r.cells.items()}) for r in given.rows] == [
        (r.key, {c: x.amount for c, x in r.cells.items()}) for r in found.tables.tables[0].rows
    ]


def test_what_a_table_says_of_itself_is_kept() -> None:
    found = read(page(final(), "general", unit=Unit.YUAN))
    assert found.tables is not None
    table = found.tables.by_role["general"]
    assert table.stated == {
        "title": "一般公共预算财政拨款支出决算表",
        "code": "公开06表",
        "department": "某某局",
        "year": "2020",
        "unit": "元",
    }
    assert (table.place, found.tables.department, found.tables.year) == (
        "一般公共预算财政拨款支出决算表",
        "某某局",
        2020,
    )
    row = table.by_key["2080101"]
    assert row.place == "一般公共预算财政拨款支出决算表!A10"
    assert row.cells["c2"].place == "一般公共预算财政拨款支出决算表!D10"
    assert (row.cells["c2"].amount, table.step) == (180_250_000, 1)


def test_columns_may_stand_in_any_order() -> None:
    given = final()
    turned = ["c3", "name", "c1", "code", "c2"]
    found = read(page(given, "general", columns=turned))
    assert found.errors == ()
    check_same_table(given, found.tables, "general")


def test_groups_of_columns_may_change_places() -> None:
    given = final()
    ids = [c.id for c in given.by_role["sangong-general"].form.columns]
    found = read(page(given, "sangong-general", columns=ids[6:] + ids[:6]))
    assert found.errors == ()
    check_same_table(given, found.tables, "sangong-general")


def check_same_table(given: Tables, found: Tables | None, role: str) -> None:
    assert found is not None
    ours, theirs = given.by_role[role], found.by_role[role]
    for row in ours.rows:
        other = theirs.by_key[row.key]
        assert {c: x.amount for c, x in other.cells.items()} == {
            c: x.amount for c, x in row.cells.items()
        }
    assert [r.key for r in theirs.rows] == [r.key for r in ours.rows]


def test_all_tables_may_stand_in_one_sheet() -> None:
    given = final()
    found = read(below(*pages(given)))
    assert found.errors == ()
    check_same(given, found.tables, 1819)


def test_each_table_has_its_own_unit() -> None:
    given = final()
    found = read(page(given, "income", unit=Unit.YUAN), page(given, "expenditure"))
    assert found.tables is not None
    assert [t.unit for t in found.tables.tables] == [Unit.YUAN, Unit.WAN]
    check_same_table(given, found.tables, "income")
    check_same_table(given, found.tables, "expenditure")


def test_a_table_without_a_unit_takes_that_of_the_others() -> None:
    given = final()
    bare = page(given, "income", unit=Unit.YUAN, caption=["部门：某某局", "2020年度"])
    found = read(bare, page(given, "expenditure", unit=Unit.YUAN))
    assert "收入决算表!A1：没有写金额单位，按元读取" in said(found.notes)
    check_same_table(given, found.tables, "income")


@pytest.mark.parametrize(
    "caption",
    [
        ["单位名称：某某局", "", "单位：元"],
        ["公开部门：某某局", "2020年", "金额单位:元"],
        ["部门名称:", "某某局", "单位： 元"],
        ["编制单位：某某局  2020年度  金额单位：元"],
        ["部门（单位）：某某局", "二〇二〇年度", "（金额单位：人民币元）"],
    ],
)
def test_captions_are_worded_in_many_ways(caption: list[Value]) -> None:
    found = read(page(final(), "general", unit=Unit.YUAN, caption=caption), year=2020)
    assert (found.errors, found.tables and found.tables.department) == ((), "某某局")
    assert found.tables is not None
    assert found.tables.by_role["general"].unit is Unit.YUAN


@pytest.mark.parametrize(
    "title",
    [
        "一 般 公 共 预 算 财 政 拨 款 支 出 决 算 表",
        "2020年度一般公共预算财政拨款支出决算表",
        "某某市某某局2020年度一般公共预算财政拨款支出决算表（公开06表）",
        "表6 一般公共预算财政拨款支出决算表",
        "公开06表\n一般公共预算财政拨款支出决算表",
        "附件6：一般公共预算财政拨款支出决算表",
    ],
)
def test_titles_are_dressed_in_many_ways(title: str) -> None:
    given = final()
    found = read(page(given, "general", title=title), page(given, "expenditure"))
    assert found.errors == ()
    check_same_table(given, found.tables, "general")
    check_same_table(given, found.tables, "expenditure")


@pytest.mark.parametrize("quotes", ["“三公”", '"三公"', "「三公」", "三公"])
def test_quotation_marks_in_a_title_do_not_matter(quotes: str) -> None:
    given = final()
    title = f"一般公共预算财政拨款{quotes}经费支出决算表"
    found = read(page(given, "sangong-general", title=title))
    assert found.errors == ()
    check_same_table(given, found.tables, "sangong-general")


def test_a_table_without_a_title_is_known_by_its_sheet() -> None:
    given = final()
    untitled = page(given, "general")
    untitled.rows = untitled.rows[1:]
    untitled.merged = []
    found = read(untitled)
    assert found.errors == ()
    check_same_table(given, found.tables, "general")


def test_the_wide_table_may_leave_out_columns_of_zeros() -> None:
    given = final()
    table = given.by_role["general-detail"]
    used = [
        c.id
        for c in table.form.columns
        if not c.numeric or any(r.amount(c.id) for r in table.rows) or c.id == "c0"
    ]
    assert len(used) == 15
    found = read(page(given, "general-detail", columns=used))
    assert found.errors == ()
    assert (
        "一般公共预算财政拨款支出决算明细表!A4：“一般公共预算财政拨款支出决算明细表”"
        "省略了 96 列，合计不含它们也相符，按 0 读取"
    ) in said(found.notes)
    assert found.tables is not None
    result = compare(given, found.tables)
    assert (result.differences, result.left_only, result.right_only, result.cells) == (
        (),
        tuple(a for a in result.left_only if a.table != "general-detail"),
        (),
        1090,
    )


def test_the_wide_table_may_be_printed_in_parts() -> None:
    given = final()
    table = given.by_role["general-detail"]
    ids = [c.id for c in table.form.columns]
    parts = [
        page(given, "general-detail", columns=[*ids[:3], *ids[3:60]]),
        page(given, "general-detail", columns=[*ids[:2], *ids[60:]]),
    ]
    for number, part in enumerate(parts):
        part.name = f"07表（{number + 1}）"
    found = read(*parts)
    assert found.errors == ()
    check_same_table_cells(given, found.tables, "general-detail")


def check_same_table_cells(given: Tables, found: Tables | None, role: str) -> None:
    assert found is not None
    for row in given.by_role[role].rows:
        other = found.by_role[role].by_key[row.key]
        assert {c: other.amount(c) for c in row.cells} == {
            c: x.amount for c, x in row.cells.items()
        }


def test_a_table_of_contents_is_no_table() -> None:
    given = final()
    titles: list[list[Value]] = [["目录"], *([t.form.title] for t in given.tables)]
    found = read(Page("目录", titles), *pages(given))
    assert found.errors == ()
    check_same(given, found.tables, 1819)


def test_a_missing_table_is_named() -> None:
    given = final()
    found = read(*(p for p in pages(given) if p.name != "收入决算表"))
    assert found.errors == ()
    assert said(found.notes)[-1] == "缺少“收入决算表”"
    assert found.tables is not None
    assert "income" not in found.tables.by_role


def test_explanations_of_empty_tables_and_footnotes_are_no_rows() -> None:
    given = final()

    def annotate(one: Page) -> Page:
        one.rows += [
            ["注：本表反映部门本年度支出情况。", *[""] * (len(one.rows[0]) - 1)],
            ["本部门2020年度没有此项支出，故本表无数据。", *[""] * (len(one.rows[0]) - 1)],
            ["2.数据来源于决算报表", *[""] * (len(one.rows[0]) - 1)],
        ]
        return one

    found = read(*(annotate(p) for p in pages(given)))
    assert found.errors == ()
    check_same(given, found.tables, 1819)


def test_a_budget_of_units_reads_back_when_names_alone_are_printed() -> None:
    given = budget()
    found = read(page(given, "budget-basic"), year=2022)
    assert found.errors == ()
    check_same_table(given, found.tables, "budget-basic")
    assert found.tables is not None
    rows = found.tables.by_role["budget-basic"].rows
    assert [r.key for r in rows] == [
        "total",
        "701001",
        "701001/301",
        "701001/30101",
        "701001/302",
        "701001/30201",
        "701001/30217",
        "701001/30231",
        "701002",
        "701002/301",
        "701002/30101",
        "701002/303",
        "701002/30305",
    ]


def test_a_hidden_sheet_is_read_and_named() -> None:
    hidden = page(final(), "general")
    hidden.hidden = True
    found = read(hidden)
    assert (
        "一般公共预算财政拨款支出决算表!A1：“一般公共预算财政拨款支出决算表”在隐藏的工作表里"
    ) in said(found.notes)


def test_an_extra_column_is_named_and_left_out() -> None:
    given = final()

    def remark(one: Page) -> Page:
        for row in one.rows:
            row.append("")
        one.rows[3][-1] = "备注"
        one.rows[-1][-1] = "已核对"
        return one

    found = read(*with_page(given, "expenditure", remark))
    assert found.errors == ()
    assert "支出决算表!I4：多出的列“备注”没有读取" in said(found.notes)
    check_same(given, found.tables, 1819)
