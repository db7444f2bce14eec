"""Which entries stand in which row and column of a form: what writer and reader agree on.

Every row of a form has a code: ``money/1`` is the second fixed row of that section,
``indicators#3`` row 3 of that list, ``indicators#`` a row that is still to be typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from performance.core.forms import Entry, Form, Section
from performance.core.layout import APART, LaidCell, LaidRow, Place, lay_out
from performance.core.sheet import Sheet
from performance.core.values import Value, Values

#: Beginning of the cell that names the sheet; the version of this way of writing.
MARK = "mingzhang-performance-1"
#: Code of a row that is no row of the form: titles and notes.
NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell and the column at which it begins."""

    column: int
    cell: LaidCell


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row.  ``number`` is that of a list's row."""

    code: str
    section: Section
    spots: tuple[Spot, ...]
    listed: bool = False

    @property
    def places(self) -> Iterator[Place]:
        """Its entries, hidden ones included."""
        return (place for spot in self.spots for place in spot.cell.places)


def rows_of(sheet: Sheet, values: Values, *, merged: int = APART) -> tuple[PlanRow, ...]:
    """The rows of a sheet with their codes; entries that no cell shows stand at the right."""
    laid = lay_out(sheet, values, merged=merged)
    width = len(sheet.form.widths)
    counts: dict[str, int] = {}
    found = []
    for row, spots in zip(laid, _spots(laid, width), strict=True):
        key = row.section.key
        if row.row is None:
            code = f"{key}/{counts.setdefault(key, 0)}"
            counts[key] += 1
        else:
            code = f"{key}#{row.row.number}"
            spots = (*spots, *_hidden(row, width, values))
        found.append(PlanRow(code, row.section, spots, row.row is not None))
    return tuple(found)


#: The rows of a form by code.
Plan = Mapping[str, PlanRow]


def plan_of(form: Form) -> Plan:
    """The rows of a form by code, each list's as ``section#``; paths are those of its row 0."""
    blank = Sheet("", form, dict.fromkeys(form.listed, "0"))
    rows = (PlanRow(r.code.rstrip("0") if r.listed else r.code, r.section, r.spots, r.listed)
            for r in rows_of(blank, {}))  # fmt: skip
    return {row.code: row for row in rows}


def _spots(rows: Sequence[LaidRow], width: int) -> Iterator[tuple[Spot, ...]]:
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        if row.section.beside:
            yield tuple(_beside(row, width))
            continue
        column, spots = 0, []
        for cell in row.cells:
            while (number, column) in taken:
                column += 1
            spots.append(Spot(column, cell))
            taken |= {
                (r, c)
                for r in range(number, number + cell.rows)
                for c in range(column, column + cell.columns)
            }
            column += cell.columns
        yield tuple(spots)


def _beside(row: LaidRow, width: int) -> Iterator[Spot]:
    """The cells of a row beside the form, beneath it: the last one takes what is left."""
    last = len(row.cells) - 1
    for number, cell in enumerate(row.cells):
        columns = max(1, width - number) if number == last else 1
        yield Spot(number, replace(cell, columns=columns, rows=1))


def _hidden(row: LaidRow, width: int, values: Values) -> Iterator[Spot]:
    assert row.row is not None
    for number, entry in enumerate(row.section.hidden):
        path = row.row.path(entry.key)
        place = Place(path=path, entry=entry, value=values.get(path, Value(text="")))
        yield Spot(width + number, LaidCell(pieces=(place,)))


def hidden_entries(form: Form) -> tuple[Entry, ...]:
    """Entries that no cell shows, of the list that has most of them."""
    return max((s.hidden for s in form.sections), key=len, default=())


def of_row(cell: LaidCell, section: str, number: int) -> LaidCell:
    """The cell of the planned row 0 as that of another row."""
    pieces = tuple(
        p
        if isinstance(p, str)
        else Place(path=f"{section}.{number}.{p.entry.key}", entry=p.entry, value=p.value)
        for p in cell.pieces
    )
    return LaidCell(pieces=pieces, columns=cell.columns, rows=cell.rows)
