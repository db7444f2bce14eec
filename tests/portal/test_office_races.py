"""Two people who confirm the same thing at the same moment: it is done once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import close_old_connections, connection

from disclosures.actions import SYSTEM, open_season
from disclosures.actions.adoption import adopt
from disclosures.actions.parties import Outdated, Overtaken, import_organisations
from disclosures.actions.people import import_people
from disclosures.actions.seasons import open_season_from_list
from disclosures.exchange.listing import Upload
from disclosures.exchange.organisations import OrganisationResource
from disclosures.exchange.people import PersonResource
from disclosures.models import Disclosure, JournalEntry, Organisation, Person, Season
from tests.portal.region import season_of, uploaded
from tests.portal.tree import plant

pytestmark = pytest.mark.django_db(transaction=True)

RIVALS = 4


@pytest.fixture
def region() -> Organisation:
    return plant()["甲市"]


def at_once(deed: Callable[[], object]) -> list[str]:
    """What became of each of several attempts that begin together."""
    start = Barrier(RIVALS)

    def attempt(_: int) -> str:
        close_old_connections()
        try:
            start.wait()
            deed()
        except (Outdated, Overtaken, ValidationError) as refusal:
            return type(refusal).__name__
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(RIVALS) as pool:
        return sorted(pool.map(attempt, range(RIVALS)))


def shown(region: Organisation, upload: Upload) -> str:
    return OrganisationResource(region).plan(upload).fingerprint


def test_an_import_is_done_once(region: Organisation) -> None:
    upload = uploaded(20)
    said = shown(region, upload)
    results = at_once(
        lambda: import_organisations(region=region, upload=upload, fingerprint=said, by=SYSTEM)
    )
    assert results == ["Outdated"] * (RIVALS - 1) + ["done"]
    assert Organisation.objects.filter(code__startswith="80").count() == 20
    assert JournalEntry.objects.count() == 1


def test_a_department_is_taken_in_once(region: Organisation) -> None:
    water = Organisation.objects.create(name="水利局", code="801")
    results = at_once(lambda: adopt(region=region, organisation=water))
    assert results == ["Overtaken"] * (RIVALS - 1) + ["done"]
    assert Organisation.objects.get(code="801").parent == region
    assert JournalEntry.objects.count() == 1


def test_a_season_is_opened_once(region: Organisation) -> None:
    own = list(region.children.all())
    results = at_once(lambda: open_season(season=season_of(region), organisations=own, by=SYSTEM))
    assert results == ["ValidationError"] * (RIVALS - 1) + ["done"]
    assert Disclosure.objects.count() == len(own)


def test_a_season_from_a_list_is_opened_once(region: Organisation) -> None:
    upload = uploaded(20)
    said = shown(region, upload)
    results = at_once(
        lambda: open_season_from_list(
            season=season_of(region), upload=upload, fingerprint=said, by=SYSTEM
        )
    )
    assert results == ["Outdated"] * (RIVALS - 1) + ["done"]
    assert Season.objects.get().disclosures.count() == 21


def test_a_user_name_that_another_region_takes_in_this_moment_is_told(
    region: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = Upload("人员.csv", "用户名,姓名,填报人\nwang,王芳,701\nli,李娜,701\n".encode())
    said = PersonResource(region).plan(upload).fingerprint
    write_new = PersonResource.write_new

    def beaten(self: PersonResource, instances: list[Person]) -> None:
        instances[1].username = "taken"  # as if it had been free when the plan was made
        write_new(self, instances)

    Person.objects.create_user("taken", name="别人")
    monkeypatch.setattr(PersonResource, "write_new", beaten)
    with pytest.raises(Outdated):
        import_people(region=region, upload=upload, fingerprint=said, by=SYSTEM)
    assert list(Person.objects.values_list("username", flat=True)) == ["taken"]
    assert not JournalEntry.objects.exists()
