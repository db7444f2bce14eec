"""Document → its headline amounts, what it spends by code, its projects.

Which cell says what is a short list of addresses by the role of a table; the first that stands in
the Document counts.  All amounts are in 分.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from disclosures.core.document import Document, PrintedTable
from disclosures.core.tables import TOTAL, Address

#: Measure → where it may stand.
MEASURES: Mapping[str, tuple[str, ...]] = {
    "income": ("overview/income.year_total/in.amt", "budget-overview/income.year_total/in.amt"),
    "total": ("overview/income.grand_total/in.amt", "budget-overview/income.grand_total/in.amt"),
    "income_fiscal": ("income/total/c2", "budget-fiscal/income.fiscal_total/in.amt"),
    "opening": ("overview/balance.opening/in.amt", "budget-overview/balance.opening/in.amt"),
    "closing": ("overview/balance.closing/out.amt", "budget-overview/balance.closing/out.amt"),
    "spending": ("expenditure/total/c1", "budget-expenditure/total/c1"),
    "basic": ("expenditure/total/c2", "budget-expenditure/total/c2"),
    "project": ("expenditure/total/c3", "budget-expenditure/total/c3"),
    "general": ("general/total/c1",),
    "sangong": ("sangong/row/j.total", "sangong-general/row/j.total", "budget-sangong/total/c1"),
    "abroad": ("sangong/row/j.abroad", "sangong-general/row/j.abroad", "budget-sangong/total/c2"),
    "car_buy": (
        "sangong/row/j.car_buy", "sangong-general/row/j.car_buy", "budget-sangong/total/c5",
    ),
    "car_run": (
        "sangong/row/j.car_run", "sangong-general/row/j.car_run", "budget-sangong/total/c4",
    ),
    "reception": (
        "sangong/row/j.reception", "sangong-general/row/j.reception", "budget-sangong/total/c6",
    ),
    "sangong_budget": ("sangong/row/b.total", "sangong-general/row/b.total"),
    "abroad_budget": ("sangong/row/b.abroad", "sangong-general/row/b.abroad"),
    "car_buy_budget": ("sangong/row/b.car_buy", "sangong-general/row/b.car_buy"),
    "car_run_budget": ("sangong/row/b.car_run", "sangong-general/row/b.car_run"),
    "reception_budget": ("sangong/row/b.reception", "sangong-general/row/b.reception"),
}  # fmt: skip
#: Where spending by function stands: role → columns of total, basic and project.
FUNCTIONS = {"expenditure": ("c1", "c2", "c3"), "budget-expenditure": ("c1", "c2", "c3")}
#: Where spending by economic code stands: role → the column of the total; a code a row.
ECONOMIC = {"fiscal-econ": "c1", "budget-basic": "c1"}
#: Where it stands in blocks, each of code, name and amount.
BLOCKS = {"general-basic": ("a", "b", "c")}
#: What a table of economic codes speaks of: all fiscal spending, or basic spending alone.
EXTENTS = {"fiscal-econ": "fiscal", "budget-basic": "basic", "general-basic": "basic"}
PROJECTS = {"general-projects": "c1", "budget-projects": "c1"}
ITEM, GROUP = re.compile(r"\d{7}"), re.compile(r"\d{5}")


@dataclass(frozen=True)
class Spent:
    """What is spent by one code."""

    code: str
    name: str
    total: int
    basic: int = 0
    project: int = 0


class Reading:
    """A Document being read."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tables = {t.role: t for t in document.tables}

    @cached_property
    def cells(self) -> dict[Address, int]:
        """Every figure of every table."""
        return {
            Address(t.role, row.key, column.id): cell.amount or 0
            for t in self.document.tables
            for row, column, cell in t.figures
        }

    @cached_property
    def figures(self) -> dict[str, int]:
        """Measure → amount, of those that a table prints."""
        found = {}
        for name, places in MEASURES.items():
            hit = next((a for a in map(Address.read, places) if a in self.cells), None)
            if hit is not None:
                found[name] = self.cells[hit]
        return found

    def address(self, measure: str) -> Address | None:
        """Where a measure stands."""
        return next((a for a in map(Address.read, MEASURES[measure]) if a in self.cells), None)

    @cached_property
    def functions(self) -> tuple[Spent, ...]:
        """Spending by function item 项, of all units together."""
        for role, columns in FUNCTIONS.items():
            if role in self.tables:
                return self._by_code(self.tables[role], ITEM, columns)
        return ()

    @cached_property
    def economic(self) -> tuple[Spent, ...]:
        """Spending by economic group 款, as far as a table tells it."""
        for role, column in ECONOMIC.items():
            if role in self.tables:
                return self._by_code(self.tables[role], GROUP, (column,))
        for role, blocks in BLOCKS.items():
            if role in self.tables:
                return tuple(self._in_blocks(self.tables[role], blocks))
        return ()

    @cached_property
    def extent(self) -> str:
        """What ``economic`` speaks of; empty where no table tells it."""
        return next((EXTENTS[r] for r in (*ECONOMIC, *BLOCKS) if r in self.tables), "")

    @cached_property
    def projects(self) -> dict[str, int]:
        """Project → amount, of all units and items together."""
        found: dict[str, int] = {}
        for role, column in PROJECTS.items():
            table = self.tables.get(role)
            if table is None:
                continue
            for line in table.lines:
                texts = {c.id: cell for c, cell in table.placed(line)}
                name, cell = texts.get("project"), texts.get(column)
                if name and name.text and cell and cell.amount:
                    found[name.text] = found.get(name.text, 0) + cell.amount
        return found

    def _by_code(
        self, table: PrintedTable, pattern: re.Pattern[str], columns: tuple[str, ...]
    ) -> tuple[Spent, ...]:
        """The rows whose key ends in such a code, added up over units."""
        sums: dict[str, list[int]] = {}
        names: dict[str, str] = {}
        for line in table.lines:
            key = line.rows[0].key if line.rows else ""
            code = key.rpartition("/")[2]
            if key == TOTAL or not pattern.fullmatch(code):
                continue
            cells = {c.id: cell for c, cell in table.placed(line)}
            names.setdefault(code, next((c.text for c in cells.values() if c.leads), ""))
            amounts = [(cells[c].amount or 0) if c in cells else 0 for c in columns]
            sums[code] = [a + b for a, b in zip(sums.get(code, [0] * 3), amounts, strict=False)]
        return tuple(Spent(code, names[code], *sums[code]) for code in sorted(sums))

    def _in_blocks(self, table: PrintedTable, blocks: tuple[str, ...]) -> Iterator[Spent]:
        for line in table.lines:
            cells = {c.id: cell for c, cell in table.placed(line)}
            for block in blocks:
                code, name, amount = (cells.get(f"{block}.{c}") for c in ("code", "name", "amt"))
                if code and name and amount and amount.amount and GROUP.fullmatch(code.text):
                    yield Spent(code.text, name.text.strip(), amount.amount)
