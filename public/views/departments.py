"""Departments: the register of who published what, a department over the years, one year of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from disclosures.models import Job, Rendition
from public.core.cards import Card, cards
from public.kept import EVERYTHING, body_scope, kept
from public.models import KINDS, Body, Expected, Paper, Project, Spending
from public.views.answers import page, reads

#: How many functions and projects the page of a year shows at first.
SHOWN = 10


@dataclass
class Year:
    """One year of a body: what is published of it, and what is asked for."""

    year: int
    papers: dict[str, Paper] = field(default_factory=dict)
    asked: dict[str, date] = field(default_factory=dict)

    @property
    def states(self) -> list[tuple[str, str, Paper | None, date | None, str]]:
        """Of each kind: its key and name, its paper, the day asked for, and how it stands."""
        return [
            (key, str(label), self.papers.get(key), self.asked.get(key), self._state(key))
            for key, label in KINDS
        ]

    @property
    def told(self) -> list[tuple[str, str, Paper | None, date | None, str]]:
        """The same of kinds of which there is anything to tell."""
        return [state for state in self.states if state[2] or state[3]]

    def _state(self, kind: str) -> str:
        paper, day = self.papers.get(kind), self.asked.get(kind)
        if paper is not None:
            late = day is not None and timezone.localdate(paper.published_at) > day
            return "late" if late and paper.number == 1 else "published"
        if day is None:
            return "none"
        return "overdue" if day < timezone.localdate() else "waiting"


@reads
@kept(EVERYTHING)
def register(request: HttpRequest) -> HttpResponse:
    """Every department, region by region, with what it published in the newest years."""
    bodies = list(Body.objects.filter(parent=None).order_by("region", "code", "name", "pk"))
    years = _newest_years()
    found = _years_of(bodies, years)
    regions: dict[str, list[tuple[Body, list[Year]]]] = defaultdict(list)
    for body in bodies:
        rows = [found[body.pk].get(year) or Year(year) for year in years]
        regions[body.region].append((body, rows))
    context = {"regions": dict(regions), "years": years, "kinds": KINDS, "section": "departments"}
    return page(request, "public/departments.html", context)


@reads
@kept(body_scope)
def department(request: HttpRequest, pk: int) -> HttpResponse:
    """A department or unit over the years."""
    body = get_object_or_404(Body.objects.select_related("parent"), pk=pk)
    years = sorted(_years_of([body])[body.pk].values(), key=lambda y: -y.year)
    context = {
        "body": body,
        "years": years,
        "units": body.units.all(),
        "section": "departments",
        "latest": next((y for y in years if y.papers), None),
    }
    return page(request, "public/department.html", context)


@reads
@kept(body_scope)
def year(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """One year of a department or unit: the headlines, where the money goes, all its papers."""
    body = get_object_or_404(Body.objects.select_related("parent"), pk=pk)
    years = _years_of([body], [year, year - 1])[body.pk]
    here = years.get(year)
    if here is None:
        raise Http404("没有这一年的材料")
    before = years.get(year - 1) or Year(year - 1)
    main = here.papers.get("final") or here.papers.get("budget")
    context = {
        "body": body,
        "year": here,
        "main": main,
        "cards": _cards(main, here, before),
        "functions": _functions(main),
        "projects": _projects(here),
        "others": _all_years(body),
        "downloads": _downloads(here),
        "versions": Paper.objects.filter(body=body, year=year).order_by("kind", "-number"),
        "section": "departments",
    }
    return page(request, "public/year.html", context)


def _all_years(body: Body) -> list[int]:
    """The years of which it published anything."""
    rows = Paper.objects.filter(body=body, current=True).order_by()
    return sorted(set(rows.values_list("year", flat=True)))


def _newest_years(count: int = 2) -> list[int]:
    """The newest years of which anything is asked or published, the newest first."""
    asked = set(Expected.objects.values_list("year", flat=True).distinct())
    told = set(Paper.objects.filter(current=True).values_list("year", flat=True).distinct())
    return sorted(asked | told, reverse=True)[:count]


def _years_of(
    bodies: Iterable[Body], years: Iterable[int] | None = None
) -> dict[int, dict[int, Year]]:
    """Body → year → what is published and asked, by two queries."""
    keys = [body.pk for body in bodies]
    found: dict[int, dict[int, Year]] = {key: {} for key in keys}
    papers = Paper.objects.filter(current=True, body__in=keys).select_related("body__parent")
    asked = Expected.objects.filter(body__in=keys)
    if years is not None:
        papers, asked = papers.filter(year__in=years), asked.filter(year__in=years)
    for paper in papers.order_by("number"):
        own = found[paper.body_id].setdefault(paper.year, Year(paper.year))
        own.papers[paper.kind] = paper
    for one in asked:
        own = found[one.body_id].setdefault(one.year, Year(one.year))
        own.asked[one.kind] = one.publish_by
    return found


def _cards(main: Paper | None, here: Year, before: Year) -> list[Card]:
    if main is None:
        return []
    last = before.papers.get(main.kind)
    plan = here.papers.get("budget") if main.kind == "final" else None
    return cards(
        main.figures,
        last=last.figures if last else {},
        budget=plan.figures if plan else {},
        kind=main.kind,
        year=main.year,
    )


def _functions(main: Paper | None) -> list[Spending]:
    if main is None:
        return []
    own = Spending.objects.filter(paper=main, scheme=Spending.Scheme.FUNCTION)
    return list(own.order_by("-total")[:SHOWN])


def _downloads(here: Year) -> list[tuple[Paper, list[Rendition]]]:
    """The finished files of each paper; its JSON needs none."""
    done = Rendition.objects.filter(job__publication__in=[p.pk for p in here.papers.values()])
    done = done.filter(job__state=Job.State.DONE).exclude(kind=Rendition.Kind.JSON)
    found: dict[int, list[Rendition]] = defaultdict(list)
    for file in done.select_related("job").order_by("pk"):
        assert file.job.publication_id is not None
        found[file.job.publication_id].append(file)
    return [(paper, found[paper.pk]) for paper in here.papers.values()]


def _projects(here: Year) -> list[Project]:
    rows = Project.objects.filter(paper__in=[p.pk for p in here.papers.values()])
    return list(rows.select_related("paper").order_by("-amount", "name")[:SHOWN])
