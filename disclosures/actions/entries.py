"""Entering: a whole workbook, or a whole book of facts, in the place of what was there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model

from disclosures import bulk, tasks
from disclosures.actions.journal import SYSTEM, Actor, NotNow, Told, record
from disclosures.assemble import filed_rows_of, rows_of
from disclosures.core.workflow import TRANSITIONS, Action, State
from disclosures.models import LEDGER, Disclosure, FiledTable, Organisation, SourceFile
from disclosures.pipeline import Book, Intake, take_in


@dataclass(frozen=True)
class Imported:
    """The result of an import: the disclosure, or None and the errors of the intake."""

    disclosure: Disclosure | None
    intake: Intake


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
