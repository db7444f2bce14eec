"""The pages of one publication: the whole to be read, each table, how it was made, its files.

Nothing but publications is read.  What is not public answers 404, what was withdrawn 410 with the
reason.  What a publication says never changes, but it may be withdrawn.
"""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from disclosures.core.document import Document, Figure, PrintedTable
from disclosures.core.document.changes import changes
from disclosures.core.tables import Address
from disclosures.models import Job, Publication, Rendition
from disclosures.render.data.rows import csv_text, table_rows
from disclosures.render.web_document import document_html, table_html
from disclosures.render.web_made import explained, made_href, made_html
from disclosures.render.web_text import Chip, chip_of
from public.kept import kept, publication_scope
from public.models import Paper
from public.views.answers import content, page, reads

#: Tables with more cells are shown on their own page only, so that the text comes fast.
INLINE = 420


@reads
@kept(publication_scope)
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """One publication: what it is, its files, and the whole to be read."""
    paper = found(pk)
    if paper.withdrawn_at:
        return gone(request, paper)
    frozen = Publication.objects.get(pk=pk)
    document = frozen.document
    job = Job.objects.filter(publication=pk).prefetch_related("renditions").first()

    context = {
        **about(paper),
        "frozen": frozen,
        "form_set": document.form_set_name or frozen.form_set,
        "job": job,
        "files": _files(job),
        "size": len(frozen.json.encode()),
        # Markup of ``render.web_document``, which escapes every text itself.
        "html": mark_safe(_Told(document).html()),
    }
    return page(request, "public/reading.html", context)


@reads
@kept(publication_scope)
def table(request: HttpRequest, pk: int, role: str) -> HttpResponse:
    """One table as published."""
    paper = found(pk)
    if paper.withdrawn_at:
        return gone(request, paper)
    document = Publication.objects.get(pk=pk).document
    printed = _table_of(document, role)
    places = [t.role for t in document.tables]
    here = places.index(role)
    context = {
        **about(paper),
        "table": printed,
        "tables": document.tables,
        "before": document.tables[here - 1] if here else None,
        "after": document.tables[here + 1] if here + 1 < len(places) else None,
        "html": mark_safe(table_html(printed, lambda at: made_href(at, "made/"), 2)),
    }
    return page(request, "public/table.html", context)


@reads
@kept(publication_scope)
def made(request: HttpRequest, pk: int, role: str) -> HttpResponse:
    """How each figure of a table is made, down to the lines of the ledger."""
    paper = found(pk)
    if paper.withdrawn_at:
        return gone(request, paper)
    document = Publication.objects.get(pk=pk).document
    html = made_html(document, role, places=_place) if _table_of(document, role) else ""
    context = {**about(paper), "table": _table_of(document, role), "html": mark_safe(html)}
    return page(request, "public/made.html", context)


