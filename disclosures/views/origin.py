"""What a cell is made of, in words: its name, its amount, and the cells or facts behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from disclosures.core.codes import Classification
from disclosures.core.facts import LABELS, Count, Fact, PurchaseLine
from disclosures.core.forms import CODE, COUNT, TEXT, TableForm
from disclosures.core.money import Unit, show, show_count
from disclosures.core.tables import Address, Cell, Row, Table, Tables
from disclosures.data import economic
from disclosures.pipeline import Book, codes_of
from disclosures.render.web import anchor

MOST = 200
#: What names a fact, and what only says more of it, in the order in which it is read.
NAMING = (
    "unit", "nature", "category", "method", "function", "spend", "econ", "project", "item",
    "name", "source",
)  # fmt: skip
SAYING = ("measure", "fund", "money_year")


@dataclass(frozen=True)
class Link:
    """A cell by name: where it stands, and where its page shows it."""

    name: str
    table: str
    title: str
    at: str
    anchor: str


@dataclass(frozen=True)
class Part:
    """One cell or fact behind a cell; ``more`` says where it comes from."""

    name: str
    amount: str
    more: str = ""
    link: Link | None = None


@dataclass(frozen=True)
class Origin:
    """A cell, named, with what it is made of.

    ``nothing`` of its parts are zero and not listed, nor are ``unlisted`` others; ``uses`` are
    the cells that add it.
    """

    link: Link
    shown: str
    exact: str
    place: str
    cells: tuple[Part, ...]
    facts: tuple[Part, ...]
    nothing: int
    unlisted: int
    uses: tuple[Part, ...]


def link_to(book: Book, address: Address) -> Link:
    """The name of a cell: its row and its headings.  One that is not there is named by address."""
    return link_in(book.tables, address)


def link_in(tables: Tables, address: Address) -> Link:
    """The same in tables that may be those of another version."""
    table = tables.get(address.table)
    row = table.get(address.row) if table else None
    name = str(address)
    if table and row and address.column in table.form.column:
        name = f"{_row_name(table, row)} · {_column_name(table.form, address.column)}"
    title = " ".join(filter(None, (table.form.code, table.form.title))) if table else ""
    return Link(name, address.table, title, str(address), anchor(address))


def origin_of(book: Book, address: Address) -> Origin | None:
    """The origin of a cell; None where there is none."""
    table, cell = book.tables.get(address.table), book.tables.cell(address)
    if table is None or cell is None:
        return None
    parts = [(part, book.tables.cell(part)) for part in cell.parts]
    filled = [part for part, found in parts if found and found.amount]
    facts = _facts(book, cell)
    return Origin(
        link=link_to(book, address),
        shown=_shown(table, address.column, cell),
        exact=_exact(table, address.column, cell),
        place=cell.place,
        cells=tuple(_cell_part(book, part) for part in filled[:MOST]),
        facts=tuple(_fact_part(book, fact) for fact in facts[:MOST]),
        nothing=len(parts) - len(filled),
        unlisted=max(0, len(filled) - MOST) + max(0, len(facts) - MOST),
        uses=tuple(_cell_part(book, use) for use in _uses(table, address)),
    )


def shown_at(book: Book, address: Address) -> str | None:
    """What a cell shows, with its unit; None where there is no such cell."""
    table, cell = book.tables.get(address.table), book.tables.cell(address)
    return _shown(table, address.column, cell) if table and cell else None


# -- names of cells ---------------------------------------------------------------------------


def _row_name(table: Table, row: Row) -> str:
    texts = [row.texts.get(c.id, "") for c in table.form.columns if c.type in (CODE, TEXT)]
    return " ".join(dict.fromkeys(t for t in texts if t)) or table.form.title


def _column_name(form: TableForm, column: str) -> str:
    """The headings above a column, from the outermost, e.g. 工资福利支出 小计."""
    place = form.columns.index(form.column[column])
    above = [
        h.label
        for h in sorted(form.headings, key=lambda h: h.row)
        if h.column <= place < h.column + h.columns
    ]
    return " ".join(dict.fromkeys(above)) or form.column[column].label


def _shown(table: Table, column: str, cell: Cell) -> str:
    if table.form.column[column].type == COUNT:
        return show_count(cell.amount)
    return f"{show(cell.amount, table.unit)} {table.unit.value}"


def _exact(table: Table, column: str, cell: Cell) -> str:
    """The amount in 元, as facts are told, where the table prints 万元."""
    counted = table.form.column[column].type == COUNT
    if table.filed or table.unit is Unit.YUAN or counted or not cell.amount:
        return ""
    return _yuan(cell.amount)


def _yuan(fen: int) -> str:
    return f"{show(fen, Unit.YUAN)} 元"


# -- cells and facts behind a cell ------------------------------------------------------------


def _cell_part(book: Book, address: Address) -> Part:
    table, cell = book.tables.get(address.table), book.tables.cell(address)
    link = link_to(book, address)
    shown = _shown(table, address.column, cell) if table and cell else ""
    return Part(link.name, shown, link=link)


def _uses(table: Table, address: Address) -> Iterator[Address]:
    """The cells of the same table that add this one."""
    for row in table.rows:
        for column, cell in row.cells.items():
            if address in cell.parts:
                yield table.address(row, column)


def _facts(book: Book, cell: Cell) -> list[Fact]:
    """The facts of a cell, the largest first."""
    if book.filed:
        return []
    found = [book.facts.facts[n] for n in cell.facts]
    return sorted(found, key=lambda fact: -abs(getattr(fact, "amount", 0)))


def _fact_part(book: Book, fact: Fact) -> Part:
    """A fact by its names; where there is only one unit, it goes without saying so first."""
    several = len(book.facts.units) > 1
    names = _words(book, fact, NAMING if several else NAMING[1:])
    more = _words(book, fact, SAYING if several else (NAMING[0], *SAYING))
    return Part(
        " · ".join(names),
        _amount(fact),
        more=" · ".join(filter(None, (*more, fact.place, fact.note))),
    )


def _amount(fact: Fact) -> str:
    if isinstance(fact, Count):
        return show_count(fact.number)
    if isinstance(fact, PurchaseLine):
        price = f" × {_yuan(fact.price)}" if fact.price else ""
        return f"{show_count(fact.qty)}{fact.uom}{price}"
    return _yuan(fact.amount)


def _words(book: Book, fact: Fact, fields: Iterable[str]) -> list[str]:
    words = (_word(book, fact, name, str(getattr(fact, name, ""))) for name in fields)
    return [word for word in words if word]


def _word(book: Book, fact: Fact, name: str, value: str) -> str:
    """A value as people say it: the unit's name, code and name of a code, the label of a key."""
    if name == "unit":
        return next((u.name for u in book.facts.units if u.code == value), value)
    if value and name in ("function", "econ"):
        return _coded(_codes(book, name), value, book.tables.year)
    if value == "current":  # 当年 goes without saying
        return ""
    labels = LABELS["sangong"] if (fact.of, name) == ("sangong", "item") else LABELS.get(name, {})
    return labels.get(value, value)


def _codes(book: Book, name: str) -> Classification:
    return codes_of(book.facts) if name == "function" else economic()


def _coded(codes: Classification, code: str, year: int) -> str:
    label = codes.name(code, year)
    return code if label == code else f"{code} {label}"
