"""Entering: a whole workbook, or a whole book of facts, in the place of what was there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model, QuerySet

from disclosures import bulk, tasks
from disclosures.actions.guard import Seen, lock
from disclosures.actions.journal import SYSTEM, Actor, Told, record
from disclosures.actions.writing import take_over
from disclosures.assemble import columns_of, filed_rows_of, rows_of
from disclosures.core.facts import LABELS
from disclosures.core.facts_sheets import BASICS
from disclosures.core.workflow import Action
from disclosures.importing.messages import Message
from disclosures.models import (
    LEDGER,
    Disclosure,
    FiledTable,
    LedgerRow,
    LocalCodeRow,
    Organisation,
    SourceFile,
    UnitRow,
)
from disclosures.pipeline import Book, Intake, take_in
from disclosures.units import codes_from_units
from disclosures.versions import keep

#: Rows that came by consolidation: ledger → values, without the position.
Others = dict[type[LedgerRow], list[dict[str, Any]]]


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
    one, in that of the same organisation, year, kind and origin, which is made if need be.  What
    a department has of its units stays.  The file itself is kept with its hash.  NotNow where it
    is signed, submitted or done; Moved where it is not as ``seen``; PermissionDenied.
    """
    intake = intake_of(data, filename, disclosure, form_set_id)
    if intake.book is None or intake.errors:
        return Imported(None, intake)
    with transaction.atomic():
        kept = replace_by(
            book=intake.book,
            disclosure=disclosure,
            seen=seen,
            by=by,
            action=Action.IMPORT,
            told=file_told(filename, hashlib.sha256(data).hexdigest()),
        )
        keep_source(disclosure=kept, data=data, filename=filename, by=by)
    return Imported(kept, intake)


def intake_of(
    data: bytes,
    filename: str,
    disclosure: Disclosure | None = None,
    form_set_id: str | None = None,
) -> Intake:
    """What a workbook says; one of another disclosure than this has errors that say so."""
    intake = take_in(data, filename, form_set_id)
    if intake.book is None or disclosure is None:
        return intake
    return replace(intake, errors=strangeness(disclosure, intake.book))


def file_told(filename: str, sha256: str) -> Told:
    """A workbook as the journal names it."""
    return {"file": filename, "sha256": sha256}


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
    return replace_by(book=book, disclosure=disclosure, seen=seen, by=by, action=Action.ENTER)


def keep_source(*, disclosure: Disclosure, data: bytes, filename: str, by: Actor) -> SourceFile:
    """Keep a workbook as it was handed in, under its hash."""
    digest = hashlib.sha256(data).hexdigest()
    name = "".join(c for c in filename if c.isprintable())[-255:] or "工作簿"
    source = SourceFile(disclosure=disclosure, name=name, sha256=digest, size=len(data))
    suffix = re.search(r"\.[a-z]{1,5}$", name.lower())
    source.file.save(f"{digest}{suffix[0] if suffix else ''}", ContentFile(data), save=False)
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
    said += [] if said else _clashes(disclosure, book)
    return tuple(Message(BASICS, "", text) for text in said)


def _clashes(disclosure: Disclosure, book: Book) -> list[str]:
    """Why what the workbook says cannot stand beside what is there already."""
    if disclosure.origin != _origin_of(book) and _twin(disclosure).exists():
        origin = "公开表" if book.filed else "填报工作簿"
        return [f"{disclosure}另有一份按{origin}填报的，请在那一份里导入"]
    if book.filed:
        return []
    both = codes_from_units(disclosure) & {f.unit for f in book.facts.facts}
    names = {u.code: u.name for u in book.facts.units}
    units = "、".join(f"{code} {names.get(code, '')}".strip() for code in sorted(both))
    return [f"单位 {units} 的数据来自下级汇总，不在本部门的工作簿中填报"] if both else []


def _twin(disclosure: Disclosure) -> QuerySet[Disclosure]:
    """The same organisation, year and kind, entered in the other way."""
    same = {"year": disclosure.year, "kind": disclosure.kind}
    twins = Disclosure.objects.filter(organisation=disclosure.organisation_id, **same)
    return twins.exclude(pk=disclosure.pk)


def replace_by(
    *,
    book: Book,
    disclosure: Disclosure | None,
    seen: Seen | None,
    by: Actor,
    action: Action,
    told: Told | None = None,
    why: str = "",
) -> Disclosure:
    """Put a book in the place of what was entered: a new version, told in the journal.

    What came from a department's units stays, unless the book is of printed tables or states
    figures of these units itself.  Raises as ``import_workbook`` does.
    """
    with transaction.atomic():
        asked = disclosure or _found_or_made(book)
        now = lock(disclosure=asked, action=action, by=by, seen=seen)
        keep(now)
        others = _from_units(now, book)
        stood = _stated(now) | {"rows": _remove_entries(now)}
        before = stood if now.version else {}
        now.version += 1
        now.form_set = book.form_set.id
        now.origin = _origin_of(book)
        now.save()
        kept: Told = {"kept": sum(map(len, others.values()))} if any(others.values()) else {}
        after = _stated(now) | {"rows": _insert_entries(now, book, others)} | kept | (told or {})
        if book.written is not None:
            was, said = take_over(disclosure=now, written=book.written, person=by.person)
            if said:
                before, after = before | {"writings": was}, after | {"writings": said}
        record(by=by, action=action, disclosure=now, before=before, after=after, why=why)
        transaction.on_commit(lambda: tasks.ring_check(now.pk))
    return now


def _origin_of(book: Book) -> str:
    return Disclosure.Origin.FILED if book.filed else Disclosure.Origin.FACTS


def _from_units(disclosure: Disclosure, book: Book) -> Others:
    """The rows that are not the organisation's own and stay beside the book's."""
    if book.filed or codes_from_units(disclosure) & {f.unit for f in book.facts.facts}:
        return {}
    own = {u.code for u in book.facts.units} | {c.code for c in book.facts.local_codes}
    return {model: list(_others(model, disclosure, own)) for model in LEDGER}


def _others(
    model: type[LedgerRow], disclosure: Disclosure, own: set[str]
) -> Iterable[dict[str, Any]]:
    """Rows of one ledger by consolidation, but for units and codes that the book names itself."""
    rows = model._default_manager.filter(disclosure=disclosure).exclude(via="")
    names = [name for name in columns_of(model) if name != "position"]
    naming = {UnitRow: "unit", LocalCodeRow: "code"}.get(model)
    for row in rows.order_by("position").values(*names):
        if naming is None or row[naming] not in own:
            yield row


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


def _insert_entries(disclosure: Disclosure, book: Book, others: Others) -> dict[str, int]:
    """How many rows of the book there are now, by ledger; empty ones are left out."""
    if book.filed:
        tables = FiledTable.objects.bulk_create(filed_rows_of(book.tables, disclosure))
        return {str(FiledTable._meta.verbose_name): len(tables)}
    inserted: dict[str, int] = {}
    key = {"disclosure_id": disclosure.pk}
    for model, rows in rows_of(book.facts):
        whole = [{**key, "via": "", **row} for row in rows]
        whole += [{**key, **row} for row in others.get(model, ())]
        bulk.insert(model, [{"position": n, **row} for n, row in enumerate(whole, start=1)])
        inserted[str(model._meta.verbose_name)] = len(rows)
    return {name: count for name, count in inserted.items() if count}
