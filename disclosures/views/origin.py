"""What a cell is made of, in words: its name, its amount, and the cells or facts behind it."""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.core.facts import LABELS, Fact
from disclosures.core.forms import COUNT
from disclosures.core.money import exact, show, show_count
from disclosures.core.tables import Address, Cell, Row, Table
from disclosures.pipeline import Book

MOST = 200


@dataclass(frozen=True)
class Part:
    """One cell or fact behind a cell."""

    name: str
    amount: str
    at: str = ""
    table: str = ""
    note: str = ""


@dataclass(frozen=True)
class Origin:
    """A cell, named, with what it is made of; ``more`` parts are not listed."""

    name: str
    table: str
    shown: str
    exact: str
    place: str
    cells: tuple[Part, ...]
    facts: tuple[Part, ...]
    more: int


def origin_of(book: Book, address: Address) -> Origin:
    """The origin of a cell; one that is not there has no amount and no parts."""
    table = book.tables.get(address.table)
    row = table.get(address.row) if table else None
    cell = row.cells.get(address.column) if row else None
    if table is None or row is None or cell is None:
        return Origin(str(address), "", "", "", "", (), (), 0)
    facts = book.stated.facts if book.stated else ()
    return Origin(
        name=_cell_name(table, row, address.column),
        table=table.form.title,
        shown=_shown(table, address.column, cell),
        exact=_exact(table, address.column, cell),
        place=cell.place,
        cells=tuple(_cell_part(book, part) for part in cell.parts[:MOST]),
        facts=tuple(_fact_part(book, facts[n]) for n in cell.facts[:MOST] if n < len(facts)),
        more=max(0, len(cell.parts) + len(cell.facts) - MOST),
    )


def _cell_name(table: Table, row: Row, column: str) -> str:
    texts = [row.texts.get(c.id, "") for c in table.form.columns if c.type in ("code", "text")]
    label = " ".join(dict.fromkeys(t for t in texts if t)) or table.form.title
    return f"{label} · {table.form.column[column].label}"


def _shown(table: Table, column: str, cell: Cell) -> str:
    if table.form.column[column].type == COUNT:
        return show_count(cell.amount)
    return f"{show(cell.amount, table.unit)} {table.unit.value}"


def _exact(table: Table, column: str, cell: Cell) -> str:
    if table.filed or table.form.column[column].type == COUNT:
        return ""
    return f"{exact(cell.amount, table.unit)} {table.unit.value}"


def _cell_part(book: Book, address: Address) -> Part:
    table = book.tables.get(address.table)
    row = table.get(address.row) if table else None
    if table is None or row is None:
        return Part(str(address), "")
    cell = row.cells[address.column]
    return Part(
        _cell_name(table, row, address.column),
        _shown(table, address.column, cell),
        at=str(address),
        table=address.table,
    )


def _fact_part(book: Book, fact: Fact) -> Part:
    words = [fact.unit]
    for name in ("measure", "fund", "category", "nature", "function", "spend", "econ", "project"):
        value = str(getattr(fact, name, ""))
        if value:
            words.append(LABELS.get(name, {}).get(value, value))
    words += [str(getattr(fact, name)) for name in ("item", "name") if getattr(fact, name, "")]
    amount = getattr(fact, "amount", None)
    unit = book.tables.form_set.unit
    shown = f"{exact(amount, unit)} {unit.value}" if amount is not None else ""
    return Part(" · ".join(words), shown, table=fact.place, note=fact.note)
