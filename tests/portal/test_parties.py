"""The tree of organisations, and people's roles in it."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from disclosures.core.workflow import Role
from disclosures.models import Disclosure, Membership, Organisation, Person
from tests.factories import clerk, small_disclosure
from tests.portal.tree import plant

pytestmark = pytest.mark.django_db


def refused(**values: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(**values)


def test_a_code_is_unique_within_its_parent_only() -> None:
    tree = plant()
    code = tree["财政局"].code
    refused(name="又一局", code=code, parent=tree["甲市"])
    refused(name="又一市", code=tree["甲市"].code, level="region")
    Organisation.objects.create(name="财政局", code=code, parent=tree["乙市"])
    Organisation.objects.create(name="没有编码的甲局", parent=tree["甲市"])
    Organisation.objects.create(name="没有编码的乙局", parent=tree["甲市"])


def test_levels_stand_where_they_belong() -> None:
    tree = plant()
    refused(name="无部门的单位", code="1", level="unit")
    refused(name="下级地区", code="2", level="region", parent=tree["甲市"])
    refused(name="处室", code="3", level="office")


@pytest.mark.parametrize(
    ("level", "parent"), [("department", "财政局"), ("unit", "甲市"), ("unit", "预算所")]
)
def test_a_wrong_parent_is_told(level: str, parent: str) -> None:
    wrong = Organisation(name="某局", code="9", level=level, parent=plant()[parent])
    with pytest.raises(ValidationError, match="部门的上级是地区，单位的上级是部门"):
        wrong.full_clean()


def test_an_import_makes_a_department_without_a_region() -> None:
    region = Organisation.objects.create(name="某市", code="51", level="region")
    planted = Organisation.objects.create(name="某市某局", code="701", parent=region)
    made = small_disclosure().organisation
    assert (made.level, made.parent, made.code, made.name) == (
        "department",
        None,
        "701",
        "某市某局",
    )
    assert made != planted
    assert small_disclosure().organisation == made
    refused(name="某市某局", code="701")


def test_a_disclosure_begins_as_a_draft() -> None:
    assert small_disclosure().state == "draft"
    with pytest.raises(ValidationError):
        Disclosure(state="lost").clean_fields(
            exclude=["organisation", "year", "kind", "form_set", "origin"]
        )


def test_an_organisation_that_is_needed_cannot_be_deleted() -> None:
    tree = plant()
    with pytest.raises(models.ProtectedError):
        tree["财政局"].delete()


def test_a_person_signs_in_and_is_called_by_one_name() -> None:
    assert get_user_model() is Person
    person = Person.objects.create_user("lina", password="一个够长的密码", name="李娜")
    assert authenticate(username="lina", password="一个够长的密码") == person
    assert authenticate(username="lina", password="另一个密码") is None
    assert (str(person), person.get_full_name(), person.get_short_name()) == ("李娜",) * 3


def test_a_role_is_held_once_in_an_organisation() -> None:
    tree, person = plant(), clerk()
    role = {"person": person, "organisation": tree["财政局"], "role": Role.CLERK}
    held = Membership.objects.create(**role)
    assert str(held) == "财政局 填报人 王芳"
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(**role)
    with pytest.raises(models.ProtectedError):
        person.delete()
