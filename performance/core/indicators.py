"""What people mean by a target 指标值 and by an actual value 实际完成值.

``read("≥90%")``, ``read("40 项 10 万余人")``, ``read("2020年12月31日前")``, ``read("效果明显")``:
nothing that is typed is an error, free text has no numbers.  ``compare(target, actual)`` tells
whether the one meets the other.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache


class Operator(StrEnum):
    """How an actual value has to stand to the target."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    OVER = ">"
    UNDER = "<"
    EQUAL = "="
    BETWEEN = "区间"
    WORDS = "定性"


_NOT_LESS = {Operator.AT_LEAST, Operator.OVER}
_NOT_MORE = {Operator.AT_MOST, Operator.UNDER}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit.  ``value`` holds the factor: 0.5万人 is 5000 of 人.

    ``factor`` is 1, 10⁴ or 10⁸ as typed; ``unit`` is empty where none is typed.
    """

    value: Fraction
    unit: str = ""
    factor: int = 1

    @property
    def percent(self) -> bool:
        """Whether it is a percentage."""
        return self.unit == "%"


@dataclass(frozen=True, slots=True)
class Period:
    """A day, month or year, by its first and last day."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text says: its operator, its quantities in order, its date if it has one.

    ``rest`` is how many other characters it has: 0 for a bare value.
    """

    text: str
    operator: Operator
    quantities: tuple[Quantity, ...] = ()
    period: Period | None = None
    rest: int = 0

    @property
    def only(self) -> Quantity | None:
        """Its quantity, where it has a single one."""
        return self.quantities[0] if len(self.quantities) == 1 else None

    @property
    def numeric(self) -> bool:
        """Whether it has a quantity."""
        return bool(self.quantities)


class Outcome(StrEnum):
    """How an actual value stands to its target."""

    MET = "met"
    BEYOND = "beyond"
    MISSED = "missed"
    UNKNOWN = "unknown"
    INCOMPARABLE = "incomparable"


@dataclass(frozen=True, slots=True)
class Comparison:
    """``share`` is actual by target (for an upper bound that is overrun target by actual).

    ``target`` and ``actual`` are the pair that decided; ``shares`` those of all pairs; ``days``
    how much later than the date the actual one is.
    """

    outcome: Outcome
    target: Quantity | None = None
    actual: Quantity | None = None
    share: Fraction | None = None
    shares: tuple[Fraction, ...] = ()
    days: int = 0


# -- reading ----------------------------------------------------------------------------------

_BEFORE = (
    (r">=|≥|≧|大于或?等于|不低于|不少于|不小于|至少|达到|达", Operator.AT_LEAST),
    (r"<=|≤|≦|小于或?等于|不超过|不高于|不大于|不多于|最多|控制在|控制", Operator.AT_MOST),
    (r">|大于|高于|超过|多于", Operator.OVER),
    (r"<|小于|低于|少于", Operator.UNDER),
    (r"=|等于", Operator.EQUAL),
)
_AFTER = (
    (r"及?以上|余[人项次个家户名]?$", Operator.AT_LEAST),
    (r"及?以内|及?以下|之?内|之?前", Operator.AT_MOST),
)
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
#: Units by what they are counted as; longer words first.
_SAME = {
    "名": "人",
    "位": "人",
    "人次": "人",
    "场次": "场",
    "份次": "份",
    "平方米": "㎡",
    "科次": "科",
}
_SAME |= {"工作日": "日", "个工作日": "日", "天": "日", "次数": "次"}
_UNITS = (
    *("个百分点", "个工作日", "工作日", "平方米", "立方米", "平方公里", "公里", "学时", "课时"),
    *("小时", "分钟", "人次", "场次", "份次", "科次", "班次", "批次", "个月", "个", "%", "‰", "元"),
    *"人名位家户项次场科件份本册卷台套辆条天日月年岁分亩米㎡吨期班处所座篇批张块株头只宗起例笔处村镇",
)
_QUANTITY = re.compile(
    rf"(?P<number>{_NUMBER})(?P<factor>[万亿]?)(?P<more>[多余]?)(?P<unit>{'|'.join(_UNITS)})?"
)
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:年|[./-])"
    r"(?:(?P<month>1[0-2]|0?[1-9])(?:(?:月|[./-])(?:(?P<day>3[01]|[12]\d|0?[1-9])日?)?)?)?(?!\d)"
)
_RANGE = re.compile(rf"({_NUMBER})([^\d]{{0,3}})[-~—至]({_NUMBER})")
_FACTORS = {"": 1, "万": 10_000, "亿": 100_000_000}
#: More digits than any value has.
_LONGEST = 20


def plain(text: str) -> str:
    """The text without spaces, full-width signs made plain."""
    kept = re.sub(r"\s|[\u200b\ufeff]", "", unicodedata.normalize("NFKC", text))
    return kept.replace("﹪", "%").replace("〜", "~").rstrip("。;；,，")


@lru_cache(maxsize=10_000)
def read(text: str) -> Meaning:
    """What a typed target or actual value means; never raises."""
    said = plain(text)
    when = _DATE.search(said)
    period = _period(when) if when else None
    body = said if period is None or when is None else said[: when.start()] + said[when.end() :]
    if period is not None and not re.sub(r"[^\d]", "", body):
        return Meaning(
            text, Operator.AT_MOST, (), period, len(re.sub(r"[年底月末之以前内]", "", body))
        )
    found = [m for m in _QUANTITY.finditer(body) if len(m["number"]) <= _LONGEST]
    quantities = tuple(map(_quantity, found))
    if not quantities:
        return Meaning(text, _words_operator(said), (), period, len(body))
    used = sum(len(m[0]) for m in found)
    return Meaning(text, _operator(body, found), _alike(quantities, body), period, len(body) - used)


def _period(when: re.Match[str]) -> Period | None:
    year, month = int(when["year"]), int(when["month"] or 0)
    if not month:
        return Period(date(year, 1, 1), date(year, 12, 31))
    length = monthrange(year, month)[1]
    day = min(int(when["day"] or 0), length)
    return Period(date(year, month, day or 1), date(year, month, day or length))


def _quantity(found: re.Match[str]) -> Quantity:
    factor = _FACTORS[found["factor"]]
    unit = found["unit"] or ""
    number = Fraction(found["number"].replace(",", ""))
    if unit == "‰":
        number, unit = number / 10, "%"
    return Quantity(number * factor, _SAME.get(unit, unit), factor)


def _alike(quantities: tuple[Quantity, ...], body: str) -> tuple[Quantity, ...]:
    """In a range the unit may stand once: 90-95%."""
    if len(quantities) != 2 or not _RANGE.search(body):
        return quantities
    low, high = quantities
    if not low.unit and low.factor == 1:
        low = Quantity(low.value * high.factor, high.unit, high.factor)
    return low, high


def _operator(body: str, found: Sequence[re.Match[str]]) -> Operator:
    if len(found) == 2 and _RANGE.search(body):
        return Operator.BETWEEN
    first, last = found[0], found[-1]
    before, after = body[: first.start()], body[last.end() :]
    for pattern, operator in _BEFORE:
        if re.search(rf"(?:{pattern})[^\d]{{0,2}}$", before):
            return Operator.AT_MOST if operator is Operator.EQUAL and "≤" in before else operator
    for pattern, operator in _AFTER:
        if re.match(pattern, after):
            return operator
    return Operator.AT_LEAST if any(m["more"] for m in found) else Operator.EQUAL


def _words_operator(said: str) -> Operator:
    """A sign that stands alone is a target that somebody forgot to write."""
    signs = {o.value: o for o in Operator if o.value in "≥≤><="}
    return signs.get(said.replace(">=", "≥").replace("<=", "≤"), Operator.WORDS)


# -- comparing --------------------------------------------------------------------------------


def compare(target: Meaning, actual: Meaning, *, capped: bool = False) -> Comparison:
    """Whether the actual value meets the target.

    ``capped``: a plain target is an upper bound (cost, 失业率), not one to be reached.  Several
    numbers are compared pair by pair, and the worst decides.
    """
    if target.period and actual.period and not target.numeric and not actual.numeric:
        late = (actual.period.first - target.period.last).days
        return Comparison(Outcome.MISSED if late > 0 else Outcome.MET, days=max(0, late))
    if target.operator is Operator.BETWEEN:
        return _within(target, actual)
    if target.period or actual.period or not target.numeric or not actual.numeric:
        return Comparison(_unlike(target, actual))
    pairs = list(_pairs(target, actual))
    if not pairs:
        bare = target.only and actual.only and target.rest < 6 and actual.rest < 6
        return Comparison(
            Outcome.INCOMPARABLE if bare else Outcome.UNKNOWN, target.only, actual.only
        )
    judged = [_judge(target, actual.operator, t, a, capped) for t, a in pairs]
    shares = tuple(j.share for j in judged if j.share is not None)
    worst = min(judged, key=lambda j: (_RANK[j.outcome], j.share or Fraction(0)))
    return Comparison(worst.outcome, worst.target, worst.actual, worst.share, shares)


_RANK = {Outcome.MISSED: 0, Outcome.UNKNOWN: 1, Outcome.BEYOND: 2, Outcome.MET: 3}


def _unlike(target: Meaning, actual: Meaning) -> Outcome:
    """A date against a bare number is no comparison; words against anything are unknown."""
    dated, counted = (target, actual) if target.period else (actual, target)
    bare = dated.period and counted.only and counted.rest < 3 and not counted.period
    return Outcome.INCOMPARABLE if bare else Outcome.UNKNOWN


def _pairs(target: Meaning, actual: Meaning) -> Iterator[tuple[Quantity, Quantity]]:
    """What belongs together, the actual one counted as the target is; nothing where unclear."""
    wanted, given = target.quantities, actual.quantities
    if len(wanted) == 1 and len(given) > 1:
        given = tuple(q for q in given if q.unit == wanted[0].unit)
    if len(wanted) != len(given):
        return
    pairs = [(t, _as(t, a)) for t, a in zip(wanted, given, strict=True)]
    if all(a is not None for _, a in pairs):
        yield from ((t, a) for t, a in pairs if a is not None)


def _as(target: Quantity, actual: Quantity) -> Quantity | None:
    """The actual quantity in the unit of the target; None where they are different things.

    A number without unit is one of the other's unit, and of its factor where that comes nearer.
    """
    if target.unit and actual.unit:
        return actual if target.unit == actual.unit else None
    if (target.unit or actual.unit) == "%" and (target.factor, actual.factor) != (1, 1):
        return None
    unit = target.unit or actual.unit
    if actual.factor == 1 and target.factor > 1 and not actual.unit and target.value:
        scaled = actual.value * target.factor
        if _distance(scaled, target.value) < _distance(actual.value, target.value):
            return Quantity(scaled, unit, target.factor)
    return Quantity(actual.value, unit, actual.factor)


def _distance(one: Fraction, other: Fraction) -> Fraction:
    low, high = sorted((abs(one), abs(other)))
    return high / low if low else Fraction(10**12)


def _judge(
    target: Meaning, said: Operator, wanted: Quantity, given: Quantity, capped: bool
) -> Comparison:
    operator = target.operator
    if operator is Operator.EQUAL and capped:
        operator = Operator.AT_MOST
    below = operator in _NOT_MORE
    top, base = (wanted, given) if below else (given, wanted)
    share = top.value / base.value if base.value else None
    difference = given.value - wanted.value
    if below:
        strict = operator is Operator.UNDER and said not in _NOT_MORE
        missed = difference > 0 or (strict and not difference)
        beyond = False
    else:
        strict = operator is Operator.OVER and said not in _NOT_LESS
        missed = difference < 0 or (strict and not difference)
        beyond = difference > 0
    outcome = Outcome.MISSED if missed else Outcome.BEYOND if beyond else Outcome.MET
    return Comparison(outcome, wanted, given, share)


def _within(target: Meaning, actual: Meaning) -> Comparison:
    low, high = target.quantities
    given = _as(low, actual.only) if actual.only else None
    if given is None:
        return Comparison(Outcome.UNKNOWN)
    if low.value <= given.value <= high.value:
        return Comparison(Outcome.MET, low, given, Fraction(1))
    near = low if given.value < low.value else high
    share = given.value / near.value if near is low and near.value else None
    return Comparison(Outcome.MISSED, near, given, share)


def show(quantity: Quantity) -> str:
    """As it is written: 3.9万人, 92.97%."""
    number = quantity.value / quantity.factor
    factor = {1: "", 10_000: "万", 100_000_000: "亿"}[quantity.factor]
    text = f"{float(number):.4f}".rstrip("0").rstrip(".")
    return f"{text}{factor}{quantity.unit}"
