"""Tables as the Document keeps them: all that printing, workbook and page need, and no form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from disclosures.core.forms import AMOUNT, NUMERIC, Heading


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """A column: its id, what is printed above it, its type, and its 栏次."""

    id: str
    label: str
    type: str = AMOUNT
    lane: str = ""

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers."""
        return self.type in NUMERIC


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row of which a line prints the whole or one side: its key, and what it is.

    ``role``: total, subtotal, item, detail.
    """

    key: str = ""
    role: str = "item"


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """One cell of a printed line: what it says, over ``span`` columns.

    ``of`` is which of the line's rows it belongs to, -1 where there is none.  ``amount`` (分, or
    hundredths of a count) stands where it is a figure; ``leads`` where the text is what the row is
    called, moved in by ``depth`` levels.
    """

    text: str = ""
    span: int = 1
    of: int = 0
    amount: int | None = None
    leads: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its rows (one, or one a side) and its cells, which fill every column."""

    cells: tuple[PrintedCell, ...]
    rows: tuple[PrintedRow, ...] = (PrintedRow(),)

    def row(self, cell: PrintedCell) -> PrintedRow | None:
        """The row that a cell belongs to, or None."""
        return self.rows[cell.of] if cell.of >= 0 else None


@dataclass(frozen=True, kw_only=True)
class PrintedTable:
    """A table as printed.

    ``caption`` is what stands at the left, in the middle and at the right above it; ``blocks`` how
    many blocks of fixed lines stand side by side, 0 where rows unfold; ``split`` the groups of
    column ids of a wide table, the repeated ones first; ``explanation`` says why it is empty.
    """

    role: str
    title: str
    code: str
    caption: tuple[str, str, str]
    unit: str
    orientation: str
    columns: tuple[PrintedColumn, ...]
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    lane_row: bool = False
    blocks: int = 0
    notes: tuple[str, ...] = ()
    explanation: str = ""
    split: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def column(self) -> dict[str, PrintedColumn]:
        """Columns by id."""
        return {c.id: c for c in self.columns}

    @cached_property
    def header_depth(self) -> int:
        """How many rows the header has, without that of 栏次."""
        return max((h.row + h.rows for h in self.headings), default=0)

    @property
    def repeated(self) -> tuple[str, ...]:
        """The columns that every part of a wide table repeats."""
        return self.split[0] if self.split else ()

    @property
    def figures(self) -> Iterator[tuple[PrintedRow, PrintedColumn, PrintedCell]]:
        """Every figure with its row and column, line by line."""
        for line in self.lines:
            for column, cell in self.placed(line):
                row = line.row(cell)
                if row is not None and cell.amount is not None:
                    yield row, column, cell

    def placed(self, line: Line) -> Iterator[tuple[PrintedColumn, PrintedCell]]:
        """The cells of a line, each with the column that it starts in."""
        place = 0
        for cell in line.cells:
            yield self.columns[place], cell
            place += cell.span


@dataclass(frozen=True, kw_only=True)
class PrintedTables:
    """The tables of one disclosure: whose, e.g. 2020年度部门决算公开表, and by which form set."""

    department: str
    title: str
    form_set_name: str
    tables: tuple[PrintedTable, ...]

    @cached_property
    def by_role(self) -> dict[str, PrintedTable]:
        """Tables by role."""
        return {t.role: t for t in self.tables}
