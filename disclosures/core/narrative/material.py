"""What a narrative is written from, and the amounts of its measures.

A measure has up to three amounts: this year's, last year's, the budget's.  What is not known is
None, and is never taken for zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from disclosures.core.codes import Classification
from disclosures.core.document import Source
from disclosures.core.facts import Fact, Facts, Measure
from disclosures.core.forms import Query
from disclosures.core.gather import Match
from disclosures.core.money import Unit, printed
from disclosures.core.narrative.values import Listing, Origin, Outline
from disclosures.core.tables import Address, Table, Tables

_NUMBER = re.compile(r"^[一二三四五六七八九十百]+、")
#: Kinds of facts that are told only where somebody counted; nothing stated is not zero.
_COUNTED = frozenset({"count", "indicator", "sangong"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What is told of a project: amounts in 分, and a person's words.

    ``spent`` None is what the table of projects says.
    """

    name: str
    budget: int
    spent: int | None = None
    effect: str = ""
    problem: str = ""
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class Material:
    """Everything a narrative is written from.

    ``prior`` and ``budget`` are tables of the same form set with last year's and the budget's
    amounts.  ``texts`` are what people wrote, by the key that asks for it, paragraphs apart by
    line ends; ``reasons`` by the key of the change; ``meanings`` of function codes.
    """

    tables: Tables
    functions: Classification
    facts: Facts | None = None
    prior: Tables | None = None
    budget: Tables | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)
    projects: tuple[Project, ...] = ()
    date: str = ""

    @property
    def unit(self) -> Unit:
        """The unit in which amounts are printed."""
        return self.tables.form_set.unit

    @cached_property
    def stated(self) -> tuple[Fact, ...]:
        """The facts, as far as there are any."""
        return self.facts.facts if self.facts else ()

    def has(self, of: str, measure: str) -> bool:
        """Whether facts of that kind and 口径 are stated."""
        return (of, measure) in self._kinds

    @cached_property
    def _kinds(self) -> frozenset[tuple[str, str]]:
        return frozenset((f.of, getattr(f, "measure", "")) for f in self.stated)


@dataclass(frozen=True, slots=True)
class Value:
    """The amounts of a measure, or of one item of a list.

    ``unit`` is empty for money; ``whole`` what it is a share of; ``key`` names it in reasons.
    """

    key: str
    names: tuple[str, ...]
    this: Source | None
    prior: Source | None = None
    budget: Source | None = None
    whole: Source | None = None
    unit: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


