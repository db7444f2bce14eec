"""Every address of the portal: who is not signed in, and who has no business there, gets nothing.

An address that is not sorted in ``world`` fails the test: nobody adds one and forgets to guard it.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disclosures.models import Disclosure, JournalEntry, Notice
from tests.portal.world import OWN, PUBLIC, World, build, guarded, routes

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def deeds() -> tuple[int, list[tuple[object, ...]]]:
    """What would show that somebody has done something."""
    states = Disclosure.objects.order_by("pk").values_list("pk", "state", "version")
    return JournalEntry.objects.count(), list(states)


def test_every_address_is_sorted(world: World) -> None:
    names = set(routes())
    assert names >= OWN - {"queue"}
    assert len(list(guarded(world))) == len(names - PUBLIC - OWN)


def test_who_is_not_signed_in_sees_nothing_and_does_nothing(world: World) -> None:
    before, client = deeds(), Client()
    for name, address in guarded(world):
        seen = client.get(address)
        assert seen.status_code in (302, 405), name
        if seen.status_code == 302:
            assert seen["Location"].startswith(reverse("account_login")), name
        assert client.post(address).status_code in (302, 401, 405), name
    for name in OWN & set(routes()):
        assert client.get(reverse(name)).status_code in (302, 405), name
    assert deeds() == before


def test_who_has_no_business_there_finds_nothing_and_does_nothing(world: World) -> None:
    before, cases = deeds(), 0
    for who, person in world.strangers.items():
        client = Client()
        client.force_login(person)
        for name, address in guarded(world):
            for answer in (client.get(address), client.post(address, FORGED)):
                assert answer.status_code in (404, 405), (who, name, answer.status_code)
                cases += 1
    assert deeds() == before
    assert cases == 2 * len(world.strangers) * len(list(guarded(world)))


#: What a forger would send along: every field that some form has.
FORGED = {
    "state": "draft", "version": "1", "why": "x", "text": "x", "sha256": "0" * 64,
    "secrecy": "on", "decision": "confirm", "at": "",
}  # fmt: skip


def test_own_lists_show_strangers_nothing(world: World) -> None:
    own = world.disclosure.organisation.name
    Notice.objects.filter(person=world.crew.clerk).update(at=timezone.now())
    for who, person in world.strangers.items():
        client = Client()
        client.force_login(person)
        for name in OWN & set(routes()) - {"notices-read"}:
            page = client.get(reverse(name), follow=True)
            assert own not in page.content.decode(), (who, name)
