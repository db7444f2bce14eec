"""Saving the county: rows in the order in which they need each other, deeds as they happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time

from django.utils import timezone

from disclosures import bulk
from disclosures.core.workflow import BureauAction
from disclosures.models import (
    Disclosure,
    Job,
    JournalEntry,
    Membership,
    Organisation,
    Person,
    Publication,
    Reason,
    Release,
    Remark,
    Season,
    Sheet,
    Signature,
    Writing,
)
from performance.chapter import NAME
from portal.county.history import PLACE, History


@dataclass
class Rows:
    """All rows of the county, none saved yet; organisations stand after those above them."""

    reviewer: Person
    organisations: list[Organisation] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    seasons: list[Season] = field(default_factory=list)
    disclosures: list[Disclosure] = field(default_factory=list)
    histories: list[History] = field(default_factory=list)


def save(rows: Rows) -> None:
    """Save the county, in the caller's transaction."""
    for organisation in rows.organisations:
        organisation.save()
    Person.objects.bulk_create(m.person for m in rows.memberships)
    Membership.objects.bulk_create(rows.memberships)
    Season.objects.bulk_create(rows.seasons)
    changed = [d.changed_at for d in rows.disclosures]
    Disclosure.objects.bulk_create(rows.disclosures)
    for disclosure, at in zip(rows.disclosures, changed, strict=True):
        if at:  # saving stamps it with now
            Disclosure.objects.filter(pk=disclosure.pk).update(changed_at=at)
    for history in rows.histories:
        _save_entries(history)
    _save_deeds(rows)


def _save_entries(history: History) -> None:
    key, version = history.disclosure.pk, history.entered
    for model, stated in version.rows.items():
        own = (
            {"disclosure_id": key, "position": n, **row} for n, row in enumerate(stated, start=1)
        )
        bulk.insert(model, list(own))
    same = {"disclosure": history.disclosure, "person": history.people.clerk}
    Writing.objects.bulk_create(
        Writing(**same, kind=kind, key=name, text=text) for kind, name, text in version.pieces
    )
    Sheet.objects.bulk_create(
        Sheet(**same, chapter=NAME, key=name, fields=dict(fields))
        for name, fields in version.sheets.items()
    )
    Reason.objects.bulk_create(version.reasons)


def _save_deeds(rows: Rows) -> None:
    """What was done, in the order in which it was."""
    histories = rows.histories
    publications = sorted((p for h in histories for p in h.publications), key=lambda p: p.at)
    firsts = [p for p in publications if p.supersedes is None]
    Publication.objects.bulk_create(firsts, batch_size=50)
    Publication.objects.bulk_create((p for p in publications if p.supersedes), batch_size=50)
    Release.objects.bulk_create(
        sorted((r for h in histories for r in h.releases), key=lambda r: r.at)
    )
    Signature.objects.bulk_create(
        sorted((s for h in histories for s in h.signatures), key=lambda s: s.at)
    )
    for remark in (r for h in histories for r in h.remarks):
        at = remark.made_at
        remark.save()
        Remark.objects.filter(pk=remark.pk).update(made_at=at)
    for deed, name, row in (n for h in histories for n in h.naming):
        deed.after = {name: row.pk, **deed.after}
    deeds = [d for h in histories for d in h.deeds] + [_opening(rows, s) for s in rows.seasons]
    JournalEntry.objects.bulk_create(sorted(deeds, key=lambda d: d.at))
    # a sweep begins with the job that was made last: what is newest is to be read first
    jobs = {p.pk: j for h in histories for p, j in zip(h.publications, h.jobs, strict=True)}
    Job.objects.bulk_create(jobs[p.pk] for p in publications)


def _opening(rows: Rows, season: Season) -> JournalEntry:
    days = {n: str(getattr(season, n)) for n in ("opens_on", "deadline", "publish_by")}
    told = {
        **days,
        "organisations": sum(d.season is season for d in rows.disclosures),
        "there_before": 0,
    }
    return JournalEntry(
        at=timezone.make_aware(datetime.combine(season.opens_on, time(8, 45))),
        person=rows.reviewer,
        who=rows.reviewer.name,
        place=PLACE,
        action=BureauAction.OPEN_SEASON,
        season=season,
        after=told,
    )
