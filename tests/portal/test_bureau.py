"""Who does what for a bureau: role × relation of the region × deed, against a table by hand.

Asked of ``permissions``, then of every write; the addresses are in ``test_office``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from pytest_django import DjangoAssertNumQueries

from disclosures.actions import Actor, open_season
from disclosures.actions.parties import (
    import_organisations,
    remove_organisation,
    save_organisation,
    stated,
)
from disclosures.actions.people import give_password, import_people, invite, save_person
from disclosures.actions.people import stated as stated_of
from disclosures.actions.seasons import (
    add_organisations,
    change_days,
    days_of,
    open_season_from_list,
    remove_organisations,
)
from disclosures.core.workflow import BureauAction, Role
from disclosures.exchange.listing import Upload
from disclosures.exchange.organisations import OrganisationResource
from disclosures.exchange.people import PersonResource
from disclosures.models import JournalEntry, Organisation, Person, Season
from disclosures.permissions import acts_for, can_act_for, deeds_for, regions_served_by
from tests.portal.tree import member, plant

pytestmark = pytest.mark.django_db

#: Role in the region itself: what it does there.  In every other relation there is nothing.
ALLOWED = """
clerk
signatory
reviewer      open_season change_season
observer
administrator open_season change_season change_orgs change_people
"""
#: Relation to 甲市: where the role is held.  None: a person without any role.
RELATIONS = {
    "own": "甲市", "department": "财政局", "unit": "预算所", "other region": "乙市",
    "other department": "乙市财政局", "other unit": "乙市预算所", "none": None,
}  # fmt: skip
#: Whose bureau is asked after: only a region has one.
ASKED = ("甲市", "财政局", "预算所")
CASES = [
    (asked, relation, place, role)
    for asked in ASKED
    for relation, place in RELATIONS.items()
    for role in (Role if place else [Role.CLERK])  # who has no role has none five times over
]


def by_hand() -> dict[str, set[str]]:
    """ALLOWED, read."""
    rows = (line.split() for line in ALLOWED.strip().splitlines())
    return {role: set(actions) for role, *actions in rows}


def expected(asked: str, relation: str, role: str) -> set[str]:
    return by_hand()[role] if (asked, relation) == ("甲市", "own") else set()


def test_the_matrix_has_so_many_cases() -> None:
    assert list(by_hand()) == list(Role)
    assert len(CASES) == 3 * (6 * 5 + 1) == 93
    assert len(CASES) * len(BureauAction) == 93 * 4 == 372
    assert sum(len(expected(asked, relation, role)) for asked, relation, _, role in CASES) == 6


@pytest.mark.parametrize(("asked", "relation", "place", "role"), CASES)
def test_a_role_does_what_the_table_says_and_nothing_else(
    asked: str, relation: str, place: str | None, role: Role
) -> None:
    tree = plant()
    person = member("某人", role, of=tree[place]) if place else member("某人")
    may, region = expected(asked, relation, role), tree[asked]
    assert {a for a in BureauAction if can_act_for(person, region, a)} == may
    assert deeds_for(person, region) == may
    assert acts_for(person, region) is bool(may)
    assert (region in regions_served_by(person)) is bool(may)


@pytest.mark.parametrize("who", ["anonymous", "inactive", "superuser"])
def test_without_a_living_role_nobody_acts(who: str) -> None:
    region = plant()["甲市"]
    person: Person | AnonymousUser = AnonymousUser()
    if who == "inactive":
        person = member("离任", *Role, of=region)
        person.is_active = False
        person.save()
    elif who == "superuser":
        person = Person.objects.create_superuser("root", name="系统管理员")
    assert deeds_for(person, region) == set()
    assert not acts_for(person, region)


def test_a_question_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    region = plant()["甲市"]
    person = member("某人", *Role, of=region)
    with django_assert_num_queries(1):
        assert deeds_for(person, region) == set(BureauAction)


# --- Every write, whoever asks for it -----------------------------------------------------------

ORGS, PEOPLE = BureauAction.CHANGE_ORGANISATIONS, BureauAction.CHANGE_PEOPLE
OPEN, CHANGE = BureauAction.OPEN_SEASON, BureauAction.CHANGE_SEASON
LIST = Upload("名单.csv", "编码,名称\n801,水利局\n".encode())
KNOWN = Upload("名单.csv", "编码,名称\n701,财政局\n".encode())
NAMES = Upload("人员.csv", "用户名,姓名,填报人\nli,李娜,701\n".encode())


#: Each write of the office → what it is.
WRITES = {
    "add organisation": ORGS, "change organisation": ORGS, "remove organisation": ORGS,
    "import organisations": ORGS,
    "add person": PEOPLE, "change person": PEOPLE, "import people": PEOPLE,
    "give password": PEOPLE, "invite": PEOPLE,
    "open season": OPEN, "open season from known list": OPEN,
    "change days": CHANGE, "add to season": CHANGE, "remove from season": CHANGE,
}  # fmt: skip


class Office:
    """The region 甲市 with somebody to look after and a season; each write is one call."""

    def __init__(self) -> None:
        self.tree = plant()
        self.region = self.tree["甲市"]
        self.wang = member("wang", Role.CLERK, of=self.tree["财政局"])
        self.season = open_season(season=self.new(), organisations=[self.tree["财政局"]])

    def new(self, year: int = 2021) -> Season:
        """A season that is not opened yet."""
        return Season(
            region=self.region,
            year=year,
            kind="final",
            form_set={2021: "sichuan-final-2020", 2022: "sichuan-final-2022"}[year],
            opens_on=date(2022, 7, 1),
            deadline=date(2022, 8, 20),
            publish_by=date(2022, 9, 20),
        )

    def write(self, name: str, by: Actor) -> None:
        """Do one of WRITES."""
        self.calls({"region": self.region, "by": by}, {"season": self.season, "by": by})[name]()

    def calls(self, here: dict[str, Any], there: dict[str, Any]) -> dict[str, Callable[[], object]]:
        """By name; ``here`` and ``there`` go to the writes of the region and of the season."""
        tree, wang, season, by = self.tree, self.wang, self.season, here["by"]
        new, one = Organisation(parent=self.region, code="709", name="卫生局"), tree["教育局"]
        li, held = Person(username="zhou", name="周洁"), {("observer", tree["教育局"].pk)}
        was, seen = stated_of(self.region, wang), days_of(season)
        moved = {**{name: getattr(season, name) for name in seen}, "deadline": date(2022, 8, 30)}
        one_more, list_of = stated(one), OrganisationResource(self.region).plan
        named = PersonResource(self.region, by.person).plan(NAMES).fingerprint
        made, known = list_of(LIST).fingerprint, list_of(KNOWN).fingerprint
        return {
            "add organisation": lambda: save_organisation(organisation=new, seen=None, **here),
            "change organisation": lambda: save_organisation(
                organisation=renamed(one), seen=one_more, **here
            ),
            "remove organisation": lambda: remove_organisation(
                organisation=tree["信息中心"], **here
            ),
            "import organisations": lambda: import_organisations(
                upload=LIST, fingerprint=made, **here
            ),
            "add person": lambda: save_person(person=li, held=held, seen=None, **here),
            "change person": lambda: save_person(person=wang, held=held, seen=was, **here),
            "import people": lambda: import_people(upload=NAMES, fingerprint=named, **here),
            "give password": lambda: give_password(person=wang, **here),
            "invite": lambda: invite(people=[], letter=no_letter, **here),
            "open season": lambda: open_season(season=self.new(2022), organisations=[one], by=by),
            "open season from known list": lambda: open_season_from_list(
                season=self.new(2022), upload=KNOWN, fingerprint=known, by=by
            ),
            "change days": lambda: change_days(days=moved, seen=seen, why="迟", **there),
            "add to season": lambda: add_organisations(organisations=[one], **there),
            "remove from season": lambda: remove_organisations(
                organisations=[tree["财政局"]], **there
            ),
        }


def no_letter(person: Person) -> Any:
    raise AssertionError(person)


def renamed(one: Organisation) -> Organisation:
    one.name = f"市{one.name}"
    return one


def of(person: Person) -> Actor:
    return Actor(person.name, "192.0.2.1", person)


@pytest.mark.parametrize(("write", "role"), list(product(WRITES, Role)))
def test_a_write_asks_for_its_own_deed(write: str, role: Role) -> None:
    office = Office()
    person = member("某人", role, of=office.region)
    if WRITES[write] in by_hand()[role]:
        office.write(write, of(person))
        newest = JournalEntry.objects.order_by("-pk").first()
        assert newest is not None
        assert (newest.action, newest.person) == (WRITES[write], person)
    else:
        with pytest.raises(PermissionDenied):
            office.write(write, of(person))
        assert JournalEntry.objects.count() == 1


@pytest.mark.parametrize("place", [place for place in RELATIONS.values() if place != "甲市"])
def test_no_role_elsewhere_writes_anything(place: str | None) -> None:
    office = Office()
    person = member("某人", *(Role if place else ()), of=office.tree[place or "甲市"])
    for write in WRITES:
        with pytest.raises(PermissionDenied):
            office.write(write, of(person))
    assert JournalEntry.objects.count() == 1


def test_a_list_with_new_organisations_opens_nothing_for_a_reviewer() -> None:
    office = Office()
    fingerprint = OrganisationResource(office.region).plan(LIST).fingerprint
    asked: dict[str, Any] = {"upload": LIST, "fingerprint": fingerprint}
    reviewer = member("zhangmin", Role.REVIEWER, of=office.region)
    with pytest.raises(PermissionDenied):
        open_season_from_list(season=office.new(2022), by=of(reviewer), **asked)
    assert Season.objects.count() == 1
    assert not Organisation.objects.filter(code="801").exists()
    administrator = member("liuyang", Role.ADMINISTRATOR, of=office.region)
    open_season_from_list(season=office.new(2022), by=of(administrator), **asked)
    assert list(JournalEntry.objects.order_by("pk").values_list("action", flat=True))[1:] == [
        "change_orgs",
        "open_season",
    ]
