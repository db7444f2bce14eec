"""Every address of the portal: who is not signed in, and who has no business there, gets nothing.

An address that is not sorted here fails the test: nobody can add one and forget to guard it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from disclosures.core.workflow import Role
from disclosures.models import (
    Disclosure,
    Job,
    JournalEntry,
    Notice,
    Organisation,
    Person,
    Proposal,
    Remark,
    Rendition,
    Season,
    SourceFile,
)
from tests.factories import small_disclosure
from tests.portal.people import Crew, crew_of, somebody

pytestmark = pytest.mark.django_db

#: For everybody.
PUBLIC = {"health", "home", "rules", "rules-csv", "office-welcome"}
#: For everybody who is signed in; each sees their own there.
OWN = {
    "listing", "desk", "notices", "notices-read", "notices-mails", "board", "queue",
    "queue-confirm", "queue-approve", "office",
}  # fmt: skip
#: What stands in an address besides the key of the thing.
WORDS = {
    "role": "overview", "name": "expenditure", "suffix": "csv", "which": "functions",
    "what": "organisations", "ticket": "none",
}  # fmt: skip


@dataclass
class World:
    """A disclosure with everything that belongs to it, its people, and strangers to it."""

    disclosure: Disclosure
    crew: Crew
    season: Season
    strangers: dict[str, Person]
    keys: dict[str, dict[str, int]] = field(default_factory=dict)


@pytest.fixture
def world() -> World:
    disclosure = small_disclosure()
    crew = crew_of(disclosure)
    own = disclosure.organisation
    assert own.parent is not None
    today = date(2022, 7, 1)
    season = Season.objects.create(
        region=own.parent,
        year=2021,
        kind="final",
        form_set="sichuan-final-2020",
        opens_on=today,
        deadline=today + timedelta(50),
        publish_by=today + timedelta(80),
    )
    disclosure.season = season
    disclosure.save()
    made = World(disclosure, crew, season, dict(strangers(own)))
    made.keys = keys(made)
    return made


def strangers(own: Organisation) -> Iterator[tuple[str, Person]]:
    """People with every role, in the wrong places; and one with none, who may do all in Django."""
    other = Organisation.objects.create(name="别的局", code="799", parent=own.parent)
    far = Organisation.objects.create(name="别的市", code="R9", level="region")
    for role in Role:
        yield f"{role} of another department", somebody(f"o-{role}", "别人", role, other)
        yield f"{role} of another region", somebody(f"f-{role}", "外人", role, far)
    yield "superuser", Person.objects.create_superuser("root", name="系统管理员")


def keys(world: World) -> dict[str, dict[str, int]]:
    """The beginning of an address → the keys that stand in it."""
    disclosure, crew = world.disclosure, world.crew
    job = Job.objects.create(disclosure=disclosure, version=1, state="done")
    rendition = Rendition(job=job, kind="pdf", name="x.pdf", sha256="0" * 64, size=1)
    rendition.file.save("x.pdf", ContentFile(b"x"))
    source = SourceFile(disclosure=disclosure, name="x.xlsx", sha256="0" * 64, size=1)
    source.file.save("x.xlsx", ContentFile(b"x"))
    by = {"person": crew.clerk, "disclosure": disclosure}
    proposal = Proposal.objects.create(source=source, version=1, **by)
    remark = Remark.objects.create(
        disclosure=disclosure, version=1, subject="合计", text="请核对", person=crew.reviewer
    )
    notice = Notice.objects.create(kind="returned", once="x", text="已退回", **by)
    region = world.season.region_id
    return {
        "disclosures/": {"pk": disclosure.pk},
        "files/": {"pk": rendition.pk},
        "imports/": {"pk": proposal.pk},
        "sources/": {"pk": source.pk},
        "remarks/": {"pk": remark.pk},
        "notices/": {"pk": notice.pk},
        "board/": {"pk": world.season.pk},
        "seasons/": {"pk": world.season.pk},
        "office/<int:region>/organisations": {
            "region": region,
            "pk": disclosure.organisation_id,
        },
        "office/<int:region>/people": {"region": region, "pk": crew.clerk.pk},
        "office/<int:region>/seasons": {"region": region, "pk": world.season.pk},
        "office/": {"region": region},
    }


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            yield from patterns(found, before + str(found.pattern))
        else:
            yield before + str(found.pattern), found


def routes() -> dict[str, URLPattern]:
    """The portal's own addresses, without those of sign-in."""
    found = {str(p.name): (route, p) for route, p in patterns(get_resolver())}
    return {name: p for name, (route, p) in found.items() if not route.startswith("account/")}


def guarded(world: World) -> Iterator[tuple[str, str]]:
    """Name and address of everything that belongs to somebody."""
    for route, pattern in patterns(get_resolver()):
        name = str(pattern.name)
        if route.startswith("account/") or name in PUBLIC | OWN:
            continue
        held = next((k for start, k in world.keys.items() if route.startswith(start)), None)
        assert held is not None, f"nobody said whose {route} is"
        wanted = pattern.pattern.converters
        values: dict[str, Any] = {**WORDS, **held}
        yield name, reverse(name, kwargs={key: values[key] for key in wanted})


def deeds() -> tuple[int, list[tuple[object, ...]]]:
    """What would show that somebody has done something."""
    states = Disclosure.objects.order_by("pk").values_list("pk", "state", "version")
    return JournalEntry.objects.count(), list(states)


def test_every_address_is_sorted(world: World) -> None:
    names = set(routes())
    assert names >= OWN - {"queue"}
    assert len(list(guarded(world))) == len(names - PUBLIC - OWN)


def test_who_is_not_signed_in_sees_nothing_and_does_nothing(world: World) -> None:
    before, client = deeds(), Client()
    for name, address in guarded(world):
        seen = client.get(address)
        assert seen.status_code in (302, 405), name
        if seen.status_code == 302:
            assert seen["Location"].startswith(reverse("account_login")), name
        assert client.post(address).status_code in (302, 401, 405), name
    for name in OWN & set(routes()):
        assert client.get(reverse(name)).status_code in (302, 405), name
    assert deeds() == before


def test_who_has_no_business_there_finds_nothing_and_does_nothing(world: World) -> None:
    before, cases = deeds(), 0
    for who, person in world.strangers.items():
        client = Client()
        client.force_login(person)
        for name, address in guarded(world):
            for answer in (client.get(address), client.post(address, FORGED)):
                assert answer.status_code in (404, 405), (who, name, answer.status_code)
                cases += 1
    assert deeds() == before
    assert cases == 2 * len(world.strangers) * len(list(guarded(world)))


#: What a forger would send along: every field that some form has.
FORGED = {
    "state": "draft", "version": "1", "why": "x", "text": "x", "sha256": "0" * 64,
    "secrecy": "on", "decision": "confirm", "at": "",
}  # fmt: skip


def test_own_lists_show_strangers_nothing(world: World) -> None:
    own = world.disclosure.organisation.name
    Notice.objects.filter(person=world.crew.clerk).update(at=timezone.now())
    for who, person in world.strangers.items():
        client = Client()
        client.force_login(person)
        for name in OWN & set(routes()) - {"notices-read"}:
            page = client.get(reverse(name), follow=True)
            assert own not in page.content.decode(), (who, name)
