"""Error pages: those of the public site for readers, those of the portal for who works here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.defaults import page_not_found

from public.addresses import is_public
from public.views.answers import not_found as public_not_found


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, with ways on."""
    if is_public(request.path):
        return public_not_found(request)
    return page_not_found(request, exception)
