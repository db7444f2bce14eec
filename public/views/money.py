"""Where the money goes: a year of all departments or of one region, and down to each code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from public.core.spent import Row
from public.kept import EVERYTHING, body_scope, kept
from public.languages import address
from public.models import KINDS, Body, Paper, Project, Spending
from public.spending import A_PAGE, Asked, Names, levels, over_years, spenders, tree_of
from public.views.answers import page, reads
from public.views.spent import Shown, Told, extent_told, lines_of, one_extent

FUNCTION, ECON = Spending.Scheme.FUNCTION, Spending.Scheme.ECON
#: How many departments the page of a year shows.
LARGEST = 15


# -- a year --------------------------------------------------------------------------------------


@reads
@kept(EVERYTHING)
def overview(
    request: HttpRequest, year: int | None = None, kind: str = "", region: int | None = None
) -> HttpResponse:
    """A year of all departments or of a region; the newest where none is named."""
    pairs = _pairs()
    if year is None:
        if not pairs:
            return page(request, "public/money_none.html", {"section": "money"})
        year, kind = pairs[0]
    asked = _asked(year, kind, region, pairs)
    context = {
        **_around(asked, pairs, "money-year"),
        "sums": _sums(asked),
        "functions": _told(asked, FUNCTION),
        "economic": _told(asked, ECON),
        "largest": _largest(asked),
        "there": _there(asked.year),
        "functions_href": link("money-by", asked, FUNCTION),
        "economic_href": link("money-by", asked, ECON),
    }
    return page(request, "public/money.html", context)


@reads
@kept(EVERYTHING)
def by_scheme(
    request: HttpRequest, year: int, kind: str, scheme: str, region: int | None = None
) -> HttpResponse:
    """The classes of a classification."""
    pairs = _pairs()
    asked = _asked(year, kind, region, pairs)
    context = {
        **_around(asked, pairs, "money-by", scheme),
        **_scheme(scheme),
        "told": _told(asked, scheme),
        "sums": _sums(asked),
    }
    return page(request, "public/money_by.html", context)


@reads
@kept(EVERYTHING)
def by_code(
    request: HttpRequest,
    year: int,
    kind: str,
    scheme: str,
    code: str,
    number: int = 1,
    region: int | None = None,
) -> HttpResponse:
    """A class, group or item: what is beneath it, and which departments spend it."""
    pairs = _pairs()
    asked = _asked(year, kind, region, pairs)
    told = _told(asked, scheme, code)
    if not told:
        raise Http404("没有这个科目的支出")
    path = levels(code)
    names = Names(scheme, year, asked.spendings(scheme, code), path)
    listed = spenders(asked.spendings(scheme, code))
    pages = Paginator(listed, A_PAGE)
    if not 1 <= number <= pages.num_pages:
        raise Http404("没有这一页")
    context = {
        **_around(asked, pairs, "money-code", scheme, code),
        **_scheme(scheme),
        "told": told,
        "code": code,
        "name": names[code],
        "above": [(c, names[c], link("money-code", asked, scheme, c)) for c in path[:-1]],
        "by_href": link("money-by", asked, scheme),
        "pages": pages.page(number),
        "spenders": _spenders(asked, pages.page(number), sum(t.tree.whole.total for t in told)),
        "turn": link("money-code", asked, scheme, code),
    }
    return page(request, "public/money_code.html", context)


@reads
@kept(EVERYTHING)
def over(request: HttpRequest, scheme: str, code: str) -> HttpResponse:
    """A code over the years, budgets and finals; each leads to its page."""
    pairs = _pairs()
    found = over_years(pairs, scheme, code)
    if not found:
        raise Http404("没有这个科目的支出")
    newest = next(iter(found))
    rows = Asked(*newest[:2]).spendings(scheme, code)
    labels, most = dict(KINDS), max(amounts.total for amounts in found.values())
    context = {
        **_scheme(scheme),
        "code": code,
        "name": Names(scheme, newest[0], rows, [code])[code],
        "rows": [
            (year, labels[kind], extent_told(extent)[0], amounts,
             link("money-code", Asked(year, kind), scheme, code),
             round(100 * max(amounts.total, 0) / most, 2) if most > 0 else 0)
            for (year, kind, extent), amounts in found.items()
        ],
        "section": "money",
    }  # fmt: skip
    return page(request, "public/money_over.html", context)


# -- a department ----------------------------------------------------------------------------------


@reads
@kept(body_scope)
def department(request: HttpRequest, pk: int, year: int, kind: str = "") -> HttpResponse:
    """Where the money of one department or unit goes, by both classifications."""
    body = get_object_or_404(Body.objects.select_related("parent"), pk=pk)
    papers = {p.kind: p for p in Paper.objects.filter(body=body, year=year, current=True)}
    paper = papers.get(kind) if kind else papers.get("final") or papers.get("budget")
    if paper is None:
        raise Http404("没有这一年的材料")
    asked = Asked(year, paper.kind)
    context = {
        "body": body,
        "paper": paper,
        "kinds": [(key, label) for key, label in KINDS if key in papers],
        "functions": _of_paper(paper, asked, FUNCTION),
        "economic": _of_paper(paper, asked, ECON),
        "section": "departments",
    }
    return page(request, "public/department_money.html", context)


def _of_paper(paper: Paper, asked: Asked, scheme: str) -> list[Told]:
    """The whole tree of a paper.  A line leads to all departments that spend by its code, where
    the paper is among those that are added up.
    """
    extent, tree = tree_of(paper, scheme)
    if not tree.finest:
        return []
    own = Spending.objects.filter(paper=paper, scheme=scheme)
    names = Names(scheme, paper.year, own, tree.by_code)
    rows = [
        Row(row.code, row.amounts, tree.whole.total)  # all shares of the whole
        for row in tree.walk()
    ]
    whole = paper.body.parent_id is None
    links = {row.code: link("money-code", asked, scheme, row.code) for row in rows}
    shown = lines_of(rows, names, links, tree=True)
    if not whole:
        shown = [Shown(s.code, s.name, "", s.row, s.bar, s.depth) for s in shown]
    finest = [s for s in shown if s.code in tree.finest]
    return [one_extent(extent, tree, shown, finest)]


# -- parts -----------------------------------------------------------------------------------------


def link(name: str, asked: Asked, *rest: object) -> str:
    """The address of a page of money, of all departments or of the region that is asked for."""
    if asked.region is None:
        return address(name, asked.year, asked.kind, *rest)
    return address(f"{name}-in", asked.year, asked.kind, asked.region, *rest)


def _pairs() -> list[tuple[int, str]]:
    """Years and kinds of which a department published anything, the newest first."""
    rows = Paper.objects.filter(current=True, body__parent=None).order_by()
    order = [key for key, _label in KINDS]
    found = set(rows.values_list("year", "kind").distinct())
    return sorted(found, key=lambda pair: (-pair[0], -order.index(pair[1])))


def _asked(year: int, kind: str, region: int | None, pairs: list[tuple[int, str]]) -> Asked:
    if (year, kind) not in pairs:
        raise Http404("没有这一年的材料")
    return Asked(year, kind, region)


def _around(asked: Asked, pairs: list[tuple[int, str]], name: str, *rest: object) -> dict[str, Any]:
    """Ways to other years, kinds and regions.  Another year may not have a code: its classes do."""
    short = ("money-by", rest[:1]) if name == "money-code" else (name, rest)
    regions = dict(
        Body.objects.filter(parent=None)
        .exclude(region_id=None)
        .order_by("region", "region_id")
        .values_list("region_id", "region")
    )
    if asked.region is not None and asked.region not in regions:
        raise Http404("没有这个地区")
    ways = [
        (
            one,
            None if one is None else regions[one],
            link(short[0], Asked(asked.year, asked.kind, one), *short[1]),
        )
        for one in (None, *regions)
    ]
    labels = dict(KINDS)
    return {
        "asked": asked,
        "kind_label": labels[asked.kind],
        "region": regions.get(asked.region) if asked.region is not None else None,
        "regions": ways if len(regions) > 1 else [],
        "turns": [
            (year, labels[kind], link(short[0], Asked(year, kind, asked.region), *short[1]),
             (year, kind) == (asked.year, asked.kind))
            for year, kind in pairs
        ],
        "year_href": link("money-year", asked),
        "section": "money",
    }  # fmt: skip


def _scheme(scheme: str) -> dict[str, Any]:
    names = {FUNCTION: _("按功能分类"), ECON: _("按经济分类")}
    return {"scheme": scheme, "scheme_name": names[Spending.Scheme(scheme)]}


def _sums(asked: Asked) -> dict[str, int]:
    """What the departments publish in all."""
    found: dict[str, int] = asked.papers().aggregate(
        count=Count("pk"), **{name: Sum(name) for name in ("spending", "basic", "project")}
    )
    return found


def _told(asked: Asked, scheme: str, code: str = "") -> list[Told]:
    """Every extent of which something is spent, with what is directly beneath a code."""
    trees = asked.trees(scheme, code)
    counts = asked.departments(scheme) if scheme == ECON and trees else {}
    codes = {row.code for tree in trees.values() for row in tree.below(code)}
    names = Names(scheme, asked.year, asked.spendings(scheme, code), codes)
    links = {one: link("money-code", asked, scheme, one) for one in codes}
    found = []
    for extent, tree in trees.items():
        shown = lines_of(tree.below(code), names, links)
        found.append(one_extent(extent, tree, shown, shown, counts.get(extent, 0)))
    return found


def _there(year: int) -> dict[str, bool]:
    """Which other pages of a year have anything to tell."""
    papers = Paper.objects.filter(current=True, body__parent=None, year=year)
    return {
        "execution": papers.filter(spending__isnull=False).exists(),
        "sangong": papers.filter(sangong__isnull=False).exists(),
        "projects": Project.objects.filter(whole=True, year=year).exists(),
    }


def _largest(asked: Asked) -> list[tuple[Paper, float]]:
    """The departments that spend most, and the length of their bars."""
    rows = asked.papers().filter(spending__gt=0).select_related("body")
    found = list(rows.order_by("-spending", "pk")[:LARGEST])
    most = found[0].spending if found else None
    return [(p, round(100 * (p.spending or 0) / most, 2)) for p in found] if most else []


def _spenders(
    asked: Asked, rows: Iterable[Mapping[str, int]], whole: int
) -> list[tuple[Body, int, float | None]]:
    """Departments, what each spends and what share of all that is."""
    listed = list(rows)
    bodies = Body.objects.in_bulk([row["body"] for row in listed])
    return [(bodies[r["body"]], r["sum"], r["sum"] / whole if whole else None) for r in listed]
