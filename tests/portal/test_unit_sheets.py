"""Sheets of units come into their department's disclosure when it consolidates them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from disclosures.actions.sheets import Filling, fill
from disclosures.chapters import sheets_of
from disclosures.models import JournalEntry, Sheet
from disclosures.versions import content_at
from tests.portal.consolidated import A, House, build
from tests.portal.people import actor

SHEET = {"form": "PF-D", "head.project_name": "职工体检费"}


@pytest.fixture
def house(db: None) -> House:
    return build()


def put(house: House, code: str, key: str, **fields: str) -> None:
    Sheet.objects.update_or_create(
        disclosure=house.unit(code), chapter="performance", key=key, defaults={"fields": fields}
    )


def taken(house: House) -> dict[str, dict[str, str]]:
    return sheets_of(house.now()).get("performance", {})


def test_a_unit_s_sheets_stand_in_the_department_s_and_follow_the_unit(house: House) -> None:
    put(house, A, "PF-D.1", **SHEET)
    unit = house.unit(A).organisation_id
    house.consolidate(without=True)
    key = f"unit-{unit}.PF-D.1"
    assert taken(house) == {key: {**SHEET, "unit": A}}

    put(house, A, "PF-D.1", **SHEET, **{"money.y_total": "7.9"})
    put(house, A, "PF-D.2", form="PF-D")
    house.consolidate(without=True)
    assert taken(house)[key]["money.y_total"] == "7.9"
    told = JournalEntry.objects.filter(disclosure=house.now()).latest("pk")
    assert told.before["sheets"] == {
        f"performance:{key}": {"money.y_total": None},
        f"performance:unit-{unit}.PF-D.2": None,
    }
    before = content_at(house.now(), house.now().version - 1)
    assert before.sheets == {f"performance:{key}": {**SHEET, "unit": A}}


def test_what_a_unit_takes_away_goes_and_the_department_s_own_stay(house: House) -> None:
    put(house, A, "PF-D.1", **SHEET)
    Sheet.objects.create(
        disclosure=house.now(), chapter="performance", key="PF-C.1", fields={"form": "PF-C"}
    )
    house.consolidate(without=True)
    assert len(taken(house)) == 2
    Sheet.objects.filter(disclosure=house.unit(A)).delete()
    house.consolidate(without=True)
    assert taken(house) == {"PF-C.1": {"form": "PF-C"}}


def test_what_came_from_a_unit_is_not_changed_in_the_department(house: House) -> None:
    put(house, A, "PF-A.1", form="PF-A")
    house.consolidate(without=True)
    ((key, fields),) = taken(house).items()
    changed = Filling("performance", key, fields, {**fields, "head.project_name": "改"})
    with pytest.raises(ValidationError, match="来自下级汇总"):
        fill(disclosure=house.now(), fillings=[changed], by=actor(house.clerk))
