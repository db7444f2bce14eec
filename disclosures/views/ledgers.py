"""The ledgers: grids over forms, saved cell by cell."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from disclosures.actions.ledger import Edited, begin, edit, undo
from disclosures.core.workflow import STATE_LABELS, TRANSITIONS, Action, State
from disclosures.models import Disclosure
from disclosures.permissions import can
from disclosures.views import ledgers_script
from disclosures.views.answers import READ, actor_of, deed, only, person_of, signed_in, visible
from disclosures.views.ledgers_form import ROWS, Line, Sent, answered, lines_of, new_lines, sent
from disclosures.views.ledgers_pages import PAGES, Page, about, lists_of, page_named, tabs_of


@only(*READ)
@signed_in
def first(request: HttpRequest, pk: int) -> HttpResponse:
    """The first ledger of a disclosure."""
    return redirect("ledger", visible(request, pk).pk, next(iter(PAGES)))


@only(*READ, "POST")
@signed_in
@deed
def page(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """One ledger.  A form, or the grid's JSON, saves; ``undo`` and ``begin`` are buttons."""
    disclosure, shown = visible(request, pk), page_named(name)
    if request.method != "POST":
        return _answer(request, disclosure, shown)
    if request.content_type == "application/json":
        return ledgers_script.save(request, disclosure, shown)
    if "begin" in request.POST:
        begin(disclosure=disclosure, by=actor_of(request))
        return redirect("ledger", pk, name)
    if "undo" in request.POST:
        return _undo(request, disclosure, shown)
    given = sent(shown, request.POST)
    try:
        edited = edit(disclosure=disclosure, changes=given.changes, by=actor_of(request))
    except ValueError as error:
        raise SuspiciousOperation(str(error)) from error
    if not edited.done:
        return _answer(request, disclosure, shown, given, edited)
    return _saved(request, disclosure, shown, edited)


def _saved(
    request: HttpRequest, disclosure: Disclosure, shown: Page, edited: Edited
) -> HttpResponse:
    """Back to the page, as it is now; what was done there can be undone."""
    version = edited.disclosure.version
    number = request.POST.get("page", "1")
    asked = f"?page={number}" if number.isdecimal() else "?"
    if version > disclosure.version:
        messages.success(request, f"已保存 {len(edited.saved)} 行，现在是第{version}版。")
        asked += f"&saved={version}"
    else:
        messages.info(request, "没有要保存的改动。")
    return redirect(reverse("ledger", args=[disclosure.pk, shown.name]) + asked)


def _undo(request: HttpRequest, disclosure: Disclosure, shown: Page) -> HttpResponse:
    version = request.POST["undo"]
    try:
        number = int(version) if version.isdecimal() and len(version) < 9 else -1
        edited = undo(disclosure=disclosure, version=number, by=actor_of(request))
    except LookupError as error:
        messages.error(request, f"{error}。")
    else:
        if edited.done:
            return _saved(request, disclosure, shown, edited)
        messages.error(request, "这些内容后来又改过，没有撤销。")
    return redirect("ledger", disclosure.pk, shown.name)


def _answer(
    request: HttpRequest,
    disclosure: Disclosure,
    shown: Page,
    given: Sent | None = None,
    edited: Edited | None = None,
) -> HttpResponse:
    pages = Paginator(shown.rows(disclosure), ROWS)
    here = pages.get_page(_page_asked(request, disclosure, shown))
    lists = lists_of(shown, disclosure)
    closed = why_closed(request, disclosure)
    lines = lines_of(shown, list(here), lists)
    new = [] if closed else new_lines(shown, lists)
    if given and edited:
        lines += _lost(lines, given)
        answered([*lines, *new], given, edited)
    context: dict[str, Any] = {
        "disclosure": disclosure,
        "page": shown,
        "about": about(shown),
        "pages": here,
        "lines": [*lines, *new],
        "troubled": [line for line in (*lines, *new) if line.troubled],
        "lists": lists,
        "tabs": tabs_of(disclosure),
        "closed": closed,
        "config": ledgers_script.config(shown, disclosure, person_of(request), closed),
        "undo": request.GET.get("saved") if not closed else None,
    }
    status = 200 if edited is None else 409 if edited.clashes else 422
    return render(request, "ledgers/page.html", context, status=status)


def _page_asked(request: HttpRequest, disclosure: Disclosure, shown: Page) -> str | int | None:
    """Which page of rows: that of ``?row=12``, or ``?page=2``."""
    row = request.GET.get("row", "")
    if row.isascii() and row.isdecimal() and len(row) < 9:
        return shown.rows(disclosure).filter(position__lt=int(row)).count() // ROWS + 1
    return request.POST.get("page") or request.GET.get("page")


def _lost(lines: list[Line], given: Sent) -> list[Line]:
    """Rows typed in that are no longer there: shown, so that nothing typed is lost."""
    there = {line.key for line in lines}
    gone = [key for key in given.typed if key not in there and not key.startswith("new")]
    return [Line(key=key, number=int(key), fields=[], gone=True) for key in gone]


def why_closed(request: HttpRequest, disclosure: Disclosure) -> str:
    """Why the person cannot enter anything now; "" where she can."""
    if disclosure.origin != Disclosure.Origin.FACTS:
        return "这份材料是按公开表导入的，没有可以填报的台账"
    if (State(disclosure.state), Action.ENTER) not in TRANSITIONS:
        return f"材料{STATE_LABELS[disclosure.state]}，现在只能查看"
    if not can(person_of(request), Action.ENTER, disclosure):
        return "您不是这里的填报人，只能查看"
    return ""
