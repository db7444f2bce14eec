"""Every write.  Each is one keyword-only function: check, write in one transaction, then ring."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction

from disclosures import bulk, tasks
from disclosures.assemble import filed_rows_of, rows_of
from disclosures.models import LEDGER, Disclosure, FiledTable, Job, Organisation, SourceFile
from disclosures.pipeline import Book, Intake, take_in


@dataclass(frozen=True)
class Imported:
    """The result of an import: the disclosure, or None and the errors of the intake."""

    disclosure: Disclosure | None
    intake: Intake


def import_workbook(*, data: bytes, filename: str, form_set_id: str | None = None) -> Imported:
    """Take a workbook in: all of it, or nothing and all its errors.

    A workbook of the same organisation, year, kind and origin replaces what was entered before;
    the file itself is kept with its hash.
    """
    intake = take_in(data, filename, form_set_id)
    if intake.book is None:
        return Imported(None, intake)
    with transaction.atomic():
        disclosure = save_book(book=intake.book)
        _keep_source(disclosure, data, filename)
    return Imported(disclosure, intake)


def save_book(*, book: Book) -> Disclosure:
    """Save what was entered as the disclosure's next version, in the place of what was there."""
    with transaction.atomic():
        disclosure = _disclosure(book)
        _replace_entries(disclosure, book)
        transaction.on_commit(lambda: tasks.ring_check(disclosure.pk))
    return disclosure


def request_files(*, disclosure: Disclosure, draft: bool) -> Job:
    """The job that makes the disclosure's files, new or the one already there; rings the worker."""
    with transaction.atomic():
        locked = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
        job, created = Job.objects.exclude(state=Job.State.FAILED).get_or_create(
            disclosure=locked, version=locked.version, draft=draft
        )
        if created:
            transaction.on_commit(lambda: tasks.ring(job.pk))
    return job


def _disclosure(book: Book) -> Disclosure:
    organisation, _ = Organisation.objects.get_or_create(
        name=book.department, code=book.department_code
    )
    disclosure, created = Disclosure.objects.select_for_update().get_or_create(
        organisation=organisation,
        year=book.form_set.year,
        kind=book.form_set.kind,
        origin=Disclosure.Origin.FILED if book.filed else Disclosure.Origin.FACTS,
        defaults={"form_set": book.form_set.id},
    )
    if not created:
        disclosure.version += 1  # the row is locked
        disclosure.form_set = book.form_set.id
        disclosure.save()
    return disclosure


def _replace_entries(disclosure: Disclosure, book: Book) -> None:
    for model in LEDGER:
        model._default_manager.filter(disclosure=disclosure).delete()
    FiledTable.objects.filter(disclosure=disclosure).delete()
    if book.filed:
        FiledTable.objects.bulk_create(filed_rows_of(book.tables, disclosure))
    else:
        for model, rows in rows_of(book.facts):
            key = {"disclosure_id": disclosure.pk}
            bulk.insert(model, [{**key, "position": n, **r} for n, r in enumerate(rows, start=1)])


def _keep_source(disclosure: Disclosure, data: bytes, filename: str) -> None:
    digest = hashlib.sha256(data).hexdigest()
    source = SourceFile(disclosure=disclosure, name=filename, sha256=digest, size=len(data))
    suffix = filename.rpartition(".")[2].lower()
    source.file.save(f"{digest}.{suffix}", ContentFile(data), save=False)
    source.save()
