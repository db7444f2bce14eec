"""A wide table cut into parts that fit the page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from disclosures.core.document import PrintedColumn, PrintedTable
from disclosures.render.measure import PADDING, Need
from disclosures.render.sheet import Part


def parts(table: PrintedTable, wanted: Mapping[str, Need], room: float) -> list[Part]:
    """A split table cut into parts that fit ``room`` em.

    The groups of the table are kept, and cut further where one is wider than the page.
    """
    if not table.split:
        return [Part(table.columns)]
    repeated = [table.column[c] for c in table.repeated]
    left = room - sum(wanted[c.id].least + PADDING for c in repeated)
    groups = [
        piece
        for ids in table.split[1:]
        for piece in _cut([table.column[c] for c in ids], wanted, left)
    ]
    return [
        Part((*repeated, *group), number, len(groups)) for number, group in enumerate(groups, 1)
    ]


def _cut(
    columns: Sequence[PrintedColumn], wanted: Mapping[str, Need], room: float
) -> list[list[PrintedColumn]]:
    """A group in as few pieces as fit, of about the same width."""
    widths = [wanted[c.id].least + PADDING for c in columns]
    for count in range(max(1, math.ceil(sum(widths) / room)), len(columns)):
        pieces = _even(columns, widths, count)
        if all(sum(wanted[c.id].least + PADDING for c in piece) <= room for piece in pieces):
            return pieces
    return [[c] for c in columns]


def _even(
    columns: Sequence[PrintedColumn], widths: Sequence[float], count: int
) -> list[list[PrintedColumn]]:
    """Columns in ``count`` pieces of about the same width."""
    share = sum(widths) / count
    marks, filled = [], 0.0
    for width in widths:
        marks.append(min(int((filled + width / 2) / share), count - 1))
        filled += width
    starts = [marks.index(n) for n in sorted(set(marks))]
    return [list(columns[a:b]) for a, b in pairwise([*starts, len(columns)])]
