"""The files of a disclosure: ask for them, watch them being made, download them."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from disclosures import actions
from disclosures.models import Disclosure, Job, Rendition
from disclosures.views.books import disclosure_and_book


def latest_job(disclosure: Disclosure) -> Job | None:
    """The newest job for what is entered now, or None."""
    jobs = Job.objects.filter(disclosure=disclosure, version=disclosure.version)
    return jobs.prefetch_related("renditions").first()


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the state of the files (a fragment).  POST: have them made, as draft if errors stand."""
    disclosure, book = disclosure_and_book(pk)
    if request.method == "POST":
        actions.request_files(disclosure=disclosure, draft=book.has_errors)
        if not request.headers.get("HX-Request"):
            return redirect("disclosure", pk)
    context = {"disclosure_pk": pk, "job": latest_job(disclosure)}
    return render(request, "disclosures/_files.html", context)


@require_GET
def download(request: HttpRequest, pk: int) -> FileResponse:
    """A finished file, named as people expect, with its hash as ETag."""
    rendition = get_object_or_404(Rendition, pk=pk)
    response = FileResponse(rendition.file.open("rb"), as_attachment=True, filename=rendition.name)
    response["ETag"] = f'"{rendition.sha256}"'
    return response
