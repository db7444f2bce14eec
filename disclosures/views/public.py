"""What everybody may read: the list of publications, the page of each, and its files.

Nothing here asks who reads, and nothing but publications is read.  What is not public answers
404, what was withdrawn 410 with the reason.  What a publication says never changes, but it may
be withdrawn: caches ask again after ``KEPT`` seconds, and get 304 as long as it stands.
"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.safestring import mark_safe
from django.views.decorators.http import conditional_page

from disclosures.core.document.changes import changes
from disclosures.core.facts import LABELS
from disclosures.models import Job, Publication, Release, Rendition
from disclosures.render.web_document import document_html
from disclosures.views.answers import READ, only

A_PAGE = 30
MOST_TEXT = 100
#: Seconds after which a cache asks whether the content still stands, and a shared one the page.
KEPT, PAGE_KEPT = 300, 60


@only(*READ)
@conditional_page
def listing(request: HttpRequest) -> HttpResponse:
    """The newest public version of every disclosure; ``?q=``, ``?year=``, ``?kind=`` narrow it."""
    rows = Publication.objects.current().dated().defer("content")
    years = sorted(set(rows.order_by().values_list("disclosure__year", flat=True)), reverse=True)
    asked = _asked(request)
    found = _narrowed(rows, asked).select_related("disclosure__organisation__parent")
    pages = Paginator(found.order_by("-published_at", "-pk"), A_PAGE)
    context = {
        "asked": asked,
        "pages": pages.get_page(request.GET.get("page")),
        "years": [str(year) for year in years],
        "kinds": LABELS["kind"],
        "narrowed": any(asked.values()),
    }
    return _page(request, "public/listing.html", context)


def _asked(request: HttpRequest) -> dict[str, str]:
    given = {name: request.GET.get(name, "").replace("\x00", "") for name in ("q", "year", "kind")}
    year, kind = given["year"], given["kind"]
    return {
        "q": given["q"].strip()[:MOST_TEXT],
        "year": year if year.isascii() and year.isdecimal() and len(year) == 4 else "",
        "kind": kind if kind in LABELS["kind"] else "",
    }


def _narrowed(rows: QuerySet[Any], asked: dict[str, str]) -> QuerySet[Any]:
    for word in asked["q"].split():
        named = Q(disclosure__organisation__name__icontains=word)
        rows = rows.filter(named | Q(title__icontains=word))
    if asked["year"]:
        rows = rows.filter(disclosure__year=int(asked["year"]))
    return rows.filter(disclosure__kind=asked["kind"]) if asked["kind"] else rows


@only(*READ)
@conditional_page
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One publication: what it is, its files, and the whole to be read."""
    one = _found(pk)
    if one.withdrawn_at:
        return _gone(request, one)
    found = one.document
    newer = _public_of(one).filter(number__gt=one.number).order_by("-number").first()
    older = _public_of(one).filter(pk=one.supersedes_id).first()
    job = Job.objects.filter(publication=one).prefetch_related("renditions").first()
    context = {
        "publication": one,
        "form_set": found.form_set_name or one.form_set,
        "current": newer,
        "previous": older,
        "versions": _all_of(one),
        "job": job,
        "files": _files(job),
        "size": len(one.json.encode()),
        # Markup of ``render.web_document``, which escapes every text itself.
        "html": mark_safe(document_html(found)),
    }
    return _page(request, "public/page.html", context)


@only(*READ)
@conditional_page
def difference(request: HttpRequest, pk: int) -> HttpResponse:
    """What a version says otherwise than the one it corrects, or than that of ``?from=`` number.

    Both must be public: what was withdrawn is not to be read here either.
    """
    one = _found(pk)
    if one.withdrawn_at:
        return _gone(request, one)
    asked = request.GET.get("from", "")
    older = _public_of(one).filter(number__lt=one.number)
    if asked.isascii() and asked.isdecimal() and len(asked) < 6:
        previous = get_object_or_404(older, number=int(asked))
    else:
        previous = get_object_or_404(older, pk=one.supersedes_id)
    context = {
        "publication": one,
        "previous": previous,
        "changes": changes(previous.document, one.document),
    }
    return _page(request, "public/changes.html", context)


@only(*READ)
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The canonical JSON, byte for byte what was signed: its SHA-256 is the check code."""
    one = _found(pk)
    if one.withdrawn_at:
        return _gone(request, one)
    answer = get_conditional_response(request, etag=f'"{one.sha256}"')
    if answer is None:
        answer = HttpResponse(one.json.encode(), content_type="application/json; charset=utf-8")
        answer["ETag"] = f'"{one.sha256}"'
    return _kept(answer)


@only(*READ)
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """A file of a publication."""
    one = _found(pk)
    if one.withdrawn_at:
        return _gone(request, one)
    within = Rendition.objects.filter(job__publication=one, job__state=Job.State.DONE, kind=kind)
    rendition = within.order_by("-pk").first()
    if rendition is None:
        raise Http404("没有这个文件")
    etag = f'"{rendition.sha256}"'
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = FileResponse(
            rendition.file.open("rb"), as_attachment=kind != "pdf", filename=rendition.name
        )
        answer["ETag"] = etag
    return _kept(answer)


def _found(pk: int) -> Any:
    """A publication that is or was public, with ``published_at`` and ``withdrawn_at``; else 404."""
    known = (
        Publication.objects.released().dated().select_related("disclosure__organisation__parent")
    )
    return get_object_or_404(known, pk=pk)


def _all_of(one: Publication) -> QuerySet[Any]:
    """All versions that are or were public, the newest first."""
    own = Publication.objects.filter(disclosure=one.disclosure_id).released()
    return own.dated().defer("content").order_by("-number")


def _public_of(one: Publication) -> QuerySet[Any]:
    own = Publication.objects.filter(disclosure=one.disclosure_id).public()
    return own.dated().defer("content")


def _files(job: Job | None) -> list[Rendition]:
    """The finished files; the canonical JSON needs none."""
    if job is None or job.state != Job.State.DONE:
        return []
    return [file for file in job.renditions.all() if file.kind != Rendition.Kind.JSON]


def _gone(request: HttpRequest, one: Any) -> HttpResponse:
    """What stays of a version that was withdrawn: that it was there, when and why it was taken."""
    taken = Release.objects.get(publication=one, deed=Release.Deed.WITHDRAWN)
    current = _public_of(one).order_by("-number").first()
    context = {"publication": one, "taken": taken, "current": current}
    return _page(request, "public/gone.html", context, status=410)


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    answer = render(request, template, context, status=status)
    # A browser asks each time: who has just published something sees it in the list.
    answer["Cache-Control"] = f"public, max-age=0, s-maxage={PAGE_KEPT}, must-revalidate"
    return answer


def _kept(answer: HttpResponseBase) -> HttpResponseBase:
    answer["Cache-Control"] = f"public, max-age={KEPT}, must-revalidate"
    return answer
