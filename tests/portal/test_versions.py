"""Any version of a disclosure, as it stood."""

from __future__ import annotations

from dataclasses import replace

import pytest

from disclosures.actions import SYSTEM, Seen, explain, record, save_book
from disclosures.core.workflow import Action
from disclosures.models import Disclosure, ExpenditureRow
from disclosures.pipeline import Book
from disclosures.versions import content_at, content_of, keep
from tests.factories import small_disclosure, small_facts
from tests.portal.people import actor, crew_of

pytestmark = pytest.mark.django_db


def replaced(disclosure: Disclosure, amount: int) -> Disclosure:
    facts = small_facts()
    facts = replace(facts, facts=(replace(facts.facts[0], amount=amount), *facts.facts[1:]))
    return save_book(book=Book.of_facts(facts), disclosure=disclosure)


def edited(disclosure: Disclosure, position: int, amount: int) -> None:
    """One cell changed, as the grid does it."""
    row = ExpenditureRow.objects.get(disclosure=disclosure, position=position)
    before = {"ledger": {"expenditure": {str(position): {"amount": row.amount}}}}
    after = {"ledger": {"expenditure": {str(position): {"amount": amount}}}}
    row.amount = amount
    row.save()
    disclosure.version += 1
    disclosure.save()
    record(by=SYSTEM, action=Action.ENTER, disclosure=disclosure, before=before, after=after)


def test_every_version_can_be_told_after_replacements_and_single_changes() -> None:
    disclosure = small_disclosure()  # version 1
    contents = {1: content_of(disclosure)}
    for version, change in enumerate(
        (
            lambda: edited(disclosure, 1, 500),
            lambda: edited(disclosure, 2, 600),
            lambda: replaced(disclosure, 700),
            lambda: disclosure.refresh_from_db() or edited(disclosure, 1, 800),
        ),
        start=2,
    ):
        change()
        contents[version] = content_of(Disclosure.objects.get(pk=disclosure.pk))
    disclosure.refresh_from_db()
    assert disclosure.version == 5
    for version, content in contents.items():
        assert content_at(disclosure, version) == content
    amounts = [content_at(disclosure, v).ledger["expenditure"][1]["amount"] for v in contents]
    assert amounts == [10_000_000, 500, 500, 700, 800]


def test_a_version_makes_the_tables_it_made_then() -> None:
    disclosure = small_disclosure()
    before = content_of(disclosure).book(disclosure).tables
    keep(disclosure)
    replaced(disclosure, 700)
    disclosure.refresh_from_db()
    assert content_at(disclosure, 1).book(disclosure).tables == before


def test_reasons_belong_to_a_version() -> None:
    disclosure = small_disclosure()
    by = actor(crew_of(disclosure).clerk)
    told = {"k": {"code": "B-013", "message": "m", "text": "因为"}}
    here = explain(disclosure=disclosure, reasons=told, seen=Seen.of(disclosure), by=by)
    gone = {"k": {"code": "B-013", "message": "m", "text": " "}}
    here = explain(disclosure=here, reasons=gone, seen=Seen.of(here), by=by)
    found = [list(content_at(here, version).reasons) for version in (1, 2, 3)]
    assert found == [[], ["k"], []]


@pytest.mark.parametrize("version", [-1, 2])
def test_a_version_that_never_was_is_refused(version: int) -> None:
    disclosure = small_disclosure()
    with pytest.raises(LookupError):
        content_at(disclosure, version)
