"""What the budget tables say of a unit, a function code, an economic code, a project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from disclosures.core.codes import fold
from disclosures.core.rules.across import (
    Figure,
    agree,
    at_most,
    codes,
    equal,
    figure,
    rows_by,
    together,
    total_of,
)
from disclosures.core.rules.base import Evidence, Problem
from disclosures.core.tables import TOTAL, Row, Table

#: A unit and a function code, either of them empty where a row stands for all.
Spot = tuple[str, str]

WHOLE: Spot = ("", "")
#: The tables whose spending is of one fund, with the column of each nature.
FUND_TABLES = {
    "gf": ("budget-fund", {"all": "c1", "basic": "c2", "project": "c3"}),
    "sc": ("budget-capital", {"all": "c1", "basic": "c2", "project": "c3"}),
}
NOT_FISCAL = ("income.special_account", "income.business", "income.operating", "income.other")
PROJECT_TABLES = ("budget-projects", "budget-fund", "budget-capital")


def spots(evidence: Evidence, role: str) -> Mapping[Spot, list[str]]:
    """Where a table tells of a unit and a function code: the row of its own, or its projects'."""
    table = evidence.tables.get(role)
    own: dict[Spot, list[str]] = {}
    projects: dict[Spot, list[str]] = {}
    for row in table.rows if table else ():
        spot = (row.code("unit"), row.code("function"))
        if set(row.dims) <= {"unit", "function"}:
            own.setdefault(spot, []).append(row.key)
        elif set(row.dims) <= {"unit", "function", "project"}:
            projects.setdefault(spot, []).append(row.key)
    return {**projects, **own}


class Places:
    """The figures of one column of one table, by spot; None where there is no such table."""

    def __init__(self, evidence: Evidence, role: str, column: str) -> None:
        self._table = evidence.tables.get(role)
        self._column = column
        self.rows = spots(evidence, role)

    def at(self, spot: Spot) -> Figure | None:
        """The figure of a spot, zero where nothing is printed."""
        if self._table is None:
            return None
        return total_of(self._table, self.rows.get(spot, ()), self._column)


def class_codes(evidence: Evidence, fixed: str) -> list[str]:
    """The function classes that a fixed table or the expenditure table tells of."""
    unfolded = {code for _, code in spots(evidence, "budget-expenditure") if len(code) == 3}
    return sorted(unfolded.union(codes(evidence, "function", fixed)))


def class_total(evidence: Evidence, code: str) -> Figure | None:
    """The spending of all units on a class, by the expenditure table."""
    table = evidence.tables.get("budget-expenditure")
    if table is None:
        return None
    rows = spots(evidence, table.role)
    keys = [key for (_, function), found in rows.items() if function == code for key in found]
    return total_of(table, keys, "c1")


def only_fiscal(evidence: Evidence) -> bool:
    """Whether all money of the budget is fiscal, and every fund of it has its table."""
    other = (figure(evidence, "budget-overview", line, "in.amt") for line in NOT_FISCAL)
    used = figure(evidence, "budget-overview", "balance.nonfiscal_used", "in.amt")
    carried = figure(evidence, "budget-overview", "balance.opening", "in.amt")
    fiscal = figure(evidence, "budget-fiscal", "balance.fiscal_opening", "in.amt")
    if carried is None or any(f and f.amount for f in (*other, used)):
        return False
    all_fiscal = agree(carried, fiscal) if fiscal else not carried.amount
    return all_fiscal and all(_is_told(evidence, fund) for fund in FUND_TABLES)


def _is_told(evidence: Evidence, fund: str) -> bool:
    if FUND_TABLES[fund][0] in evidence.tables.by_role:
        return True
    money = (
        figure(evidence, "budget-overview", f"income.{fund}", "in.amt"),
        figure(evidence, "budget-fiscal", f"balance.opening.{fund}", "in.amt"),
    )
    return not any(f and f.amount for f in money)


def part_of(evidence: Evidence, whole: Figure | None, part: Figure | None) -> Iterator[Problem]:
    """Fiscal money is all money, or else no more than it."""
    compare = equal if only_fiscal(evidence) else at_most
    yield from compare(whole, part)


class BasicSpending:
    """The basic spending of units on economic codes; None where there is no such table."""

    def __init__(self, evidence: Evidence) -> None:
        self._table = evidence.tables.get("budget-basic")
        self._rows = rows_by(evidence, "budget-basic", "unit", "econ")

    def on(self, unit: str, *econ: str) -> Figure | None:
        """What a unit spends on some codes, zero where nothing is printed."""
        if self._table is None:
            return None
        keys = [self._rows[unit, code].key for code in econ if (unit, code) in self._rows]
        return total_of(self._table, keys, "c1")


def project_rows(table: Table) -> Iterator[Row]:
    """The rows of a table that stand for a project or a purchase."""
    return (row for row in table.rows if row.code("project"))


class ProjectBudgets:
    """What fiscal money is planned for projects, by (folded) name and unit."""

    def __init__(self, evidence: Evidence) -> None:
        self._planned: dict[str, list[tuple[str, Figure]]] = {}
        for table in evidence.having(*PROJECT_TABLES):
            for row in project_rows(table):
                planned = row.code("unit"), total_of(table, [row.key], "c1")
                self._planned.setdefault(fold(row.code("project")), []).append(planned)

    def of(self, names: frozenset[str], unit: str | None = None) -> Figure | None:
        """The budget of the projects of those names, in one unit or all; None if there is none."""
        found = (pair for name in sorted(names) for pair in self._planned.get(name, ()))
        return together(*(planned for owner, planned in found if unit in (None, owner)))


def purchases(evidence: Evidence, role: str) -> Mapping[tuple[str, str], list[Row]]:
    """The lines of a purchase table by unit and name of project."""
    table = evidence.tables.get(role)
    found: dict[tuple[str, str], list[Row]] = {}
    for row in project_rows(table) if table else ():
        found.setdefault((row.code("unit"), row.code("project")), []).append(row)
    return found


def spent(evidence: Evidence, fund: str, nature: str = "all") -> Figure | None:
    """The total of a fund's own table or tables."""
    if fund == "gp":
        basic = figure(evidence, "budget-basic", TOTAL, "c1")
        projects = figure(evidence, "budget-projects", TOTAL, "c1")
        return together(basic, projects) if basic and projects else None
    role, columns = FUND_TABLES[fund]
    return figure(evidence, role, TOTAL, columns[nature])
