"""Evidence for rules: made from facts, printed as filed tables, and spoilt cell by cell.

A test module lists its ``CASES``; ``test_catalogue.py`` sees to it that every rule has one that
passes and one that fails, and ``check_case`` compares the findings whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from disclosures.core.codes import Classification, Code
from disclosures.core.derive import derive
from disclosures.core.facts import (
    Balance,
    Expenditure,
    Fact,
    Facts,
    Income,
    LocalCode,
    Sangong,
    UnitInfo,
)
from disclosures.core.forms import COUNT
from disclosures.core.money import Unit, as_printed, parse
from disclosures.core.rules.base import Evidence, Finding, Rule, run
from disclosures.core.tables import Address, Cell, Row, Table, Tables
from disclosures.data import economic, form_set, functions

HOME = "701001"
BRANCH = "701002"
UNITS = (
    UnitInfo(code=HOME, name="某某局机关", nature="administrative"),
    UnitInfo(code=BRANCH, name="某某中心", nature="public"),
)


def wan(text: str) -> int:
    """万元 as 分: ``wan("1.50")`` is 1,500,000."""
    return parse(text, Unit.WAN) or 0


# -- facts ------------------------------------------------------------------------------------


def spend(
    function: str,
    econ: str,
    amount: str,
    *,
    fund: str = "gp",
    spend: str = "basic",
    project: str = "",
    unit: str = HOME,
    measure: str = "final",
    **more: Any,
) -> Expenditure:
    """One line of spending, in 万元."""
    return Expenditure(
        unit=unit,
        measure=measure,
        fund=fund,
        function=function,
        spend=spend,
        econ=econ,
        project=project,
        amount=wan(amount),
        **more,
    )


def earn(
    category: str, amount: str, function: str = "", *, unit: str = HOME, measure: str = "final"
) -> Income:
    """One line of income, in 万元."""
    return Income(
        unit=unit, measure=measure, category=category, function=function, amount=wan(amount)
    )


def carry(
    nature: str,
    amount: str,
    *,
    fund: str = "gp",
    function: str = "",
    unit: str = HOME,
    measure: str = "final",
) -> Balance:
    """Carried or left-over money, in 万元."""
    return Balance(
        unit=unit,
        measure=measure,
        fund=fund,
        nature=nature,
        function=function,
        amount=wan(amount),
    )


def sangong(
    item: str, amount: str, *, fund: str = "gp", unit: str = HOME, measure: str = "full_year"
) -> Sangong:
    """A budget of one of the three public expenses, in 万元."""
    return Sangong(unit=unit, measure=measure, fund=fund, item=item, amount=wan(amount))


#: A sound department: three fiscal funds and one of its own, balanced fund by fund.
FINAL: tuple[Fact, ...] = (
    earn("gp", "180.246913", "2080101"),
    earn("gp", "60.333333", "2080199"),
    earn("gp", "20.111111", "2080505"),
    earn("gp", "12.5", "2210201"),
    earn("gf", "30", "2296002"),
    earn("sc", "8.004", "2230105"),
    earn("business", "15.006", "2080101"),
    carry("opening", "5.25", fund="gp", function="2080199"),
    carry("opening", "2.5", fund="gf", function="2296002"),
    carry("opening", "1.1", fund="own"),
    spend("2080101", "30101", "150.123456"),
    spend("2080101", "30201", "20.5"),
    spend("2080101", "30217", "0.123457"),
    spend("2080101", "30231", "6.5"),
    spend("2080101", "31002", "3"),
    spend("2080505", "30108", "20.111111"),
    spend("2210201", "30113", "12.5"),
    spend("2080199", "30227", "40.333333", spend="project", project="档案数字化"),
    spend("2080199", "30213", "22.25", spend="project", project="办公楼维修"),
    spend("2296002", "30305", "31.5", fund="gf", spend="project", project="养老助残"),
    spend("2230105", "30227", "8.004", fund="sc", spend="project", project="社会化管理"),
    spend("2080101", "30201", "14.006", fund="own"),
    carry("closing", "3", fund="gp", function="2080199"),
    carry("closing", "1", fund="gf", function="2296002"),
    carry("closing", "2.1", fund="own"),
    sangong("car_run", "7"),
    sangong("reception", "0.5"),
)

#: A code that ``FINAL`` uses and the classification does not have.
LOCAL = (LocalCode(code="2230105", name="国有企业退休人员社会化管理补助支出"),)

#: A sound budget of two units: general, carried money, and a fund.
BUDGET: tuple[Fact, ...] = (
    earn("gp", "100.123456", "2080101", measure="initial"),
    earn("gp", "50.111111", "2080109", unit=BRANCH, measure="initial"),
    earn("gf", "20", "2296002", measure="initial"),
    carry("opening", "10.5", measure="initial"),
    spend("2080101", "30101", "60.123456", measure="initial"),
    spend("2080101", "30201", "9.5", measure="initial"),
    spend("2080101", "30217", "0.5", measure="initial"),
    spend("2080101", "30231", "5", measure="initial"),
    spend("2080109", "30101", "40.111111", unit=BRANCH, measure="initial"),
    spend("2080109", "30305", "10", unit=BRANCH, measure="initial"),
    spend("2080199", "30227", "25", spend="project", project="档案数字化", measure="initial"),
    spend(
        "2080199",
        "30213",
        "10.5",
        spend="project",
        project="办公楼维修",
        measure="initial",
        money_year="carried",
    ),
    spend(
        "2296002",
        "30305",
        "20",
        fund="gf",
        spend="project",
        project="养老助残",
        measure="initial",
    ),
    sangong("car_run", "5", measure="initial"),
    sangong("reception", "0.5", measure="initial"),
)


# -- evidence ---------------------------------------------------------------------------------


def stated(
    *facts: Fact,
    form: str = "sichuan-final-2020",
    year: int = 2020,
    units: Sequence[UnitInfo] = UNITS,
    local: Sequence[LocalCode] = (),
) -> Facts:
    """Facts of one department."""
    return Facts(
        department="某某局",
        department_code="701",
        year=year,
        kind=form_set(form, year).kind,
        form_set=form,
        units=tuple(units),
        facts=facts,
        local_codes=tuple(local),
    )


def tables(
    *facts: Fact,
    form: str = "sichuan-final-2020",
    year: int = 2020,
    units: Sequence[UnitInfo] = UNITS,
    local: Sequence[LocalCode] = (),
    measure: str | None = None,
) -> Tables:
    """The tables derived from facts."""
    found = stated(*facts, form=form, year=year, units=units, local=local)
    return _derived(found, measure)


@cache
def _derived(found: Facts, measure: str | None) -> Tables:
    forms = form_set(found.form_set, found.year)
    return derive(forms, found, known(found.local_codes), economic(), measure=measure)


@cache
def known(local: tuple[LocalCode, ...] = ()) -> Classification:
    """The function codes, with those that the organisation adds."""
    return functions().with_local(Code(c.code, c.name, local=True) for c in local)


def evidence(
    *facts: Fact,
    form: str = "sichuan-final-2020",
    year: int = 2020,
    units: Sequence[UnitInfo] = UNITS,
    local: Sequence[LocalCode] = (),
    **more: Any,
) -> Evidence:
    """Evidence with derived tables; ``more`` are other fields of Evidence (prior=…, goals=…)."""
    found = tables(*facts, form=form, year=year, units=units, local=local)
    return Evidence(
        tables=found,
        functions=known(tuple(local)),
        economic=economic(),
        facts=found.facts,
        **more,
    )


def final(form: str = "sichuan-final-2020", year: int = 2020, **more: Any) -> Evidence:
    """Evidence of the sound department ``FINAL``."""
    return evidence(*FINAL, form=form, year=year, **{"local": LOCAL, **more})


def budget(**more: Any) -> Evidence:
    """Evidence of the sound budget ``BUDGET``."""
    return evidence(*BUDGET, form="bazhong-budget-2022", year=2022, **more)


def filed(found: Evidence) -> Evidence:
    """The same evidence as an organisation would file it: printed tables, no facts."""
    return replace(found, tables=as_filed(found.tables), facts=None)


def as_filed(derived: Tables) -> Tables:
    """Derived tables as printed: amounts rounded to the unit, each with a place."""
    return replace(derived, tables=tuple(map(_filed_table, derived.tables)), facts=None)


def _filed_table(table: Table) -> Table:
    blocks = tuple(
        tuple(_filed_row(row, table, n) for n, row in enumerate(block, start=7))
        for block in table.blocks
    )
    return replace(table, blocks=blocks, filed=True, place=table.form.title)


def _filed_row(row: Row, table: Table, number: int) -> Row:
    numbers = {c.id: n for n, c in enumerate(table.form.columns, start=1)}
    counts = {c.id for c in table.form.columns if c.type == COUNT}
    cells = {
        column: Cell(
            cell.amount if column in counts else as_printed(cell.amount, table.unit),
            place=f"{table.form.title}!R{number}C{numbers[column]}",
        )
        for column, cell in row.cells.items()
    }
    return replace(row, cells=cells, place=f"{table.form.title}!{number}")


def at(text: str) -> Address:
    """``table/row/column`` as an address; the row may hold slashes."""
    table, _, rest = text.partition("/")
    row, _, column = rest.rpartition("/")
    return Address(table, row, column)


def tamper(given: Tables, address: Address | str, amount: int) -> Tables:
    """The tables with one cell changed to ``amount`` 分 (added where there is none)."""
    where = at(address) if isinstance(address, str) else address
    return change_row(
        given, where, lambda row: replace(row, cells=_with(row, where.column, amount))
    )


def _with(row: Row, column: str, amount: int) -> dict[str, Cell]:
    cell = row.cells.get(column, Cell(0))
    return {**row.cells, column: replace(cell, amount=amount)}


def change_row(given: Tables, where: Address, change: Callable[[Row], Row]) -> Tables:
    """The tables with one row changed.  KeyError where there is no such row."""
    table = given.by_role[where.table]
    if not table.has(where.row):
        raise KeyError(str(where))
    blocks = tuple(
        tuple(change(row) if row.key == where.row else row for row in block)
        for block in table.blocks
    )
    return swap(given, replace(table, blocks=blocks))


def swap(given: Tables, table: Table) -> Tables:
    """The tables with the one of the same role replaced."""
    return replace(given, tables=tuple(table if t.role == table.role else t for t in given.tables))


def spoil(found: Evidence, address: str, amount: str) -> Evidence:
    """The evidence with one cell changed, in 万元."""
    return replace(found, tables=tamper(found.tables, address, wan(amount)))


# -- cases ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """What a finding says.  Amounts in 万元 text; ``says`` is a part of the message."""

    severity: str
    cells: tuple[str, ...] = ()
    expected: str | None = None
    found: str | None = None
    says: str = ""
    table: str = ""


@dataclass(frozen=True)
class Case:
    """One test of a rule: evidence, and every finding that the rule must make of it."""

    code: str
    name: str
    evidence: Callable[[], Evidence]
    findings: tuple[Found, ...] = ()

    @property
    def id(self) -> str:
        """For pytest."""
        return f"{self.code} {self.name}"


def rule_of(rules: Iterable[Rule], code: str) -> Rule:
    """The rule of that code."""
    return next(r for r in rules if r.code == code)


def check_case(case: Case, rules: Iterable[Rule]) -> None:
    """Assert that the case's rule finds exactly what the case says."""
    rule = rule_of(rules, case.code)
    found = run([rule], case.evidence())
    assert len(found) == len(case.findings), [str(f) for f in found]
    for finding, wanted in zip(found, case.findings, strict=True):
        assert {"*", finding.table} & set(rule.roles), finding.table
        assert _told(finding, wanted) == (case.code, wanted, rule.statement, rule.fix)


def _told(finding: Finding, wanted: Found) -> tuple[str, Found, str, str]:
    told = Found(
        severity=finding.severity.value,
        cells=tuple(map(str, finding.cells)),
        expected=_as_wanted(finding.expected, wanted.expected),
        found=_as_wanted(finding.found, wanted.found),
        says=wanted.says if wanted.says in finding.message else finding.message,
        table=finding.table if wanted.table else "",
    )
    return finding.code, told, finding.statement, finding.fix


def _as_wanted(amount: int | None, text: str | None) -> str | None:
    """The amount in the words of the case where they agree, else in 分."""
    if amount is None:
        return None
    return text if text is not None and wan(text) == amount else f"{amount} 分"
