"""Papers and bulk files as datasets of a catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from disclosures.core.facts import LABELS
from disclosures.models import Job, Rendition
from public.core.citation import citation
from public.core.linked import Dataset, Download
from public.models import Body, Bulk, Paper

MEDIA = {
    Rendition.Kind.PDF: "application/pdf",
    Rendition.Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Rendition.Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Rendition.Kind.FACTS: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Rendition.Kind.DATA: "application/zip",
    Rendition.Kind.ZIP: "application/zip",
}
#: Papers whose data packages are looked up at once.
AT_ONCE = 500
SITE = "部门预决算公开"


def whole(name: str, *args: Any) -> str:
    """The whole address of a page."""
    return f"{settings.PORTAL_URL}{reverse(name, args=args)}"


def paper_dataset(paper: Paper, files: Iterable[Rendition], size: int | None = None) -> Dataset:
    """A paper, with ``body`` loaded, and its finished files; ``size`` is that of the JSON."""
    page, at = whole("publication", paper.pk), timezone.localtime(paper.published_at).isoformat()
    kind = LABELS["kind"][paper.kind]
    return Dataset(
        url=f"{page}#data",
        page=page,
        title=paper.title,
        about=f"{paper.body.name}{paper.year}年度{kind}公开的全部表格、文字和数据（第{paper.number}版）。"
        "金额以元为单位；每个数字都能查到来历。",
        publisher=paper.body.name,
        year=paper.year,
        issued=at,
        modified=at,
        downloads=(_text(paper, size), *(_file(paper, file) for file in files)),
    )


def _text(paper: Paper, size: int | None) -> Download:
    name = f"{LABELS['kind'][paper.kind]}固定文本（JSON）"
    url = whole("publication-json", paper.pk)
    return Download(url, "application/json", name, paper.sha256, size)


def _file(paper: Paper, file: Rendition) -> Download:
    kind = Rendition.Kind(file.kind)
    url = whole("publication-file", paper.pk, file.kind)
    name = f"{LABELS['kind'][paper.kind]}{kind.label}"
    return Download(url, MEDIA[kind], name, file.sha256, file.size)


def year_dataset(
    body: Body, year: int, papers: Sequence[Paper], packages: Mapping[int, Rendition]
) -> Dataset:
    """One year of a body: its current papers, with their data packages by publication."""
    page = whole("department-year", body.pk, year)
    times = sorted(timezone.localtime(paper.published_at).isoformat() for paper in papers)
    downloads: list[Download] = []
    for paper in papers:
        downloads.append(_text(paper, None))
        if paper.pk in packages:
            downloads.append(_file(paper, packages[paper.pk]))
    return Dataset(
        url=f"{page}#data",
        page=page,
        title=f"{body.name}{year}年度预决算",
        about=f"{body.name}{year}年度公开的预算和决算：全部表格、文字和数据。金额以元为单位。",
        publisher=body.name,
        year=year,
        issued=times[0],
        modified=times[-1],
        downloads=tuple(downloads),
    )


def bulk_dataset(bulk: Bulk, issued: str, modified: str) -> Dataset:
    """All of a year."""
    url = whole("data-bulk", bulk.year)
    name = f"{bulk.year}年度数据包"
    return Dataset(
        url=f"{whole('data')}#year-{bulk.year}",
        page=whole("data"),
        title=f"{bulk.year}年度部门预决算公开数据",
        about=f"{bulk.year}年度全部现行的公开材料、各表的每一个数、填报数据、按科目的支出和项目。"
        "Frictionless Data Package v2，金额以元为单位。",
        publisher=SITE,
        year=bulk.year,
        issued=issued,
        modified=modified,
        downloads=(Download(url, "application/zip", name, bulk.sha256, bulk.size),),
    )


def cite(paper: Paper) -> str:
    """The citation of a paper, with ``body`` loaded."""
    return citation(
        who=paper.body.name,
        title=paper.title,
        number=paper.number,
        day=timezone.localdate(paper.published_at),
        address=whole("publication", paper.pk),
    )


def packages(papers: Sequence[Paper]) -> dict[int, Rendition]:
    """Publication → its data package, of those that have one."""
    found: dict[int, Rendition] = {}
    for start in range(0, len(papers), AT_ONCE):
        keys = [paper.pk for paper in papers[start : start + AT_ONCE]]
        rows = Rendition.objects.filter(
            job__publication__in=keys, job__state=Job.State.DONE, kind=Rendition.Kind.DATA
        )
        for file in rows.select_related("job"):
            assert file.job.publication_id is not None
            found[file.job.publication_id] = file
    return found
