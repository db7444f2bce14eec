"""How a table stands on its pages: its parts, edges of columns, heights and lines of rows.

Lines are broken by the true widths of the letters. Lengths are in pt unless they are said to be
in em.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

from disclosures.core.document import PrintedColumn, PrintedTable
from disclosures.core.forms import CODE, LINE, Heading
from disclosures.render import measure, sheet
from disclosures.render.draw.fonts import Letters
from disclosures.render.fit import parts
from disclosures.render.measure import PADDING, Need
from disclosures.render.sheet import Part, Spot
from disclosures.render.wrap import balanced, tidy

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
#: A code wider than this is broken into lines, in em.
CODE_MOST = 14.0

#: The texts of a line: which cell, in which column, the cell, and the room it takes in em.
_Texts = Sequence[tuple[int, int, Spot, float]]


@dataclass(frozen=True, slots=True)
class Space:
    """The printable area of a page, and what a part leaves of it on its first and last page."""

    width: float
    height: float
    above: float
    foot: float


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its cells, its height, and the texts that take several lines, by place.

    Such a text has its own size, smaller than the others' where it would be higher than a page.
    """

    spots: Sequence[Spot]
    height: float
    wrapped: dict[int, tuple[list[str], float]]


@dataclass
class Plan:
    """One part of a table, ready to be drawn.

    ``edges`` are the borders of the columns, counted from the left one; ``head`` the heights of
    the header rows, 栏次 included; ``pad`` is the room above and below a text.
    """

    part: Part
    size: float
    pad: float
    edges: list[float]
    headings: list[tuple[Heading, list[str]]] = field(default_factory=list)
    head: list[float] = field(default_factory=list)
    pages: list[list[Line]] = field(default_factory=list)

    def across(self, place: int, span: int) -> float:
        """The width of a cell."""
        return self.edges[place + span] - self.edges[place]

    def height(self, count: float) -> float:
        """The height of a row of so many lines of text."""
        return count * LINE_HEIGHT * self.size + 2 * self.pad


def plans(table: PrintedTable, regular: Letters, bold: Letters, space: Space) -> list[Plan]:
    """The parts of a table in the look that takes the fewest pages, in the largest letters."""
    planner = _Planner(table, regular, bold, space)
    if table.split:
        return planner.fewest(WIDE_LOOKS)
    most = planner.most()
    least = SMALL_FIXED if table.blocks else SMALL
    fitting = [look for look in LOOKS if look[0] <= most] or [(most, LOOKS[-1][1])]
    return planner.fewest([look for look in fitting if look[0] >= least] or fitting[:1])


def _count(found: Sequence[Plan]) -> int:
    return sum(len(plan.pages) for plan in found)


