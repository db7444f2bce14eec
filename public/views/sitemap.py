"""What there is, for search engines: an index of site maps, each of at most 10,000 addresses.

A part holds those whose keys lie between two numbers: it is found without counting, and stays the
same when others are added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.html import escape

from public.datasets import whole
from public.kept import EVERYTHING, kept
from public.models import Body, Paper
from public.views.answers import content, reads

PART = 10_000
#: Years of one body that there may be, at most.
YEARS = 50
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
#: Pages that stand for themselves.
PAGES = ("front", "departments", "public", "data", "data-api")
Entry = tuple[str, datetime | None]


@reads
@kept(EVERYTHING)
def index(request: HttpRequest) -> HttpResponseBase:
    """All parts, with the time of the newest thing in each."""
    parts = [("pages", 0, None)]
    for section, (rows, key, step, _) in SECTIONS.items():
        told = rows().order_by().annotate(part=F(key) / step).values("part")
        found = told.annotate(last=Max(_changed(section))).order_by("part")
        parts += [(section, row["part"], row["last"]) for row in found]
    entries = ((whole("sitemap-part", section, n), last) for section, n, last in parts)
    return _xml("sitemapindex", "sitemap", entries)


@reads
@kept(EVERYTHING)
def part(request: HttpRequest, section: str, number: int) -> HttpResponseBase:
    """One of them."""
    if section == "pages" and number == 0:
        return _xml("urlset", "url", ((whole(name), None) for name in PAGES))
    if section not in SECTIONS or number > 10**12:
        raise Http404("没有这一部分")
    rows, key, step, told = SECTIONS[section]
    within = {f"{key}__gte": number * step, f"{key}__lt": (number + 1) * step}
    entries = list(told(rows().filter(**within)))
    if not entries:
        raise Http404("没有这一部分")
    return _xml("urlset", "url", entries)


@reads
def robots(request: HttpRequest) -> HttpResponseBase:
    """Everything public may be read; what people work with is of no use to a machine."""
    lines = ["User-agent: *", "Disallow: /account/", "Disallow: /search/", "Disallow: /en/search/"]
    lines += ["", f"Sitemap: {settings.PORTAL_URL}/sitemap.xml", ""]
    return content(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))


def _publications(rows: QuerySet[Any]) -> Iterator[Entry]:
    for pk, at in rows.order_by("pk").values_list("pk", "published_at"):
        yield whole("publication", pk), at


def _departments(rows: QuerySet[Any]) -> Iterator[Entry]:
    told = rows.annotate(last=Max("papers__published_at")).order_by("pk")
    for pk, at in told.values_list("pk", "last"):
        yield whole("department", pk), at


def _years(rows: QuerySet[Any]) -> Iterator[Entry]:
    told = rows.order_by("body_id", "year").values_list("body_id", "year")
    for body, year, at in told.annotate(last=Max("published_at")):
        yield whole("department-year", body, year), at


def _public() -> QuerySet[Any]:
    return Paper.objects.filter(withdrawn_at=None)


def _current() -> QuerySet[Any]:
    return Paper.objects.filter(current=True)


def _changed(section: str) -> str:
    return "papers__published_at" if section == "departments" else "published_at"


Section = tuple[Callable[[], QuerySet[Any]], str, int, Callable[[QuerySet[Any]], Iterable[Entry]]]
#: Name → its rows, their key, how many keys a part spans, and what is said of rows.
SECTIONS: dict[str, Section] = {
    "departments": (Body.objects.all, "id", PART, _departments),
    "years": (_current, "body_id", PART // YEARS, _years),
    "publications": (_public, "publication_id", PART, _publications),
}


def _xml(root: str, tag: str, entries: Iterable[Entry]) -> HttpResponseBase:
    lines = [f'{HEAD}<{root} xmlns="{SPACE}">\n']
    for address, at in entries:
        last = f"<lastmod>{timezone.localtime(at).isoformat()}</lastmod>" if at else ""
        lines.append(f"<{tag}><loc>{escape(address)}</loc>{last}</{tag}>\n")
    lines.append(f"</{root}>\n")
    return content(HttpResponse("".join(lines), content_type="application/xml; charset=utf-8"))
