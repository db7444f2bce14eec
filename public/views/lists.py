"""The home page, and the list of everything that is public."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from public.kept import EVERYTHING, kept
from public.models import KINDS, Expected, Paper
from public.views.answers import page, reads

A_PAGE = 30
MOST_TEXT = 100
NEWEST = 8


@reads
@kept(EVERYTHING)
def front(request: HttpRequest) -> HttpResponse:
    """Where to begin: search, this year's totals, who has published and who has not."""
    current = Paper.objects.filter(current=True)
    years = sorted(set(current.values_list("year", flat=True)), reverse=True)
    context = {
        "newest": current.select_related("body__parent")[:NEWEST],
        "totals": [_totals(year) for year in years[:2]],
        "years": years,
        "section": "front",
    }
    return page(request, "public/front.html", context)


def _totals(year: int) -> dict[str, Any]:
    """What is published of a year, and what is late, kind by kind.

    Amounts are those of departments: what a unit publishes is part of its department's.
    """
    papers = Paper.objects.filter(current=True, year=year, body__parent=None)
    sums = ("income", "spending", "basic", "project", "sangong")
    told = (
        papers.order_by()
        .values("kind")
        .annotate(count=Count("pk"), **{f"all_{name}": Sum(name) for name in sums})
    )
    by_kind = {row["kind"]: row for row in told}
    asked = dict(
        Expected.objects.filter(year=year, body__parent=None)
        .values_list("kind")
        .annotate(count=Count("pk"))
    )
    missing = _missing(year)
    rows = [
        {
            "kind": key,
            "label": label,
            "asked": asked.get(key, 0),
            "missing": missing.get(key, 0),
            **by_kind.get(key, {"count": 0}),
        }
        for key, label in KINDS
        if key in by_kind or key in asked
    ]
    return {"year": year, "rows": rows}


def _missing(year: int) -> dict[str, int]:
    """Departments that should have published by today and have not, by kind."""
    due = Expected.objects.filter(year=year, body__parent=None, publish_by__lt=timezone.localdate())
    published = set(Paper.objects.filter(current=True, year=year).values_list("body_id", "kind"))
    found: dict[str, int] = {}
    for body, kind in due.values_list("body_id", "kind"):
        if (body, kind) not in published:
            found[kind] = found.get(kind, 0) + 1
    return found


@reads
@kept(EVERYTHING)
def listing(request: HttpRequest) -> HttpResponse:
    """The newest public version of every disclosure; ``?q=``, ``?year=``, ``?kind=`` narrow it."""
    rows = Paper.objects.filter(current=True)
    years = sorted(set(rows.order_by().values_list("year", flat=True)), reverse=True)
    asked = _asked(request)
    found = _narrowed(rows, asked).select_related("body__parent")
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "asked": asked,
        "pages": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "turn": f"?{query.urlencode()}{'&' if query else ''}page=",
        "years": [str(year) for year in years],
        "kinds": KINDS,
        "narrowed": any(asked.values()),
        "section": "public",
    }
    return page(request, "public/listing.html", context)


def _asked(request: HttpRequest) -> dict[str, str]:
    given = {name: request.GET.get(name, "").replace("\x00", "") for name in ("q", "year", "kind")}
    year, kind = given["year"], given["kind"]
    return {
        "q": given["q"].strip()[:MOST_TEXT],
        "year": year if year.isascii() and year.isdecimal() and len(year) == 4 else "",
        "kind": kind if kind in dict(KINDS) else "",
    }


def _narrowed(rows: QuerySet[Paper], asked: dict[str, str]) -> QuerySet[Paper]:
    for word in asked["q"].split():
        rows = rows.filter(title__icontains=word)
    if asked["year"]:
        rows = rows.filter(year=int(asked["year"]))
    return rows.filter(kind=asked["kind"]) if asked["kind"] else rows
