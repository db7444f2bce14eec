"""Notices: how many are unread, the page of them, and the way to what they speak of."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from disclosures.actions import notices as actions
from disclosures.models import Notice, Person
from disclosures.notices.days import SUMMED_UP
from disclosures.releases import LATE, SOON
from disclosures.views.answers import READ, only, person_of, signed_in

A_PAGE = 30

Kind = Notice.Kind
#: The page where the person does what the notice asks for; elsewhere it is the disclosure's own.
_PLACES: dict[str, str] = {
    Kind.SUBMITTED: "review",
    Kind.HANDED_UP: "review",
    Kind.RETURNED: "remarks",
    Kind.REMARK: "remarks",
    Kind.ANSWER: "remarks",
}

#: What the list of what waits to be public is narrowed to.
_DUE: dict[str, str] = {Kind.PUBLISH_NEAR: SOON, Kind.PUBLISH_OVERDUE: LATE}


def unread(request: HttpRequest) -> dict[str, object]:
    """For the head of every page: how many notices wait for the person.  Asks when used."""

    def count() -> int:
        if not isinstance(request.user, Person):
            return 0
        return Notice.objects.filter(person=request.user, seen_at=None).count()

    return {"unread_notices": SimpleLazyObject(count)}


@only(*READ)
@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """The person's notices, newest first; ``?unread=1`` leaves only those unread."""
    rows = Notice.objects.filter(person=person_of(request))
    asked = request.GET.get("unread") == "1"
    shown = Paginator(rows.filter(seen_at=None) if asked else rows, A_PAGE)
    context = {
        "page": shown.get_page(request.GET.get("page")),
        "only_unread": asked,
        "newest": rows.values_list("pk", flat=True).first() or 0,
    }
    return render(request, "notices/page.html", context)


@only(*READ)
@signed_in
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to what a notice speaks of; it is read then."""
    notice = get_object_or_404(Notice, pk=pk, person=person_of(request))
    if request.method == "GET":
        actions.read(notice=notice)
    return redirect(place_of(notice))


@only("POST")
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read that the page could show."""
    newest = request.POST.get("newest", "")
    actions.read_all(person=person_of(request), newest=int(newest) if newest.isdecimal() else 0)
    return redirect("notices")


@only("POST")
@signed_in
def mails(request: HttpRequest) -> HttpResponse:
    """Let notices come by e-mail too (``mails=1``), or in the portal alone."""
    actions.set_mails(person=person_of(request), wanted=request.POST.get("mails") == "1")
    return redirect("notices")


def place_of(notice: Notice) -> str:
    """The address of the page that the notice leads to."""
    if notice.disclosure_id is not None:
        return reverse(_PLACES.get(notice.kind, "disclosure"), args=[notice.disclosure_id])
    if notice.kind in _DUE:
        return f"{reverse('publications')}?due={_DUE[notice.kind]}"
    if notice.season_id is not None and notice.once.startswith(SUMMED_UP):
        return reverse("season-board", args=[notice.season_id])
    return reverse("desk")
