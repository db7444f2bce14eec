"""表内: codes and names of the year, and the labels of fixed lines (IN-028)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from disclosures.core.facts import LocalCode
from disclosures.core.rules import RULES
from disclosures.core.rules.base import Evidence
from disclosures.core.tables import Row
from tests.core.rules.builders import (
    Case,
    Found,
    at,
    budget,
    change_row,
    check_case,
    evidence,
    filed,
    final,
    spend,
)


def relabel(found: Evidence, address: str, text: str) -> Evidence:
    """The evidence with another text printed in one cell."""
    where = at(address)

    def change(row: Row) -> Row:
        return replace(row, texts={**row.texts, where.column: text})

    return replace(found, tables=change_row(found.tables, where, change))


def spending(
    function: str, *, year: int = 2020, local: tuple[LocalCode, ...] = (), **more: str
) -> Evidence:
    """One line of spending in the national form, where codes stand in two tables."""
    line = spend(function, "30201", "10", **more)
    return evidence(line, form="national-final", year=year, local=local)


def unknown(code: str, severity: str = "error") -> Found:
    """An unknown function code, as the tables of ``spending`` print it."""
    return Found(
        severity,
        (f"expenditure/{code}/name", f"general/{code}/name"),
        says=f"支出功能分类科目中没有编码 {code} {code}",
    )


CODES: tuple[Case, ...] = (
    Case("IN-028", "codes of the year under their names", final),
    Case("IN-028", "filed, with the labels of the form", lambda: filed(budget())),
    Case(
        "IN-028",
        "a 类 that does not exist",
        lambda: spending("2990101"),
        tuple(unknown(code) for code in ("299", "29901", "2990101")),
    ),
    Case(
        "IN-028",
        "a 款 that does not exist, in a 类 that the list holds in full",
        lambda: spending("2089301"),
        (unknown("20893"), unknown("2089301")),
    ),
    Case(
        "IN-028",
        "a 款 that the list may lack",
        lambda: spending("2040201"),
        (
            Found(
                "warning",
                ("expenditure/2040201/name", "general/2040201/name"),
                says="2040201 2040201 不在支出功能分类科目中，但所属款存在，可能是本地增设的项",
            ),
        ),
    ),
    Case(
        "IN-028",
        "a 款 of a 类 that the list does not unfold",
        lambda: spending("2030101"),
        (unknown("20301", "warning"), unknown("2030101", "warning")),
    ),
    Case(
        "IN-028",
        "a 款 newer than the list",
        lambda: spending("2014001", year=2024),
        (unknown("20140", "warning"), unknown("2014001", "warning")),
    ),
    Case(
        "IN-028",
        "a 项 that the organisation has registered",
        lambda: spending("2080177", local=(LocalCode(code="2080177", name="大数据管理"),)),
    ),
    Case(
        "IN-028",
        "a 项 that nobody knows, of a 款 that is known",
        lambda: spending("2080177"),
        (
            Found(
                "warning",
                ("expenditure/2080177/name", "general/2080177/name"),
                says="2080177 2080177 不在支出功能分类科目中，但所属款存在，可能是本地增设的项",
            ),
        ),
    ),
    Case(
        "IN-028",
        "a code that was replaced",
        lambda: spending("2089901", year=2021),
        (
            Found(
                "error",
                ("expenditure/2089901/name", "general/2089901/name"),
                says="2089901 其他社会保障和就业支出 在本年度不使用，"
                "应改用 2089999 其他社会保障和就业支出",
            ),
        ),
    ),
    Case(
        "IN-028",
        "a code before its time, by a list from memory",
        lambda: spending("2080150", year=2020),
        (
            Found(
                "warning",
                ("expenditure/2080150/name", "general/2080150/name"),
                says="2080150 事业运行 在本年度不使用",
            ),
        ),
    ),
    Case(
        "IN-028",
        "a former name",
        lambda: relabel(filed(final()), "general/20805/name", "行政事业单位离退休"),
        (
            Found(
                "warning",
                ("general/20805/name",),
                says="20805 行政事业单位离退休 是旧名称，本年度名称为“行政事业单位养老支出”",
            ),
        ),
    ),
    Case(
        "IN-028",
        "another name, of a code that documents bear out",
        lambda: relabel(filed(final()), "general/2080505/name", "职业年金缴费"),
        (
            Found(
                "error",
                ("general/2080505/name",),
                says="编码 2080505 的名称应为“机关事业单位基本养老保险缴费支出”，"
                "现为“职业年金缴费”",
            ),
        ),
    ),
    Case(
        "IN-028",
        "another name, of a code from memory",
        lambda: relabel(filed(final()), "fund/2296002/name", "彩票公益金"),
        (
            Found(
                "warning",
                ("fund/2296002/name",),
                says="编码 2296002 的名称应为“用于社会福利的彩票公益金支出”，现为“彩票公益金”",
            ),
        ),
    ),
    Case(
        "IN-028",
        "an economic code that does not exist",
        lambda: evidence(spend("2080101", "30177", "10")),
        (
            Found(
                "error",
                ("fiscal-econ/30177/name",),
                says="部门预算支出经济分类科目中没有编码 30177 30177",
            ),
        ),
    ),
    Case(
        "IN-028",
        "a fixed line with another label than the form's",
        lambda: relabel(filed(final()), "fiscal/exp.func.201/out.item", "一般公共预算支出"),
        (
            Found(
                "warning",
                ("fiscal/exp.func.201/out.item",),
                says="表样的固定行为“一、一般公共服务支出”，现印为“一般公共预算支出”",
            ),
        ),
    ),
    Case(
        "IN-028",
        "a fixed line of a budget, whose name B-013 judges",
        lambda: relabel(filed(budget()), "budget-fiscal/exp.func.201/out.item", "一般公共预算支出"),
    ),
    Case(
        "IN-028",
        "a fixed line under the code's name, without list number and with spaces",
        lambda: relabel(filed(final()), "fiscal/exp.func.210/out.item", "卫生 健康支出"),
    ),
    Case(
        "IN-028",
        "a closing total under another usual name",
        lambda: relabel(filed(final()), "overview/income.grand_total/in.item", "收入总计"),
    ),
)

CASES = CODES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_codes(case: Case) -> None:
    check_case(case, RULES)
