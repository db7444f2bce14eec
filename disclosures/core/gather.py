"""Which facts a cell adds up, and the cells of one row."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from disclosures.core.facts import Fact
from disclosures.core.forms import Column, Query, TableForm
from disclosures.core.tables import Address, Cell

Target = TypeVar("Target", bound=Hashable)


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
    """An amount that grows, and the facts that it grew from."""

    __slots__ = ("amount", "facts")

    def __init__(self) -> None:
        self.amount = 0
        self.facts: list[int] = []

    def add(self, amount: int, fact: int) -> None:
        """Another amount, of the fact at that position."""
        self.amount += amount
        self.facts.append(fact)


class Taker(Generic[Target]):
    """Which targets (columns, or cells) take a fact; remembered by the fields that queries ask."""

    def __init__(self, queries: Mapping[Target, Query], measure: str) -> None:
        self._matches = {target: Match(query, measure) for target, query in queries.items()}
        self._fields = sorted({name for q in queries.values() for name, _ in q.where})
        self._known: dict[tuple[object, ...], tuple[Target, ...]] = {}

    def _targets(self, fact: Fact) -> tuple[Target, ...]:
        asked = (fact.of, *(getattr(fact, name, None) for name in self._fields))
        known = self._known.get(asked)
        if known is None:
            known = tuple(target for target, match in self._matches.items() if match(fact))
            self._known[asked] = known
        return known

    def gather(self, facts: Sequence[Fact]) -> Iterator[tuple[int, Fact, Target, int]]:
        """(position, fact, target, amount) for every fact that a target takes."""
        for position, fact in enumerate(facts):
            for target in self._targets(fact):
                yield position, fact, target, self._matches[target].amount(fact)


def columns_taking(form: TableForm, measure: str) -> Taker[str]:
    """Which columns of a table take a fact; columns that are sums take none."""
    queries = {c.id: form.query.and_also(c.query) for c in form.columns if c.query is not None}
    return Taker(queries, measure)


def row_cells(
    form: TableForm,
    key: str,
    sums: Mapping[str, Sum],
    ends: Mapping[str, Sum],
    children: Sequence[str],
    only: frozenset[str] | None = None,
) -> dict[str, Cell]:
    """The amount cells of one row: its own sums, and the sums of its columns.

    ``sums`` are all amounts at or below the row, ``ends`` those of facts that go no deeper.
    """
    cells: dict[str, Cell] = {}
    for column in form.columns:
        if not column.numeric or (only is not None and column.id not in only):
            continue
        if column.single and column.id in sums and len(sums[column.id].facts) > 1:
            continue
        if not column.sum:
            amount = sums[column.id].amount if column.id in sums else 0
            own = tuple(ends[column.id].facts) if column.id in ends else ()
            parts = tuple(Address(form.role, child, column.id) for child in children)
            cells[column.id] = Cell(amount, own, parts)
    for column in _sum_order(form):
        if only is None or column.id in only:
            parts = tuple(Address(form.role, key, part) for part in column.sum if part in cells)
            total = sum(cells[part].amount for part in column.sum if part in cells)
            cells[column.id] = Cell(total, (), parts)
    return cells


def _sum_order(form: TableForm) -> list[Column]:
    """Columns that are sums, each after the columns it adds."""
    ordered: list[Column] = []
    waiting = [c for c in form.columns if c.sum]
    while waiting:
        pending = {c.id for c in waiting}
        ready = [c for c in waiting if not pending & set(c.sum)]
        ordered += ready
        waiting = [c for c in waiting if c not in ready]
    return ordered
