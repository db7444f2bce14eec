"""What is printed where: header, lines and notes of a table, for page, print and files alike.

All of it stands in the table as the Document keeps it; nothing here asks for a form or an amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from disclosures.core.document import Line, PrintedColumn, PrintedRow, PrintedTable
from disclosures.core.forms import LINE, Heading

LANES = "栏次"
#: How far a row is moved in for each level above it, in em.
INDENT = 0.7


class Spot(NamedTuple):
    """One printed cell of a line: its text over ``span`` columns, and the row it belongs to.

    ``amount`` stands where it is a figure; ``leads`` where the text is what the row is called,
    moved in by ``depth`` levels.
    """

    column: PrintedColumn
    span: int
    text: str
    row: PrintedRow | None = None
    amount: int | None = None
    leads: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """The columns of a table that stand side by side on a page: part ``number`` of ``of``."""

    columns: tuple[PrintedColumn, ...]
    number: int = 1
    of: int = 1

    @property
    def label(self) -> str:
        """Which part this is; nothing where there is only one."""
        return f"第 {self.number} 部分，共 {self.of} 部分" if self.of > 1 else ""


class Caption(NamedTuple):
    """What stands above a table."""

    title: str
    code: str
    left: str
    center: str
    right: str


def caption(table: PrintedTable) -> Caption:
    """The title, the 公开NN表 and the line of department, year and unit."""
    return Caption(table.title, table.code, *table.caption)


def headings(table: PrintedTable, columns: Sequence[PrintedColumn]) -> list[Heading]:
    """The header cells above those columns, row by row; ``column`` counts within them."""
    index = {c.id: n for n, c in enumerate(table.columns)}
    place = {index[c.id]: n for n, c in enumerate(columns)}
    found = []
    for heading in table.headings:
        wide = [
            place[i] for i in range(heading.column, heading.column + heading.columns) if i in place
        ]
        if wide:
            found.append(Heading(heading.label, heading.row, wide[0], heading.rows, len(wide)))
    return sorted(found, key=lambda h: (h.row, h.column))


def lanes(columns: Sequence[PrintedColumn]) -> list[Spot]:
    """The 栏次 row: the first columns without a lane are one cell, the others say their lane."""
    lead = next((n for n, c in enumerate(columns) if c.lane), len(columns))
    spots = [Spot(columns[0], lead, LANES)] if lead else []
    return spots + [Spot(c, 1, c.lane) for c in columns[lead:]]


def lines(table: PrintedTable, columns: Sequence[PrintedColumn]) -> Iterator[list[Spot]]:
    """The printed lines, each as cells from left to right; a cell over no column is left out."""
    if columns == table.columns:
        yield from (_whole(table.columns, line) for line in table.lines)
        return
    places = {c.id: n for n, c in enumerate(table.columns)}
    chosen = [places[c.id] for c in columns]
    for line in table.lines:
        spots = _whole(table.columns, line)
        if len(spots) < len(table.columns):
            yield list(_some(table.columns, spots, chosen))
        else:
            yield [spots[n] for n in chosen]


def _whole(columns: Sequence[PrintedColumn], line: Line) -> list[Spot]:
    found, rows, place = [], line.rows, 0
    for cell in line.cells:
        row = rows[cell.of] if cell.of >= 0 else None
        found.append(
            Spot(columns[place], cell.span, cell.text, row, cell.amount, cell.leads, cell.depth)
        )
        place += cell.span
    return found


def _some(
    columns: Sequence[PrintedColumn], spots: Sequence[Spot], chosen: Sequence[int]
) -> Iterator[Spot]:
    """The cells over the chosen columns of a line on which some cover several."""
    over = [number for number, spot in enumerate(spots) for _ in range(spot.span)]
    for number, group in groupby(chosen, key=over.__getitem__):
        places = list(group)
        yield spots[number]._replace(column=columns[places[0]], span=len(places))


def is_total(spot: Spot) -> bool:
    """Whether a cell belongs to a total."""
    return spot.row is not None and spot.row.role == "total"


def in_middle(spot: Spot) -> bool:
    """Whether a text stands in the middle of its cell: totals, 本年收入合计 and the like, 行次."""
    if spot.span > 1 or spot.column.type == LINE or is_total(spot):
        return True
    return spot.row is not None and spot.row.role == "subtotal" and spot.text.endswith("合计")


def part_name(table: PrintedTable, part: Part) -> str:
    """What a part of a wide table shows, by its outermost headers, e.g. 商品和服务支出."""
    lead = sum(c.id in table.repeated for c in part.columns)
    found = headings(table, part.columns)
    names = [h.label for h in found if h.row == 0 and h.column >= lead]
    return "、".join(dict.fromkeys(names))
