"""What the cells of a form are called, and which rows stand again where a form is broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from disclosures.core.document.forms import Placed, PrintedForm

#: A row of a list is named by so many words: 绩效指标, then 一级、二级、三级指标.
NAMES = 4


def headings(form: PrintedForm) -> tuple[range, ...]:
    """For every row the heading that it stands under: rows marked ``repeats``, maybe none.

    A heading is a run of such rows.  The rows after it belong to it until the next heading; where
    a cell of the heading goes on beneath it, as 绩效指标 does, no further than that cell does.
    A row of a heading itself stands under none.
    """
    found: list[range] = []
    heading, end = range(0), 0
    for number, row in enumerate(form.rows):
        if row.repeats:
            goes_on = number > 0 and form.rows[number - 1].repeats
            heading = range(heading.start if goes_on else number, number + 1)
            end = _reach(form, heading)
            found.append(range(number, number))
        else:
            found.append(heading if heading and number < end else range(number, number))
    return tuple(found)


def _reach(form: PrintedForm, heading: range) -> int:
    """Behind the last row that a heading speaks of."""
    ends = [p.row + p.cell.rows for p in form.placed if p.row in heading]
    return max(ends) if max(ends) > heading.stop else len(form.rows)


def scope(form: PrintedForm, placed: Placed) -> str:
    """What a label is the head of: ``column``, ``row``, or nothing where it is no head."""
    if not (placed.cell.label and placed.cell.text.strip()):
        return ""
    if not form.rows[placed.row].repeats:
        return "row"
    last = form.rows[placed.row + placed.cell.rows - 1]
    return "column" if last.repeats else "row"


def called(form: PrintedForm) -> dict[str, str]:
    """What each cell with an address is called: the words at its left, then those above it.

    E.g. 绩效指标 产出指标 数量指标 补助企业 · 实际完成值.
    """
    under = headings(form)
    listed = Counter(heading for heading in under if heading)
    return {
        p.cell.at: " · ".join(
            filter(None, (_left(form, p, listed[under[p.row]] > 1), _above(form, p, under[p.row])))
        )
        for p in form.placed
        if p.cell.at
    }


def _left(form: PrintedForm, placed: Placed, named: bool) -> str:
    """The labels at the left; where a row of a list is ``named`` by what was entered, that too."""
    beside = [
        p for p in form.placed
        if p.row <= placed.row < p.row + p.cell.rows and p.column < placed.column
    ]  # fmt: skip
    chosen: list[Placed] = []
    for p in sorted(beside, key=lambda p: p.column):
        name = named and p.cell.amount is None and len(chosen) < NAMES
        chosen += [p] * bool(p.cell.text.strip() and (p.cell.label or name))
    return _words(chosen)


def _above(form: PrintedForm, placed: Placed, heading: Sequence[int]) -> str:
    return _words(
        p for p in form.placed
        if p.row in heading and scope(form, p) == "column"
        and p.column <= placed.column < p.column + p.cell.columns
    )  # fmt: skip


def _words(placed: Iterable[Placed]) -> str:
    return " ".join(dict.fromkeys("".join(p.cell.text.split()) for p in placed))
