"""Every amount cell of real tables spoilt in turn: how many raise an error?

Each printed amount is raised, then lowered, and each printed zero raised, by 0.05 万元; the rules
see the tables as a clerk would have filed them, printed in 万元.  The cells that escape are listed.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import Pool
from pathlib import Path

from disclosures.core.money import Unit, as_printed, show
from disclosures.core.rules import check
from disclosures.core.rules.base import Evidence, Severity
from disclosures.core.tables import Address, Cell, Row, Table, Tables
from disclosures.data import economic, functions
from disclosures.pipeline import take_in

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SPOIL = 50_000  # 0.05 万元 in 分


def main() -> None:
    """Spoil every amount of Bazhong (as filed) and Luzhou, Huaihua (as printed)."""
    for name in sys.argv[1:] or ("bazhong-2022-budget", "luzhou-2020-final", "huaihua-2023-final"):
        run(name)


def run(name: str) -> None:
    """One workbook: clean first, then each cell in turn."""
    path = EXAMPLES / f"{name}.xlsx"
    book = take_in(path.read_bytes(), path.name).book
    if book is None:
        raise SystemExit(f"{path.name} was not taken in")
    tables = book.tables if book.filed else as_filed(book.tables)
    clean = errors(tables)
    codes = ", ".join(key.split()[0] for key in clean) or "none"
    print(f"\n### {name}: errors on the clean tables: {codes}\n")
    cells = list(amount_cells(tables))
    amounts = [a for a in cells if tables.cell(a).amount]  # type: ignore[union-attr]
    zeros = [a for a in cells if a not in set(amounts)]
    with Pool(initializer=_start, initargs=(tables, clean)) as pool:
        for what, subjects, by in (
            ("amounts", amounts, SPOIL),
            ("amounts", amounts, -SPOIL),
            ("zeros", zeros, SPOIL),
        ):
            seen = pool.starmap(_seen, [(a, by) for a in subjects], chunksize=20)
            escaped = [a for a, raised in zip(subjects, seen, strict=True) if not raised]
            tell(what, by, len(subjects), escaped)


def tell(what: str, by: int, count: int, escaped: list[Address]) -> None:
    """One line of the result, and the cells that escaped."""
    found = count - len(escaped)
    share = f"{found / count:.2%}" if count else "–"
    print(
        f"{count} {what} changed by {show(by, Unit.WAN)} 万元, {found} found: {share}", flush=True
    )
    for address in escaped:
        print(f"- escaped: {address}")


_SUBJECT: tuple[Tables, Counter[str]]


def _start(tables: Tables, clean: Counter[str]) -> None:
    global _SUBJECT
    _SUBJECT = (tables, clean)


def _seen(address: Address, by: int) -> bool:
    tables, clean = _SUBJECT
    return bool(errors(spoil(tables, address, by)) - clean)


def errors(tables: Tables) -> Counter[str]:
    """How many errors, by rule and amount."""
    findings = check(Evidence(tables=tables, functions=functions(), economic=economic()))
    wrong = (f for f in findings if f.severity is Severity.ERROR)
    return Counter(f"{f.code} {f.table} {f.cells} {f.found}" for f in wrong)


def as_filed(tables: Tables) -> Tables:
    """Derived tables as they would be printed in 万元 and filed."""
    return replace(tables, facts=None, tables=tuple(_filed(t) for t in tables.tables))


def _filed(table: Table) -> Table:
    def row(of: Row) -> Row:
        cells = {c: Cell(as_printed(cell.amount, table.unit)) for c, cell in of.cells.items()}
        return replace(of, cells=cells)

    blocks = tuple(tuple(map(row, block)) for block in table.blocks)
    stated = {"unit": Unit.WAN.value}
    return replace(table, blocks=blocks, filed=True, stated=stated)


def amount_cells(tables: Tables) -> Iterator[Address]:
    """The cells in which an amount is printed, zero or not."""
    for table in tables.tables:
        for row in table.rows:
            for column in table.form.amounts:
                if column.id in row.cells:
                    yield Address(table.role, row.key, column.id)


def spoil(tables: Tables, address: Address, by: int) -> Tables:
    """The tables with one cell changed by ``by`` 分."""
    return replace(tables, tables=tuple(_spoil(t, address, by) for t in tables.tables))


def _spoil(table: Table, address: Address, by: int) -> Table:
    if table.role != address.table:
        return table

    def row(of: Row) -> Row:
        if of.key != address.row:
            return of
        cell = of.cells[address.column]
        changed = replace(cell, amount=cell.amount + by)
        return replace(of, cells={**of.cells, address.column: changed})

    return replace(table, blocks=tuple(tuple(map(row, block)) for block in table.blocks))


if __name__ == "__main__":
    main()
