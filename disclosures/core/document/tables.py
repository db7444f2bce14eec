"""Tables → what is printed of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from disclosures.core.document.printed import (
    Line,
    PrintedCell,
    PrintedColumn,
    PrintedRow,
    PrintedTable,
    PrintedTables,
)
from disclosures.core.facts import LABELS
from disclosures.core.forms import TEXT, Column, FormSet, TableForm
from disclosures.core.tables import Row, Table, Tables

BLANK = PrintedCell(of=-1)


def title_of(forms: FormSet) -> str:
    """What a disclosure is called after its department, e.g. 2020年度部门决算."""
    return f"{forms.year}{forms.year_suffix}部门{LABELS['kind'][forms.kind]}"


def tables_of(tables: Tables) -> PrintedTables:
    """All tables as they are printed."""
    return PrintedTables(
        department=tables.department,
        title=f"{title_of(tables.form_set)}公开表",
        form_set_name=tables.form_set.name,
        tables=tuple(table_of(t, tables) for t in tables.tables),
    )


def table_of(table: Table, tables: Tables) -> PrintedTable:
    """A table as it is printed in ``tables``."""
    form, forms = table.form, tables.form_set

    def fill(text: str) -> str:
        return forms.fill(text, form, tables.department, table.unit)

    left, center, right = (fill(form.caption.get(k, "")) for k in ("left", "center", "right"))
    return PrintedTable(
        role=table.role,
        title=form.title,
        code=form.code,
        caption=(left, center, right),
        unit=table.unit.value,
        orientation=form.orientation,
        columns=tuple(PrintedColumn(c.id, c.label, c.type, c.lane) for c in form.columns),
        headings=form.headings,
        lines=tuple(_Lines(table).lines()),
        lane_row=form.lane_row,
        blocks=len(form.blocks),
        notes=tuple(map(fill, form.notes)),
        explanation=fill(form.empty) if table.empty and form.empty else "",
        split=(form.split.repeat, *form.split.groups) if form.split else (),
    )


class _Lines:
    """Writes the lines of one table."""

    def __init__(self, table: Table) -> None:
        form = table.form
        self.table = table
        self.columns = form.columns
        self.owner = {c: n for n, block in enumerate(form.blocks) for c in block.columns}
        self.names = _names(form)
        self.ranks = _ranks(form)

    def lines(self) -> Iterator[Line]:
        for line in self.table.lines:
            covers = {c: row for row in line if row for c in row.span}
            rows = [row for row in line if row is not None]
            places = {id(row): n for n, row in enumerate(rows)}
            cells = tuple(self._cells(line, covers, places))
            yield Line(cells, tuple(PrintedRow(row.key, row.role) for row in rows))

    def _cells(
        self, line: Sequence[Row | None], covers: dict[str, Row], places: dict[int, int]
    ) -> Iterator[PrintedCell]:
        done: set[str] = set()
        for column in self.columns:
            cover = covers.get(column.id)
            if cover is None:
                row = line[self.owner.get(column.id, 0)]
                yield self._cell(row, column, places[id(row)]) if row else BLANK
            elif cover.key not in done:
                done.add(cover.key)
                span = sum(row is cover for row in covers.values())
                text = cover.texts.get(cover.span[0], "")
                yield PrintedCell(text, span, places[id(cover)], leads=True)

    def _cell(self, row: Row, column: Column, of: int) -> PrintedCell:
        cell = row.cells.get(column.id)
        amount = cell.amount if cell else None
        text = self.table.shown(row, column)
        if column.id not in self.names:
            return _plain(text, of, amount)
        depth = self.ranks[row.depth] if row.depth < len(self.ranks) else row.depth
        return PrintedCell(text, 1, of, amount, leads=True, depth=depth)


@lru_cache(maxsize=10_000)
def _plain(text: str, of: int, amount: int | None) -> PrintedCell:
    """Most cells of a wide table are the same zero."""
    return PrintedCell(text, 1, of, amount)


def _names(form: TableForm) -> frozenset[str]:
    """The columns whose text names the row: the first text column of each block."""
    groups = [b.columns for b in form.blocks] or [tuple(c.id for c in form.columns)]
    found = (next((c for c in ids if form.column[c].type == TEXT), "") for ids in groups)
    return frozenset(filter(None, found))


def _ranks(form: TableForm) -> list[int]:
    """How many printed levels stand above each level."""
    shown = [0 if level.hidden else 1 for level in form.levels]
    return [sum(shown[:n]) for n in range(len(shown))]
