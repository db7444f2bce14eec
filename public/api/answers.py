"""Answers of the API: JSON or CSV, with a strong ETag, for every site to read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import UnionType
from typing import Any, Union, get_args, get_origin

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from ninja import Schema

from disclosures.render.data.rows import csv_text
from public.api.asked import Asked, Paged
from public.views.answers import content

JSON, CSV = "application/json", "text/csv"


def address(path: str) -> str:
    """The whole address of a path of this site."""
    return f"{settings.PORTAL_URL}{path}"


def told(request: HttpRequest, data: Schema) -> HttpResponseBase:
    """One thing as JSON."""
    return answer(request, data.model_dump_json().encode(), f"{JSON}; charset=utf-8")


def listed(
    request: HttpRequest,
    asked: Paged,
    rows: QuerySet[Any],
    said: Callable[[Any], Schema],
    page: type[Schema],
    *,
    newest: bool = False,
) -> HttpResponseBase:
    """A page of rows in the order of their keys, or the newest first.

    A page begins after the last key of the one before: what is published meanwhile moves nothing.
    """
    total = rows.order_by().count() if asked.after is None else None
    if asked.after is not None:
        rows = rows.filter(**{"pk__lt" if newest else "pk__gt": asked.after})
    found: list[Model] = list(rows.order_by("-pk" if newest else "pk")[: asked.limit + 1])
    more = found[asked.limit :]
    found = found[: asked.limit]
    after = found[-1].pk if more else None
    return _list(request, asked, page, [said(row) for row in found], total, after=after)


def sliced(
    request: HttpRequest, asked: Paged, rows: Iterable[Any], said: Callable[[Any], Schema],
    page: type[Schema],
) -> HttpResponseBase:  # fmt: skip
    """A page of rows that are all known; a page begins after so many rows."""
    known = list(rows)
    start = asked.after or 0
    end = start + asked.limit
    items = [said(row) for row in known[start:end]]
    total = len(known) if asked.after is None else None
    return _list(request, asked, page, items, total, after=end if end < len(known) else None)


def whole(
    request: HttpRequest, asked: Asked, items: Sequence[Schema], page: type[Schema]
) -> HttpResponseBase:
    """All rows of a short list."""
    return _list(request, asked, page, items, len(items))


def some(
    request: HttpRequest,
    asked: Asked,
    items: Sequence[Schema],
    page: type[Schema],
    total: int | None,
    offset: int | None,
) -> HttpResponseBase:
    """Rows in an order of their own; ``offset`` is where the next page begins."""
    return _list(request, asked, page, items, total, offset=offset)


def _list(
    request: HttpRequest, asked: Asked, page: Any, items: Sequence[Schema],
    total: int | None, **turn: int | None,
) -> HttpResponseBase:  # fmt: skip
    link = _next(request, {name: value for name, value in turn.items() if value is not None})
    if wants_csv(request, asked):
        row = get_args(page.model_fields["items"].annotation)[0]
        made = as_csv(request, [list(columns(row)), *(list(cells(item)) for item in items)])
    else:
        made = told(request, page(items=items, next=link, total=total))
    if link:
        made["Link"] = f'<{link}>; rel="next"'
    patch_vary_headers(made, ["Accept"])
    return made


def _next(request: HttpRequest, turn: dict[str, int]) -> str | None:
    if not turn:
        return None
    query = request.GET.copy()
    for name, value in turn.items():
        query[name] = str(value)
    return address(f"{request.path}?{query.urlencode()}")


def wants_csv(request: HttpRequest, asked: Asked) -> bool:
    """Whether it is asked for by ``?format=``, or else by the Accept header."""
    if asked.format:
        return asked.format == "csv"
    return request.get_preferred_type([JSON, CSV]) == CSV


def as_csv(request: HttpRequest, rows: Iterable[Sequence[str]]) -> HttpResponseBase:
    """Rows as CSV of which no cell begins a formula."""
    made = answer(request, csv_text(rows), f"{CSV}; charset=utf-8")
    if made.status_code == 200:
        name = request.path.rstrip("/").removeprefix("/api/v1/").replace("/", "-")
        made["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return made


def columns(row: type[Schema], before: str = "") -> Iterator[str]:
    """The names of a row's columns; those of a part stand behind its name and a point."""
    for name, field in row.model_fields.items():
        part = _part(field.annotation)
        if part is not None:
            yield from columns(part, f"{before}{name}.")
        elif not _many(field.annotation):
            yield before + name


def cells(item: Schema | None, row: type[Schema] | None = None) -> Iterator[str]:
    """What stands in them; lists have no place in a row."""
    row = row or type(item)  # type: ignore[assignment]
    assert row is not None
    said = item.model_dump(mode="json") if item is not None else {}
    for name, field in row.model_fields.items():
        part = _part(field.annotation)
        if part is not None:
            yield from cells(getattr(item, name, None), part)
        elif not _many(field.annotation):
            yield _text(said.get(name))


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _part(annotation: Any) -> type[Schema] | None:
    kinds = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return next((k for k in kinds if isinstance(k, type) and issubclass(k, Schema)), None)


def _many(annotation: Any) -> bool:
    return get_origin(annotation) in (list, dict)


def answer(request: HttpRequest, data: bytes, media: str) -> HttpResponseBase:
    """The bytes, or 304 if they are known."""
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    made: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if made is None:
        made = HttpResponse(data, content_type=media)
        made["ETag"] = etag
    return content(made)
