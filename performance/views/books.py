"""The performance chapter of a disclosure, as pages ask for it."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from disclosures.core.chapters import Ground, unit_of
from disclosures.core.workflow import STATE_LABELS, TRANSITIONS, Action, State
from disclosures.models import Disclosure
from disclosures.permissions import can
from disclosures.pipeline import Book
from disclosures.views.answers import person_of, visible
from disclosures.views.books import book_of_version
from performance.chapter import CHAPTER
from performance.core.book import PerformanceBook
from performance.core.sheet import Sheet


def chapter_of(request: HttpRequest, pk: int) -> tuple[Disclosure, Book, PerformanceBook]:
    """The disclosure, its tables, its sheets; 404 where the person may not see it."""
    disclosure = visible(request, pk)
    book = book_of_version(disclosure)
    return disclosure, book, performance_of(book)


def performance_of(book: Book) -> PerformanceBook:
    """The sheets of a book, also where there are none."""
    for added in book.added:
        if isinstance(added, PerformanceBook):
            return added
    return CHAPTER.open({}, Ground(book.tables, None if book.filed else book.facts))


def sheet_of(found: PerformanceBook, key: str) -> Sheet:
    """One of the sheets; 404 where there is none."""
    for sheet in found.sheets:
        if sheet.key == key:
            return sheet
    raise Http404("没有这张绩效表")


def why_closed(request: HttpRequest, disclosure: Disclosure, key: str = "") -> str:
    """Why the person cannot fill in anything now, or this sheet; "" where they can."""
    if unit_of(key) is not None:
        return "这张表来自下级汇总，请由单位修改后重新汇总"
    if (State(disclosure.state), Action.ENTER) not in TRANSITIONS:
        return f"材料{STATE_LABELS[disclosure.state]}，现在只能查看"
    if not can(person_of(request), Action.ENTER, disclosure):
        return "您不是这里的填报人，只能查看"
    return ""
