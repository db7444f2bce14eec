"""Printed tables as offices vary them: other words in headers, columns and lines left out."""

from __future__ import annotations

import pytest

from disclosures.core.compare import compare
from disclosures.importing.cells import Value
from tests.importing.printing import Page, final, page, pages, read, said, with_page


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


@pytest.mark.parametrize(
    ("role", "usual", "other"),
    [
        ("income", "本年收入合计", "合计"),
        ("income", "附属单位上缴收入", "附属单位缴款"),
        ("expenditure", "本年支出合计", "合计"),
        ("fiscal", "一般公共预算财政拨款", "一般公共预算"),
        ("fiscal", "政府性基金预算财政拨款", "政府性基金"),
        ("fund", "年初结转和结余", "年初结转结余"),
        ("sangong-general", "公务用车购置及运行维护费", "公务用车购置及运行费用"),
    ],
)
def test_columns_have_other_names(role: str, usual: str, other: str) -> None:
    given = final()
    found = read(*with_page(given, role, lambda p: p.put(usual, other)))
    assert found.errors == ()
    assert found.tables is not None
    assert compare(given, found.tables).same


@pytest.mark.parametrize("title", ["附件1-3：支出决算表", "附表3、支出决算表"])
def test_a_number_may_stand_before_a_title(title: str) -> None:
    found = read(page(final(), "expenditure", title=title))
    assert found.tables is not None
    assert [t.role for t in found.tables.tables] == ["expenditure"]


def without_year(role: str = "expenditure") -> Page:
    return page(final(), role, caption=["部门：某某局", "", "金额单位：万元"])


def test_a_year_may_stand_on_the_cover_alone() -> None:
    cover = Page("封面", [["2020年度"], ["某某局部门决算"]])
    found = read(cover, without_year())
    assert found.tables is not None
    assert found.tables.year == 2020


def test_a_year_may_stand_in_the_name_of_the_file_alone() -> None:
    found = read(without_year(), year=2020)
    assert found.tables is not None
    assert found.tables.year == 2020


def test_a_year_may_stand_behind_its_word() -> None:
    caption = ["部门：某某局", "年度：2020", "金额单位：万元"]
    found = read(page(final(), "expenditure", caption=caption))
    assert found.tables is not None
    assert found.tables.year == 2020


@pytest.mark.parametrize("role", ["overview", "expenditure", "general-basic", "sangong-general"])
@pytest.mark.parametrize(
    "words",
    [
        ["单位负责人：张三", "财务负责人：李四", "填表人：王五"],
        ["填表人：王五", "", "填报日期：2021年8月30日"],
        ["制 表：王五"],
        ["审核人：赵六", "联系电话：0000000"],
    ],
)
def test_signatures_below_a_table_are_no_rows(role: str, words: list[str]) -> None:
    given = final()
    signed = page(given, role)
    width = len(signed.rows[0])
    step = max(1, (width - 1) // 2)
    line: list[Value] = [""] * width
    for n, word in enumerate(words):
        line[min(n * step, width - 1)] = word
    signed.rows.append(line)
    found = read(signed)
    assert found.errors == ()
    assert found.tables is not None
    alone = read(page(given, role)).tables
    assert alone is not None
    assert compare(alone, found.tables).same
    assert [n for n in said(found.notes) if "略过" in n] == []


def test_of_several_lines_of_public_expenses_the_total_counts() -> None:
    given = page(final(), "sangong-general")
    rows = [["", *row] for row in given.rows]
    total = rows.pop()
    rows += [["合计", *total[1:]], ["某某局机关", *total[1:]]]
    found = read(Page(given.name, rows))
    assert found.errors == ()
    assert found.tables is not None
    alone = read(page(final(), "sangong-general")).tables
    assert alone is not None
    assert compare(alone, found.tables).same
    assert any("这张表只取合计行，其余各行没有读取" in n for n in said(found.notes))


@pytest.mark.parametrize(
    "title", ["支出决算明细表", "一般公共预算财政拨款收入支出决算表", "项目收入支出决算表"]
)
def test_other_tables_of_the_accounting_software_are_told_and_left_out(title: str) -> None:
    rows: list[list[Value]] = [[title], ["项目", "合计"], ["合计", 12.5]]
    found = read(*pages(final()), Page(title, rows))
    assert found.errors == ()
    assert f"{title}：没有公开表的标题，没有读取" in said(found.notes)
