"""What new facts change in old ones: rows new, changed and removed, by ledger.

Rows are the same row where all their dimensions are (unit, 口径, fund, codes, project …); what
else they state may differ.  Ledgers and fields are named as in the facts themselves.  Tables are
compared cell by cell by ``cell_changes``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from disclosures.core.facts import PURCHASE_LINE, Facts, Purchase, PurchaseLine

#: Ledger → the fields that tell its rows apart, and those that a row states.
_SHAPES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "unit": (("code",), ("name", "nature", "establishment", "staff", "note")),
    "expenditure": (
        ("unit", "measure", "fund", "function", "spend", "econ", "project", "money_year"),
        ("amount", "note"),
    ),
    "income": (("unit", "measure", "category", "function"), ("amount", "note")),
    "balance": (("unit", "measure", "fund", "nature", "function", "spend"), ("amount", "note")),
    "sangong": (("unit", "measure", "fund", "item"), ("amount", "note")),
    "purchase": (
        ("unit", "method", "project", "item", "source"),
        ("qty", "uom", "price", "amount", "note"),
    ),
    "indicator": (("unit", "measure", "name"), ("amount", "note")),
    "count": (("unit", "name"), ("number", "note")),
    "local_code": (("code",), ("name",)),
}
#: Every ledger, in the order of the workbook's sheets.
LEDGER_NAMES = tuple(_SHAPES)

Value = str | int | None
_Fields = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a ledger: ``dims`` say which it is, ``values`` what it states."""

    ledger: str
    dims: tuple[tuple[str, str], ...]
    values: _Fields
    place: str = ""

    @property
    def amount(self) -> int:
        """Its amount in 分; 0 in a ledger without amounts."""
        found = dict(self.values).get("amount")
        return found if isinstance(found, int) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """A row that is new (no ``before``), removed (no ``after``), or states something else."""

    before: Line | None
    after: Line | None

    @property
    def kind(self) -> str:
        """``new``, ``removed`` or ``changed``."""
        if self.before is None:
            return "new"
        return "removed" if self.after is None else "changed"

    @property
    def line(self) -> Line:
        """The row as it will be, or was."""
        line = self.after or self.before
        assert line is not None
        return line

    @property
    def cells(self) -> Iterator[tuple[str, Value, Value]]:
        """Each field that differs: name, old, new; None where there is no such row."""
        old = dict(self.before.values) if self.before else {}
        new = dict(self.after.values) if self.after else {}
        for name in _SHAPES[self.line.ledger][1]:
            if old.get(name) != new.get(name):
                yield name, old.get(name), new.get(name)

    @property
    def weight(self) -> int:
        """By how many 分 the ledger grows or shrinks."""
        before = self.before.amount if self.before else 0
        after = self.after.amount if self.after else 0
        return abs(after - before)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChanges:
    """All that differs, the largest amounts of each ledger first; ``unchanged`` counts rows."""

    by_ledger: Mapping[str, tuple[RowChange, ...]]
    unchanged: Mapping[str, int]

    def count(self, kind: str) -> int:
        """How many rows are ``new``, ``changed`` or ``removed``."""
        return sum(c.kind == kind for changes in self.by_ledger.values() for c in changes)

    @property
    def nothing(self) -> bool:
        """Whether both say the same."""
        return not any(self.by_ledger.values())


def row_changes(before: Facts, after: Facts) -> RowChanges:
    """What ``after`` changes in ``before``, row by row; the order of rows does not count."""
    old, new = _by_ledger(before), _by_ledger(after)
    pairs = {ledger: list(_pairs(old[ledger], new[ledger])) for ledger in LEDGER_NAMES}
    changed = {
        ledger: sorted((c for c in found if _differs(c)), key=lambda c: -c.weight)
        for ledger, found in pairs.items()
    }
    return RowChanges(
        by_ledger={ledger: tuple(found) for ledger, found in changed.items()},
        unchanged={ledger: len(pairs[ledger]) - len(changed[ledger]) for ledger in pairs},
    )


def _differs(change: RowChange) -> bool:
    both = change.before is not None and change.after is not None
    return not both or any(change.cells)


def _pairs(old: Iterable[Line], new: Iterable[Line]) -> Iterator[RowChange]:
    """Every row once, beside its counterpart where it has one; new rows in their order."""
    waiting, coming = _by_dims(old), _by_dims(new)
    for dims, lines in coming.items():
        yield from _alike(waiting.pop(dims, []), lines)
    for left in waiting.values():
        yield from (RowChange(before=line, after=None) for line in left)


def _by_dims(lines: Iterable[Line]) -> dict[tuple[tuple[str, str], ...], list[Line]]:
    found: dict[tuple[tuple[str, str], ...], list[Line]] = {}
    for line in lines:
        found.setdefault(line.dims, []).append(line)
    return found


def _alike(old: list[Line], new: list[Line]) -> Iterator[RowChange]:
    """Rows of the same dimensions: those that state the same belong together, then in order."""
    same = Counter(line.values for line in old) & Counter(line.values for line in new)
    kept_old, rest_old = _split(old, same)
    kept_new, rest_new = _split(new, same)
    for values, olds in kept_old.items():
        for before, after in zip(olds, kept_new[values], strict=True):
            yield RowChange(before=before, after=after)
    for one, other in zip_longest(rest_old, rest_new):
        yield RowChange(before=one, after=other)


def _split(
    lines: list[Line], same: Mapping[_Fields, int]
) -> tuple[dict[_Fields, list[Line]], list[Line]]:
    """Those that state what is ``same``, as often as that is so, and the rest."""
    kept: dict[_Fields, list[Line]] = {}
    rest: list[Line] = []
    for line in lines:
        alike = kept.setdefault(line.values, [])
        (alike if len(alike) < same.get(line.values, 0) else rest).append(line)
    return {values: alike for values, alike in kept.items() if alike}, rest


# -- facts as rows ----------------------------------------------------------------------------


def _by_ledger(facts: Facts) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {ledger: [] for ledger in LEDGER_NAMES}
    found["unit"] = [_line("unit", unit) for unit in facts.units]
    found["local_code"] = [_line("local_code", code) for code in facts.local_codes]
    bought = {_named(f): f for f in facts.facts if isinstance(f, PurchaseLine)}
    for fact in facts.facts:
        if isinstance(fact, Purchase):
            found["purchase"].append(_line("purchase", fact, bought.get(_named(fact))))
        elif not isinstance(fact, PurchaseLine):
            found[fact.of].append(_line(fact.of, fact))
    return found


def _named(fact: Purchase | PurchaseLine) -> tuple[str, ...]:
    return tuple(getattr(fact, name) for name in PURCHASE_LINE)


def _line(ledger: str, source: object, more: PurchaseLine | None = None) -> Line:
    dims, values = _SHAPES[ledger]

    def value(name: str) -> Value:
        stated: Value = getattr(source, name, getattr(more, name, None))
        return stated

    return Line(
        ledger=ledger,
        dims=tuple((name, str(value(name))) for name in dims),
        values=tuple((name, value(name)) for name in values),
        place=getattr(source, "place", ""),
    )
