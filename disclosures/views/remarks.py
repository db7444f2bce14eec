"""The pages and deeds of remarks: the list, pinning one, answering and settling it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from disclosures import actions
from disclosures.core.chapters import of_form
from disclosures.core.tables import Address
from disclosures.models import Disclosure, Remark
from disclosures.permissions import visible_to
from disclosures.pipeline import Book
from disclosures.views.answers import READ, actor_of, deed, only, person_of, signed_in
from disclosures.views.books import book_of_version, disclosure_and_book
from disclosures.views.threads import (
    FORM,
    MOST,
    RESOLVED,
    SHOWN,
    STATUSES,
    TEXT,
    Rows,
    Thread,
    place_of,
    remarks_context,
    rows_behind,
)


@only(*READ, "POST")
@signed_in
@deed
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the remarks; ``?status=`` chooses.  POST: pin one to a cell, a table or the whole."""
    disclosure, book = disclosure_and_book(request, pk)
    if request.method == "POST":
        return _pin(request, disclosure, book)
    context = remarks_context(request, disclosure, book)
    threads = context["all_threads"]
    status = request.GET.get("status", "")
    counts = Counter(thread.status for thread in threads)
    place = place_of(book, disclosure, request.GET.get("at", ""))
    context |= {
        "disclosure": disclosure,
        "threads": [(t, _rows(book, disclosure, t)) for t in _chosen(threads, status)],
        "status": status if status in STATUSES else "",
        "chips": [("", "全部", len(threads)), *((s, w, counts[s]) for s, w in STATUSES.items())],
        "place": place,
    }
    return render(request, "review/remarks.html", context)


def _chosen(threads: Iterable[Thread], status: str) -> Iterator[Thread]:
    return (t for t in threads if status not in STATUSES or t.status == status)


def _rows(book: Book, disclosure: Disclosure, thread: Thread) -> list[Rows]:
    if thread.place is None or thread.place.link is None or thread.status == RESOLVED:
        return []
    return rows_behind(book, disclosure, Address.read(thread.remark.at))


def _pin(request: HttpRequest, disclosure: Disclosure, book: Book) -> HttpResponse:
    place = place_of(book, disclosure, request.POST.get("at", ""))
    if place is None:
        raise ValidationError("没有这个位置：表格或单元格可能已经改变")
    made = actions.remark(
        disclosure=disclosure,
        at=place.at,
        subject=place.subject[:300],
        shown=place.shown[:SHOWN],
        text=_text(request),
        by=actor_of(request),
    )
    messages.success(request, f"已批注：{place.subject}。")
    return redirect(_back(request, made, place.url))


@only("POST")
@signed_in
@deed
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a remark, or say more."""
    remark = _remark(request, pk)
    actions.answer(remark=remark, text=_text(request), by=actor_of(request))
    messages.success(request, "已答复。")
    return redirect(_back(request, remark, _url_of(remark)))


@only("POST")
@signed_in
@deed
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a remark."""
    remark = _remark(request, pk)
    actions.resolve(remark=remark, by=actor_of(request))
    messages.success(request, "批注已了结。")
    return redirect(_back(request, remark, _url_of(remark)))


def _remark(request: HttpRequest, pk: int) -> Remark:
    """The remark, if its disclosure can be seen."""
    seen = visible_to(person_of(request))
    found = Remark.objects.filter(disclosure__in=seen)
    return get_object_or_404(found.select_related("disclosure__organisation"), pk=pk)


def _text(request: HttpRequest) -> str:
    text = request.POST.get("text", "").replace("\x00", "").strip()
    if len(text) > MOST:
        raise ValidationError(f"不能超过 {MOST} 字，现有 {len(text)} 字")
    return text


def _url_of(remark: Remark) -> str:
    """The page of the cell, the table, the form or the text."""
    table = Address.read(remark.at).table
    if of_form(Address.read(remark.at)):
        found = place_of(book_of_version(remark.disclosure), remark.disclosure, remark.at)
        return found.url if found else reverse("remarks", args=[remark.disclosure_id])
    if table == TEXT:
        section, _, paragraph = remark.at.partition("/")[2].partition("/")
        place = f"words-{paragraph}" if paragraph else f"section-{section}"
        return f"{reverse('narrative', args=[remark.disclosure_id])}#{place}"
    if not table:
        return reverse("review", args=[remark.disclosure_id])
    url = reverse("table", args=[remark.disclosure_id, table])
    return f"{url}?{urlencode({'at': remark.at})}"


def _back(request: HttpRequest, remark: Remark, url: str) -> str:
    """Where the form stood: beside the table or text (``from``), or in the list."""
    if request.POST.get("from") == "table":
        return f"{url}#remarks"
    if request.POST.get("from") in (TEXT, FORM):
        return url
    return f"{reverse('remarks', args=[remark.disclosure_id])}#remark-{remark.pk}"
