"""The files of a disclosure: ask for them, watch them being made, download them."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from disclosures import actions
from disclosures.models import Disclosure, Job, Rendition
from disclosures.permissions import visible_to
from disclosures.views.answers import READ, actor_of, deed, only, person_of, signed_in
from disclosures.views.books import disclosure_and_book

#: After so many seconds of waiting the page says that no worker has come.
PATIENCE = 20


#: What went wrong, by the name of the exception, where people can make something of it.
TROUBLES = {
    "MemoryError": "内存不足",
    "OSError": "文件读写出错",
    "OperationalError": "数据库暂时不可用",
    "SoftTimeLimitExceeded": "超过了时限",
}


def files_context(disclosure: Disclosure) -> dict[str, Any]:
    """The newest job for what is entered now, or None, and how it stands."""
    jobs = Job.objects.filter(disclosure=disclosure, version=disclosure.version)
    job = jobs.prefetch_related("renditions").first()
    return {
        "disclosure_pk": disclosure.pk,
        "job": job,
        "busy": job is not None and job.state in (Job.State.WAITING, Job.State.RUNNING),
        "late": job is not None and job.state == Job.State.WAITING and _age(job) > PATIENCE,
        "reason": _reason(job.error) if job else "",
    }


def _reason(error: str) -> str:
    """Why a job failed.  An exception is named and not quoted: it may tell of paths and data."""
    name, colon, _ = error.partition(": ")
    if not colon or not (name.isascii() and name.isidentifier()):
        return error
    return f"{TROUBLES.get(name, '系统内部出错')}（{name}），详情已记入日志。"


def _age(job: Job) -> float:
    return (timezone.now() - job.created_at).total_seconds()


@only(*READ, "POST")
@signed_in
@deed
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the state of the files (a fragment).  POST: have them made, as draft if errors stand."""
    disclosure, book = disclosure_and_book(request, pk)
    if request.method == "POST":
        actions.request_files(disclosure=disclosure, draft=book.has_errors, by=actor_of(request))
    if not request.headers.get("HX-Request"):
        return redirect("disclosure", pk)
    return render(request, "disclosures/_files.html", files_context(disclosure))


@only(*READ)
@signed_in
def download(request: HttpRequest, pk: int) -> FileResponse:
    """A finished file, named as people expect, with its hash as ETag."""
    within = visible_to(person_of(request))
    rendition = get_object_or_404(Rendition, pk=pk, job__disclosure__in=within)
    response = FileResponse(rendition.file.open("rb"), as_attachment=True, filename=rendition.name)
    response["ETag"] = f'"{rendition.sha256}"'
    return response
