"""上下年: opening balances, the balance of the year, and what is said of the change."""

from __future__ import annotations

from typing import Any

import pytest

from disclosures.core.rules import RULES
from disclosures.core.rules.base import Comparison, Evidence
from disclosures.core.rules.comparisons import direction
from disclosures.core.tables import Address
from tests.core.rules.builders import (
    FINAL,
    LOCAL,
    Case,
    Found,
    as_filed,
    carry,
    check_case,
    earn,
    evidence,
    filed,
    final,
    spoil,
    tables,
    wan,
)

#: Last year's closing balances: what FINAL opens with.
CLOSING = (
    carry("closing", "5.25", fund="gp", function="2080199", measure="prior"),
    carry("closing", "2.5", fund="gf", function="2296002", measure="prior"),
    carry("closing", "1.1", fund="own", measure="prior"),
)


def after(*closing: Any, opening: tuple[Any, ...] = (), **more: Any) -> Evidence:
    """The sound department, and last year's tables with those closing balances."""
    return evidence(*FINAL, *opening, prior=tables(*closing, measure="prior"), **more)


def opened(cell: str, expected: str, found: str, says: str) -> Found:
    """An opening balance that is not last year's closing."""
    return Found("error", (cell,), expected, found, says)


TAKEN_BACK = (
    carry("closing", "7.75", fund="gp", function="2080199", measure="prior"),
    *CLOSING[1:],
)
Y001: tuple[Case, ...] = (
    Case("Y-001", "nothing known of last year", final),
    Case("Y-001", "opening as last year closed", lambda: after(*CLOSING)),
    Case("Y-001", "last year's closing balances are not stated", after),
    Case(
        "Y-001",
        "filed tables of both years",
        lambda: filed(final(prior=as_filed(tables(*CLOSING, measure="prior")))),
    ),
    Case(
        "Y-001",
        "another closing balance, without an adjustment",
        lambda: after(*TAKEN_BACK),
        (
            opened(
                "overview/balance.opening/in.amt",
                "11.35",
                "8.85",
                "上年年末为 11.35 万元，没有年初调整，本年年初为 8.85 万元，相差 -2.5 万元",
            ),
            opened(
                "fiscal/balance.fiscal_opening/in.amt",
                "10.25",
                "7.75",
                "上年年末为 10.25 万元，没有年初调整，本年年初为 7.75 万元，相差 -2.5 万元",
            ),
            opened(
                "fiscal/balance.opening.gp/in.amt",
                "7.75",
                "5.25",
                "上年年末为 7.75 万元，没有年初调整，本年年初为 5.25 万元，相差 -2.5 万元",
            ),
        ),
    ),
    Case(
        "Y-001",
        "an adjustment given with the evidence",
        lambda: after(*TAKEN_BACK, adjustments={"gp": -wan("2.5")}),
    ),
    Case(
        "Y-001",
        "an adjustment among the facts, half of what is needed",
        lambda: after(
            carry("closing", "6.25", fund="gf", function="2296002", measure="prior"),
            carry("closing", "6.35", fund="own", measure="prior"),
            opening=(carry("adjustment", "-1.25", fund="gf", function="2296002"),),
        ),
        (
            opened(
                "overview/balance.opening/in.amt",
                "11.35",
                "7.6",
                "上年年末为 12.6 万元，加年初调整 -1.25 万元，本年年初为 7.6 万元，相差 -3.75 万元",
            ),
            opened(
                "fiscal/balance.fiscal_opening/in.amt",
                "5",
                "6.5",
                "上年年末为 6.25 万元，加年初调整 -1.25 万元，本年年初为 6.5 万元，相差 1.5 万元",
            ),
            opened(
                "fiscal/balance.opening.gp/in.amt",
                "0.00",
                "5.25",
                "上年年末为 0 万元，没有年初调整，本年年初为 5.25 万元，相差 5.25 万元",
            ),
            opened(
                "fiscal/balance.opening.gf/in.amt",
                "5",
                "1.25",
                "上年年末为 6.25 万元，加年初调整 -1.25 万元，本年年初为 1.25 万元，"
                "相差 -3.75 万元",
            ),
            opened(
                "fund/total/c1",
                "5",
                "1.25",
                "上年年末为 6.25 万元，加年初调整 -1.25 万元，本年年初为 1.25 万元，"
                "相差 -3.75 万元",
            ),
        ),
    ),
)

