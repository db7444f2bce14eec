"""Reading official forms that were filled elsewhere: by their title and their own words.

The rows of the form are looked for in their order.  A row is found by its labels, without regard
to spaces and width of signs; an entry stands between the labels left and right of it, or beneath
the heading of its column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from disclosures.importing.cells import a1
from disclosures.importing.grid import Grid
from performance.core.forms import Form
from performance.core.layout import LaidCell, text_of
from performance.exchange.found import MOST_ROWS, Gatherer, ReadSheet, Told
from performance.exchange.plan import PlanRow, Spot, of_row, plan_of
from performance.exchange.texts import around, fold
from performance.exchange.words import begins, between, enough, known_by, says, speaks, until

#: A title is no longer than this.
_TITLE = 60


def read_labelled(grid: Grid, forms: Mapping[str, Form], told: Told) -> Iterator[ReadSheet]:
    """The forms of a worksheet, one beneath the other."""
    titles = list(_titles(grid, forms))
    if not titles:
        told.note(grid.name, "", "没有认出绩效表的表名，这个工作表没有读入")
        return
    ends = [row for row, _ in titles[1:]] + [grid.height]
    for (row, form), end in zip(titles, ends, strict=True):
        if end - row > MOST_ROWS:
            told.error(grid.name, a1(row + MOST_ROWS, 0), f"一张表最多 {MOST_ROWS} 行")
        reader = _Labelled(grid, form, told, row + 1, min(end, row + MOST_ROWS))
        reader.read()
        found = reader.found
        yield ReadSheet(
            "", form.id, grid.name, found.fields, found.cells, frozenset(reader.told), hides=True
        )


def _titles(grid: Grid, forms: Mapping[str, Form]) -> Iterator[tuple[int, Form]]:
    known = sorted((f for f in forms.values() if not f.report), key=lambda f: -len(f.name))
    for row in range(grid.height):
        texts = [fold(text) for _, text in grid.texts(row)]
        if len(texts) != 1 or len(texts[0]) > _TITLE:
            continue
        form = next((f for f in known if texts[0].endswith(fold(f.name))), None)
        if form is not None:
            yield row, form


@dataclass(frozen=True)
class _Match:
    """A row of the worksheet as one of the form: where each of its labels stands."""

    row: int
    anchors: dict[int, tuple[int, int]]  # column of the form → first and last of the worksheet


class _Labelled:
    def __init__(self, grid: Grid, form: Form, told: Told, first: int, end: int) -> None:
        self.grid, self.form, self.messages = grid, form, told
        self.row, self.end = first, end
        self.found = Gatherer(grid, told, form.id)
        self.plan = list(plan_of(form).values())
        self.told: set[str] = set()
        self.columns: dict[int, int] = {}  # column of the form → of the worksheet
        self.counts: dict[str, int] = {}
        self.firsts = {fold(b.l1).partition("(")[0] for b in form.tree}
        self.seconds = {fold(b.l2) for b in form.tree}

    def read(self) -> None:
        for number, planned in enumerate(self.plan):
            if planned.listed:
                self._list(planned, self.plan[number + 1 :])
            elif known_by(planned):
                self._by_words(planned)
            else:
                self._beneath(planned, self.plan[number + 1 :])
        for section, count in self.counts.items():
            if count:
                self.found.fields[section] = ",".join(str(n) for n in range(1, count + 1))

    # -- rows with words ------------------------------------------------------------------------

    def _by_words(self, planned: PlanRow) -> None:
        match = self._search(planned)
        if match is None:
            if any(True for _ in planned.places) and not planned.section.beside:
                said = "、".join(text_of(s.cell).strip() for s in known_by(planned))
                self.messages.note(
                    self.grid.name, "", f"没有找到“{said[:60]}”一行，其中各项没有读入"
                )
            return
        self.row = match.row + 1
        self.told.add(planned.section.key)
        if planned.section.is_list and not any(True for _ in planned.places):
            self.columns = {}
        self.columns |= {c: first for c, (first, _) in match.anchors.items()}
        self._take(planned, match)

    def _search(self, planned: PlanRow) -> _Match | None:
        for row in range(self.row, self.end):
            match = self._match(planned, row)
            if match is not None:
                return match
        return None

    def _match(self, planned: PlanRow, row: int) -> _Match | None:
        """Whether most of the labels stand in that row, in their order."""
        anchors: dict[int, tuple[int, int]] = {}
        texts = list(self._cells(row))
        place = 0
        heading = planned.section.is_list and not any(True for _ in planned.places)
        for spot in (s for s in planned.spots if speaks(s)):
            number = self._find(spot.cell, texts, place, heading)
            if number is not None:
                column = texts[number][0]
                anchors[spot.column] = (column, self._last(row, column))
                place = number + 1
        return _Match(row, anchors) if anchors and enough(planned, anchors) else None

    @staticmethod
    def _find(
        cell: LaidCell, texts: Sequence[tuple[int, str]], place: int, heading: bool
    ) -> int | None:
        """Which of the texts says a cell; what tells several things may be the last one again."""
        again = [place - 1] if cell.places and place else []
        for number in (*range(place, len(texts)), *again):
            text = texts[number][1]
            if says(cell, text) or (heading and begins(cell, text)):
                return number
        return None

    def _cells(self, row: int) -> Iterator[tuple[int, str]]:
        """The texts that begin in a row."""
        return self.grid.texts(row)

    def _last(self, row: int, column: int) -> int:
        """The last column of a cell."""
        last = column
        while last + 1 < self.grid.width and self.grid.origin(row, last + 1) == (row, column):
            last += 1
        return last

    # -- entries --------------------------------------------------------------------------------

    def _take(self, planned: PlanRow, match: _Match) -> None:
        row = match.row
        for group in between(planned.spots):
            if isinstance(group, Spot):
                self._worded(group, planned, match)
                continue
            before = [w.column for w in known_by(planned) if w.column < group[0].column]
            if before and before[-1] not in match.anchors:
                continue  # its label is missing
            left = max((last + 1 for c, (_, last) in match.anchors.items()
                        if c < group[0].column), default=0)  # fmt: skip
            right = min((first for c, (first, _) in match.anchors.items()
                         if c > group[0].column), default=self.grid.width)  # fmt: skip
            self._alone(group, row, left, right)

    def _worded(self, spot: Spot, planned: PlanRow, match: _Match) -> None:
        """A cell with words of its own, in its row or in one of the next."""
        at = match.anchors.get(spot.column)
        row, column = (match.row, at[0]) if at else self._near(spot, match.row)
        if row < 0:
            return
        text = self.found.text(row, column)
        later = [s for s in planned.spots if s.column > spot.column and s.cell.places]
        shared = [s for s in later if match.anchors.get(s.column, (-1,))[0] == column]
        for place in spot.cell.places:
            said = (around(spot.cell, text) or {}).get(place.path, "")
            said = until(said, [s.cell for s in shared])
            self.found.put(place.path, self.found.alone(place, said), row, column)

    def _near(self, spot: Spot, row: int) -> tuple[int, int]:
        for below in range(row + 1, min(row + 5, self.end)):
            for column, text in self._cells(below):
                if around(spot.cell, text) is not None:
                    return below, column
        return -1, -1

    def _alone(self, group: Sequence[Spot], row: int, left: int, right: int) -> None:
        """Entries between two labels: beneath their headings, or else in their order."""
        texts = [(c, t) for c, t in self._cells(row) if left <= c < right]
        if len(group) == 1:
            if texts:
                self._put(group[0], row, texts[0][0])
                self._rest(row, texts[1:])
            return
        known = [s for s in group if s.column in self.columns]
        if len(known) == len(group) and self._fit(group, texts):
            self._beneath_headings(group, row, left, right)
            return
        for spot, (column, _) in zip(group, texts, strict=False):
            self._put(spot, row, column)
        self._rest(row, texts[len(group) :])

    def _fit(self, group: Sequence[Spot], texts: Sequence[tuple[int, str]]) -> bool:
        """Whether the texts stand beneath the headings of these entries."""
        return all(column >= self.columns[group[0].column] for column, _ in texts)

    def _beneath_headings(
        self, group: Sequence[Spot], row: int, left: int, right: int, shift: int = 0
    ) -> None:
        starts = [self.columns[s.column] - shift for s in group]
        others = [c - shift for g, c in self.columns.items() if g < group[0].column]
        if not any(left <= c < starts[0] for c in others):
            starts[0] = left
        ends = [*starts[1:], right]
        for spot, start, end in zip(group, starts, ends, strict=True):
            texts = [(c, t) for c, t in self._cells(row) if max(start, left) <= c < min(end, right)]
            if texts:
                self._put(spot, row, texts[0][0])
                self._rest(row, texts[1:])

    def _put(self, spot: Spot, row: int, column: int) -> None:
        self.found.cell(spot.cell, row, column)

    def _rest(self, row: int, texts: Sequence[tuple[int, str]]) -> None:
        for column, text in texts:
            self.messages.note(
                self.grid.name, a1(row, column), f"“{text[:40]}”不知道是哪一项，没有读入"
            )

    # -- rows without words ---------------------------------------------------------------------

    def _beneath(self, planned: PlanRow, later: Sequence[PlanRow]) -> None:
        """A row of entries beneath their headings."""
        if self.row >= self.end or self._is_later(self.row, later):
            return
        row = self.row
        if self.grid.blank(row):
            self.row += 1
            return
        spots = [s for s in planned.spots if s.cell.places]
        self._beneath_or_all(spots, row)
        self.row += 1

    def _beneath_or_all(self, spots: Sequence[Spot], row: int) -> None:
        if all(s.column in self.columns for s in spots):
            self._beneath_headings(spots, row, 0, self.grid.width)
        else:
            self._alone(spots, row, 0, self.grid.width)

    def _is_later(self, row: int, later: Sequence[PlanRow]) -> bool:
        """Whether a row is the next one of the form that has words of its own."""
        ahead = [r for r in later if known_by(r)][:6]
        return any(self._match(r, row) is not None for r in ahead)

    def _list(self, planned: PlanRow, later: Sequence[PlanRow]) -> None:
        section = planned.section.key
        self.told.add(section)
        spots = [s for s in planned.spots if s.cell.places and s.column < len(self.form.widths)]
        while self.row < self.end and not self._is_later(self.row, later):
            row, self.row = self.row, self.row + 1
            if self.grid.blank(row) or self._only_side(row, planned):
                continue
            self.counts[section] = self.counts.get(section, 0) + 1
            own = [Spot(s.column, of_row(s.cell, section, self.counts[section])) for s in spots]
            self._listed(own, row)

    def _only_side(self, row: int, planned: PlanRow) -> bool:
        side = planned.section.side
        texts = [text for _, text in self._cells(row)]
        said = fold("".join(p for p in side.pieces if isinstance(p, str))) if side else ""
        return bool(said) and [fold(t) for t in texts] == [said]

    def _listed(self, spots: Sequence[Spot], row: int) -> None:
        first = min(self.columns.values(), default=0)
        if spots[0].column not in self.columns:
            self._alone(spots[:1], row, 0, first)
            spots = spots[1:]
        known = [s for s in spots if s.column in self.columns]
        if not known:
            return
        shift = self._shift(known, row)
        first = max(0, self.columns[known[0].column] - shift)
        half, start = self._half(known, row)
        if half:
            self._beneath_headings(known[:half], row, first, start, shift)
            own = self.columns[known[half].column] - start
            self._beneath_headings(known[half:], row, start, self.grid.width, own)
        else:
            self._beneath_headings(known, row, first, self.grid.width, shift)

    def _half(self, spots: Sequence[Spot], row: int) -> tuple[int, int]:
        """Where the half of the year begins that has a second level of its own: which of the
        entries, and at which column; 0 where the row has no such name."""
        keys = [s.cell.places[0].entry.key for s in spots]
        if "l2y" not in keys:
            return 0, 0
        half = keys.index("l2y")
        texts = list(self._cells(row))
        named = [n for n, (_, text) in enumerate(texts) if fold(text) in self.seconds]
        if not named or len(texts) - named[-1] > len(spots) - half:
            return 0, 0
        start = texts[named[-1]][0]
        beyond = start > self.columns[spots[half - 2].column]
        return (half, start) if len(named) == 2 or beyond else (0, 0)

    def _shift(self, spots: Sequence[Spot], row: int) -> int:
        """How far a row stands too far left, by the names of its levels."""
        levels = {s.cell.places[0].entry.key: self.columns[s.column] for s in spots}
        texts = list(self._cells(row))[:1]
        for column, text in texts:
            name = fold(text).partition("(")[0]
            leads = name not in self.seconds or column <= levels.get("l1", -1)
            if "l1" in levels and name in self.firsts and leads:
                return max(0, levels["l1"] - column)
            if "l2" in levels and name in self.seconds and column != levels.get("l2y"):
                return max(0, levels["l2"] - column)
        return 0
