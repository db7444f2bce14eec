"""The list of disclosures, the page of each with its tables and findings, and a cell's origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe

from disclosures.core.document import table_of
from disclosures.core.rules.base import SEVERITY_LABELS, Severity
from disclosures.core.tables import Address, Table
from disclosures.models import Disclosure, Person
from disclosures.permissions import visible_to
from disclosures.pipeline import Book
from disclosures.render import sheet
from disclosures.render.web import Marks, paper_html, screen_html
from disclosures.views.answers import READ, only, signed_in
from disclosures.views.books import disclosure_and_book
from disclosures.views.files import files_context
from disclosures.views.findings import groups_of, marks_of, reasons_of
from disclosures.views.origin import origin_of
from disclosures.views.threads import remarks_context, rows_behind, signs_of

#: A table with more columns is given the room of the list of tables, which then opens on demand.
WIDE = 9


@dataclass(frozen=True)
class Tab:
    """One table in the list of tables; ``number`` is its 公开NN表, or its place in the list."""

    role: str
    number: str
    title: str
    empty: bool
    counts: tuple[tuple[str, str, int], ...]


@only(*READ)
def listing(request: HttpRequest) -> HttpResponse:
    """The disclosures that the person may see, newest year first; others are led to the public."""
    if not isinstance(request.user, Person):
        return redirect("public")
    rows = visible_to(request.user).select_related("organisation")
    return render(request, "disclosures/listing.html", {"rows": rows})


@only(*READ)
@signed_in
def page(request: HttpRequest, pk: int, role: str = "") -> HttpResponse:
    """One table of a disclosure with the findings that speak of it; the first one by default."""
    disclosure, book = disclosure_and_book(request, pk)
    table = book.tables.get(role) if role else next(iter(book.tables.tables), None)
    if table is None:
        raise Http404("没有这张表")
    asked = _asked(request, disclosure, book)
    own = [f for f in book.findings if f.table == table.role]
    context = {
        **_frame(disclosure, book),
        **_around(book, table),
        **_sheet(book, table, asked["picked"], signs_of(asked["all_threads"])),
        **asked,
        "groups": groups_of(book, own, reasons_of(disclosure)),
        "table_threads": [t for t in asked["all_threads"] if t.remark.at == table.role],
    }
    return render(request, "disclosures/page.html", context)


@only(*READ)
@signed_in
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """All findings of a disclosure, errors first."""
    disclosure, book = disclosure_and_book(request, pk)
    groups = groups_of(book, book.findings, reasons_of(disclosure))
    context = {**_frame(disclosure, book), "groups": groups, "whole": True}
    return render(request, "disclosures/findings.html", context)


@only(*READ)
@signed_in
def cell(request: HttpRequest, pk: int) -> HttpResponse:
    """What a cell is made of (a fragment)."""
    disclosure, book = disclosure_and_book(request, pk)
    asked = _asked(request, disclosure, book)
    if asked["origin"] is None:
        raise Http404("没有这个单元格")
    return render(request, "disclosures/_origin.html", {**asked, "disclosure_pk": pk})


def _frame(disclosure: Disclosure, book: Book) -> dict[str, Any]:
    """What every page of a disclosure shows around its middle."""
    tables = enumerate(book.tables.tables, start=1)
    return {
        "disclosure": disclosure,
        "disclosure_pk": disclosure.pk,
        "tabs": [_tab(book, table, number) for number, table in tables],
        "counts": [(s, SEVERITY_LABELS[s], book.counts[s]) for s in Severity],
        "form_set": book.tables.form_set,
        **files_context(disclosure),
    }


def _tab(book: Book, table: Table, number: int) -> Tab:
    own = [f.severity for f in book.findings if f.table == table.role]
    counts = ((str(s), SEVERITY_LABELS[s], own.count(s)) for s in Severity)
    return Tab(
        role=table.role,
        number=table.form.code or f"第{number}张",
        title=table.form.title,
        empty=table.empty,
        counts=tuple(c for c in counts if c[2]),
    )


def _around(book: Book, table: Table) -> dict[str, Any]:
    """The tables before and after this one, and which of how many it is."""
    order = [t.role for t in book.tables.tables]
    place = order.index(table.role)
    return {
        "place": place + 1,
        "previous": order[place - 1] if place else None,
        "next": order[place + 1] if place + 1 < len(order) else None,
    }


def _sheet(
    book: Book, table: Table, picked: Address, remarks: Mapping[Address, str]
) -> dict[str, Any]:
    """A table with what stands above and below it; in parts too, where paper is too small."""
    printed = table_of(table, book.tables)
    marks = Marks(marks_of(book.findings), picked, remarks)
    return {
        "table": table,
        "wide": len(table.form.columns) > WIDE,
        "caption": sheet.caption(printed),
        "table_html": _safe(screen_html(printed, marks)),
        "paper_html": [_safe(part) for part in paper_html(printed)],
        "explanation": printed.explanation,
        "notes": printed.notes,
    }


def _safe(html: str) -> SafeString:
    """Markup of ``render.web``, which escapes every text itself."""
    return mark_safe(html)


def _asked(request: HttpRequest, disclosure: Disclosure, book: Book) -> dict[str, Any]:
    """The cell named in ?at=table/row/column: its origin, and what is said of it."""
    at = request.GET.get("at", "")
    address = Address.read(at)
    spoken = [f for f in book.findings if address in f.cells]
    remarks = remarks_context(request, disclosure, book)
    return {
        **remarks,
        "picked": address,
        "origin": origin_of(book, address),
        "spoken": groups_of(book, spoken),
        "threads": [t for t in remarks["all_threads"] if at and t.remark.at == at],
        "rows_behind": rows_behind(book, disclosure, address),
    }
