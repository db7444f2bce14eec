"""Who settles a remark: who pinned it, or somebody from above; the signatory not the bureau's."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from disclosures.actions import remark, resolve
from disclosures.core.workflow import State
from disclosures.models import Disclosure, Person, Remark
from tests.factories import small_disclosure
from tests.portal.people import Crew, actor, crew_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def disclosure() -> Disclosure:
    return small_disclosure()


@pytest.fixture
def crew(disclosure: Disclosure) -> Crew:
    return crew_of(disclosure)


def pinned(disclosure: Disclosure, by: Person, state: State) -> Remark:
    """A remark on the whole, of a disclosure that is with its owner again."""
    Disclosure.objects.filter(pk=disclosure.pk).update(state=state)
    disclosure.refresh_from_db()
    made = remark(
        disclosure=disclosure, at="", subject="整份材料", shown="", text="请核对", by=actor(by)
    )
    Disclosure.objects.filter(pk=disclosure.pk).update(state=State.RETURNED)
    return Remark.objects.select_related("disclosure__organisation").get(pk=made.pk)


def page_of(person: Person, disclosure: Disclosure) -> str:
    client = Client()
    client.force_login(person)
    return client.get(reverse("remarks", args=[disclosure.pk])).content.decode()


def test_the_signatory_does_not_settle_what_the_bureau_asks(
    disclosure: Disclosure, crew: Crew
) -> None:
    asked = pinned(disclosure, crew.reviewer, State.SUBMITTED)
    button = reverse("remark-resolve", args=[asked.pk])
    assert button not in page_of(crew.signatory, disclosure)
    with pytest.raises(PermissionDenied):
        resolve(remark=asked, by=actor(crew.signatory))
    assert button in page_of(crew.reviewer, disclosure)
    resolve(remark=asked, by=actor(crew.reviewer))
    assert Remark.objects.get().resolved_by == crew.reviewer


def test_the_signatory_settles_what_they_asked_themselves(
    disclosure: Disclosure, crew: Crew
) -> None:
    asked = pinned(disclosure, crew.signatory, State.DRAFT)
    assert reverse("remark-resolve", args=[asked.pk]) in page_of(crew.signatory, disclosure)
    resolve(remark=asked, by=actor(crew.signatory))
    assert Remark.objects.get().resolved_by == crew.signatory
