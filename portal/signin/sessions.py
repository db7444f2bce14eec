"""Sessions that end: after a time without a request, and at the latest after a working day.

A changed password ends the other sessions too; that is Django's own doing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase

_BEGAN, _SEEN = "signin.began", "signin.seen"
#: A session is written at most once in this part of the idle time.
_STEPS = 20


def begin(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Stamp the session of somebody who signs in."""
    request.session[_BEGAN] = request.session[_SEEN] = int(time.time())


class SessionEnd:
    """Forgets a session whose time is over; ``request.session_ended`` then says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.session_ended = False  # type: ignore[attr-defined]
        # Who brings no session is asked for none: what everybody may read is the same for all.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            self._look_at(request, time.time())
        return self._next(request)

    def _look_at(self, request: HttpRequest, now: float) -> None:
        session = request.session
        idle = now - session.get(_SEEN, 0)
        if idle > settings.SESSION_IDLE_SECONDS or (
            now - session.get(_BEGAN, 0) > settings.SESSION_COOKIE_AGE
        ):
            session.flush()
            request.session_ended = True  # type: ignore[attr-defined]
        elif idle > settings.SESSION_IDLE_SECONDS / _STEPS:
            session[_SEEN] = int(now)
