"""预算: what the tables of one budget say of each other, total by total, unit by unit.

``BUDGET`` is all of the group.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from disclosures.core.rules.across import (
    USUAL,
    at_least,
    codes,
    equal,
    figure,
    together,
)
from disclosures.core.rules.base import Evidence, Problem, Rule, Severity
from disclosures.core.rules.between_econ import SANGONG_CODES
from disclosures.core.rules.budget_figures import (
    FUND_TABLES,
    WHOLE,
    BasicSpending,
    Places,
    class_codes,
    class_total,
    part_of,
)
from disclosures.core.rules.budget_lists import BUDGET_LISTS
from disclosures.core.rules.budget_more import BUDGET_MORE
from disclosures.core.rules.relations import child_sums, column_sums, line_sums
from disclosures.core.rules.sums import TOTALS, judge_all, level
from disclosures.core.tables import TOTAL, Row, Table

SANGONG_COLUMNS = {"abroad": "c2", "car_run": "c4", "car_buy": "c5", "reception": "c6"}


def overview_totals(ev: Evidence) -> Iterator[Problem]:
    """B-001."""
    for table in ev.having("budget-overview"):
        yield from judge_all(table, line_sums(table))
    yield from equal(
        figure(ev, "budget-overview", "income.grand_total", "in.amt"),
        figure(ev, "budget-overview", "exp.grand_total", "out.amt"),
    )


def overview_classes(ev: Evidence) -> Iterator[Problem]:
    """B-002."""
    for code in class_codes(ev, "budget-overview"):
        yield from equal(
            class_total(ev, code), figure(ev, "budget-overview", f"exp.func.{code}", "out.amt")
        )


def expenditure_totals(ev: Evidence) -> Iterator[Problem]:
    """B-003."""
    for table in ev.having("budget-expenditure"):
        yield from judge_all(table, child_sums(table, lambda row: level(row) in TOTALS))


def fiscal_lines(ev: Evidence) -> Iterator[Problem]:
    """B-004."""
    for table in ev.having("budget-fiscal"):
        yield from judge_all(table, column_sums(table))
    for code in class_codes(ev, "budget-fiscal"):
        part = figure(ev, "budget-fiscal", f"exp.func.{code}", "out.total")
        yield from part_of(ev, class_total(ev, code), part)
    yield from part_of(
        ev,
        figure(ev, "budget-expenditure", TOTAL, "c1"),
        figure(ev, "budget-fiscal", "exp.fiscal_total", "out.total"),
    )


def basic_by_unit(ev: Evidence) -> Iterator[Problem]:
    """B-005."""
    whole = Places(ev, "budget-expenditure", "c2")
    basic = Places(ev, "budget-basic", "c1")
    funds = [Places(ev, role, columns["basic"]) for role, columns in FUND_TABLES.values()]
    for unit, function in sorted({WHOLE, *whole.rows, *basic.rows}):
        if not function and basic.at((unit, "")):
            parts = (place.at((unit, "")) for place in (basic, *funds))
            yield from part_of(ev, whole.at((unit, "")), together(*parts))


def basic_columns(ev: Evidence) -> Iterator[Problem]:
    """B-006."""
    for table in ev.having("budget-basic"):
        yield from judge_all(table, column_sums(table))
        yield from judge_all(table, child_sums(table, lambda row: level(row) == "单位"))
        for row in table.rows:
            yield from _wrong_columns(table, row)


def _wrong_columns(table: Table, row: Row) -> Iterator[Problem]:
    """Amounts in a column to which the row's economic code does not belong."""
    econ = row.code("econ")
    for column in table.form.amounts:
        starts = dict(column.query.where).get("econ", ()) if column.query else ()
        if econ and starts and not econ.startswith(starts) and row.amount(column.id):
            yield Problem(
                table=table.role,
                cells=(table.address(row, column.id),),
                expected=0,
                found=row.amount(column.id),
            )


