"""Finished pages: rendered once, served until what they say changes.

A view that is ``kept`` says under which scope: the page of a publication depends on its own
releases, that of a body on all of its papers, most others on everything that is public.  Whoever
changes what is public ``bump``s the scopes in the same transaction, so that no page outlives what
it tells: there is nothing to clear.  ``public.front`` serves what is kept by one query, for the
page or, where ``public.held`` has it, for the number of its scope.  What answers a question is
held in memory alone: there are too many.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
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
from django.utils.cache import get_conditional_response, patch_vary_headers

from public.held import HELD, Page
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
SELECT page.scope, page.number, page.etag, page.headers, page.body FROM public_keptpage page
LEFT JOIN public_stamp stamp ON stamp.scope = page.scope
WHERE page.address = %s AND page.code = %s AND page.number = COALESCE(stamp.number, 0)
"""
NUMBER = "SELECT number FROM public_stamp WHERE scope = %s"
#: The forms in which the API answers: a page that there is in both is kept in the first.
FORMS = ("application/json", "text/csv")


def publication_scope(pk: int) -> str:
    """The scope of everything that only tells of one publication and its other versions."""
    return f"p{pk}"


def body_scope(pk: int) -> str:
    """The scope of what tells of one body's papers."""
    return f"b{pk}"


@transaction.atomic
def bump(*scopes: str) -> None:
    """What is kept under these scopes is no longer true; in the transaction of the change."""
    names = sorted({*scopes, EVERYTHING})
    Stamp.objects.bulk_create([Stamp(scope=s, number=0) for s in names], ignore_conflicts=True)
    rows = Stamp.objects.filter(scope__in=names)
    # Two that change the same wait for each other, each in the same order.
    list(rows.select_for_update().order_by("scope").values_list("scope"))
    rows.update(number=F("number") + 1)


def kept(scope: Callable[..., str] | str) -> Callable[[View], View]:
    """A view whose pages are kept; ``scope`` may be made of the key in their address."""

    def guard(view: View) -> View:
        @wraps(view)
        def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            own = scope if isinstance(scope, str) else scope(_key(kwargs))
            # Read before anything that the page tells: what changes meanwhile makes it stale.
            number = number_of(own)
            answer = view(request, *args, **kwargs)
            if answer.status_code == 200 and isinstance(answer, HttpResponse):
                answer.keep_under = (own, number)  # type: ignore[attr-defined]
            return answer

        return keeping

    return guard


def _key(named: Mapping[str, Any]) -> int:
    """What an address names: pages say ``pk``, the API ``id``."""
    key: int = named["pk"] if "pk" in named else named["id"]
    return key


def number_of(scope: str) -> int:
    """The number of a scope now; 0 before anything happened in it."""
    row = _read(NUMBER, scope)
    return int(row[0]) if row else 0


def serve(request: HttpRequest) -> HttpResponseBase | None:
    """The kept page of a request, or None."""
    address = _address(request)
    if NUL in address:
        return None
    page = HELD.get(address)
    if page is None or number_of(page.scope) != page.number:
        page = None if _asks(request) else _standing(address)
    return _answer(request, page) if page and _wanted(request, page) else None


def _asks(request: HttpRequest) -> bool:
    return bool(request.META.get("QUERY_STRING"))


def _address(request: HttpRequest) -> str:
    """With the question: what answers one is held, but not put into the database."""
    return f"{request.path}?{request.META['QUERY_STRING']}" if _asks(request) else request.path


def _standing(address: str) -> Page | None:
    row = _read(SERVED, address, code())
    if row is None:
        return None
    scope, number, etag, headers, body = row
    page = Page(scope, number, etag, json.loads(headers), bytes(body))
    HELD.put(address, page)
    return page


def _wanted(request: HttpRequest, page: Page) -> bool:
    """Whether a page that there is in other forms, too, is asked for in this one."""
    varies = "Accept" in page.headers.get("Vary", "").split(", ")
    return not varies or request.get_preferred_type(FORMS) == FORMS[0]


def _read(sql: str, *values: str) -> tuple[Any, ...] | None:
    """The connection is not tried out first, which is a query too: a broken one is opened anew."""
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return _row(sql, values)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()
        return _row(sql, values)


def _row(sql: str, values: tuple[str, ...]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def put_by(request: HttpRequest, answer: HttpResponse) -> HttpResponseBase:
    """Keep a page that its view wants kept, and answer with it; any other answer as it is."""
    scope, number = getattr(answer, "keep_under", (None, 0))
    if scope is None or answer.cookies:
        return answer
    etag = hashlib.sha256(answer.content).hexdigest()[:32]
    headers = {name: value for name, value in answer.items() if name not in PASSING}
    page = Page(scope, number, etag, headers, gzip.compress(answer.content, 6, mtime=0))
    address = _address(request)
    if _wanted(request, page) and len(address) <= LONGEST and NUL not in address:
        HELD.put(address, page)
        if not _asks(request):
            _store(address, page)
    return _answer(request, page)


def _store(address: str, page: Page) -> None:
    """Without effect for a database role that may only read, and where others are writing."""
    fields = {name: getattr(page, name) for name in Page.__slots__}
    try:
        with _impatient(), transaction.atomic():
            KeptPage.objects.update_or_create(address=address, defaults={**fields, "code": code()})
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


def _answer(request: HttpRequest, page: Page) -> HttpResponseBase:
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    tag = f'"{page.etag}-gzip"' if zipped else f'"{page.etag}"'
    answer = HttpResponse(headers=page.headers)
    answer["ETag"] = tag
    patch_vary_headers(answer, ["Accept-Encoding"])
    same = get_conditional_response(request, etag=tag, response=answer)
    if same is None or same is answer:
        answer.content = page.body if zipped else gzip.decompress(page.body)
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
