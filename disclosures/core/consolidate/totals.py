"""What each unit brings to the department, in a line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum

from disclosures.core.consolidate.parts import Part, Taken, main_measure, name_of
from disclosures.core.facts import Balance, Expenditure, Fact, Income, Kind, Nature


class Status(StrEnum):
    """How a unit stands in its department's disclosure."""

    OWN = "own"
    TAKEN = "taken"
    REFUSED = "refused"
    MISSING = "missing"


STATUS_LABELS = {
    "own": "部门自行填报",
    "taken": "已并入",
    "refused": "有问题，没有并入",
    "missing": "还没有报送",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Income and expenditure, and the balances between them, in 分.

    ``opening`` includes 年初调整.  Where all is well ``gap`` is zero.
    """

    income: int = 0
    expenditure: int = 0
    opening: int = 0
    closing: int = 0
    nonfiscal_used: int = 0
    distributed: int = 0

    @property
    def gap(self) -> int:
        """收入 + 年初结转结余 + 使用结余 − 支出 − 结余分配 − 年末结转结余."""
        sources = self.income + self.opening + self.nonfiscal_used
        return sources - self.expenditure - self.distributed - self.closing

    def __add__(self, other: Totals) -> Totals:
        """Both together."""
        return _combined(self, other, 1)

    def __sub__(self, other: Totals) -> Totals:
        """Without the other."""
        return _combined(self, other, -1)


def _combined(one: Totals, other: Totals, sign: int) -> Totals:
    names = Totals.__dataclass_fields__
    values = zip(names, astuple(one), astuple(other), strict=True)
    return Totals(**{name: mine + sign * theirs for name, mine, theirs in values})


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit in the reconciliation; ``rows`` is how many facts of it are taken.

    A part that was refused shows what it states, though the department's sum is without it.
    """

    code: str
    name: str
    status: Status
    rows: int
    totals: Totals

    @property
    def status_label(self) -> str:
        """The status in Chinese."""
        return STATUS_LABELS[self.status]

    @property
    def counted(self) -> bool:
        """Whether its figures are part of the department's."""
        return self.status in (Status.OWN, Status.TAKEN)


_NATURES: dict[str, str] = {
    Nature.OPENING: "opening",
    Nature.ADJUSTMENT: "opening",
    Nature.CLOSING: "closing",
    Nature.NONFISCAL_USED: "nonfiscal_used",
    Nature.DISTRIBUTED: "distributed",
}


def totals_of(facts: Iterable[Fact], kind: Kind) -> Totals:
    """The totals of facts in the main 口径 of the kind."""
    measure = main_measure(kind)
    sums = dict.fromkeys(Totals.__dataclass_fields__, 0)
    for fact in facts:
        if isinstance(fact, Income | Expenditure) and fact.measure == measure:
            sums[fact.of] += fact.amount
        elif isinstance(fact, Balance) and fact.measure == measure and fact.nature in _NATURES:
            sums[_NATURES[fact.nature]] += fact.amount
    return Totals(**sums)


def unit_lines(taken: Taken, expected: Sequence[tuple[str, str]]) -> Iterator[UnitLine]:
    """Own units in order of their rows, then parts taken, refused, and units missing, in the
    order of ``expected`` and after them the others."""
    own: dict[str, list[Fact]] = {}
    for fact in taken.own.facts:
        own.setdefault(fact.unit, []).append(fact)
    for code, facts in own.items():
        name = name_of(code, taken.names) or taken.own.department
        yield _line(code, name, Status.OWN, facts, taken.own.kind)
    yield from _handed_up(taken, expected)


def _handed_up(taken: Taken, expected: Sequence[tuple[str, str]]) -> Iterator[UnitLine]:
    there: dict[str, list[tuple[Part, Status]]] = {}
    for part in taken.parts:
        there.setdefault(part.code, []).append((part, Status.TAKEN))
    for part in taken.refused:
        there.setdefault(part.code, []).append((part, Status.REFUSED))
    for code, name in expected:
        if code not in there and code not in taken.own_units:
            yield _line(code, name, Status.MISSING, (), taken.own.kind)
        for part, status in there.pop(code, ()):
            yield _line(code, part.name, status, part.facts.facts, taken.own.kind)
    for part, status in (pair for found in there.values() for pair in found):
        yield _line(part.code, part.name, status, part.facts.facts, taken.own.kind)


def _line(code: str, name: str, status: Status, facts: Sequence[Fact], kind: Kind) -> UnitLine:
    return UnitLine(
        code=code, name=name, status=status, rows=len(facts), totals=totals_of(facts, kind)
    )
