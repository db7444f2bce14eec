"""A table fitted to a page: size of its letters, its parts, and the width of every column."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from disclosures.core.forms import Column
from disclosures.core.tables import Table
from disclosures.render import measure
from disclosures.render.measure import PADDING, Need
from disclosures.render.sheet import Part

#: The printable area of A4 (width, height) in pt, inside the margins of print.css.
ROOM = {"portrait": (504.0, 751.0), "landscape": (751.0, 504.0)}
#: Letter sizes in pt with the padding above and below in em, from the best to the tightest.
LOOKS = (
    (10.0, 0.3),
    (10.0, 0.2),
    (9.5, 0.3),
    (9.5, 0.2),
    (9.0, 0.3),
    (9.0, 0.2),
    (8.5, 0.2),
    (8.5, 0.12),
    (8.0, 0.2),
    (8.0, 0.12),
    (7.5, 0.2),
    (7.5, 0.1),
    (7.0, 0.2),
)
WIDE_LOOKS = ((7.5, 0.2), (7.0, 0.25), (7.0, 0.15))
#: To save a page letters are not made smaller than this; forms of fixed lines should be one page.
SMALL, SMALL_FIXED = 8.5, 7.5
LINE_HEIGHT = 1.25
#: What stands above a table, before its notes, and a line of a note, in pt.
ABOVE, GAP, NOTE = 53.0, 6.0, 11.3


@dataclass(frozen=True)
class Fit:
    """Letters in pt, padding above and below in em, parts with widths of columns in em."""

    size: float
    pad: float
    parts: tuple[Part, ...]
    widths: tuple[tuple[float, ...], ...]


def fit(table: Table) -> Fit:
    """The look with the fewest pages, then without broken lines, then with the largest letters.

    Letters are never made smaller for the sake of either than SMALL says.
    """
    wanted = measure.needs(table)
    room, _ = ROOM[table.form.orientation]
    found = list(_looks(table, wanted, room))
    small = SMALL_FIXED if table.form.blocks else SMALL
    free = [f for f in found if table.form.split or f.size >= small] or found[:1]
    costs = [_cost(table, f) for f in free]
    return free[costs.index(min(costs))]


def _looks(table: Table, wanted: Mapping[str, Need], room: float) -> Iterator[Fit]:
    """The looks in which the table is not wider than the page; at least the smallest."""
    if table.form.split:
        for size, pad in WIDE_LOOKS:
            yield _fit(size, pad, parts(table, wanted, room / size), wanted, room)
        return
    least = sum(n.least + PADDING for n in wanted.values())
    fitting = [look for look in LOOKS if least * look[0] <= room] or [LOOKS[-1]]
    for size, pad in fitting:
        yield _fit(size, pad, [Part(table.form.columns)], wanted, room)


def _fit(
    size: float, pad: float, found: Sequence[Part], wanted: Mapping[str, Need], room: float
) -> Fit:
    widths = tuple(
        tuple(
            measure.share_out(
                [wanted[c.id] for c in part.columns], room / size - PADDING * len(part.columns)
            )
        )
        for part in found
    )
    return Fit(size, pad, tuple(found), widths)


def _cost(table: Table, found: Fit) -> tuple[int, bool]:
    """How many pages the table will take, about, and whether texts are broken into lines."""
    costs = [
        _part_cost(table, found, part.columns, widths)
        for part, widths in zip(found.parts, found.widths, strict=True)
    ]
    return sum(pages for pages, _ in costs), any(broken for _, broken in costs)


def _part_cost(
    table: Table, found: Fit, columns: Sequence[Column], widths: Sequence[float]
) -> tuple[int, bool]:
    by_id = {c.id: w for c, w in zip(columns, widths, strict=True)}
    line, rule = found.size * LINE_HEIGHT, 2 * found.pad * found.size + 0.5
    head = sum(n * line + rule for n in measure.heading_lines(table, columns, by_id))
    head += (line + rule) * table.form.lane_row
    room = ROOM[table.form.orientation][1] - head
    heights = measure.line_heights(table, columns, by_id)
    count, filled = 1, ABOVE
    for lines in heights:
        filled += lines * line + rule
        if filled > room:
            count, filled = count + 1, lines * line + rule
    foot = GAP + NOTE * (len(table.form.notes) + (1 if table.empty else 0))
    return count + (filled + foot > room), max(heights, default=1) > 1


def parts(table: Table, wanted: Mapping[str, Need], room: float) -> list[Part]:
    """A split table cut into parts that fit ``room`` em.

    The groups of the form are kept, and cut further where one is wider than the page.
    """
    form = table.form
    if form.split is None:
        return [Part(form.columns)]
    repeated = [form.column[c] for c in form.split.repeat]
    left = room - sum(wanted[c.id].least + PADDING for c in repeated)
    groups = [
        piece
        for ids in form.split.groups
        for piece in _cut([form.column[c] for c in ids], wanted, left)
    ]
    return [
        Part((*repeated, *group), number, len(groups)) for number, group in enumerate(groups, 1)
    ]


def _cut(columns: Sequence[Column], wanted: Mapping[str, Need], room: float) -> list[list[Column]]:
    """A group in as few pieces as fit, of about the same width."""
    widths = [wanted[c.id].least + PADDING for c in columns]
    for count in range(max(1, math.ceil(sum(widths) / room)), len(columns)):
        pieces = _even(columns, widths, count)
        if all(sum(wanted[c.id].least + PADDING for c in piece) <= room for piece in pieces):
            return pieces
    return [[c] for c in columns]


def _even(columns: Sequence[Column], widths: Sequence[float], count: int) -> list[list[Column]]:
    """Columns in ``count`` pieces of about the same width."""
    share = sum(widths) / count
    marks, filled = [], 0.0
    for width in widths:
        marks.append(min(int((filled + width / 2) / share), count - 1))
        filled += width
    starts = [marks.index(n) for n in sorted(set(marks))]
    return [list(columns[a:b]) for a, b in pairwise([*starts, len(columns)])]
