"""Rules about single figures: amounts, shares, changes, completion, words and units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from disclosures.core.document import Role, Source
from disclosures.core.money import as_printed
from disclosures.core.reading.base import (
    Check,
    TextProblem,
    at,
    expected_amount,
    fits_base,
    is_exact,
    is_nothing,
    money,
    percent,
    says,
    says_change,
    says_ratio,
    sign_of,
)
from disclosures.core.reading.bind import Bound, Said, TextEvidence
from disclosures.core.reading.figures import MONEY, POINTS
from disclosures.core.rules.base import Severity

_WORDS = {1: "增加", -1: "减少", 0: "持平"}
_VERSUS = {1: "大于", -1: "小于", 0: "等于"}


def amounts_of(code: str) -> Check:
    """The amounts and counts of the sections that come under a rule equal tables and facts."""

    def check(evidence: TextEvidence) -> Iterator[TextProblem]:
        for said, bound in readings(evidence, Role.AMOUNT, Role.COUNT):
            if said.heading.rule == code:
                yield from _amount(evidence, said, bound)

    return check


def readings(evidence: TextEvidence, *roles: Role) -> Iterator[tuple[Said, Bound]]:
    """The bound readings of those roles in sections that come under rules."""
    for said in evidence.said:
        if said.heading.rule:
            yield from ((said, b) for b in said.bound if b.value and b.reading.role in roles)


def _amount(evidence: TextEvidence, said: Said, bound: Bound) -> Iterator[TextProblem]:
    source, reading = expected_amount(evidence, bound), bound.reading
    if source is None or bound.value is None or reading.number is None:
        return
    if reading.role is Role.COUNT:
        if bound.value.unit and reading.number * 100 != source.amount:
            right = _count(source.amount)
            yield at(said, bound, f"应为 {right}{bound.value.unit}，现写 {reading.quote}")
    elif not _says(evidence, source.amount, bound) and other_unit(source.amount, bound) is None:
        right = money(source.amount, evidence.material.unit)
        yield at(
            said,
            bound,
            f"“{bound.value.names[0]}”应为 {right}，现写 {reading.quote}",
            expected=source.amount,
            found=reading.fen,
        )


def _says(evidence: TextEvidence, amount: int, bound: Bound) -> bool:
    """Whether a figure is the exact amount, or the printed one in another unit."""
    as_told = as_printed(amount, evidence.material.unit)
    return says(amount, bound.reading) or says(as_told, bound.reading)


def _count(hundredths: int) -> str:
    """A count for a message."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)


def other_unit(amount: int, bound: Bound) -> str | None:
    """The unit of money in which the number would be right, if it is another one."""
    if not bound.reading.number:
        return None
    units = (u for u in MONEY if u != (bound.reading.unit or "万元"))
    return next((u for u in units if says(amount, bound.reading, u)), None)


