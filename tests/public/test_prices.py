"""Amounts in the prices of one year, to the 分."""

from __future__ import annotations

from fractions import Fraction

from public.core.prices import Prices
from public.data import prices

SMALL = Prices("某指数", "某公报", {2021: 1009, 2022: 1020, 2023: 1002})


def test_the_base_is_the_newest_year_with_an_index() -> None:
    assert (SMALL.base, SMALL.first) == (2023, 2020)


def test_an_amount_is_multiplied_by_the_chained_index_and_rounded_once() -> None:
    # 100.00 元 × 1.009 × 1.020 × 1.002 = 103.1238… 元
    assert SMALL.real(10_000, 2020) == 10_312
    assert SMALL.real(10_000, 2022) == 10_020
    assert SMALL.real(10_000, 2023) == 10_000
    # Halves go away from zero: 2.50 × 1.002 = 2.505 → 2.51.
    assert SMALL.real(250, 2022) == 251
    assert SMALL.real(-250, 2022) == -251


def test_a_year_without_an_index_has_no_real_amount() -> None:
    assert SMALL.real(10_000, 2019) is None
    assert SMALL.real(10_000, 2024) is None


def test_a_gap_ends_the_chain() -> None:
    assert Prices("", "", {2018: 1021, 2020: 1025, 2021: 1009}).first == 2019


def test_the_index_that_is_shipped_is_a_whole_chain() -> None:
    index = prices()
    assert (index.first, index.base) == (2010, 2024)
    assert index.rises[2020] == 1025
    assert index.ratio(2022) == (1002 * 1002, 1000**2)
    assert Fraction(*index.ratio(2019) or (0, 1)) > 1
