"""Sheets in which no known title stands: named, so that no table is lost by a mistyped title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from disclosures.core.forms import FormSet
from disclosures.importing.cells import a1
from disclosures.importing.grid import Grid, one_line
from disclosures.importing.report import Report
from disclosures.importing.titles import LONGEST_TITLE, Place, find_places, fold_title, titles_of

#: In how many rows from the top a title may stand, and how like a known one it has to be.
TOP_ROWS, LIKE = 6, 0.8


def say_strays(
    grids: Sequence[Grid], places: Sequence[Place], form_set: FormSet, report: Report
) -> None:
    """An error for a title that is nearly one of the form set's, a note for other sheets."""
    read = {place.heading.grid.name for place in places}
    for grid in grids:
        if grid.name in read or not has_numbers(grid, 0, grid.height) or find_places(grid):
            continue
        row, column, text, meant = _likeliest(grid, form_set)
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


def _likeliest(grid: Grid, form_set: FormSet) -> tuple[int, int, str, str]:
    """Where a title nearly like a known one stands, its text, and the title meant."""
    found = [
        (SequenceMatcher(None, fold_title(text), known).ratio(), row, column, text, form.title)
        for row, column, text in _titles(grid)
        for form in form_set.tables
        for known in titles_of(form)
    ]
    likeness, row, column, text, meant = max(found, default=(0.0, 0, 0, "", ""))
    return (row, column, text, meant) if likeness >= LIKE else (0, 0, "", "")


def _titles(grid: Grid) -> Iterator[tuple[int, int, str]]:
    for row in range(min(TOP_ROWS, grid.height)):
        for column, text in grid.texts(row):
            if 4 <= len(text) <= LONGEST_TITLE and fold_title(text).endswith("表"):
                yield row, column, one_line(text)
