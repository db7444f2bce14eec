"""What the script of a sheet's page knows, sends and asks for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from disclosures.actions import NotNow
from disclosures.core.chapters import form_address
from disclosures.core.rules.base import SEVERITY_LABELS, Severity
from disclosures.models import Disclosure
from disclosures.views.answers import READ, actor_of, only, person_of, signed_in
from disclosures.views.findings import groups_of, reasons_of
from performance import actions
from performance.core.book import PerformanceBook, words_of
from performance.core.derive import Reckoning
from performance.core.proposals import proposals_of
from performance.core.sheet import Sheet
from performance.views.books import chapter_of, sheet_of
from performance.views.sent import texts_of
from performance.views.sheet_form import differs, found_at


def config(
    request: HttpRequest, disclosure: Disclosure, sheet: Sheet, closed: str
) -> dict[str, Any]:
    """What the script has to know of the page."""
    address = [disclosure.pk, sheet.key]
    return {
        "key": sheet.key,
        "disclosure": disclosure.pk,
        "person": person_of(request).pk,
        "closed": bool(closed),
        "fields": dict(sheet.fields),
        "lists": {s: list(entries) for s, entries in sheet.form.listed.items()},
        "addresses": {
            "save": reverse("performance-sheet", args=address),
            "findings": reverse("performance-findings", args=address),
        },
    }


def save(request: HttpRequest, disclosure: Disclosure, key: str) -> HttpResponse:
    """Save ``{"was": {path: text}, "now": {path: text}}``: 200 with the sheet as it is now.

    409 with the entries that others changed (or ``closed``), 422 with what is refused, else 400.
    """
    if key not in actions.stored(disclosure):
        raise Http404("没有这张绩效表")
    try:
        sent = json.loads(request.body)
        was, now = texts_of(sent["was"]), texts_of(sent["now"])
        by = actor_of(request)
        saved = actions.save(disclosure=disclosure, key=key, was=was, now=now, by=by)
    except NotNow as refusal:
        return JsonResponse({"closed": str(refusal)}, status=409)
    except ValidationError as refusal:
        return JsonResponse({"faults": refusal.messages}, status=422)
    except (ValueError, KeyError, TypeError, RequestDataTooBig, SuspiciousOperation) as error:
        return JsonResponse({"error": str(error)}, status=400)
    fields = actions.stored(disclosure).get(key)
    told: dict[str, Any] = {
        "fields": fields,
        "renamed": saved.renamed,
        "version": saved.filled.disclosure.version,
    }
    if not saved.filled.done:
        here = sheet_of(chapter_of(request, disclosure.pk)[2], key) if fields else None
        told["overtaken"] = [
            {"path": o.path, "name": words_of(here, o.path) if here and o.path else "整张表",
             "theirs": o.theirs, "wanted": o.wanted}
            for o in saved.filled.overtaken
        ]  # fmt: skip
        return _no_store(told, status=409)
    return _no_store(told)


@only(*READ)
@signed_in
def findings(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """What the rules say of one sheet now (a fragment), and what is reckoned in it."""
    disclosure, book, found = chapter_of(request, pk)
    sheet = sheet_of(found, key)
    own = [f for f in book.findings if f.table == form_address(key, "").table]
    context = {
        "disclosure": disclosure,
        "groups": groups_of(book, own, reasons_of(disclosure)),
        "counts": [(str(s), SEVERITY_LABELS[s], book.counts[s]) for s in Severity],
        "marks": found_at(key, own),
        "proposals": proposals_of(sheet),
        "derived": list(_derived(found, sheet)),
    }
    answer = render(request, "performance/_findings.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _derived(found: PerformanceBook, sheet: Sheet) -> Iterator[tuple[str, str, str, bool]]:
    """Path, text, how, and whether what is typed is another, of all that is reckoned."""
    reckoning = Reckoning(sheet, found.ledger)
    for path, value in found.values[sheet.key].items():
        own, entry = reckoning.reckoned(path), sheet.form.entry(path)
        if own is not None and entry is not None:
            yield path, own.text, own.how, differs(sheet[path], value, own, entry)


def _no_store(told: dict[str, Any], status: int = 200) -> JsonResponse:
    answer = JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "no-store"
    return answer
