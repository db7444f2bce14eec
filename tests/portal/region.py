"""A region with a season for many departments and units, for the tests of lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from disclosures.actions import open_season
from disclosures.core.workflow import State
from disclosures.exchange.listing import Upload
from disclosures.models import Disclosure, Organisation, Season

UNITS = 9


def region(name: str = "甲市", code: str = "51") -> Organisation:
    """A region without departments."""
    return Organisation.objects.create(name=name, code=code, level="region")


def populate(top: Organisation, departments: int, units: int = UNITS) -> list[Organisation]:
    """Departments 101, 102, … of the region, with as many units each."""
    own = Organisation.objects.bulk_create(
        Organisation(name=f"第{n}局", code=f"{101 + n}", parent=top) for n in range(departments)
    )
    below = Organisation.objects.bulk_create(list(_units(own, units)))
    return [*own, *below]


def _units(departments: list[Organisation], units: int) -> Iterator[Organisation]:
    for department in departments:
        for n in range(1, units + 1):
            code, name = f"{department.code}{n:03}", f"{department.name}{n}所"
            yield Organisation(name=name, code=code, parent=department, level="unit")


def season(top: Organisation, organisations: list[Organisation], *, left: int = 30) -> Season:
    """A season of 2021 for them, with so many days left until the deadline."""
    deadline = timezone.localdate() + timedelta(days=left)
    return open_season(
        season=Season(
            region=top,
            year=2021,
            kind="final",
            form_set="sichuan-final-2020",
            opens_on=deadline - timedelta(days=60),
            deadline=deadline,
            publish_by=deadline + timedelta(days=20),
        ),
        organisations=organisations,
    )


def stand(season: Season, code: str, state: State, version: int = 1) -> Disclosure:
    """Put an organisation's disclosure into a state, as if everything before had happened."""
    found = season.disclosures.get(organisation__code=code)
    found.state, found.version, found.checked_version = state, version, version
    found.save()
    return found


def season_of(region: Organisation, **changes: object) -> Season:
    """A season of 2021 that is not opened yet, with days of the year after."""
    values: dict[str, object] = {
        "year": 2021,
        "kind": "final",
        "form_set": "sichuan-final-2020",
        "opens_on": date(2022, 7, 1),
        "deadline": date(2022, 8, 20),
        "publish_by": date(2022, 9, 20),
    }
    return Season(region=region, **{**values, **changes})


def uploaded(count: int) -> Upload:
    """A list of so many organisations, and 701, which there is already."""
    rows = "".join(f"8{n:03},{n}局\n" for n in range(count))
    return Upload("名单.csv", f"编码,名称\n{rows}701,财政局\n".encode())
