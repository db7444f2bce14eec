"""Departments without a region: an administrator of the only region takes them in."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from disclosures.actions import Actor
from disclosures.actions.adoption import adopt
from disclosures.actions.parties import Overtaken
from disclosures.core.workflow import Role
from disclosures.models import Disclosure, JournalEntry, Organisation, Person
from tests.portal.office_pages import hidden, text
from tests.portal.tree import disclosure_of, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Organisation:
    return Organisation.objects.create(name="甲市", code="510500", level="region")


@pytest.fixture
def water() -> Organisation:
    """A department as the command of import makes it."""
    return Organisation.objects.create(name="水利局", code="801")


@pytest.fixture
def administrator(region: Organisation) -> Person:
    return member("liuyang", Role.ADMINISTRATOR, of=region)


@pytest.fixture
def office(client: Client, administrator: Person) -> Client:
    client.force_login(administrator)
    return client


def listed(region: Organisation) -> str:
    return reverse("office-organisations", args=[region.pk])


def taking_in(region: Organisation, one: Organisation) -> str:
    return reverse("office-organisation-adopt", args=[region.pk, one.pk])


def below(region: Organisation, **changes: str) -> Organisation:
    return Organisation.objects.create(parent=region, **{"name": "水利局", "code": "801"} | changes)


def test_a_department_is_listed_and_taken_in(
    region: Organisation, water: Organisation, office: Client
) -> None:
    disclosure_of(water)
    page = office.get(listed(region))
    assert "尚无地区的部门" in text(page)
    assert "801 水利局 1 份材料" in re.sub(r"\s+", " ", text(page))
    done = office.post(taking_in(region, water), {"into": hidden(page, "into")}, follow=True)
    assert "已归入：水利局" in text(done)
    assert "尚无地区的部门" not in text(done)
    water.refresh_from_db()
    assert water.parent == region
    entry = JournalEntry.objects.get()
    assert (entry.who, entry.action, entry.organisation) == ("liuyang", "change_orgs", region)
    assert entry.after == {"adopted": "水利局", "code": "801"}
    said = text(office.get(reverse("office-journal", args=[region.pk])))
    assert "归入本地区：水利局" in said


@pytest.mark.parametrize(("code", "merged"), [("801", True), ("", True), ("802", False)])
def test_the_same_department_takes_over_its_disclosures(
    region: Organisation, water: Organisation, office: Client, code: str, merged: bool
) -> None:
    there, begun = below(region, code=code), disclosure_of(water)
    page = office.get(listed(region))
    assert ("并入" in text(page)) is merged
    done = office.post(taking_in(region, water), {"into": hidden(page, "into")}, follow=True)
    assert ("已并入同名部门：水利局" in text(done)) is merged
    begun.refresh_from_db()
    assert begun.organisation == (there if merged else water)
    assert Organisation.objects.filter(parent=None, level="department").count() == 0
    assert Organisation.objects.filter(name="水利局").count() == (1 if merged else 2)
    told = JournalEntry.objects.get().after
    assert told.get("merged_into") == (there.pk if merged else None)


def test_two_same_disclosures_are_not_merged(
    region: Organisation, water: Organisation, office: Client
) -> None:
    there = below(region)
    disclosure_of(there)
    disclosure_of(water)
    done = office.post(taking_in(region, water), {"into": str(there.pk)}, follow=True)
    assert "水利局没有归入：两处有同一年度、同一类别的材料。" in text(done)
    assert Disclosure.objects.filter(organisation=water).count() == 1
    assert not JournalEntry.objects.exists()


def test_who_serves_a_department_hinders_its_merging(
    region: Organisation, water: Organisation, office: Client
) -> None:
    there = below(region)
    disclosure_of(water)
    member("wang", Role.CLERK, of=water)
    done = office.post(taking_in(region, water), {"into": str(there.pk)}, follow=True)
    assert "下面有单位或任职，不能并入同名部门" in text(done)
    assert Disclosure.objects.filter(organisation=water).count() == 1


def test_a_code_that_is_taken_is_told(
    region: Organisation, water: Organisation, office: Client
) -> None:
    below(region, name="水务局")
    done = office.post(taking_in(region, water), {"into": ""}, follow=True)
    assert "编码 801 已是“水务局”的编码" in text(done)
    assert not JournalEntry.objects.exists()


def test_what_is_not_as_it_was_shown_is_shown_again(
    region: Organisation, water: Organisation, office: Client
) -> None:
    page = office.get(listed(region))
    there = below(region)
    lost = office.post(taking_in(region, water), {"into": hidden(page, "into")})
    assert lost.status_code == 409
    assert "归属刚刚有了变化" in text(lost)
    assert hidden(lost, "into") == str(there.pk)
    assert not JournalEntry.objects.exists()
    assert office.post(taking_in(region, water), {"into": str(there.pk)}).status_code == 302
    assert office.post(taking_in(region, there), {"into": ""}).status_code == 409
    assert JournalEntry.objects.count() == 1


def test_where_there_are_several_regions_only_the_operator_knows(
    region: Organisation, water: Organisation, office: Client, administrator: Person
) -> None:
    other = Organisation.objects.create(name="乙市", code="511900", level="region")
    assert "尚无地区的部门" not in text(office.get(listed(region)))
    assert office.post(taking_in(region, water), {"into": ""}).status_code == 403
    with pytest.raises(PermissionDenied):
        adopt(region=region, organisation=water, by=Actor("刘洋", "::1", administrator))
    assert not JournalEntry.objects.exists()
    assert adopt(region=other, organisation=water).parent == other
    assert JournalEntry.objects.get().who == "系统"


def command(*words: str) -> str:
    out = StringIO()
    call_command("people", "adopt", *words, stdout=out)
    return out.getvalue()


def test_the_operator_says_whose_a_department_is(region: Organisation, water: Organisation) -> None:
    other = Organisation.objects.create(name="乙市", code="511900", level="region")
    for words, said in (
        (("水利局", "--in", "丙市"), "没有编码或名称为“丙市”的组织"),
        (("水利局", "--in", "水利局"), "没有编码或名称为“水利局”的组织"),
        (("教育局", "--in", "乙市"), "没有编码或名称为“教育局”的组织"),
    ):
        with pytest.raises(CommandError, match=said):
            command(*words)
    assert command("801", "--in", "511900") == "已归入 乙市（511900）：801 水利局\n"
    water.refresh_from_db()
    assert water.parent == other
    with pytest.raises(CommandError, match="没有编码或名称为“801”的组织"):
        command("801", "--in", "510500")
    below(region)
    again = Organisation.objects.create(name="水文局", code="801")
    with pytest.raises(CommandError, match="编码 801 已是“水利局”的编码"):
        command(again.name, "--in", "510500")


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.REVIEWER, 403), (Role.OBSERVER, 404), (Role.CLERK, 404), (Role.SIGNATORY, 404)],
)
def test_nobody_else_takes_a_department_in(
    region: Organisation, water: Organisation, client: Client, role: Role, status: int
) -> None:
    person = member("某人", role, of=region)
    client.force_login(person)
    assert client.post(taking_in(region, water), {"into": ""}).status_code == status
    if status == 403:
        assert "尚无地区的部门" not in text(client.get(listed(region)))
    with pytest.raises(PermissionDenied):
        adopt(region=region, organisation=water, by=Actor("某人", "::1", person))
    water.refresh_from_db()
    assert water.parent is None


def test_only_a_department_without_a_region_is_taken_in(
    region: Organisation, water: Organisation
) -> None:
    unit = below(below(region), code="801001", name="水利站", level="unit")
    for one in (region, unit):
        with pytest.raises(Overtaken):
            adopt(region=region, organisation=one)
    below(region, name="水务局", code="802")
    Organisation.objects.filter(pk=water.pk).update(code="802", name="水文局")
    with pytest.raises(ValidationError):
        adopt(region=region, organisation=water)


def test_the_list_takes_the_same_queries_however_long(
    region: Organisation, office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Organisation.objects.bulk_create(
        Organisation(name=f"{n}局", code=f"8{n:03}") for n in range(200)
    )
    with django_assert_max_num_queries(12):
        page: Any = office.get(listed(region))
    assert len(page.context["homeless"]) == 200
