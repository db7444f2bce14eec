"""Tables as rows for CSV: as published, and every figure on a row of its own.

Every amount is in 元, to the 分; a number of things is the number.  No cell begins a formula.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from disclosures.core.document import Document, Line, PrintedCell, PrintedColumn, PrintedTable
from disclosures.core.document.form_cells import called
from disclosures.core.forms import COUNT
from disclosures.core.money import Unit, exact, show
from disclosures.render.called import column_label

#: What Excel and WPS, of any language, may take for the beginning of a formula.
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?")
#: By this mark Excel knows that a text is UTF-8.
MARK = "\ufeff"
FACTS = (
    "table", "table_code", "table_title", "row", "row_label", "column", "column_label",
    "type", "amount", "printed", "unit", "department", "year", "kind",
)  # fmt: skip
FORM_CELLS = ("form", "form_code", "form_title", "subject", "at", "label", "text", "value")


def csv_text(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 CSV (RFC 4180) of rows whose texts are made harmless."""
    target = io.StringIO()
    csv.writer(target).writerows([harmless(cell) for cell in row] for row in rows)
    return (MARK + target.getvalue()).encode()


def harmless(text: str) -> str:
    """A text that would begin a formula gets an apostrophe before it; a number does not."""
    if text[:1] in FORMULA and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def table_rows(table: PrintedTable) -> Iterator[list[str]]:
    """The names of the columns, then every line; a label over several columns stands in one."""
    yield names(table)
    for line in table.lines:
        row = []
        for column, cell in table.placed(line):
            row += [_value(column, cell), *[""] * (cell.span - 1)]
        yield row


def names(table: PrintedTable) -> list[str]:
    """What every column is called, by all headings above it: 财政拨款 / 基本支出.

    Columns that are called alike are numbered.
    """
    found, seen = [], Counter[str]()
    for place in range(len(table.columns)):
        label = column_label(table, place)
        seen[label] += 1
        found.append(f"{label}（{seen[label]}）" if seen[label] > 1 else label)
    return found


def fact_rows(document: Document) -> Iterator[list[str]]:
    """``FACTS``, then every figure of every table."""
    yield list(FACTS)
    about = [document.department, str(document.year), document.kind]
    for table in document.tables:
        above = [table.role, table.code, table.title]
        called = {c.id: name for c, name in zip(table.columns, names(table), strict=True)}
        for line in table.lines:
            for column, cell in table.placed(line):
                row = line.row(cell)
                if row is None or cell.amount is None:
                    continue
                what = [row.key, _row_label(table, line, cell), column.id, called[column.id]]
                unit = "" if column.type == COUNT else table.unit
                said = [column.type, amount_text(column, cell.amount), cell.text, unit]
                yield [*above, *what, *said, *about]


def form_rows(document: Document) -> Iterator[list[str]]:
    """``FORM_CELLS``, then every cell of every form in which something can be entered.

    The value is in 元 where the figure is an amount, else the number itself.
    """
    yield list(FORM_CELLS)
    for form in document.forms:
        names = called(form)
        above = [form.id, form.form, form.title, form.subject]
        for placed in form.placed:
            cell = placed.cell
            if cell.at:
                value = "" if cell.amount is None else exact(cell.amount, Unit.YUAN)
                yield [*above, cell.at, names[cell.at], cell.text, value]


def amount_text(column: PrintedColumn, amount: int) -> str:
    """元 to the 分, e.g. 1234.50; a number of things without needless decimals."""
    if column.type == COUNT:
        return exact(amount, Unit.YUAN)
    return show(amount, Unit.YUAN, grouped=False)


def _value(column: PrintedColumn, cell: PrintedCell) -> str:
    """A zero that is not printed stays a blank."""
    if cell.amount is None or not (cell.text or cell.amount):
        return cell.text
    return amount_text(column, cell.amount)


def _row_label(table: PrintedTable, line: Line, figure: PrintedCell) -> str:
    """What the row of a figure is called."""
    names = (c.text for _, c in table.placed(line) if c.leads and c.of == figure.of)
    return next(names, "")
