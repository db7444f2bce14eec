"""What a text says of the change from last year, judged by its own figures (Y-003 to Y-009)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from disclosures.core.money import Unit, exact, rate_bounds, show, show_rate
from disclosures.core.rules.base import Comparison, Evidence, Problem, Severity

TEXT = "narrative"

#: Words for a change, by its direction.
UP = frozenset({"增加", "增长", "上升", "提高", "增多", "上涨", "多", "增"})
DOWN = frozenset({"减少", "下降", "降低", "压减", "缩减", "少", "减", "降"})
LEVEL = frozenset({"持平", "不变", "无变化", "一致", "相同", "无增减"})
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
SIGNS = {1: "增加", -1: "减少", 0: "持平"}


def increases(evidence: Evidence) -> Iterator[Problem]:
    """Y-003: 增减额 is this year's less last year's, to one printed step."""
    for c in evidence.comparisons:
        expected = c.this - c.last
        difference = abs(c.delta - expected)
        if difference:
            rounding = c.step > 1 and difference <= c.step
            yield _problem(
                c,
                f"应为 {_amount(c, expected)}，现写 {_amount(c, c.delta)}",
                expected,
                c.delta,
                severity=Severity.INFO if rounding else None,
            )


def rates(evidence: Evidence) -> Iterator[Problem]:
    """Y-004: the percentage is what the printed figures can mean; its sign is told by Y-006."""
    for c in evidence.comparisons:
        printed = _percent(c.percent)
        bounds = rate_bounds(abs(c.delta), abs(c.last), c.step)
        if printed is None or bounds is None:
            continue
        right = show_rate(abs(c.delta), abs(c.last)) or ""
        low, high = _printed_bounds(printed)
        if high < bounds[0] or bounds[1] < low:
            yield _problem(c, f"应为 {right}，现写 {c.percent}%")
        elif not low <= Fraction(abs(c.delta) * 100, abs(c.last)) <= high:
            text = f"按所写金额重算为 {right}，现写 {c.percent}%（四舍五入尾差）"
            yield _problem(c, text, severity=Severity.INFO)


def no_rate_of_nothing(evidence: Evidence) -> Iterator[Problem]:
    """Y-005."""
    for c in evidence.comparisons:
        if c.last == 0 and c.percent is not None:
            yield _problem(c, f"上年数为零，不应写 {c.percent}%")


def directions(evidence: Evidence) -> Iterator[Problem]:
    """Y-006."""
    for c in evidence.comparisons:
        said = direction(c.word)
        right = _sign(c.this - c.last)
        if said is not None and said != right:
            yield _problem(c, f"应为“{SIGNS[right]}”，现写“{c.word}”")
        elif c.percent is not None and _contradicts(c.percent, right):
            yield _problem(c, f"应为“{SIGNS[right]}”，百分比却写 {c.percent}%")


def told_alike(evidence: Evidence) -> Iterator[Problem]:
    """Y-007: every later mention against the first one of the same subject and scope."""
    first: dict[tuple[str, str], Comparison] = {}
    for c in evidence.comparisons:
        before = first.setdefault((c.subject, c.scope), c)
        differing = _differences(before, c)
        if differing:
            yield _problem(c, "与前文不一致：" + "；".join(differing))


def last_year_in_chart(evidence: Evidence) -> Iterator[Problem]:
    """Y-008."""
    for c in evidence.comparisons:
        last = c.this - c.delta
        if c.chart_last is None or c.chart_last == last:
            continue
        rounding = c.step > 1 and abs(c.chart_last - last) <= c.step
        yield _problem(
            c,
            f"由文中反推的上年数为 {_amount(c, last)}，图表中为 {_amount(c, c.chart_last)}",
            last,
            c.chart_last,
            severity=Severity.INFO if rounding else None,
        )


def same_scope(evidence: Evidence) -> Iterator[Problem]:
    """Y-009."""
    for c in evidence.comparisons:
        if c.last_scope and c.last_scope != c.scope and not c.note:
            yield _problem(c, f"本年口径为“{c.scope}”，上年口径为“{c.last_scope}”，没有说明")


# -- parts ------------------------------------------------------------------------------------


def direction(word: str) -> int | None:
    """1, -1 or 0 for a word that tells a direction; None for no such word."""
    for words, sign in ((UP, 1), (DOWN, -1), (LEVEL, 0)):
        if word in words:
            return sign
    return None


def _sign(amount: int) -> int:
    return (amount > 0) - (amount < 0)


def _contradicts(percent: str, right: int) -> bool:
    """A minus before the percentage of a change that is no decrease."""
    value = _percent(percent)
    return value is not None and value < 0 and right >= 0


def _percent(text: str | None) -> Decimal | None:
    printed = (text or "").strip().rstrip("%％")
    return Decimal(printed) if _NUMBER.fullmatch(printed) else None


def _printed_bounds(printed: Decimal) -> tuple[Fraction, Fraction]:
    """What a printed percentage can mean: half of its last digit either way; the sign aside."""
    exponent = printed.as_tuple().exponent
    half = Fraction(Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)) / 2
    middle = abs(Fraction(printed))
    return middle - half, middle + half


def _differences(before: Comparison, now: Comparison) -> list[str]:
    found = [
        f"{label}前为 {_amount(before, a)}，此处为 {_amount(now, b)}"
        for label, a, b in (
            ("本年数", before.this, now.this),
            ("上年数", before.last, now.last),
            ("增减额", before.delta, now.delta),
        )
        if a != b
    ]
    if _differs(_percent(before.percent), _percent(now.percent)):
        found.append(f"百分比前为 {before.percent}%，此处为 {now.percent}%")
    if _differs(direction(before.word), direction(now.word)):
        found.append(f"用词前为“{before.word}”，此处为“{now.word}”")
    return found


def _differs(before: object, now: object) -> bool:
    """Whether both say something, and not the same."""
    return before is not None and now is not None and before != now


def _amount(c: Comparison, fen: int) -> str:
    shown = show if c.step > 1 else exact
    return f"{shown(fen, Unit.WAN)} {Unit.WAN.value}"


def _problem(
    c: Comparison,
    text: str,
    expected: int | None = None,
    found: int | None = None,
    *,
    severity: Severity | None = None,
) -> Problem:
    return Problem(
        table=c.cells[0].table if c.cells else TEXT,
        cells=c.cells,
        expected=expected,
        found=found,
        text=f"“{c.subject}”与上年相比：{text}",
        severity=severity,
    )
