"""The glossary 名词解释: the terms a document needs, chosen by what its tables use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from disclosures.core.codes import Classification
from disclosures.core.money import printed
from disclosures.core.tables import Table, Tables

#: The tables whose 项 rows a glossary explains, the first that a form set has.
_EXPLAINED = ("general", "expenditure", "budget-expenditure")


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionTerm:
    """A function code 项 in use, in the year's own names: 类, 款, 项."""

    code: str
    names: tuple[str, str, str]
    meaning: str
    known: bool

    @property
    def name(self) -> str:
        """As it heads an entry."""
        upper, group, item = self.names
        return f"{upper}（类）{group}（款）{item}（项）"


def used_functions(tables: Tables) -> tuple[str, ...]:
    """The 项 codes with an amount that is printed, in order of code."""
    found: set[str] = set()
    for table in _explained(tables):
        for row in table.rows:
            code = row.code("function")
            if len(code) == 7 and any(printed(c.amount, table.unit) for c in row.cells.values()):
                found.add(code)
    return tuple(sorted(found))


def _explained(tables: Tables) -> Iterator[Table]:
    """The table of the general budget and those of the other fiscal funds; else all spending."""
    first = next((t for role in _EXPLAINED if (t := tables.get(role)) is not None), None)
    if first is not None:
        yield first
    for role in ("fund", "capital", "capital-spend", "budget-fund", "budget-capital"):
        other = tables.get(role)
        if other is not None:
            yield other


def function_terms(
    codes: Iterable[str], functions: Classification, year: int, meanings: Mapping[str, str]
) -> tuple[FunctionTerm, ...]:
    """The entries of those codes.

    ``meanings`` are by code, or by name for names that mean the same in every 款 (行政运行).
    ``known`` is False where there is none and the name itself must serve.
    """
    return tuple(_term(code, functions, year, meanings) for code in codes)


def _term(
    code: str, functions: Classification, year: int, meanings: Mapping[str, str]
) -> FunctionTerm:
    upper, group, item = (functions.name(code[:n], year) for n in (3, 5, 7))
    found = meanings.get(code) or meanings.get(item)
    return FunctionTerm(
        code=code,
        names=(upper, group, item),
        meaning=found or f"反映用于{item.removesuffix('支出')}方面的支出。",
        known=found is not None,
    )
