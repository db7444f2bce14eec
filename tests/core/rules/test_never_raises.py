"""No rule raises: tables of every form set spoilt at random, the same way each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from disclosures.core.money import Unit
from disclosures.core.rules import check
from disclosures.core.rules.base import Comparison, Evidence, Goal
from disclosures.core.tables import TOTAL, Cell, Row, Table, Tables
from tests.core.rules.builders import budget, final

WHOLE = (
    final(),
    final("hunan-final-2023", 2023),
    final("sichuan-final-2022", 2024),
    final("national-final", 2019),
    budget(),
)
GOALS = (Goal(project="", fiscal=1), Goal(project="档案数字化", fiscal=3, other=2))
CONTENTS = ("附表", "1.收入支出决算总表...3", "没有的表")


def hollow(row: Row, random: Random) -> Row:
    return random.choice((replace(row, cells={}), replace(row, texts={}), replace(row, dims={})))


def misplaced(row: Row, random: Random) -> Row:
    place = random.choice(("", TOTAL, "nowhere", row.key))
    return random.choice((replace(row, key=place), replace(row, parent=place)))


def coded(row: Row, random: Random) -> Row:
    code = random.choice(("", "2", "99", "abc", "20801011", "208"))
    return replace(row, dims={**row.dims, random.choice(("function", "econ", "unit")): code})


def charged(row: Row, random: Random) -> Row:
    column = random.choice((*row.cells, "nosuch"))
    cell = Cell(random.choice((-(10**30), 10**30, 0, 1, -1)))
    return replace(row, cells={**row.cells, column: cell})


def worded(row: Row, random: Random) -> Row:
    texts = {column: random.choice(("", " ", "（", "1,2", "九九")) for column in row.texts}
    return replace(row, texts=texts, span=random.choice(((), ("nosuch",))))


SPOIL: tuple[Callable[[Row, Random], Row], ...] = (hollow, misplaced, coded, charged, worded)


def spoilt_table(table: Table, random: Random) -> Table:
    blocks = tuple(
        tuple(
            random.choice(SPOIL)(row, random) if random.random() < 0.5 else row
            for row in block
            if random.random() > 0.1
        )
        for block in table.blocks[: random.choice((0, 1, 9, 9, 9))]
    )
    return replace(
        table,
        blocks=blocks,
        filed=random.random() < 0.6,
        unit=random.choice((Unit.WAN, Unit.YUAN)),
        stated={"year": random.choice(("", "二〇二〇", "1")), "unit": "万元"},
    )


def spoilt_tables(given: Tables, random: Random) -> Tables:
    kept = [t for t in given.tables if random.random() > 0.15]
    again = kept[:2] if random.random() < 0.2 else []
    spoilt = (spoilt_table(t, random) if random.random() < 0.5 else t for t in (*kept, *again))
    return replace(given, tables=tuple(spoilt), facts=None)


def spoilt_evidence(seed: int) -> Evidence:
    """Spoilt tables, with or without facts, last year's tables and units."""
    random = Random(seed)
    whole = WHOLE[seed % len(WHOLE)]
    tables, prior = spoilt_tables(whole.tables, random), spoilt_tables(whole.tables, random)
    percent = random.choice((None, "", "x", "NaN", "-Infinity", "1e99999999999", "-25.0%"))
    said = Comparison(subject="甲", this=1, last=0, delta=1, percent=percent, word="增加")
    return replace(
        whole,
        tables=tables,
        facts=random.choice((None, whole.facts)),
        prior=random.choice((None, prior)),
        parts=random.choice(((), (prior, tables))),
        goals=GOALS,
        contents=CONTENTS,
        comparisons=(said, replace(said, last=3)),
    )


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_spoilt_is_found_and_nothing_raised(seed: int) -> None:
    assert check(spoilt_evidence(seed))
