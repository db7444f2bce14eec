"""What the ledger states of one project, or of the whole department."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from disclosures.core.codes import Classification, fold
from disclosures.core.facts import FISCAL, Expenditure, Facts, Measure, Spend
from disclosures.core.gather import Match
from disclosures.core.tables import SINGLE, Row, Table, Tables

#: The words that a form's file uses for groups of funds; else it lists funds.
FUNDS: dict[str, frozenset[str]] = {"fiscal": frozenset(FISCAL)}
#: What a project is by its goals: 特定目标类 has a sheet of its own, 其他运转类 has none.
KINDS = frozenset({"special", "running"})

_SANGONG = (("sangong",), ("sangong-general", "sangong-fund"))
_PROJECTS = ("general-projects", "budget-projects", "budget-fund", "budget-capital")
#: 分, and the positions of the facts behind it.
Found = tuple[int, tuple[int, ...]]


@dataclass(frozen=True)
class Ledger:
    """The spending of the facts; of tables that were filed as printed, what these tell.

    ``approved``: the projects (by folded name) that have a sheet of goals of their own; ``unit``:
    the code of the only unit that is meant, for a sheet that came from there.
    """

    facts: Facts | None
    tables: Tables | None = None
    economic: Classification | None = None
    approved: frozenset[str] = frozenset()
    unit: str = ""

    def within(self, unit: str) -> Ledger:
        """What it states of one unit; of all where the code is empty."""
        return replace(self, unit=unit) if unit else self

    def projects(self) -> list[str]:
        """The names of the projects, in the order of the ledger."""
        if self.facts is None:
            return list(dict.fromkeys(row.code("project") for _, row in self._printed()))
        return list(dict.fromkeys(f.project for _, f in self._lines if f.project))

    def amount(
        self,
        measure: str,
        *,
        project: str = "",
        funds: str | Collection[str] = "all",
        spend: Collection[str] = (),
        econ: Collection[str] = (),
        money_year: str = "",
        kind: str = "",
    ) -> Found | None:
        """分, and the positions of the facts; None where the ledger has no such line.

        ``econ`` are beginnings of codes.  A project has an amount in every measure as soon as it
        stands in the ledger in one of them, if the measure is stated by projects: 0 where there is
        no line.
        """
        if self.facts is None:
            narrowed = bool(spend or econ or money_year or kind)
            printed = project and funds == "fiscal" and not narrowed
            return self._filed(measure, project) if printed else None
        own = self._by_measure.get((measure, project))
        if own is None:
            # A project that stands in another measure has none of this one.
            known = project in self._projects and measure in self._measures_by_projects
            return (0, ()) if project and known else None
        found = [
            (n, f)
            for n, f in own
            if (funds == "all" or f.fund in _funds(funds))
            and (not spend or f.spend in spend)
            and (not econ or f.econ.startswith(tuple(econ)))
            and (not money_year or f.money_year == money_year)
            and (not kind or self._is(kind, f))
        ]
        return sum(f.amount for _, f in found), tuple(n for n, _ in found)

    def by_project(
        self, measure: str, kind: str = "", unit: str = ""
    ) -> Iterator[tuple[str, int, tuple[int, ...]]]:
        """Every project with its amount (分) and facts, in the order of the ledger."""
        found: dict[str, list[tuple[int, int]]] = {}
        for n, f in self._lines:
            wanted = f.measure == measure and (not unit or f.unit == unit)
            if f.project and wanted and (not kind or self._is(kind, f)):
                found.setdefault(f.project, []).append((f.amount, n))
        for name, parts in found.items():
            yield name, sum(a for a, _ in parts), tuple(n for _, n in parts)

    def by_econ(
        self, measure: str, spend: Collection[str], econ: Collection[str]
    ) -> Iterator[tuple[str, int, tuple[int, ...]]]:
        """Every economic 款 by its name with its amount (分) and facts, by code."""
        found: dict[str, list[tuple[int, int]]] = {}
        for n, f in self._lines:
            wanted = f.measure == measure and (not spend or f.spend in spend)
            if f.econ and wanted and (not econ or f.econ.startswith(tuple(econ))):
                found.setdefault(f.econ, []).append((f.amount, n))
        for code in sorted(found):
            parts = found[code]
            yield self._named(code), sum(a for a, _ in parts), tuple(n for _, n in parts)

    def units(self) -> Iterator[tuple[str, str]]:
        """Code and name of each unit."""
        return ((u.code, u.name) for u in (self.facts.units if self.facts else ()))

    def people(self, what: str) -> int | None:
        """Hundredths of the number of posts (``establishment``) or people (``staff``)."""
        everybody = self.facts.units if self.facts else ()
        units = [u for u in everybody if self.unit in ("", u.code)]
        known = [n for u in units if (n := getattr(u, what)) is not None]
        return 100 * sum(known) if known else None

    def sangong(self, item: str, measure: str) -> Found | None:
        """One of the three public expenses as the table of them tells it, in any measure.

        ``item`` is a column of that table without its side: abroad, car_buy, car_run, reception.
        The side is the budget's for 全年预算, else that of the spending.
        """
        tables = self.tables
        if tables is None:
            return None
        for roles in _SANGONG:
            found = [self._in_sangong(t, item, measure) for r in roles if (t := tables.get(r))]
            there = [f for f in found if f is not None]
            if there:
                return sum(a for a, _ in there), tuple(n for _, facts in there for n in facts)
        return None

    def _in_sangong(self, table: Table, item: str, measure: str) -> Found | None:
        column = f"{'b' if measure == Measure.FULL_YEAR else 'j'}.{item}"
        declared = table.form.column.get(column)
        if declared is None or declared.query is None:
            return None
        if self.facts is None:
            row = table.get(SINGLE) if measure in ("final", "full_year") else None
            return (row.amount(column), ()) if row else None
        match = Match(table.form.query.and_also(declared.query), measure)
        facts = enumerate(self.facts.facts)
        own = [(n, f) for n, f in facts if self.unit in ("", f.unit) and match(f)]
        return sum(match.amount(f) for _, f in own), tuple(n for n, _ in own)

    def _named(self, code: str) -> str:
        year = self.facts.year if self.facts else 0
        return self.economic.name(code, year) if self.economic else code

    def _is(self, kind: str, line: Expenditure) -> bool:
        return line.spend == Spend.PROJECT and (fold(line.project) in self.approved) == (
            kind == "special"
        )

    @cached_property
    def _by_measure(self) -> dict[tuple[str, str], list[tuple[int, Expenditure]]]:
        """The lines of each measure and project; without a project those of all."""
        found: dict[tuple[str, str], list[tuple[int, Expenditure]]] = {}
        for line in self._lines:
            for project in {"", line[1].project}:
                found.setdefault((line[1].measure, project), []).append(line)
        return found

    @cached_property
    def _projects(self) -> frozenset[str]:
        return frozenset(project for _, project in self._by_measure)

    @cached_property
    def _measures_by_projects(self) -> frozenset[str]:
        """The measures that are stated by projects, not by items alone."""
        return frozenset(measure for measure, project in self._by_measure if project)

    def _filed(self, measure: str, project: str) -> Found | None:
        """What filed tables print of a project's fiscal money."""
        if self.tables is None or measure != self.tables.form_set.measure:
            return None
        rows = [(t, r) for t, r in self._printed() if fold(r.code("project")) == fold(project)]
        return (sum(r.amount("c1") for _, r in rows), ()) if rows else None

    def _printed(self) -> Iterator[tuple[Table, Row]]:
        for role in _PROJECTS:
            table = self.tables.get(role) if self.tables else None
            for row in table.rows if table else ():
                if row.code("project") and "c1" in row.cells:
                    assert table is not None
                    yield table, row

    @cached_property
    def _lines(self) -> list[tuple[int, Expenditure]]:
        facts = self.facts.facts if self.facts else ()
        return [
            (n, f)
            for n, f in enumerate(facts)
            if isinstance(f, Expenditure) and self.unit in ("", f.unit)
        ]


def _funds(funds: str | Collection[str]) -> Collection[str]:
    """The funds that a word or a list names; ``other`` is all that is not fiscal."""
    if funds == "other":
        return frozenset({"fz", "own"})
    return FUNDS[funds] if isinstance(funds, str) else funds


__all__ = ["FUNDS", "KINDS", "Ledger", "Measure", "Spend"]
