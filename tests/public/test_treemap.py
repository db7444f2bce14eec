"""Treemaps: areas in proportion, inside, not over each other; words only where they fit."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from public.core.map import MOST, RIM, SIZE, Part, broken, em, maps
from public.core.treemap import Tile, squarify


def overlap(a: Tile, b: Tile) -> float:
    wide = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    high = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    return max(wide, 0) * max(high, 0)


@pytest.mark.parametrize("seed", range(20))
def test_areas_are_in_proportion_and_fill_the_whole_without_overlap(seed: int) -> None:
    random = Random(seed)
    sizes = [random.randint(1, 10 ** random.randint(1, 9)) for _ in range(random.randint(1, 40))]
    tiles = [t for t in squarify(sizes, 960, 420) if t]
    for size, tile in zip(sizes, tiles, strict=True):
        assert tile.area == pytest.approx(size * 960 * 420 / sum(sizes), rel=1e-6)
        assert min(tile.x, tile.y) >= -1e-6
        assert tile.x + tile.width <= 960 + 1e-6
        assert tile.y + tile.height <= 420 + 1e-6
    assert all(overlap(a, b) < 1e-4 for a, b in combinations(tiles, 2))


def test_what_is_not_above_zero_has_no_tile() -> None:
    assert squarify([0, -5], 10, 10) == [None, None]
    assert squarify([0, 7, -1], 10, 10) == [None, Tile(0, 0, 10, 10), None]
    assert squarify([], 10, 10) == []


def test_the_example_of_the_paper_is_laid_out_as_there() -> None:
    shapes = [(t.width, t.height) for t in squarify([6, 6, 4, 3, 2, 2, 1], 6, 4) if t]
    assert shapes[:4] == [
        (3, 2),
        (3, 2),
        pytest.approx((12 / 7, 7 / 3)),
        pytest.approx((9 / 7, 7 / 3)),
    ]


def test_words_stand_only_in_tiles_that_hold_them() -> None:
    parts = [Part(f"{n}个很长的功能科目名称", 10 ** (n % 7), code=f"20{n:03}") for n in range(60)]
    wide, tall = maps(parts, "其余")
    assert (wide.name, tall.name) == ("wide", "tall")
    for one in (wide, tall):
        assert len(one.drawn) == MOST
        for drawn in one.drawn:
            for line in drawn.lines:
                assert em(line.text) * SIZE <= drawn.tile.width - RIM + 0.1
                assert line.y < drawn.tile.y + drawn.tile.height
    assert wide.drawn[-1].part == Part("其余", sum(sorted(p.amount for p in parts)[:37]))


def test_a_tile_too_small_for_its_name_bears_its_code_or_nothing_but_always_a_title() -> None:
    def small(amount: int) -> tuple[str, list[str]]:
        parts = [Part("甲", 1000), Part("灾害防治及应急管理支出", amount, code="224")]
        (_large, drawn) = maps(parts, "其余")[1].drawn
        return drawn.title, [line.text for line in drawn.lines]

    assert small(20) == ("灾害防治及应急管理支出 2.0% 0.00 万元", [])
    assert small(130) == ("224 灾害防治及应急管理支出 11.5% 0.00 万元", ["224"])
    assert small(500)[1] == ["灾害防治及应急管理支出", "33.3%"]


def test_one_part_alone_needs_no_picture() -> None:
    assert maps([Part("甲", 5), Part("乙", 0)], "其余") == ()


def test_a_text_is_broken_where_its_line_is_full() -> None:
    assert broken("行政单位离退休", 3) == ["行政单", "位离退", "休"]
    assert broken("行政", 0.5) == ["行", "政"]
