"""The list of disclosures, the page of each with its tables and findings, and a cell's origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from disclosures.core.rules.base import SEVERITY_LABELS, Finding, Severity
from disclosures.core.tables import Address, Table
from disclosures.models import Disclosure
from disclosures.pipeline import Book
from disclosures.render.html import Marks, table_html
from disclosures.views.books import disclosure_and_book
from disclosures.views.files import latest_job
from disclosures.views.origin import origin_of


@dataclass(frozen=True)
class Tab:
    """One table in the list beside the page."""

    role: str
    code: str
    title: str
    empty: bool
    errors: int
    warnings: int
    notes: int


@dataclass(frozen=True)
class FindingLine:
    """A finding as the page shows it."""

    finding: Finding
    severity: str
    label: str
    table: str
    links: tuple[tuple[str, str], ...]


def listing(request: HttpRequest) -> HttpResponse:
    """All disclosures, newest year first."""
    rows = Disclosure.objects.select_related("organisation")
    return render(request, "disclosures/listing.html", {"rows": rows})


def page(request: HttpRequest, pk: int, role: str = "") -> HttpResponse:
    """One table of a disclosure with the findings that speak of it; the first one by default."""
    disclosure, book = disclosure_and_book(pk)
    table = book.tables.get(role) if role else next(iter(book.tables.tables), None)
    if table is None:
        raise Http404("没有这张表")
    order = [t.role for t in book.tables.tables]
    place = order.index(table.role)
    context = _frame(disclosure, book) | {
        "table": table,
        "table_html": mark_safe(_table_html(disclosure, book, table)),
        "lines": [_line(f, book) for f in book.findings if f.table == table.role],
        "previous": order[place - 1] if place else None,
        "next": order[place + 1] if place + 1 < len(order) else None,
        **_asked(request, book),
    }
    return render(request, "disclosures/page.html", context)


def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """All findings of a disclosure, errors first."""
    disclosure, book = disclosure_and_book(pk)
    context = _frame(disclosure, book) | {"lines": [_line(f, book) for f in book.findings]}
    return render(request, "disclosures/findings.html", context)


def cell(request: HttpRequest, pk: int) -> HttpResponse:
    """What a cell is made of (a fragment)."""
    _, book = disclosure_and_book(pk)
    asked = _asked(request, book)
    if asked["origin"] is None:
        raise Http404("没有这个单元格")
    return render(request, "disclosures/_origin.html", {**asked, "disclosure_pk": pk})


def _frame(disclosure: Disclosure, book: Book) -> dict[str, Any]:
    """What every page of a disclosure shows around its middle."""
    return {
        "disclosure": disclosure,
        "disclosure_pk": disclosure.pk,
        "book": book,
        "tabs": [_tab(book, t) for t in book.tables.tables],
        "counts": [(s, SEVERITY_LABELS[s], book.counts[s]) for s in Severity],
        "job": latest_job(disclosure),
        "form_set": book.tables.form_set,
    }


def _tab(book: Book, table: Table) -> Tab:
    own = [f.severity for f in book.findings if f.table == table.role]
    return Tab(
        role=table.role,
        code=table.form.code,
        title=table.form.title,
        empty=table.empty,
        errors=own.count(Severity.ERROR),
        warnings=own.count(Severity.WARNING),
        notes=own.count(Severity.INFO),
    )


def _table_html(disclosure: Disclosure, book: Book, table: Table) -> str:
    severities: dict[Address, str] = {}
    for finding in reversed(book.findings):
        severities |= {address: str(finding.severity) for address in finding.cells}
    return table_html(
        table, book.tables.form_set, book.tables.department, marks=Marks(severities=severities)
    )


def _line(finding: Finding, book: Book) -> FindingLine:
    table = book.tables.get(finding.table)
    links = tuple((_name(a, book), str(a)) for a in finding.cells[:6])
    return FindingLine(
        finding=finding,
        severity=str(finding.severity),
        label=SEVERITY_LABELS[finding.severity],
        table=table.form.title if table else "",
        links=links,
    )


def _name(address: Address, book: Book) -> str:
    return origin_of(book, address).name


def _asked(request: HttpRequest, book: Book) -> dict[str, Any]:
    """The cell named in ?at=table/row/column: its origin, and the findings that speak of it."""
    table, _, rest = request.GET.get("at", "").partition("/")
    row, _, column = rest.rpartition("/")  # rows may hold slashes themselves
    address = Address(table, row, column)
    if book.tables.cell(address) is None:
        return {"origin": None}
    spoken = [_line(f, book) for f in book.findings if address in f.cells]
    return {"origin": origin_of(book, address), "spoken": spoken}
