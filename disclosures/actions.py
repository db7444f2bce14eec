"""Every write.  Each is one keyword-only function: check, write in one transaction, then ring."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model, Q

from disclosures import bulk, permissions, tasks
from disclosures.assemble import filed_rows_of, rows_of
from disclosures.core.workflow import (
    ACTION_LABELS,
    STATE_LABELS,
    TRANSITIONS,
    Action,
    BureauAction,
    State,
)
from disclosures.models import (
    LEDGER,
    Disclosure,
    FiledTable,
    Job,
    JournalEntry,
    Organisation,
    Person,
    Season,
    SourceFile,
)
from disclosures.pipeline import Book, Intake, take_in

#: What a deed changed, for the journal: names and plain JSON values.
Told = dict[str, object]


@dataclass(frozen=True)
class Actor:
    """Who acts, and from where: an address, or the command line.  ``person`` is None for 系统."""

    who: str
    place: str
    person: Person | None = None


SYSTEM = Actor("系统", "命令行")


class NotNow(Exception):
    """The state of the disclosure does not allow it; the text says so in Chinese."""

    def __init__(self, disclosure: Disclosure, action: Action) -> None:
        state = STATE_LABELS[disclosure.state]
        super().__init__(f"{disclosure}{state}，不能{ACTION_LABELS[action]}")


@dataclass(frozen=True)
class Imported:
    """The result of an import: the disclosure, or None and the errors of the intake."""

    disclosure: Disclosure | None
    intake: Intake


def record(
    *,
    by: Actor,
    action: Action,
    disclosure: Disclosure,
    was: State | None = None,
    why: str = "",
    before: Told | None = None,
    after: Told | None = None,
) -> JournalEntry:
    """Write a deed into the journal, in the transaction that does it.

    ``disclosure`` is as the deed leaves it; ``was`` is its state before, if that has changed.
    """
    return JournalEntry.objects.create(
        **_who(by),
        action=action,
        disclosure=disclosure,
        version=disclosure.version,
        state_before=was or disclosure.state,
        state_after=disclosure.state,
        why=why,
        before=before or {},
        after=after or {},
    )


def import_workbook(
    *, data: bytes, filename: str, form_set_id: str | None = None, by: Actor = SYSTEM
) -> Imported:
    """Take a workbook in: all of it, or nothing and all its errors.

    A workbook of the same organisation, year, kind and origin replaces what was entered before;
    the file itself is kept with its hash.  NotNow where it is signed, submitted or done.
    """
    intake = take_in(data, filename, form_set_id)
    if intake.book is None:
        return Imported(None, intake)
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        file: Told = {"file": filename, "sha256": digest}
        disclosure = _save(intake.book, by, Action.IMPORT, file)
        _keep_source(disclosure, data, filename, digest)
    return Imported(disclosure, intake)


def save_book(*, book: Book, by: Actor = SYSTEM) -> Disclosure:
    """Save what was entered as the disclosure's next version, in the place of what was there.

    NotNow where it is signed, submitted or done.
    """
    with transaction.atomic():
        return _save(book, by, Action.ENTER, {})


def request_files(*, disclosure: Disclosure, draft: bool, by: Actor = SYSTEM) -> Job:
    """The job that makes the disclosure's files, new or the one already there; rings the worker."""
    with transaction.atomic():
        locked = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
        job, created = Job.objects.exclude(state=Job.State.FAILED).get_or_create(
            disclosure=locked, version=locked.version, draft=draft
        )
        if created:
            told: Told = {"job": job.pk, "draft": draft}
            record(by=by, action=Action.REQUEST_FILES, disclosure=locked, after=told)
            transaction.on_commit(lambda: tasks.ring(job.pk))
    return job


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
            **_who(by),
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


def _who(by: Actor) -> dict[str, Any]:
    return {"person": by.person, "who": by.who, "place": by.place}


def _save(book: Book, by: Actor, action: Action, source: Told) -> Disclosure:
    disclosure, before = _disclosure(book, action)
    if before:
        before["rows"] = _remove_entries(disclosure)
    after = _stated(disclosure) | {"rows": _insert_entries(disclosure, book)} | source
    record(by=by, action=action, disclosure=disclosure, before=before, after=after)
    transaction.on_commit(lambda: tasks.ring_check(disclosure.pk))
    return disclosure


def _disclosure(book: Book, action: Action) -> tuple[Disclosure, Told]:
    """The disclosure with its next version, and what it was before, empty where it is new."""
    organisation, _ = Organisation.objects.get_or_create(
        name=book.department, code=book.department_code, parent=None
    )
    disclosure, created = Disclosure.objects.select_for_update().get_or_create(
        organisation=organisation,
        year=book.form_set.year,
        kind=book.form_set.kind,
        origin=Disclosure.Origin.FILED if book.filed else Disclosure.Origin.FACTS,
        defaults={"form_set": book.form_set.id},
    )
    if created:
        return disclosure, {}
    if (State(disclosure.state), action) not in TRANSITIONS:
        raise NotNow(disclosure, action)
    before = _stated(disclosure)
    disclosure.version += 1  # the row is locked
    disclosure.form_set = book.form_set.id
    disclosure.save()
    return disclosure, before


def _stated(disclosure: Disclosure) -> Told:
    return {"version": disclosure.version, "form_set": disclosure.form_set}


def _remove_entries(disclosure: Disclosure) -> dict[str, int]:
    """How many rows there were, by ledger; empty ones are left out."""
    removed: dict[str, int] = {}
    entries: tuple[type[Model], ...] = (*LEDGER, FiledTable)
    for model in entries:
        count, _ = model._default_manager.filter(disclosure=disclosure).delete()
        removed[str(model._meta.verbose_name)] = count
    return {name: count for name, count in removed.items() if count}


def _insert_entries(disclosure: Disclosure, book: Book) -> dict[str, int]:
    """How many rows there are now, by ledger; empty ones are left out."""
    if book.filed:
        tables = FiledTable.objects.bulk_create(filed_rows_of(book.tables, disclosure))
        return {str(FiledTable._meta.verbose_name): len(tables)}
    inserted: dict[str, int] = {}
    key = {"disclosure_id": disclosure.pk}
    for model, rows in rows_of(book.facts):
        bulk.insert(model, [{**key, "position": n, **r} for n, r in enumerate(rows, start=1)])
        inserted[str(model._meta.verbose_name)] = len(rows)
    return {name: count for name, count in inserted.items() if count}


def _keep_source(disclosure: Disclosure, data: bytes, filename: str, digest: str) -> None:
    source = SourceFile(disclosure=disclosure, name=filename, sha256=digest, size=len(data))
    suffix = filename.rpartition(".")[2].lower()
    source.file.save(f"{digest}.{suffix}", ContentFile(data), save=False)
    source.save()
