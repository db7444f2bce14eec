"""One reading layer over .xlsx, .xls and .ods: values, and what the parser does not tell.

Rows and columns count from 0, ``a1`` names them as people do.  A blank cell is an empty string.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

#: What a cell may hold.  Numbers come as float; a blank is "".
Value = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta
#: (row, column), both from 0
Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; its value stands in the first cell, the others are blank."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def __str__(self) -> str:
        first = a1(self.first_row, self.first_column)
        return f"{first}:{a1(self.last_row, self.last_column)}"


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    ``formulas`` tells of each formula cell whether it holds a cached value; ``faults`` what
    error value (#DIV/0!) a cell shows: such a cell reads as a blank.
    """

    name: str
    hidden: bool = False
    merged: tuple[Merge, ...] = ()
    formulas: Mapping[Position, bool] = field(default_factory=dict)
    faults: Mapping[Position, str] = field(default_factory=dict)
    read: Callable[[], Iterator[list[Value]]] = field(default=lambda: iter(()), repr=False)

    def rows(self) -> Iterator[list[Value]]:
        """The rows from the very first, each from column A, all of the same length."""
        return self.read()


@dataclass(frozen=True)
class Workbook:
    """A workbook that the guard let through.  ``format`` is xlsx, xls or ods."""

    format: str
    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, or None."""
        return next((s for s in self.sheets if s.name == name), None)


def column_name(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def a1(row: int, column: int) -> str:
    """(16, 10) → K17."""
    return f"{column_name(column)}{row + 1}"
