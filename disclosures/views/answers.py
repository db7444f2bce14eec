"""Answers that every view may give."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from disclosures.actions import Actor
from disclosures.models import Person

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

READ = ("GET", "HEAD")


def only(*methods: str) -> Callable[[View[P]], View[P]]:
    """A view that takes those methods and answers any other with 405 and a page that says so."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in methods:
                answer = render(request, "405.html", status=405)
                answer["Allow"] = ", ".join(methods)
                return answer
            return view(request, *args, **kwargs)

        return guarded

    return guard


def actor_of(request: HttpRequest) -> Actor:
    """Who sends the request, for the journal."""
    place = request.META.get("REMOTE_ADDR", "")
    if isinstance(request.user, Person):
        return Actor(request.user.name, place, request.user)
    return Actor("未登录", place)
