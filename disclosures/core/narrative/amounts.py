"""The amounts of lists: items by row, by fact, by measure, by project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from disclosures.core.document import Source
from disclosures.core.forms import Query
from disclosures.core.gather import Taker
from disclosures.core.money import printed
from disclosures.core.narrative.material import Material, Project, Value
from disclosures.core.narrative.measures import Measures, source, total
from disclosures.core.narrative.values import Listing, Outline

_NUMBER = re.compile(r"^[一二三四五六七八九十百]+、")


class Amounts(Measures):
    """Looks up the measures and lists of an outline in the material."""

    def __init__(self, outline: Outline, material: Material) -> None:
        super().__init__(outline, material)
        self._items: dict[str, tuple[Value, ...]] = {}

    def items(self, name: str) -> tuple[Value, ...]:
        """The items of a list, those of zero left out where the list says so."""
        if name not in self._items:
            self._items[name] = tuple(self._list(self.outline.lists[name]))
        return self._items[name]

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
        if listing.query is None or not self.asks_facts(of):
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
        taker = Taker({listing.id: query}, self.measure_of(of))
        found: dict[str, list[Source]] = {}
        for n, fact, _, amount in taker.gather(self.material.stated):
            code = str(getattr(fact, listing.dim, ""))[: listing.digits or None]
            if len(code) == (listing.digits or len(code)) and code:
                part = Source(of=of, amount=amount, facts=(n,))
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


def _in(sources: Mapping[str, Source] | None, code: str, of: str) -> Source | None:
    """A row that the other year does not print is zero there; another year unknown is None."""
    if sources is None:
        return None
    return sources.get(code) or Source(of=of)
