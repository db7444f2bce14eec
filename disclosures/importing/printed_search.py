"""Which tables of a form set stand where in a workbook: title, header, caption and unit of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from disclosures import data
from disclosures.core.codes import Classification
from disclosures.core.forms import FormSet, TableForm
from disclosures.importing.cells import Sheet, a1
from disclosures.importing.grid import Grid
from disclosures.importing.headers import expected_labels, find_header, skip_lanes
from disclosures.importing.printed_strays import has_numbers
from disclosures.importing.printed_table import PrintedTable
from disclosures.importing.report import Report
from disclosures.importing.titles import (
    LONGEST_TITLE,
    Place,
    find_places,
    known_titles,
    looks_like_contents,
    rank_form_sets,
    read_caption,
    titles_of,
    year_in,
)

#: How many rows from its beginning on a table may name its year (caption and header).
CAPTION_ROWS = 8


def all_places(grids: Iterable[Grid]) -> list[Place]:
    """The tables of all sheets, without the titles of a table of contents."""
    found: list[Place] = []
    for grid in grids:
        places = find_places(grid)
        listed = looks_like_contents(places)
        found += [p for n, p in enumerate(places) if n not in listed]
    return found


def year_of(places: Sequence[Place]) -> int | None:
    """The year that most captions and headers name."""
    years: Counter[int] = Counter()
    for place in places:
        grid = place.heading.grid
        rows = range(place.first, min(place.first + CAPTION_ROWS, place.end))
        years.update({y for r in rows for _, t in grid.texts(r) if (y := year_in(t)) is not None})
    return years.most_common(1)[0][0] if years else None


def year_anywhere(sheets: Iterable[Sheet]) -> int | None:
    """The year that most short texts of a workbook name: a cover, a contents page, a note."""
    years: Counter[int] = Counter()
    for sheet in sheets:
        years.update({y for y in [year_in(sheet.name)] if y is not None})
        for row in sheet.rows():
            texts = (v for v in row if isinstance(v, str) and 4 <= len(v) <= LONGEST_TITLE)
            years.update(y for t in texts if (y := year_in(t)) is not None)
    return years.most_common(1)[0][0] if years else None


def choose_form_set(places: Sequence[Place], year: int, report: Report) -> str:
    """The form set that the titles, codes and year fit best; equal ones are told in a note."""
    codes = {p.heading.title: read_caption(p, min(p.heading.row + 4, p.end)).code for p in places}
    ranked = rank_form_sets([p.heading for p in places], codes, year)
    best, chosen = ranked[0]
    equal = [i for score, i in ranked if score == best]
    if "national-final" in equal:
        chosen = "national-final"
    others = "、".join(f"“{data.form_set(i, year).name}”" for i in equal if i != chosen)
    text = f"按表名和年度认作“{data.form_set(chosen, year).name}”"
    report.note("", "", f"{text}；{others}也符合，如不对请指定表样" if others else text)
    return chosen


def note_at(place: Place, text: str, report: Report) -> None:
    """A note about a whole table, at its title."""
    heading = place.heading
    report.note(heading.grid.name, a1(max(heading.row, 0), heading.column), text)


class Search:
    """Finds the tables of one form set."""

    def __init__(self, form_set: FormSet, economic: Classification, report: Report) -> None:
        self._form_set, self._economic, self._report = form_set, economic, report

    def tables(self, places: Sequence[Place]) -> list[PrintedTable]:
        """The tables found, in the order in which they are printed."""
        forms = self._forms(places)
        found: list[PrintedTable] = []
        failed: list[tuple[Place, TableForm]] = []
        for place in places:
            form = forms.get(place.heading.title)
            printed = self._printed_table(place, form) if form else None
            if form is None:
                self._say_unknown(place)
            elif printed is None:
                failed.append((place, form))
            else:
                found.append(printed)
        have = {p.form.role for p in found}
        for place, form in failed:
            if form.role not in have:
                self._say_header(place, form)
        return self._with_units(found)

    def _forms(self, places: Sequence[Place]) -> dict[str, TableForm]:
        """The form of each title found; a like table of another form set's title may stand in."""
        forms = {t: f for f in self._form_set.tables for t in titles_of(f)}
        have = {forms[p.heading.title].role for p in places if p.heading.title in forms}
        for place in places:
            title = place.heading.title
            layouts = known_titles()[title]
            like = [f for f in self._form_set.tables if f.layout in layouts and f.role not in have]
            if title not in forms and len(like) == 1:
                forms[title] = like[0]
                have.add(like[0].role)
                text = f"标题“{place.heading.printed}”认作“{like[0].title}”"
                note_at(place, text, self._report)
        return forms

    def _printed_table(self, place: Place, form: TableForm) -> PrintedTable | None:
        grid, row, year = place.heading.grid, place.heading.row, self._form_set.year
        header = find_header(grid, form, row + 1, place.end, self._economic, year)
        if header is None:
            return None
        first = skip_lanes(grid, form, header, place.end)
        caption = read_caption(place, header.top)
        unit = caption.unit or form.unit
        return PrintedTable(place, form, header, first, place.end, caption, unit)

    def _with_units(self, found: list[PrintedTable]) -> list[PrintedTable]:
        """Where a table prints no unit, the one that all others print; it is told in a note."""
        printed = {p.caption.unit for p in found if p.caption.unit}
        common = printed.pop() if len(printed) == 1 else None
        result = []
        for p in found:
            unit = p.caption.unit or common or p.form.unit
            if p.caption.unit is None:
                note_at(p.place, f"没有写金额单位，按{unit.value}读取", self._report)
            result.append(replace(p, unit=unit))
        return result

    def _say_header(self, place: Place, form: TableForm) -> None:
        self._error(
            place,
            f"找到标题“{place.heading.printed}”，但它下面的表头认不出来",
            f"表头含有：{expected_labels(form)}",
        )

    def _say_unknown(self, place: Place) -> None:
        text = f"“{place.heading.printed}”不是“{self._form_set.name}”里的表"
        if has_numbers(place.heading.grid, place.heading.row + 1, place.end):
            self._error(place, text)
        else:
            note_at(place, text, self._report)

    def _error(self, place: Place, text: str, expected: str = "") -> None:
        heading = place.heading
        spot = a1(max(heading.row, 0), heading.column)
        self._report.error(heading.grid.name, spot, text, expected)
