"""Tables as the Document keeps them: every printed string, and the amount behind it."""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.core.document.values import Line, PrintedCell, PrintedTable
from disclosures.core.forms import FormSet
from disclosures.core.tables import Row, Table, Tables


def table_of(table: Table, tables: Tables) -> PrintedTable:
    """A table as it is printed in ``tables``."""
    form, forms = table.form, tables.form_set

    def fill(text: str) -> str:
        return _fill(forms, table, tables.department, text)

    left, center, right = (fill(form.caption.get(k, "")) for k in ("left", "center", "right"))
    return PrintedTable(
        role=table.role,
        title=form.title,
        code=form.code,
        caption=(left, center, right),
        unit=table.unit.value,
        orientation=form.orientation,
        columns=tuple((c.id, c.label, c.type, c.lane) for c in form.columns),
        headings=form.headings,
        lines=tuple(_lines(table)),
        lane_row=form.lane_row,
        notes=tuple(map(fill, form.notes)),
        explanation=fill(form.empty) if table.empty and form.empty else "",
        split=(form.split.repeat, *form.split.groups) if form.split else (),
    )


def _fill(forms: FormSet, table: Table, department: str, text: str) -> str:
    return forms.fill(text, table.form, department, table.unit)


def _lines(table: Table) -> Iterator[Line]:
    owner = {c: n for n, block in enumerate(table.form.blocks) for c in block.columns}
    for line in table.lines:
        first = next((row for row in line if row), None)
        if first is not None:
            cells = tuple(_cells(table, line, owner))
            yield Line(cells=cells, role=first.role, depth=first.depth)


def _cells(
    table: Table, line: tuple[Row | None, ...], owner: dict[str, int]
) -> Iterator[PrintedCell]:
    covers = {c: row for row in line if row for c in row.span}
    done: set[str] = set()
    for column in table.form.columns:
        row = covers.get(column.id)
        if row is None:
            row = line[owner.get(column.id, 0)]
            cell = row.cells.get(column.id) if row else None
            yield PrintedCell(
                column=column.id,
                text=table.shown(row, column) if row else "",
                row=row.key if row and cell else "",
                amount=cell.amount if cell else None,
            )
        elif row.key not in done:
            done.add(row.key)
            span = sum(r is row for r in covers.values())
            yield PrintedCell(column=column.id, text=row.texts.get(row.span[0], ""), span=span)
