"""The portal's addresses, and a page of its own that needs somebody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


@login_required
def guarded(request: HttpRequest) -> HttpResponse:
    """Says who came."""
    return HttpResponse(str(request.user))


urlpatterns = [path("guarded/", guarded, name="guarded"), path("", include("portal.urls"))]
