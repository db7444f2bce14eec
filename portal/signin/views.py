"""The pages about one's account that allauth does not have."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here: name, roles, password, second factor."""
    held = request.user.memberships.select_related("organisation")  # type: ignore[union-attr]
    context = {"memberships": held, "second_factor": is_mfa_enabled(request.user)}
    return render(request, "account/index.html", context)


@require_safe
@login_required
def signed_in(request: HttpRequest) -> HttpResponse:
    """The end of signing in beside a page that still holds what was typed."""
    return render(request, "account/signed_in.html")
