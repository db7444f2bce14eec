"""Workbooks that come in: uploaded, looked at, confirmed or dropped; and the one that goes out."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from disclosures.actions import Moved
from disclosures.actions.begin import sources_of
from disclosures.actions.guard import refuse
from disclosures.actions.proposals import Decided, confirm, data_of, drop, preview_of, propose
from disclosures.assemble import changes_of, written_of
from disclosures.core.facts import LABELS, Facts, Kind
from disclosures.core.narrative import Written
from disclosures.core.rules.base import SEVERITY_LABELS, Severity
from disclosures.core.workflow import Action
from disclosures.importing.limits import MAX_FILE, MIB
from disclosures.importing.refusals import Refused
from disclosures.models import Disclosure, Proposal, SourceFile
from disclosures.permissions import can, visible_to
from disclosures.pipeline import Book, Intake
from disclosures.render.facts_xlsx import facts_xlsx
from disclosures.units import codes_from_units, own_facts_of
from disclosures.views.answers import (
    READ,
    actor_of,
    anew,
    deed,
    only,
    person_of,
    seen_of,
    signed_in,
    visible,
)
from disclosures.views.books import book_of_version
from disclosures.views.previews import (
    Preview,
    preview_context,
    preview_of_facts,
    preview_of_tables,
    text_changes,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: How many old proposals the page lists, and how many findings a preview names.
MOST_LISTED, MOST_NAMED = 50, 8


@only(*READ, "POST")
@signed_in
@deed
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: choose a workbook; those handed in before.  POST: keep it and show what it changes."""
    disclosure = visible(request, pk)
    if request.method != "POST":
        return _start(request, disclosure)
    refuse(disclosure=disclosure, action=Action.IMPORT, by=actor_of(request))
    file = request.FILES.get("file")
    if file is None:
        return _start(request, disclosure, "请先选择文件")
    if (file.size or 0) > MAX_FILE:
        return _start(request, disclosure, f"“{file.name}”超过 {MAX_FILE // MIB} MiB，没有读入")
    try:
        made = propose(
            disclosure=disclosure,
            data=file.read(),
            filename=file.name or "",
            by=actor_of(request),
        )
    except Refused as refusal:
        return _start(request, disclosure, f"“{file.name}”没有读入：{refusal}")
    return redirect("import-preview", made.pk)


@only(*READ)
@signed_in
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What a workbook would change now, or what was decided about it."""
    return _preview(request, _proposal(request, pk))


@only("POST")
@signed_in
@deed
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or drop.  Who was slower is shown the changes to what stands now (409)."""
    proposal, by = _proposal(request, pk), actor_of(request)
    if request.POST.get("decision") == "drop":
        drop(proposal=proposal, by=by)
        messages.info(request, "已放弃，数据没有改动。")
        return redirect("import", proposal.disclosure_id)
    try:
        done = confirm(proposal=proposal, seen=seen_of(request), by=by)
    except Decided as refusal:
        return render(request, "409.html", {"refusal": refusal}, status=409)
    except OSError:  # the page says that the file is lost
        return _preview(request, proposal, status=409)
    except Moved as moved:
        return _moved(request, proposal, moved)
    if done.disclosure is None:
        return _preview(request, proposal, status=409)
    messages.success(request, "已导入工作簿。请核对校验结果。")
    return redirect(done.disclosure)


@only(*READ)
@signed_in
def source(request: HttpRequest, pk: int) -> FileResponse:
    """A workbook as it was handed in, for those who may see its disclosure."""
    within = visible_to(person_of(request))
    found = get_object_or_404(SourceFile, pk=pk, disclosure__in=within)
    try:
        file = found.file.open("rb")
    except FileNotFoundError:
        raise Http404("文件不在了") from None
    # As bytes for saving, whatever the name says: nothing of it is shown by the browser.
    response = FileResponse(
        file,
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )
    response["ETag"] = f'"{found.sha256}"'
    return response


@only(*READ)
@signed_in
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts workbook of what is entered now; before that a prefilled one to fill in."""
    disclosure = visible(request, pk)
    facts, book = facts_for_workbook(disclosure), _told(disclosure)
    asked = book.narration.asked if book.written is not None else ()
    kind = LABELS["kind"][disclosure.kind]
    blank = "（空白）" if not facts.facts else ""
    name = f"{disclosure.organisation.name}{disclosure.year}年{kind}填报工作簿{blank}.xlsx"
    data = facts_xlsx(facts, written=book.written, asked=asked)
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    return response


def facts_for_workbook(disclosure: Disclosure) -> Facts:
    """The organisation's own facts, ready to come back by import."""
    if disclosure.version == 0:
        return Facts(
            department=disclosure.organisation.name,
            department_code=disclosure.organisation.code,
            year=disclosure.year,
            kind=Kind(disclosure.kind),
            form_set=disclosure.form_set,
        )
    if disclosure.origin == Disclosure.Origin.FILED:
        return book_of_version(disclosure).facts
    return own_facts_of(disclosure)


