"""What cannot be read from printed tables is named by its cell, all of it at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from disclosures.importing.cells import Merge, Value
from tests.importing.printing import Page, budget, final, page, pages, read, said, with_page


def test_a_workbook_without_tables_is_refused() -> None:
    found = read(Page("Sheet1", [["姓名", "金额"], ["张三", 12.0]]))
    assert (found.tables, found.form_set) == (None, "")
    assert said(found.errors) == ["没有找到任何公开表的标题；应为例如“支出决算表”"]


def test_a_workbook_without_a_year_is_asked_for_it() -> None:
    nameless = page(final(), "general", caption=["部门：某某局", "金额单位：万元"])
    assert said(read(nameless).errors) == ["表上没有写年度；应为标题或表头里写明年度，如“2022年度”"]
    assert read(nameless, year=2020).errors == ()


def test_a_title_without_its_header_is_an_error_that_says_what_was_expected() -> None:
    def spoil(one: Page) -> Page:
        for row in one.rows[3:5]:
            row[:] = ["序号", "内容", "甲", "乙", "丙"]
        one.merged = []
        return one

    found = read(*with_page(final(), "general", spoil))
    assert said(found.errors) == [
        "一般公共预算财政拨款支出决算表!A1：找到标题“一般公共预算财政拨款支出决算表”，"
        "但它下面的表头认不出来；应为表头含有：功能分类科目编码、科目名称、合计、基本支出、项目支出"
    ]
    assert found.tables is not None
    assert "general" not in found.tables.by_role


def test_a_column_that_is_missed_is_an_error() -> None:
    found = read(page(final(), "general", columns=["code", "name", "c1", "c2"]))
    assert said(found.errors) == [
        "一般公共预算财政拨款支出决算表!A4：“一般公共预算财政拨款支出决算表”缺少列“项目支出”；"
        "应为表头含有：功能分类科目编码、科目名称、合计、基本支出、项目支出"
    ]


def test_a_mistyped_label_is_missed_and_the_column_named() -> None:
    spoilt = with_page(final(), "general", lambda one: one.put("项目支出", "专门支出"))
    found = read(*spoilt)
    assert said(found.errors) == [
        "一般公共预算财政拨款支出决算表!A4：“一般公共预算财政拨款支出决算表”缺少列“项目支出”；"
        "应为表头含有：功能分类科目编码、科目名称、合计、基本支出、项目支出"
    ]
    assert "一般公共预算财政拨款支出决算表!E4：多出的列“专门支出”没有读取" in said(found.notes)


def test_all_bad_amounts_are_named_at_once() -> None:
    def spoil(one: Page) -> Page:
        body = one.find("2080101")[0]
        one.set(body, 2, "约180").set(body, 3, "#REF!").set(body + 1, 4, "12.3.4")
        return one

    found = read(*with_page(final(), "general", spoil))
    place = "一般公共预算财政拨款支出决算表"
    assert said(found.errors) == [
        f"{place}!C10：应为金额（如 1,234.50），现为“约180”",
        f"{place}!D10：应为金额（如 1,234.50），现为“#REF!”",
        f"{place}!E11：应为金额（如 1,234.50），现为“12.3.4”",
    ]


@pytest.mark.parametrize(
    ("printed", "fen"),
    [
        ("180.25", 180_250_000),
        ("1,180.25", 1_180_250_000),
        ("１８０．２５", 180_250_000),
        (" 180.25 ", 180_250_000),
        ("(180.25)", -180_250_000),
        ("-180.25", -180_250_000),
        ("180.25万元", 180_250_000),
        ("1802500元", 180_250_000),
    ],
)
def test_amounts_may_be_pasted_text(printed: str, fen: int) -> None:
    found = read(page(final(), "general").set(9, 3, printed))
    assert found.errors == ()
    assert found.tables is not None
    assert found.tables.by_role["general"].amount("2080101", "c2") == fen


def test_more_decimals_than_are_printed_are_rounded_and_named() -> None:
    found = read(page(final(), "general").set(9, 3, 180.246913))
    assert found.tables is not None
    assert found.tables.by_role["general"].amount("2080101", "c2") == 180_250_000
    assert (
        "一般公共预算财政拨款支出决算表!A1：1 个金额不止两位小数，按印出的两位读取（D10）"
    ) in said(found.notes)


def test_formulas_are_taken_by_their_cached_value_or_named() -> None:
    one = page(final(), "general")
    one.formulas = {(9, 2): True, (9, 3): False}
    one.set(9, 3, "")
    found = read(one)
    assert said(found.errors) == [
        "一般公共预算财政拨款支出决算表!D10：单元格是公式，但文件里没有算好的值；"
        "应为金额（请用表格软件打开后另存）"
    ]
    assert ("一般公共预算财政拨款支出决算表!A1：1 个单元格是公式，取文件里算好的值") in said(
        found.notes
    )


def test_an_unknown_row_is_an_error_where_it_holds_an_amount() -> None:
    def add(one: Page) -> Page:
        one.rows.append(["", "某项没有编码的支出项目", 1.0, 1.0, 0.0])
        one.rows.append(["", "内部核对用", "", "", ""])
        return one

    found = read(*with_page(final(), "general", add))
    rows = len(page(final(), "general").rows)
    place = "一般公共预算财政拨款支出决算表"
    assert said(found.errors) == [
        f"{place}!B{rows + 1}：不认识的行“某项没有编码的支出项目”；应为功能分类科目编码"
    ]
    assert f"{place}!B{rows + 2}：不认识的行“内部核对用”没有金额，已略过" in said(found.notes)


def test_an_unknown_line_is_an_error_where_it_holds_an_amount() -> None:
    def add(one: Page) -> Page:
        row, column = one.find("使用非财政拨款结余")
        one.set(row, column, "向火星借款").set(row, column + 2, 3.0)
        row, column = one.find("结余分配")
        return one.set(row, column, "").set(row, column + 2, 4.0)

    found = read(*with_page(final(), "overview", add))
    assert said(found.errors) == [
        "收入支出决算总表!A34：不认识的项目“向火星借款”；应为“收入支出决算总表”的项目",
        "收入支出决算总表!F34：这一行有金额而没有项目名称；应为项目名称",
    ]


def test_a_row_printed_twice_is_an_error() -> None:
    def twice(one: Page) -> Page:
        one.rows.append(list(one.rows[one.find("2080101")[0]]))
        return one

    found = read(*with_page(final(), "general", twice))
    rows = len(page(final(), "general").rows)
    assert said(found.errors) == [
        f"一般公共预算财政拨款支出决算表!A{rows + 1}：“2080101”这一行印了不止一次"
    ]


def test_two_projects_of_one_name_are_two_rows() -> None:
    def twice(one: Page) -> Page:
        one.rows.append(list(one.rows[one.find("档案数字化")[0]]))
        return one

    found = read(*with_page(final(), "general-projects", twice))
    assert found.errors == ()
    assert found.tables is not None
    keys = [r.key for r in found.tables.by_role["general-projects"].rows]
    assert keys[-3:] == [
        "2080199/档案数字化",
        "2080199/办公楼维修",
        "2080199/档案数字化（2）",
    ]


def test_a_table_of_another_form_set_is_named() -> None:
    given = pages(final(form="national-final", year=2021))
    stray = page(final(), "fiscal-econ")
    found = read(*given, stray, form="national-final")
    assert said(found.errors) == [
        "财政拨款支出决算明细表!A1：“财政拨款支出决算明细表”不是“全国通用部门决算公开表（9张）”里的表"
    ]


def test_a_title_that_another_form_set_uses_for_the_same_table_is_taken() -> None:
    given = final(form="national-final", year=2021)
    title = "一般公共预算财政拨款基本支出决算表"
    found = read(*with_page(given, "general-basic", lambda p: p, title=title))
    assert found.errors == ()
    assert found.tables is not None
    assert "general-basic" in found.tables.by_role
    assert (
        "一般公共预算财政拨款基本支出决算明细表!A1：标题“一般公共预算财政拨款基本支出决算表”"
        "认作“一般公共预算财政拨款基本支出决算明细表”"
    ) in said(found.notes)


def test_a_mistyped_title_is_an_error_that_says_what_was_meant() -> None:
    given = with_page(final(), "expenditure", lambda p: p, title="支出结算表")
    given[2].name = "Sheet3"
    found = read(*given)
    assert said(found.errors) == ["Sheet3!A1：不认识的表“支出结算表”；应为“支出决算表”"]


def test_sheets_without_a_title_are_named_where_they_hold_numbers() -> None:
    other = Page("绩效目标", [["项目支出绩效目标表"], ["数量指标", 12.0]])
    cover = Page("封面", [["某某局2020年度部门决算"]])
    found = read(cover, *pages(final()), other)
    assert found.errors == ()
    assert said(found.notes)[0] == "按表名和年度认作“四川省部门决算公开表（14张）”"
    assert said(found.notes)[1:] == ["绩效目标：没有公开表的标题，没有读取"]


# -- codes and names --------------------------------------------------------------------------


def split(code: Value) -> list[Value]:
    text = str(code)
    return [text[:3], text[3:5], text[5:7]] if text[:3].isdigit() else ["", "", ""]


def whole(code: Value) -> list[Value]:
    text = str(code)
    places: list[Value] = ["", "", ""]
    if text[:3].isdigit():
        places[(len(text) - 3) // 2] = text
    return places


def first(code: Value) -> list[Value]:
    return [code, "", ""]


@pytest.mark.parametrize("divide", [split, whole, first])
@pytest.mark.parametrize("merged", [True, False], ids=["merged", "unmerged"])
def test_a_code_may_stand_in_three_narrow_columns(
    divide: Callable[[Value], list[Value]], merged: bool
) -> None:
    one = page(final(), "general")
    header = [[row[0], "", "", *row[1:]] for row in one.rows[:5]]
    lanes: list[Value] = ["类", "款", "项", "栏次", "1", "2", "3"]
    rows = [[*divide(row[0]), *row[1:]] for row in one.rows[6:]]
    wide = Page(one.name, [*header, lanes, *rows])
    if merged:
        wide.merged = [Merge(3, 0, 3, 3), Merge(4, 0, 4, 2), Merge(3, 4, 3, 6)]
    found = read(wide)
    assert said(found.errors) == []
    assert found.tables is not None
    given, table = final().by_role["general"], found.tables.by_role["general"]
    assert [(r.key, r.amount("c1"), r.amount("c2"), r.amount("c3")) for r in table.rows] == [
        (r.key, r.amount("c1"), r.amount("c2"), r.amount("c3")) for r in given.rows
    ]


@pytest.mark.parametrize(
    "dress",
    [
        lambda code: float(code),
        lambda code: int(code),
        lambda code: "".join(chr(ord(d) + 0xFEE0) for d in code),
        lambda code: f"{code[:3]} {code[3:5]} {code[5:]}".strip(),
        lambda code: f"'{code}",
        lambda code: f"　{code}\n",
    ],
    ids=["float", "integer", "full width", "spaced", "apostrophe", "wrapped"],
)
def test_codes_are_dressed_in_many_ways(dress: Callable[[str], Value]) -> None:
    one = page(final(), "general")
    for row in one.rows:
        if str(row[0]).isdigit():
            row[0] = dress(str(row[0]))
    found = read(one)
    assert found.errors == ()
    assert found.tables is not None
    assert [r.key for r in found.tables.by_role["general"].rows] == [
        r.key for r in final().by_role["general"].rows
    ]


def test_functions_are_known_by_name_where_no_code_is_printed() -> None:
    one = page(final(), "general")
    for row in one.rows[7:]:
        row[0] = ""
    found = read(one)
    assert found.errors == ()
    assert found.tables is not None
    assert [r.key for r in found.tables.by_role["general"].rows] == [
        r.key for r in final().by_role["general"].rows
    ]


@pytest.mark.parametrize(
    ("form_label", "printed"),
    [
        ("八、社会保障和就业支出", "八、社会保障与就业支出"),
        ("九、卫生健康支出", "十、医疗卫生与计划生育支出"),
        ("七、文化旅游体育与传媒支出", "文化体育与传媒支出"),
        ("本年支出合计", "本 年 支 出 合 计"),
        ("十八、自然资源海洋气象等支出", "国土海洋气象等支出"),
        ("一、一般公共预算财政拨款收入", "（一）一般公共预算拨款收入"),
    ],
)
def test_lines_are_known_by_former_and_other_names(form_label: str, printed: str) -> None:
    given = final()
    found = read(*with_page(given, "overview", lambda one: one.put(form_label, printed)))
    assert (found.errors, len(found.notes)) == ((), 1)
    assert found.tables is not None
    table = found.tables.by_role["overview"]
    assert [(r.key, r.amount("in.amt"), r.amount("out.amt")) for r in table.rows] == [
        (r.key, r.amount("in.amt"), r.amount("out.amt")) for r in given.by_role["overview"].rows
    ]
    assert printed.replace(" ", "") in {t for r in table.rows for t in r.texts.values()}


def test_a_line_with_an_amount_and_a_like_name_is_taken_by_its_place_and_told() -> None:
    given = final()
    found = read(
        *with_page(given, "overview", lambda one: one.put("年初结转和结余", "年初结转与结余资金"))
    )
    assert found.errors == ()
    assert found.tables is not None
    told = "收入支出决算总表!A35：“年初结转与结余资金”按次序认作“年初结转和结余”"
    assert told in said(found.notes)
    assert found.tables.by_role["overview"].amount("balance.opening", "in.amt") == 8_850_000


def test_a_line_of_unknown_name_is_taken_by_its_place_and_told() -> None:
    given = budget()
    found = read(*with_page(given, "budget-fiscal", lambda one: one.put("外交支出", "涉外支出")))
    assert found.errors == ()
    assert "财政拨款收支预算总表!C8：“涉外支出”按次序认作“外交支出”" in said(found.notes)
    assert found.tables is not None
    assert found.tables.by_role["budget-fiscal"].has("exp.func.202")


def test_units_are_known_by_name_in_tables_that_print_no_code() -> None:
    given = budget()
    found = read(*pages(given))
    assert found.errors == ()
    assert found.tables is not None
    assert [r.key for r in found.tables.by_role["budget-procurement"].rows] == [
        r.key for r in given.by_role["budget-procurement"].rows
    ]
