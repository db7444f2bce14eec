"""The sums that a table's form declares: what adds up to what, whatever the form set.

The same relations serve the rules on printed totals (表内) and the rounding notes (F-004).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from disclosures.core.forms import Column
from disclosures.core.tables import TOTAL, Address, Row, Table


class Along(StrEnum):
    """In which direction a total adds up."""

    COLUMNS = "columns"
    LINES = "lines"
    CHILDREN = "children"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Relation:
    """One total and its parts."""

    along: Along
    total: Address
    parts: tuple[Address, ...]


def relations(table: Table) -> Iterator[Relation]:
    """Every relation of the table whose total is printed."""
    yield from column_sums(table)
    yield from line_sums(table)
    yield from child_sums(table)


def column_sums(
    table: Table, wanted: Callable[[Column], bool] = lambda column: True
) -> Iterator[Relation]:
    """Columns that are the sum of columns, row by row (c1 = c2 + c3).

    ``wanted`` chooses the columns that are totals.
    """
    for column in table.form.columns:
        if not column.sum or not wanted(column):
            continue
        for row in table.rows:
            if column.id in row.cells:
                parts = tuple(table.address(row, p) for p in column.sum if p in row.cells)
                yield Relation(Along.COLUMNS, table.address(row, column.id), parts)


def line_sums(table: Table, wanted: Callable[[str], bool] = lambda key: True) -> Iterator[Relation]:
    """Fixed lines that are the sum of lines (本年收入合计 = 各项收入).

    ``wanted`` chooses, by key, the lines that are totals.
    """
    for line in table.form.lines.values():
        row = table.get(line.key)
        if not line.sum or row is None or not wanted(line.key):
            continue
        for rank, column in enumerate(_amounts(table, row)):
            parts = tuple(_parts(table, line.sum, column, rank))
            yield Relation(Along.LINES, table.address(row, column), parts)


def _amounts(table: Table, row: Row) -> list[str]:
    return [c.id for c in table.form.columns if c.id in row.cells]


def _parts(table: Table, keys: tuple[str, ...], column: str, rank: int) -> Iterator[Address]:
    for key in keys:
        row = table.get(key)
        if row is None:
            continue
        own = _amounts(table, row)
        if column in own:
            yield table.address(row, column)
        elif rank < len(own):
            yield table.address(row, own[rank])


def child_sums(
    table: Table, wanted: Callable[[Row], bool] = lambda row: True
) -> Iterator[Relation]:
    """Rows that unfold: each subtotal is the sum of the rows below it, the total of the topmost.

    ``wanted`` chooses the rows whose amounts are totals.
    """
    if not table.form.levels:
        return
    role = table.role
    for row in table.rows:
        children = table.children(row.key)
        if not children or not wanted(row):
            continue
        along = Along.TOTAL if row.key == TOTAL else Along.CHILDREN
        for column in (c.id for c in table.form.columns if c.id in row.cells):
            parts = tuple([Address(role, c.key, column) for c in children if column in c.cells])
            yield Relation(along, Address(role, row.key, column), parts)
