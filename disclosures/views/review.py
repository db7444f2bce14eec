"""The review page: what stands in the way, what was found and why, what changed; the decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from disclosures import actions, baselines
from disclosures.actions.transitions import readiness
from disclosures.core.document.changes import paragraph_changes
from disclosures.core.reading.base import NARRATIVE
from disclosures.core.rules.base import Finding, Severity
from disclosures.core.tables import Address
from disclosures.core.workflow import NEED_TEXTS, Action, State
from disclosures.models import Disclosure, JournalEntry, Reason
from disclosures.permissions import can
from disclosures.pipeline import Book
from disclosures.readiness import Spotted, Standing, standing_of
from disclosures.views.answers import (
    READ,
    actor_of,
    deed,
    only,
    person_of,
    seen_of,
    signed_in,
    visible,
)
from disclosures.views.books import disclosure_and_book
from disclosures.views.findings import Group, groups_of
from disclosures.views.review_changes import changes_context
from disclosures.views.sheet_changes import sheet_changes
from disclosures.views.threads import RESOLVED, TEXT, Thread, threads_of
from disclosures.waiting import Asked, neighbours

#: So many findings are told here with their reasons; all of them are on their own page.
MOST = 100


@dataclass(frozen=True)
class Said:
    """A finding with the reason that was given for it; ``current`` if it was given for this."""

    group: Group
    reason: Reason | None
    current: bool


@dataclass(frozen=True)
class Sheet:
    """A table of the disclosure, or its text (``role`` empty), with how much is said of it."""

    role: str
    title: str
    empty: bool
    errors: int
    warnings: int
    remarks: int


@only(*READ)
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """All that a decision needs, and the decision."""
    disclosure, book = disclosure_and_book(request, pk)
    standing = standing_of(disclosure, book)
    threads = threads_of(disclosure, book, person_of(request))
    asked = Asked.of(request.GET.dict())
    context = {
        "disclosure": disclosure,
        "here": "review",
        "near": neighbours(person_of(request), asked, pk),
        "queue_query": asked.query,
        **_decision(request, standing),
        **_findings(standing),
        **_compared(request, disclosure, book),
        "sheets": list(_sheets(book, threads)),
        "threads": Counter(thread.status for thread in threads),
        "submitted": _last(disclosure, Action.SUBMIT),
    }
    return render(request, "review/page.html", context)


def _decision(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    """What the person may decide, and what stands in the way of approval."""
    person, disclosure = person_of(request), standing.disclosure
    lies_there = disclosure.state == State.SUBMITTED
    needs = readiness(standing, Action.APPROVE) if lies_there else []
    return {
        "may_approve": can(person, Action.APPROVE, disclosure),
        "may_return": can(person, Action.RETURN, disclosure),
        "obstacles": [(str(need), NEED_TEXTS[need]) for need in needs],
        "lies_there": lies_there,
    }


def _findings(standing: Standing) -> dict[str, Any]:
    serious = [f for f in standing.book.findings if f.severity is not Severity.INFO]
    return {
        "said": [_said(standing, finding) for finding in serious[:MOST]],
        "unsaid": max(0, len(serious) - MOST),
        "counts": standing.book.counts,
        "personal": [(s, _reason(standing, s)) for s in standing.spotted],
    }


def _said(standing: Standing, finding: Finding) -> Said:
    (group,) = groups_of(standing.book, [finding])
    reason = standing.reasons.get(finding.key)
    return Said(group, reason, standing.explained(finding.key, finding.message))


def _reason(standing: Standing, spotted: Spotted) -> Reason | None:
    known = standing.explained(spotted.key, spotted.message)
    return standing.reasons.get(spotted.key) if known else None


def _compared(request: HttpRequest, disclosure: Disclosure, book: Book) -> dict[str, Any]:
    """What changed against what the address names, or what is nearest at hand."""
    kinds = baselines.kinds_for(disclosure)
    asked = request.GET.get("against", "")
    kind = asked if asked in kinds else _nearest(disclosure)
    found = baselines.baseline(kind, disclosure, book)
    context = {
        "against": kind,
        "kinds": [(each, baselines.LABELS[each]) for each in kinds],
        "baseline": found,
        "paragraphs": paragraph_changes(found.document, book.document) if found.document else (),
        "changed_forms": None
        if found.chapters is None
        else sheet_changes(found.chapters, book.chapters),
    }
    if found.tables is None:
        return context
    return context | changes_context(
        request,
        found.tables,
        book.tables,
        stated_only=found.partial,
        new_rows=not found.sketch,
    )


def _nearest(disclosure: Disclosure) -> str:
    again = baselines.last_submission(disclosure)
    return baselines.SUBMISSION if again else baselines.LAST_YEAR


def _sheets(book: Book, threads: Sequence[Thread]) -> Iterator[Sheet]:
    said = Counter((f.table, f.severity) for f in book.findings)
    pinned = Counter(Address.read(t.remark.at).table for t in threads if t.status != RESOLVED)
    errors, warnings = (said[NARRATIVE, s] for s in (Severity.ERROR, Severity.WARNING))
    yield Sheet("", "情况说明", False, errors, warnings, pinned[TEXT])
    for table in book.tables.tables:
        yield Sheet(
            table.role,
            " ".join(filter(None, (table.form.code, table.form.title))),
            table.empty,
            said[table.role, Severity.ERROR],
            said[table.role, Severity.WARNING],
            pinned[table.role],
        )


def _last(disclosure: Disclosure, action: Action) -> JournalEntry | None:
    deeds = JournalEntry.objects.filter(disclosure=disclosure, action=action)
    return deeds.order_by("-pk").first()


@only("POST")
@signed_in
@deed
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve what was seen; 409 with what stands in the way, or where it has moved on."""
    disclosure = visible(request, pk)
    actions.approve(disclosure=disclosure, seen=seen_of(request), by=actor_of(request))
    messages.success(request, f"已通过：{disclosure}。")
    return _onward(request, pk)


@only("POST")
@signed_in
@deed
def return_(request: HttpRequest, pk: int) -> HttpResponse:
    """Return it with the reason; its open remarks go with it."""
    disclosure = visible(request, pk)
    why = request.POST.get("why", "").replace("\x00", "")
    actions.return_(disclosure=disclosure, seen=seen_of(request), why=why, by=actor_of(request))
    messages.success(request, f"已退回：{disclosure}。")
    return _onward(request, pk)


def _onward(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the page, with the queue from which the person came."""
    query = Asked.read(request.POST.get("queue", "")).query
    return redirect(reverse("review", args=[pk]) + (f"?{query}" if query else ""))
