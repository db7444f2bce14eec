"""预算: the ten tables of a budget agree by unit, function, fund and project.

The figures come from ``builders.BUDGET`` and a few purchases; amounts in 万元.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from disclosures.core.facts import Fact, Purchase, PurchaseLine
from disclosures.core.rules import RULES
from disclosures.core.rules.base import Evidence, Goal, run
from disclosures.core.rules.budget import BUDGET as BUDGET_RULES
from disclosures.core.tables import Row, Table
from disclosures.data import functions
from tests.core.rules.builders import (
    BRANCH,
    BUDGET,
    HOME,
    Case,
    Found,
    check_case,
    earn,
    evidence,
    filed,
    sangong,
    spend,
    tamper,
    wan,
)
from tests.core.rules.spoiling import (
    Whole,
    changed,
    sound,
    spoilt,
    told,
    without,
    without_row,
)

SCANNER = "budget-procurement/701/701001/档案数字化/扫描仪"
SCANNING = "budget-services/701/701001/档案数字化/数字化加工"
DIGITAL = "budget-projects/701001/2080199/档案数字化"
REPAIR = "budget-projects/701001/2080199/办公楼维修"
CODES = tuple(r.code for r in BUDGET_RULES if r.code != "B-013")


def bought(
    method: str, project: str, item: str, amount: str, qty: int = 1, price: str = "0"
) -> tuple[Fact, ...]:
    """A purchase and what pays for it."""
    line = PurchaseLine(
        unit=HOME, method=method, project=project, item=item, qty=qty * 100, price=wan(price)
    )
    paid = Purchase(
        unit=HOME,
        method=method,
        project=project,
        item=item,
        source="appropriation",
        amount=wan(amount),
    )
    return line, paid


PURCHASES: tuple[Fact, ...] = (
    *bought("purchase", "档案数字化", "扫描仪", "8", 4),
    *bought("purchase", "办公楼维修", "电梯", "2.5"),
    *bought("service", "档案数字化", "数字化加工", "6", 3, "2"),
)


def _evidence(*more: Fact, goals: tuple[Goal, ...] = ()) -> Evidence:
    facts = (*BUDGET, *PURCHASES, *more)
    return evidence(*facts, form="bazhong-budget-2022", year=2022, goals=goals)


@cache
def planned() -> Evidence:
    """All money is fiscal."""
    return _evidence()


@cache
def printed() -> Evidence:
    return filed(planned())


@cache
def with_fees() -> Evidence:
    """Some money of one unit is its own."""
    fees = earn("other", "4", "2080109", unit=BRANCH, measure="initial")
    used = spend("2080109", "30201", "4", fund="own", unit=BRANCH, measure="initial")
    return _evidence(fees, used)


@cache
def pensions() -> Evidence:
    """A unit that pays its pension contributions from the function code made for them."""
    paid = spend("2080505", "30108", "6.5", measure="initial")
    return _evidence(paid, earn("gp", "6.5", "2080505", measure="initial"))


def aims(project: str, fiscal: str, other: str = "0", bought: str = "0", *aliases: str) -> Whole:
    """A budget with the goal form of one project (or of the whole department)."""
    goal = Goal(
        project=project,
        fiscal=wan(fiscal),
        other=wan(other),
        procurement=wan(bought),
        aliases=aliases,
    )
    return lambda: _evidence(goals=(goal,))


def renamed() -> Evidence:
    """The budget with the names that the function codes bear in its year."""
    overview = changed(planned, "budget-overview", _renamed)
    return changed(overview, "budget-fiscal", _renamed)()


def _renamed(table: Table) -> Table:
    def name(row: Row) -> Row:
        code = functions().get(row.code("function"))
        return replace(row, texts={"out.item": code.name}) if code else row

    return replace(table, blocks=tuple(tuple(map(name, block)) for block in table.blocks))


def cells(table: str, rows: str) -> tuple[str, ...]:
    """Addresses in one table."""
    return tuple(f"{table}/{row}" for row in rows.split())


def old_names(table: str, column: str) -> Found:
    """The lines whose names the form has not brought up to date."""
    lines = (f"{table}/exp.func.{code}/{column}" for code in (207, 208, 210, 215, 220))
    says = "“社会保障与就业支出”应为“社会保障和就业支出”"
    return Found("warning", tuple(lines), says=says, table=table)


CASES: tuple[Case, ...] = (
    *sound(planned, *CODES),
    *sound(with_fees, *CODES),
    *sound(pensions, *CODES),
    told(
        "B-001",
        planned,
        "budget-overview/exp.grand_total/out.amt",
        "180",
        *(
            Found("error", cells("budget-overview", rows), "180.734567", "180")
            for rows in (
                "exp.grand_total/out.amt exp.year_total/out.amt",
                "exp.grand_total/out.amt income.grand_total/in.amt",
            )
        ),
    ),
    spoilt(
        "B-002",
        planned,
        "budget-overview/exp.func.208/out.amt",
        "160",
        "160.734567",
        *cells("budget-expenditure", "701001/208/c1 701002/208/c1"),
    ),
    Case(
        "B-002",
        "a class left out",
        without_row(planned, "budget-expenditure", "701001/229"),
        (Found("error", ("budget-overview/exp.func.229/out.amt",), "0", "20"),),
    ),
    spoilt(
        "B-003",
        planned,
        "budget-expenditure/total/c1",
        "180",
        "180.734567",
        *cells("budget-expenditure", "701001/c1 701002/c1"),
    ),
    told(
        "B-004",
        planned,
        "budget-fiscal/exp.func.208/out.total",
        "160",
        Found(
            "error",
            cells(
                "budget-fiscal", "exp.func.208/out.total exp.func.208/out.gp exp.func.208/out.carry"
            ),
            "160.734567",
            "160",
        ),
        Found(
            "error",
            (
                "budget-fiscal/exp.func.208/out.total",
                *cells("budget-expenditure", "701001/208/c1 701002/208/c1"),
            ),
            "160.734567",
            "160",
        ),
    ),
    told(
        "B-004",
        with_fees,
        "budget-expenditure/701002/208/c1",
        "40",
        Found(
            "error",
            (
                "budget-fiscal/exp.func.208/out.total",
                *cells("budget-expenditure", "701001/208/c1 701002/208/c1"),
            ),
            "150.623456",
            "160.734567",
            "不应大于",
        ),
    ),
    spoilt(
        "B-005",
        planned,
        "budget-basic/701002/c1",
        "50",
        "50.111111",
        "budget-expenditure/701002/c2",
    ),
    spoilt(
        "B-005",
        with_fees,
        "budget-basic/701002/c1",
        "54.2",
        "54.111111",
        "budget-expenditure/701002/c2",
        says="不应大于",
    ),
    told(
        "B-006",
        planned,
        "budget-basic/701001/30201/c2",
        "1",
        Found(
            "error",
            cells("budget-basic", "701001/30201/c1 701001/30201/c2 701001/30201/c4"),
            "10.5",
            "9.5",
        ),
        Found("error", ("budget-basic/701001/30201/c2",), "0", "1"),
    ),
    told(
        "B-006",
        planned,
        "budget-basic/701002/c3",
        "11",
        Found(
            "error",
            cells("budget-basic", "701002/c1 701002/c2 701002/c3"),
            "51.111111",
            "50.111111",
        ),
        Found("error", cells("budget-basic", "701002/c3 701002/303/c3"), "10", "11"),
    ),
    told(
        "B-007",
        planned,
        f"{DIGITAL}/c1",
        "26",
        Found(
            "error",
            (f"{DIGITAL}/c1", f"{REPAIR}/c1", "budget-expenditure/701001/2080199/c3"),
            "35.5",
            "36.5",
            table="budget-projects",
        ),
    ),
    told(
        "B-007",
        planned,
        "budget-expenditure/701001/2296002/c3",
        "21",
        Found(
            "error",
            ("budget-fund/701001/2296002/c3", "budget-expenditure/701001/2296002/c3"),
            "21",
            "20",
            table="budget-fund",
        ),
    ),
    spoilt(
        "B-008",
        planned,
        "budget-sangong/701001/c4",
        "4",
        "5",
        "budget-basic/701001/30231/c1",
        severity="warning",
        says="不应小于",
    ),
    Case(
        "B-008",
        "nothing planned in a unit without projects",
        without_row(without(planned, "budget-projects"), "budget-sangong", "701001"),
        (
            Found("warning", ("budget-basic/701001/30231/c1",), "5", "0", "不应小于"),
            Found("warning", ("budget-basic/701001/30217/c1",), "0.5", "0", "不应小于"),
        ),
    ),
    Case(
        "B-008",
        "more planned than a unit without projects can spend",
        lambda: _evidence(sangong("reception", "1", unit=BRANCH, measure="initial")),
        (Found("warning", ("budget-sangong/701002/c6",), "0", "1"),),
    ),
    Case("B-009", "as approved", aims("档案数字化", "25")),
    Case("B-009", "the whole, as approved", aims("", "180.734567")),
    Case(
        "B-009",
        "other money told as fiscal",
        aims("档案数字化", "20", "5"),
        (Found("error", (f"{DIGITAL}/c1",), "20", "25", "其他资金 5 万元计入了财政拨款"),),
    ),
    Case(
        "B-009",
        "the whole, another amount",
        aims("", "180"),
        (Found("error", ("budget-fiscal/exp.fiscal_total/out.total",), "180", "180.734567"),),
    ),
    Case("B-010", "as approved", aims("档案数字化", "25", "0", "8")),
    Case(
        "B-010",
        "another amount approved",
        aims("档案数字化", "25", "0", "7"),
        (Found("error", (f"{SCANNER}/c1",), "7", "8"),),
    ),
    told(
        "B-010",
        planned,
        f"{SCANNER}/c2",
        "26",
        Found("error", (f"{SCANNER}/c1", f"{SCANNER}/c2"), "26", "8"),
        Found("error", (f"{SCANNER}/c2", f"{DIGITAL}/c1"), "25", "26", "不应大于"),
    ),
    told(
        "B-011",
        planned,
        f"{SCANNING}/c1",
        "7",
        Found("error", (f"{SCANNING}/c1", f"{SCANNING}/c2"), "6", "7"),
        Found("error", (f"{SCANNING}/c1", f"{SCANNING}/qty", f"{SCANNING}/price"), "6", "7"),
    ),
    Case("B-012", "an alias", aims("库房档案加工", "25", "0", "0", "档案数字化")),
    Case(
        "B-012",
        "a goal for nothing",
        aims("楼梯维修", "1"),
        (Found("warning", says="“楼梯维修”在项目支出预算表中没有，是否为“办公楼维修”"),),
    ),
    Case(
        "B-012",
        "a purchase for nothing",
        lambda: _evidence(*bought("purchase", "档案数字化工程", "机柜", "1")),
        (
            Found(
                "warning",
                ("budget-procurement/701/701001/档案数字化工程/机柜/c1",),
                says="“档案数字化工程”在项目支出预算表中没有，是否为“档案数字化”",
            ),
        ),
    ),
    Case("B-013", "names of the year", renamed),
    Case(
        "B-013",
        "names of the form",
        planned,
        (old_names("budget-overview", "out.amt"), old_names("budget-fiscal", "out.total")),
    ),
    spoilt(
        "B-101",
        planned,
        "budget-expenditure/total/c1",
        "180",
        "180.734567",
        "budget-overview/exp.year_total/out.amt",
    ),
    told(
        "B-102",
        planned,
        "budget-projects/total/c1",
        "36",
        Found(
            "error",
            (
                "budget-fiscal/exp.fiscal_total/out.total",
                *("budget-basic/total/c1", "budget-projects/total/c1", "budget-fund/total/c1"),
            ),
            "181.234567",
            "180.734567",
        ),
        Found(
            "error",
            (
                *cells("budget-fiscal", "exp.fiscal_total/out.gp exp.fiscal_total/out.carry"),
                *("budget-basic/total/c1", "budget-projects/total/c1"),
            ),
            "161.234567",
            "160.734567",
            "不应小于",
        ),
    ),
    spoilt(
        "B-103",
        planned,
        "budget-fiscal/income.gf/in.amt",
        "21",
        "20",
        "budget-overview/income.gf/in.amt",
    ),
    spoilt(
        "B-103",
        planned,
        "budget-fiscal/balance.fiscal_opening/in.amt",
        "11",
        "10.5",
        "budget-overview/balance.opening/in.amt",
        says="不应大于",
    ),
    spoilt(
        "B-104",
        planned,
        "budget-fiscal/exp.func.229/out.total",
        "21",
        "20",
        "budget-overview/exp.func.229/out.amt",
    ),
    spoilt(
        "B-105",
        planned,
        "budget-fund/total/c1",
        "21",
        "20",
        "budget-fund/total/c3",
    ),
    spoilt(
        "B-106",
        planned,
        "budget-fiscal/exp.fiscal_total/out.gp",
        "151",
        "150.234567",
        "budget-fiscal/income.gp/in.amt",
    ),
    spoilt(
        "B-107",
        planned,
        "budget-procurement/total/c1",
        "181",
        "180.734567",
        "budget-expenditure/total/c1",
        says="不应大于",
    ),
    told("B-107", planned, "budget-services/total/c1", "60000"),
    spoilt(
        "B-107",
        planned,
        "budget-services/total/c1",
        "200",
        "180.734567",
        "budget-expenditure/total/c1",
        says="不应大于",
    ),
    spoilt(
        "B-108",
        pensions,
        "budget-basic/701001/30108/c1",
        "6",
        "6.5",
        "budget-expenditure/701001/2080505/c2",
        severity="warning",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_rule_finds_just_what_is_wrong(case: Case) -> None:
    check_case(case, BUDGET_RULES)


def test_the_printed_budget_has_rounding_notes_and_no_error() -> None:
    severities = {f.severity.value for f in run(RULES, printed())}
    assert severities <= {"info", "warning"}


@pytest.mark.parametrize("change", ["0.05", "-0.05"])
def test_a_printed_amount_changed_by_a_little_is_an_error(change: str) -> None:
    """Every fifth amount; the bench goes through all."""
    found = printed()
    amounts = [
        (table.address(row, column.id), row.amount(column.id))
        for table in found.tables.tables
        for row in table.rows
        for column in table.form.amounts
        if row.amount(column.id)
    ]
    assert len(amounts) > 100
    changes = (tamper(found.tables, where, amount + wan(change)) for where, amount in amounts[::5])
    assert all(_errors(replace(found, tables=tables)) for tables in changes)


def _errors(found: Evidence) -> bool:
    return any(f.severity == "error" for f in run(RULES, found))
