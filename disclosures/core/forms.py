"""Form sets 表样: the tables of one region for one kind in a range of years, as data.

Nothing in the code knows a table's number: tables are told apart by their ``role`` ("overview",
"general", …), which rules and importers use.  ``form_files`` reads these values from data files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from disclosures.core.facts import Kind
from disclosures.core.money import Unit

Data = Mapping[str, Any]

TEXT, CODE, LINE, AMOUNT, COUNT = "text", "code", "line", "amount", "count"
NUMERIC = frozenset({AMOUNT, COUNT})


class FormError(ValueError):
    """A form-set file contradicts itself."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which facts a cell adds up: a kind, and for each field the values allowed."""

    of: str = ""
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    value: str = "amount"

    @classmethod
    def read(cls, data: Data | None) -> Query:
        """From ``{of: …, value: …, field: value or [values]}``."""
        rest = dict(data or {})
        of, value = rest.pop("of", ""), rest.pop("value", "amount")
        where = {
            k: tuple(map(str, v)) if isinstance(v, list) else (str(v),) for k, v in rest.items()
        }
        return cls(of, tuple(sorted(where.items())), value)

    def and_also(self, other: Query) -> Query:
        """Both together; the narrower (other) wins where both speak of a field."""
        where = {**dict(self.where), **dict(other.where)}
        value = other.value if other.value != "amount" else self.value
        return Query(other.of or self.of, tuple(sorted(where.items())), value)

    def only(self, name: str) -> str:
        """The single value allowed for a field, or an empty string."""
        values = dict(self.where).get(name, ())
        return values[0] if len(values) == 1 else ""


@dataclass(frozen=True, slots=True)
class Column:
    """A leaf column.  ``single``: printed only where one fact stands behind it, such as a price."""

    id: str
    label: str
    type: str = AMOUNT
    lane: str = ""
    query: Query | None = None
    sum: tuple[str, ...] = ()
    single: bool = False

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers that can be added."""
        return self.type in NUMERIC


@dataclass(frozen=True, slots=True)
class Heading:
    """One cell of the printed header: label, where it starts and how far it spans."""

    label: str
    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Level:
    """One level of rows that unfold along a dimension.

    ``by`` is a field of the facts, ``digits`` how much of a code counts, ``show`` what the text
    columns print (field of the row or literal), ``hidden`` a level without a row of its own.
    """

    by: str
    digits: int = 0
    role: str = "subtotal"
    show: tuple[tuple[str, str], ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One fixed line of a block.  A line without a key is a blank one.

    ``sum`` may name lines of another block; ``span`` are the columns that its label covers.
    """

    key: str = ""
    label: str = ""
    code: str = ""
    number: str = ""
    role: str = "item"
    query: Query | None = None
    sum: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    span: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Fixed lines and the columns that they fill."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """How a wide table is cut into pages: columns repeated, and the groups of the others."""

    repeat: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class TableForm:
    """One table of a form set, for one year."""

    role: str
    layout: str
    title: str
    code: str
    unit: Unit
    orientation: str
    caption: Mapping[str, str]
    columns: tuple[Column, ...]
    headings: tuple[Heading, ...]
    header_depth: int
    lane_row: bool
    total: str
    total_show: tuple[tuple[str, str], ...]
    levels: tuple[Level, ...]
    blocks: tuple[Block, ...]
    query: Query
    notes: tuple[str, ...]
    empty: str
    split: Split | None
    zero: str
    confidence: str
    aliases: tuple[str, ...] = ()
    required: bool = True

    @cached_property
    def column(self) -> Mapping[str, Column]:
        """Columns by id."""
        return {c.id: c for c in self.columns}

    @cached_property
    def amounts(self) -> tuple[Column, ...]:
        """The columns that hold amounts of money."""
        return tuple(c for c in self.columns if c.type == AMOUNT)

    @cached_property
    def own_amounts(self) -> tuple[Column, ...]:
        """The columns that hold numbers of their own: no sums of columns."""
        return tuple(c for c in self.columns if c.numeric and not c.sum)

    @cached_property
    def sum_columns(self) -> tuple[Column, ...]:
        """The columns that are sums, each after the columns that it adds."""
        ordered: list[Column] = []
        waiting = [c for c in self.columns if c.sum]
        while waiting:
            pending = {c.id for c in waiting}
            ready = [c for c in waiting if not pending & set(c.sum)]
            ordered += ready
            waiting = [c for c in waiting if c not in ready]
        return tuple(ordered)

    @cached_property
    def lines(self) -> Mapping[str, Line]:
        """The fixed lines by key."""
        return {line.key: line for block in self.blocks for line in block.lines if line.key}

    @property
    def wide(self) -> bool:
        """Whether the table is cut into groups of columns when printed."""
        return self.split is not None


@dataclass(frozen=True)
class FormSet:
    """The tables that one region uses for one kind of disclosure, for one year."""

    id: str
    name: str
    region: str
    kind: Kind
    year: int
    measure: str
    unit: Unit
    tables: tuple[TableForm, ...]
    year_suffix: str = "年度"
    years: tuple[int | None, int | None] = field(default=(None, None))

    @cached_property
    def by_role(self) -> Mapping[str, TableForm]:
        """Tables by role."""
        return {t.role: t for t in self.tables}

    def fill(self, text: str, table: TableForm, department: str, unit: Unit | None = None) -> str:
        """A template of the form set with its names filled in."""
        return text.format(
            title=table.title,
            code=table.code,
            department=department,
            year=self.year,
            unit=(unit or table.unit).value,
        )
