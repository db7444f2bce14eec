"""Tables: derived from facts, or filed as printed.  A cell knows what it is made of.

A table of either origin is the same value, so that rules, pages and files treat them alike:

* derived: every amount is exact (``step`` 1 分) and each cell names the facts or cells behind it;
* filed: every amount is what was printed (``step`` 10,000 分 in 万元) and names its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from disclosures.core.facts import Facts
from disclosures.core.forms import COUNT, Column, FormSet, TableForm
from disclosures.core.money import Unit, show, show_count

TOTAL = "total"
SINGLE = "row"


class Address(NamedTuple):
    """Where a cell stands: role of the table, key of the row, id of the column."""

    table: str
    row: str
    column: str

    def __str__(self) -> str:
        return f"{self.table}/{self.row}/{self.column}"

    @classmethod
    def read(cls, text: str) -> Address:
        """The address that ``str`` wrote; rows may hold slashes themselves."""
        table, _, rest = text.partition("/")
        row, _, column = rest.rpartition("/")
        return cls(table, row, column)


@dataclass(frozen=True, slots=True)
class Cell:
    """An amount in 分 (or a count in hundredths) and what it is made of.

    ``facts`` are positions in ``Facts.facts``; ``parts`` are other cells; ``place`` is the cell
    of the workbook that a filed amount was read from.
    """

    amount: int
    facts: tuple[int, ...] = ()
    parts: tuple[Address, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, or one side of a fixed line.

    ``key`` is its address; ``dims`` the codes and names it stands for (unit, function, econ,
    project, item); ``parent`` the key of the row that it is part of;
    ``span`` the columns over which its label is printed.
    """

    key: str
    role: str
    depth: int
    texts: Mapping[str, str]
    cells: Mapping[str, Cell]
    dims: Mapping[str, str] = field(default_factory=dict)
    parent: str = ""
    place: str = ""
    span: tuple[str, ...] = ()

    def amount(self, column: str) -> int:
        """The amount of a column; nothing printed counts as zero."""
        cell = self.cells.get(column)
        return cell.amount if cell else 0

    def code(self, dimension: str) -> str:
        """The row's code in a dimension, or an empty string."""
        return self.dims.get(dimension, "")


@dataclass(frozen=True)
class Table:
    """One table: blocks of rows side by side (most tables have one block).

    ``stated`` holds what a filed table says of itself: title, code, department, year, unit.
    """

    form: TableForm
    unit: Unit
    blocks: tuple[tuple[Row, ...], ...]
    filed: bool = False
    place: str = ""
    stated: Mapping[str, str] = field(default_factory=dict)

    @property
    def role(self) -> str:
        """The role of its form."""
        return self.form.role

    @property
    def step(self) -> int:
        """To how many 分 its amounts are known: 1 if derived, the printed hundredth if filed."""
        return self.unit.step if self.filed else 1

    @cached_property
    def by_key(self) -> Mapping[str, Row]:
        """Rows by key."""
        return {row.key: row for row in self.rows}

    @property
    def rows(self) -> Iterator[Row]:
        """Every row that has a key, block by block."""
        return (row for block in self.blocks for row in block if row.key)

    def get(self, key: str) -> Row | None:
        """The row of a key, or None."""
        return self.by_key.get(key)

    def amount(self, key: str, column: str) -> int:
        """The amount of a cell; a row that is not printed counts as zero."""
        row = self.by_key.get(key)
        return row.amount(column) if row else 0

    def has(self, key: str) -> bool:
        """Whether a row of that key is printed."""
        return key in self.by_key

    def children(self, key: str) -> tuple[Row, ...]:
        """The rows directly below a row."""
        return self._children.get(key, ())

    @cached_property
    def _children(self) -> Mapping[str, tuple[Row, ...]]:
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            if row.key != TOTAL:
                found.setdefault(row.parent, []).append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def depths(self) -> frozenset[int]:
        """How long the codes are that have rows of their own: 3 for 类, 5 for 款, 7 for 项."""
        return frozenset(
            len(c) for row in self.rows if len(row.dims) == 1 for c in row.dims.values()
        )

    @cached_property
    def empty(self) -> bool:
        """Whether no cell holds an amount."""
        return not any(cell.amount for row in self.rows for cell in row.cells.values())

    @property
    def lines(self) -> Iterator[tuple[Row | None, ...]]:
        """The printed lines: one row of each block, None where a block is shorter."""
        height = max((len(block) for block in self.blocks), default=0)
        for number in range(height):
            yield tuple(b[number] if number < len(b) else None for b in self.blocks)

    def address(self, row: Row | str, column: str) -> Address:
        """The address of one of its cells."""
        return Address(self.role, row if isinstance(row, str) else row.key, column)

    def shown(self, row: Row, column: Column) -> str:
        """What is printed in a cell."""
        cell = row.cells.get(column.id)
        if cell is None:
            return row.texts.get(column.id, "")
        if column.type == COUNT:
            return show_count(cell.amount) if cell.amount else ""
        return show(cell.amount, self.unit, zero=self.form.zero)


@dataclass(frozen=True)
class Tables:
    """All tables of one disclosure."""

    form_set: FormSet
    department: str
    tables: tuple[Table, ...]
    facts: Facts | None = None

    @cached_property
    def by_role(self) -> Mapping[str, Table]:
        """Tables by role."""
        return {t.role: t for t in self.tables}

    def get(self, role: str) -> Table | None:
        """The table of a role, or None where the form set has none or none was filed."""
        return self.by_role.get(role)

    def cell(self, address: Address) -> Cell | None:
        """The cell at an address."""
        table = self.get(address.table)
        row = table.get(address.row) if table else None
        return row.cells.get(address.column) if row else None

    @property
    def year(self) -> int:
        """The year of the disclosure."""
        return self.form_set.year
