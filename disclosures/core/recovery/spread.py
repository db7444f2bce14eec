"""Two-way amounts known by their margins: which cells do the margins determine?

Spending is printed by function in one table and by economic code in another.  Where a line or
column of the grid between them has only one place left, or nothing left, its cells are known;
everything else stays open.  Nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R", bound=Hashable)
C = TypeVar("C", bound=Hashable)


@dataclass(frozen=True)
class Spread(Generic[R, C]):
    """What the margins determine.

    ``known`` are the cells determined (zeros left out); ``rest`` is what is left of each row
    whose cells are not all determined.
    """

    known: Mapping[tuple[R, C], int]
    rest: Mapping[R, int]


def spread(
    rows: Mapping[R, int],
    columns: Mapping[C, int],
    *,
    bounds: Mapping[tuple[R, C], int] | None = None,
    slack: Callable[[int], int] = lambda figures: 0,
) -> Spread[R, C]:
    """The cells of a grid of non-negative amounts, as far as they follow from its margins.

    ``rows`` and ``columns`` are the printed sums (分); a column that ``bounds`` alone speaks of
    has no sum of its own.  ``bounds`` is the most that each cell can be (none: anything).
    ``slack`` tells by how much a sum of so many printed figures may differ from its total.
    """
    return _Grid(rows, columns, bounds, slack).solve()


class _Grid(Generic[R, C]):
    def __init__(
        self,
        rows: Mapping[R, int],
        columns: Mapping[C, int],
        bounds: Mapping[tuple[R, C], int] | None,
        slack: Callable[[int], int],
    ) -> None:
        self._rows, self._columns, self._bounds, self._slack = rows, columns, bounds, slack
        pairs = bounds if bounds is not None else [(r, c) for r in rows for c in columns]
        self._open = {(r, c) for r, c in pairs if self._may_hold(r, c)}
        self._known: dict[tuple[R, C], int] = {}

    def _may_hold(self, row: R, column: C) -> bool:
        most = self._bounds.get((row, column), 0) if self._bounds is not None else 1
        return bool(self._rows.get(row) and most and self._columns.get(column, 1))

    def solve(self) -> Spread[R, C]:
        """Round after round, until nothing more becomes known."""
        while self._step():
            pass
        rest = {
            row: total - sum(v for (r, _), v in self._known.items() if r == row)
            for row, total in self._rows.items()
            if total and (self._is_open(row) or not self._has_cells(row))
        }
        return Spread({cell: v for cell, v in self._known.items() if v}, rest)

    def _is_open(self, row: R) -> bool:
        return any(r == row for r, _ in self._open)

    def _has_cells(self, row: R) -> bool:
        return any(r == row for r, _ in self._known)

    def _step(self) -> bool:
        """One round over all rows and columns; whether anything became known."""
        before = len(self._open)
        for row, total in self._rows.items():
            self._settle({p for p in self._open if p[0] == row}, total, self._sum(0, row))
        for column, total in self._columns.items():
            cells = {p for p in self._open if p[1] == column}
            self._settle(cells, total, self._sum(1, column))
        return len(self._open) < before

    def _sum(self, side: int, name: object) -> tuple[int, int]:
        """What is known of a row (side 0) or column (side 1): sum and number of figures."""
        amounts = [v for cell, v in self._known.items() if cell[side] == name]
        return sum(amounts), sum(1 for v in amounts if v)

    def _settle(self, cells: set[tuple[R, C]], total: int, known: tuple[int, int]) -> None:
        if not cells:
            return
        left = total - known[0]
        if abs(left) <= self._slack(known[1]):
            self._take(dict.fromkeys(cells, 0))
        elif len(cells) == 1 and left > 0:
            cell = next(iter(cells))
            most = self._bounds[cell] if self._bounds is not None else left
            if left <= most + self._slack(known[1] + 1):
                self._take({cell: min(left, most)})
        elif self._bounds is not None:
            full = {cell: self._bounds[cell] for cell in cells}
            if abs(sum(full.values()) - left) <= self._slack(known[1] + len(full)):
                self._take(full)

    def _take(self, cells: Mapping[tuple[R, C], int]) -> None:
        self._known.update(cells)
        self._open -= set(cells)
