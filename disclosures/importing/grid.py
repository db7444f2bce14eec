"""A sheet as printed tables need it: what stands in a cell, with merged cells filled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from disclosures.importing.cells import Merge, Position, Sheet, Value, a1


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet; rows and columns count from 0, beyond the edges all is blank."""

    name: str
    rows: Sequence[Sequence[Value]]
    merged: Sequence[Merge] = ()
    hidden: bool = False
    formulas: Mapping[Position, bool] = field(default_factory=dict)
    faults: Mapping[Position, str] = field(default_factory=dict)

    @classmethod
    def of(cls, sheet: Sheet) -> Grid:
        """The grid of a sheet, without the blank rows at its end."""
        rows = list(sheet.rows())
        while rows and not any(value != "" for value in rows[-1]):
            rows.pop()
        return cls(sheet.name, rows, sheet.merged, sheet.hidden, sheet.formulas, sheet.faults)

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.rows)

    @cached_property
    def width(self) -> int:
        """Number of columns of the longest row."""
        return max(map(len, self.rows), default=0)

    def value(self, row: int, column: int) -> Value:
        """What a cell itself holds; "" for a blank."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return ""

    def text(self, row: int, column: int) -> str:
        """The text of a cell itself, without space around it."""
        return as_text(self.value(row, column))

    def origin(self, row: int, column: int) -> Position:
        """The top left cell of the merged range that a cell is in, or the cell itself."""
        return self._origins.get((row, column), (row, column))

    def filled(self, row: int, column: int) -> str:
        """The text that a reader sees in a cell, merged ranges included."""
        return self.text(*self.origin(row, column))

    def sunk(self, row: int, column: int) -> str:
        """The text of a cell, or of the one above it that is merged down to it."""
        top, left = self.origin(row, column)
        return self.text(top, left) if left == column else ""

    def place(self, row: int, column: int) -> str:
        """The address of a cell, e.g. ``支出决算表!C7``."""
        return f"{self.name}!{a1(row, column)}"

    def texts(self, row: int) -> Iterator[tuple[int, str]]:
        """(column, text) of every cell of a row that is not blank."""
        for column in range(len(self.rows[row]) if 0 <= row < len(self.rows) else 0):
            text = self.text(row, column)
            if text:
                yield column, text

    def blank(self, row: int) -> bool:
        """Whether a row holds nothing."""
        return next(self.texts(row), None) is None

    @cached_property
    def _origins(self) -> dict[Position, Position]:
        found: dict[Position, Position] = {}
        for m in self.merged:
            for row in range(m.first_row, min(m.last_row + 1, self.height)):
                for column in range(m.first_column, min(m.last_column + 1, self.width)):
                    found[row, column] = (m.first_row, m.first_column)
        return found


def as_text(value: Value) -> str:
    """A value as text: whole numbers without decimals, no space around."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def one_line(text: str) -> str:
    """Text without line breaks, and without the spaces that only set Chinese letters apart."""
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", text)
