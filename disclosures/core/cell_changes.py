"""What changed from one set of tables to another, cell by cell, the largest changes first.

``compare`` says whether two readings are the same; this says what became of the figures between
versions, years or measures, so that rows that came or went are told cell by cell too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from disclosures.core.forms import COUNT, TableForm
from disclosures.core.money import Unit, printed, show, show_count, show_rate
from disclosures.core.tables import Address, Row, Table, Tables


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that prints another amount than before.

    Both in hundredths of ``unit`` (counts have no unit); None where there is no such row.
    """

    address: Address
    before: int | None
    after: int | None
    unit: Unit | None

    @property
    def difference(self) -> int:
        """After − before, in the same hundredths."""
        return (self.after or 0) - (self.before or 0)

    @property
    def size(self) -> int:
        """How much the change weighs: in 分; counts weigh as if they were 分."""
        return abs(self.difference) * (self.unit.step if self.unit else 1)

    @property
    def rate(self) -> str | None:
        """The change in percent of what was there before, or None where that was nothing."""
        return show_rate(self.difference, abs(self.before or 0))

    def at_least(self, fen: int, percent: int) -> bool:
        """Whether it is of that size, and of that share of what was there (or that is nothing)."""
        whole = abs(self.before or 0)
        return self.size >= fen and (not whole or abs(self.difference) * 100 >= percent * whole)

    def told(self, hundredths: int | None) -> str:
        """An amount of this cell as it is printed; empty where there is none."""
        if hundredths is None:
            return ""
        if self.unit is None:
            return show_count(hundredths)
        return show(hundredths * self.unit.step, self.unit)


def cell_changes(
    before: Tables, after: Tables, *, stated_only: bool = False, new_rows: bool = True
) -> list[Change]:
    """Every cell that prints differently; amounts in the coarser of the two units.

    With ``stated_only`` tables and columns are left out of which ``before`` states nothing at
    all: a budget, say, does not tell everything that a final account tells.  Without
    ``new_rows`` so are rows that it does not have, and sums of columns of which it states less than
    half: of last year perhaps nothing but the three public expenses is known.
    """
    found: list[Change] = []
    for role in dict.fromkeys((*before.by_role, *after.by_role)):
        old, new = before.get(role), after.get(role)
        if stated_only and (old is None or new is None or old.empty):
            continue
        columns = _stated(old) if stated_only and old else None
        if columns is not None and not new_rows and new:
            columns = _whole(new, columns)
        found += _of_table(old, new, columns)
    if not new_rows:
        found = [change for change in found if change.before is not None]
    return sorted(found, key=lambda c: (c.unit is None, -c.size))


def _of_table(
    old: Table | None, new: Table | None, columns: frozenset[str] | None
) -> Iterator[Change]:
    shown = new or old
    assert shown is not None
    unit = max((t.unit for t in (old, new) if t), key=lambda u: u.step)
    for key in dict.fromkeys((*_keys(old), *_keys(new))):
        before, after = old.get(key) if old else None, new.get(key) if new else None
        for column in _columns(before, after):
            if columns is not None and column not in columns:
                continue
            if before and after and before.amount(column) == after.amount(column):
                continue
            change = _change(shown, key, column, before, after, unit)
            if change.difference:
                yield change


def _change(
    shown: Table, key: str, column: str, before: Row | None, after: Row | None, unit: Unit
) -> Change:
    counted = _counted(shown.form, column)

    def said(row: Row | None) -> int | None:
        if row is None or counted:
            return row.amount(column) if row else None
        return printed(row.amount(column), unit)

    address = shown.address(key, column)
    return Change(address, said(before), said(after), None if counted else unit)


def _counted(form: TableForm, column: str) -> bool:
    return column in form.column and form.column[column].type == COUNT


def _keys(table: Table | None) -> Iterable[str]:
    return table.by_key if table else ()


def _columns(*rows: Row | None) -> Iterable[str]:
    return dict.fromkeys(column for row in rows if row for column in row.cells)


def _stated(table: Table) -> frozenset[str]:
    """The columns in which an amount stands."""
    return frozenset(c for row in table.rows for c, cell in row.cells.items() if cell.amount)


def _whole(new: Table, known: frozenset[str]) -> frozenset[str]:
    """The ``known`` columns without sums of which ``new`` fills more from other columns."""
    kept = set(known)
    for column in new.form.sum_columns:
        weights = {part: _weight(new, part) for part in column.sum}
        if 2 * sum(w for part, w in weights.items() if part in kept) < sum(weights.values()):
            kept.discard(column.id)
    return frozenset(kept)


def _weight(table: Table, column: str) -> int:
    return sum(abs(row.amount(column)) for row in table.rows)
