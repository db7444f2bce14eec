"""Figures of several tables side by side: what the rules between tables compare.

A ``Figure`` is what one or more cells say together, and how far rounding may carry it.  Where a
form set has no such table, column or line there is no figure (None), and every comparison with
it is silent; a row that a table could print and does not print counts as zero, unless the table
prints no row of that level at all: then the rows below speak for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from disclosures.core.facts import Expenditure, Income
from disclosures.core.forms import TableForm
from disclosures.core.money import Unit, exact, show
from disclosures.core.rules.base import Evidence, Problem, Severity, slack
from disclosures.core.tables import TOTAL, Address, Row, Table

USUAL = "通行勾稽关系"
INFERRED = "由表样推出的勾稽关系"


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount (分), the cells it is read from and how exactly they are printed.

    ``step`` is the coarsest printed hundredth (分) among its tables, ``parts`` how many printed
    figures that are not zero it adds up.
    """

    table: str
    amount: int
    cells: tuple[Address, ...] = ()
    step: int = 1
    parts: int = 1
    unit: Unit = Unit.WAN


def figure(evidence: Evidence, role: str, row: str, column: str) -> Figure | None:
    """What the cell of a table says; None where the form set has no such cell."""
    table = evidence.tables.get(role)
    return None if table is None else figure_of(table, row, column)


def figure_of(table: Table, row: str, column: str) -> Figure | None:
    """What a cell says; None where the form has no such cell."""
    found = table.get(row)
    if column not in table.form.column or not (found or _could_print(table.form, row)):
        return None
    if found is None and _leaves_level_out(table, row):
        return _below(table, row, column)
    cells = (table.address(row, column),) if found and column in found.cells else ()
    amount = found.amount(column) if found else 0
    return Figure(table.role, amount, cells, table.step, 1 if amount else 0, table.unit)


def _could_print(form: TableForm, row: str) -> bool:
    return not form.blocks or row in form.lines


def _leaves_level_out(table: Table, code: str) -> bool:
    """Whether a filed table prints rows by code, but none so deep (类, 款, 项) as the code."""
    levels = table.form.levels
    if not table.filed or not levels or levels[0].by not in ("function", "econ"):
        return False
    return code.isdigit() and bool(table.by_key.keys() - {TOTAL}) and len(code) not in table.depths


def _below(table: Table, code: str, column: str) -> Figure | None:
    """What the topmost rows under a code come to; None where the table goes no deeper."""
    by = table.form.levels[0].by
    under = {row.key: row for row in table.rows if row.code(by).startswith(code)}
    topmost = [row.key for row in under.values() if row.parent not in under]
    deeper = any(len(row.code(by)) > len(code) for row in table.rows)
    return total_of(table, topmost, column) if topmost or deeper else None


def together(*figures: Figure | None) -> Figure | None:
    """The figures added up, those that are not there left out; None where none is there."""
    there = [f for f in figures if f is not None]
    if not there:
        return None
    first = next((f for f in there if f.amount), there[0])
    return Figure(
        first.table,
        sum(f.amount for f in there),
        tuple(c for f in there if f.amount for c in f.cells),
        max(f.step for f in there),
        sum(f.parts for f in there),
        first.unit,
    )


def all_together(*figures: Figure | None) -> Figure | None:
    """The figures added up; None where one of them is not there."""
    return None if any(f is None for f in figures) else together(*figures)


def total_of(table: Table, rows: Iterable[str], column: str) -> Figure:
    """The cells of one column in several rows, added up; zero where there is no such row."""
    found = together(*(figure_of(table, row, column) for row in rows))
    return found or Figure(table.role, 0, (), table.step, 0, table.unit)


def equal(expected: Figure | None, found: Figure | None) -> Iterator[Problem]:
    """``found`` must be ``expected``; what rounding explains is a note, or nothing between units.

    One fact printed twice is exact (EQ), sums have the tolerance SUM of rules.json.
    """
    if expected is None or found is None:
        return
    difference = abs(expected.amount - found.amount)
    explained = difference <= allowance(expected, found)
    if difference and not (explained and _one_fact(expected, found)):
        yield _problem(expected, found, rounding=explained)


