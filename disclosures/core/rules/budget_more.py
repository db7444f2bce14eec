"""预算: relations that follow from the forms themselves and that no catalogue lists."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from disclosures.core.rules.across import (
    INFERRED,
    all_together,
    at_least,
    at_most,
    close,
    codes,
    equal,
    figure,
    together,
)
from disclosures.core.rules.base import Evidence, Problem, Rule, Severity
from disclosures.core.rules.between_econ import PAIRS
from disclosures.core.rules.budget_figures import BasicSpending, part_of, spent
from disclosures.core.rules.relations import column_sums
from disclosures.core.rules.sums import judge_all
from disclosures.core.tables import TOTAL

_FUNDS = ("gp", "gf", "sc")
_SPENT = ("budget-fiscal", "exp.fiscal_total")


def spending_total(ev: Evidence) -> Iterator[Problem]:
    """B-101."""
    yield from equal(
        figure(ev, "budget-overview", "exp.year_total", "out.amt"),
        figure(ev, "budget-expenditure", TOTAL, "c1"),
    )


def funds_add_up(ev: Evidence) -> Iterator[Problem]:
    """B-102."""
    total = all_together(*(spent(ev, fund) for fund in _FUNDS))
    yield from equal(total, figure(ev, *_SPENT, "out.total"))
    carried = figure(ev, *_SPENT, "out.carry")
    for fund in _FUNDS:
        current, told = figure(ev, *_SPENT, f"out.{fund}"), spent(ev, fund)
        if carried is None or not carried.amount:
            yield from equal(told, current)
        else:
            yield from at_most(told, current)
            yield from at_least(told, together(current, carried))


def fiscal_incomes(ev: Evidence) -> Iterator[Problem]:
    """B-103."""
    for fund in _FUNDS:
        line = f"income.{fund}"
        yield from equal(
            figure(ev, "budget-overview", line, "in.amt"),
            figure(ev, "budget-fiscal", line, "in.amt"),
        )
    yield from at_most(
        figure(ev, "budget-overview", "balance.opening", "in.amt"),
        figure(ev, "budget-fiscal", "balance.fiscal_opening", "in.amt"),
    )
    yield from at_most(
        figure(ev, "budget-overview", "balance.closing", "out.amt"),
        figure(ev, "budget-fiscal", "balance.fiscal_closing", "out.total"),
    )


def fiscal_within_overview(ev: Evidence) -> Iterator[Problem]:
    """B-104."""
    for code in codes(ev, "function", "budget-overview", "budget-fiscal"):
        line = f"exp.func.{code}"
        yield from part_of(
            ev,
            figure(ev, "budget-overview", line, "out.amt"),
            figure(ev, "budget-fiscal", line, "out.total"),
        )


def columns_add_up(ev: Evidence) -> Iterator[Problem]:
    """B-105."""
    for table in ev.having("budget-expenditure", "budget-fund", "budget-capital"):
        yield from judge_all(table, column_sums(table))


def money_of_the_year(ev: Evidence) -> Iterator[Problem]:
    """B-106."""
    left = figure(ev, "budget-fiscal", "balance.fiscal_closing", "out.total")
    compare = at_most if left and left.amount else equal
    for fund in _FUNDS:
        yield from compare(
            figure(ev, "budget-fiscal", f"income.{fund}", "in.amt"),
            figure(ev, *_SPENT, f"out.{fund}"),
        )
    yield from compare(
        figure(ev, "budget-fiscal", "balance.fiscal_opening", "in.amt"),
        figure(ev, *_SPENT, "out.carry"),
    )


def purchases_within_spending(ev: Evidence) -> Iterator[Problem]:
    """B-107.  What is twice as much and more is a wrong unit of money, and for F-001 to tell."""
    whole = figure(ev, "budget-expenditure", TOTAL, "c1")
    for role in ("budget-procurement", "budget-services"):
        bought = figure(ev, role, TOTAL, "c1")
        if whole and bought and bought.amount < 2 * whole.amount:
            yield from at_most(whole, bought)


def econ_and_function(ev: Evidence) -> Iterator[Problem]:
    """B-108."""
    basic = BasicSpending(ev)
    for unit in codes(ev, "unit", "budget-basic"):
        for econ, function in PAIRS.items():
            yield from close(
                figure(ev, "budget-expenditure", f"{unit}/{function}", "c2"),
                basic.on(unit, econ),
            )


_rule = partial(Rule, group="预算", severity=Severity.ERROR, basis=INFERRED, tolerance="SUM")

BUDGET_MORE: tuple[Rule, ...] = (
    _rule(
        code="B-101",
        statement="部门预算支出总表的合计等于部门预算收支总表的本年支出合计",
        fix="核对两表的支出合计，更正写错的一处",
        roles=("budget-overview", "budget-expenditure"),
        check=spending_total,
        tolerance="EQ",
    ),
    _rule(
        code="B-102",
        statement="一般公共预算基本支出、项目支出与政府性基金、国有资本经营预算支出各表的合计，等于财政拨款收支预算总表的本年支出",
        fix="核对各资金支出表的合计与财政拨款收支预算总表的资金栏，查明漏列的资金",
        roles=("budget-fiscal", "budget-basic", "budget-projects", "budget-fund", "budget-capital"),
        check=funds_add_up,
    ),
    _rule(
        code="B-103",
        statement="财政拨款收支预算总表的三种拨款收入等于部门预算收支总表的对应行，上年结转、结转下年不大于对应行",
        fix="核对两表的拨款收入和结转，按财政部门批复的预算更正",
        roles=("budget-overview", "budget-fiscal"),
        check=fiscal_incomes,
        tolerance="EQ",
    ),
    _rule(
        code="B-104",
        statement="财政拨款收支预算总表各类支出不大于部门预算收支总表的对应行，全部资金都是财政拨款的，两者相等",
        fix="核对该类支出的资金来源和金额，更正写错的一处",
        roles=("budget-overview", "budget-fiscal"),
        check=fiscal_within_overview,
        tolerance="EQ",
    ),
    _rule(
        code="B-105",
        statement="部门预算支出总表、政府性基金和国有资本经营预算支出预算表：每行合计等于各支出性质之和",
        fix="核对该行各支出性质的金额，查明漏填或填错栏次的金额",
        roles=("budget-expenditure", "budget-fund", "budget-capital"),
        check=columns_add_up,
    ),
    _rule(
        code="B-106",
        statement="财政拨款收支预算总表：没有结转下年的，各资金的本年收入等于其本年支出，上年结转等于其安排的支出；有结转下年的，支出不大于收入",
        fix="按资金核对收入和支出，查明差额是否串列了资金或年度",
        roles=("budget-fiscal",),
        check=money_of_the_year,
        tolerance="EQ",
    ),
    _rule(
        code="B-107",
        statement="政府采购预算、购买服务预算的合计不大于部门预算支出合计",
        fix="核对采购和购买服务的金额单位是否与表头一致，再核对金额",
        roles=("budget-expenditure", "budget-procurement", "budget-services"),
        check=purchases_within_spending,
        tolerance="DERIVED",
    ),
    _rule(
        code="B-108",
        severity=Severity.WARNING,
        statement="各单位养老保险、职业年金、住房公积金、公务员医疗补助的经济科目支出一般等于对应功能科目的基本支出",
        fix="核对30108与2080505、30109与2080506、30113与2210201、30111与2101103；确有差异的说明原因",
        roles=("budget-expenditure", "budget-basic"),
        check=econ_and_function,
        tolerance="DERIVED",
    ),
)
