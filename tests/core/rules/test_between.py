"""表间: what one table says, another must say too, whatever the form set.

The figures come from ``builders.FINAL``; amounts in 万元.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from disclosures.core.facts import Fact, Indicator
from disclosures.core.money import Unit
from disclosures.core.rules import RULES
from disclosures.core.rules.base import Evidence, run
from disclosures.core.rules.between import BETWEEN
from disclosures.core.tables import Table
from tests.core.rules.builders import (
    BRANCH,
    FINAL,
    HOME,
    LOCAL,
    UNITS,
    Case,
    Found,
    at,
    carry,
    check_case,
    earn,
    evidence,
    filed,
    final,
    spend,
    tables,
    tamper,
    wan,
)
from tests.core.rules.spoiling import Whole, changed, sound, spoilt, told, without, without_row


@cache
def account() -> Evidence:
    return final()


#: A department that has nothing but fiscal money, all of it general.
PLAIN: tuple[Fact, ...] = (
    earn("gp", "70.5", "2080101"),
    carry("opening", "4.5", function="2080199"),
    spend("2080101", "30101", "50.25"),
    spend("2080101", "30201", "20.25"),
    spend("2080199", "30227", "4.5", spend="project", project="档案数字化"),
)


@cache
def plain() -> Evidence:
    return evidence(*PLAIN)


@cache
def printed() -> Evidence:
    return filed(account())


@cache
def hunan() -> Evidence:
    return final("hunan-final-2023", 2023)


@cache
def hunan_printed() -> Evidence:
    return filed(hunan())


@cache
def newer() -> Evidence:
    return final("sichuan-final-2022", 2022)


def offices(cost: str) -> Evidence:
    """Units that are administrative only, and their operating cost."""
    stated = Indicator(unit=HOME, measure="final", name="机关运行经费", amount=wan(cost))
    return evidence(*FINAL, stated, units=UNITS[:1], local=LOCAL)


def uncoded() -> Evidence:
    """Spending whose economic code the source does not give."""
    return evidence(*PLAIN, spend("2080101", "", "3"))


def refunded() -> Evidence:
    """Money of its own that came back from where fiscal money was spent."""
    back = (spend("2080505", "30201", "-0.5", fund="own"), earn("other", "-0.5", "2080505"))
    return evidence(*FINAL, *back, local=LOCAL)


@cache
def of_units() -> Evidence:
    """A department whose spending is that of two units, less what one paid the other."""
    home = (spend("2080101", "30101", "50.25"), earn("gp", "50.25", "2080101"))
    branch = (
        spend("2080101", "30101", "10", unit=BRANCH),
        earn("gp", "8", "2080101", unit=BRANCH),
        earn("other", "2", "2080101", unit=BRANCH),
    )
    whole = (*home, *branch[:2])
    paid = {
        at(f"{table}/{row}"): wan("2")
        for table, row in (
            ("income", "total/c1"),
            ("income", "total/c7"),
            ("overview", "income.other/in.amt"),
            ("overview", "income.year_total/in.amt"),
            ("overview", "income.grand_total/in.amt"),
            *(
                ("income", f"{code}/{c}")
                for code in ("208", "20801", "2080101")
                for c in ("c1", "c7")
            ),
        )
    }
    return evidence(*whole, parts=(tables(*home), tables(*branch)), eliminations=paid)


def said(**stated: str) -> Evidence:
    """Printed tables that state whose they are, one of them something else."""
    right = {"department": "某某局", "year": "2020", "unit": "万元"}
    found = printed()
    given = tuple(replace(t, stated=right) for t in found.tables.tables)
    other = replace(given[2], stated={**right, **stated})
    return replace(found, tables=replace(found.tables, tables=(*given[:2], other, *given[3:])))


def in_order(*roles: str) -> Evidence:
    """The first tables of the form set, in another order."""
    found = account()
    first = tuple(found.tables.by_role[role] for role in roles)
    rest = found.tables.tables[len(roles) :]
    return replace(found, tables=replace(found.tables, tables=(*first, *rest)))


CASES: tuple[Case, ...] = (
    *(c for r in BETWEEN for c in sound(account, r.code)),
    *sound(plain, *(r.code for r in BETWEEN)),
    *sound(hunan, *(r.code for r in BETWEEN)),
    *sound(newer, *(r.code for r in BETWEEN)),
    spoilt(
        "X-001",
        account,
        "income/total/c1",
        "300",
        "326.201357",
        "overview/income.year_total/in.amt",
    ),
    spoilt(
        "X-001",
        hunan_printed,
        "income/total/c1",
        "326.25",
        "326.20",
        "overview/income.year_total/in.amt",
    ),
    Case(
        "X-001",
        "no total",
        without_row(printed, "income", "total"),
        (Found("error", ("overview/income.year_total/in.amt",), "326.20", "0"),),
    ),
    spoilt(
        "X-002",
        account,
        "income/total/c2",
        "300",
        "311.195357",
        "overview/income.gp/in.amt",
        "overview/income.gf/in.amt",
        "overview/income.sc/in.amt",
    ),
    spoilt("X-003", account, "income/total/c4", "15", "15.006", "overview/income.business/in.amt"),
    spoilt(
        "X-004",
        account,
        "expenditure/total/c1",
        "300",
        "328.951357",
        "overview/exp.year_total/out.amt",
    ),
    spoilt("X-005", account, "expenditure/221/c1", "12", "12.5", "overview/exp.func.221/out.amt"),
    Case(
        "X-005",
        "a class left out",
        without_row(account, "expenditure", "221"),
        (Found("error", ("overview/exp.func.221/out.amt",), "12.5", "0"),),
    ),
    told(
        "X-005",
        account,
        "overview/exp.func.205/out.amt",
        "1",
        Found("error", ("overview/exp.func.205/out.amt",), "1", "0"),
    ),
    Case(
        "X-005",
        "a class for which the general table has no line",
        lambda: evidence(*PLAIN, spend("2330401", "30703", "2", fund="gf", spend="project")),
        (Found("error", ("expenditure/233/c1",), says="没有 233 类的行"),),
    ),
    spoilt("X-006", account, "fiscal/income.gf/in.amt", "31", "30", "overview/income.gf/in.amt"),
    spoilt(
        "X-007",
        account,
        "fiscal/exp.func.221/out.total",
        "13",
        "12.5",
        "overview/exp.func.221/out.amt",
        says="不应大于 12.5",
    ),
    spoilt(
        "X-007",
        printed,
        "fiscal/exp.func.221/out.total",
        "12.51",
        "12.5",
        "overview/exp.func.221/out.amt",
        severity="info",
    ),
    Case(
        "X-104",
        "a refund of money that is not fiscal",
        refunded,
        tuple(
            Found(
                "warning",
                (f"general/{code}/c2", f"expenditure/{code}/c2"),
                "19.611111",
                "20.111111",
                "数据中有负数",
            )
            for code in ("20805", "2080505")
        ),
    ),
    Case(
        "X-104",
        "a refund as printed",
        lambda: filed(refunded()),
        tuple(
            Found("error", (f"general/{code}/c2", f"expenditure/{code}/c2"), "19.61", "20.11")
            for code in ("20805", "2080505")
        ),
    ),
    spoilt(
        "X-008",
        plain,
        "fiscal/exp.fiscal_total/out.total",
        "74",
        "75",
        "overview/exp.year_total/out.amt",
        severity="warning",
    ),
    spoilt("X-009", account, "general/221/c1", "12", "12.5", "fiscal/exp.func.221/out.gp"),
    spoilt("X-010", account, "fund/total/c3", "31", "31.5", "fiscal/exp.fiscal_total/out.gf"),
    spoilt("X-011", account, "capital/total/c3", "8", "8.004", "fiscal/exp.fiscal_total/out.sc"),
    spoilt(
        "X-011", hunan, "capital-spend/total/c1", "8", "8.004", "fiscal/exp.fiscal_total/out.sc"
    ),
    spoilt("X-012", account, "fund/total/c2", "29", "30", "fiscal/income.gf/in.amt"),
    spoilt("X-013", account, "fund/total/c6", "2", "1", "fiscal/balance.fiscal_closing/out.gf"),
    spoilt("X-013", account, "capital/total/c1", "2", "0", "fiscal/balance.opening.sc/in.amt"),
    spoilt(
        "X-014", account, "fiscal-econ/total/gf.sub", "31", "31.5", "fiscal/exp.fiscal_total/out.gf"
    ),
    spoilt("X-015", account, "fiscal-econ/total/gp.basic", "200", "212.858024", "general/total/c2"),
    spoilt("X-016", account, "general-detail/2080505/c0", "20", "20.111111", "general/2080505/c1"),
    Case(
        "X-016",
        "no economic code",
        uncoded,
        tuple(
            Found(
                "warning",
                (f"general-detail/{code}/c0", f"general/{code}/c1"),
                whole,
                part,
                "有 3 万元支出没有填经济科目",
            )
            for code, whole, part in (
                ("total", "78", "75"),
                ("208", "78", "75"),
                ("20801", "78", "75"),
                ("2080101", "73.5", "70.5"),
            )
        ),
    ),
    spoilt(
        "X-017",
        account,
        "general-detail/total/e30108",
        "20",
        "20.111111",
        "fiscal-econ/30108/gp.sub",
    ),
    told(
        "X-018",
        account,
        "general-basic/personnel/a.amt",
        "180",
        Found(
            "error",
            ("general-basic/personnel/a.amt", "general-basic/public/c.amt", "general/total/c2"),
            "212.858024",
            "210.123457",
        ),
    ),
    Case(
        "X-018",
        "printed",
        printed,
        (
            Found(
                "info",
                ("general-basic/personnel/a.amt", "general-basic/public/c.amt", "general/total/c2"),
                "212.86",
                "212.85",
            ),
        ),
    ),
    spoilt(
        "X-019",
        account,
        "general-basic/econ.30201/b.amt",
        "20",
        "20.5",
        "fiscal-econ/30201/gp.basic",
    ),
    spoilt(
        "X-020", account, "general-projects/2080199/c1", "60", "62.583333", "general/2080199/c3"
    ),
    spoilt(
        "X-021", account, "sangong-general/row/j.car_run", "6", "6.5", "general-detail/total/e30231"
    ),
    spoilt("X-021", newer, "sangong/row/j.car_run", "6", "6.5", "fiscal-econ/30231/c1"),
    spoilt("X-021", account, "sangong-fund/row/j.abroad", "1", "0"),
    told(
        "X-022",
        hunan,
        "sangong/row/j.car_run",
        "6",
        Found(
            "error",
            ("general-basic/econ.30231/b.amt", "sangong/row/j.car_run"),
            "6",
            "6.5",
            "不应大于 6",
        ),
    ),
    spoilt("X-023", account, "expenditure/total/c2", "230", "226.864024", "general/total/c2"),
    Case(
        "X-024",
        "too much",
        lambda: final(operating_cost=wan("31")),
        (Found("warning", ("general-basic/public/c.amt",), "30.123457", "31", "不应大于"),),
    ),
    Case("X-024", "less, but not all units are offices", lambda: final(operating_cost=wan("20"))),
    Case("X-024", "offices: all of it", lambda: offices("30.123457")),
    Case(
        "X-024",
        "offices: less",
        lambda: offices("20"),
        (Found("warning", ("general-basic/public/c.amt",), "30.123457", "20"),),
    ),
    spoilt(
        "X-025",
        account,
        "general-basic/econ.30108/a.amt",
        "20",
        "20.111111",
        "general/2080505/c2",
        severity="warning",
    ),
    Case("X-026", "all the same", said),
    Case(
        "X-026",
        "another year",
        lambda: said(year="2019年度"),
        (Found("error", says="年度应为 2020，本表写的是 2019", table="expenditure"),),
    ),
    Case(
        "X-026",
        "another department",
        lambda: said(department="某某委"),
        (Found("error", says="部门名称应为“某某局”，本表写的是“某某委”", table="expenditure"),),
    ),
    Case(
        "X-026",
        "another unit",
        lambda: said(unit="元"),
        (Found("error", says="金额单位应为“万元”，本表写的是“元”", table="expenditure"),),
    ),
    Case("X-027", "of two units", of_units),
    spoilt("X-027", of_units, "general/2080101/c1", "60", "60.25"),
    Case(
        "X-028",
        "a table missing",
        without(account, "sangong-fund"),
        (
            Found(
                "error",
                says="没有《政府性基金预算财政拨款“三公”经费支出决算表》",
                table="sangong-fund",
            ),
        ),
    ),
    Case(
        "X-028",
        "the national set had no table of state capital in 2019",
        lambda: replace(
            (found := final(form="national-final", year=2019)),
            tables=replace(
                found.tables,
                tables=tuple(t for t in found.tables.tables if t.role != "capital-spend"),
            ),
        ),
    ),
    Case(
        "X-028",
        "out of order",
        lambda: in_order("overview", "expenditure", "income"),
        (Found("error", says="《收入决算表》应排在《支出决算表》之前", table="income"),),
    ),
    spoilt("X-101", account, "fund/229/c3", "31", "31.5", "fiscal/exp.func.229/out.gf"),
    spoilt("X-102", account, "capital-spend/2230105/c3", "8", "8.004", "capital/2230105/c5"),
    spoilt("X-103", plain, "expenditure/2080101/c2", "70", "70.5", "general/2080101/c2"),
    spoilt(
        "X-104",
        account,
        "general/2080101/c2",
        "195",
        "194.252913",
        "expenditure/2080101/c2",
        says="不应大于",
    ),
    spoilt("X-105", account, "fund/2296002/c2", "31", "30", "income/2296002/c2", says="不应大于"),
    spoilt("X-106", account, "fiscal-econ/total/gf.proj", "31", "31.5", "fund/total/c5"),
    Case("X-107", "sound", without(account, "fiscal-econ")),
    spoilt(
        "X-107",
        without(account, "fiscal-econ"),
        "general-basic/econ.30201/b.amt",
        "21",
        "20.5",
        "general-detail/total/e30201",
        says="不应大于",
    ),
    spoilt(
        "X-108",
        account,
        "fiscal/balance.fiscal_opening/in.amt",
        "9",
        "8.85",
        "overview/balance.opening/in.amt",
        severity="warning",
        says="不应大于",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_rule_finds_just_what_is_wrong(case: Case) -> None:
    check_case(case, BETWEEN)


def in_yuan(table: Table) -> Table:
    """The table printed in 元, the same amounts to the 分."""
    exact = account().tables.by_role[table.role]
    return replace(exact, unit=Unit.YUAN, filed=True)


def test_tables_printed_in_different_units_agree_within_what_the_coarser_one_shows() -> None:
    mixed = changed(printed, "income", in_yuan)()
    assert not [f for f in run(BETWEEN, mixed) if f.table == "income" and f.code != "X-002"]


def test_tables_printed_in_different_units_disagree_beyond_it() -> None:
    case = spoilt(
        "X-003",
        changed(printed, "income", in_yuan),
        "income/total/c4",
        "15.0151",
        "15.01",
        "overview/income.business/in.amt",
    )
    check_case(case, BETWEEN)


def test_no_rule_raises_whatever_is_missing() -> None:
    for whole in (printed, account, hunan):
        found = whole()
        for table in found.tables.tables:
            run(BETWEEN, without(whole, table.role)())
            run(BETWEEN, changed(whole, table.role, bare)())
        run(BETWEEN, replace(found, tables=replace(found.tables, tables=()), facts=None))


def bare(table: Table) -> Table:
    """A table of which nothing was printed."""
    return replace(table, blocks=())


@pytest.mark.parametrize("whole", [printed, hunan_printed], ids=["Sichuan 14", "Hunan 9"])
def test_a_printed_amount_changed_by_a_little_is_an_error(whole: Whole) -> None:
    """Every ninth amount; the bench goes through all."""
    found = whole()
    assert not [f for f in run(RULES, found) if f.severity == "error"]
    amounts = [
        (table.address(row, column.id), row.amount(column.id))
        for table in found.tables.tables
        for row in table.rows
        for column in table.form.amounts
        if row.amount(column.id)
    ]
    assert len(amounts) > 100
    changes = (tamper(found.tables, where, amount + wan("0.05")) for where, amount in amounts[::9])
    assert all(_errors(replace(found, tables=tables)) for tables in changes)


def _errors(found: Evidence) -> bool:
    return any(f.severity == "error" for f in run(RULES, found))
