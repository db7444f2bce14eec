"""A year begins with what last year's facts already say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from disclosures.core.facts import (
    ELIMINATION,
    Balance,
    Expenditure,
    Facts,
    Kind,
    Sangong,
    UnitInfo,
)
from disclosures.core.next_year import TO_FILL, begin, carry_over
from disclosures.data import form_set
from disclosures.pipeline import Book, take_in

SPENT = Expenditure(
    unit="1", measure="final", fund="gp", function="2080101", spend="basic", econ="30101",
    amount=7, note="推算", place="支出!K2",
)  # fmt: skip
LEFT = Balance(unit="1", measure="final", fund="gp", nature="closing", amount=5)
LAST = Facts(
    department="某局",
    department_code="701",
    year=2021,
    kind=Kind.FINAL,
    form_set="sichuan-final-2020",
    units=(UnitInfo(code="1", name="机关"),),
    facts=(
        SPENT,
        LEFT,
        Balance(unit="1", measure="final", fund="gp", nature="opening", amount=3),
        Sangong(unit="1", measure="full_year", fund="gp", item="abroad", amount=2),
    ),
)


def test_last_years_final_figures_become_this_years_comparators_and_opening_balances() -> None:
    begun = begin(LAST, form_set("sichuan-final-2022", 2022))
    assert (begun.year, begun.form_set, begun.units) == (2022, "sichuan-final-2022", LAST.units)
    assert begun.facts == (
        Expenditure(
            unit="1", measure="prior", fund="gp", function="2080101", spend="basic",
            econ="30101", amount=7,
        ),
        Balance(unit="1", measure="prior", fund="gp", nature="closing", amount=5),
        Balance(
            unit="1", measure="final", fund="gp", nature="opening", amount=5,
            note="上年年末数，请核对",
        ),
        Balance(unit="1", measure="prior", fund="gp", nature="opening", amount=3),
    )  # fmt: skip


# -- with the structure -----------------------------------------------------------------------

BUDGETED = replace(
    LAST,
    kind=Kind.BUDGET,
    year=2022,
    form_set="bazhong-budget-2022",
    facts=(
        replace(SPENT, measure="initial", note="", amount=9),
        Sangong(unit="1", measure="initial", fund="gp", item="abroad", amount=2),
    ),
)
EMPTY = {"amount": 0, "note": "待填", "place": ""}


def test_lines_come_over_without_their_amounts() -> None:
    begun = carry_over(LAST, form_set("sichuan-final-2022", 2022))
    known = begin(LAST, form_set("sichuan-final-2022", 2022)).facts
    assert begun.facts[: len(known)] == known
    assert begun.facts[len(known) :] == (
        replace(SPENT, **EMPTY),
        replace(LEFT, **EMPTY),
        Sangong(unit="1", measure="full_year", fund="gp", item="abroad", note="待填"),
    )


def test_the_approved_budget_becomes_the_initial_budget_of_the_final_account() -> None:
    begun = carry_over(BUDGETED, form_set("sichuan-final-2022", 2022))
    assert (begun.kind, begun.year, begun.form_set) == ("final", 2022, "sichuan-final-2022")
    assert begun.facts == (
        replace(BUDGETED.facts[0], place=""),
        BUDGETED.facts[1],
        replace(SPENT, **EMPTY),
        Sangong(unit="1", measure="full_year", fund="gp", item="abroad", note="待填"),
    )


def test_a_budget_takes_lines_and_opening_balances_but_no_comparators() -> None:
    begun = carry_over(LAST, form_set("bazhong-budget-2022", 2022))
    assert [(f.of, f.measure, f.note) for f in begun.facts] == [
        ("balance", "initial", "上年年末数，请核对"),
        ("expenditure", "initial", "待填"),
        ("balance", "initial", "待填"),
        ("sangong", "initial", "待填"),
    ]


def test_an_older_account_brings_its_lines_alone() -> None:
    begun = carry_over(LAST, form_set("sichuan-final-2022", 2023))
    assert {f.note for f in begun.facts} == {"待填"}


def test_eliminations_are_not_carried_over_and_lines_come_once() -> None:
    gone = replace(SPENT, amount=-3, note=ELIMINATION)
    twice = replace(SPENT, amount=8)
    last = replace(LAST, facts=(*LAST.facts, gone, twice))
    begun = carry_over(last, form_set("sichuan-final-2022", 2022))
    assert ELIMINATION not in {f.note for f in begun.facts}
    assert [f.amount for f in begun.facts if f.of == "expenditure"] == [7, 8, 0]


@pytest.mark.parametrize("name", ["luzhou-2020-final", "huaihua-2023-final"])
def test_lines_to_be_filled_print_no_row_and_no_rule_speaks_of_them(name: str) -> None:
    path = Path(__file__).parents[2] / "examples" / f"{name}.xlsx"
    last = take_in(path.read_bytes(), path.name).book
    assert last is not None
    forms = form_set(last.facts.form_set, last.facts.year + 1)
    with_lines = Book.of_facts(carry_over(last.facts, forms))
    without = Book.of_facts(begin(last.facts, forms))
    assert sum(f.note == TO_FILL for f in with_lines.facts.facts) > 50
    assert printed(with_lines) == printed(without)
    assert [f.key for f in with_lines.findings] == [f.key for f in without.findings]


def printed(book: Book) -> list[tuple[str, list[str]]]:
    return [(t.role, [row.key for row in t.rows]) for t in book.tables.tables]
