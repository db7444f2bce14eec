"""Answers of the public site: the same for everybody, without session, cookie or person."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language

from public.languages import CHINESE, ENGLISH, other
from public.views.menu import FOOT, MENU

View = Callable[..., HttpResponseBase]
READ = ("GET", "HEAD")
#: Seconds after which a cache asks whether content still stands, and a shared one a page.
KEPT, PAGE_KEPT = 300, 60


def page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page.  A browser asks each time: who has just published something sees it in the list."""
    about: dict[str, Any] = {
        "path": request.path,
        "other": other(request.path),
        "lang": get_language(),
    }
    about["here"] = f"{settings.PORTAL_URL}{request.path}"
    about["other_url"] = f"{settings.PORTAL_URL}{about['other']}"
    about |= {"menu": MENU, "foot": FOOT, "demo": settings.DEMO}
    text = render_to_string(template, {**about, **context})
    answer = HttpResponse(text, status=status)
    answer["Cache-Control"] = f"public, max-age=0, s-maxage={PAGE_KEPT}, must-revalidate"
    return answer


def content(answer: HttpResponseBase) -> HttpResponseBase:
    """What never changes, but may be withdrawn: caches ask again after ``KEPT`` seconds."""
    answer["Cache-Control"] = f"public, max-age={KEPT}, must-revalidate"
    return answer


def reads(view: View) -> View:
    """A view that is only read: any other method gets 405 and a page that says so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in READ:
            answer = page(request, "public/405.html", {}, status=405)
            answer["Allow"] = ", ".join(READ)
            return answer
        return view(request, *args, **kwargs)

    return guarded


def not_found(request: HttpRequest) -> HttpResponse:
    """404 with ways on, in the language of the address."""
    with translation.override(ENGLISH if request.path.startswith("/en/") else CHINESE):
        return page(request, "public/404.html", {}, status=404)
