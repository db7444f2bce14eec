"""Seasons 填报任务: opened for all organisations at once, and changed while they run."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from disclosures import notices, tasks
from disclosures.actions.journal import SYSTEM, Actor, Told, who_of
from disclosures.actions.parties import (
    Overtaken,
    check_bureau,
    do_as_shown,
    lock_region,
    tell,
    told_of,
)
from disclosures.core.narrative import OutlineError, adapted
from disclosures.core.workflow import BureauAction, State
from disclosures.data import form_set, outline_for
from disclosures.exchange.listing import Upload
from disclosures.exchange.organisations import OrganisationResource
from disclosures.exchange.trees import in_region
from disclosures.models import Disclosure, JournalEntry, Organisation, Season

DAYS = ("opens_on", "deadline", "publish_by")
#: How many organisations a message names.
MOST_NAMED = 10


def open_season(
    *, season: Season, organisations: Collection[Organisation], by: Actor = SYSTEM
) -> Season:
    """Save a new season, with an empty disclosure for every organisation that takes part.

    A disclosure by facts that is there already joins as it stands.  PermissionDenied for a
    person who may not open one there; ValidationError for a season that is not in order or
    there already, and for organisations that its region does not have.
    """
    with transaction.atomic():
        # of two who open it at once, the second is told
        lock_region(season.region, by, BureauAction.OPEN_SEASON)
        season.full_clean()
        _check_years(season)
        season.save()
        after = days_of(season) | _take_part(season, organisations)
        _tell(season, by, BureauAction.OPEN_SEASON, after=after)
    return season


def open_season_from_list(
    *, season: Season, upload: Upload, fingerprint: str, by: Actor = SYSTEM
) -> Season:
    """Open it for the organisations of a file, making those that are not there yet.

    ``fingerprint`` is that of the plan which was shown; Outdated where it no longer holds.
    PermissionDenied also where the list makes or changes organisations and the person may not.
    """
    with transaction.atomic():
        lock_region(season.region, by, BureauAction.OPEN_SEASON)
        resource = OrganisationResource(season.region)
        plan = do_as_shown(resource, upload, fingerprint, idle=True)
        if not plan.idle:
            check_bureau(season.region, by, BureauAction.CHANGE_ORGANISATIONS)
            after = told_of(upload, plan)
            tell(season.region, by, BureauAction.CHANGE_ORGANISATIONS, {}, after)
        return open_season(season=season, organisations=resource.asked(), by=by)


def change_days(
    *, season: Season, days: dict[str, date], seen: Told, why: str, by: Actor
) -> Season:
    """Move the days of a season.  Overtaken where they are no longer those ``seen``."""
    check_bureau(season.region, by, BureauAction.CHANGE_SEASON)
    with transaction.atomic():
        locked = Season.objects.select_for_update(of=("self",)).get(pk=season.pk)
        before = days_of(locked)
        if before != seen:
            raise Overtaken
        for name in DAYS:
            setattr(locked, name, days[name])
        locked.full_clean()
        locked.save(update_fields=DAYS)
        if days_of(locked) != before:
            _tell(locked, by, BureauAction.CHANGE_SEASON, before, days_of(locked), why)
    return locked


def change_outline(
    *, season: Season, changes: dict[str, Any], seen: int, why: str, by: Actor
) -> Season:
    """Adapt the season's text (``core.narrative.adapted``); its findings are counted anew.

    ``seen`` is the version of the outline that was looked at; Overtaken where it has moved on.
    ValidationError with everything that is wrong with the changes.
    """
    check_bureau(season.region, by, BureauAction.CHANGE_SEASON)
    try:
        adapted(outline_for(season.form_set), changes)
    except OutlineError as error:
        raise ValidationError(list(error.errors)) from None
    with transaction.atomic():
        locked = Season.objects.select_for_update(of=("self",)).get(pk=season.pk)
        if locked.outline_version != seen:
            raise Overtaken
        if locked.outline == changes:
            return locked
        before: Told = {"outline": locked.outline, "outline_version": locked.outline_version}
        locked.outline, locked.outline_version = changes, locked.outline_version + 1
        locked.save(update_fields=("outline", "outline_version"))
        after: Told = {"outline": changes, "outline_version": locked.outline_version}
        _tell(locked, by, BureauAction.CHANGE_SEASON, before, after, why)
        _count_anew(locked)
    return locked


def _count_anew(season: Season) -> None:
    """The findings of all that is entered are those of another text now."""
    entered = Disclosure.objects.filter(season=season, version__gt=0)
    keys = list(entered.values_list("pk", flat=True))
    entered.update(checked_version=0)
    for pk in keys:
        transaction.on_commit(partial(tasks.ring_check, pk))


def add_organisations(*, season: Season, organisations: Collection[Organisation], by: Actor) -> int:
    """Let more organisations take part; how many are new in the season."""
    check_bureau(season.region, by, BureauAction.CHANGE_SEASON)
    with transaction.atomic():
        locked = Season.objects.select_for_update(of=("self",)).get(pk=season.pk)
        there = set(locked.disclosures.values_list("organisation", flat=True))
        added = [o for o in organisations if o.pk not in there]
        if added:
            told = _take_part(locked, added)
            after: Told = {"added": sorted(o.name for o in added), **told}
            _tell(locked, by, BureauAction.CHANGE_SEASON, after=after)
    return len(added)


def remove_organisations(
    *, season: Season, organisations: Collection[Organisation], by: Actor
) -> int:
    """Take organisations out that have entered nothing; all of them, or none.

    ValidationError names those that have begun.
    """
    check_bureau(season.region, by, BureauAction.CHANGE_SEASON)
    with transaction.atomic():
        asked = {o.pk for o in organisations}
        rows = season.disclosures.select_for_update(of=("self",)).filter(organisation__in=asked)
        gone = list(rows.select_related("organisation"))
        begun = [d.organisation.name for d in gone if d.version or d.state != State.DRAFT]
        if begun:
            raise ValidationError("已有填报内容，不能移出：" + named(begun))
        _delete(gone)
        if gone:
            before: Told = {"removed": sorted(d.organisation.name for d in gone)}
            _tell(season, by, BureauAction.CHANGE_SEASON, before=before)
    return len(gone)


def days_of(season: Season) -> Told:
    """The days as the journal and a form tell them."""
    return {name: str(getattr(season, name)) for name in DAYS}


def named(names: Collection[str]) -> str:
    """Names in a row; of many the first."""
    shown = "、".join(sorted(names)[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown} 等 {len(names)} 个"


def _delete(disclosures: Collection[Disclosure]) -> None:
    try:
        Disclosure.objects.filter(pk__in=[d.pk for d in disclosures]).delete()
    except models.ProtectedError as error:
        kept = {getattr(o, "disclosure_id", None) for o in error.protected_objects}
        names = [d.organisation.name for d in disclosures if d.pk in kept]
        raise ValidationError("已有操作记录，不能移出：" + named(names)) from None


def _check_years(season: Season) -> None:
    first, last = form_set(season.form_set, season.year).years
    if (first or season.year) <= season.year <= (last or season.year):
        return
    raise ValidationError({"form_set": f"这套表样不适用于{season.year}年"})


def _take_part(season: Season, organisations: Collection[Organisation]) -> Told:
    """How many disclosures the season has, and how many of them were there before."""
    own = in_region(season.region)
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


def _tell(
    season: Season,
    by: Actor,
    action: BureauAction,
    before: Told | None = None,
    after: Told | None = None,
    why: str = "",
) -> None:
    entry = JournalEntry.objects.create(
        **who_of(by),
        action=action,
        season=season,
        before=before or {},
        after=after or {},
        why=why,
    )
    notices.of_deed(entry)
