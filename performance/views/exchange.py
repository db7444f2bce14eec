"""Workbooks of forms: out as forms or as lists, in with a preview."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from disclosures.actions.guard import refuse
from disclosures.core.workflow import Action
from disclosures.importing.limits import MAX_FILE, MIB
from disclosures.importing.refusals import Refused
from disclosures.models import Disclosure, SourceFile
from disclosures.permissions import can
from disclosures.views.answers import READ, actor_of, deed, only, person_of, signed_in, visible
from disclosures.views.imports import XLSX
from performance.actions import imports
from performance.core.book import words_of
from performance.core.sheet import FORM, Sheet
from performance.data import form as form_of
from performance.exchange import export_forms, export_list
from performance.views.books import chapter_of

#: Of each sheet so many changed entries are named.
MOST = 40


@only(*READ)
@signed_in
def export(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """``forms``: one worksheet a sheet, as the official form; ``list``: a line an indicator."""
    disclosure, _, found = chapter_of(request, pk)
    if what not in ("forms", "list") or not found.sheets:
        raise Http404("没有可以导出的绩效表")
    data = (
        export_forms(found.sheets, found.values) if what == "forms" else export_list(found.sheets)
    )
    word = "绩效表" if what == "forms" else "绩效指标清单"
    kind = disclosure.get_kind_display()
    name = f"{disclosure.organisation.name}{disclosure.year}年{kind}{word}.xlsx"
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    return response


@only(*READ, "POST")
@signed_in
@deed
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: choose a workbook.  POST: keep it and show what it changes."""
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
        kept = imports.keep(
            disclosure=disclosure,
            data=file.read(),
            filename=file.name or "",
            by=actor_of(request),
        )
    except Refused as refusal:
        return _start(request, disclosure, f"“{file.name}”没有读入：{refusal}")
    return redirect("performance-preview", pk, kept.pk)


@only(*READ, "POST")
@signed_in
@deed
def preview(request: HttpRequest, pk: int, source: int) -> HttpResponse:
    """GET: what a workbook changes now.  POST: take it in, if that is still so (else 409)."""
    disclosure = visible(request, pk)
    kept = get_object_or_404(SourceFile, pk=source, disclosure=disclosure)
    if request.method != "POST":
        return _preview(request, disclosure, kept)
    done = imports.take_in(
        disclosure=disclosure,
        source=kept,
        digest=request.POST.get("digest", ""),
        by=actor_of(request),
    )
    if done is None or not done.done:
        return _preview(request, visible(request, pk), kept, stale=True, status=409)
    messages.success(
        request, f"已导入工作簿，现在是第{done.disclosure.version}版。请核对校验结果。"
    )
    return redirect("performance", pk)


def _start(request: HttpRequest, disclosure: Disclosure, error: str = "") -> HttpResponse:
    context = {
        "disclosure": disclosure,
        "may": can(person_of(request), Action.IMPORT, disclosure),
        "error": error,
        "limit": MAX_FILE // MIB,
    }
    return render(request, "performance/import.html", context, status=422 if error else 200)


def _preview(
    request: HttpRequest,
    disclosure: Disclosure,
    kept: SourceFile,
    *,
    stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "disclosure": disclosure,
        "source": kept,
        "stale": stale,
        "may": can(person_of(request), Action.IMPORT, disclosure),
    }
    try:
        plan = imports.plan_of(disclosure, kept)
    except OSError:
        context["lost"] = True
    except Refused as refusal:
        context["refused"] = str(refusal)
    else:
        context |= {
            "plan": plan,
            "errors": plan.errors,
            "notes": plan.notes,
            "changes": [_told(change) for change in plan.changes],
        }
    return render(request, "performance/preview.html", context, status=status)


def _told(change: imports.Change) -> dict[str, Any]:
    form = form_of(change.now[FORM])
    now = Sheet("", form, change.now)
    paths = [p for p in change.paths if form.entry(p)] if change.key else []
    rows = [p for p in change.paths if p in form.listed] if change.key else []
    return {
        "key": change.key,
        "place": change.place,
        "name": f"{form.name} {now.subject}".strip(),
        "entries": [
            (words_of(now, p), change.was.get(p, ""), change.now.get(p, "")) for p in paths[:MOST]
        ],
        "more": max(0, len(paths) - MOST),
        "rows": bool(rows),
        "filled": sum(1 for p in change.now if form.entry(p)),
    }
