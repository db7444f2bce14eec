"""Money: integers of 分, and the only place that rounds.

Every amount inside Mingzhang is an ``int`` number of 分.  Reading ("1,234.50" 万元 → 分) and
showing (分 → "0.12" 万元) happen here and nowhere else.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import Enum
from fractions import Fraction


class Unit(Enum):
    """The unit in which amounts are printed, always with two decimals."""

    YUAN = "元"
    WAN = "万元"

    @property
    def fen(self) -> int:
        """How many 分 one unit holds."""
        return 100 if self is Unit.YUAN else 1_000_000

    @property
    def step(self) -> int:
        """How many 分 one printed hundredth stands for: 1 for 元, 10,000 for 万元."""
        return 1 if self is Unit.YUAN else 10_000


class AmountError(ValueError):
    """A text that is no amount.  The message is in Chinese and says what was expected."""


BLANKS = frozenset({"", "-", "--", "—", "——", "–", "－", "/", "无"})
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")


def round_half_up(numerator: int, denominator: int) -> int:
    """``numerator / denominator`` to the nearest integer, halves away from zero (四舍五入)."""
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return quotient if numerator >= 0 else -quotient


def printed(fen: int, unit: Unit) -> int:
    """The amount as it is printed, in hundredths of the unit."""
    return round_half_up(fen, unit.step)


def as_printed(fen: int, unit: Unit) -> int:
    """The amount in 分 that the printed figure says: 12,345,678 分 → 12,350,000 分 (12.35 万元)."""
    return printed(fen, unit) * unit.step


def show(fen: int, unit: Unit, *, zero: str = "0.00", grouped: bool = True) -> str:
    """The amount in ``unit`` with two decimals; ``zero`` is what a printed zero looks like."""
    hundredths = printed(fen, unit)
    if hundredths == 0:
        return zero
    whole, rest = divmod(abs(hundredths), 100)
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{whole:,}.{rest:02d}" if grouped else f"{sign}{whole}.{rest:02d}"


def exact(fen: int, unit: Unit) -> str:
    """The amount in ``unit`` with all its digits and no grouping, e.g. ``0.123456`` 万元."""
    value = Decimal(fen) / unit.fen
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def show_count(hundredths: int) -> str:
    """A number of things, kept in hundredths, without needless decimals: 2200 → "22"."""
    whole, rest = divmod(abs(hundredths), 100)
    text = f"{whole:,}" + (f".{rest:02d}".rstrip("0") if rest else "")
    return f"-{text}" if hundredths < 0 else text


def show_rate(numerator: int, denominator: int) -> str | None:
    """A percentage with two decimals, or None where the base is zero."""
    if denominator == 0:
        return None
    sign = 1 if denominator > 0 else -1
    hundredths = round_half_up(numerator * sign * 10_000, abs(denominator))
    return show(hundredths, Unit.YUAN, grouped=False) + "%"


def rate_bounds(
    numerator: int, denominator: int, unit_step: int
) -> tuple[Fraction, Fraction] | None:
    """The interval, in percent, of a ratio whose parts are known to half a step.

    None where the base may be zero.  Source: rules.json, tolerance RATIO.
    """
    half = Fraction(unit_step, 2) if unit_step > 1 else Fraction(0)
    low, high = denominator - half, denominator + half
    if low <= 0 <= high:
        return None
    corners = [
        Fraction(top) / Fraction(base) * 100
        for top in (numerator - half, numerator + half)
        for base in (low, high)
    ]
    return min(corners), max(corners)


def parse(value: object, unit: Unit) -> int | None:
    """The amount in 分 of a cell's value, or None for a blank.

    Understands numbers and pasted text: "1,234.50", full-width digits, spaces, "-" and "—" for
    nothing, brackets for negatives, a trailing 元 or 万元.  Raises AmountError otherwise.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        raise AmountError("应为金额，现为逻辑值")
    if isinstance(value, int):
        return value * unit.fen
    if isinstance(value, float):
        return _from_float(value, unit)
    if isinstance(value, Decimal):
        return _to_fen(value, unit)
    return _from_text(str(value), unit)


def _from_float(value: float, unit: Unit) -> int:
    if not math.isfinite(value):
        raise AmountError("应为金额，现为无效数值")
    return _to_fen(Decimal(repr(value)), unit)


def _from_text(text: str, unit: Unit) -> int | None:
    cleaned = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("−", "-")
    cleaned = cleaned.lstrip("¥￥")
    if cleaned in BLANKS:
        return None
    for suffix in (Unit.WAN, Unit.YUAN):
        if cleaned.endswith(suffix.value):
            cleaned, unit = cleaned.removesuffix(suffix.value), suffix
            break
    negative = cleaned.startswith("(") and cleaned.endswith(")")
    if negative:
        cleaned = cleaned[1:-1]
    if _GROUPED.fullmatch(cleaned):
        cleaned = cleaned.replace(",", "")
    if not _NUMBER.fullmatch(cleaned):
        raise AmountError(f"应为金额（如 1,234.50），现为“{text.strip()}”")
    fen = _to_fen(Decimal(cleaned), unit)
    return -fen if negative else fen


def _to_fen(value: Decimal, unit: Unit) -> int:
    try:
        fen = (value * unit.fen).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    except InvalidOperation:
        raise AmountError("金额过大") from None
    if abs(fen) >= 10**17:
        raise AmountError("金额过大，请核对单位")
    return int(fen)
