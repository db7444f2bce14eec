"""The catalogue of rules as a page and as CSV."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.core.rules.catalogue import catalogue, catalogue_csv


def page(request: HttpRequest) -> HttpResponse:
    """All rules, by group."""
    return render(request, "disclosures/rules.html", {"rules": catalogue()})


def as_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV, readable by Excel."""
    response = HttpResponse("\ufeff" + catalogue_csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="mingzhang-rules.csv"'
    return response
