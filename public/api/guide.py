"""The page that explains the API: every endpoint, with an answer that it has really given."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import resolve

from public.api.asked import DEEPEST, MOST, MOST_FOUND
from public.api.door import description
from public.api.problems import TITLES
from public.kept import EVERYTHING, kept
from public.models import Paper, Spending
from public.views.answers import page, reads

#: So many rows of a list, and characters of an answer, are shown.
SHOWN, LONGEST = 1, 2500


@dataclass(frozen=True)
class Endpoint:
    """An address of the API, what may be asked there, an example and its answer."""

    path: str
    anchor: str
    summary: str
    about: str
    parameters: list[dict[str, Any]]
    csv: bool
    curl: str
    address: str
    answer: str


@reads
@kept(EVERYTHING)
def guide(request: HttpRequest) -> HttpResponse:
    """The page."""
    paper = Paper.objects.filter(current=True, indexed=True).first()
    spent = Spending.objects.filter(paper=paper).first() if paper else None
    values = _values(paper, spent)
    paths = description()["paths"]
    context = {
        "endpoints": [_endpoint(p, methods["get"], values) for p, methods in paths.items()],
        "problems": TITLES.items(),
        "most": MOST,
        "most_found": MOST_FOUND,
        "deepest": DEEPEST,
        "section": "data",
    }
    return page(request, "public/data_api.html", context)


def _values(paper: Paper | None, spent: Spending | None) -> dict[str, Any]:
    """What stands for the keys of an example."""
    pk = paper.pk if paper else 1
    table = "budget-expenditure" if paper and paper.kind == "budget" else "expenditure"
    code = spent.code[:3] if spent else "205"
    asked = f"limit={SHOWN}"
    return {
        "publication": pk,
        "organisation": paper.body_id if paper else 1,
        "role": table,
        "queries": {
            "organisations": asked,
            "publications": f"current=true&{asked}",
            "facts": f"code={code}&{asked}",
            "projects": asked,
            "search": f"q={paper.body.name if paper else '局'}&{asked}",
            "publications/{id}/facts": f"table={table}&{asked}",
            "publications/{id}/lines": asked,
        },
    }


def _endpoint(path: str, operation: dict[str, Any], values: dict[str, Any]) -> Endpoint:
    short = path.removeprefix("/api/v1/")
    key = "organisation" if short.startswith("organisations") else "publication"
    example = path.replace("{id}", str(values[key])).replace("{role}", values["role"])
    query = values["queries"].get(short, "")
    address = f"{example}?{QueryDict(query).urlencode()}" if query else example
    return Endpoint(
        path=path,
        anchor=short.replace("/", "-").replace("{", "").replace("}", "") or "start",
        summary=operation["summary"],
        about=operation.get("description", ""),
        parameters=[_parameter(p) for p in operation["parameters"]],
        csv="text/csv" in operation["responses"]["200"]["content"],
        curl=f"curl {shlex.quote(settings.PORTAL_URL + address)}",
        address=address,
        answer=_answer(example, query),
    )


def _parameter(told: dict[str, Any]) -> dict[str, Any]:
    schema = told["schema"]
    kinds = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    words = [_kind(one) for one in kinds]
    return {
        "name": told["name"],
        "path": told["in"] == "path",
        "required": told["required"],
        "kind": "、".join(words),
        "default": schema.get("default"),
        "about": told.get("description", ""),
    }


def _kind(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    name = {"integer": "整数", "boolean": "true | false", "string": "文字"}[schema["type"]]
    if schema.get("format") == "date-time":
        return "日期时间"
    low, high = schema.get("minimum"), schema.get("maximum")
    return f"{name} {low}–{high}" if high is not None and high < 10_000 else name


def _answer(path: str, query: str) -> str:
    """What the endpoint answers now, shortened; "" where there is nothing yet."""
    asking = HttpRequest()
    asking.method, asking.path = "GET", path
    asking.GET = QueryDict(query)
    match = asking.resolver_match = resolve(path)
    try:
        answer = match.func(asking, *match.args, **match.kwargs)
    except Http404:
        return ""
    if answer.status_code != 200:
        return ""
    text = json.dumps(_short(json.loads(answer.content)), ensure_ascii=False, indent=2)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n…"


def _short(value: Any) -> Any:
    """The same with the first rows of long lists only."""
    if isinstance(value, list):
        return [_short(one) for one in value[: 2 if value and isinstance(value[0], dict) else 8]]
    return {k: _short(v) for k, v in value.items()} if isinstance(value, dict) else value
