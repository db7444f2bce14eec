"""Which facts a cell adds up, and the cells of one row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Generic, TypeVar

from disclosures.core.facts import Fact
from disclosures.core.forms import Query, TableForm
from disclosures.core.tables import Address, Cell

Target = TypeVar("Target", bound=Hashable)
#: What a fact says in the fields that queries ask.
Asked = Callable[[Fact], object]


#: So many kinds of facts a taker remembers: more than any department states.
_MOST_KNOWN = 20_000


class Match:
    """A query made quick: does a fact belong to it?"""

    __slots__ = ("_prefixes", "_values", "of", "value")

    def __init__(self, query: Query, measure: str) -> None:
        self.of = query.of
        self.value = query.value
        self._prefixes: list[tuple[str, tuple[str, ...]]] = []
        self._values: list[tuple[str, frozenset[str]]] = []
        for name, values in query.where:
            if name in ("function", "econ"):
                self._prefixes.append((name, values))
            else:
                wanted = frozenset(measure if v == "main" else v for v in values)
                self._values.append((name, wanted))

    def __call__(self, fact: Fact) -> bool:
        return (
            fact.of == self.of
            and all(getattr(fact, name) in wanted for name, wanted in self._values)
            and all(getattr(fact, name).startswith(starts) for name, starts in self._prefixes)
        )

    def amount(self, fact: Fact) -> int:
        """What the query counts of the fact: 分, or hundredths for a number of things."""
        return int(getattr(fact, self.value))


class Sum:
    """An amount that grows, of how many facts, and which of them no sum below it holds."""

    __slots__ = ("amount", "count", "facts")

    def __init__(self) -> None:
        self.amount = self.count = 0
        self.facts: list[int] = []

    def add(self, amount: int, fact: int) -> None:
        """Another amount, of the fact at that position."""
        self.amount += amount
        self.count += 1
        self.facts.append(fact)

    def hold(self, other: Sum) -> None:
        """All that a sum below it says."""
        self.amount += other.amount
        self.count += other.count


class Taker(Generic[Target]):
    """Which targets (columns, or cells) take a fact; remembered by the fields that queries ask."""

    def __init__(self, queries: Mapping[Target, Query], measure: str) -> None:
        self._matches = {target: Match(query, measure) for target, query in queries.items()}
        self._kinds = frozenset(match.of for match in self._matches.values())
        self._fields = sorted({name for q in queries.values() for name, _ in q.where})
        self._asked: dict[type[Fact], Asked] = {}
        self._known: dict[tuple[str, object], tuple[tuple[Target, str], ...]] = {}

    def gather(self, facts: Sequence[Fact]) -> Iterator[tuple[int, Fact, Target, int]]:
        """(position, fact, target, amount) for every fact that a target takes."""
        for position, fact, taken in self.by_fact(facts):
            for target, amount in taken:
                yield position, fact, target, amount

    def by_fact(
        self, facts: Sequence[Fact]
    ) -> Iterator[tuple[int, Fact, Sequence[tuple[Target, int]]]]:
        """(position, fact, the targets that take it with their amounts), if there are any."""
        for position, fact in enumerate(facts):
            if fact.of in self._kinds and (taking := self._taking(fact)):
                yield position, fact, [(t, int(getattr(fact, value))) for t, value in taking]

    def _taking(self, fact: Fact) -> tuple[tuple[Target, str], ...]:
        """The targets that take a fact, each with what it counts of it."""
        kind = type(fact)
        asked = self._asked.get(kind)
        if asked is None:
            asked = self._asked[kind] = asking(kind, self._fields)
        key = fact.of, asked(fact)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            matches = self._matches.items()
            known = tuple((target, match.value) for target, match in matches if match(fact))
            self._known[key] = known
        return known


def asking(kind: type[Any], fields: Sequence[str]) -> Asked:
    """What facts of a kind say in those of the fields that they have."""
    own = [name for name in fields if hasattr(kind, name)]
    return attrgetter(*own) if own else lambda fact: None


def columns_taking(form: TableForm, measure: str) -> Taker[str]:
    """Which columns of a table take a fact; columns that are sums take none."""
    return kept_taker(_COLUMNS, form, measure, lambda: _column_queries(form))


def _column_queries(form: TableForm) -> Mapping[str, Query]:
    return {c.id: form.query.and_also(c.query) for c in form.columns if c.query is not None}


#: The takers of forms, by the form's identity and the 口径.  Forms are few and live as long as
#: the process; that a form is kept beside its taker keeps its identity from being used again.
Kept = dict[tuple[int, str], tuple[TableForm, Taker[Target]]]
_COLUMNS: Kept[str] = {}
_MOST_KEPT = 500


def kept_taker(
    kept: Kept[Target],
    form: TableForm,
    measure: str,
    queries: Callable[[], Mapping[Target, Query]],
) -> Taker[Target]:
    """The taker of a form, made once: what it has learnt of one disclosure serves the next."""
    found = kept.get((id(form), measure))
    if found is None:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        found = kept[id(form), measure] = (form, Taker(queries(), measure))
    return found[1]


def row_cells(
    form: TableForm,
    key: str,
    sums: Mapping[str, Sum],
    children: Sequence[str],
    only: frozenset[str] | None = None,
) -> dict[str, Cell]:
    """The amount cells of one row: its own sums, and the sums of its columns.

    ``sums`` are all amounts at or below the row, each with the facts that go no deeper.
    """
    cells: dict[str, Cell] = {}
    role = form.role
    for column in form.own_amounts:
        name = column.id
        if only is not None and name not in only:
            continue
        found = sums.get(name)
        if column.single and found and found.count > 1:
            continue
        own = tuple(found.facts) if found else ()
        parts = tuple([Address(role, child, name) for child in children])
        cells[name] = Cell(found.amount if found else 0, own, parts)
    for column in form.sum_columns:
        if only is None or column.id in only:
            there = [part for part in column.sum if part in cells]
            parts = tuple([Address(role, key, part) for part in there])
            cells[column.id] = Cell(sum([cells[part].amount for part in there]), (), parts)
    return cells