def units(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-029: the unit is there, and is the right one."""
    yield from _twice(evidence)
    for said, bound in readings(evidence, *Role):
        reading, source = bound.reading, expected_amount(evidence, bound)
        if bound.trouble.startswith("单位"):
            yield at(said, bound, f"{bound.trouble}，现写 {reading.quote}")
        elif reading.unit == POINTS:
            yield at(said, bound, f"应写百分比（%），现写 {reading.quote}")
        elif reading.role is Role.AMOUNT and source is not None:
            right = other_unit(source.amount, bound)
            if not reading.unit:
                yield at(said, bound, f"{reading.quote} 没有写单位")
            elif right:
                yield at(said, bound, f"单位应为{right}，现写 {reading.quote}")
            elif not reading.number and reading.unit != evidence.material.unit.value:
                right = evidence.material.unit.value
                text = f"单位应与全文一致，写作{right}，现写 {reading.quote}"
                yield at(said, bound, text, severity=Severity.WARNING)


def _twice(evidence: TextEvidence) -> Iterator[TextProblem]:
    """The same count told twice in a sentence: one of the two has a wrong unit."""
    for said in evidence.said:
        for before, now in pairwise(b for b in said.bound if b.reading.role is Role.COUNT):
            same = before.reading.sentence == now.reading.sentence
            if same and before.entry and before.entry == now.entry:
                yield at(said, now, f"{now.reading.quote} 前面已经写了 {before.reading.quote}")


# -- shares and completion --------------------------------------------------------------------


def _of_whole(evidence: TextEvidence, bound: Bound) -> bool | None:
    """Whether a percentage is the share of its part; None where that is not known."""
    value = bound.value
    if value is None or value.this is None or value.whole is None or not value.whole.amount:
        return None
    unit = evidence.material.unit
    return says_ratio(value.this.amount, value.whole.amount, bound.reading, unit)


def _of_budget(evidence: TextEvidence, bound: Bound) -> bool | None:
    """Whether a percentage is the completion of the budget; None where that is not known."""
    value = bound.value
    if value is None or value.this is None or value.budget is None or not value.budget.amount:
        return None
    unit = evidence.material.unit
    return says_ratio(value.this.amount, value.budget.amount, bound.reading, unit)


def _right(part: Source | None, whole: Source | None) -> str:
    return percent(part.amount, whole.amount) if part and whole else ""


def shares(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-004: a share is its part by its whole."""
    for said, bound in readings(evidence, Role.SHARE):
        value = bound.value
        if value is None or bound.reading.unit != "%":
            continue
        if _of_whole(evidence, bound) is False and not _of_budget(evidence, bound):
            right = _right(value.this, value.whole)
            yield at(said, bound, f"“{value.names[0]}”占比应为 {right}，现写 {bound.reading.quote}")
        elif _of_whole(evidence, bound):
            yield from _rounded(said, bound, value.this, value.whole)


def confused(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-006: a share is no completion, a completion no share."""
    for said, bound in readings(evidence, Role.SHARE, Role.COMPLETION):
        value, share, done = bound.value, _of_whole(evidence, bound), _of_budget(evidence, bound)
        if value is None or bound.reading.unit != "%":
            continue
        if bound.reading.role is Role.SHARE and share is False and done:
            right = _right(value.this, value.whole)
            text = f"占比应为 {right}，现写的是完成预算的比率 {bound.reading.quote}"
            yield at(said, bound, text)
        elif bound.reading.role is Role.COMPLETION and done is False and share:
            right = _right(value.this, value.budget)
            yield at(said, bound, f"完成预算应为 {right}，现写的是占比 {bound.reading.quote}")


def completion(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-013: completion is the final figure by the budget; none of a budget of zero."""
    for said, bound in readings(evidence, Role.COMPLETION):
        value = bound.value
        if value is None or value.budget is None or not fits_base(evidence, bound):
            continue
        if is_nothing(value.budget.amount, evidence.material.unit):
            yield at(said, bound, f"预算数为零，不应写 {bound.reading.quote}")
        elif _of_budget(evidence, bound) is False and not _of_whole(evidence, bound):
            right = _right(value.this, value.budget)
            yield at(said, bound, f"完成预算应为 {right}，现写 {bound.reading.quote}")
        elif _of_budget(evidence, bound):
            yield from _rounded(said, bound, value.this, value.budget)


def _rounded(
    said: Said, bound: Bound, part: Source | None, whole: Source | None
) -> Iterator[TextProblem]:
    """A note where only the printed amounts give that percentage."""
    if part and whole and not is_exact(part.amount, whole.amount, bound.reading):
        right = percent(part.amount, whole.amount)
        text = f"按未取整的金额为 {right}，现写 {bound.reading.quote}（四舍五入尾差）"
        yield at(said, bound, text, severity=Severity.INFO)


# -- changes ----------------------------------------------------------------------------------


def changes(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-037: the amount of a change is this year's less last year's."""
    unit = evidence.material.unit
    for said, bound in readings(evidence, Role.CHANGE):
        value, other = bound.value, bound.against
        if bound.reading.unit not in MONEY or not value or not value.this or not other:
            continue
        if not says_change(value.this.amount, other.amount, bound.reading, unit):
            expected = abs(value.this.amount - other.amount)
            text = f"增减额应为 {money(expected, unit)}，现写 {bound.reading.quote}"
            yield at(said, bound, text, expected=expected, found=bound.reading.fen)


def rates(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-038: the percentage of a change is the change by last year's; none of a base of zero."""
    unit = evidence.material.unit
    for said, bound in readings(evidence, Role.CHANGE):
        value, other = bound.value, bound.against
        if bound.reading.unit != "%" or not value or not value.this or not other:
            continue
        change = abs(value.this.amount - other.amount)
        if is_nothing(other.amount, unit):
            yield at(said, bound, f"上年数为零，不应写 {bound.reading.quote}")
        elif not says_ratio(change, abs(other.amount), bound.reading, unit):
            right = percent(change, abs(other.amount))
            yield at(said, bound, f"增减百分比应为 {right}，现写 {bound.reading.quote}")
        else:
            yield from _rounded(said, bound, replace(value.this, amount=change), _size(other))


def _size(source: Source) -> Source:
    return replace(source, amount=abs(source.amount))


def directions(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-039: the word of a change against last year says its direction."""
    for said, bound in readings(evidence, Role.CHANGE, Role.DIRECTION):
        if bound.reading.base != "prior":
            continue
        right = sign_of(bound, evidence.material.unit)
        if right is not None and bound.reading.sign != right:
            yield at(said, bound, f"应为“{_WORDS[right]}”，现写“{bound.reading.word}”")


def versus(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-014: final against budget in the right word."""
    for said, bound in readings(evidence, Role.DIRECTION):
        if bound.reading.base == "prior" or not fits_base(evidence, bound):
            continue
        right = sign_of(bound, evidence.material.unit)
        if right is not None and bound.reading.sign != right:
            yield at(said, bound, f"决算数应为{_VERSUS[right]}预算数，现写“{bound.reading.quote}”")


def bases(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-040: compared with the year before, and with the budget that this document compares."""
    year = evidence.material.tables.year
    for said, bound in readings(evidence, *Role):
        reading = bound.reading
        if reading.base_year is not None and reading.base_year != year - 1:
            yield at(said, bound, f"应与 {year - 1} 年比较，现写 {reading.base_year} 年")
        elif (
            evidence.outline.kind == "final"
            and reading.base in ("budget", "initial")
            and not fits_base(evidence, bound)
        ):
            right = "全年预算" if reading.base == "initial" else "年初预算"
            yield at(said, bound, f"应与{right}比较，现写“{reading.quote}”")


def decimals(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-007: percentages have two decimals, but for 0% and 100%."""
    for said, bound in readings(evidence, Role.SHARE, Role.COMPLETION, Role.CHANGE):
        reading = bound.reading
        whole = reading.number in (0, 100) and reading.places in (0, 2)
        if reading.unit == "%" and reading.places != 2 and not whole:
            yield at(said, bound, f"百分比应保留两位小数，现写 {reading.quote}")
