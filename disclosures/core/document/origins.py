"""What figures are made of: the lines of the ledger behind them, and which add up to which.

Compact as they stand in the JSON, because a large ledger has thousands of both; ``Ledger`` and
``Makings`` read them.  Lines say nothing of notes and of workbooks: those are not published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from disclosures.core.document.printed import PrintedCell, PrintedColumn, PrintedRow, PrintedTable
from disclosures.core.forms import COUNT
from disclosures.core.tables import Address

#: The fields of a line that are whole numbers; all others are texts.
NUMBERS = frozenset({"line", "amount", "quantity"})
#: A code or key, by its field, and what it is called: ("function", "2080101", "行政运行").
Word = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of one kind: income, expenditure, …; a row holds the value of each field.

    ``line`` is the number of a line, by which origins and sources name it; ``amount`` is in 分,
    ``quantity`` in hundredths.
    """

    of: str
    fields: tuple[str, ...]
    rows: tuple[tuple[int | str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """What the figures of one table are made of.

    Figures are numbered from 0 as they stand, line by line.  A row of ``parts`` is a figure and
    those of the same table that it adds; one of ``lines`` a figure and the lines that it adds.
    What is zero is left out; a figure may stand in both.
    """

    table: str
    parts: tuple[tuple[int, ...], ...] = ()
    lines: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the ledger: its number, kind, amount (分) or quantity (hundredths), codes.

    ``codes`` are those that it states, by field, in the order of its sheet.
    """

    number: int
    of: str
    amount: int
    quantity: int
    codes: Mapping[str, str]

    def taken(self, column: PrintedColumn) -> int:
        """What a column takes of it: the quantity if it counts things, else the amount."""
        return self.quantity if column.type == COUNT else self.amount


class Ledger:
    """The lines of a Document by number, and the words for what they say."""

    def __init__(self, lines: Iterable[Lines], words: Iterable[Word]) -> None:
        self._lines = tuple(lines)
        self._words = {(field, value): word for field, value, word in words}

    @cached_property
    def by_number(self) -> Mapping[int, LedgerLine]:
        """Every line, in the order of the ledger."""
        found = [line for group in self._lines for line in _read(group)]
        return {line.number: line for line in sorted(found, key=lambda line: line.number)}

    @cached_property
    def units(self) -> frozenset[str]:
        """The codes of all units that state something."""
        return frozenset(line.codes.get("unit", "") for line in self.by_number.values()) - {""}

    def word(self, field: str, value: str) -> str:
        """A code or key as people say it; what has no word says itself."""
        return self._words.get((field, value), value)


def _read(group: Lines) -> Iterator[LedgerLine]:
    for row in group.rows:
        said = dict(zip(group.fields, row, strict=True))
        number, amount, quantity = (
            int(said.pop(name, 0)) for name in ("line", "amount", "quantity")
        )
        codes = {name: str(value) for name, value in said.items() if value}
        yield LedgerLine(number, group.of, amount, quantity, codes)


class Figure(NamedTuple):
    """One figure of a printed table."""

    row: PrintedRow
    column: PrintedColumn
    cell: PrintedCell

    @property
    def amount(self) -> int:
        """分, or hundredths of a count."""
        return self.cell.amount or 0


@dataclass(frozen=True)
class Makings:
    """The figures of one table by number, and what each is made of."""

    table: PrintedTable
    origins: Origins

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure of the table."""
        return tuple(Figure(*found) for found in self.table.figures)

    @cached_property
    def number(self) -> Mapping[Address, int]:
        """The number of a figure by its address."""
        return {self.address(n): n for n in range(len(self.figures))}

    @cached_property
    def parts(self) -> Mapping[int, tuple[int, ...]]:
        """The figures that a figure adds."""
        return {row[0]: row[1:] for row in self.origins.parts}

    @cached_property
    def lines(self) -> Mapping[int, tuple[int, ...]]:
        """The numbers of the lines that a figure adds."""
        return {row[0]: row[1:] for row in self.origins.lines}

    @cached_property
    def uses(self) -> Mapping[int, tuple[int, ...]]:
        """The figures that add a figure."""
        found: dict[int, list[int]] = {}
        for whole, parts in self.parts.items():
            for part in parts:
                found.setdefault(part, []).append(whole)
        return {part: tuple(wholes) for part, wholes in found.items()}

    def address(self, number: int) -> Address:
        """Where a figure stands."""
        figure = self.figures[number]
        return Address(self.table.role, figure.row.key, figure.column.id)
