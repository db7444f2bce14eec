"""表内, single amounts: carried money as income (IN-006), negatives, codes of the right fund."""

from __future__ import annotations

import pytest

from disclosures.core.rules import RULES
from disclosures.core.rules.base import Evidence
from tests.core.rules.builders import (
    Case,
    Found,
    check_case,
    evidence,
    filed,
    final,
    spend,
    spoil,
)


def spending(function: str, fund: str = "gp") -> Evidence:
    """One line of project spending in the national form."""
    line = spend(function, "30201", "10", fund=fund, spend="project", project="某项目")
    return evidence(line, form="national-final")


CARRIED: tuple[Case, ...] = (
    Case("IN-006", "carried money on lines of its own", lambda: filed(final())),
    Case(
        "IN-006",
        "income of the year with the opening balance in it",
        lambda: spoil(final(), "overview/income.year_total/in.amt", "335.051357"),
        (
            Found(
                "error",
                ("overview/income.year_total/in.amt", "overview/balance.opening/in.amt"),
                "326.201357",
                "335.051357",
                "多出的 8.85 万元正是单列的“年初结转和结余”，应从本年收入中剔除，"
                "现为 335.051357 万元，应为 326.201357 万元",
            ),
        ),
    ),
    Case(
        "IN-006",
        "opening balance among other income",
        lambda: spoil(filed(final()), "overview/income.other/in.amt", "8.85"),
        (
            Found(
                "error",
                ("overview/income.other/in.amt", "overview/balance.opening/in.amt"),
                "0.00",
                "8.85",
                "多出的 8.85 万元正是单列的“年初结转和结余”",
            ),
        ),
    ),
    Case(
        "IN-006",
        "another amount too much is for other rules",
        lambda: spoil(final(), "overview/income.year_total/in.amt", "330"),
    ),
)

NEGATIVE: tuple[Case, ...] = (
    Case("IN-027", "no negative amount", final),
    Case(
        "IN-027",
        "a negative amount is told where it arises, not in its totals",
        lambda: evidence(
            spend("2080101", "30101", "10"),
            spend("2080101", "30201", "-0.5", spend="project", project="冲销"),
            form="national-final",
        ),
        (
            Found(
                "warning",
                (
                    "expenditure/2080101/c3",
                    "general/2080101/c3",
                ),
                None,
                "-0.5",
                "“行政运行”为负数：-0.5 万元",
            ),
        ),
    ),
)


def misplaced(table: str, code: str, columns: str, reason: str) -> Found:
    """A 款 that does not belong in a table."""
    return Found("warning", tuple(f"{table}/{code}/{c}" for c in columns.split()), says=reason)


FUNDS: tuple[Case, ...] = (
    Case("IN-029", "every fund under its own codes", final),
    Case(
        "IN-029",
        "a code of government funds among general spending",
        lambda: spending("2120803"),
        (
            misplaced(
                "general",
                "21208",
                "c1 c3",
                "21208 国有土地使用权出让收入安排的支出：是政府性基金预算支出科目，"
                "不应列在一般公共预算表",
            ),
        ),
    ),
    Case(
        "IN-029",
        "a code of state capital among general spending",
        lambda: spending("2230101"),
        (
            misplaced(
                "general",
                "22301",
                "c1 c3",
                "22301 解决历史遗留问题及改革成本支出：是国有资本经营预算支出科目，不应列在本表",
            ),
        ),
    ),
    Case(
        "IN-029",
        "a general code in the table of government funds",
        lambda: spending("2080101", fund="gf"),
        (
            misplaced(
                "fund",
                "20801",
                "c3 c5",
                "20801 人力资源和社会保障管理事务：不是政府性基金预算支出科目",
            ),
        ),
    ),
    Case(
        "IN-029",
        "a general code in the table of state capital",
        lambda: spending("2080101", fund="sc"),
        (
            misplaced(
                "capital-spend",
                "20801",
                "c1 c3",
                "20801 人力资源和社会保障管理事务：不是国有资本经营预算支出科目（223 类）",
            ),
        ),
    ),
)


CASES = (*CARRIED, *NEGATIVE, *FUNDS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_amounts(case: Case) -> None:
    check_case(case, RULES)
