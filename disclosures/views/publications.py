"""What waits to be made public, and publication of several at once, now or at a set time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from disclosures import actions
from disclosures.abilities import held_by, open_to
from disclosures.actions.publication import FURTHEST
from disclosures.core.workflow import Action, State
from disclosures.permissions import publishable_by
from disclosures.releases import DUES, STATES, Asked, seasons, waiting
from disclosures.views.answers import READ, actor_of, only, person_of, signed_in
from disclosures.views.lines import due_to_publish
from disclosures.views.publication_steps import read_time
from disclosures.views.several import Item, Result, items_of, refusal

A_PAGE = 100
#: How many are made public in one go.
MOST = A_PAGE


@only(*READ)
@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """What waits, what is approved longest first; the address narrows it."""
    person, asked = person_of(request), Asked.of(request.GET.dict())
    found = waiting(person, asked, timezone.localdate())
    pages = Paginator(found.select_related("organisation__parent", "season"), A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "pages": shown,
        "lines": [(row, due_to_publish(row)) for row in shown],
        "seasons": list(seasons(person)),
        "states": STATES,
        "dues": DUES,
        "narrowed": asked != Asked(state=asked.state),
    }
    return render(request, "publication/waiting.html", context)


@only("POST")
@signed_in
def confirm(request: HttpRequest) -> HttpResponse:
    """Those that were ticked, once more by name, and when."""
    items = list(items_of(request, MOST))
    if not items:
        return redirect(_back(request))
    return _ask(request, items)


def _ask(request: HttpRequest, items: list[Item], trouble: str = "") -> HttpResponse:
    person = person_of(request)
    allowed = open_to(person, held_by(person), State.APPROVED, Action.PUBLISH)
    found = waiting(person, Asked(), timezone.localdate()).filter(allowed)
    rows = found.filter(pk__in=[item.pk for item in items])
    now = timezone.localtime()
    context = {
        "lines": [
            (row, due_to_publish(row)) for row in rows.select_related("organisation", "season")
        ],
        "query": _query(request),
        "trouble": trouble,
        "when": request.POST.get("when", "now"),
        "at": request.POST.get("at", ""),
        "earliest": now.strftime("%Y-%m-%dT%H:%M"),
        "furthest": (now + FURTHEST).strftime("%Y-%m-%dT%H:%M"),
    }
    return render(request, "publication/confirm.html", context, status=422 if trouble else 200)


@only("POST")
@signed_in
def publish(request: HttpRequest) -> HttpResponse:
    """Make each public by itself, or set its time: one refused does not keep the others back."""
    items, at = list(items_of(request, MOST)), None
    if not items:
        return redirect(_back(request))
    if request.POST.get("when") == "at":
        at = read_time(request.POST.get("at", ""))
        if at is None or at <= timezone.now():
            return _ask(request, items, "请填写现在之后的日期和时间")
    results = [_publish(request, item, at) for item in items]
    context = {
        "done": [result for result in results if result.done],
        "refused": [result for result in results if not result.done],
        "at": at,
        "query": _query(request),
    }
    return render(request, "publication/done.html", context)


def _publish(request: HttpRequest, item: Item, at: datetime | None) -> Result:
    mine = publishable_by(person_of(request)).select_related("organisation")
    disclosure = mine.filter(pk=item.pk).first()
    if disclosure is None:
        return Result("", item.pk, False, "没有这份材料，或不由您公开")
    common: dict[str, Any] = {"seen": item.seen, "by": actor_of(request)}

    def deed() -> object:
        if at is None:
            return actions.publish(disclosure=disclosure, **common)
        return actions.schedule(disclosure=disclosure, was=disclosure.publish_at, at=at, **common)

    why = refusal(deed, "这份材料不由您公开")
    return Result(str(disclosure), disclosure.pk, not why, why)


def _query(request: HttpRequest) -> str:
    """How the list was narrowed, from a form's field ``list``."""
    return Asked.read(request.POST.get("list", "")).query


def _back(request: HttpRequest) -> str:
    query = _query(request)
    return reverse("publications") + (f"?{query}" if query else "")
