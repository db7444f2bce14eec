"""Leads whoever must sign in, or show a second factor, to where that is done; nothing is lost.

A page is asked for again afterwards by its address.  What was sent is handed back, to be sent
again: as a page with the same fields, as a fragment for htmx, as JSON for scripts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware, RejectRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from portal.signin.second_factor import missing

#: Where the second factor leads back to, in the session.
AFTER = "signin_after"
_OPEN = ("/account/", "/static/", "/healthz", "/public/")
_WORDS = {
    "sign-in": "您已退出登录，或登录已经过期。内容还没有保存。请在新窗口登录，再回到这里重试。",
    "set-up": "按规定，您的账号要先启用两步验证。内容还没有保存。请在新窗口启用，再回到这里重试。",
    "show": "按规定，您要先通过两步验证。内容还没有保存。请在新窗口验证，再回到这里重试。",
}
_WAYS = {"sign-in": "account_login", "set-up": "mfa_activate_totp", "show": "mfa_reauthenticate"}
_DOES = {"sign-in": "登录", "set-up": "启用两步验证", "show": "验证"}


class Leading:
    """See the module.  Stands after sessions, people, messages and the guard against forgery."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self._next(request)
        if request.path_info.startswith("/account/"):  # recovery codes, for one
            add_never_cache_headers(answer)
        if _leads_to_sign_in(request, answer):
            if not _is_a_page(request):
                return _hand_back(request, "sign-in", 401)
            if request.session_ended:  # type: ignore[attr-defined]
                messages.info(request, "登录已经过期，请重新登录。登录后回到刚才的页面。")
        return answer

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Before any view: the second factor, where it is demanded."""
        if request.path_info.startswith(_OPEN):
            return None
        step = missing(request)
        if step is None:
            return None
        if not _is_a_page(request):
            return _hand_back(request, step, 403)
        request.session[AFTER] = request.get_full_path()
        return redirect(_way(step, request.get_full_path()))


def _is_a_page(request: HttpRequest) -> bool:
    """Whether a person asks for a whole page, which a redirect may answer."""
    return (
        request.method in ("GET", "HEAD")
        and "HX-Request" not in request.headers
        and not _wants_json(request)
    )


def _wants_json(request: HttpRequest) -> bool:
    """Whether a script of a page asks, and not htmx."""
    if "HX-Request" in request.headers:
        return False
    accepted = request.headers.get("Accept", "")
    return (
        request.content_type == "application/json"
        or ("application/json" in accepted and "text/html" not in accepted)
        or request.headers.get("Sec-Fetch-Dest") == "empty"
    )


def _leads_to_sign_in(request: HttpRequest, answer: HttpResponseBase) -> bool:
    return (
        answer.status_code == 302
        and not request.path_info.startswith(_OPEN)
        and urlsplit(answer["Location"]).path == reverse("account_login")
    )


def _way(step: str, then: str) -> str:
    return f"{reverse(_WAYS[step])}?{urlencode({'next': then})}"


def _hand_back(request: HttpRequest, step: str, status: int) -> HttpResponse:
    """What was sent, with the way to sign in; the header ``Sign-In`` names the step."""
    answer: HttpResponse
    way = _way(step, reverse("signed-in"))
    if _wants_json(request):
        answer = JsonResponse({"error": step, "message": _WORDS[step], "sign_in": way})
        answer.status_code = status
    else:
        whole = "HX-Request" not in request.headers
        context = {"words": _WORDS[step], "does": _DOES[step], "way": way}
        if whole:
            context |= {"fields": _fields(request), "files": list(request.FILES)}  # type: ignore[dict-item]
        template = "account/again.html" if whole else "account/_again.html"
        answer = render(request, template, context, status=status)
    answer["Sign-In"] = step
    answer["Cache-Control"] = "no-store"
    return answer


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    """All that was typed, in its order."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]


class Csrf(CsrfViewMiddleware):
    """Also believes the browser itself, which says that a request comes from a page of ours.

    Signing in renews the token of every page, so that what is sent again from a page that was
    open before carries an old one.  Sec-Fetch-Site cannot be set by any script, and browsers
    send it over TLS alone (or to this machine); a neighbouring domain counts as `same-site` and
    is refused.
    """

    def _check_token(self, request: HttpRequest) -> None:
        try:
            super()._check_token(request)  # type: ignore[misc]
        except RejectRequest:
            if request.headers.get("Sec-Fetch-Site") != "same-origin":
                raise
