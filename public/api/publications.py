"""One publication in the API: all of it, its tables, figures and lines."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router

from disclosures.core.document import Document
from disclosures.models import Job, Publication
from disclosures.render.data.lines import line_rows
from disclosures.render.data.rows import fact_rows, table_rows
from public.api import rows, said
from public.api.answers import as_csv, sliced, told, wants_csv, whole
from public.api.asked import Asked, FactsAsked, Key, LinesAsked, Name
from public.api.described import GONE_LIST, GONE_ONE
from public.models import Paper

router = Router()


class Withdrawn(Exception):
    """The publication that was asked for is withdrawn."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        super().__init__(paper.pk)


def found(pk: int) -> Paper:
    """A publication that is public.  Http404 and Withdrawn."""
    paper = get_object_or_404(Paper.objects.select_related("body"), pk=pk)
    if paper.withdrawn_at:
        raise Withdrawn(paper)
    return paper


def document_of(pk: int) -> Document:
    """Its Document."""
    return Publication.objects.get(pk=found(pk).pk).document


@router.get(
    "/publications/{id}", response=GONE_ONE(rows.PublicationDetail), url_name="publication",
    summary="一份公开材料",
)  # fmt: skip
def publication(request: HttpRequest, id: Path[Key]) -> HttpResponseBase:
    """主要数据、校验码、文件、各版，和引文。"""
    paper = found(id)
    frozen = Publication.objects.get(pk=id)
    versions = Paper.objects.filter(disclosure_id=paper.disclosure_id).order_by("-number")
    job = Job.objects.filter(publication=id).prefetch_related("renditions").first()
    return told(request, said.detail(paper, frozen, list(versions), job))


@router.get(
    "/publications/{id}/tables", response=GONE_LIST(rows.Tables), url_name="tables",
    summary="一份公开材料有哪些表",
)  # fmt: skip
def tables(request: HttpRequest, id: Path[Key], asked: Query[Asked]) -> HttpResponseBase:
    """依公开表的顺序。"""
    items = [rows.TableAbout(**said.table_about(id, t)) for t in document_of(id).tables]
    return whole(request, asked, items, rows.Tables)


@router.get(
    "/publications/{id}/tables/{role}", response=GONE_LIST(rows.Table), url_name="table",
    summary="一张表",
)  # fmt: skip
def table(
    request: HttpRequest, id: Path[Key], role: Path[Name], asked: Query[Asked]
) -> HttpResponseBase:
    """照公开的样子，逐行逐列；金额为元。"""
    printed = next((t for t in document_of(id).tables if t.role == role), None)
    if printed is None:
        raise Http404("没有这张表")
    if wants_csv(request, asked):
        answer = as_csv(request, table_rows(printed))
    else:
        answer = told(request, said.table(id, printed))
    answer["Vary"] = "Accept"
    return answer


@router.get(
    "/publications/{id}/facts", response=GONE_LIST(rows.Facts), url_name="facts",
    summary="一份公开材料的每一个数",
)  # fmt: skip
def facts(request: HttpRequest, id: Path[Key], asked: Query[FactsAsked]) -> HttpResponseBase:
    """与数据包中的 facts.csv 相同：每个数一行，含未印的零。"""
    _, *every = fact_rows(document_of(id))
    wanted = [row for row in every if asked.table in (None, row[0])]
    return sliced(request, asked, wanted, said.fact, rows.Facts)


@router.get(
    "/publications/{id}/lines", response=GONE_LIST(rows.Lines), url_name="lines",
    summary="一份公开材料之下的填报明细",
)  # fmt: skip
def lines(request: HttpRequest, id: Path[Key], asked: Query[LinesAsked]) -> HttpResponseBase:
    """各表的数由哪些明细加成；照公开表录入的材料没有明细。"""
    _, *every = line_rows(document_of(id))
    wanted = [row for row in every if asked.of in (None, row[1])]
    return sliced(request, asked, wanted, said.line, rows.Lines)
