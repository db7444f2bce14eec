"""Entering: a whole workbook, or a whole book of facts, in the place of what was there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model

from disclosures import bulk, tasks
from disclosures.actions.guard import Seen, lock
from disclosures.actions.journal import SYSTEM, Actor, Told, record
from disclosures.assemble import filed_rows_of, rows_of
from disclosures.core.facts import LABELS
from disclosures.core.facts_sheets import BASICS
from disclosures.core.workflow import Action
from disclosures.importing.messages import Message
from disclosures.models import LEDGER, Disclosure, FiledTable, Organisation, SourceFile
from disclosures.pipeline import Book, Intake, take_in
from disclosures.versions import keep


@dataclass(frozen=True)
class Imported:
    """The result of an import: the disclosure, or None and the errors of the intake."""

    disclosure: Disclosure | None
    intake: Intake


def import_workbook(
    *,
    data: bytes,
    filename: str,
    form_set_id: str | None = None,
    disclosure: Disclosure | None = None,
    seen: Seen | None = None,
    by: Actor = SYSTEM,
) -> Imported:
    """Take a workbook in: all of it, or nothing and all its errors.

    It replaces what was entered before in ``disclosure``, whose workbook it must be; without
    one, in that of the same organisation, year, kind and origin, which is made if need be.  The
    file itself is kept with its hash.  NotNow where it is signed, submitted or done; Moved where
    it is not as ``seen``; PermissionDenied.
    """
    intake = take_in(data, filename, form_set_id)
    if intake.book is not None and disclosure is not None:
        intake = replace(intake, errors=strangeness(disclosure, intake.book))
    if intake.book is None or intake.errors:
        return Imported(None, intake)
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        file: Told = {"file": filename, "sha256": digest}
        kept = _save(intake.book, disclosure, seen, by, Action.IMPORT, file)
        keep_source(disclosure=kept, data=data, filename=filename, by=by)
    return Imported(kept, intake)


def save_book(
    *,
    book: Book,
    disclosure: Disclosure | None = None,
    seen: Seen | None = None,
    by: Actor = SYSTEM,
) -> Disclosure:
    """Save what was entered as the disclosure's next version, in the place of what was there.

    Raises as ``import_workbook`` does.
    """
    with transaction.atomic():
        return _save(book, disclosure, seen, by, Action.ENTER, {})


def keep_source(*, disclosure: Disclosure, data: bytes, filename: str, by: Actor) -> SourceFile:
    """Keep a workbook as it was handed in, under its hash."""
    digest = hashlib.sha256(data).hexdigest()
    source = SourceFile(disclosure=disclosure, name=filename, sha256=digest, size=len(data))
    suffix = filename.rpartition(".")[2].lower()
    source.file.save(f"{digest}.{suffix}", ContentFile(data), save=False)
    source.save()
    return source


def strangeness(disclosure: Disclosure, book: Book) -> tuple[Message, ...]:
    """Why a workbook is not one of this disclosure; empty where it is."""
    forms, own = book.form_set, disclosure.organisation
    said = []
    if (forms.year, forms.kind) != (disclosure.year, disclosure.kind):
        kind = LABELS["kind"]
        said.append(
            f"工作簿填的是{forms.year}年{kind[forms.kind]}，"
            f"这里要的是{disclosure.year}年{kind[disclosure.kind]}"
        )
    elif disclosure.season and forms.id != disclosure.season.form_set:
        said.append(f"工作簿用的表样是{forms.name}，本次任务要求的是另一套表样")
    named = book.department and book.department != own.name
    if named and (not own.code or book.department_code != own.code):
        said.append(f"工作簿是“{book.department}”的，不是“{own.name}”的")
    return tuple(Message(BASICS, "", text) for text in said)


def _save(
    book: Book,
    disclosure: Disclosure | None,
    seen: Seen | None,
    by: Actor,
    action: Action,
    source: Told,
) -> Disclosure:
    asked = disclosure or _found_or_made(book)
    now = lock(disclosure=asked, action=action, by=by, seen=seen)
    before: Told = {}
    if now.version:
        keep(now)
        before = _stated(now) | {"rows": _remove_entries(now)}
    now.version += 1
    now.form_set = book.form_set.id
    now.origin = Disclosure.Origin.FILED if book.filed else Disclosure.Origin.FACTS
    now.save()
    after = _stated(now) | {"rows": _insert_entries(now, book)} | source
    record(by=by, action=action, disclosure=now, before=before, after=after)
    transaction.on_commit(lambda: tasks.ring_check(now.pk))
    return now


def _found_or_made(book: Book) -> Disclosure:
    """The disclosure of the book's organisation; a new one has version 0: nothing entered."""
    organisation, _ = Organisation.objects.get_or_create(
        name=book.department, code=book.department_code, parent=None
    )
    disclosure, _ = Disclosure.objects.get_or_create(
        organisation=organisation,
        year=book.form_set.year,
        kind=book.form_set.kind,
        origin=Disclosure.Origin.FILED if book.filed else Disclosure.Origin.FACTS,
        defaults={"form_set": book.form_set.id, "version": 0},
    )
    return disclosure


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
    key = {"disclosure_id": disclosure.pk, "via": ""}
    for model, rows in rows_of(book.facts):
        bulk.insert(model, [{**key, "position": n, **r} for n, r in enumerate(rows, start=1)])
        inserted[str(model._meta.verbose_name)] = len(rows)
    return {name: count for name, count in inserted.items() if count}
