"""Sheets in which no known title stands: named, so that no table is lost by a mistyped title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from disclosures.core.forms import FormSet, TableForm
from disclosures.importing.cells import a1
from disclosures.importing.grid import Grid, one_line
from disclosures.importing.report import Report
from disclosures.importing.titles import (
    LONGEST_TITLE,
    Place,
    find_places,
    fold_title,
    known_titles,
    titles_of,
)

#: In how many rows from the top a title may stand, and how like a known one it has to be.
TOP_ROWS, LIKE = 6, 0.8


def say_strays(
    grids: Sequence[Grid], places: Sequence[Place], form_set: FormSet, report: Report
) -> None:
    """An error for a title that is nearly that of a table not found, a note for other sheets.

    Exports of the accounting software hold many more tables (支出决算明细表 …) with like titles.
    """
    read = {place.heading.grid.name for place in places}
    absent = _absent(places, form_set)
    for grid in grids:
        if grid.name in read or not has_numbers(grid, 0, grid.height) or find_places(grid):
            continue
        row, column, text, meant = _likeliest(grid, absent)
        if meant:
            report.error(grid.name, a1(row, column), f"不认识的表“{text}”", f"“{meant}”")
        else:
            report.note(grid.name, "", "没有公开表的标题，没有读取")


def has_numbers(grid: Grid, first: int, end: int) -> bool:
    """Whether any number other than zero stands in those rows."""
    return any(
        isinstance(value, float | int) and not isinstance(value, bool) and value
        for row in range(first, min(end, grid.height))
        for value in grid.rows[row]
    )


def _absent(places: Sequence[Place], form_set: FormSet) -> list[TableForm]:
    """The tables of which no title was found, nor one that another form set has for them."""
    have = {p.heading.title for p in places}
    foreign = have - {t for f in form_set.tables for t in titles_of(f)}
    layouts = {layout for t in foreign for layout in known_titles()[t]}
    return [f for f in form_set.tables if f.layout not in layouts and not have & set(titles_of(f))]


def _likeliest(grid: Grid, forms: Sequence[TableForm]) -> tuple[int, int, str, str]:
    """Where a title nearly like a known one stands, its text, and the title meant."""
    found = [
        (SequenceMatcher(None, fold_title(text), known).ratio(), row, column, text, form.title)
        for row, column, text in _titles(grid)
        for form in forms
        for known in titles_of(form)
    ]
    likeness, row, column, text, meant = max(found, default=(0.0, 0, 0, "", ""))
    return (row, column, text, meant) if likeness >= LIKE else (0, 0, "", "")


def _titles(grid: Grid) -> Iterator[tuple[int, int, str]]:
    for row in range(min(TOP_ROWS, grid.height)):
        for column, text in grid.texts(row):
            if 4 <= len(text) <= LONGEST_TITLE and fold_title(text).endswith("表"):
                yield row, column, one_line(text)
