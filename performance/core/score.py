"""Scores proposed from what was reached; a person decides.

Points are whole numbers of hundredths of a point.  How a region scores is data
(``scoring`` of a form): ``{floor: 60}``: below 60 % of the target nothing;
``{bands: [[95, 100], [80, 80]]}``: an execution rate of 95 % or more earns 100 % of the points,
80 % or more 80 %, less nothing.  Without that, points are weight × share, at most the weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from disclosures.core.money import round_half_up
from performance.core.indicators import Comparison, Outcome, compare, read


@dataclass(frozen=True, slots=True)
class Method:
    """A region's method.  ``floor`` and both sides of ``bands`` are in percent."""

    floor: int = 0
    bands: tuple[tuple[Fraction, Fraction], ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Method:
        """From the data of a form."""
        bands = ((Fraction(str(rate)), Fraction(str(part))) for rate, part in data.get("bands", ()))
        return cls(data.get("floor", 0), tuple(sorted(bands, reverse=True)))


LINEAR = Method()


def propose(
    target: str, actual: str, weight: int, *, capped: bool = False, method: Method = LINEAR
) -> int | None:
    """Points for what was reached of a target; None where words must be judged.

    ``weight`` in hundredths of a point; ``capped`` as in ``indicators.compare``.
    """
    found = compare(read(target), read(actual), capped=capped)
    share = reached(found)
    if share is None:
        return None
    if share * 100 < method.floor:
        return 0
    return _part(weight, share)


def reached(found: Comparison) -> Fraction | None:
    """Which share of a target was reached, 0 to 1; None where it cannot be told."""
    if found.outcome in (Outcome.MET, Outcome.BEYOND):
        return Fraction(1)
    if found.outcome is not Outcome.MISSED or found.share is None:
        return None
    capped = [max(Fraction(0), min(share, Fraction(1))) for share in found.shares or (found.share,)]
    return sum(capped, Fraction(0)) / len(capped)


def execution(weight: int, executed: int, budget: int, method: Method = LINEAR) -> int | None:
    """Points for the execution of the budget; None without one.  Amounts in 分."""
    if budget <= 0:
        return None
    rate = max(Fraction(0), Fraction(executed, budget))
    if not method.bands:
        return _part(weight, min(rate, Fraction(1)))
    part = next((part for least, part in method.bands if rate * 100 >= least), Fraction(0))
    return _part(weight, part / 100)


def _part(weight: int, share: Fraction) -> int:
    return round_half_up(weight * share.numerator, share.denominator)
