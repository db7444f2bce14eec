"""What the guard learns of a sheet while it looks it over."""

from __future__ import annotations

from dataclasses import dataclass, field

from disclosures.importing import limits
from disclosures.importing.cells import Merge, Position
from disclosures.importing.refusals import too_big


@dataclass(slots=True)
class Survey:
    """The extent of one sheet and the cells that need a word.

    ``last_row`` and ``last_column`` count from 1, down to the last value; ``text`` are bytes.
    ``formulas`` tells of each formula cell whether it holds a cached value.
    """

    row_elements: int = 0
    last_row: int = 0
    last_column: int = 0
    text: int = 0
    formulas: dict[Position, bool] = field(default_factory=dict)
    faults: dict[Position, str] = field(default_factory=dict)
    merged: list[Merge] = field(default_factory=list)
    merged_area: int = 0

    def value_at(self, row: int, column: int) -> None:
        """A value stands in row and column, both from 1."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)

    def merge(self, merge: Merge) -> None:
        """One more merged range.  Raises Refused."""
        self.merged.append(merge)
        rows = min(merge.last_row - merge.first_row + 1, limits.MAX_ROWS)
        columns = min(merge.last_column - merge.first_column + 1, limits.MAX_COLUMNS)
        self.merged_area += max(rows, 0) * max(columns, 0)
        if len(self.merged) > limits.MAX_MERGES or self.merged_area > limits.MAX_AREA:
            raise too_big("合并单元格过多")

    def check(self) -> None:
        """Raises Refused where the sheet is larger than allowed."""
        if self.row_elements > limits.MAX_ROW_ELEMENTS:
            raise too_big(f"一张表超过 {limits.MAX_ROW_ELEMENTS:,} 行（含空行）")
        if self.last_row > limits.MAX_ROWS:
            raise too_big(f"一张表有数据的行超过 {limits.MAX_ROWS:,} 行")
        if self.last_column > limits.MAX_COLUMNS:
            raise too_big(f"一张表超过 {limits.MAX_COLUMNS} 列")
        if self.last_row * self.last_column > limits.MAX_AREA:
            raise too_big(f"一张表的行数乘列数超过 {limits.MAX_AREA:,}")
        if self.text > limits.MAX_TEXT:
            raise too_big(f"一张表的文字超过 {limits.MAX_TEXT // limits.MIB} MiB")
