"""Can it be trusted: how open a publication is, what the rules found, the rules themselves."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from disclosures.chapters import rules_of_chapters
from disclosures.core.document import Document
from disclosures.core.reading.catalogue import TEXT_RULES
from disclosures.core.rules import RULES
from disclosures.core.rules.base import SEVERITY_LABELS, Severity
from disclosures.core.rules.catalogue import catalogue
from disclosures.core.rules_version import rules_version
from disclosures.models import Publication
from public.core.quality import ASPECTS
from public.kept import EVERYTHING, kept, publication_scope
from public.models import KINDS, Paper
from public.views.answers import page, reads
from public.views.papers import about, found, gone

KEYS = {label: str(key) for key, label in SEVERITY_LABELS.items()}


@reads
@kept(EVERYTHING)
def overview(request: HttpRequest) -> HttpResponse:
    """The newest year."""
    newest = Paper.objects.filter(current=True).order_by("-year", "kind").first()
    if newest is None:
        return page(request, "public/quality.html", {"section": "quality"})
    return _of(request, newest.year, newest.kind)


@reads
@kept(EVERYTHING)
def of_year(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """All publications of a year and kind, the most open first."""
    return _of(request, year, kind)


def _of(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    current = Paper.objects.filter(current=True)
    own = current.filter(year=year, kind=kind)
    if not own.exists():
        raise Http404("没有这一年的材料")
    rows = list(own.filter(indexed=True).select_related("body__parent"))
    rows.sort(key=lambda paper: (-paper.quality.get("score", 0), paper.body.code))
    scores = [paper.quality.get("score", 0) for paper in rows]
    context = {
        "rows": rows,
        "year": year,
        "kind": kind,
        "label": dict(KINDS)[kind],
        "aspects": ASPECTS,
        "mean": sum(scores) / max(1, len(scores)),
        "others": sorted(set(current.order_by().values_list("year", "kind")), reverse=True),
        "section": "quality",
    }
    return page(request, "public/quality.html", context)


@reads
@kept(publication_scope)
def of_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One publication: its score point by point, the rules it was judged by, what was found."""
    paper = found(pk)
    if paper.withdrawn_at:
        return gone(request, paper)
    frozen = Publication.objects.get(pk=pk)
    document = frozen.document
    context = {
        **about(paper),
        "frozen": frozen,
        "explanations": document.explanations,
        "judged": _judged(document),
        "same_rules": frozen.rules == rules_version(rules_of_chapters()),
    }
    return page(request, "public/quality_paper.html", context)


def _judged(document: Document) -> dict[str, Any]:
    """How many rules speak of its tables and text, by severity; which of them found something.

    Nothing with an error is ever signed, and every warning that stands is told with its reason:
    so a rule that is not told found nothing.
    """
    roles = {table.role for table in document.tables} | {"*"}
    own = [rule for rule in RULES if roles & set(rule.roles)]
    spoken = [(rule.code, str(rule.severity)) for rule in own]
    spoken += [(rule.code, str(rule.severity)) for rule in TEXT_RULES]
    named = {e.code for e in document.explanations}
    return {
        "errors": sum(severity == Severity.ERROR for _, severity in spoken),
        "warnings": sum(severity == Severity.WARNING for _, severity in spoken),
        "found": len(named),
        "quiet": sum(s == Severity.WARNING and code not in named for code, s in spoken),
    }


@reads
@kept(EVERYTHING)
def rules(request: HttpRequest) -> HttpResponse:
    """The catalogue of rules."""
    entries = catalogue(rules_of_chapters())
    groups = [
        (name, [(rule, KEYS[rule.severity]) for rule in own])
        for name, own in groupby(entries, key=lambda rule: rule.group)
    ]
    context = {"groups": groups, "count": len(entries), "section": "quality"}
    return page(request, "public/rules.html", context)
