"""The door before all others: who asks for a finished public page gets it by one query."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from public import kept
from public.addresses import is_public


class Front:
    """Middleware that stands before sessions, sign-in and all else that a reader does not need."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The kept page; else what the view answers, put by."""
        if request.method not in ("GET", "HEAD") or not is_public(request.path):
            return self.get_response(request)
        request.get_host()  # refuses a host that is not ours, as every page does
        answer = kept.serve(request)
        if answer is not None:
            return answer
        answer = self.get_response(request)
        return kept.put_by(request, answer) if isinstance(answer, HttpResponse) else answer
