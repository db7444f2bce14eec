"""What is printed of a version: the imprint of a publication, or of what is entered now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from disclosures.models import Publication, Release
from disclosures.readiness import Standing
from disclosures.render.imprint import Imprint, Signature

#: So much of the version of the rules is enough to tell it from others.
RULES = 16


def imprint_of(publication: Publication) -> Imprint:
    """The imprint of a publication as things stand now."""
    last = publication.supersedes
    return Imprint(
        sha256=publication.sha256,
        number=f"第{publication.number}版",
        version=_version(publication.version),
        published_on=_released_on(publication),
        form_set=publication.form_set,
        rules=publication.rules[:RULES],
        supersedes="，".join(filter(None, _last(last))) if last else "",
        why=publication.why,
        signatures=tuple(map(_signature, publication.signatures)),
    )


def imprint_of_version(standing: Standing, *, draft: bool) -> Imprint:
    """The imprint of what is entered now, which nobody has signed for good."""
    return Imprint(
        sha256=standing.sha256,
        version=_version(standing.disclosure.version),
        form_set=standing.document.form_set,
        draft=draft,
    )


def _version(version: int) -> str:
    return f"第{version}次填报"


def _last(publication: Publication) -> Iterator[str]:
    yield f"第{publication.number}版"
    day = _released_on(publication)
    yield f"{day}公开" if day else ""


def _released_on(publication: Publication) -> str:
    release = publication.releases.filter(deed=Release.Deed.PUBLISHED).first()
    return _day(timezone.localdate(release.at)) if release else ""


def _signature(said: dict[str, str]) -> Signature:
    return Signature(
        role=said.get("role", ""),
        who=said.get("who", ""),
        at=_day(datetime.fromisoformat(said["at"])) if said.get("at") else "",
        statement=said.get("statement", ""),
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
