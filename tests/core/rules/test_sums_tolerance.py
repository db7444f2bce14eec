"""Sums of printed figures: what rounding explains, what it does not, and what no code explains."""

from __future__ import annotations

from typing import Any

import pytest

from disclosures.core.facts import Purchase, PurchaseLine
from disclosures.core.rules import RULES
from disclosures.core.rules.base import Evidence, slack
from tests.core.rules.builders import (
    HOME,
    Case,
    Found,
    carry,
    check_case,
    earn,
    evidence,
    filed,
    spend,
    spoil,
    wan,
)


def rounded(amount: str = "312.44") -> Evidence:
    """Filed tables in which the printed parts of the income (10.005 + 302.425) add up to 312.44."""
    found = evidence(earn("gp", "10.005", "2080101"), earn("other", "302.425", "2080101"))
    return spoil(filed(found), "overview/income.year_total/in.amt", amount)


INCOME = (
    "overview/income.year_total/in.amt",
    "overview/income.gp/in.amt",
    "overview/income.other/in.amt",
)
ROUNDING: tuple[Case, ...] = (
    Case("IN-001", "filed, adding up as printed", lambda: rounded("312.44")),
    Case(
        "IN-001",
        "filed, a difference that rounding explains",
        lambda: rounded("312.43"),
        (Found("info", INCOME, "312.44", "312.43", "相差 -0.01 万元（四舍五入尾差）"),),
    ),
    Case(
        "IN-001",
        "filed, more than rounding explains",
        lambda: rounded("312.41"),
        (Found("error", INCOME, "312.44", "312.41", "应为 312.44，现为 312.41，相差 -0.03 万元"),),
    ),
    Case(
        "IN-001",
        "filed, a 0.00 beside the only figure may hide what rounds the total up",
        lambda: spoil(
            filed(evidence(earn("gp", "10.004", "2080101"), earn("other", "0.003", "2080101"))),
            "overview/income.year_total/in.amt",
            "10.01",
        ),
        (Found("info", INCOME[:2], "10", "10.01"),),
    ),
    Case(
        "IN-001",
        "filed, more than a 0.00 can hide",
        lambda: spoil(
            filed(evidence(earn("gp", "10", "2080101"))),
            "overview/income.year_total/in.amt",
            "10.02",
        ),
        (Found("error", INCOME[:2], "10", "10.02"),),
    ),
    Case(
        "IN-009",
        "filed, a single child is the same fact printed twice",
        lambda: spoil(filed(evidence(earn("gp", "10", "2080101"))), "income/20801/c1", "10.01"),
        (Found("error", ("income/20801/c1", "income/2080101/c1"), "10", "10.01"),),
    ),
    Case(
        "IN-005",
        "filed, the same total printed twice is exact",
        lambda: spoil(
            filed(
                evidence(
                    earn("gp", "10", "2080101"),
                    spend("2080101", "30101", "10"),
                )
            ),
            "overview/exp.grand_total/out.amt",
            "10.01",
        ),
        (
            Found(
                "error",
                (
                    "overview/exp.grand_total/out.amt",
                    "overview/income.grand_total/in.amt",
                ),
                "10",
                "10.01",
            ),
        ),
    ),
)


def test_money_without_a_code_is_told_as_a_warning_where_facts_leave_it_out() -> None:
    case = Case(
        "IN-010",
        "income without function code",
        lambda: evidence(earn("gp", "10", "2080101"), earn("gp", "2.5")),
        tuple(
            Found("warning", (f"income/total/{c}",), "10", "12.5", "有 2.5 万元没有填列到下级科目")
            for c in ("c1", "c2")
        ),
    )
    check_case(case, RULES)


def test_a_derived_fund_balances_in_all_where_its_opening_has_no_code() -> None:
    facts = (
        earn("gf", "30", "2296002"),
        carry("opening", "2.5", fund="gf"),
        spend("2296002", "30305", "32.5", fund="gf", spend="project", project="养老助残"),
    )
    check_case(Case("IN-024", "opening without code", lambda: evidence(*facts)), RULES)


def purchases(total: str = "0.0003") -> Evidence:
    """Two purchase lines, 2 + 1 pieces; counts are hundredths, so that 3 is 300 (0.0003 万元)."""
    lines = (("服务器", 200), ("打印机", 100))
    where: dict[str, Any] = {"unit": HOME, "method": "purchase", "project": "设备购置"}
    found = evidence(
        *(PurchaseLine(**where, item=item, qty=qty, uom="台") for item, qty in lines),
        *(Purchase(**where, item=i, source="appropriation", amount=wan("1")) for i, _ in lines),
        form="bazhong-budget-2022",
        year=2022,
    )
    return spoil(found, "budget-procurement/total/qty", total)


COUNTS: tuple[Case, ...] = (
    Case("IN-010", "counts right", purchases),
    Case("IN-010", "totals of counts may stay blank", lambda: purchases("0")),
    Case(
        "IN-010",
        "totals of counts must be right where printed",
        lambda: purchases("0.0004"),
        (
            Found(
                "error",
                ("budget-procurement/total/qty", "budget-procurement/701/qty"),
                "0.0003",
                "0.0004",
                "采购数量应为 3，现为 4",
            ),
        ),
    ),
)


def test_the_tolerance_ends_where_rounding_stops_being_likely() -> None:
    step = 10_000
    assert [slack(step, n) // step for n in (1, 2, 3, 4, 5, 9, 13, 14, 40)] == [
        0, 2, 2, 2, 3, 4, 4, 5, 8,
    ]  # fmt: skip
    assert slack(1, 40) == 0


CASES = (*ROUNDING, *COUNTS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_tolerance(case: Case) -> None:
    check_case(case, RULES)
