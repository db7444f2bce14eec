"""Every address of the portal, and a thing for each of them to be the address of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from disclosures.core.workflow import Role
from disclosures.models import (
    Disclosure,
    Job,
    Notice,
    Organisation,
    Person,
    Proposal,
    Remark,
    Rendition,
    Season,
    Sheet,
    SourceFile,
)
from public.urls import urlpatterns as site
from tests.factories import small_disclosure
from tests.portal.people import Crew, crew_of, somebody

#: For everybody.
PUBLIC = {
    "health", "rules", "rules-csv", "office-welcome", *(one.name for one in site),
}  # fmt: skip
#: For everybody who is signed in; each sees their own there.
OWN = {
    "listing", "desk", "notices", "notices-read", "notices-mails", "board", "queue",
    "queue-confirm", "queue-approve", "office", "publications", "publications-confirm",
    "publications-publish",
}  # fmt: skip
#: What stands in an address besides the key of the thing.
WORDS = {
    "role": "overview", "name": "expenditure", "suffix": "csv", "which": "functions",
    "what": "organisations", "ticket": "none", "section": "totals", "number": 1,
    "listing": "spending_kinds", "key": "PF-A.1", "source": 0,
}  # fmt: skip


@dataclass
class World:
    """A disclosure with everything that belongs to it, its people, and strangers to it."""

    disclosure: Disclosure
    crew: Crew
    season: Season
    strangers: dict[str, Person]
    keys: dict[str, dict[str, int]] = field(default_factory=dict)


def build() -> World:
    """It in the database."""
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
    Sheet.objects.create(
        disclosure=disclosure, chapter="performance", key="PF-A.1", fields={"form": "PF-A"}
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


def accounts() -> Iterator[str]:
    """The addresses of sign-in that need nothing more to be said."""
    for route, pattern in patterns(get_resolver()):
        plain = not pattern.pattern.converters and not any(c in route for c in "()^$")
        if route.startswith("account/") and plain and "logout" not in route:
            yield "/" + route


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
