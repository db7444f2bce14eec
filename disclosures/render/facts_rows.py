"""Facts → the rows of the facts workbook, sheet by sheet: texts and numbers, nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.core.codes import Classification
from disclosures.core.facts import (
    LABELS,
    Facts,
    Kind,
    Measure,
    Purchase,
    PurchaseLine,
)
from disclosures.core.facts_sheets import (
    AMOUNT_IDEAS,
    BALANCE,
    COUNT,
    COUNT_IDEAS,
    EXPENDITURE,
    INCOME,
    INDICATOR,
    LOCAL,
    PURCHASE,
    SANGONG,
    UNITS,
    Column,
    FactSheet,
    Holds,
)
from disclosures.core.money import Unit, exact

Cell = str | float | None
_KINDS = {
    EXPENDITURE.name: "expenditure",
    INCOME.name: "income",
    BALANCE.name: "balance",
    SANGONG.name: "sangong",
    INDICATOR.name: "indicator",
    COUNT.name: "count",
}
#: A float has 15 safe digits; larger amounts are written as text, which reads back exactly.
_SAFE = 10**15


class FactRows:
    """The rows of every sheet, from facts and the names of their codes."""

    def __init__(
        self, facts: Facts, functions: Classification, economic: Classification, unit: Unit
    ) -> None:
        self._facts, self._unit = facts, unit
        self._local = {c.code: c.name for c in facts.local_codes}
        self._functions, self._economic = functions, economic

    def of(self, sheet: FactSheet) -> Iterator[list[Cell]]:
        """The rows of a sheet, a cell for each of its columns."""
        for source in self._sources(sheet):
            yield [self._cell(column, source) for column in sheet.columns]

    def _sources(self, sheet: FactSheet) -> Iterator[dict[str, object]]:
        if sheet is UNITS:
            yield from map(_fields, self._facts.units)
        elif sheet is LOCAL:
            yield from map(_fields, self._facts.local_codes)
        elif sheet is PURCHASE:
            yield from self._purchases()
        else:
            kind = _KINDS[sheet.name]
            yield from (_fields(f) for f in self._facts.facts if f.of == kind)

    def _purchases(self) -> Iterator[dict[str, object]]:
        """One row for each source of each line; a line without sources has a row of its own."""
        lines: dict[tuple[str, ...], dict[str, object]] = {}
        paid: dict[tuple[str, ...], list[dict[str, object]]] = {}
        for fact in self._facts.facts:
            if isinstance(fact, PurchaseLine):
                lines.setdefault(_line(fact), _fields(fact) | {"amount": None})
            elif isinstance(fact, Purchase):
                lines.setdefault(_line(fact), {})
                paid.setdefault(_line(fact), []).append(_fields(fact))
        for key, line in lines.items():
            for payment in paid.get(key, [{}]):
                yield line | payment

    def _cell(self, column: Column, source: dict[str, object]) -> Cell:
        if not column.field:
            return self._name(column, source)
        value = source.get(column.field)
        if value is None:
            return None
        if column.holds is Holds.CHOICE:
            return LABELS[column.choices].get(str(value), str(value))
        if isinstance(value, int):
            return self._number(column, value)
        return str(value)

    def _number(self, column: Column, value: int) -> Cell:
        if column.holds is Holds.AMOUNT:
            if abs(value) >= _SAFE:
                return exact(value, self._unit)
            if column.field == "price" and not value:
                return None
            return value / self._unit.fen
        if column.field == "qty" and not value:
            return None
        return value / 100 if column.holds is Holds.NUMBER else float(value)

    def _name(self, column: Column, source: dict[str, object]) -> str:
        """The name beside a code."""
        function = column.header.startswith("功能")
        code = str(source.get("function" if function else "econ") or "")
        if function and code in self._local:
            return self._local[code]
        codes = self._functions if function else self._economic
        return codes.name(code, self._facts.year) if code in codes else ""


def _fields(value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in type(value).__slots__}  # type: ignore[attr-defined]


def _line(fact: PurchaseLine | Purchase) -> tuple[str, ...]:
    return fact.unit, fact.method, fact.project, fact.item


def suggested_rows(sheet: FactSheet, facts: Facts) -> Iterator[list[Cell]]:
    """Rows that only wait for their number: 指标 and 实物量 of a department's single unit."""
    if len(facts.units) != 1:
        return
    unit = facts.units[0].code
    measure = LABELS["measure"][Measure.FINAL]
    if sheet is INDICATOR and facts.kind is Kind.FINAL:
        for name in AMOUNT_IDEAS:
            yield [unit, measure, name, None, None]
    elif sheet is COUNT and facts.kind is Kind.FINAL:
        for name in COUNT_IDEAS:
            yield [unit, name, None, None]
