"""Board and queue with 300 and with 3,000 organisations: time of a page, number of queries.

Both regions stand in one database (that of DATABASE_URL, or SQLite; a fresh one made for the
run), and their pages are asked for in turn, so that the ratio is of one run.  Every organisation
has a disclosure, a third has been submitted; departments have nine units each.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bench.measure import peak_mib, table

if TYPE_CHECKING:
    from django.test import Client

    from disclosures.models import Organisation, Person, Season

SIZES = (300, 3_000)
UNITS = 9
ROUNDS = 15


@dataclass(frozen=True)
class Region:
    """One of the two: how many organisations, its season, and who reviews it."""

    size: int
    season: Season
    browser: Client


@dataclass
class Measured:
    """The times of a page in seconds, and the numbers of queries that it took."""

    times: list[float]
    queries: set[int]

    @property
    def p50(self) -> float:
        """The median."""
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        """The time that 19 of 20 do not pass."""
        return statistics.quantiles(self.times, n=20, method="inclusive")[-1]


def main() -> None:
    """Make both regions, then ask for every page of each in turn."""
    with tempfile.TemporaryDirectory(prefix="mingzhang-board-") as var:
        os.environ["MINGZHANG_VAR"] = var
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        import django

        django.setup()
        from django.test.runner import DiscoverRunner
        from django.test.utils import setup_test_environment, teardown_test_environment

        runner = DiscoverRunner(verbosity=0, interactive=False)
        databases = runner.setup_databases()
        setup_test_environment()
        try:
            _run()
        finally:
            teardown_test_environment()
            runner.teardown_databases(databases)


def _run() -> None:
    from django.db import connection

    regions = [_region(size) for size in SIZES]
    found: dict[str, list[Measured]] = {}
    for name, addresses in _pages(regions).items():
        found[name] = _measure(regions, addresses)
    rows = [row for name, pair in found.items() for row in _rows(name, pair)]
    header = ("page", "organisations", "p50 ms", "p95 ms", "queries", "ratio of p50")
    table(f"Board and queue on {connection.vendor}", rows, header)
    print(f"\npeak {peak_mib():.0f} MiB")


def _rows(name: str, pair: list[Measured]) -> Iterator[tuple[str, ...]]:
    for size, one in zip(SIZES, pair, strict=True):
        queries = "–".join(str(n) for n in sorted(one.queries))
        ratio = f"{one.p50 / pair[0].p50:.2f}"
        yield name, f"{size:,}", f"{one.p50 * 1000:.0f}", f"{one.p95 * 1000:.0f}", queries, ratio


def _pages(regions: list[Region]) -> dict[str, list[str]]:
    from django.urls import reverse

    boards = [reverse("season-board", args=[region.season.pk]) for region in regions]
    files = [reverse("season-board-file", args=[region.season.pk, "xlsx"]) for region in regions]
    middle = [_in_the_middle(region) for region in regions]
    return {
        "board": boards,
        "board, late": [f"{address}?stage=late" for address in boards],
        "board, by name": [f"{address}?q=第7局" for address in boards],
        "board as .xlsx": files,
        "queue": [reverse("queue")] * len(regions),
        "queue, one department": [f"{reverse('queue')}?department={pk}" for pk, _ in middle],
        "next and previous": [reverse("review", args=[pk]) for _, pk in middle],
    }


def _in_the_middle(region: Region) -> tuple[int, int]:
    """The keys of a department, and of a disclosure in the middle of the queue."""
    from disclosures.core.workflow import State

    lying = region.season.disclosures.filter(state=State.SUBMITTED).order_by("pk")
    found = lying.select_related("organisation")[lying.count() // 2]
    own = found.organisation
    return (own.parent_id if own.level == "unit" else own.pk) or own.pk, found.pk


def _measure(regions: list[Region], addresses: list[str]) -> list[Measured]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = [Measured([], set()) for _ in regions]
    for number in range(ROUNDS + 1):
        for region, address, one in zip(regions, addresses, found, strict=True):
            with CaptureQueriesContext(connection) as queries:
                start = time.perf_counter()
                page = region.browser.get(address)
                span = time.perf_counter() - start
            assert page.status_code == 200, address
            if number:  # the first is warm-up
                one.times.append(span)
                one.queries.add(len(queries))
    return found


def _region(size: int) -> Region:
    from django.test import Client

    from disclosures.core.workflow import Role
    from disclosures.models import Membership, Organisation, Person

    top = Organisation.objects.create(name=f"{size}个组织的市", code=f"5{size}", level="region")
    season = _season(top, _organisations(top, size))
    person = Person.objects.create_user(f"reviewer-{size}", name="张敏")
    Membership.objects.create(person=person, organisation=top, role=Role.REVIEWER)
    _advance(season, person)
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(person)
    return Region(size, season, browser)


def _organisations(top: Organisation, size: int) -> list[Organisation]:
    from disclosures.models import Organisation

    own = Organisation.objects.bulk_create(
        Organisation(name=f"第{n}局", code=f"{1001 + n}", parent=top)
        for n in range(size // (UNITS + 1))
    )
    below = Organisation.objects.bulk_create(
        Organisation(
            name=f"{above.name}{n}所", code=f"{above.code}{n:03}", parent=above, level="unit"
        )
        for above in own
        for n in range(1, UNITS + 1)
    )
    return [*own, *below]


def _season(top: Organisation, organisations: list[Organisation]) -> Season:
    from django.utils import timezone

    from disclosures.actions import open_season
    from disclosures.models import Season

    today = timezone.localdate()
    return open_season(
        season=Season(
            region=top,
            year=2021,
            kind="final",
            form_set="sichuan-final-2020",
            opens_on=today - timedelta(days=60),
            deadline=today - timedelta(days=1),
            publish_by=today + timedelta(days=20),
        ),
        organisations=organisations,
    )


def _advance(season: Season, person: Person) -> None:
    """Put the disclosures into states as in the middle of a season, with their deeds."""
    from disclosures.core.workflow import Action, State
    from disclosures.models import Disclosure, JournalEntry

    chance = random.Random(20260101)
    states = [State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED, State.SIGNED]
    rows = list(season.disclosures.all())
    for row in rows:
        row.state = chance.choices(states, weights=[4, 4, 1, 2, 1])[0]
        row.version = row.checked_version = chance.randint(0 if row.state == "draft" else 1, 9)
        row.warning_count = chance.choice([0, 0, 1, 3])
    Disclosure.objects.bulk_update(
        rows, ["state", "version", "checked_version", "warning_count"], batch_size=500
    )
    JournalEntry.objects.bulk_create(
        JournalEntry(disclosure=row, action=action, version=n, who="王芳", place="192.0.2.10")
        for row in rows
        for n, action in enumerate([Action.ENTER] * row.version + [Action.SUBMIT])
    )


if __name__ == "__main__":
    main()
