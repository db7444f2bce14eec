"""The first page: for who is signed in, the desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from disclosures.views.answers import READ, only, signed_in


@only(*READ)
@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """Lead to the desk."""
    return redirect("desk")
