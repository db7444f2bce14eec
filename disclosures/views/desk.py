"""The desk: what lies before the person who is signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from disclosures.views.answers import READ, only, signed_in


@only(*READ)
@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """The disclosures that the person may see."""
    return redirect("listing")