def projects_by_function(ev: Evidence) -> Iterator[Problem]:
    """B-007."""
    whole = Places(ev, "budget-expenditure", "c3")
    projects = Places(ev, "budget-projects", "c1")
    funds = [Places(ev, role, columns["project"]) for role, columns in FUND_TABLES.values()]
    places = (projects, *funds)
    for spot in sorted({WHOLE, *whole.rows, *(s for place in places for s in place.rows)}):
        if projects.at(spot):
            yield from part_of(ev, whole.at(spot), together(*(place.at(spot) for place in places)))


def sangong_by_unit(ev: Evidence) -> Iterator[Problem]:
    """B-008."""
    basic, projects = BasicSpending(ev), Places(ev, "budget-projects", "c1")
    for unit in codes(ev, "unit", "budget-sangong", "budget-basic"):
        planned = projects.at((unit, ""))
        compare = equal if planned and not planned.amount else at_least
        for item, column in SANGONG_COLUMNS.items():
            spent = basic.on(unit, *SANGONG_CODES[item])
            yield from compare(spent, figure(ev, "budget-sangong", unit, column))


_rule = partial(Rule, group="预算", severity=Severity.ERROR, basis=USUAL, tolerance="SUM")

BUDGET: tuple[Rule, ...] = (
    _rule(
        code="B-001",
        statement="部门预算收支总表：本年收入、本年支出合计等于各行之和，总计等于合计加上年结转等，收入总计等于支出总计",
        fix="核对各行与合计，查明漏填或填错的一行；不要直接改合计凑平",
        roles=("budget-overview",),
        check=overview_totals,
    ),
    _rule(
        code="B-002",
        statement="部门预算收支总表各类支出等于部门预算支出总表各单位同类支出之和",
        fix="对照类级编码逐个单位核对，补上漏列的类或更正金额",
        roles=("budget-overview", "budget-expenditure"),
        check=overview_classes,
    ),
    _rule(
        code="B-003",
        statement="部门预算支出总表：合计等于各单位之和，单位行等于其各类支出之和",
        fix="逐个单位核对各类支出，查明漏列的行；改正分项后重新汇总",
        roles=("budget-expenditure",),
        check=expenditure_totals,
    ),
    _rule(
        code="B-004",
        statement="财政拨款收支预算总表：各行合计等于各资金栏之和；各类支出不大于部门预算支出总表的同类支出，全部资金都是财政拨款的，两者相等",
        fix="核对该类支出的资金来源和金额，更正写错的一处",
        roles=("budget-fiscal", "budget-expenditure"),
        check=fiscal_lines,
    ),
    _rule(
        code="B-005",
        statement="一般公共预算基本支出预算表各单位的基本支出加其他财政拨款的基本支出，等于部门预算支出总表该单位的基本支出（有非财政拨款的，不大于）",
        fix="逐个单位核对基本支出，更正写错的一处",
        roles=("budget-basic", "budget-expenditure"),
        check=basic_by_unit,
    ),
    _rule(
        code="B-006",
        statement="一般公共预算基本支出预算表：合计等于工资福利支出、对个人和家庭的补助、公用经费之和，单位行等于其各经济科目类之和，各经济科目只填在所属的一栏",
        fix="核对该行的经济科目和栏次，再核对单位合计",
        roles=("budget-basic",),
        check=basic_columns,
    ),
    _rule(
        code="B-007",
        statement="一般公共预算项目支出预算表各单位、各功能科目的项目支出加其他财政拨款的项目支出，等于部门预算支出总表的同一行（有非财政拨款的，不大于）",
        fix="按单位、功能科目核对项目清单，补上漏列的项目或更正金额",
        roles=("budget-projects", "budget-fund", "budget-capital", "budget-expenditure"),
        check=projects_by_function,
    ),
    _rule(
        code="B-008",
        severity=Severity.WARNING,
        statement="“三公”经费预算各项不小于基本支出预算表的对应经济科目；没有项目支出的单位，两者相等",
        fix="核对因公出国（境）、公务用车、公务接待的预算是否漏列；确有差异的说明原因",
        roles=("budget-sangong", "budget-basic"),
        check=sangong_by_unit,
        tolerance="DERIVED",
    ),
    *BUDGET_LISTS,
    *BUDGET_MORE,
)
