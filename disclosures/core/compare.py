"""Two sets of tables, cell by cell, at the precision in which they are printed.

Used to show that derived tables equal printed ones, and that two readings say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from disclosures.core.forms import COUNT
from disclosures.core.money import Unit, printed, show, show_count
from disclosures.core.tables import Address, Row, Table, Tables


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that prints two amounts (both in hundredths of ``unit``; counts have no unit)."""

    address: Address
    left: int
    right: int
    unit: Unit | None

    def __str__(self) -> str:
        left, right = (self._shown(n) for n in (self.left, self.right))
        return f"{self.address}: {left} ≠ {right}"

    def _shown(self, hundredths: int) -> str:
        if self.unit is None:
            return show_count(hundredths)
        return show(hundredths * self.unit.step, self.unit)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison found.

    ``cells`` is how many cells were compared, ``equal`` how many of them print the same.
    ``left_only`` and ``right_only`` are rows (and tables, with an empty column and row) that hold
    an amount and stand on one side only; a row of zeros that one side leaves out is none.
    """

    cells: int
    differences: tuple[Difference, ...]
    left_only: tuple[Address, ...]
    right_only: tuple[Address, ...]

    @property
    def equal(self) -> int:
        """How many cells print the same amount."""
        return self.cells - len(self.differences)

    @property
    def same(self) -> bool:
        """Whether nothing differs and nothing is missing."""
        return not (self.differences or self.left_only or self.right_only)


def compare(left: Tables, right: Tables) -> Comparison:
    """Every amount and count of the tables of both; amounts in the coarser of the two units."""
    cells = 0
    differences: list[Difference] = []
    for table in left.tables:
        other = right.get(table.role)
        if other is not None:
            count, found = _compare_table(table, other)
            cells += count
            differences += found
    return Comparison(
        cells, tuple(differences), tuple(_only(left, right)), tuple(_only(right, left))
    )


def _compare_table(left: Table, right: Table) -> tuple[int, list[Difference]]:
    unit = max(left.unit, right.unit, key=lambda u: u.step)
    cells = 0
    differences: list[Difference] = []
    for row in left.rows:
        other = right.get(row.key)
        for column in _columns(row, other):
            address = left.address(row, column)
            counted = left.form.column[column].type == COUNT
            ours, theirs = row.amount(column), other.amount(column) if other else 0
            if not counted:
                ours, theirs = printed(ours, unit), printed(theirs, unit)
            cells += 1
            if ours != theirs:
                differences.append(Difference(address, ours, theirs, None if counted else unit))
    return cells, differences


def _columns(row: Row, other: Row | None) -> list[str]:
    """The columns to compare; none where the other side has no such row."""
    if other is None:
        return []
    return [*row.cells, *(c for c in other.cells if c not in row.cells)]


def _only(ours: Tables, theirs: Tables) -> Iterator[Address]:
    for table in ours.tables:
        other = theirs.get(table.role)
        if other is None:
            if not table.empty:
                yield Address(table.role, "", "")
            continue
        for row in table.rows:
            if not other.has(row.key) and any(cell.amount for cell in row.cells.values()):
                yield table.address(row, "")
