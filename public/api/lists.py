"""Lists of the API over all publications."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Path, Query, Router

from disclosures.core.facts import LABELS
from public.api import rows, said
from public.api.answers import address, listed, some, told, whole
from public.api.asked import (
    DEEPEST,
    MOST,
    Asked,
    Key,
    OrganisationsAsked,
    ProjectsAsked,
    PublicationsAsked,
    SearchAsked,
    SeasonsAsked,
    SpendingAsked,
)
from public.api.described import LIST, ONE
from public.api.search import find
from public.models import Body, Bulk, Expected, Paper, Project, Spending

router = Router()
VERSION = "1.0.0"
ENDPOINTS = ("organisations", "seasons", "publications", "facts", "projects", "search", "bulk")
LICENCE = "国家机关公开的文件，依《著作权法》第五条不受著作权保护，可自由使用"


@router.get("/", response=ONE(rows.Start), url_name="start", summary="从这里开始")
def start(request: HttpRequest) -> HttpResponseBase:
    """接口的版本、许可、约定和各列表的地址。"""
    names = {"facts": "spending"}
    data = rows.Start(
        name="部门预决算公开数据接口",
        version=VERSION,
        licence=LICENCE,
        unit="金额一律为元，精确到分，写作十进制文本",
        most=MOST,
        openapi=said.url("api-openapi"),
        documentation=said.url("data-api"),
        catalogue=said.url("data-catalogue"),
        links={name: said.url(f"api-{names.get(name, name)}") for name in ENDPOINTS},
    )
    return told(request, data)


@router.get(
    "/organisations", response=LIST(rows.Organisations), url_name="organisations",
    summary="部门和单位",
)  # fmt: skip
def organisations(request: HttpRequest, asked: Query[OrganisationsAsked]) -> HttpResponseBase:
    """公开预决算的部门及其下属单位，依编号排列。"""
    found = Body.objects.select_related("parent")
    if asked.q:
        found = found.filter(name__icontains=asked.q)
    if asked.region:
        found = found.filter(_region(asked.region))
    if asked.parent:
        found = found.filter(parent=asked.parent)
    return listed(request, asked, found, _organisation, rows.Organisations)


def _organisation(body: Body) -> rows.Organisation:
    return rows.Organisation(**said.organisation(body))


def _region(text: str, before: str = "") -> Q:
    """By its name, or by its number."""
    by_name = Q(**{f"{before}region": text})
    if text.isascii() and text.isdecimal() and len(text) < 16:
        return by_name | Q(**{f"{before}region_id": int(text)})
    return by_name


@router.get(
    "/organisations/{id}", response=ONE(rows.OrganisationDetail), url_name="organisation",
    summary="一个部门或单位",
)  # fmt: skip
def organisation(request: HttpRequest, id: Path[Key]) -> HttpResponseBase:
    """它的下属单位，和已有公开材料的年度。"""
    body = get_object_or_404(Body.objects.select_related("parent"), pk=id)
    years = Paper.objects.filter(body=body, current=True).order_by().values_list("year", flat=True)
    data = rows.OrganisationDetail(
        **said.organisation(body),
        units=[said.place(unit) for unit in body.units.all()],
        years=sorted(set(years)),
        publications=f"{said.url('api-publications')}?organisation={body.pk}",
    )
    return told(request, data)


@router.get(
    "/seasons", response=LIST(rows.Seasons), url_name="seasons",
    summary="各年应公开多少、已公开多少",
)  # fmt: skip
def seasons(request: HttpRequest, asked: Query[SeasonsAsked]) -> HttpResponseBase:
    """每年每类一条，新的年度在前；含部门和单位。"""
    wanted = {n: v for n, v in (("year", asked.year), ("kind", asked.kind)) if v is not None}
    own = Paper.objects.filter(
        body=OuterRef("body"), year=OuterRef("year"), kind=OuterRef("kind"), current=True
    )
    due = Expected.objects.filter(**wanted).annotate(done=Exists(own)).values("year", "kind")
    counts = due.annotate(
        asked=Count("pk"),
        asked_published=Count("pk", filter=Q(done=True)),
        first_day=Min("publish_by"),
        last_day=Max("publish_by"),
    )
    current = Paper.objects.filter(current=True, **wanted).order_by().values("year", "kind")
    told_of: dict[tuple[int, str], dict[str, Any]] = {}
    for row in (*counts.order_by(), *current.annotate(published=Count("pk"))):
        told_of.setdefault((row["year"], row["kind"]), {}).update(row)
    items = [_season(told_of[key]) for key in sorted(told_of, key=lambda k: (-k[0], k[1]))]
    return whole(request, asked, items, rows.Seasons)


def _season(row: dict[str, Any]) -> rows.Season:
    nothing = {"asked": 0, "asked_published": 0, "published": 0, "first_day": None}
    return rows.Season(
        kind_name=LABELS["kind"][row["kind"]], **{**nothing, "last_day": None, **row}
    )


@router.get(
    "/publications", response=LIST(rows.Publications), url_name="publications",
    summary="公开材料",
)  # fmt: skip
def publications(request: HttpRequest, asked: Query[PublicationsAsked]) -> HttpResponseBase:
    """各版公开材料，新的在前；已撤回的只留下题名、时间和理由。"""
    found = Paper.objects.select_related("body")
    if asked.year:
        found = found.filter(year=asked.year)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.organisation:
        found = found.filter(body=asked.organisation)
    if asked.region:
        found = found.filter(_region(asked.region, "body__"))
    if asked.current is not None:
        found = found.filter(current=asked.current)
    if asked.since:
        found = found.filter(Q(published_at__gte=asked.since) | Q(withdrawn_at__gte=asked.since))
    return listed(request, asked, found, _publication, rows.Publications, newest=True)


def _publication(paper: Paper) -> rows.Publication:
    return rows.Publication(**said.publication(paper))


@router.get(
    "/facts", response=LIST(rows.Spendings), url_name="spending",
    summary="各部门按科目的支出",
)  # fmt: skip
def spending(request: HttpRequest, asked: Query[SpendingAsked]) -> HttpResponseBase:
    """现行公开材料中按功能分类（项）和经济分类（款）的支出，可跨部门、跨年度查。

    部门的数字已含下属单位，因此只列部门的；要下属单位的，用 whole=false。
    """
    found = Spending.objects.filter(whole=asked.whole).select_related("paper__body")
    for name in ("year", "kind", "scheme"):
        if value := getattr(asked, name):
            found = found.filter(**{name: value})
    if asked.organisation:
        found = found.filter(body=asked.organisation)
    if asked.code:
        found = found.filter(**_under(asked.code))
    return listed(request, asked, found, said.spending, rows.Spendings)


def _under(code: str) -> dict[str, str]:
    """Codes that begin so, as a range that an index can be read by."""
    above = str(int(code) + 1).zfill(len(code))
    return {"code__gte": code} | ({"code__lt": above} if len(above) == len(code) else {})


@router.get(
    "/projects", response=LIST(rows.Projects), url_name="projects",
    summary="项目",
)  # fmt: skip
def projects(request: HttpRequest, asked: Query[ProjectsAsked]) -> HttpResponseBase:
    """现行公开材料中的项目，有绩效表的带指标。"""
    found = Project.objects.select_related("paper__body")
    if asked.q:
        found = found.filter(name__icontains=asked.q)
    if asked.publication:
        found = found.filter(paper=asked.publication)
    if asked.organisation:
        found = found.filter(paper__body=asked.organisation)
    for name in ("year", "kind"):
        if value := getattr(asked, name):
            found = found.filter(**{name: value})
    return listed(request, asked, found, said.project, rows.Projects)


@router.get(
    "/search", response=LIST(rows.Founds), url_name="search",
    summary="查找",
)  # fmt: skip
def search(request: HttpRequest, asked: Query[SearchAsked]) -> HttpResponseBase:
    """按字词查找部门和单位、公开材料、项目、功能科目和名词，最相关的在前。"""
    items, total = find(asked.q, asked.kind, asked.limit, asked.offset)
    end = asked.offset + asked.limit
    more = total is None or end < total
    return some(request, asked, items, rows.Founds, total, end if more and end <= DEEPEST else None)


@router.get(
    "/bulk", response=LIST(rows.Bulks), url_name="bulk",
    summary="按年打包的全部数据",
)  # fmt: skip
def bulk(request: HttpRequest, asked: Query[Asked]) -> HttpResponseBase:
    """每年一个数据包（Frictionless Data Package v2）。"""
    items = [
        rows.BulkFile(
            year=one.year,
            url=address(reverse("data-bulk", args=[one.year])),
            size=one.size,
            sha256=one.sha256,
        )
        for one in Bulk.objects.ready()
    ]
    return whole(request, asked, items, rows.Bulks)
