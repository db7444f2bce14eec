"""Where a form is broken into pages, and what is printed again behind a break.

A row is as high as its own cells; what a cell over several rows lacks goes to the last of them on
its page.  Pages are broken between rows, never below a heading.  Within a row they are broken
where it is higher than a page, or would leave more than half of one empty.  After a break the
heading that the row stands under (``form_cells.headings``) is printed again, and the cells that go
on are closed and printed again: labels and short texts with their words, a longer text with the
rest of it, a figure only once.  Lengths are in pt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from disclosures.core.document import Placed, PrintedForm
from disclosures.core.document.form_cells import headings
from disclosures.render.draw.lines import Line

LINE_HEIGHT = 1.3
#: Labels and texts of so many lines stand again behind a break; longer ones go on there.
LABEL_AGAIN, TEXT_AGAIN = 16, 3
#: So many lines of a text must fit above a break within a row.
LEAST = 3
#: A heading that takes more of a page is not printed again.
HEADING_MOST = 1 / 3
#: Rather than leave more of a page empty a row is broken.
EMPTIEST = 1 / 2
SLACK = 0.05


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell with its text in lines of letters of ``size``."""

    placed: Placed
    lines: Sequence[Line]
    size: float

    @property
    def step(self) -> float:
        """The height of a line."""
        return self.size * LINE_HEIGHT

    @property
    def rows(self) -> range:
        """The rows that it is in."""
        return range(self.placed.row, self.placed.row + self.placed.cell.rows)

    @property
    def again(self) -> bool:
        """Whether its words stand again behind a break."""
        cell = self.placed.cell
        most = LABEL_AGAIN if cell.label else TEXT_AGAIN
        return cell.amount is None and len(self.lines) <= most


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell on one page: in its bands from ``top`` up to ``bottom``, with lines of its text.

    ``first``: its words have not stood on a page before.
    """

    spot: Spot
    top: int
    bottom: int
    start: int
    end: int
    first: bool

    @property
    def whole(self) -> bool:
        """Whether all of its text stands there."""
        return self.end - self.start == len(self.spot.lines)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a form: the heights of its bands (rows, or a part of one) and its cells."""

    heights: Sequence[float]
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Room:
    """The width of a form, what its first page and the others have for it, its foot's height."""

    width: float
    first: float
    rest: float
    foot: float = 0.0


