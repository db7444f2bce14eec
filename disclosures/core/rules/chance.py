"""How likely rounding explains a difference: sums of many figures, of which one is mistyped.

The tolerance SUM allows what rounding could do at worst, all figures at their extreme and in one
direction.  With ten addends that hides a slip of 0.05 万元, which rounding all but never causes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from disclosures.core.forms import AMOUNT
from disclosures.core.money import Unit, show
from disclosures.core.rules.base import Evidence, Problem, addends, slack
from disclosures.core.rules.relations import Relation, relations
from disclosures.core.tables import Table

#: A difference less likely than this is taken for a slip: about one sound document in 10,000.
UNLIKELY = 1e-5
_GRID = 20


def unlikely_rounding(evidence: Evidence) -> Iterator[Problem]:
    """X-109."""
    for table in evidence.tables.tables:
        if table.filed and table.step > 1:
            for relation in relations(table):
                yield from _judge(table, relation)


def _judge(table: Table, relation: Relation) -> Iterator[Problem]:
    total = relation.total
    found = table.amount(total.row, total.column)
    parts = [table.amount(p.row, p.column) for p in relation.parts]
    difference = abs(found - sum(parts))
    if table.form.column[total.column].type != AMOUNT or difference < 3 * table.step:
        return
    explained = difference <= slack(table.step, addends(parts))
    if explained and chance(weights(parts), difference // table.step) < UNLIKELY:
        shown = show(difference, table.unit)
        yield Problem(
            table=table.role,
            cells=(total, *(p for p in relation.parts if table.amount(p.row, p.column))),
            expected=sum(parts),
            found=found,
            text=f"{addends(parts)} 个数相加与合计相差 {shown} {table.unit.value}，"
            "四舍五入几乎不会有这样大的尾差，很可能有一个数写错",
        )


def weights(amounts: Iterable[int]) -> list[int]:
    """How many figures round alike: equal amounts do, unless they are whole and so exact."""
    alike: Counter[int] = Counter()
    single = 0
    for amount in filter(None, amounts):
        if amount % Unit.WAN.fen:
            alike[amount] += 1
        else:
            single += 1
    return [*alike.values(), *[1] * single]


def chance(weights: Sequence[int], steps: int) -> float:
    """How likely rounding carries a sum at least so many printed steps away from its total.

    Each figure is off by up to half a step, evenly spread, as many times as its weight.
    """
    spread = [1.0]
    for weight in weights:
        spread = _smeared(spread, weight * _GRID)
    middle = (len(spread) - 1) / 2
    far = (steps - 0.5) * _GRID
    return sum(share for place, share in enumerate(spread) if abs(place - middle) >= far)


def _smeared(spread: Sequence[float], width: int) -> list[float]:
    """The distribution of a sum with one more figure spread evenly over ``width`` places."""
    sums = [0.0, *accumulate(spread)]
    last = len(spread)
    return [
        (sums[min(place + 1, last)] - sums[max(place + 1 - width, 0)]) / width
        for place in range(last + width - 1)
    ]