Y002: tuple[Case, ...] = (
    Case("Y-002", "sound", final),
    Case("Y-002", "sound as printed, beside rounding", lambda: filed(final())),
    Case(
        "Y-002",
        "grand totals that differ are for IN-005 and IN-015",
        lambda: evidence(*FINAL, earn("gp", "1", "2080101"), local=LOCAL),
    ),
    Case(
        "Y-002",
        "closing balances that do not follow",
        lambda: spoil(
            spoil(final(), "overview/balance.closing/out.amt", "6.2"),
            "fiscal/balance.fiscal_closing/out.total",
            "3",
        ),
        (
            Found(
                "error",
                (
                    "overview/exp.year_total/out.amt",
                    "overview/balance.closing/out.amt",
                    "overview/balance.opening/in.amt",
                    "overview/income.year_total/in.amt",
                ),
                "335.051357",
                "335.151357",
            ),
            Found(
                "error",
                (
                    "fiscal/exp.fiscal_total/out.total",
                    "fiscal/balance.fiscal_closing/out.total",
                    "fiscal/balance.fiscal_opening/in.amt",
                    "fiscal/income.fiscal_total/in.amt",
                ),
                "318.945357",
                "317.945357",
            ),
        ),
    ),
)

CELL = Address("overview", "income.year_total", "in.amt")


def compared(this: str, last: str, delta: str, **more: Any) -> Comparison:
    """收入与上年相比, in 万元 as printed."""
    printed = {"step": 10_000, "cells": (CELL,), **more}
    return Comparison(subject="收入", this=wan(this), last=wan(last), delta=wan(delta), **printed)


def said(*comparisons: Comparison) -> Evidence:
    """The sound department, whose text says these comparisons."""
    return final(comparisons=comparisons)


def case(code: str, name: str, *comparisons: Comparison, found: tuple[Found, ...] = ()) -> Case:
    """A case about comparisons."""
    return Case(code, name, lambda: said(*comparisons), found)


def told(says: str, severity: str = "error", *amounts: str) -> Found:
    """A finding about the comparison of 收入."""
    expected, found = amounts or (None, None)
    return Found(severity, (str(CELL),), expected, found, f"“收入”与上年相比：{says}")