@reads
def table_csv(request: HttpRequest, pk: int, role: str) -> HttpResponseBase:
    """The same as CSV, in 元."""
    paper = found(pk)
    if paper.withdrawn_at:
        return gone(request, paper)
    etag = f'"{paper.sha256}-{role}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        document = Publication.objects.get(pk=pk).document
        data = csv_text(table_rows(_table_of(document, role)))
        answer = HttpResponse(data, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{paper.pk}-{role}.csv"'
        answer["ETag"] = etag
    return content(answer)


@reads
@kept(publication_scope)
def difference(request: HttpRequest, pk: int) -> HttpResponse:
    """What a version says otherwise than the one it corrects, or than that of ``?from=`` number.

    Both must be public: what was withdrawn is not to be read here either.
    """
    paper = found(pk)
    if paper.withdrawn_at:
        return gone(request, paper)
    asked = request.GET.get("from", "")
    older = Paper.objects.filter(disclosure_id=paper.disclosure_id, withdrawn_at=None)
    older = older.filter(number__lt=paper.number)
    if asked.isascii() and asked.isdecimal() and len(asked) < 6:
        previous = get_object_or_404(older, number=int(asked))
    else:
        previous = get_object_or_404(older, pk=paper.supersedes_id)
    texts = {one.pk: one for one in Publication.objects.filter(pk__in=(paper.pk, previous.pk))}
    context = {
        "paper": paper,
        "previous": previous,
        "changes": changes(texts[previous.pk].document, texts[paper.pk].document),
    }
    return page(request, "public/changes.html", context)


@reads
def document_json(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The canonical JSON, byte for byte what was signed: its SHA-256 is the check code."""
    paper = found(pk)
    if paper.withdrawn_at:
        return gone(request, paper)
    answer = get_conditional_response(request, etag=f'"{paper.sha256}"')
    if answer is None:
        text = Publication.objects.get(pk=pk).json
        answer = HttpResponse(text.encode(), content_type="application/json; charset=utf-8")
        answer["ETag"] = f'"{paper.sha256}"'
    return content(answer)


@reads
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """A file of a publication."""
    paper = found(pk)
    if paper.withdrawn_at:
        return gone(request, paper)
    within = Rendition.objects.filter(job__publication=pk, job__state=Job.State.DONE, kind=kind)
    rendition = within.order_by("-pk").first()
    if rendition is None:
        raise Http404("没有这个文件")
    etag = f'"{rendition.sha256}"'
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = FileResponse(
            rendition.file.open("rb"), as_attachment=kind != "pdf", filename=rendition.name
        )
        answer["ETag"] = etag
    return content(answer)


def found(pk: int) -> Paper:
    """A publication that is or was public; else 404."""
    return get_object_or_404(Paper.objects.select_related("body__parent"), pk=pk)


def about(paper: Paper) -> dict[str, Any]:
    """What the pages of a publication say of it: its versions, and which one counts."""
    versions = list(Paper.objects.filter(disclosure_id=paper.disclosure_id).order_by("-number"))
    public = [one for one in versions if one.withdrawn_at is None]
    newer = next((one for one in public if one.number > paper.number), None)
    older = next((one for one in public if one.pk == paper.supersedes_id), None)
    return {"paper": paper, "versions": versions, "newer": newer, "older": older}


def _table_of(document: Document, role: str) -> PrintedTable:
    found = next((t for t in document.tables if t.role == role), None)
    if found is None:
        raise Http404("没有这张表")
    return found


def _place(id_: str) -> str:
    """Where a piece of the document is read, from a page of ``made``."""
    return f"../../../#{id_}"


class _Told:
    """A document being read, whose figures lead to how they are made."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.explained = {t.role: explained(document, t.role) for t in document.tables}

    def html(self) -> str:
        return document_html(self.document, chips=self._chip, table=self._table)

    def _table(self, printed: PrintedTable) -> str:
        """A small table as it is; of a large one what it is called, and where it stands."""
        if len(printed.lines) * len(printed.columns) <= INLINE:
            return table_html(printed, self._made)
        return _table_link(printed)

    def _chip(self, figure: Figure) -> Chip:
        """What a figure of a sentence is; where one cell stands behind it, a link to that."""
        chip = chip_of(figure)
        cells = [cell for source in figure.sources if source.of == "this" for cell in source.cells]
        known = [cell for cell in cells if cell in self.explained.get(cell.table, ())]
        return Chip(chip.told, self._made(known[0])) if known else chip

    def _made(self, at: Address) -> str:
        return made_href(at, f"tables/{at.table}/made/")


def _table_link(printed: PrintedTable) -> str:
    """The heading of a table that is read on its own page."""
    name = " ".join(filter(None, (printed.code, printed.title)))
    return format_html(
        '<section class="sheet" id="table-{role}"><h3>{title}</h3>'
        '<p class="why"><a class="file" href="tables/{role}/">'
        "{name}：{rows} 行 {columns} 栏</a></p>"
        "</section>",
        role=printed.role,
        title=printed.title,
        name=name,
        rows=len(printed.lines),
        columns=len(printed.columns),
    )


def _files(job: Job | None) -> list[Rendition]:
    """The finished files; the canonical JSON needs none."""
    if job is None or job.state != Job.State.DONE:
        return []
    return [file for file in job.renditions.all() if file.kind != Rendition.Kind.JSON]


def gone(request: HttpRequest, paper: Paper) -> HttpResponse:
    """What stays of a version that was withdrawn: that it was there, when and why it was taken."""
    public = Paper.objects.filter(disclosure_id=paper.disclosure_id, withdrawn_at=None)
    context = {"paper": paper, "current": public.order_by("-number").first()}
    return page(request, "public/gone.html", context, status=410)
