"""The derived tables against every figure of the published texts that they contain.

``figures/*.csv`` holds the figures of the texts, one line for each place where one stands, with
the line of the text.  ``wrong`` marks a figure that the text's own arithmetic contradicts: the
tables must not reproduce it.
"""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from disclosures.core.money import AmountError, Unit, parse, printed
from disclosures.pipeline import Book, take_in

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
COUNTS = {
    "luzhou-2020-final": {"ok": 149, "wrong": 5, "outside the tables": 9},
    "huaihua-2023-final": {"ok": 64, "wrong": 5, "outside the tables": 9},
}


def figures(name: str) -> list[dict[str, str]]:
    with (HERE / "figures" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def book(name: str) -> Book:
    path = EXAMPLES / f"{name}.xlsx"
    intake = take_in(path.read_bytes(), path.name)
    assert intake.book is not None, intake.errors
    return intake.book


def amount(name: str, figure: dict[str, str]) -> int:
    """The amount of the cell that the figure speaks of; a row that is not printed is nothing."""
    table = book(name).tables.get(figure["table"])
    assert table is not None, figure
    if figure["column"] != "amt":
        return table.amount(figure["row"], figure["column"])
    row = table.get(figure["row"]) or table.get(f"econ.{figure['row']}")
    assert row is not None, figure
    return next(cell.amount for cell in row.cells.values())


def hundredths(text: str, unit: Unit) -> int:
    return printed(parse(text, unit) or 0, unit)


def cases(status: str) -> list[object]:
    return [
        pytest.param(name, figure, id=f"{name}:{figure['line']}:{figure['key']}")
        for name in COUNTS
        for figure in figures(name)
        if figure["status"] == status and figure["table"]
    ]


@pytest.mark.parametrize(("name", "figure"), cases("ok"))
def test_a_figure_of_the_text_stands_in_its_table(name: str, figure: dict[str, str]) -> None:
    unit = Unit(figure["unit"])
    assert printed(amount(name, figure), unit) == hundredths(figure["printed"], unit)


@pytest.mark.parametrize(("name", "figure"), cases("wrong"))
def test_a_wrong_figure_of_the_text_is_not_reproduced(name: str, figure: dict[str, str]) -> None:
    unit = Unit(figure["unit"])
    assert printed(amount(name, figure), unit) != hundredths(figure["printed"], unit)
    assert figure["reason"]


@pytest.mark.parametrize("name", COUNTS)
def test_no_figure_of_the_list_is_left_out(name: str) -> None:
    found = Counter(f["status"] if f["table"] else "outside the tables" for f in figures(name))
    assert found == COUNTS[name]


@pytest.mark.parametrize("name", COUNTS)
def test_the_facts_behind_the_text_break_no_rule(name: str) -> None:
    errors = [f for f in book(name).findings if f.severity == "error"]
    assert errors == []


def test_amounts_of_the_list_are_amounts() -> None:
    for name in COUNTS:
        for figure in figures(name):
            if figure["table"]:
                try:
                    parse(figure["printed"], Unit(figure["unit"]))
                except AmountError as error:
                    raise AssertionError(figure) from error
