"""Open data: what there is, the files of a year, and the catalogue."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import Count, Max, Min
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response

from public.core.linked import Dataset, Node, agent, chinese, dcat, jsonld, turtle
from public.datasets import SITE, bulk_dataset, packages, whole, year_dataset
from public.kept import EVERYTHING, kept
from public.models import Bulk, Paper
from public.views.answers import content, page, reads
from public.views.sharing import open_to_all

FORMS = {
    "jsonld": (jsonld, "application/ld+json; charset=utf-8"),
    "ttl": (turtle, "text/turtle; charset=utf-8"),
}


@reads
@kept(EVERYTHING)
def data(request: HttpRequest) -> HttpResponse:
    """What there is, in which forms, and how to verify and cite it."""
    years = _years()
    context = {
        "bulks": [{"bulk": bulk, "count": years[bulk.year]["count"]} for bulk in _ready(years)],
        "datasets": [_bulk(bulk, years) for bulk in _ready(years)],
        "example": Paper.objects.filter(current=True).select_related("body").first(),
        "section": "data",
    }
    return page(request, "public/data.html", context)


@reads
@open_to_all
def bulk(request: HttpRequest, year: int) -> HttpResponseBase:
    """The data package of a year."""
    found = Bulk.objects.ready().filter(year=year).first() if year < 10_000 else None
    if found is None:
        raise Http404("没有这一年的数据包，或者正在重做")
    etag = f'"{found.sha256}"'
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        name = f"disclosures-{year}.zip"
        answer = FileResponse(found.file.open("rb"), as_attachment=True, filename=name)
        answer["Content-Length"] = str(found.size)
        answer["ETag"] = etag
    return content(answer)


@reads
@open_to_all
@kept(EVERYTHING)
def catalogue(request: HttpRequest, form: str) -> HttpResponseBase:
    """DCAT 3: the files of all years, the catalogue of each year, and the API."""
    years = _years()
    node: Node = {
        **_catalog(whole("data-catalogue"), "部门预决算公开数据目录", _last(years)),
        "dcat:dataset": [dcat(_bulk(bulk, years)) for bulk in _ready(years)],
        "dcat:catalog": [{"@id": whole("data-year-catalogue", year)} for year in years],
        "dcat:service": {
            "@id": whole("api-start"),
            "@type": "dcat:DataService",
            "dct:title": chinese("部门预决算公开数据接口"),
            "dcat:endpointURL": {"@id": whole("api-start")},
            "dcat:endpointDescription": {"@id": whole("api-openapi")},
        },
    }
    return _written(node, form)


@reads
@open_to_all
@kept(EVERYTHING)
def year_catalogue(request: HttpRequest, year: int, form: str) -> HttpResponseBase:
    """DCAT 3: a dataset for each body that published anything of that year."""
    papers = _of_year(year) if year < 10_000 else []
    if not papers:
        raise Http404("没有这一年的材料")
    files = packages(papers)
    last = max(paper.published_at for paper in papers)
    datasets: list[Dataset] = []
    for _, group in groupby(papers, key=lambda paper: paper.body_id):
        own = list(group)
        datasets.append(year_dataset(own[0].body, year, own, files))
    about = _catalog(whole("data-year-catalogue", year), f"{year}年度部门预决算数据目录", last)
    return _written({**about, "dcat:dataset": [dcat(one) for one in datasets]}, form)


def _of_year(year: int) -> list[Paper]:
    rows = Paper.objects.filter(current=True, year=year).select_related("body")
    return list(rows.order_by("body_id", "kind", "pk").defer("figures", "quality"))


def _catalog(url: str, title: str, modified: Any) -> Node:
    found: Node = {
        "@id": url,
        "@type": "dcat:Catalog",
        "dct:title": chinese(title),
        "dct:description": chinese(
            "各部门公开的预算和决算。每个数字都能查到来历，能核对，能下载。"
        ),
        "dct:publisher": agent(SITE),
        "foaf:homepage": {"@id": whole("data")},
    }
    if modified is not None:
        at = timezone.localtime(modified).isoformat()
        found["dct:modified"] = {"@value": at, "@type": "xsd:dateTime"}
    return found


def _written(node: Node, form: str) -> HttpResponseBase:
    write, media = FORMS[form]
    return content(HttpResponse(write(node), content_type=media))


def _years() -> dict[int, dict[str, Any]]:
    """Year → how many current papers, and when the first and the last was published."""
    rows = Paper.objects.filter(current=True).order_by().values("year")
    told = rows.annotate(count=Count("pk"), first=Min("published_at"), last=Max("published_at"))
    return {row["year"]: dict(row) for row in told.order_by("-year")}


def _last(years: dict[int, dict[str, Any]]) -> Any:
    return max((row["last"] for row in years.values()), default=None)


def _ready(years: dict[int, dict[str, Any]]) -> list[Bulk]:
    return [bulk for bulk in Bulk.objects.ready() if bulk.year in years]


def _bulk(bulk: Bulk, years: dict[int, dict[str, Any]]) -> Dataset:
    first, last = (timezone.localtime(years[bulk.year][at]) for at in ("first", "last"))
    return bulk_dataset(bulk, first.isoformat(), last.isoformat())
