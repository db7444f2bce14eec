"""The reviewer's queue, and approval of several disclosures in which nothing is open."""

from __future__ import annotations

from functools import partial

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from disclosures import actions
from disclosures.permissions import reviewable_by
from disclosures.views.answers import READ, actor_of, only, person_of, signed_in
from disclosures.views.several import Item, Result, items_of, refusal
from disclosures.waiting import FINDINGS, STATES, Asked, departments, queue, seasons

A_PAGE = 30
#: How many are approved in one go: each runs all rules once more while the person waits.
MOST = A_PAGE


@only(*READ)
@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """What waits for the person, the oldest first; the address narrows it."""
    person, asked = person_of(request), Asked.of(request.GET.dict())
    found = queue(person, asked).select_related("organisation__parent", "season")
    context = {
        "asked": asked,
        "pages": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "seasons": list(seasons(person)),
        "departments": list(departments(person, asked)),
        "states": STATES,
        "findings": FINDINGS,
        "narrowed": asked != Asked(state=asked.state),
    }
    return render(request, "review/queue.html", context)


@only("POST")
@signed_in
def confirm(request: HttpRequest) -> HttpResponse:
    """Those that were ticked, once more by name, before they are approved."""
    items = list(items_of(request, MOST))
    if not items:
        return redirect(_back(request))
    found = queue(person_of(request), Asked()).select_related("organisation__parent", "season")
    rows = found.filter(pk__in=[item.pk for item in items])
    return render(request, "review/confirm.html", {"rows": rows, "query": _query(request)})


@only("POST")
@signed_in
def approve(request: HttpRequest) -> HttpResponse:
    """Approve each by itself: one that is refused does not keep the others back."""
    results = [_approve(request, item) for item in items_of(request, MOST)]
    if not results:
        return redirect(_back(request))
    context = {
        "approved": [result for result in results if result.done],
        "refused": [result for result in results if not result.done],
        "query": _query(request),
    }
    return render(request, "review/approved.html", context)


def _approve(request: HttpRequest, item: Item) -> Result:
    mine = reviewable_by(person_of(request)).select_related("organisation")
    disclosure = mine.filter(pk=item.pk).first()
    if disclosure is None:
        return Result("", item.pk, False, "没有这份材料，或不由您审核")
    deed = partial(actions.approve, disclosure=disclosure, seen=item.seen, by=actor_of(request))
    why = refusal(deed, "您填报或签署过这份材料，须由其他人通过")
    return Result(str(disclosure), disclosure.pk, not why, why)


def _query(request: HttpRequest) -> str:
    """How the queue was narrowed, from a form's field ``queue``."""
    return Asked.read(request.POST.get("queue", "")).query


def _back(request: HttpRequest) -> str:
    query = _query(request)
    return reverse("queue") + (f"?{query}" if query else "")
