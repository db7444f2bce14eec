"""Tables as some office might print them: sheets of a workbook made by hand from tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from disclosures.core.facts import Fact
from disclosures.core.forms import COUNT, Column
from disclosures.core.money import Unit, printed
from disclosures.core.tables import Table, Tables
from disclosures.data import economic, functions
from disclosures.importing.cells import Merge, Sheet, Value, Workbook
from disclosures.importing.printed_reader import PrintedReading, read_printed
from tests.core.rules.builders import BUDGET, FINAL, as_filed, tables

DEPARTMENT = "某某局"


@dataclass
class Page:
    """One sheet being made: rows of values, and merged cells."""

    name: str
    rows: list[list[Value]]
    merged: list[Merge] = field(default_factory=list)
    hidden: bool = False
    formulas: dict[tuple[int, int], bool] = field(default_factory=dict)

    def sheet(self) -> Sheet:
        """The sheet as the reading layer gives it."""
        return Sheet(
            name=self.name,
            hidden=self.hidden,
            merged=tuple(self.merged),
            formulas=self.formulas,
            read=lambda: iter([list(row) for row in self.rows]),
        )

    def find(self, text: Value) -> tuple[int, int]:
        """The first cell with that value."""
        for number, row in enumerate(self.rows):
            if text in row:
                return number, row.index(text)
        raise KeyError(text)

    def put(self, found: Value, value: Value) -> Page:
        """The same page with the first such cell changed."""
        row, column = self.find(found)
        self.rows[row][column] = value
        return self

    def set(self, row: int, column: int, value: Value) -> Page:
        """The same page with one cell changed."""
        self.rows[row][column] = value
        return self


@cache
def final(*facts: Fact, form: str = "sichuan-final-2020", year: int = 2020) -> Tables:
    """Filed tables of a sound final account."""
    return as_filed(tables(*(facts or FINAL), form=form, year=year))


@cache
def budget() -> Tables:
    """Filed tables of a sound budget of two units."""
    return as_filed(tables(*BUDGET, form="bazhong-budget-2022", year=2022))


def page(
    given: Tables,
    role: str,
    *,
    unit: Unit | None = None,
    columns: Sequence[str] | None = None,
    merged: bool = True,
    zero: Value = 0.0,
    title: str = "",
    caption: Sequence[Value] | None = None,
) -> Page:
    """One table on a sheet of its own: title, code, caption, header, 栏次, lines.

    ``columns`` are the columns to print, in order; ``merged`` whether header cells are merged as
    the form has them (else the upper labels stand once, over the first column).
    """
    table = given.by_role[role]
    unit = unit or table.unit
    shown = [table.form.column[c] for c in columns or [c.id for c in table.form.columns]]
    top: list[list[Value]] = [
        [title or table.form.title],
        [table.form.code],
        list(caption) if caption is not None else _caption(given, unit),
    ]
    in_order = columns is None
    header, merges = _header(table, len(top), merged=merged) if in_order else ([], [])
    if not in_order:
        header = _paths(table, shown)
    lanes: list[list[Value]] = [[c.lane for c in shown]] if table.form.lane_row else []
    rows = top + header + lanes + _lines(table, shown, unit, zero)
    width = max(map(len, rows))
    return Page(table.form.title, [row + [""] * (width - len(row)) for row in rows], merges)


def _caption(given: Tables, unit: Unit) -> list[Value]:
    return [f"部门（单位）：{given.department}", f"{given.year}年度", f"金额单位：{unit.value}"]


def _header(table: Table, first: int, *, merged: bool) -> tuple[list[list[Value]], list[Merge]]:
    width = len(table.form.columns)
    rows: list[list[Value]] = [[""] * width for _ in range(table.form.header_depth)]
    merges = []
    for h in table.form.headings:
        rows[h.row][h.column] = h.label
        if merged and (h.rows > 1 or h.columns > 1):
            top, left = first + h.row, h.column
            merges.append(Merge(top, left, top + h.rows - 1, left + h.columns - 1))
    return rows, merges


def _paths(table: Table, shown: Sequence[Column]) -> list[list[Value]]:
    """Header rows in which every column repeats all the labels above it."""
    position = {c.id: n for n, c in enumerate(table.form.columns)}
    rows: list[list[Value]] = [[""] * len(shown) for _ in range(table.form.header_depth)]
    for n, column in enumerate(shown):
        for h in table.form.headings:
            if h.column <= position[column.id] < h.column + h.columns:
                rows[h.row][n] = h.label
    return rows


def _lines(table: Table, shown: Sequence[Column], unit: Unit, zero: Value) -> list[list[Value]]:
    side = {c: n for n, block in enumerate(table.form.blocks) for c in block.columns}
    rows: list[list[Value]] = []
    for line in table.lines:
        values: list[Value] = []
        for column in shown:
            row = line[side.get(column.id, 0)]
            cell = row.cells.get(column.id) if row else None
            if cell is not None:
                values.append(_number(cell.amount, column, unit, zero))
            else:
                texts = (r.texts.get(column.id, "") for r in line if r)
                values.append(next(filter(None, texts), ""))
        rows.append(values)
    return rows


def _number(amount: int, column: Column, unit: Unit, zero: Value) -> Value:
    hundredths = amount if column.type == COUNT else printed(amount, unit)
    return hundredths / 100 if hundredths else zero


def pages(given: Tables, **how: object) -> list[Page]:
    """Every table on a sheet of its own."""
    return [page(given, t.role, **how) for t in given.tables]  # type: ignore[arg-type]


def below(*parts: Page, name: str = "附表") -> Page:
    """Several pages in one sheet, one below the other, with a blank row between."""
    rows: list[list[Value]] = []
    merged: list[Merge] = []
    for part in parts:
        down = len(rows)
        rows += [*part.rows, []]
        merged += [
            replace(m, first_row=m.first_row + down, last_row=m.last_row + down)
            for m in part.merged
        ]
    return Page(name, rows, merged)


def read(*given: Page, form: str | None = None, year: int | None = None) -> PrintedReading:
    """What the reader makes of a workbook of those sheets."""
    workbook = Workbook("xlsx", tuple(p.sheet() for p in given))
    return read_printed(workbook, form, functions(), economic(), year=year)


def with_page(
    given: Tables, role: str, change: Callable[[Page], Page], **how: object
) -> list[Page]:
    """Every table, one of them changed."""
    return [
        change(page(given, t.role, **how)) if t.role == role else page(given, t.role)  # type: ignore[arg-type]
        for t in given.tables
    ]


def said(messages: Sequence[object]) -> list[str]:
    """Messages as people read them."""
    return [str(m) for m in messages]
