"""Opening a season 填报任务."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from disclosures import permissions
from disclosures.actions.journal import SYSTEM, Actor, Told, who_of
from disclosures.core.workflow import BureauAction
from disclosures.models import Disclosure, JournalEntry, Organisation, Season


def open_season(
    *, season: Season, organisations: Collection[Organisation], by: Actor = SYSTEM
) -> Season:
    """Save a new season, with an empty disclosure for every organisation that takes part.

    A disclosure by facts that is there already joins as it stands.  PermissionDenied for a
    person who does not act for the bureau; ValidationError for a season that is not in order or
    there already, and for organisations that its region does not have.
    """
    if by.person and not permissions.can_act_for(by.person, season.region):
        raise PermissionDenied
    season.full_clean()
    with transaction.atomic():
        season.save()
        days = {name: str(getattr(season, name)) for name in ("opens_on", "deadline", "publish_by")}
        JournalEntry.objects.create(
            **who_of(by),
            action=BureauAction.OPEN_SEASON,
            season=season,
            after=days | _take_part(season, organisations),
        )
    return season


def _take_part(season: Season, organisations: Collection[Organisation]) -> Told:
    """How many disclosures the season has, and how many of them were there before."""
    own = Organisation.objects.filter(Q(parent=season.region) | Q(parent__parent=season.region))
    asked = {o.pk for o in organisations}
    known = set(own.values_list("pk", flat=True))
    strangers = [o.name for o in organisations if o.pk not in known]
    if strangers:
        raise ValidationError(f"不属于{season.region}：" + "、".join(strangers))
    same = {"year": season.year, "kind": season.kind, "origin": Disclosure.Origin.FACTS}
    held = Disclosure.objects.filter(organisation__in=own, **same)
    there = {o: pk for pk, o in held.values_list("pk", "organisation") if o in asked}
    Disclosure.objects.filter(pk__in=there.values()).update(season=season)
    Disclosure.objects.bulk_create(
        Disclosure(**same, organisation_id=pk, season=season, form_set=season.form_set, version=0)
        for pk in sorted(asked - set(there))
    )
    return {"organisations": len(asked), "there_before": len(there)}
