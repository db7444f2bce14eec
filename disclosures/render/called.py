"""What rows and columns of a printed table are called."""

from __future__ import annotations

from collections.abc import Mapping

from disclosures.core.document import PrintedTable
from disclosures.core.forms import CODE, TEXT


def column_label(table: PrintedTable, place: int, joined: str = " / ") -> str:
    """All headings above the column at that place, outermost first: 财政拨款 / 基本支出."""
    above = [h for h in table.headings if h.column <= place < h.column + h.columns]
    labels = [h.label for h in sorted(above, key=lambda h: h.row)]
    return joined.join(dict.fromkeys(filter(None, labels))) or table.columns[place].id


def column_names(table: PrintedTable) -> Mapping[str, str]:
    """What every column is called, by its id."""
    return {c.id: column_label(table, n) for n, c in enumerate(table.columns)}


def row_names(table: PrintedTable) -> Mapping[str, str]:
    """What every row is called, by its key: its codes and texts, e.g. 2080101 行政运行.

    A row without texts is called as the table is.
    """
    found: dict[str, list[str]] = {}
    for line in table.lines:
        for column, cell in table.placed(line):
            row = line.row(cell)
            if row is not None and row.key and (cell.leads or column.type in (CODE, TEXT)):
                found.setdefault(row.key, []).append(cell.text)
    return {key: " ".join(dict.fromkeys(filter(None, texts))) for key, texts in found.items()}
