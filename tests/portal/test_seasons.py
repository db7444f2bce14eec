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
from disclosures.actions.parties import Outdated, Overtaken
from disclosures.actions.seasons import (
    add_organisations,
    change_days,
    days_of,
    open_season_from_list,
    remove_organisations,
)
from disclosures.assemble import book_of
from disclosures.core.workflow import Role
from disclosures.exchange.organisations import OrganisationResource
from disclosures.models import Disclosure, JournalEntry, Organisation, Season
from disclosures.permissions import acts_for
from disclosures.publishing import unchecked
from tests.factories import observed
from tests.portal.region import season_of, uploaded
from tests.portal.tree import disclosure_of, member

pytestmark = pytest.mark.django_db


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
        ({"year": 2022}, "这套表样不适用于2022年"),
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
    later = season_of(tree["甲市"], year=2022, form_set="sichuan-final-2022")
    open_season(season=later, organisations=[])
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
    assert acts_for(person, tree["甲市"]) is may
    assert not acts_for(person, tree["财政局"])
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


# --- Changed while it runs ----------------------------------------------------------------------


def opened(tree: dict[str, Organisation], *names: str) -> Season:
    return open_season(season=season_of(tree["甲市"]), organisations=[tree[n] for n in names])


DAYS = {
    "opens_on": date(2022, 7, 1),
    "deadline": date(2022, 8, 31),
    "publish_by": date(2022, 9, 30),
}


def test_days_are_moved_with_a_reason(tree: dict[str, Organisation]) -> None:
    season = opened(tree, "财政局")
    change_days(season=season, days=DAYS, seen=days_of(season), why="系统维护", by=SYSTEM)
    season.refresh_from_db()
    assert (season.deadline, season.publish_by) == (date(2022, 8, 31), date(2022, 9, 30))
    entry = season.journal.first()
    assert entry is not None
    assert (entry.action, entry.why) == ("change_season", "系统维护")
    assert (entry.before["deadline"], entry.after["deadline"]) == ("2022-08-20", "2022-08-31")


def test_days_that_somebody_else_moved_stay(tree: dict[str, Organisation]) -> None:
    season = opened(tree, "财政局")
    seen = days_of(season)
    change_days(season=season, days=DAYS, seen=seen, why="甲", by=SYSTEM)
    with pytest.raises(Overtaken):
        change_days(
            season=season,
            days=DAYS | {"deadline": date(2022, 8, 1)},
            seen=seen,
            why="乙",
            by=SYSTEM,
        )
    season.refresh_from_db()
    assert season.deadline == date(2022, 8, 31)
    assert season.journal.count() == 2


def test_days_out_of_order_are_refused(tree: dict[str, Organisation]) -> None:
    season = opened(tree, "财政局")
    with pytest.raises(ValidationError):
        change_days(
            season=season,
            days=DAYS | {"deadline": date(2022, 6, 1)},
            seen=days_of(season),
            why="",
            by=SYSTEM,
        )
    assert season.journal.count() == 1


def test_organisations_join_later(tree: dict[str, Organisation]) -> None:
    season = opened(tree, "财政局")
    asked = [tree["财政局"], tree["教育局"], tree["预算所"]]
    assert add_organisations(season=season, organisations=asked, by=SYSTEM) == 2
    assert add_organisations(season=season, organisations=asked, by=SYSTEM) == 0
    assert season.disclosures.count() == 3
    assert season.journal.count() == 2
    newest = season.journal.first()
    assert newest is not None
    assert newest.after["added"] == ["教育局", "预算所"]
    with pytest.raises(ValidationError, match="不属于甲市：乙市财政局"):
        add_organisations(season=season, organisations=[tree["乙市财政局"]], by=SYSTEM)


def test_only_who_has_not_begun_is_taken_out(tree: dict[str, Organisation]) -> None:
    disclosure_of(tree["教育局"])
    season = opened(tree, "财政局", "教育局", "预算所")
    with pytest.raises(ValidationError, match="已有填报内容，不能移出：教育局"):
        remove_organisations(
            season=season, organisations=[tree["财政局"], tree["教育局"]], by=SYSTEM
        )
    assert season.disclosures.count() == 3
    assert remove_organisations(season=season, organisations=[tree["财政局"]], by=SYSTEM) == 1
    assert remove_organisations(season=season, organisations=[tree["财政局"]], by=SYSTEM) == 0
    left = season.disclosures.values_list("organisation__name", flat=True)
    assert sorted(left) == ["教育局", "预算所"]
    newest = season.journal.first()
    assert newest is not None
    assert newest.before == {"removed": ["财政局"]}


def test_strangers_change_no_season(tree: dict[str, Organisation]) -> None:
    season = opened(tree, "财政局")
    person = member("某人", Role.CLERK, of=tree["财政局"])
    by = Actor(person.name, "::1", person)
    for deed in (add_organisations, remove_organisations):
        with pytest.raises(PermissionDenied):
            deed(season=season, organisations=[tree["财政局"]], by=by)
    with pytest.raises(PermissionDenied):
        change_days(season=season, days=DAYS, seen=days_of(season), why="", by=by)
    with pytest.raises(PermissionDenied):
        add_organisations(season=season, organisations=[], by=Actor("未登录", "::1"))


def test_a_list_opens_a_season_for_hundreds_and_makes_the_new_ones(
    tree: dict[str, Organisation], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    upload = uploaded(299)
    plan = OrganisationResource(tree["甲市"]).plan(upload)
    with django_assert_max_num_queries(30):
        season = open_season_from_list(
            season=season_of(tree["甲市"]), upload=upload, fingerprint=plan.fingerprint, by=SYSTEM
        )
    assert season.disclosures.count() == 300
    assert Organisation.objects.filter(parent=tree["甲市"], level="department").count() == 301
    told = JournalEntry.objects.values_list("action", flat=True)
    assert sorted(told) == ["change_orgs", "open_season"]


def test_a_list_that_would_do_something_else_opens_nothing(tree: dict[str, Organisation]) -> None:
    upload = uploaded(3)
    plan = OrganisationResource(tree["甲市"]).plan(upload)
    Organisation.objects.create(name="别的局", code="8001", parent=tree["甲市"])
    with pytest.raises(Outdated) as outdated:
        open_season_from_list(
            season=season_of(tree["甲市"]), upload=upload, fingerprint=plan.fingerprint, by=SYSTEM
        )
    assert [line.kind for line in outdated.value.plan.lines] == ["new", "changed", "new"]
    assert not Season.objects.exists()
    assert not JournalEntry.objects.exists()


def test_what_cannot_be_opened_makes_no_organisations_either(
    tree: dict[str, Organisation],
) -> None:
    opened(tree, "财政局")
    upload = uploaded(3)
    plan = OrganisationResource(tree["甲市"]).plan(upload)
    with pytest.raises(ValidationError):
        open_season_from_list(
            season=season_of(tree["甲市"]), upload=upload, fingerprint=plan.fingerprint, by=SYSTEM
        )
    assert not Organisation.objects.filter(code__startswith="800").exists()