class Breaking:
    """Breaks one form into pages; ``done`` are the lines of each cell that stand on pages."""

    def __init__(
        self, form: PrintedForm, spots: Sequence[Spot], look: tuple[float, float], room: Room
    ) -> None:
        """``look``: the height of a line and the padding above and below a text."""
        self.form, self.spots, self.room = form, spots, room
        step, self.pad = look
        self.least = step + 2 * self.pad
        self.count = len(form.rows)
        self.under = headings(form)
        self.done = [0] * len(spots)
        self.own = [self.least] * self.count
        #: The cells that are in each row.
        self.inside: list[list[int]] = [[] for _ in form.rows]
        for number, spot in enumerate(spots):
            for row in spot.rows:
                self.inside[row].append(number)
            if len(spot.rows) == 1:
                height = self._height(spot, len(spot.lines))
                self.own[spot.rows[0]] = max(self.own[spot.rows[0]], height)

    def sheets(self) -> Iterator[Sheet]:
        """Page by page; the last has no rows where the foot stands alone."""
        row, room, left = 0, self.room.first, 0.0
        while row < self.count:
            bands, cut = self._bands(row, room)
            heights = self._heights(bands)
            if cut:
                heights[-1] = cut
            yield Sheet(heights, list(self._pieces(bands, heights, broken=bool(cut))))
            row = bands[-1] + (not cut)
            left, room = room - sum(heights), self.room.rest
        if left + SLACK < self.room.foot:
            yield Sheet([], [])

    # -- which rows ---------------------------------------------------------------------------

    def _bands(self, row: int, room: float) -> tuple[list[int], float]:
        """The rows of the page that begins with a row; the height of the last if it is broken."""
        again = self._again(row)
        end = self._fitting(again, row, room)
        bands = [*again, *range(row, end)]
        if end < self.count and (cut := self._cut(bands, end, room)):
            return [*bands, end], cut
        left = room - sum(self._heights(bands))
        kept = self._kept(row, end, left)
        if kept > row:
            return [*again, *range(row, kept)], 0.0
        return [*bands, end], max(left, self.least)

    def _again(self, row: int) -> list[int]:
        """The heading that is printed again above a row, unless it takes too much of the page."""
        rows = list(self.under[row])
        return rows if sum(self._heights(rows)) <= self.room.rest * HEADING_MOST else []

    def _fitting(self, again: Sequence[int], row: int, room: float) -> int:
        """Behind the last row that fits; what a closed label needs may shrink with more rows."""
        most, base = row, sum(self._heights(again))
        while most < self.count:
            base += self.own[most] if most > row else self.least
            if base > room + SLACK:
                break
            most += 1
        fits = (
            end
            for end in range(most, row, -1)
            if sum(self._heights([*again, *range(row, end)])) <= room + SLACK
        )
        return next(fits, row)

    def _kept(self, row: int, end: int, left: float) -> int:
        """The same without headings at its end, and with a row less where there is no room left
        for the foot; ``row`` where nothing stays.
        """
        if end == self.count:
            if left + SLACK >= self.room.foot:
                return end
            fewer = self._without_headings(row, end - 1)
            return fewer if fewer > row else end
        return self._without_headings(row, end)

    def _without_headings(self, row: int, end: int) -> int:
        while end > row and self.form.rows[end - 1].repeats:
            end -= 1
        return end

    # -- heights ------------------------------------------------------------------------------

    def _height(self, spot: Spot, count: int) -> float:
        return max(count * spot.step + 2 * self.pad, self.least)

    def _lines(self, number: int, last: int) -> int:
        """How many lines a cell must find room for on a page whose last row is ``last``."""
        spot = self.spots[number]
        if spot.again:
            return len(spot.lines)
        return len(spot.lines) - self.done[number] if spot.rows[-1] <= last else 0

    def _places(self, bands: Sequence[int]) -> dict[int, list[int]]:
        """In which of the bands the cells are that are in any."""
        found: dict[int, list[int]] = {}
        for place, row in enumerate(bands):
            for number in self.inside[row]:
                found.setdefault(number, []).append(place)
        return found

    def _heights(self, bands: Sequence[int]) -> list[float]:
        """The heights of rows that stand below each other on one page."""
        found = [self.least] * len(bands)
        places = sorted(self._places(bands).items(), key=lambda item: len(item[1]))
        for number, mine in places:
            wanted = self._height(self.spots[number], self._lines(number, bands[-1]))
            top, last = mine[0], mine[-1]
            if top == last:
                found[top] = max(found[top], wanted)
            else:
                found[last] += max(wanted - sum(found[top : last + 1]), 0.0)
        return found

    # -- within a row -------------------------------------------------------------------------

    def _cut(self, bands: Sequence[int], row: int, room: float) -> float:
        """The height of the part of a row that stands below ``bands``; 0 where it stays whole."""
        above = self._heights(bands)
        left = room - sum(above)
        whole = self._heights([*bands, row])[-1]
        tall = whole > self.room.rest - sum(self._heights(self._again(row)))
        if self.form.rows[row].repeats or not (tall or left > self.room.rest * EMPTIEST):
            return 0.0
        wanted, useful = self.least, 0.0
        for number in self.inside[row]:
            spot = self.spots[number]
            beside = sum(h for b, h in zip(bands, above, strict=True) if b in spot.rows)
            rest = len(spot.lines) - self.done[number]
            least = len(spot.lines) if spot.again else min(rest, LEAST)
            wanted = max(wanted, self._height(spot, least) - beside)
            if not spot.again:
                fits = min(rest, int((left + beside - 2 * self.pad + SLACK) / spot.step))
                useful = max(useful, fits * spot.step + 2 * self.pad - beside)
        return max(wanted, min(useful, left)) if wanted <= left else 0.0

    # -- cells --------------------------------------------------------------------------------

    def _pieces(
        self, bands: Sequence[int], heights: Sequence[float], *, broken: bool
    ) -> Iterator[Piece]:
        """The cells of a page; ``broken``: its last row goes on on the next."""
        last = bands[-1] - broken
        for number, mine in sorted(self._places(bands).items()):
            spot, top, bottom = self.spots[number], mine[0], mine[-1] + 1
            done, count = self.done[number], len(spot.lines)
            if spot.again:
                yield Piece(spot, top, bottom, 0, count, not done)
                self.done[number] = count
                continue
            room = sum(heights[top:bottom]) - 2 * self.pad + SLACK
            fits = count if spot.rows[-1] <= last else done + max(int(room / spot.step), 0)
            end = min(fits, count)
            yield Piece(spot, top, bottom, done, end, first=True)
            self.done[number] = end
