"""Money is an integer of 分; reading and showing happen in one place."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.core.money import (
    AmountError,
    Unit,
    as_printed,
    exact,
    parse,
    rate_bounds,
    round_half_up,
    show,
    show_count,
    show_rate,
)


@pytest.mark.parametrize(
    ("value", "unit", "fen"),
    [
        ("1,234.50", Unit.WAN, 1_234_500_000),
        ("１，２３４．５０", Unit.WAN, 1_234_500_000),
        (" 1 234.50 ", Unit.YUAN, 123_450),
        ("(12.30)", Unit.YUAN, -1_230),
        ("（12.30）", Unit.YUAN, -1_230),
        ("-0.01", Unit.WAN, -10_000),
        ("−3", Unit.YUAN, -300),
        ("12.5万元", Unit.YUAN, 12_500_000),
        ("¥8元", Unit.WAN, 800),
        ("-", Unit.WAN, None),
        ("—", Unit.WAN, None),
        ("", Unit.WAN, None),
        (None, Unit.WAN, None),
        (1831.62, Unit.WAN, 1_831_620_000),
        (0.1 + 0.2, Unit.YUAN, 30),
        (7, Unit.WAN, 7_000_000),
        (Decimal("0.000001"), Unit.WAN, 1),
    ],
)
def test_amounts_are_read_as_people_paste_them(value: object, unit: Unit, fen: int | None) -> None:
    assert parse(value, unit) == fen


@pytest.mark.parametrize("value", ["1,23", "12%", "约5", "1.2.3", "=A1", float("nan"), True, 1e30])
def test_what_is_no_amount_is_refused_with_a_reason(value: object) -> None:
    with pytest.raises(AmountError, match=r"应为金额|金额过大"):
        parse(value, Unit.WAN)


@pytest.mark.parametrize(
    ("fen", "unit", "shown"),
    [
        (5_000, Unit.WAN, "0.01"),
        (4_999, Unit.WAN, "0.00"),
        (-5_000, Unit.WAN, "-0.01"),
        (-4_999, Unit.WAN, "0.00"),
        (217_728_200_00, Unit.WAN, "21,772.82"),
        (123_456, Unit.YUAN, "1,234.56"),
    ],
)
def test_amounts_are_shown_rounded_half_up(fen: int, unit: Unit, shown: str) -> None:
    assert show(fen, unit) == shown


def test_exact_amounts_keep_every_digit() -> None:
    assert exact(12_345_678, Unit.WAN) == "12.345678"
    assert exact(-1_000_000, Unit.WAN) == "-1"


def test_counts_have_no_needless_decimals() -> None:
    assert [show_count(2200), show_count(150), show_count(-125)] == ["22", "1.5", "-1.25"]


def test_a_rate_has_no_percentage_of_nothing() -> None:
    assert show_rate(1, 3) == "33.33%"
    assert show_rate(-1, 3) == "-33.33%"
    assert show_rate(1, 0) is None


def test_a_rate_of_printed_figures_is_an_interval() -> None:
    assert rate_bounds(100, 200, 1) == (Fraction(50), Fraction(50))
    low, high = rate_bounds(10_000, 20_000, 10_000) or (0, 0)
    assert (low, high) == (Fraction(20), Fraction(100))
    assert rate_bounds(10_000, 5_000, 10_000) is None


@given(st.integers(-(10**16), 10**16), st.sampled_from(Unit))
def test_what_is_shown_exactly_reads_back(fen: int, unit: Unit) -> None:
    assert (parse(exact(fen, unit), unit) or 0) == fen


@given(st.integers(-(10**16), 10**16), st.sampled_from(Unit))
def test_what_is_shown_reads_back_as_printed(fen: int, unit: Unit) -> None:
    assert (parse(show(fen, unit), unit) or 0) == as_printed(fen, unit)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_rounding_is_symmetric(numerator: int, denominator: int) -> None:
    assert round_half_up(-numerator, denominator) == -round_half_up(numerator, denominator)
