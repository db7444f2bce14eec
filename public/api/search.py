"""What the API's search finds."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from public.models import Body, Paper, Project


@dataclass(frozen=True)
class Found:
    """Something that was found: an organisation, publication or project, and its page."""

    kind: str
    pk: int
    name: str
    about: str
    page: str


def find(q: str, kind: str | None = None, limit: int = 20, offset: int = 0) -> list[Found]:
    """What has every word of ``q`` in its name: bodies, then papers, then projects."""
    makers = {"organisation": _bodies, "publication": _papers, "project": _projects}
    found = (
        one
        for name, maker in makers.items()
        if kind in (None, name)
        for one in maker(q.split(), offset + limit)
    )
    return list(islice(found, offset, offset + limit))


def _bodies(words: list[str], most: int) -> list[Found]:
    rows = _with(Body.objects.select_related("parent"), "name", words)
    return [
        Found("organisation", b.pk, b.name, b.parent.name if b.parent else b.region, _page(b))
        for b in rows.order_by("pk")[:most]
    ]


def _papers(words: list[str], most: int) -> list[Found]:
    rows = _with(Paper.objects.filter(current=True).select_related("body"), "title", words)
    return [
        Found("publication", p.pk, p.title, f"{p.body.name} {p.year}", _paper_page(p.pk))
        for p in rows.order_by("-pk")[:most]
    ]


def _projects(words: list[str], most: int) -> list[Found]:
    rows = _with(Project.objects.select_related("paper__body"), "name", words)
    return [
        Found("project", p.pk, p.name, p.paper.title, _paper_page(p.paper_id))
        for p in rows.order_by("-pk")[:most]
    ]


def _with(rows: QuerySet[Any], field: str, words: list[str]) -> QuerySet[Any]:
    for word in words:
        rows = rows.filter(**{f"{field}__icontains": word})
    return rows


def _page(body: Body) -> str:
    return reverse("department", args=[body.pk])


def _paper_page(pk: int) -> str:
    return reverse("publication", args=[pk])
