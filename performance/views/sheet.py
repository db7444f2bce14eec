"""The page of one sheet: a form that looks like the official one, saved entry by entry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from disclosures.actions.sheets import OvertakenEntry
from disclosures.core.chapters import form_address, of_form
from disclosures.core.rules.base import Finding
from disclosures.core.tables import Address
from disclosures.models import Disclosure
from disclosures.pipeline import Book
from disclosures.views.answers import READ, actor_of, deed, only, signed_in, visible
from disclosures.views.findings import groups_of, reasons_of
from disclosures.views.threads import RESOLVED, Thread, remarks_context
from performance import actions
from performance.core.book import PerformanceBook, words_of
from performance.core.derive import values_of
from performance.core.library import Indicator, named, used_in
from performance.core.sheet import PROJECT, Sheet
from performance.data import library
from performance.views import sheet_script
from performance.views.books import chapter_of, sheet_of, why_closed
from performance.views.sent import seen_of, wanted_of
from performance.views.sheet_form import Marks, found_at, grid_of


@only(*READ, "POST")
@signed_in
@deed
def page(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """GET: the form; ``?at=`` a path, with what is said of it.  POST: save it."""
    if request.method == "POST" and request.content_type == "application/json":
        return sheet_script.save(request, visible(request, pk), key)  # judges nothing: quick
    disclosure, book, found = chapter_of(request, pk)
    sheet = sheet_of(found, key)
    if request.method != "POST":
        return _answer(request, disclosure, book, found, sheet)
    was = seen_of(request.POST)
    now = wanted_of(sheet, was, request.POST, indicators_of(found))
    try:
        saved = actions.save(disclosure=disclosure, key=key, was=was, now=now, by=actor_of(request))
    except ValidationError as refusal:
        return _answer(
            request, disclosure, book, found, sheet, typed=now, refused=refusal.messages, status=422
        )
    if not saved.filled.done:
        return _answer(
            request, disclosure, book, found, sheet, typed=now,
            overtaken=saved.filled.overtaken, status=409,
        )  # fmt: skip
    version = saved.filled.disclosure.version
    if version > disclosure.version:
        messages.success(request, f"已保存，现在是第{version}版。")
    else:
        messages.info(request, "没有要保存的改动。")
    return redirect(_next_place(request, disclosure, key))


def indicators_of(found: PerformanceBook) -> list[Indicator]:
    """The indicators to choose from: those of the library, and those used in this disclosure."""
    return list(dict.fromkeys((*library(), *used_in(found.sheets))))


def _next_place(request: HttpRequest, disclosure: Disclosure, key: str) -> str:
    """The page again, at the row of the button."""
    said = request.POST.get("do", "")
    deed_, _, row = said.partition(":")
    url = reverse("performance-sheet", args=[disclosure.pk, key])
    if deed_ in ("up", "down"):
        return f"{url}#row-{row}"
    return f"{url}#pick" if deed_ == "pick" else url


def _answer(
    request: HttpRequest,
    disclosure: Disclosure,
    book: Book,
    found: PerformanceBook,
    sheet: Sheet,
    *,
    typed: Mapping[str, str] | None = None,
    overtaken: tuple[OvertakenEntry, ...] = (),
    refused: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    closed = why_closed(request, disclosure, sheet.key)
    there = dict(sheet.fields)
    shown = sheet if typed is None else replace(sheet, fields=typed)
    values = found.values[sheet.key] if typed is None else values_of(shown, found.ledger)
    own = [f for f in book.findings if f.table == form_address(sheet.key, "").table]
    remarks = remarks_context(request, disclosure, book)
    threads = _threads(sheet, remarks["all_threads"])
    marks = Marks(
        findings=found_at(sheet.key, own),
        remarks=_signs(threads),
        theirs={o.path: o.theirs for o in overtaken if o.path},
    )
    context: dict[str, Any] = {
        **remarks,
        "disclosure": disclosure,
        "key": sheet.key,
        "subject": sheet.subject,
        "title": sheet.worded(sheet.form.title),
        "subtitle": sheet.worded(sheet.form.subtitle),
        "notes": [sheet.worded(n) for n in sheet.form.notes],
        "form": sheet.form,
        "widths": _widths(sheet),
        "rows": grid_of(shown, values, found.ledger, marks, closed=bool(closed)),
        "orders": [(s, shown[s]) for s in sheet.form.listed],
        "was": json.dumps(there, ensure_ascii=False),
        "closed": closed,
        "refused": refused or [],
        "overtaken": [(o, _words(sheet, o.path)) for o in overtaken],
        "library": [named(i) for i in indicators_of(found)] if _picks(sheet) else [],
        "scored": "score" in sheet.form.listed.get("indicators", {}),
        "tree": _tree(sheet),
        "projects": found.ledger.projects(),
        "project": shown[PROJECT],
        "groups": groups_of(book, own, reasons_of(disclosure)),
        "config": sheet_script.config(request, disclosure, sheet, closed),
        **_around(found, sheet),
        **_asked(request, disclosure, sheet, threads, own),
    }
    return render(request, "performance/sheet.html", context, status=status)


def _picks(sheet: Sheet) -> bool:
    """Whether indicators of the library fit into it."""
    return "l3" in sheet.form.listed.get("indicators", {})


def _widths(sheet: Sheet) -> list[str]:
    """The shares of the columns."""
    total = sum(sheet.form.widths)
    return [f"{100 * width / total:.1f}%" for width in sheet.form.widths]


def _words(sheet: Sheet, path: str) -> str:
    return words_of(sheet, path) if path else "整张表"


def _tree(sheet: Sheet) -> dict[str, list[str]]:
    """The names of first and second level indicators to choose from."""
    tree = sheet.form.tree
    return {
        "tree-l1": list(dict.fromkeys(b.l1 for b in tree)),
        "tree-l2": list(dict.fromkeys(b.l2 for b in tree)),
    }


def _around(found: PerformanceBook, sheet: Sheet) -> dict[str, Any]:
    keys = [s.key for s in found.sheets]
    at = keys.index(sheet.key)
    return {
        "number": at + 1,
        "count": len(keys),
        "before": _named(found.sheets[at - 1]) if at else None,
        "after": _named(found.sheets[at + 1]) if at + 1 < len(keys) else None,
    }


def _named(sheet: Sheet) -> dict[str, str]:
    return {"key": sheet.key, "name": sheet.subject or sheet.form.name}


def _threads(sheet: Sheet, threads: list[Thread]) -> dict[str, list[Thread]]:
    """The remarks on this sheet by path; "" holds those on the whole of it."""
    named: dict[str, list[Thread]] = {}
    for thread in threads:
        at = of_form(Address.read(thread.remark.at)) if thread.remark.at else None
        if at and at[0] == sheet.key:
            named.setdefault(at[1], []).append(thread)
    return named


def _signs(threads: Mapping[str, list[Thread]]) -> dict[str, str]:
    waiting = {path: sum(t.status != RESOLVED for t in found) for path, found in threads.items()}
    return {path: f"批注 {n} 条" for path, n in waiting.items() if n}


def _asked(
    request: HttpRequest,
    disclosure: Disclosure,
    sheet: Sheet,
    threads: Mapping[str, list[Thread]],
    findings: list[Finding],
) -> dict[str, Any]:
    """The entry named in ?at=, with the remarks on it."""
    path = request.GET.get("at", "")
    if path and sheet.form.entry(path) is None:
        path = ""
    return {
        "picked": path,
        "picked_name": _words(sheet, path) if path else "这张表",
        "pinned": str(form_address(sheet.key, path)),
        "threads": threads.get(path, []) if path else [t for own in threads.values() for t in own],
    }
