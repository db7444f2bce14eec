"""The reviewer's queue, and approval of several disclosures in which nothing is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from disclosures import actions
from disclosures.actions import Moved, NotNow, NotReady, Seen
from disclosures.models import Disclosure
from disclosures.permissions import reviewable_by
from disclosures.views.answers import READ, actor_of, only, person_of, signed_in
from disclosures.waiting import FINDINGS, STATES, Asked, departments, queue, seasons

A_PAGE = 30
#: How many are approved in one go: each runs all rules once more while the person waits.
MOST = A_PAGE


@dataclass(frozen=True)
class Item:
    """A disclosure as the person saw it in the list: its key, and what ``Seen`` holds."""

    pk: int
    seen: Seen


@dataclass(frozen=True)
class Result:
    """What became of one of several; ``why`` says why it was not approved."""

    name: str
    pk: int
    approved: bool
    why: str = ""


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
    items = list(_items(request))
    if not items:
        return redirect(_back(request))
    found = queue(person_of(request), Asked()).select_related("organisation__parent", "season")
    rows = found.filter(pk__in=[item.pk for item in items])
    return render(request, "review/confirm.html", {"rows": rows, "query": _query(request)})


@only("POST")
@signed_in
def approve(request: HttpRequest) -> HttpResponse:
    """Approve each by itself: one that is refused does not keep the others back."""
    results = [_approve(request, item) for item in _items(request)]
    if not results:
        return redirect(_back(request))
    context = {
        "approved": [result for result in results if result.approved],
        "refused": [result for result in results if not result.approved],
        "query": _query(request),
    }
    return render(request, "review/approved.html", context)


def _approve(request: HttpRequest, item: Item) -> Result:
    mine = reviewable_by(person_of(request)).select_related("organisation")
    disclosure = mine.filter(pk=item.pk).first()
    if disclosure is None:
        return Result("", item.pk, False, "没有这份材料，或不由您审核")
    why = _refusal(request, disclosure, item.seen)
    return Result(str(disclosure), disclosure.pk, not why, why)


def _refusal(request: HttpRequest, disclosure: Disclosure, seen: Seen) -> str:
    """Why it was not approved; empty where it was."""
    try:
        actions.approve(disclosure=disclosure, seen=seen, by=actor_of(request))
    except (Moved, NotNow, NotReady) as refusal:
        return str(refusal)
    except PermissionDenied:
        return "您填报或签署过这份材料，须由其他人通过"
    return ""


def _items(request: HttpRequest) -> Iterator[Item]:
    """The fields ``item``, each "key:state:version"; what is not one counts as none."""
    for text in dict.fromkeys(request.POST.getlist("item")[:MOST]):
        pk, _, rest = text.partition(":")
        state, _, version = rest.partition(":")
        if _number(pk) and _number(version):
            yield Item(int(pk), Seen(state, int(version)))


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _query(request: HttpRequest) -> str:
    """How the queue was narrowed, from a form's field ``queue``."""
    return Asked.read(request.POST.get("queue", "")).query


def _back(request: HttpRequest) -> str:
    query = _query(request)
    return reverse("queue") + (f"?{query}" if query else "")
