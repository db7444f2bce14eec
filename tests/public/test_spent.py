"""Sums by code: class = Σ groups = Σ items, whatever the codes."""

from __future__ import annotations

from random import Random

from public.core.spent import Amounts, Row, Tree

TREE = Tree(
    {
        "2080101": Amounts(30, 20, 10),
        "2080199": Amounts(10, 10, 0),
        "2080501": Amounts(40, 0, 40),
        "2210201": Amounts(20, 20, 0),
    }
)


def test_the_levels_are_added_up() -> None:
    assert TREE.whole == Amounts(100, 50, 50)
    assert TREE.below() == [
        Row("208", Amounts(80, 30, 50), 100),
        Row("221", Amounts(20, 20, 0), 100),
    ]
    assert TREE.below("208") == [
        Row("20801", Amounts(40, 30, 10), 80),
        Row("20805", Amounts(40, 0, 40), 80),
    ]
    assert [(row.code, row.share) for row in TREE.below("20801")] == [
        ("2080101", 0.75),
        ("2080199", 0.25),
    ]
    assert TREE.below("2080101") == []


def test_walking_goes_down_before_it_goes_on() -> None:
    assert [row.code for row in TREE.walk()] == [
        "208", "20801", "2080101", "2080199", "20805", "2080501", "221", "22102", "2210201",
    ]  # fmt: skip


def test_every_level_comes_to_the_whole() -> None:
    random = Random(7)
    finest = {
        f"2{random.randint(0, 29):02}{random.randint(1, 5):02}{random.randint(1, 9):02}": Amounts(
            random.randint(-(10**6), 10**12), random.randint(0, 10**9), random.randint(0, 10**9)
        )
        for _ in range(500)
    }
    tree = Tree(finest)
    for size in (3, 5, 7):
        rows = [amounts for code, amounts in tree.by_code.items() if len(code) == size]
        assert sum(rows, Amounts()) == tree.whole


def test_nothing_has_no_share() -> None:
    assert Tree({}).below() == []
    assert Row("208", Amounts(), 0).share is None
