"""Every route of the public site, with what stands in its address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, reverse

from disclosures.models import Publication
from public.models import Body, Paper, Project, Spending
from public.urls import urlpatterns

Address = tuple[str, str]


def addresses(*, pk: int | None = None) -> Iterator[Address]:
    """Name and address of every route, of the first publication or of the one named."""
    paper = Paper.objects.filter(pk=pk).first() or Paper.objects.filter(current=True).first()
    for route, pattern in flat(urlpatterns):
        wanted = pattern.pattern.converters
        values = {name: _value(name, route, paper, pk) for name in wanted}
        yield str(pattern.name), reverse(str(pattern.name), kwargs=values)


def flat(patterns: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """All routes, those of included lists too."""
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from flat(one.url_patterns, route)
        else:
            yield route.removeprefix("en/"), one


def _value(name: str, route: str, paper: Paper | None, pk: int | None) -> Any:
    """What stands for a parameter: by its name, and for keys by the first word of the route."""
    first = route.partition("/")[0]
    if name in ("pk", "id", "publication", "publication_id"):
        if first == "departments" or "/organisations/" in route:
            return Body.objects.values_list("pk", flat=True).first() or 1
        if first == "projects":
            return Project.objects.values_list("pk", flat=True).first() or 1
        return pk or (paper.pk if paper else Publication.objects.values_list("pk", flat=True)[0])
    code = Spending.objects.values_list("code", flat=True).first() or "201"
    return {
        "year": paper.year if paper else 2021,
        "kind": "pdf" if "filename" in route else (paper.kind if paper else "final"),
        "role": "overview",
        "table": "overview",
        "code": code[:3],
        "scheme": "function",
        "region": 1,
        "order": "change",
        "disclosure": paper.disclosure_id if paper else 1,
        "key": "nothing",
        "section": "pages",
        "number": 0 if route.startswith("sitemap") else 1,
        "rest": "nothing",
        "page": 1,
        "part": 1,
    }[name]