def close(expected: Figure | None, found: Figure | None) -> Iterator[Problem]:
    """Like ``equal``, but one printed step apart is a note (DERIVED)."""
    if expected is None or found is None or expected.amount == found.amount:
        return
    difference = abs(expected.amount - found.amount)
    yield _problem(expected, found, rounding=difference <= _derived(expected, found))


def at_most(limit: Figure | None, found: Figure | None) -> Iterator[Problem]:
    """``found`` must not be more than ``limit``; one printed step more is a note (DERIVED)."""
    if limit is None or found is None or found.amount <= limit.amount:
        return
    rounding = found.amount - limit.amount <= _derived(limit, found)
    yield replace(_problem(limit, found, rounding=rounding), text=_beyond("不应大于", limit, found))


def part_of_all(ev: Evidence, limit: Figure | None, found: Figure | None) -> Iterator[Problem]:
    """``at_most`` for a part of what the same facts add up to: only refunds can carry it beyond.

    Tables derived from facts of which some are negative get a warning, which asks for a reason;
    filed tables do not tell of what they are made, and theirs is an error.
    """
    for problem in at_most(limit, found):
        if problem.severity is None and _refunded(ev):
            text = f"{problem.text}；数据中有负数（冲销、退回），差额由此形成的，写明原因"
            problem = replace(problem, severity=Severity.WARNING, text=text)
        yield problem


def _refunded(ev: Evidence) -> bool:
    main = ev.tables.form_set.measure
    return any(
        isinstance(f, Expenditure | Income) and f.measure == main and f.amount < 0
        for f in (ev.facts.facts if ev.facts else ())
    )


def at_least(least: Figure | None, found: Figure | None) -> Iterator[Problem]:
    """``found`` must not be less than ``least``; one printed step less is a note (DERIVED)."""
    if least is None or found is None or found.amount >= least.amount:
        return
    rounding = least.amount - found.amount <= _derived(least, found)
    yield replace(_problem(least, found, rounding=rounding), text=_beyond("不应小于", least, found))


def _beyond(word: str, bound: Figure, found: Figure) -> str:
    shown = show if found.step > 1 else exact
    amounts = (bound.amount, found.amount, found.amount - bound.amount)
    limit, now, difference = (shown(amount, found.unit) for amount in amounts)
    return f"{word} {limit}，现为 {now}，相差 {difference} {found.unit.value}"


def _derived(expected: Figure, found: Figure) -> int:
    step = max(expected.step, found.step)
    return max(step if step > 1 else 0, allowance(expected, found))


def allowance(expected: Figure, found: Figure) -> int:
    """How far (分) rounding may carry two figures of one amount apart.

    As far as ``slack`` allows so many printed figures; within one step where both are the same
    fact, so that only tables printed in different units may differ.
    """
    step = max(expected.step, found.step)
    if _one_fact(expected, found):
        return step // 2
    return slack(step, max(1, expected.parts) + max(1, found.parts) - 1)


def agree(expected: Figure | None, found: Figure | None) -> bool:
    """Whether both are there and rounding explains what lies between them."""
    return (
        expected is not None
        and found is not None
        and abs(expected.amount - found.amount) <= allowance(expected, found)
    )


def _one_fact(expected: Figure, found: Figure) -> bool:
    return expected.parts <= 1 and found.parts <= 1


def _problem(expected: Figure, found: Figure, *, rounding: bool) -> Problem:
    return Problem(
        table=found.table,
        cells=tuple(dict.fromkeys((*found.cells, *expected.cells))),
        expected=expected.amount,
        found=found.amount,
        severity=Severity.INFO if rounding else None,
    )


def rows_by(evidence: Evidence, role: str, *dimensions: str) -> Mapping[tuple[str, ...], Row]:
    """The rows of a table that stand for exactly those dimensions, by their codes."""
    table = evidence.tables.get(role)
    if table is None:
        return {}
    return {
        tuple(row.code(d) for d in dimensions): row
        for row in table.rows
        if set(row.dims) == set(dimensions)
    }


def codes(evidence: Evidence, dimension: str, *roles: str, digits: int = 0) -> list[str]:
    """The codes for which any of the tables prints a row of its own, in order."""
    found = {code for role in roles for (code,) in rows_by(evidence, role, dimension)}
    return sorted(c for c in found if not digits or len(c) == digits)
