"""Internal flows 内部往来: what units of one department pay each other, and its elimination.

对附属单位补助支出 of one unit is 上级补助收入 of another, 上缴上级支出 of one is 附属单位上缴收入
of another.  Both are paid from money that is no appropriation; rows of fiscal money are left
alone, since their income has no counterpart that could be eliminated with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from disclosures.core.consolidate.parts import Origin, name_of
from disclosures.core.facts import (
    ELIMINATION,
    FISCAL,
    LABELS,
    Expenditure,
    Fact,
    Fund,
    Income,
    Measure,
    Spend,
)
from disclosures.core.money import Unit, show


class Flow(StrEnum):
    """An internal flow, named after its spending."""

    GRANTED = "granted"
    REMITTED = "remitted"


#: Flow → the category of income that the receiving unit states.
RECEIVED_AS = {Flow.GRANTED: "superior_subsidy", Flow.REMITTED: "subsidiary_remit"}
_SPENT_AS = {Flow.GRANTED: Spend.GRANTED, Flow.REMITTED: Spend.REMITTED}

#: 分 by unit.
ByUnit = Mapping[str, int]
Stated = Sequence[tuple[Fact, Origin]]
_Row = Expenditure | Income


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAmount:
    """What one unit states on one side of a flow, and how much of it is eliminated (分)."""

    code: str
    name: str
    amount: int
    eliminated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalFlow:
    """One flow in one 口径.  Amounts in 分.

    ``proposed`` is the most that units of the department can have paid each other; ``decided`` is
    what a person decided, or None; ``eliminated`` what is taken off both sides.  ``fiscal`` is
    stated as paid from appropriations and is not eliminated.  ``trouble`` says why ``decided``
    cannot be followed; then the proposal is.
    """

    flow: Flow
    measure: Measure
    paid: tuple[UnitAmount, ...]
    received: tuple[UnitAmount, ...]
    proposed: int
    decided: int | None
    eliminated: int
    fiscal: int = 0
    trouble: str = ""

    @property
    def paid_total(self) -> int:
        """The spending side of all units."""
        return sum(u.amount for u in self.paid)

    @property
    def received_total(self) -> int:
        """The income side of all units."""
        return sum(u.amount for u in self.received)

    @property
    def difference(self) -> int:
        """Spending side − income side."""
        return self.paid_total - self.received_total

    @property
    def limit(self) -> int:
        """The most that may be decided: the smaller side."""
        return max(0, min(self.paid_total, self.received_total))

    @property
    def outside_paid(self) -> int:
        """What remains as paid to units outside the department."""
        return self.paid_total - self.eliminated

    @property
    def outside_received(self) -> int:
        """What remains as received from outside the department."""
        return self.received_total - self.eliminated

    @property
    def spent_label(self) -> str:
        """The spending side in Chinese."""
        return LABELS["spend"][_SPENT_AS[self.flow]]

    @property
    def received_label(self) -> str:
        """The income side in Chinese."""
        return LABELS["category"][RECEIVED_AS[self.flow]]

    @property
    def text(self) -> str:
        """What is eliminated, by how much the sides differ, and how the rest is treated."""
        said = [f"支出方 {_yuan(self.paid_total)}，收入方 {_yuan(self.received_total)}"]
        if self.difference:
            said.append(f"两边相差 {_yuan(abs(self.difference))}")
        said.append(f"抵销 {_yuan(self.eliminated)}")
        rest = (
            (f"{self.spent_label} {_yuan(self.outside_paid)}", self.outside_paid),
            (f"{self.received_label} {_yuan(self.outside_received)}", self.outside_received),
        )
        if left := "、".join(words for words, amount in rest if amount):
            said.append(f"其余作为与部门以外单位的往来保留：{left}")
        if self.fiscal:
            said.append(f"另有 {_yuan(self.fiscal)} 列为财政拨款资金，不参与抵销，请核实")
        return "；".join(said)


def _yuan(fen: int) -> str:
    return f"{show(fen, Unit.YUAN)} 元"


def internal_flows(
    stated: Stated, names: Mapping[str, str], decided: Mapping[tuple[str, str], int]
) -> tuple[tuple[InternalFlow, ...], tuple[str, ...]]:
    """Every flow of every 口径 that a unit states or somebody decided on, and the troubles."""
    flows = []
    known = {(flow, measure) for flow in Flow for measure in Measure}
    unknown = [f"没有“{flow}/{measure}”这样的内部往来" for flow, measure in decided
               if (flow, measure) not in known]  # fmt: skip
    for flow in Flow:
        for measure in Measure:
            found = _flow(stated, names, flow, measure, decided.get((flow, measure)))
            if found.paid or found.received or found.fiscal or found.decided:
                flows.append(found)
    troubles = (f.trouble for f in flows if f.trouble)
    return tuple(flows), (*unknown, *troubles)


def _flow(
    stated: Stated,
    names: Mapping[str, str],
    flow: Flow,
    measure: Measure,
    decided: int | None,
) -> InternalFlow:
    facts = tuple(f for f, _ in stated)
    paid = _by_unit(_side(facts, flow, measure, Expenditure))
    received = _by_unit(_side(facts, flow, measure, Income))
    proposed = _between_units(paid, received)
    trouble = _trouble(flow, measure, decided, min(sum(paid.values()), sum(received.values())))
    amount = proposed if decided is None or trouble else decided
    shares = _shares(amount, paid, {u: amount - got for u, got in received.items()})
    gets = _shares(amount, received, {u: amount - gave for u, gave in shares.items()})
    return InternalFlow(
        flow=flow,
        measure=measure,
        paid=_amounts(paid, shares, names),
        received=_amounts(received, gets, names),
        proposed=proposed,
        decided=decided,
        eliminated=amount,
        fiscal=sum(f.amount for f in _spent(facts, flow, measure) if f.fund in FISCAL),
        trouble=trouble,
    )


def _trouble(flow: Flow, measure: Measure, decided: int | None, limit: int) -> str:
    """What is wrong with a decided amount, or nothing."""
    limit = max(0, limit)
    if decided is None or 0 <= decided <= limit:
        return ""
    label = f"{LABELS['spend'][_SPENT_AS[flow]]}（{LABELS['measure'][measure]}）"
    fault = "不能小于零" if decided < 0 else f"不能大于两边中较小的一边 {_yuan(limit)}"
    return f"{label}的抵销数 {_yuan(decided)} {fault}；暂按建议数抵销，请重新确定"


def _spent(facts: Iterable[Fact], flow: Flow, measure: Measure) -> Iterator[Expenditure]:
    for f in facts:
        if isinstance(f, Expenditure) and (f.spend, f.measure) == (_SPENT_AS[flow], measure):
            yield f


def _side(facts: Iterable[Fact], flow: Flow, measure: Measure, kind: type[_Row]) -> Iterator[_Row]:
    """The rows of one side of a flow that can be eliminated."""
    if kind is Expenditure:
        yield from (f for f in _spent(facts, flow, measure) if f.fund not in FISCAL)
        return
    for f in facts:
        if isinstance(f, Income) and (f.category, f.measure) == (RECEIVED_AS[flow], measure):
            yield f


def _by_unit(rows: Iterable[_Row]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.unit] = sums.get(row.unit, 0) + row.amount
    return {unit: amount for unit, amount in sorted(sums.items()) if amount}


def _amounts(side: ByUnit, gone: ByUnit, names: Mapping[str, str]) -> tuple[UnitAmount, ...]:
    return tuple(
        UnitAmount(code=u, name=name_of(u, names), amount=amount, eliminated=gone.get(u, 0))
        for u, amount in side.items()
    )


def _between_units(paid: ByUnit, received: ByUnit) -> int:
    """The most that units can have paid each other: the smaller side, but nobody pays itself.

    What a unit is party to, on either side, cannot come to more than what the others pay and
    receive; that is the maximal flow of a graph without the arcs from a unit to itself.
    """
    gave = {u: max(0, amount) for u, amount in paid.items()}
    got = {u: max(0, amount) for u, amount in received.items()}
    both = sum(gave.values()) + sum(got.values())
    of_others = (both - gave.get(u, 0) - got.get(u, 0) for u in gave.keys() | got.keys())
    return max(0, min(sum(paid.values()), sum(received.values()), *of_others, both))


def _shares(amount: int, side: ByUnit, free: ByUnit) -> dict[str, int]:
    """How ``amount`` is spread over the units of one side, in order of their codes.

    ``free`` is how much of a unit can be taken without its paying itself (any amount where it
    says nothing); only what is then still wanting is taken beyond it.
    """
    taken = dict.fromkeys(side, 0)
    for bounds in (free, {}):
        for unit, has in side.items():
            bound = min(has, bounds.get(unit, has)) - taken[unit]
            taken[unit] += max(0, min(bound, amount - sum(taken.values())))
    return taken


# -- elimination ------------------------------------------------------------------------------


def eliminating(stated: Stated, flows: Iterable[InternalFlow]) -> Iterator[Fact]:
    """Negative rows that take every flow off both its sides, by the same amount."""
    facts = tuple(f for f, _ in stated)
    for flow in flows:
        sides: tuple[tuple[type[_Row], tuple[UnitAmount, ...]], ...] = (
            (Expenditure, flow.paid),
            (Income, flow.received),
        )
        for kind, units in sides:
            rows = tuple(_side(facts, flow.flow, flow.measure, kind))
            for unit in units:
                yield from _mirrors([r for r in rows if r.unit == unit.code], unit.eliminated)


def _mirrors(rows: Iterable[_Row], amount: int) -> Iterator[_Row]:
    """Rows like these with negative amounts that come to ``-amount``, 单位资金 first."""
    sums: dict[_Row, int] = {}
    for row in rows:
        alike = replace(row, amount=0, note=ELIMINATION, place="")
        sums[alike] = sums.get(alike, 0) + row.amount
    for alike in sorted(sums, key=_order):
        share = min(amount, max(0, sums[alike]))
        if share:
            yield replace(alike, amount=-share)
        amount -= share


def _order(row: _Row) -> tuple[object, ...]:
    if isinstance(row, Income):
        return (row.function,)
    return (row.fund != Fund.OWN, row.function, row.econ, row.project, row.money_year)
