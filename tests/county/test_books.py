"""The invented county: what it states adds up, what it writes is whole, and a seed says it all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest

from disclosures.core.document import Document, from_json, to_json
from disclosures.core.facts import Balance, Facts, Kind
from disclosures.core.rules.base import Severity
from portal.county.books import Entered, entered
from portal.county.course import Course
from portal.county.facts import facts_of
from portal.county.plan import COUNTY, County, county

TODAY = date(2026, 11, 30)
#: What a pattern leaves behind where nothing was put in its place.
LEFT_OVER = re.compile(r"[{}]|×{2,}|…{2,}|X{2,}|None")


@pytest.fixture(scope="module")
def small() -> County:
    """A bureau, one with a school, one with a hospital, one with money of a fund."""
    return county(7, departments=4, years=2, today=TODAY)


@pytest.fixture(scope="module")
def books(small: County) -> list[Entered]:
    return list(_books(small))


def _books(small: County) -> Iterator[Entered]:
    for department in small.departments:
        course = Course(department)
        for kind, years in ((Kind.BUDGET, small.budgets), (Kind.FINAL, small.accounts)):
            last = ""
            for year in years:
                one = entered(course, year, kind, last_text=last)
                last = "\n".join(sentence.text for sentence in one.book.document.walk())
                yield one


def test_the_years_are_those_that_have_come_by_the_day_it_is_made() -> None:
    made = county(7, departments=1, years=4, today=TODAY)
    assert (made.budgets, made.accounts) == ((2023, 2024, 2025, 2026), (2022, 2023, 2024, 2025))
    in_spring = county(7, departments=1, years=2, today=date(2027, 2, 1))
    assert (in_spring.budgets, in_spring.accounts) == ((2025, 2026), (2024, 2025))


def test_forty_departments_are_there_and_each_says_that_it_is_of_the_demonstration() -> None:
    names = [d.name for d in county(1, departments=99, years=1, today=TODAY).departments]
    assert len(set(names)) == len(names) == 40
    assert all(name.startswith(COUNTY) for name in names)


def test_what_is_stated_holds_no_error_and_nothing_is_left_to_write(books: list[Entered]) -> None:
    found = [
        (one.book.department, one.book.form_set.year, f.code, f.message)
        for one in books
        for f in one.book.findings
        if f.severity is Severity.ERROR
    ]
    asked = [a for one in books for a in one.book.narration.asked if not a.given]
    assert (found, asked, len(books)) == ([], [], 16)


def test_every_document_says_that_it_is_of_the_demonstration_and_holds_no_placeholder(
    books: list[Entered],
) -> None:
    for one in books:
        texts = list(_texts(one.book.document))
        assert [t for t in texts if LEFT_OVER.search(t)] == []
        assert any("演示数据" in t for t in texts)


def _texts(document: Document) -> Iterator[str]:
    yield document.title
    yield from (sentence.text for sentence in document.walk())
    yield from (p.cell.text for form in document.forms for p in form.placed)


def test_a_document_comes_back_from_its_text_as_it_was(books: list[Entered]) -> None:
    document = books[0].book.document
    assert from_json(to_json(document)) == document


def test_the_same_seed_says_the_same_and_another_seed_something_else() -> None:
    def stated(seed: int) -> list[Facts]:
        made = county(seed, departments=3, years=2, today=TODAY)
        return [facts_of(Course(d), 2025, kind) for d in made.departments for kind in Kind]

    assert stated(7) == stated(7)
    assert stated(7) != stated(8)


def test_what_is_left_of_a_year_is_what_the_next_one_opens_with() -> None:
    made = county(2026, departments=40, years=4, today=TODAY)
    compared = 0
    for department in made.departments:
        course = Course(department)
        for before, after in pairwise(made.accounts):
            closing = _balances(facts_of(course, before, Kind.FINAL), "final", "closing")
            assert _balances(facts_of(course, after, Kind.FINAL), "final", "opening") == closing
            planned = _balances(facts_of(course, after, Kind.BUDGET), "initial", "opening")
            assert planned == {key: v for key, v in closing.items() if key[1] != "own"}
            compared += len(closing)
    assert compared > 20


def _balances(facts: Facts, measure: str, nature: str) -> dict[tuple[str, str, str], int]:
    return {
        (f.unit, f.fund, f.function): f.amount
        for f in facts.facts
        if isinstance(f, Balance) and (f.measure, f.nature) == (measure, nature)
    }
