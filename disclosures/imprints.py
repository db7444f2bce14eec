"""What is printed of a version: the imprint of a publication, or of what is entered now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from disclosures.core.document import Document
from disclosures.models import Publication, Release
from disclosures.readiness import Standing
from disclosures.render.imprint import Imprint, Signature

#: So much of the version of the rules is enough to tell it from others.
RULES = 16


def imprint_of(publication: Publication, document: Document) -> Imprint:
    """The imprint of a publication, whose Document that is, as things stand now."""
    last = publication.supersedes
    return Imprint(
        sha256=publication.sha256,
        number=f"第{publication.number}版",
        version=_version(publication.version),
        published_on=_released_on(publication),
        form_set=_forms(document),
        rules=publication.rules[:RULES],
        supersedes="，".join(filter(None, _last(last))) if last else "",
        why=publication.why,
        signatures=tuple(map(_signature, publication.signatures)),
    )


def imprint_of_version(standing: Standing, *, draft: bool) -> Imprint:
    """The imprint of what is entered now, which nobody has signed for good."""
    plain = imprint_of_text(standing.document, standing.sha256, draft=draft)
    return replace(plain, version=_version(standing.disclosure.version))


def imprint_of_text(document: Document, sha256: str, *, draft: bool) -> Imprint:
    """The imprint of a Document of which nothing else is known."""
    return Imprint(sha256=sha256, form_set=_forms(document), draft=draft)


def _forms(document: Document) -> str:
    """E.g. 四川省部门决算公开表（14张），sichuan-final-2020."""
    return "，".join(filter(None, (document.form_set_name, document.form_set)))


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
