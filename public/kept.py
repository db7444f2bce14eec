"""Finished pages: rendered once, served until what they say changes.

A view that is ``kept`` says under which scope: the page of a publication depends on its own
releases, that of a body on all of its papers, most others on everything that is public.  Whoever
changes what is public ``bump``s the scopes in the same transaction, so that no page outlives what
it tells: there is nothing to clear.  ``public.front`` serves what is kept by one query.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from public.models import KeptPage, Stamp

View = Callable[..., HttpResponseBase]
EVERYTHING = "all"
#: What a page is made by, besides what is public.
MAKERS = (
    "public",
    "templates/public",
    "disclosures/render",
    "disclosures/data",
    "static",
    "verify",
)
#: Headers that are made anew for every answer.
PASSING = ("ETag", "Content-Length", "Set-Cookie", "Date")
LONGEST = 400
#: What PostgreSQL cannot look up, and no page has in its address.
NUL = "\x00"
#: How long a reader waits, at most, for a page to be put by: it is only lost time saved.
PATIENCE_MS = 50
#: The page of an address if it still stands.  Plain SQL: the reader's time is mostly this query.
SERVED = """
SELECT page.etag, page.headers, page.body FROM public_keptpage page
LEFT JOIN public_stamp stamp ON stamp.scope = page.scope
WHERE page.address = %s AND page.code = %s AND page.number = COALESCE(stamp.number, 0)
"""


def publication_scope(pk: int) -> str:
    """The scope of everything that only tells of one publication and its other versions."""
    return f"p{pk}"


def body_scope(pk: int) -> str:
    """The scope of what tells of one body's papers."""
    return f"b{pk}"


def bump(*scopes: str) -> None:
    """What is kept under these scopes is no longer true; in the transaction of the change."""
    for scope in sorted({*scopes, EVERYTHING}):
        _, created = Stamp.objects.get_or_create(scope=scope)
        if not created:
            Stamp.objects.filter(scope=scope).update(number=F("number") + 1)


def kept(scope: Callable[..., str] | str) -> Callable[[View], View]:
    """A view whose page, asked for without a query, is kept; ``scope`` may be made of ``pk``."""

    def guard(view: View) -> View:
        @wraps(view)
        def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            own = scope if isinstance(scope, str) else scope(kwargs["pk"])
            # Read before anything that the page tells: what changes meanwhile makes it stale.
            number = number_of(own)
            answer = view(request, *args, **kwargs)
            if answer.status_code == 200 and isinstance(answer, HttpResponse):
                answer.keep_under = (own, number)  # type: ignore[attr-defined]
            return answer

        return keeping

    return guard


def number_of(scope: str) -> int:
    """The number of a scope now; 0 before anything happened in it."""
    return Stamp.objects.filter(scope=scope).values_list("number", flat=True).first() or 0


def serve(request: HttpRequest) -> HttpResponseBase | None:
    """The kept page of a request, or None."""
    if request.META.get("QUERY_STRING") or NUL in request.path:
        return None
    row = _standing(request.path)
    if row is None:
        return None
    etag, headers, body = row
    return _answer(request, etag, json.loads(headers), bytes(body))


def _standing(address: str) -> tuple[str, str, bytes] | None:
    """The connection is not tried out first, which is a query too: a broken one is opened anew."""
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return _read(address)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()
        return _read(address)


def _read(address: str) -> tuple[str, str, bytes] | None:
    with connection.cursor() as cursor:
        cursor.execute(SERVED, (address, code()))
        row: tuple[str, str, bytes] | None = cursor.fetchone()
    return row


def put_by(request: HttpRequest, answer: HttpResponse) -> HttpResponseBase:
    """Keep a page that its view wants kept, and answer with it; any other answer as it is."""
    scope, number = getattr(answer, "keep_under", (None, 0))
    if scope is None or request.META.get("QUERY_STRING") or answer.cookies:
        return answer
    etag = hashlib.sha256(answer.content).hexdigest()[:32]
    headers = {name: value for name, value in answer.items() if name not in PASSING}
    body = gzip.compress(answer.content, 6, mtime=0)
    if len(request.path) <= LONGEST and NUL not in request.path:
        _store(request.path, scope, number, etag, headers, body)
    return _answer(request, etag, headers, body)


def _store(
    address: str, scope: str, number: int, etag: str, headers: dict[str, str], body: bytes
) -> None:
    """Without effect for a database role that may only read, and where others are writing."""
    same = {"scope": scope, "number": number, "code": code(), "etag": etag}
    try:
        with _impatient(), transaction.atomic():
            KeptPage.objects.update_or_create(
                address=address, defaults={**same, "headers": headers, "body": body}
            )
    except DatabaseError:
        pass


@contextmanager
def _impatient() -> Iterator[None]:
    """On SQLite, where one writer waits for the other, do not wait long."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        was = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {was}")


def _answer(
    request: HttpRequest, etag: str, headers: dict[str, str], body: bytes
) -> HttpResponseBase:
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    tag = f'"{etag}-gzip"' if zipped else f'"{etag}"'
    answer = HttpResponse(headers=headers)
    answer["ETag"] = tag
    answer["Vary"] = "Accept-Encoding"
    same = get_conditional_response(request, etag=tag, response=answer)
    if same is None or same is answer:
        answer.content = body if zipped else gzip.decompress(body)
        if zipped:
            answer["Content-Encoding"] = "gzip"
        return answer
    return same


def clear_old(most: int) -> int:
    """Drop the pages that were made longest ago, so that at most ``most`` stay; how many went."""
    newest = KeptPage.objects.order_by("-made_at").values_list("made_at", flat=True)
    edge = newest[most : most + 1].first()
    if edge is None:
        return 0
    return KeptPage.objects.filter(made_at__lte=edge).delete()[0]


@cache
def code() -> str:
    """A fingerprint of what pages are made by: pages of older software are made anew."""
    found = hashlib.sha256()
    for folder in MAKERS:
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if path.is_file() and path.suffix not in (".pyc", ".png"):
                found.update(str(path.relative_to(settings.BASE_DIR)).encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:16]
