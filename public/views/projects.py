"""Projects: those of a year, the largest first, and one with its goals and what became of them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from public.kept import EVERYTHING, kept
from public.languages import address
from public.models import KINDS, Project
from public.views.answers import page, reads

A_PAGE = 50
#: How many indicators of a project the list shows.
SHOWN = 2


@reads
@kept(EVERYTHING)
def projects(
    request: HttpRequest, year: int | None = None, kind: str = "", number: int = 1
) -> HttpResponse:
    """Projects of departments; of the newest year where none is named, of finals where there are
    any.  A unit's projects are part of its department's.
    """
    pairs = _pairs()
    if year is None and pairs:
        year = pairs[0][0]
    if year is None:
        return page(request, "public/projects.html", {"section": "projects"})
    own = [pair for pair in pairs if pair[0] == year and kind in ("", pair[1])]
    if not own:
        raise Http404("没有这一年的项目")
    kind = own[0][1]
    rows = Project.objects.filter(whole=True, year=year, kind=kind).order_by("-size", "id")
    pages = Paginator(rows.select_related("paper__body"), A_PAGE)
    if not 1 <= number <= pages.num_pages:
        raise Http404("没有这一页")
    labels = dict(KINDS)
    context = {
        "year": year,
        "kind_label": labels[kind],
        "scored": kind == "final",
        "pages": pages.page(number),
        "rows": [(p, p.goals[:SHOWN], len(p.goals) - SHOWN) for p in pages.page(number)],
        "turns": [
            (one, labels[key], address("projects-kind", one, key), (one, key) == (year, kind))
            for one, key in pairs
        ],
        "turn": address("projects-kind", year, kind),
        "section": "projects",
    }
    return page(request, "public/projects.html", context)


@reads
@kept(EVERYTHING)
def project(request: HttpRequest, disclosure: int, key: str) -> HttpResponse:
    """One project, as the current paper of a disclosure tells of it."""
    rows = Project.objects.select_related("paper__body__parent")
    here = get_object_or_404(rows, paper__disclosure_id=disclosure, paper__current=True, key=key)
    others = Project.objects.filter(
        paper__body=here.paper.body_id, paper__current=True, name=here.name
    )
    paper = here.paper
    share = here.amount / paper.project if here.amount is not None and paper.project else None
    context = {
        "project": here,
        "paper": paper,
        "body": paper.body,
        "share": share,
        "scored": any(goal["score"] for goal in here.goals),
        "actual": any(goal["actual"] for goal in here.goals),
        "others": others.select_related("paper").order_by("year", "kind"),
        "section": "projects",
    }
    return page(request, "public/project.html", context)


def _pairs() -> list[tuple[int, str]]:
    """Years and kinds of which there are projects, the newest first, finals before budgets."""
    rows = Project.objects.filter(whole=True).order_by()
    found = set(rows.values_list("year", "kind").distinct())
    return sorted(found, key=lambda pair: (-pair[0], pair[1] != "final"))
