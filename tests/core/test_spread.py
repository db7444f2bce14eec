"""Cells of a grid as far as its margins determine them, and not one further."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.core.recovery.spread import Spread, spread


def test_one_row_takes_every_column() -> None:
    assert spread({"a": 30}, {"x": 10, "y": 20}) == Spread({("a", "x"): 10, ("a", "y"): 20}, {})


def test_one_column_takes_every_row() -> None:
    assert spread({"a": 10, "b": 20}, {"x": 30}) == Spread({("a", "x"): 10, ("b", "x"): 20}, {})


def test_two_by_two_stays_open() -> None:
    assert spread({"a": 10, "b": 20}, {"x": 15, "y": 15}) == Spread({}, {"a": 10, "b": 20})


def test_bounds_that_are_just_enough_are_full() -> None:
    bounds = {("a", "x"): 6, ("a", "y"): 4, ("b", "x"): 9, ("b", "y"): 11}
    found = spread({"a": 10, "b": 20}, {"x": 15, "y": 15}, bounds=bounds)
    assert found == Spread(bounds, {})


def test_what_is_left_of_a_column_goes_to_its_only_open_row() -> None:
    bounds = {("a", "x"): 6, ("a", "y"): 4, ("b", "x"): 30, ("b", "y"): 30}
    found = spread({"a": 10, "b": 20}, {"x": 15, "y": 15}, bounds=bounds)
    assert found.known == {("a", "x"): 6, ("a", "y"): 4, ("b", "x"): 9, ("b", "y"): 11}


def test_a_part_can_be_known_while_the_rest_is_open() -> None:
    bounds = {("a", "x"): 5, ("b", "y"): 9, ("b", "z"): 9, ("c", "y"): 9, ("c", "z"): 9}
    found = spread({"a": 5, "b": 8, "c": 9}, {"x": 5, "y": 8, "z": 9}, bounds=bounds)
    assert found == Spread({("a", "x"): 5}, {"b": 8, "c": 9})


def test_rounding_within_the_slack_counts_as_nothing_left() -> None:
    bounds = {("a", "x"): 501, ("a", "y"): 501, ("b", "x"): 900, ("b", "y"): 900}
    found = spread({"a": 1000, "b": 1000}, {"x": 1000, "y": 1000}, bounds=bounds, slack=lambda n: n)
    assert found.known == {("a", "x"): 501, ("a", "y"): 501, ("b", "x"): 499, ("b", "y"): 499}


def test_a_row_that_no_column_can_take_keeps_its_rest() -> None:
    assert spread({"a": 10}, {"x": 0}) == Spread({}, {"a": 10})


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=4),
    st.booleans(),
)
def test_whatever_is_determined_is_true(cells: list[list[int]], bounded: bool) -> None:
    """From the margins of a grid only its own amounts can follow."""
    true = {(r, c): v for r, row in enumerate(cells) for c, v in enumerate(row)}
    rows = {r: sum(row) for r, row in enumerate(cells)}
    columns = {c: sum(row[c] for row in cells) for c in range(3)}
    bounds = {cell: v + (cell[0] + cell[1]) % 2 for cell, v in true.items()} if bounded else None
    found = spread(rows, columns, bounds=bounds)
    assert found.known == {cell: true[cell] for cell in found.known}
    for row, total in rows.items():
        known = sum(v for (r, _), v in found.known.items() if r == row)
        assert known + found.rest.get(row, 0) == total
