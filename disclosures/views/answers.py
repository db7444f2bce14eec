"""Answers that every view may give, and the questions that every view asks first."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from disclosures.actions import Actor, Moved, NotNow, NotReady, Seen
from disclosures.core.workflow import Action
from disclosures.models import Disclosure, Person
from disclosures.permissions import can, visible_to

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

READ = ("GET", "HEAD")
#: The fields of forms in which people write sentences.
TYPED = ("text", "why")


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


def signed_in(view: View[P]) -> View[P]:
    """A view for people who are signed in; others are led to sign-in and back to this page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, Person):
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def deed(view: View[P]) -> View[P]:
    """A view that acts.  Who was slower, or acts too early, is told so (409), and so is who said
    what cannot be taken (400); nothing happened, and what was typed is handed back.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (Moved, NotNow, NotReady) as refusal:
            needs = getattr(refusal, "needs", ())
            return _refused(request, refusal, 409, needs=needs)
        except ValidationError as refusal:
            return _refused(request, "；".join(refusal.messages), 400)

    return guarded


def _refused(request: HttpRequest, refusal: object, status: int, **more: object) -> HttpResponse:
    typed = [said for name in TYPED if (said := request.POST.get(name, "").strip())]
    context = {"refusal": refusal, "typed": typed, **more}
    return render(request, "409.html", context, status=status)


def person_of(request: HttpRequest) -> Person:
    """Who is signed in; only behind ``signed_in``."""
    assert isinstance(request.user, Person)
    return request.user


def actor_of(request: HttpRequest) -> Actor:
    """Who sends the request, for the journal."""
    place = request.META.get("REMOTE_ADDR", "")
    if isinstance(request.user, Person):
        return Actor(request.user.name, place, request.user)
    return Actor("未登录", place)


def seen_of(request: HttpRequest) -> Seen:
    """The state and version that the form was made for: its fields ``state`` and ``version``."""
    version = request.POST.get("version", "")
    return Seen(request.POST.get("state", ""), int(version) if version.isdecimal() else -1)


def visible(request: HttpRequest, pk: int) -> Disclosure:
    """The disclosure, with its organisation and season; 404 where the person may not see it."""
    rows = visible_to(person_of(request)).select_related("organisation__parent", "season")
    return get_object_or_404(rows, pk=pk)


def anew(request: HttpRequest, pk: int, action: Action, refusal: Exception) -> Disclosure:
    """The disclosure as it stands now, for a page that hands back what was typed.

    Raises ``refusal`` where the person may no longer do the deed: nothing is left to try again.
    """
    fresh = visible(request, pk)
    if not can(person_of(request), action, fresh):
        raise refusal
    return fresh
