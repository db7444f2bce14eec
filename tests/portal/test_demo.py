"""The demonstration's people are made by ``./run demo`` alone, and once."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from disclosures import demo
from disclosures.models import Disclosure, JournalEntry, Membership, Organisation, Person, Season
from disclosures.readiness import standing_of

pytestmark = pytest.mark.django_db


def test_without_the_demonstration_nobody_is_made(settings: Settings, client: Client) -> None:
    settings.DEMO = False
    call_command("load_examples", verbosity=0)
    with pytest.raises(CommandError, match="run demo"):
        call_command("demo_people")
    assert not Person.objects.exists()
    assert demo.PASSWORD not in client.get(reverse("account_login")).content.decode()


def test_the_demonstration_is_made_once_and_can_be_tried(
    settings: Settings, client: Client
) -> None:
    settings.DEMO = True
    call_command("load_examples", verbosity=0)
    call_command("demo_people")
    assert Person.objects.count() == len(demo.PEOPLE) == 5
    assert {p.name[-4:] for p in Person.objects.all()} == {"（演示）"}
    region = Organisation.objects.get(level="region")
    assert region.name == "演示市"
    assert region.children.count() == 3
    assert not Organisation.objects.filter(level="department", parent=None).exists()
    assert Season.objects.count() == 3
    entered = Disclosure.objects.filter(origin="facts", version__gt=0)
    assert entered.count() == entered.exclude(season=None).count() == 3

    assert {d.season.year: d.state for d in entered if d.season} == {
        2020: "submitted", 2022: "draft", 2023: "draft",
    }  # fmt: skip

    waits = {d.year: len(standing_of(d).unexplained) for d in entered}
    assert waits == {2020: 0, 2022: 4, 2023: 0}
    assert [s for d in entered for s in standing_of(d).uncleared] == []
    assert all(not standing_of(d).errors and d.writings.exists() for d in entered)

    models = (Person, Membership, Organisation, Season, Disclosure, JournalEntry)
    before = [model.objects.count() for model in models]  # type: ignore[attr-defined]
    call_command("load_examples", verbosity=0)
    call_command("demo_people")
    assert [model.objects.count() for model in models] == before  # type: ignore[attr-defined]

    page = client.get(reverse("account_login")).content.decode()
    for one in demo.PEOPLE:
        assert one.username in page
        browser = Client()
        assert browser.login(username=one.username, password=demo.PASSWORD)
        assert browser.get(reverse("desk")).status_code == 200


def test_a_changed_password_is_the_printed_one_after_the_next_start(
    settings: Settings,
) -> None:
    settings.DEMO = True
    call_command("demo_people")
    reviewer = Person.objects.get(username="demo-reviewer")
    reviewer.set_password("etwas anderes 17")
    reviewer.save()
    call_command("demo_people")
    reviewer.refresh_from_db()
    assert reviewer.check_password(demo.PASSWORD)
