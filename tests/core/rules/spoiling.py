"""Cases of rules between tables: sound evidence, and the same with one cell changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from disclosures.core.rules.base import Evidence
from disclosures.core.tables import Table
from tests.core.rules.builders import Case, Found, spoil, swap

Whole = Callable[[], Evidence]


def sound(whole: Whole, *codes: str) -> tuple[Case, ...]:
    """Cases in which the rules have nothing to say."""
    return tuple(Case(code, f"sound {whole.__name__}", whole) for code in codes)


def spoilt(
    code: str,
    whole: Whole,
    address: str,
    amount: str,
    expected: str,
    *others: str,
    severity: str = "error",
    says: str = "",
) -> Case:
    """A cell changed to ``amount`` must be ``expected``, as the cells ``others`` say (万元)."""
    found = Found(severity, (address, *others), expected, amount, says)
    return Case(code, f"{address} = {amount}", lambda: spoil(whole(), address, amount), (found,))


def told(code: str, whole: Whole, address: str, amount: str, *found: Found) -> Case:
    """A cell changed to ``amount`` makes these findings, wherever they stand."""
    return Case(code, f"{address} = {amount}", lambda: spoil(whole(), address, amount), found)


def changed(whole: Whole, role: str, change: Callable[[Table], Table]) -> Whole:
    """The evidence with one table changed."""

    def make() -> Evidence:
        found = whole()
        return replace(found, tables=swap(found.tables, change(found.tables.by_role[role])))

    return make


def without_row(whole: Whole, role: str, key: str) -> Whole:
    """The evidence with one row of a table left out."""

    def cut(table: Table) -> Table:
        blocks = tuple(tuple(row for row in b if row.key != key) for b in table.blocks)
        return replace(table, blocks=blocks)

    return changed(whole, role, cut)


def without(whole: Whole, *roles: str) -> Whole:
    """The evidence with some tables left out."""

    def make() -> Evidence:
        found = whole()
        left = tuple(t for t in found.tables.tables if t.role not in roles)
        return replace(found, tables=replace(found.tables, tables=left))

    return make
