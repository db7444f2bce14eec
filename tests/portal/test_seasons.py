"""Seasons: opened at once for many organisations, by the bureau alone, or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from disclosures.actions import SYSTEM, Actor, open_season
from disclosures.assemble import book_of
from disclosures.core.workflow import Role
from disclosures.models import Disclosure, JournalEntry, Organisation, Season
from disclosures.permissions import can_act_for
from disclosures.publishing import unchecked
from tests.factories import observed
from tests.portal.tree import disclosure_of, member, plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> dict[str, Organisation]:
    return plant()


def season_of(region: Organisation, **changes: object) -> Season:
    values: dict[str, object] = {
        "year": 2021,
        "kind": "final",
        "form_set": "sichuan-final-2020",
        "opens_on": date(2022, 7, 1),
        "deadline": date(2022, 8, 20),
        "publish_by": date(2022, 9, 20),
    }
    return Season(region=region, **{**values, **changes})


def test_every_organisation_gets_an_empty_disclosure(tree: dict[str, Organisation]) -> None:
    asked = [tree["财政局"], tree["预算所"], tree["财政局"]]
    season = open_season(season=season_of(tree["甲市"]), organisations=asked)
    made = season.disclosures.order_by("organisation__code")
    values = ("organisation__name", "year", "kind", "form_set", "origin", "state", "version")
    same = (2021, "final", "sichuan-final-2020", "facts", "draft", 0)
    assert list(made.values_list(*values)) == [("财政局", *same), ("预算所", *same)]
    assert str(season) == "甲市2021年部门决算公开"
    assert book_of(made[0]).facts.facts == ()
    assert all(d.checked for d in made)
    assert unchecked() == []


def test_an_empty_disclosure_has_pages(tree: dict[str, Organisation], reader: Client) -> None:
    season = open_season(season=season_of(tree["甲市"]), organisations=[tree["财政局"]])
    made = observed(season.disclosures.get())
    for address in (reverse("listing"), made.get_absolute_url()):
        page = reader.get(address)
        assert page.status_code == 200
        assert "财政局" in page.content.decode()


def test_what_was_begun_joins_as_it_stands(tree: dict[str, Organisation]) -> None:
    begun = disclosure_of(tree["教育局"])
    other = disclosure_of(tree["教育局"], year=2020)
    season = open_season(season=season_of(tree["甲市"]), organisations=[tree["教育局"]])
    assert list(season.disclosures.values_list("pk", "version")) == [(begun.pk, 1)]
    other.refresh_from_db()
    assert other.season is None


def test_the_opening_is_in_the_journal(tree: dict[str, Organisation]) -> None:
    disclosure_of(tree["教育局"])
    asked = [tree["财政局"], tree["教育局"]]
    season = open_season(season=season_of(tree["甲市"]), organisations=asked)
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.season, entry.disclosure) == ("open_season", season, None)
    assert str(entry) == "系统 发起填报任务 甲市2021年部门决算公开"
    assert entry.after == {
        "opens_on": "2022-07-01",
        "deadline": "2022-08-20",
        "publish_by": "2022-09-20",
        "organisations": 2,
        "there_before": 1,
    }


def test_an_entry_is_of_a_season_or_of_a_disclosure(tree: dict[str, Organisation]) -> None:
    season = open_season(season=season_of(tree["甲市"]), organisations=[tree["财政局"]])
    for disclosure, of in ((None, None), (season.disclosures.get(), season)):
        with pytest.raises(IntegrityError), transaction.atomic():
            JournalEntry.objects.create(
                who="x", place="x", action="view", disclosure=disclosure, season=of
            )


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"deadline": date(2022, 6, 30)}, "season_days_in_order"),
        ({"publish_by": date(2022, 8, 19)}, "season_days_in_order"),
        ({"form_set": "nowhere-final"}, "没有这套表样"),
        ({"kind": "budget"}, "表样与类别不符"),
    ],
)
def test_a_season_that_is_not_in_order_is_refused(
    tree: dict[str, Organisation], changes: dict[str, object], text: str
) -> None:
    with pytest.raises(ValidationError, match=text):
        open_season(season=season_of(tree["甲市"], **changes), organisations=[tree["财政局"]])
    assert not Season.objects.exists()


def test_a_season_is_opened_once(tree: dict[str, Organisation]) -> None:
    open_season(season=season_of(tree["甲市"]), organisations=[])
    with pytest.raises(ValidationError):
        open_season(season=season_of(tree["甲市"]), organisations=[])
    open_season(season=season_of(tree["甲市"], year=2022), organisations=[])
    open_season(season=season_of(tree["乙市"]), organisations=[])
    assert Season.objects.count() == 3


def test_organisations_of_another_region_are_named_and_nothing_is_opened(
    tree: dict[str, Organisation],
) -> None:
    asked = [tree["财政局"], tree["乙市财政局"], tree["甲市"]]
    with pytest.raises(ValidationError, match="不属于甲市：乙市财政局、甲市"):
        open_season(season=season_of(tree["甲市"]), organisations=asked)
    assert not Season.objects.exists()
    assert not Disclosure.objects.exists()
    assert not JournalEntry.objects.exists()


def test_a_season_is_opened_by_a_region(tree: dict[str, Organisation]) -> None:
    with pytest.raises(ValidationError, match="填报任务由地区发起"):
        open_season(season=season_of(tree["财政局"]), organisations=[])


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("place", ["甲市", "乙市", "财政局"])
def test_only_the_bureau_of_the_region_opens_it(
    tree: dict[str, Organisation], role: Role, place: str
) -> None:
    person = member("某人", role, of=tree[place])
    by = Actor(person.name, "::1", person)
    may = place == "甲市" and role in ("reviewer", "administrator")
    assert can_act_for(person, tree["甲市"]) is may
    assert not can_act_for(person, tree["财政局"])
    if may:
        open_season(season=season_of(tree["甲市"]), organisations=[tree["财政局"]], by=by)
        assert JournalEntry.objects.get().person == person
    else:
        with pytest.raises(PermissionDenied):
            open_season(season=season_of(tree["甲市"]), organisations=[], by=by)


def test_hundreds_of_organisations_take_few_queries(
    tree: dict[str, Organisation], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many = Organisation.objects.bulk_create(
        Organisation(name=f"{n}局", code=f"8{n:03}", parent=tree["甲市"]) for n in range(300)
    )
    with django_assert_max_num_queries(20):
        season = open_season(season=season_of(tree["甲市"]), organisations=many, by=SYSTEM)
    assert season.disclosures.count() == 300
