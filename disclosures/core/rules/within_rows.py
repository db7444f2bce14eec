"""表内, rows that unfold: each subtotal is the sum of the rows below it; funds balance by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from disclosures.core.rules.across import USUAL, equal, figure_of, together
from disclosures.core.rules.base import Evidence, Problem, Rule
from disclosures.core.rules.relations import child_sums
from disclosures.core.rules.sums import TOTALS, judge_all, level
from disclosures.core.rules.within_columns import BALANCED, economic_parts, sum_rule
from disclosures.core.tables import TOTAL, Row, Table

CODES = "《政府收支分类科目》类、款、项逐级汇总；" + USUAL

FUNCTIONS = (
    "income",
    "expenditure",
    "general",
    "general-detail",
    "general-projects",
    "fund",
    "capital",
    "capital-spend",
    "budget-expenditure",
    "budget-projects",
    "budget-fund",
    "budget-capital",
)
ECONOMIC = ("fiscal-econ", "general-detail", "general-basic", "budget-basic")


def _rows(evidence: Evidence, wanted: Callable[[Table, Row], bool]) -> Iterator[Problem]:
    """The sums of the rows below a row, in every table that unfolds."""
    for table in evidence.tables.tables:
        yield from judge_all(table, child_sums(table, partial(wanted, table)))


def classes(evidence: Evidence) -> Iterator[Problem]:
    """IN-008."""
    return _rows(evidence, lambda _, row: bool(row.code("function")) and level(row) == "类")


def groups(evidence: Evidence) -> Iterator[Problem]:
    """IN-009."""
    return _rows(evidence, lambda _, row: bool(row.code("function")) and level(row) in ("款", "项"))


def totals(evidence: Evidence) -> Iterator[Problem]:
    """IN-010.  What the rules on budgets (B-003, B-006) say of units is left to them."""
    return _rows(evidence, lambda t, row: level(row) in TOTALS and not _said_elsewhere(t, row))


def _said_elsewhere(table: Table, row: Row) -> bool:
    if table.role == "budget-expenditure":
        return True
    if table.role == "budget-basic":
        return row.key != TOTAL
    return _unfolds_by_econ(table)


def _unfolds_by_econ(table: Table) -> bool:
    return bool(table.form.levels) and table.form.levels[0].by == "econ"


def economic_classes(evidence: Evidence) -> Iterator[Problem]:
    """IN-018: rows, columns and fixed lines alike."""
    yield from _rows(evidence, _is_economic_total)
    yield from economic_parts(evidence)


def _is_economic_total(table: Table, row: Row) -> bool:
    if row.key == TOTAL:
        return _unfolds_by_econ(table)
    return bool(row.code("econ"))


def fund_balances(evidence: Evidence) -> Iterator[Problem]:
    """IN-024: opening and income against spending and closing, row by row."""
    for table in evidence.having(*BALANCED):
        for row in table.rows:
            if row.key == TOTAL or not _unallocated(table):
                yield from _balance(table, row)


def _balance(table: Table, row: Row) -> Iterator[Problem]:
    held = together(*(figure_of(table, row.key, c) for c in ("c1", "c2")))
    used = together(*(figure_of(table, row.key, c) for c in ("c3", "c6")))
    for problem in equal(held, used):
        yield replace(problem, table=table.role)


def _unallocated(table: Table) -> bool:
    """Whether a derived table holds amounts without a code, so that rows need not balance."""
    total = table.get(TOTAL)
    return total is not None and any(cell.facts for cell in total.cells.values())


WITHIN_ROWS: tuple[Rule, ...] = (
    sum_rule(
        "IN-008",
        "按功能分类列示的表：类行等于所属款行之和",
        "核对该类下的各款，查明漏列的款或归错类的科目",
        FUNCTIONS,
        classes,
        CODES,
    ),
    sum_rule(
        "IN-009",
        "按功能分类列示的表：款行等于所属项行之和，列到项目的，等于所属项目之和",
        "核对该款下的各项（项目），查明漏列或归错款的金额",
        FUNCTIONS,
        groups,
        CODES,
    ),
    sum_rule(
        "IN-010",
        "按科目、单位列示的表：合计行等于各单位行或各类行之和，单位行等于其下各行之和",
        "核对合计行与下级各行，查明漏列的行；改正分项后重新汇总",
        (*FUNCTIONS, "budget-basic", "budget-sangong", "budget-procurement", "budget-services"),
        totals,
        CODES,
    ),
    sum_rule(
        "IN-018",
        "按经济分类列示的表：类行（小计栏）等于所属款之和，合计行等于各类之和",
        "核对该类下的各款经济科目，查明漏填或归错类的金额",
        ECONOMIC,
        economic_classes,
        CODES,
    ),
    sum_rule(
        "IN-024",
        "政府性基金、国有资本经营预算财政拨款收支表："
        "每行年初结转和结余加本年收入等于本年支出小计加年末结转和结余",
        "按科目核对年初数、收入、支出和年末数；年末数一般由前三项推出",
        BALANCED,
        fund_balances,
    ),
)
