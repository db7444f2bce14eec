"""Search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page

from public.views.answers import page, reads


@reads
@conditional_page
def results(request: HttpRequest) -> HttpResponse:
    """What is found of ``?q=``."""
    return page(request, "public/search.html", {"section": "search"})