def _told(disclosure: Disclosure) -> Book:
    """What stands now, with its text; before the first version what there will be to write."""
    if disclosure.version:
        return book_of_version(disclosure)
    written, changes = written_of(disclosure), changes_of(disclosure)
    return Book.of_facts(facts_for_workbook(disclosure), written, changes)


# -- pages ------------------------------------------------------------------------------------


def _start(request: HttpRequest, disclosure: Disclosure, error: str = "") -> HttpResponse:
    rows = Proposal.objects.filter(disclosure=disclosure).select_related("source", "person")
    may_enter = can(person_of(request), Action.ENTER, disclosure)
    context = {
        "disclosure": disclosure,
        "may": can(person_of(request), Action.IMPORT, disclosure),
        "proposals": rows[:MOST_LISTED],
        "more": max(0, rows.count() - MOST_LISTED),
        "error": error,
        "limit": MAX_FILE // MIB,
        "begin_from": may_enter and sources_of(disclosure, person_of(request)),
        "from_units": disclosure.version and codes_from_units(disclosure),
    }
    return render(request, "intake/import.html", context, status=422 if error else 200)


def _moved(request: HttpRequest, proposal: Proposal, moved: Moved) -> HttpResponse:
    """The same workbook beside what stands now, if it may still be taken in."""
    anew(request, proposal.disclosure_id, Action.IMPORT, moved)
    return _preview(request, _proposal(request, proposal.pk), status=409, stale=True)


def _preview(
    request: HttpRequest, proposal: Proposal, *, status: int = 200, stale: bool = False
) -> HttpResponse:
    disclosure = proposal.disclosure
    waiting = proposal.decision == Proposal.Decision.WAITING
    context: dict[str, Any] = {
        "disclosure": disclosure,
        "proposal": proposal,
        "waiting": waiting,
        "stale": stale or (waiting and proposal.version != disclosure.version),
        "may": waiting and can(person_of(request), Action.IMPORT, disclosure),
    }
    if waiting:
        context |= _contents(request, proposal)
    return render(request, "intake/preview.html", context, status=status)


def _contents(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    try:
        intake = _intake(proposal)
    except OSError:
        return {"lost": True}
    if intake.book is None or intake.errors:
        return {"errors": intake.errors, "notes": intake.notes}
    disclosure, book = proposal.disclosure, intake.book
    shown = _compared(disclosure, book)
    written = written_of(disclosure)
    judged = _with_texts(disclosure, book, written)
    narration = judged.narration if book.written else None
    return {
        "notes": intake.notes,
        **checks_of(judged),
        **preview_context(request, shown),
        "texts": text_changes(written, book.written, narration),
        "switched": _switched(disclosure, book),
    }


def _with_texts(disclosure: Disclosure, book: Book, written: Written | None) -> Book:
    """The book as it would be judged: its texts beside those that are written already."""
    brought = book.written if book.written is not None and book.written.pieces else None
    texts = brought.over(written or Written()) if brought else written
    return replace(book, written=texts, changes=changes_of(disclosure))


def _switched(disclosure: Disclosure, book: Book) -> bool:
    """Whether tables come in the place of facts, or facts in that of tables."""
    filed = disclosure.origin == Disclosure.Origin.FILED
    return disclosure.version > 0 and filed != book.filed


def _compared(disclosure: Disclosure, book: Book) -> Preview:
    """Facts with facts row by row; as soon as one side is tables, cell by cell."""
    begun = disclosure.version > 0
    filed = begun and disclosure.origin == Disclosure.Origin.FILED
    if not filed and not book.filed:
        return preview_of_facts(own_facts_of(disclosure), book.facts)
    return preview_of_tables(book_of_version(disclosure), book)


def checks_of(book: Book) -> dict[str, Any]:
    """What the rules say of a book that is not entered yet."""
    errors = [f for f in book.findings if f.severity is Severity.ERROR]
    return {
        "counts": [(s, SEVERITY_LABELS[s], book.counts[s]) for s in Severity],
        "told": [(f.code, f.statement, f.message) for f in errors[:MOST_NAMED]],
        "untold": max(0, len(errors) - MOST_NAMED),
    }


def _intake(proposal: Proposal) -> Intake:
    """The workbook read; what it says of itself is kept between pages."""
    disclosure = proposal.disclosure
    return _read(proposal.pk, disclosure.version, disclosure.origin, proposal.source.sha256)


@lru_cache(maxsize=8)
def _read(pk: int, version: int, origin: str, sha256: str) -> Intake:
    proposal = Proposal.objects.select_related(
        "source", "disclosure__organisation", "disclosure__season"
    ).get(pk=pk)
    return preview_of(proposal, data_of(proposal.source))


def _proposal(request: HttpRequest, pk: int) -> Proposal:
    within = visible_to(person_of(request))
    rows = Proposal.objects.filter(disclosure__in=within).select_related(
        "source", "person", "disclosure__organisation", "disclosure__season"
    )
    return get_object_or_404(rows, pk=pk)
