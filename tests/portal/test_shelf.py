"""Books that were worked out lately are found by what they say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from disclosures import shelf
from disclosures.assemble import book_of
from disclosures.pipeline import Book
from tests.factories import small_disclosure, small_facts


def other(number: int) -> Book:
    """A book that says something else."""
    return Book.of_facts(replace(small_facts(), notes=(f"说明{number}",)))


def test_the_same_content_is_one_book() -> None:
    first = shelf.shelved(Book.of_facts(small_facts()))
    assert shelf.shelved(Book.of_facts(small_facts())) is first
    assert shelf.shelved(other(1)) is not first


def test_only_so_many_stay_and_those_asked_for_last() -> None:
    first = shelf.shelved(other(0))
    for number in range(1, shelf.BOOKS):
        shelf.shelved(other(number))
    assert shelf.shelved(other(0)) is first
    for number in range(1, shelf.BOOKS + 1):
        shelf.shelved(other(number))
    assert shelf.shelved(other(0)) is not first


def test_one_that_is_larger_than_the_shelf_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "LINES", 1)
    first = shelf.shelved(other(0))
    assert shelf.shelved(other(0)) is first
    shelf.shelved(other(1))
    assert shelf.shelved(other(0)) is not first


@pytest.mark.django_db
def test_what_is_entered_twice_is_worked_out_once() -> None:
    disclosure = small_disclosure()
    assert book_of(disclosure) is book_of(disclosure)
