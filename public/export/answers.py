"""What the site answers, asked without a web server: the same views, and what is kept of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing

from django.core.handlers.wsgi import WSGIRequest
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve
from django.utils import translation

from public import kept
from public.languages import CHINESE, ENGLISH
from public.views.answers import not_found


class Unanswered(Exception):
    """An address that is listed and that no page answers."""


def answer_to(address: str, query: str = "") -> HttpResponse | FileResponse:
    """The page or file of an address, or the tombstone of what was withdrawn.

    Unanswered where there is none, or it is no page that everybody gets alike.
    """
    request = _request(address, query)
    try:
        answer = kept.serve(request) or _asked(request)
    except Http404 as error:
        raise Unanswered(f"{address} 404 {error}") from None
    if answer.status_code not in (200, 410) or answer.cookies:
        raise Unanswered(f"{address} {answer.status_code}")
    assert isinstance(answer, HttpResponse | FileResponse)
    return answer


def chunks_of(answer: HttpResponse | FileResponse) -> Iterator[bytes]:
    """What it says, piece by piece.  Not ``close``: that would end the database connection."""
    with closing(getattr(answer, "file_to_stream", None) or io.BytesIO()):
        yield from answer


def is_page(answer: HttpResponseBase) -> bool:
    """Whether it is HTML."""
    return answer["Content-Type"].startswith("text/html")


def lost(address: str) -> HttpResponse:
    """The page for what is not there; ``address`` is where its file stands, ``/404.html``."""
    with translation.override(ENGLISH if address.startswith("/en/") else CHINESE):
        return not_found(_request(address, ""))


def _asked(request: HttpRequest) -> HttpResponseBase:
    found = resolve(request.path)
    request.resolver_match = found
    with translation.override(CHINESE):
        return found.func(request, *found.args, **found.kwargs)


def _request(address: str, query: str) -> WSGIRequest:
    """What a browser without anything of its own asks."""
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": address.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
        }
    )
