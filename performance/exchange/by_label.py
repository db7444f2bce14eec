"""Reading official forms that were filled elsewhere: by their title and their own words.

The rows of the form are looked for in their order.  A row is found by its labels, without regard
to spaces and width of signs; an entry stands between the labels left and right of it, or beneath
the heading of its column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from disclosures.importing.cells import a1
from disclosures.importing.grid import Grid
from performance.core.forms import Form
from performance.core.layout import LaidCell, text_of
from performance.exchange.found import Gatherer, ReadSheet, Told
from performance.exchange.plan import PlanRow, Spot, of_row, plan_of
from performance.exchange.texts import around, fold

#: A title is no longer than this; a label at most so much longer than the form's own.
_TITLE = 60
_WORD = re.compile(r"\\\{\w+\\\}")


def read_labelled(grid: Grid, forms: Mapping[str, Form], told: Told) -> Iterator[ReadSheet]:
    """The forms of a worksheet, one beneath the other."""
    titles = list(_titles(grid, forms))
    if not titles:
        told.note(grid.name, "", "没有认出绩效表的表名，这个工作表没有读入")
    ends = [row for row, _ in titles[1:]] + [grid.height]
    for (row, form), end in zip(titles, ends, strict=True):
        reader = _Labelled(grid, form, told, row + 1, end)
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
        self.plan = [r for r in plan_of(form).values() if not r.section.beside]
        self.told: set[str] = set()
        self.columns: dict[int, int] = {}  # column of the form → of the worksheet
        self.counts: dict[str, int] = {}

    def read(self) -> None:
        for number, planned in enumerate(self.plan):
            if planned.listed:
                self._list(planned, self.plan[number + 1 :])
            elif _words(planned):
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
            if any(True for _ in planned.places):
                words = "、".join(text_of(s.cell).strip() for s in _words(planned))
                self.messages.note(
                    self.grid.name, "", f"没有找到“{words[:60]}”一行，其中各项没有读入"
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
        wanted = _words(planned)
        for spot in wanted:
            for number in range(place, len(texts)):
                column, text = texts[number]
                if _says(spot.cell, text):
                    anchors[spot.column] = (column, self._last(row, column))
                    place = number if spot.cell.places else number + 1
                    break
        side = planned.section.side
        beside = side is not None and planned.code == f"{planned.section.key}/0"
        own = [s for s in wanted if not (beside and s.column == 0)]
        enough = len([s for s in own if s.column in anchors]) * 5 >= len(own) * 3
        return _Match(row, anchors) if anchors and enough else None

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
        for group in _between(planned.spots):
            if isinstance(group, Spot):
                if group.column in match.anchors:
                    self._worded(group, row, match.anchors[group.column][0])
                continue
            left = max((last + 1 for c, (_, last) in match.anchors.items()
                        if c < group[0].column), default=0)  # fmt: skip
            right = min((first for c, (first, _) in match.anchors.items()
                         if c > group[0].column), default=self.grid.width)  # fmt: skip
            self._alone(group, row, left, right)

    def _worded(self, spot: Spot, row: int, column: int) -> None:
        said = around(spot.cell, self.found.text(row, column))
        for place in spot.cell.places:
            text = self.found.alone(place, _before_next(said or {}, place.path))
            self.found.put(place.path, text, row, column)

    def _alone(self, group: Sequence[Spot], row: int, left: int, right: int) -> None:
        """Entries between two labels: beneath their headings, or else in their order."""
        texts = [(c, t) for c, t in self._cells(row) if left <= c < right]
        if len(group) == 1:
            if texts:
                self._put(group[0], row, texts[0][0])
                self._rest(row, texts[1:])
            return
        known = [s for s in group if s.column in self.columns]
        if len(known) == len(group):
            self._beneath_headings(group, row, left, right)
            return
        for spot, (column, _) in zip(group, texts, strict=False):
            self._put(spot, row, column)
        self._rest(row, texts[len(group) :])

    def _beneath_headings(self, group: Sequence[Spot], row: int, left: int, right: int) -> None:
        starts = [self.columns[s.column] for s in group]
        ends = [*starts[1:], right]
        starts[0] = (
            left if len(self.columns) == len(group) else min(starts[0], max(left, 0) or starts[0])
        )
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
        ahead = [r for r in later if _words(r)][:3]
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
        words = fold("".join(p for p in side.pieces if isinstance(p, str))) if side else ""
        return bool(words) and [fold(t) for t in texts] == [words]

    def _listed(self, spots: Sequence[Spot], row: int) -> None:
        first = min(self.columns.values(), default=0)
        if spots[0].column not in self.columns:
            self._alone(spots[:1], row, 0, first)
            spots = spots[1:]
        known = [s for s in spots if s.column in self.columns]
        if known:
            self._beneath_headings(known, row, self.columns[known[0].column], self.grid.width)


def _words(planned: PlanRow) -> list[Spot]:
    """The cells of a row that have words."""
    return [
        s for s in planned.spots
        if any(isinstance(p, str) and p.strip("—… 　") for p in s.cell.pieces)
    ]  # fmt: skip


def _says(cell: LaidCell, text: str) -> bool:
    """Whether a text is a label, or has a cell's words around its entries."""
    if cell.places:
        return around(cell, text) is not None
    words = _WORD.sub(".*", re.escape(fold(text_of(cell)).rstrip(":")))
    return re.fullmatch(rf"{words}(?:[:(].*)?", fold(text)) is not None


def _between(spots: Sequence[Spot]) -> Iterator[Spot | list[Spot]]:
    """Cells with words and entries one by one, entries alone in runs; labels are left out."""
    run: list[Spot] = []
    for spot in spots:
        alone = spot.cell.places and len(spot.cell.pieces) == 1
        if alone:
            run.append(spot)
            continue
        if run:
            yield run
            run = []
        if spot.cell.places:
            yield spot
    if run:
        yield run


def _before_next(said: Mapping[str, str], path: str) -> str:
    """Of a line that tells several things the one: up to the gap before the next words."""
    return re.split(r"\s{2,}\S+:|　", said.get(path, ""))[0].strip()