@dataclass
class _Planner:
    """Plans the parts of one table."""

    table: PrintedTable
    regular: Letters
    bold: Letters
    space: Space
    spots: list[list[Spot]] = field(init=False)
    texts: list[_Texts] = field(init=False)
    wanted: dict[str, Need] = field(init=False)

    def __post_init__(self) -> None:
        columns = self.table.columns
        self.spots = list(sheet.lines(self.table, columns))
        self.texts = [self._texts(spots) for spots in self.spots]
        found = measure.needs(self.table, cache(self.bold.width), self.spots)
        self.wanted = {c.id: _bounded(c, found[c.id]) for c in columns}

    def most(self) -> float:
        """The largest size in which the table is not wider than the page."""
        return self.space.width / sum(need.least + PADDING for need in self.wanted.values())

    def fewest(self, looks: Sequence[tuple[float, float]]) -> list[Plan]:
        """The plans with the fewest pages, in the first of the looks that has as few."""
        best = self._plans(*looks[0])
        if _count(best) == 1 or len(looks) == 1:
            return best
        tightest = self._plans(*looks[-1])
        if _count(tightest) >= _count(best):
            return best
        tried = (self._plans(*look) for look in looks[1:-1])
        return next((found for found in tried if _count(found) <= _count(tightest)), tightest)

    def _plans(self, size: float, pad: float) -> list[Plan]:
        found = parts(self.table, self.wanted, self.space.width / size)
        return [self._plan(part, size, pad * size) for part in found]

    def _plan(self, part: Part, size: float, pad: float) -> Plan:
        wanted = [self.wanted[c.id] for c in part.columns]
        room = self.space.width / size - PADDING * len(wanted)
        widths = [w + PADDING for w in measure.share_out(wanted, room)]
        scale = self.space.width / sum(widths)
        edges = list(accumulate((w * scale for w in widths), initial=0.0))
        plan = Plan(part, size, pad, edges)
        self._head(plan)
        room = self.space.height - sum(plan.head)
        found = [self._line(plan, *line, room) for line in self._part_lines(part)]
        foot = self.space.foot if part.number == part.of else 0.0
        plan.pages = _pages(found, room, room - self.space.above, foot)
        return plan

    def _part_lines(self, part: Part) -> Iterator[tuple[Sequence[Spot], _Texts]]:
        """The cells of every line, and which of them hold texts that may need several lines."""
        columns = self.table.columns
        if part.columns == columns:
            yield from zip(self.spots, self.texts, strict=True)
        elif any(len(spots) < len(columns) for spots in self.spots):
            for spots in sheet.lines(self.table, part.columns):
                yield spots, self._texts(spots)
        else:
            index = {c.id: n for n, c in enumerate(columns)}
            chosen = [index[c.id] for c in part.columns]
            place = {n: p for p, n in enumerate(chosen)}
            for spots, texts in zip(self.spots, self.texts, strict=True):
                mine = [(place[n], place[n], spot, w) for n, _, spot, w in texts if n in place]
                yield [spots[n] for n in chosen], mine

    def _head(self, plan: Plan) -> None:
        """A row is as high as its own labels; what a tall label lacks goes to its last row."""
        table = self.table
        counts = [1] * table.header_depth
        found = sheet.headings(table, plan.part.columns)
        for heading in sorted(found, key=lambda h: h.rows):
            room = plan.across(heading.column, heading.columns) / plan.size - PADDING
            label = balanced(heading.label, room, self.regular.width)
            plan.headings.append((heading, label))
            last = heading.row + heading.rows - 1
            counts[last] += max(len(label) - sum(counts[heading.row : last + 1]), 0)
        plan.headings.sort(key=lambda h: (h[0].row, h[0].column))
        plan.head = [plan.height(n) for n in counts + [1] * table.lane_row]

    def _texts(self, spots: Sequence[Spot]) -> _Texts:
        found, place = [], 0
        for number, spot in enumerate(spots):
            if spot.amount is None and spot.text:
                width = self._letters(spot).set(spot.text)[1] + _beside(spot)
                found.append((number, place, spot, width))
            place += spot.span
        return found

    def _letters(self, spot: Spot) -> Letters:
        return self.bold if sheet.is_total(spot) else self.regular

    def _line(self, plan: Plan, spots: Sequence[Spot], texts: _Texts, most: float) -> Line:
        count = 1.0
        wrapped: dict[int, tuple[list[str], float]] = {}
        for number, place, spot, width in texts:
            across = plan.edges[place + spot.span] - plan.edges[place]
            if width * plan.size > across:
                room = across - _beside(spot) * plan.size
                found = _wrapped(spot.text, self._letters(spot), room, plan, most)
                wrapped[number] = found
                count = max(count, len(found[0]) * found[1] / plan.size)
        return Line(spots, plan.height(count), wrapped)


def _beside(spot: Spot) -> float:
    """What stands beside a text in its cell: padding and indentation, in em."""
    return spot.depth * sheet.INDENT + PADDING


def _wrapped(
    text: str, letters: Letters, room: float, plan: Plan, most: float
) -> tuple[list[str], float]:
    size = plan.size
    while True:
        found = tidy(text, room / size, letters.width)
        if len(found) * LINE_HEIGHT * size + 2 * plan.pad <= most or size < 1:
            return found, size
        size *= 0.9


def _pages(lines: Sequence[Line], rest: float, first: float, foot: float) -> list[list[Line]]:
    """The lines page by page; the last page also has room for the foot, or is the foot alone."""
    found: list[list[Line]] = [[]]
    left = first
    for line in lines:
        if line.height > left and (found[-1] or left < rest):
            found.append([])
            left = rest
        found[-1].append(line)
        left -= line.height
    if foot > left:
        moved = [found[-1].pop()] if len(found[-1]) > 1 else []
        found.append(moved)
    return found


def _bounded(column: PrintedColumn, need: Need) -> Need:
    if column.type in (CODE, LINE) and need.least > CODE_MOST:
        return Need(CODE_MOST, CODE_MOST)
    return need
