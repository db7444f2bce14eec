"""预算: lists of purchases, project goals and names against the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from functools import partial

from disclosures.core.codes import Trouble, fold
from disclosures.core.money import Unit, exact, round_half_up
from disclosures.core.rules.across import (
    USUAL,
    Figure,
    at_most,
    equal,
    figure,
    together,
    total_of,
)
from disclosures.core.rules.base import Evidence, Goal, Problem, Rule, Severity
from disclosures.core.rules.budget_figures import (
    PROJECT_TABLES,
    ProjectBudgets,
    project_rows,
    purchases,
)
from disclosures.core.rules.relations import column_sums
from disclosures.core.rules.sums import judge_all
from disclosures.core.tables import TOTAL, Address, Row, Table

_PURCHASES = ("budget-procurement", "budget-services")
_FISCAL_SOURCES = {"appropriation", "nontax", "government_fund"}
_NAMED = ("budget-overview", "budget-fiscal")


def goals_and_fiscal(ev: Evidence) -> Iterator[Problem]:
    """B-009."""
    budgets = ProjectBudgets(ev)
    for goal in ev.goals:
        if goal.project:
            found = budgets.of(_names(goal))
        else:
            found = figure(ev, "budget-fiscal", "exp.fiscal_total", "out.total")
        for problem in equal(_stated(goal.fiscal, goal, found), found):
            yield _with_other(problem, goal)


def _names(goal: Goal) -> frozenset[str]:
    return frozenset(map(fold, (goal.project, *goal.aliases)))


def _stated(amount: int, goal: Goal, found: Figure | None) -> Figure | None:
    """What a goal form states, as a figure of the table it is compared with."""
    return Figure(found.table, amount, (), goal.step) if found else None


def _with_other(problem: Problem, goal: Goal) -> Problem:
    """Says so where the difference is just the money that is not fiscal."""
    if not goal.other or problem.found != goal.fiscal + goal.other:
        return problem
    return replace(problem, text=f"其他资金 {exact(goal.other, Unit.WAN)} 万元计入了财政拨款")


def procurement(ev: Evidence) -> Iterator[Problem]:
    """B-010."""
    budgets = ProjectBudgets(ev)
    for table in ev.having("budget-procurement"):
        yield from judge_all(table, column_sums(table))
        for (unit, project), rows in purchases(ev, table.role).items():
            planned = budgets.of(frozenset({fold(project)}), unit)
            yield from at_most(planned, _fiscal_purchases(table, rows))
        for goal in ev.goals:
            if goal.procurement is not None:
                found = _of_goal(ev, table, goal)
                yield from equal(_stated(goal.procurement, goal, found), found)


def _fiscal_purchases(table: Table, rows: list[Row]) -> Figure | None:
    keys = [row.key for row in rows]
    columns = (
        c.id for c in table.form.amounts if c.query and c.query.only("source") in _FISCAL_SOURCES
    )
    return together(*(total_of(table, keys, column) for column in columns))


def _of_goal(ev: Evidence, table: Table, goal: Goal) -> Figure | None:
    if not goal.project:
        return figure(ev, table.role, TOTAL, "c1")
    names = _names(goal)
    keys = [row.key for row in project_rows(table) if fold(row.code("project")) in names]
    return total_of(table, keys, "c1")


def services(ev: Evidence) -> Iterator[Problem]:
    """B-011."""
    for table in ev.having("budget-services"):
        yield from judge_all(table, column_sums(table))
        for row in project_rows(table):
            yield from _times_price(table, row)


def _times_price(table: Table, row: Row) -> Iterator[Problem]:
    quantity, price = row.amount("qty"), row.amount("price")
    if quantity and price:
        half = table.step // 2 * (quantity + 100) // 100
        rounding = -(-half // table.step) * table.step if table.step > 1 else 0
        expected, found = round_half_up(quantity * price, 100), row.amount("c1")
        if expected != found:
            yield Problem(
                table=table.role,
                cells=tuple(table.address(row, c) for c in ("c1", "qty", "price")),
                expected=expected,
                found=found,
                severity=Severity.INFO if abs(expected - found) <= rounding else None,
            )


def project_names(ev: Evidence) -> Iterator[Problem]:
    """B-012."""
    known = {
        fold(row.code("project")): row.code("project")
        for table in ev.having(*PROJECT_TABLES)
        for row in project_rows(table)
    }
    known |= {fold(alias): goal.project for goal in ev.goals for alias in _also(goal, known)}
    for table in ev.having(*_PURCHASES):
        for (_, project), rows in purchases(ev, table.role).items():
            if known and fold(project) not in known:
                cells = tuple(table.address(row, "c1") for row in rows)
                yield _stranger(table.role, f"本表的项目“{project}”", project, known, cells)
    for goal in ev.goals:
        if goal.project and known and not _names(goal) & set(known):
            named = f"绩效目标的项目“{goal.project}”"
            yield _stranger("budget-projects", named, goal.project, known)


def _also(goal: Goal, known: dict[str, str]) -> tuple[str, ...]:
    """The names under which a project of the tables also goes."""
    names = (goal.project, *goal.aliases)
    return names if any(fold(name) in known for name in names) else ()


def _stranger(
    table: str, what: str, name: str, known: dict[str, str], cells: tuple[Address, ...] = ()
) -> Problem:
    near = get_close_matches(fold(name), known, n=1)
    hint = f"，是否为“{known[near[0]]}”" if near else ""
    return Problem(table=table, cells=cells, text=f"{what}在项目支出预算表中没有{hint}")


def names_of_the_year(ev: Evidence) -> Iterator[Problem]:
    """B-013."""
    for table in ev.having(*_NAMED):
        found = [(row, name) for row in table.rows if (name := _right_name(ev, table, row))]
        if found:
            told = "；".join(f"“{_printed(row)}”应为“{name}”" for row, name in found)
            yield Problem(
                table=table.role,
                cells=tuple(_first_amount(table, row) for row, _ in found),
                text=f"{len(found)} 个科目名称不是 {ev.year} 年的名称：{told}",
            )


def _right_name(ev: Evidence, table: Table, row: Row) -> str:
    """The name of the year, where a fixed line prints a former one, or its form an unknown one.

    A label that is not the form's is for IN-028 to tell.
    """
    code, name = row.code("function"), _printed(row)
    trouble = ev.functions.check(code, name, ev.year) if code and name else None
    line = table.form.lines.get(row.key)
    if trouble is None or line is None:
        return ""
    outdated = trouble.trouble is Trouble.FORMER_NAME
    by_form = trouble.trouble is Trouble.OTHER_NAME and fold(line.label) == name
    return trouble.expected if outdated or by_form else ""


def _printed(row: Row) -> str:
    return fold(next((text for text in row.texts.values() if text.strip()), ""))


def _first_amount(table: Table, row: Row) -> Address:
    columns = (c.id for c in table.form.amounts if c.id in row.cells)
    return table.address(row, next(columns, ""))


_rule = partial(Rule, group="预算", severity=Severity.ERROR, basis=USUAL, tolerance="SUM")

BUDGET_LISTS: tuple[Rule, ...] = (
    _rule(
        code="B-009",
        statement="绩效目标批复表的财政拨款等于预算表的财政拨款；其他资金不得列作财政拨款",
        fix="按批复的资金来源核对项目的财政拨款和其他资金，更正列错的一处",
        roles=("budget-fiscal", "budget-projects", "budget-fund", "budget-capital"),
        check=goals_and_fiscal,
    ),
    _rule(
        code="B-010",
        statement="政府采购预算表：合计等于各资金来源之和；财政资金的采购额不大于项目预算；与绩效目标批复表的政府采购额一致",
        fix="核对采购项目的金额和资金来源，与项目预算、绩效目标批复表一并核对",
        roles=("budget-procurement", "budget-projects"),
        check=procurement,
    ),
    _rule(
        code="B-011",
        statement="政府购买服务预算表：合计等于各资金来源之和，等于数量乘单价",
        fix="核对数量、单价和合计，单价与合计用同一金额单位；表头的单位见 F-001、B-107",
        roles=("budget-services",),
        check=services,
    ),
    _rule(
        code="B-012",
        severity=Severity.WARNING,
        statement="项目名称在项目支出预算表、采购和购买服务预算表、绩效目标中一致",
        fix="统一项目名称；确为同一项目而名称不同的，登记别名",
        roles=("budget-projects", *_PURCHASES),
        check=project_names,
        tolerance="",
    ),
    _rule(
        code="B-013",
        severity=Severity.WARNING,
        statement="预算收支总表的支出科目采用预算年度的科目名称",
        fix="按预算年度的《政府收支分类科目》更正科目名称；表样沿用旧名称的，说明原因",
        basis="财政部当年《政府收支分类科目》",
        roles=_NAMED,
        check=names_of_the_year,
        tolerance="",
    ),
)
