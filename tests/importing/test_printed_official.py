"""Printed tables as the accounting software exports them: its sheets, header rows and wording."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosures.core.compare import compare
from disclosures.core.money import Unit, show
from disclosures.core.tables import Row, Tables
from disclosures.importing.cells import Merge, Value
from disclosures.pipeline import take_in
from tests.importing.printing import Page, final, read

GIVEN = final(form="national-final", year=2021)


def amount(given: Tables, role: str, row: Row | None, column: str) -> Value:
    """The amount as the software writes it: text with separators, blank for nothing."""
    cell = row.cells.get(column) if row else None
    return show(cell.amount, Unit.WAN, zero="") if cell else ""


def overview() -> Page:
    """GK01: 金额 instead of 决算数, 行次 on both sides, a note over several lines below."""
    rows: list[list[Value]] = [
        ["收入支出决算总表", "", "", "", "", ""],
        ["", "", "", "", "", "公开01表"],
        ["公开部门：某某局", "", "2021年度", "", "", "金额单位：万元"],
        ["收入", "", "", "支出", "", ""],
        ["项目", "行次", "金额", "项目", "行次", "金额"],
        ["栏次", "", "1", "栏次", "", "2"],
    ]
    for left, right in GIVEN.by_role["overview"].lines:
        rows.append([*side(left, "in", "in.amt"), *side(right, "out", "out.amt")])
    rows += [
        ["注：1.本表反映部门本年度的总收支和年末结转结余情况。", "", "", "", "", ""],
        ["    2.本套报表金额单位转换时可能存在尾数误差。", "", "", "", "", ""],
    ]
    merged = [Merge(0, 0, 0, 5), Merge(3, 0, 3, 2), Merge(3, 3, 3, 5)]
    return Page("GK01 收入支出决算总表(公开01表)", rows, merged)


def side(row: Row | None, prefix: str, column: str) -> list[Value]:
    texts = row.texts if row else {}
    label = texts.get(f"{prefix}.item", "").replace("总计", "总         计")
    return [label, texts.get(f"{prefix}.line", ""), amount(GIVEN, "overview", row, column)]


def basic() -> Page:
    """GK06: three blocks side by side, the totals' labels merged over several columns."""
    rows: list[list[Value]] = [
        ["一般公共预算财政拨款基本支出决算明细表", *[""] * 8],
        ["公开部门：某某局", *[""] * 7, "公开06表"],
        ["", "", "", "", "2021年度", "", "", "", "金额单位：万元"],
        ["人员经费", "", "", "公用经费", "", "", "", "", ""],
        [
            "科目代码",
            "科目名称",
            "金额",
            "科目代码",
            "科目名称",
            "金额",
            "科目代码",
            "科目名称",
            "金额",
        ],
    ]
    merged = [Merge(3, 0, 3, 2), Merge(3, 3, 3, 8)]
    blocks = ("a", "b", "c")
    for line in GIVEN.by_role["general-basic"].lines:
        values: list[Value] = []
        for prefix, row in zip(blocks, line, strict=True):
            code, name = (
                row.texts.get(f"{prefix}.{x}", "") if row else "" for x in ("code", "name")
            )
            indent = "" if len(code) == 3 else "  "
            values += [code, indent + name if name else ""]
            values.append(amount(GIVEN, "general-basic", row, f"{prefix}.amt"))
        last = line[2]
        if last and last.key == "public":
            number = len(rows)
            values[3:8] = ["公用经费合计", "", "", "", ""]
            merged += [Merge(number, 0, number, 1), Merge(number, 3, number, 7)]
        rows.append(values)
    return Page("GK06 基本支出", rows, merged)


def income() -> Page:
    """GK02: 类款项 in three columns, 事业收入 with 教育收费 within it, 合计 beside 栏次."""
    rows: list[list[Value]] = [
        ["收入决算表", *[""] * 11],
        [*[""] * 11, "公开02表"],
        ["公开部门：某某局", *[""] * 5, "2021年度", *[""] * 4, "金额单位：万元"],
        ["项目", "", "", "", "本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "",
         "经营收入", "附属单位上缴收入", "其他收入"],
        ["功能分类科目编码", "", "", "科目名称", "", "", "", "小计", "其中：教育收费", "", "", ""],
        [""] * 12,
        [""] * 12,
        ["类", "款", "项", "栏次", *[str(n) for n in range(1, 9)]],
    ]  # fmt: skip
    merged = [
        Merge(3, 0, 3, 3),
        Merge(4, 0, 6, 2),
        Merge(4, 3, 6, 3),
        Merge(3, 7, 3, 8),
        Merge(4, 7, 6, 7),
        Merge(4, 8, 6, 8),
        *(Merge(3, c, 6, c) for c in (4, 5, 6, 9, 10, 11)),
        *(Merge(7, c, 8, c) for c in range(3)),
    ]
    for row in GIVEN.by_role["income"].rows:
        amounts = [amount(GIVEN, "income", row, f"c{n}") for n in range(1, 8)]
        code = row.texts.get("code", "")
        merged.append(Merge(len(rows), 0, len(rows), 2)) if code else None
        rows.append([code, "", "", row.texts["name"], *amounts[:4], "", *amounts[4:]])
    return Page("GK02 收入决算表", rows, merged)


@pytest.mark.parametrize(("make", "role", "cells"), [
    (overview, "overview", 42),
    (basic, "general-basic", 85),
    (income, "income", 112),
])  # fmt: skip
def test_exports_of_the_accounting_software_are_read(make: object, role: str, cells: int) -> None:
    assert callable(make)
    found = read(make(), form="national-final")
    assert [str(e) for e in found.errors] == []
    assert found.tables is not None
    result = compare(GIVEN, found.tables)
    assert ([str(d) for d in result.differences], result.cells) == ([], cells)
    assert [a for a in (*result.left_only, *result.right_only) if a.table == role] == []
    assert found.tables.by_role[role].stated["code"] == GIVEN.by_role[role].form.code
    assert (found.tables.department, found.tables.year) == ("某某局", 2021)


def test_a_column_within_a_column_is_named_and_left_out() -> None:
    found = read(income(), form="national-final")
    assert found.tables is not None
    row = found.tables.by_role["income"].by_key["2080101"]
    assert (row.amount("c4"), row.cells["c4"].place) == (15_010_000, "GK02 收入决算表!H12")


FIXTURES = Path(__file__).parent / "fixtures"
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_other_formats_of_the_same_workbook_say_the_same(suffix: str) -> None:
    """Converted once by an office program."""
    name = "bazhong-2022-budget"
    given = take_in((EXAMPLES / f"{name}.xlsx").read_bytes(), f"{name}.xlsx")
    other = take_in((FIXTURES / f"{name}.{suffix}").read_bytes(), f"{name}.{suffix}")
    assert (other.errors, other.notes) == ((), given.notes)
    assert given.book is not None
    assert other.book is not None
    result = compare(given.book.tables, other.book.tables)
    assert (result.cells, result.same) == (1018, True)
    places = [
        [c.place for t in b.tables.tables for r in t.rows for c in r.cells.values()]
        for b in (given.book, other.book)
    ]
    assert places[0] == places[1]