class Amounts:
    """Looks up the measures and lists of an outline in the material."""

    def __init__(self, outline: Outline, material: Material) -> None:
        self.outline = outline
        self.material = material
        self._values: dict[str, Value] = {}
        self._items: dict[str, tuple[Value, ...]] = {}

    def value(self, name: str) -> Value:
        """The amounts of a measure.  KeyError for an unknown one."""
        if name not in self._values:
            self._values[name] = self._value(name)
        return self._values[name]

    def items(self, name: str) -> tuple[Value, ...]:
        """The items of a list, those of zero left out where the list says so."""
        if name not in self._items:
            self._items[name] = tuple(self._list(self.outline.lists[name]))
        return self._items[name]

    # -- measures -----------------------------------------------------------------------------

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
        if origin.query is not None and (not origin.cells or self._asks_facts(of)):
            return self._asked(origin.query, of)
        return self._cell(origin.cells, of)

    def _asks_facts(self, of: str) -> bool:
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
        measure = self._measure(of)
        if of in ("prior", "budget") and ("measure", ("main",)) not in query.where:
            return None
        return self._matching(query, measure, of)

    def _measure(self, of: str) -> str:
        """The 口径 of this year, last year or the budget."""
        known = {"prior": Measure.PRIOR, "budget": self.outline.budget}
        return known.get(of, self.material.tables.form_set.measure)

    def _matching(self, query: Query, measure: str, of: str) -> Source | None:
        match = Match(query, measure)
        hits = [(n, match.amount(f)) for n, f in enumerate(self.material.stated) if match(f)]
        if not hits and (query.of in _COUNTED or not self.material.has(query.of, measure)):
            return None
        of = "this" if of == "stated" else of
        return Source(of=of, amount=sum(a for _, a in hits), facts=tuple(n for n, _ in hits))

    # -- lists --------------------------------------------------------------------------------

    def _list(self, listing: Listing) -> Iterator[Value]:
        finders = {
            "measures": self._of_measures,
            "rows": self._of_rows,
            "facts": self._of_facts,
            "projects": self._of_projects,
        }
        whole = self.value(listing.whole).this if listing.whole else None
        for value in finders[listing.source](listing):
            if listing.zeros == "show" or self._counts(value):
                yield value if whole is None else replace(value, whole=whole)

    def _counts(self, value: Value) -> bool:
        """Whether an item is printed as something, or was meant to be."""
        return any(s and printed(s.amount, self.material.unit) for s in (value.this, value.budget))

    def _of_measures(self, listing: Listing) -> Iterator[Value]:
        for name in listing.measures:
            value = self.value(name)
            if value.this is not None:
                yield replace(value, words={"name": value.names[0]})

    def _of_projects(self, listing: Listing) -> Iterator[Value]:
        for p in self.material.projects:
            words = {"name": p.name, "effect": p.effect, "problem": p.problem, "remedy": p.remedy}
            yield Value(
                key=p.name,
                names=(p.name,),
                this=self._spent(p),
                budget=Source(of="budget", amount=p.budget),
                words=words,
            )

    def _spent(self, project: Project) -> Source | None:
        if project.spent is not None:
            return Source(amount=project.spent)
        table = self.material.tables.get("general-projects")
        rows = [r for r in table.rows if r.code("project") == project.name] if table else []
        cells = tuple(table.address(r, "c1") for r in rows) if table else ()
        return source(table, cells, "this") if table and cells else None

    def _of_rows(self, listing: Listing) -> Iterator[Value]:
        this, prior, budget = (self._sources(listing, of) for of in ("this", "prior", "budget"))
        if this is None:
            return
        for code in sorted({*this, *(budget or {})}):
            name = self.name(listing, code)
            yield Value(
                key=code,
                names=(name,),
                this=this.get(code) or Source(),
                prior=_in(prior, code, "prior"),
                budget=_in(budget, code, "budget"),
                words=self._words(listing, code, name),
            )

    def _sources(self, listing: Listing, of: str) -> dict[str, Source] | None:
        if listing.query is None or not self._asks_facts(of):
            return self._rows(listing, of)
        found = self._grouped(listing, listing.query, of)
        return found or None

    def _rows(self, listing: Listing, of: str) -> dict[str, Source] | None:
        table = self.tables(of, listing.table, listing.columns[0])
        if table is None:
            return None
        found: dict[str, list[Source]] = {}
        for row in table.rows:
            code = self._code(listing, row.key, row.dims)
            column = next((c for c in listing.columns if c in row.cells), "")
            if code and column:
                address = table.address(row, column)
                found.setdefault(code, []).append(source(table, (address,), of))
        return {code: total(parts) for code, parts in found.items()}

    @staticmethod
    def _code(listing: Listing, key: str, dims: Mapping[str, str]) -> str:
        if listing.prefix:
            code = key.removeprefix(listing.prefix) if key.startswith(listing.prefix) else ""
        elif set(dims) <= {"unit", listing.dim}:
            code = dims.get(listing.dim, "")
        else:
            return ""
        right = not listing.digits or len(code) == listing.digits
        return code if right and (not listing.within or code.startswith(listing.within)) else ""

    def _of_facts(self, listing: Listing) -> Iterator[Value]:
        if listing.query is None:
            return
        this, prior = (self._grouped(listing, listing.query, of) for of in ("this", "prior"))
        for code in sorted(this):
            name = self.material.functions.name(code, self.material.tables.year)
            last = _in(prior or None, code, "prior")
            words = self._words(listing, code, name)
            yield Value(key=code, names=(name,), this=this[code], prior=last, words=words)

    def _grouped(self, listing: Listing, query: Query, of: str) -> dict[str, Source]:
        """What the facts say, by code; empty where none of them has a code."""
        match = Match(query, self._measure(of))
        found: dict[str, list[Source]] = {}
        for n, fact in enumerate(self.material.stated):
            code = str(getattr(fact, listing.dim, ""))[: listing.digits or None]
            if match(fact) and len(code) == (listing.digits or len(code)) and code:
                part = Source(of=of, amount=match.amount(fact), facts=(n,))
                found.setdefault(code, []).append(part)
        return {code: total(parts) for code, parts in found.items()}

    def name(self, listing: Listing, code: str) -> str:
        """What a row is called in this year."""
        tables = (self.material.tables, self.material.budget)
        for table in filter(None, (t.get(listing.table) if t else None for t in tables)):
            for row in table.rows:
                if self._code(listing, row.key, row.dims) == code:
                    texts = (t for c, t in row.texts.items() if c.endswith(("name", "item")))
                    name = next(filter(None, texts), "")
                    return _NUMBER.sub("", name)
        return self.material.functions.name(code, self.material.tables.year)

    def _words(self, listing: Listing, code: str, name: str) -> dict[str, str]:
        words = {"name": name, "code": code}
        if listing.dim == "function":
            year, functions = self.material.tables.year, self.material.functions
            words["class"] = functions.name(code[:3], year)
            words["group"] = functions.name(code[:5], year)
        return words


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


def _in(sources: Mapping[str, Source] | None, code: str, of: str) -> Source | None:
    """A row that the other year does not print is zero there; another year unknown is None."""
    if sources is None:
        return None
    return sources.get(code) or Source(of=of)