COMPARISONS: tuple[Case, ...] = (
    case("Y-003", "right", compared("110.00", "100.00", "10.00")),
    case(
        "Y-003",
        "one printed step apart",
        compared("110.00", "100.00", "10.01"),
        found=(told("应为 10.00 万元，现写 10.01 万元", "info", "10", "10.01"),),
    ),
    case(
        "Y-003",
        "in 元 nothing is rounded",
        compared("110.00", "100.00", "10.01", step=1),
        found=(told("应为 10 万元，现写 10.01 万元", "error", "10", "10.01"),),
    ),
    case(
        "Y-003",
        "wrong",
        compared("110.00", "100.00", "-12.00"),
        found=(told("应为 10.00 万元，现写 -12.00 万元", "error", "10", "-12"),),
    ),
    case("Y-004", "right", compared("87.50", "100.00", "-12.50", percent="-12.50")),
    case("Y-004", "right, the sign in the word", compared("87.50", "100", "-12.5", percent="12.5")),
    case("Y-004", "no rate", compared("87.50", "100.00", "-12.50")),
    case(
        "Y-004",
        "possible for what the printed figures can mean",
        compared("0.13", "0.10", "0.03", percent="33.33"),
        found=(told("按所写金额重算为 30.00%，现写 33.33%（四舍五入尾差）", "info"),),
    ),
    case(
        "Y-004",
        "wrong",
        compared("110.00", "100.00", "10.00", percent="9.09"),
        found=(told("应为 10.00%，现写 9.09%"),),
    ),
    case("Y-005", "only the increase", compared("5.00", "0.00", "5.00", word="增加")),
    case(
        "Y-005",
        "a rate of nothing",
        compared("5.00", "0.00", "5.00", percent="100"),
        found=(told("上年数为零，不应写 100%"),),
    ),
    case(
        "Y-006",
        "words that fit",
        compared("5.00", "4.00", "1.00", word="增长"),
        compared("4.00", "5.00", "-1.00", word="下降"),
        compared("5.00", "5.00", "0.00", word="持平"),
        compared("5.00", "4.00", "1.00"),
    ),
    case(
        "Y-006",
        "words that do not fit",
        compared("5.00", "4.00", "1.00", word="减少"),
        compared("5.00", "4.00", "1.00", word="持平"),
        compared("4.00", "4.00", "0.00", word="增加"),
        found=(
            told("应为“增加”，现写“减少”"),
            told("应为“增加”，现写“持平”"),
            told("应为“持平”，现写“增加”"),
        ),
    ),
    case(
        "Y-006",
        "a minus before the rate of an increase",
        compared("5.00", "4.00", "1.00", percent="-25.00"),
        found=(told("应为“增加”，百分比却写 -25.00%"),),
    ),
    case(
        "Y-006",
        "a rate that is no number",
        *(compared("5.00", "4.00", "1.00", percent=p) for p in ("—", "NaN", "Infinity")),
    ),
    case(
        "Y-007",
        "told twice alike",
        compared("5.00", "4.00", "1.00", percent="25.0", word="增加"),
        compared("5.00", "4.00", "1.00", percent="25.00", word="增长"),
        compared("9.00", "4.00", "5.00", scope="一般公共预算"),
    ),
    case(
        "Y-007",
        "told twice differently",
        compared("5.00", "4.00", "1.00", percent="25.00", word="增加"),
        compared("5.00", "4.10", "0.90", percent="22.00", word="减少"),
        found=(
            told(
                "与前文不一致：上年数前为 4.00 万元，此处为 4.10 万元；"
                "增减额前为 1.00 万元，此处为 0.90 万元；百分比前为 25.00%，此处为 22.00%；"
                "用词前为“增加”，此处为“减少”"
            ),
        ),
    ),
    case("Y-008", "chart as told", compared("5.00", "4.00", "1.00", chart_last=wan("4"))),
    case("Y-008", "no chart", compared("5.00", "4.00", "1.00")),
    case(
        "Y-008",
        "chart one printed step away",
        compared("5.00", "4.00", "1.00", chart_last=wan("4.01")),
        found=(told("由文中反推的上年数为 4.00 万元，图表中为 4.01 万元", "info", "4.00", "4.01"),),
    ),
    case(
        "Y-008",
        "chart with another figure",
        compared("5.00", "4.00", "1.00", chart_last=wan("4.5")),
        found=(
            told("由文中反推的上年数为 4.00 万元，图表中为 4.50 万元", "error", "4.00", "4.50"),
        ),
    ),
    case(
        "Y-009",
        "one scope, or a change that is explained",
        compared("5.00", "4.00", "1.00", scope="全部门", last_scope="全部门"),
        compared("5.00", "4.00", "1.00", scope="全部门", last_scope="机关", note="新增一个单位"),
    ),
    case(
        "Y-009",
        "a change of scope that is not explained",
        compared("5.00", "4.00", "1.00", scope="全部门", last_scope="机关"),
        found=(told("本年口径为“全部门”，上年口径为“机关”，没有说明", "warning"),),
    ),
)

CASES = (*Y001, *Y002, *COMPARISONS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_years(case: Case) -> None:
    check_case(case, RULES)


def test_a_comparison_in_no_table_is_a_finding_of_the_text() -> None:
    wrong = compared("5.00", "0.00", "5.00", percent="100", cells=())
    check_case(
        Case(
            "Y-005",
            "text only",
            lambda: said(wrong),
            (Found("error", says="上年数为零，不应写 100%", table="narrative"),),
        ),
        RULES,
    )


def test_words_of_no_direction_say_nothing() -> None:
    assert [direction(w) for w in ("增加", "下降", "持平", "变化", "")] == [1, -1, 0, None, None]
