"""The amounts of measures.

A measure has up to three amounts: this year's, last year's, the budget's.  What is not known is
None, and is never taken for zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from disclosures.core.document import Source
from disclosures.core.facts import Measure
from disclosures.core.forms import Query
from disclosures.core.gather import Taker
from disclosures.core.narrative.material import Material, Value
from disclosures.core.narrative.values import Origin, Outline
from disclosures.core.tables import Address, Table

#: Kinds of facts that are told only where somebody counted; nothing stated is not zero.
_COUNTED = frozenset({"count", "indicator", "sangong"})


class Measures:
    """Looks up the measures of an outline in the material."""

    def __init__(self, outline: Outline, material: Material) -> None:
        self.outline = outline
        self.material = material
        self._values: dict[str, Value] = {}
        self._hits: dict[str, Mapping[Query, list[tuple[int, int]]]] = {}

    def value(self, name: str) -> Value:
        """The amounts of a measure.  KeyError for an unknown one."""
        if name not in self._values:
            self._values[name] = self._value(name)
        return self._values[name]

    def _value(self, name: str) -> Value:
        measure = self.outline.measures[name]
        budget = measure.budget or measure.origin
        return Value(
            key=name,
            names=measure.names,
            this=self._source(measure.origin, "this"),
            prior=self._source(measure.origin, "prior"),
            budget=self._source(budget, "budget" if measure.budget is None else "stated"),
            whole=self.value(measure.whole).this if measure.whole else None,
            unit=measure.unit,
        )

    def _source(self, origin: Origin, of: str) -> Source | None:
        if origin.sum:
            parts = [self._source(self.outline.measures[m].origin, of) for m in origin.sum]
            return None if None in parts else total(s for s in parts if s)
        if origin.query is not None and (not origin.cells or self.asks_facts(of)):
            return self._asked(origin.query, of)
        return self._cell(origin.cells, of)

    def asks_facts(self, of: str) -> bool:
        """Last year and the budget may be stated more roughly than tables need: ask the facts."""
        return of in ("prior", "budget") and self.material.facts is not None

    def _cell(self, cells: Iterable[str], of: str) -> Source | None:
        for text in cells:
            table, _, rest = text.partition("/")
            row, _, column = rest.rpartition("/")
            found = self.tables(of, table, column)
            if found is not None:
                return source(found, (Address(table, row, column),), of)
        return None

    def tables(self, of: str, role: str, column: str) -> Table | None:
        """The table of this year, last year or the budget, if its amounts are known."""
        material = self.material
        if of in ("this", "stated"):
            return material.tables.get(role)
        tables = material.prior if of == "prior" else material.budget
        if tables is None:
            return None
        measure = Measure.PRIOR if of == "prior" else Measure(self.outline.budget)
        kind = "income" if column.startswith("in.") or role == "income" else "expenditure"
        if tables.facts is not None and not material.has(kind, measure):
            return None
        return tables.get(role)

    def _asked(self, query: Query, of: str) -> Source | None:
        measure = self.measure_of(of)
        if of in ("prior", "budget") and ("measure", ("main",)) not in query.where:
            return None
        return self._matching(query, measure, of)

    def measure_of(self, of: str) -> str:
        """The 口径 of this year, last year or the budget."""
        known = {"prior": Measure.PRIOR, "budget": self.outline.budget}
        return known.get(of, self.material.tables.form_set.measure)

    def _matching(self, query: Query, measure: str, of: str) -> Source | None:
        hits = self._taken(measure).get(query, [])
        if not hits and (query.of in _COUNTED or not self.material.has(query.of, measure)):
            return None
        of = "this" if of == "stated" else of
        return Source(of=of, amount=sum(a for _, a in hits), facts=tuple(n for n, _ in hits))

    def _taken(self, measure: str) -> Mapping[Query, list[tuple[int, int]]]:
        """The facts (position, amount) that each query of the outline takes; all in one go."""
        if measure not in self._hits:
            found: dict[Query, list[tuple[int, int]]] = {}
            taker = Taker({query: query for query in self._queries()}, measure)
            for position, _, query, amount in taker.gather(self.material.stated):
                found.setdefault(query, []).append((position, amount))
            self._hits[measure] = found
        return self._hits[measure]

    def _queries(self) -> Iterator[Query]:
        for measure in self.outline.measures.values():
            for origin in filter(None, (measure.origin, measure.budget)):
                if origin.query is not None:
                    yield origin.query


def source(table: Table, cells: tuple[Address, ...], of: str) -> Source:
    """The sum of cells of one table."""
    amount = sum(table.amount(a.row, a.column) for a in cells)
    return Source(of="this" if of == "stated" else of, amount=amount, cells=cells)


def total(parts: Iterable[Source]) -> Source:
    """Several sources as one."""
    found = list(parts)
    return Source(
        of=found[0].of if found else "this",
        amount=sum(s.amount for s in found),
        cells=tuple(c for s in found for c in s.cells),
        facts=tuple(n for s in found for n in s.facts),
    )
