"""Scores proposed from what was reached."""

from __future__ import annotations

import pytest

from performance.core.score import Method, execution, propose


@pytest.mark.parametrize(
    ("target", "actual", "points"),
    [
        ("≥90%", "92.97%", 1000),
        ("1000人", "800人", 800),
        ("3场", "0场", 0),
        ("≤10万元", "12.5万元", 800),
        ("40项10万人", "41项78684人", 893),
        ("2020年12月31日前", "2020年12月", 1000),
        ("2020年12月31日前", "2021年1月", None),
        ("效果明显", "效果明显", None),
        ("3人", "3%", None),
    ],
)
def test_points_follow_the_share_that_was_reached(
    target: str, actual: str, points: int | None
) -> None:
    assert propose(target, actual, 1000) == points


def test_a_cost_loses_points_where_it_is_overrun() -> None:
    assert propose("42万元", "45.01万元", 1000, capped=True) == 933


def test_a_region_may_give_nothing_below_a_floor() -> None:
    assert propose("1000人", "590人", 1000, method=Method.of({"floor": 60})) == 0
    assert propose("1000人", "610人", 1000, method=Method.of({"floor": 60})) == 610


def test_execution_is_scored_by_its_rate_and_never_above_the_weight() -> None:
    assert execution(1000, 2797, 3000) == 932
    assert execution(1000, 3500, 3000) == 1000
    assert execution(1000, 5, 0) is None


def test_a_region_may_score_execution_in_bands() -> None:
    bands = Method.of({"bands": [[80, 80], [95, 100]]})
    found = [execution(1000, executed, 100, bands) for executed in (95, 94, 79)]
    assert found == [1000, 800, 0]
