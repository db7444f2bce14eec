"""The amounts that filed tables print, each with the fields of the facts that it adds up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from disclosures.core.codes import fold
from disclosures.core.facts import LABELS
from disclosures.core.forms import COUNT, Column, Query
from disclosures.core.money import Unit
from disclosures.core.rules.base import slack
from disclosures.core.tables import TOTAL, Row, Table, Tables

#: Dimensions that a fact need not have: a row may hold more than the rows below it.
OPTIONAL = frozenset({"project", "item"})


@dataclass(frozen=True)
class Amount:
    """One printed amount (分, or hundredths for a count) that is not a sum of printed others.

    ``fields`` are the values that its facts have; a field with several values is in ``several``.
    """

    of: str
    value: str
    fields: Mapping[str, str]
    several: Mapping[str, tuple[str, ...]]
    amount: int
    table: str
    place: str
    texts: Mapping[str, str]

    def get(self, field: str) -> str:
        """The one value of a field, or an empty string where it is open."""
        return self.fields.get(field, "")

    def fixes(self, *fields: str) -> bool:
        """Whether each of those fields has one value."""
        return all(self.fields.get(f) for f in fields)


@dataclass(frozen=True)
class Amounts:
    """Everything that the tables print, and in which steps."""

    all: tuple[Amount, ...]
    step: int
    tables: Tables

    def of(self, kind: str, table: str | None = None) -> list[Amount]:
        """The amounts of one kind of fact, of one table or of all."""
        return [a for a in self.all if a.of == kind and (table is None or a.table == table)]

    def roles(self, kind: str) -> list[str]:
        """The tables that print amounts of one kind, in order."""
        return list(dict.fromkeys(a.table for a in self.of(kind)))

    def slack(self, figures: int) -> int:
        """By how much a sum of so many printed figures may differ from its printed total.

        Half a step for each figure and the total, at most; nothing for a single figure.
        """
        return min(slack(self.step, figures), (figures + 1) // 2 * self.step)


def printed_amounts(tables: Tables) -> Amounts:
    """The amounts of all tables, largest step of them counting for all."""
    found = [a for table in tables.tables for a in _of_table(table, tables.form_set.measure)]
    steps = [t.step for t in tables.tables if t.unit is Unit.WAN or not t.empty]
    return Amounts(tuple(found), max(steps, default=1), tables)


def _of_table(table: Table, measure: str) -> Iterator[Amount]:
    form = table.form
    for row in table.rows:
        line = form.lines.get(row.key)
        if line is not None and line.sum:
            continue
        below = table.children(row.key) if form.levels else ()
        if form.levels and row.key == TOTAL and below:
            continue
        if below and not _optional_below(table, below):
            continue
        for column in form.columns:
            cell = row.cells.get(column.id)
            if cell is None or column.sum:
                continue
            amount = cell.amount - sum(r.amount(column.id) for r in below)
            if amount and (not below or abs(amount) > slack(table.step, len(below))):
                query = form.query.and_also(column.query or Query())
                if line is not None and line.query is not None:
                    query = query.and_also(line.query)
                yield _amount(table, row, column, query, amount, measure)


def _optional_below(table: Table, below: Iterable[Row]) -> bool:
    return all(table.form.levels[row.depth].by in OPTIONAL for row in below)


def _amount(
    table: Table, row: Row, column: Column, query: Query, amount: int, measure: str
) -> Amount:
    values = {
        name: tuple(measure if v == "main" else v for v in given) for name, given in query.where
    }
    named = {n: _by_label(n, given, column) for n, given in values.items() if len(given) > 1}
    fields = {n: given[0] for n, given in values.items() if len(given) == 1}
    fields |= {n: v for n, v in named.items() if v}
    fields |= {n: v for n, v in row.dims.items() if n != "department" and v}
    several = {n: v for n, v in values.items() if n not in fields}
    cell = row.cells[column.id]
    value = query.value if column.type != COUNT or query.value != "amount" else "number"
    return Amount(query.of, value, fields, several, amount, table.role, cell.place, row.texts)


def _by_label(name: str, values: tuple[str, ...], column: Column) -> str:
    """Of several values the one that the column is called after (其他收入安排)."""
    labels = LABELS.get(name, {})
    return next((v for v in values if fold(labels.get(v, "")) == fold(column.label)), "")
