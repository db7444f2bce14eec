"""About the site, how to read what is published, and what its words mean."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from disclosures.data import outline, outline_ids
from public.kept import EVERYTHING, kept
from public.views.answers import page, reads


@reads
@kept(EVERYTHING)
def about(request: HttpRequest) -> HttpResponse:
    """What this site is, and how far it can be trusted."""
    return page(request, "public/about.html", {"section": "about"})


@reads
@kept(EVERYTHING)
def how_to_read(request: HttpRequest) -> HttpResponse:
    """How to read a budget and an account."""
    return page(request, "public/how_to_read.html", {"section": "how-to-read"})


@reads
@kept(EVERYTHING)
def glossary(request: HttpRequest) -> HttpResponse:
    """The words of all outlines, each with one meaning."""
    found: dict[str, str] = {}
    for name in outline_ids():
        for term in outline(name).terms:
            if term.meaning:
                found.setdefault(term.name, term.meaning)
    terms = [{"name": name, "meaning": found[name]} for name in sorted(found)]
    return page(request, "public/glossary.html", {"terms": terms, "section": "glossary"})
