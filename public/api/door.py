"""The door of the API: every request gets an answer in the API's own shape, errors too."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.operation import Operation
from pydantic.json_schema import models_json_schema

from public.api import lists, publications
from public.api.answers import answer as answered
from public.api.described import completed
from public.api.problems import Problem, faults_of, gone, invalid, problem, unknown
from public.api.publications import Withdrawn
from public.kept import kept, publication_scope
from public.views.sharing import open_to_all

View = Callable[..., HttpResponseBase]
BEFORE = "api/v1/"
METHODS = "GET, HEAD, OPTIONS"
#: How the routes begin that tell of one publication, and its id as it stands in the database.
ONE, KEY = "publications/<id>", re.compile("[1-9][0-9]{0,17}")
ABOUT = (
    "各部门公开的预算和决算。只读，不需要登记。金额一律为元，精确到分，写作十进制文本；"
    "时间为 ISO 8601。列表每页最多 200 条，照 next 翻页；每个回答都有 ETag。"
    "错误一律为 application/problem+json（RFC 9457）。"
)


class Api(NinjaAPI):
    """With the names of its functions as those of its operations: clients are made of them."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of an operation."""
        return operation.view_func.__name__


API = Api(
    title="部门预决算公开数据接口",
    version=lists.VERSION,
    description=ABOUT,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
)
API.add_router("", lists.router)
API.add_router("", publications.router)


@API.exception_handler(ValidationError)
def _wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    match = request.resolver_match
    faults = faults_of(request, error.errors, match.kwargs if match else {})
    return invalid(request, [*faults, *_strange(request)])


@API.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, 404, "没有这一项，或者没有公开。请从列表中取编号。")


@API.exception_handler(Withdrawn)
def _gone(request: HttpRequest, error: Withdrawn) -> HttpResponse:
    return gone(request, error.paper)


@cache
def description() -> dict[str, Any]:
    """The OpenAPI 3.1 description."""
    schema = completed(json.loads(json.dumps(API.get_openapi_schema(path_prefix=BEFORE))))
    _, found = models_json_schema(
        [(Problem, "serialization")], ref_template="#/components/schemas/{model}"
    )
    schema["components"]["schemas"].update(found["$defs"])
    schema["servers"] = [{"url": settings.PORTAL_URL}]
    schema["info"]["license"] = {"name": lists.LICENCE}
    return schema


@cache
def _known() -> dict[str, tuple[str, ...]]:
    """Route → the names that may stand behind its question mark."""
    return {
        route.replace("{", "<").replace("}", ">").lstrip("/"): tuple(
            p["name"] for p in methods["get"]["parameters"] if p["in"] == "query"
        )
        for route, methods in description()["paths"].items()
    }


def _strange(request: HttpRequest) -> list[Any]:
    """What stands there besides."""
    match = request.resolver_match
    known = _known().get(match.route if match else "", ())
    return unknown([name for name in request.GET if name not in known], known)


def openapi(request: HttpRequest) -> HttpResponseBase:
    """The description as JSON."""
    text = json.dumps(description(), ensure_ascii=False)
    return answered(request, text.encode(), "application/json; charset=utf-8")


def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address that there is not."""
    return problem(request, 404, "没有这个地址；有哪些，见 /data/api/ 。")


def door(view: View) -> View:
    """Only reading, and no answer but the API's own."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return _options()
        if request.method not in ("GET", "HEAD"):
            answer = problem(request, 405, f"只能读取：{METHODS}。")
            answer["Allow"] = METHODS
            return answer
        request.method = "GET"  # of a HEAD the server drops the content
        try:
            found = view(request, *args, **kwargs)
            strange = _strange(request) if found.status_code in (200, 304) else []
        except SuspiciousOperation:
            return problem(request, 400, "请求太大或有误，请减少参数。")
        return invalid(request, strange) if strange else found

    return open_to_all(guarded)


def _options() -> HttpResponse:
    answer = HttpResponse(status=204, headers={"Allow": METHODS})
    answer["Access-Control-Allow-Methods"] = METHODS
    answer["Access-Control-Allow-Headers"] = "If-None-Match, Accept"
    answer["Access-Control-Max-Age"] = "86400"
    return answer


def _of_one(view: View) -> View:
    """What tells of one publication is kept, as its pages are."""
    keeping = kept(publication_scope)(view)

    @wraps(view)
    def chosen(request: HttpRequest, **named: str) -> HttpResponseBase:
        return (keeping if KEY.fullmatch(named["id"]) else view)(request, **named)

    return chosen


def _endpoints() -> list[URLPattern]:
    found, _, _ = API.urls
    return [
        path(
            f"{BEFORE}{one.pattern}",
            door(_of_one(one.callback) if str(one.pattern).startswith(ONE) else one.callback),
            name=f"api-{one.name}",
        )
        for one in found
        if isinstance(one, URLPattern) and one.name != "api-root"
    ]


#: All addresses of the API.
ADDRESSES: list[URLPattern] = [
    *_endpoints(),
    path(f"{BEFORE}openapi.json", door(openapi), name="api-openapi"),
    path("api/", door(nowhere), name="api-nowhere"),
    path("api/<path:rest>", door(nowhere), name="api-elsewhere"),
]
