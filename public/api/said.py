"""Rows of the database → what the API says of them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from ninja import Schema

from disclosures.core.document import PrintedTable
from disclosures.core.facts import LABELS
from disclosures.core.money import Unit, show
from disclosures.models import Job, Publication, Rendition
from disclosures.render.data.lines import LINES
from disclosures.render.data.rows import FACTS, table_rows
from public.api import rows
from public.api.answers import address
from public.core.figures import Reading
from public.datasets import cite
from public.models import Body, Paper, Project, Spending


def yuan(fen: int | None) -> str | None:
    """分 as 元, e.g. 1234.50."""
    return None if fen is None else show(fen, Unit.YUAN, grouped=False)


def url(name: str, *args: Any) -> str:
    """The whole address of an endpoint or page."""
    return address(reverse(name, args=args))


def place(body: Body) -> rows.Place:
    """A body by its name."""
    return rows.Place(id=body.pk, name=body.name)


def region(body: Body) -> rows.Place | None:
    """The region of a body."""
    return rows.Place(id=body.region_id, name=body.region) if body.region_id else None


def organisation(body: Body) -> dict[str, Any]:
    """A body, with ``parent`` loaded."""
    return {
        "id": body.pk,
        "name": body.name,
        "code": body.code,
        "parent": place(body.parent) if body.parent else None,
        "region": region(body),
        "page": url("department", body.pk),
        "url": url("api-organisation", body.pk),
    }


def publication(paper: Paper) -> dict[str, Any]:
    """A paper, with ``body`` loaded; of one that was withdrawn no figure."""
    public = paper.withdrawn_at is None
    return {
        "id": paper.pk,
        "title": paper.title,
        "organisation": place(paper.body),
        "region": region(paper.body),
        "year": paper.year,
        "kind": paper.kind,
        "kind_name": LABELS["kind"][paper.kind],
        "number": paper.number,
        "current": paper.current,
        "published_at": timezone.localtime(paper.published_at),
        "supersedes": paper.supersedes_id,
        "why": paper.why if public else "",
        "withdrawn_at": paper.withdrawn_at and timezone.localtime(paper.withdrawn_at),
        "withdrawn_why": paper.withdrawn_why,
        "sha256": paper.sha256,
        "figures": figures(paper.figures) if public and paper.figures else None,
        "page": url("publication", paper.pk),
        "url": url("api-publication", paper.pk),
    }


def figures(found: dict[str, int]) -> rows.Figures:
    """Headline amounts."""
    return rows.Figures(**{name: yuan(fen) for name, fen in found.items()})


def detail(
    paper: Paper, frozen: Publication, versions: list[Paper], job: Job | None
) -> rows.PublicationDetail:
    """All of a publication."""
    about = publication(paper)
    if not paper.figures:
        about["figures"] = figures(Reading(frozen.document).figures)
    return rows.PublicationDetail(
        **about,
        form_set=frozen.form_set,
        rules=frozen.rules,
        citation=cite(paper),
        files=files(paper, frozen, job),
        versions=[version(one) for one in versions],
        projects=f"{url('api-projects')}?publication={paper.pk}",
        tables=url("api-tables", paper.pk),
        facts=url("api-facts", paper.pk),
        lines=url("api-lines", paper.pk),
    )


def version(paper: Paper) -> rows.Version:
    """A version among its others."""
    return rows.Version(
        id=paper.pk,
        number=paper.number,
        published_at=timezone.localtime(paper.published_at),
        withdrawn_at=paper.withdrawn_at and timezone.localtime(paper.withdrawn_at),
        url=url("api-publication", paper.pk),
    )


def files(paper: Paper, frozen: Publication, job: Job | None) -> list[rows.File]:
    """The frozen text, then the finished files; ``job`` with its renditions loaded."""
    text = rows.File(
        kind="json",
        name="固定文本（JSON）",
        url=url("publication-json", paper.pk),
        size=len(frozen.json.encode()),
        sha256=frozen.sha256,
    )
    done = job.renditions.all() if job and job.state == Job.State.DONE else []
    others = [file for file in done if file.kind != Rendition.Kind.JSON]
    return [text, *(_file(paper, file) for file in others)]


def _file(paper: Paper, file: Rendition) -> rows.File:
    return rows.File(
        kind=file.kind,
        name=Rendition.Kind(file.kind).label,
        url=url("publication-file", paper.pk, file.kind),
        size=file.size,
        sha256=file.sha256,
    )


def table_about(pk: int, table: PrintedTable) -> dict[str, Any]:
    """A table of the publication with that key."""
    return {
        "role": table.role,
        "code": table.code,
        "title": table.title,
        "unit": table.unit,
        "rows": len(table.lines),
        "columns": len(table.columns),
        "page": url("publication-table", pk, table.role),
        "url": url("api-table", pk, table.role),
    }


def table(pk: int, printed: PrintedTable) -> rows.Table:
    """It with all that it says."""
    called, *body = table_rows(printed)
    head = [
        rows.Column(id=column.id, label=label, type=column.type)
        for column, label in zip(printed.columns, called, strict=True)
    ]
    return rows.Table(
        **table_about(pk, printed),
        publication=pk,
        explanation=printed.explanation,
        notes=list(printed.notes),
        head=head,
        body=[
            rows.Row(keys=[row.key for row in line.rows if row.key], values=values)
            for line, values in zip(printed.lines, body, strict=True)
        ],
    )


def fact(row: list[str]) -> rows.Fact:
    """A row of ``facts.csv``."""
    return rows.Fact.model_validate(dict(zip(FACTS, row, strict=True)))


def line(row: list[str]) -> Schema:
    """A row of ``lines.csv``."""
    found: Schema = rows.Line.model_validate(dict(zip(LINES, row, strict=True)))
    return found


def spending(spent: Spending) -> rows.Spending:
    """A spending, with ``paper.body`` loaded."""
    parted = spent.scheme == Spending.Scheme.FUNCTION
    total = yuan(spent.total)
    assert total is not None
    return rows.Spending(
        **_of(spent.paper),
        scheme=spent.scheme,
        code=spent.code,
        name=spent.name,
        extent=spent.extent,
        whole=spent.whole,
        total=total,
        basic=yuan(spent.basic) if parted else None,
        project=yuan(spent.project) if parted else None,
    )


def project(found: Project) -> rows.Project:
    """A project, with ``paper.body`` loaded."""
    return rows.Project(
        **_of(found.paper),
        id=found.pk,
        name=found.name,
        amount=yuan(found.amount),
        score=found.score,
        goals=[
            rows.Goal(**{n: str(goal.get(n) or "") for n in rows.Goal.model_fields})
            for goal in found.goals
        ],
    )


def _of(paper: Paper) -> dict[str, Any]:
    return {
        "publication": rows.Place(id=paper.pk, name=paper.title),
        "organisation": place(paper.body),
        "year": paper.year,
        "kind": paper.kind,
    }
