"""How much of a sheet is filled in."""

from __future__ import annotations

from collections.abc import Iterator

from performance.core.sheet import Sheet
from performance.core.values import Values


def filled_of(sheet: Sheet, values: Values) -> tuple[int, int]:
    """How many of its entries are filled in or reckoned, and of how many."""
    paths = list(_paths(sheet))
    return sum(1 for p in paths if p in values and values[p].text), len(paths)


def _paths(sheet: Sheet) -> Iterator[str]:
    yield from sheet.form.fixed
    for name, rows in sheet.rows.items():
        line = sheet.form.section[name].row
        shown = [e.key for cell in line.cells for e in cell.entries] if line else []
        for row in rows:
            yield from map(row.path, shown)
