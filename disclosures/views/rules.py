"""The catalogue of rules as a page and as CSV."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.chapters import rules_of_chapters
from disclosures.core.rules.base import SEVERITY_LABELS
from disclosures.core.rules.catalogue import catalogue, catalogue_csv
from disclosures.views.answers import READ, only

_KEYS = {label: key for key, label in SEVERITY_LABELS.items()}


@only(*READ)
def page(request: HttpRequest) -> HttpResponse:
    """All rules, by group."""
    rules = catalogue(rules_of_chapters())
    groups = [
        (name, [(rule, _KEYS[rule.severity]) for rule in own])
        for name, own in groupby(rules, key=lambda rule: rule.group)
    ]
    context = {"groups": groups, "count": len(rules)}
    return render(request, "disclosures/rules.html", context)


@only(*READ)
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV, readable by Excel."""
    response = HttpResponse(
        "\ufeff" + catalogue_csv(rules_of_chapters()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="mingzhang-rules.csv"'
    return response
