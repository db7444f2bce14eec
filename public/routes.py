"""Every route of the public site, and which addresses it has: what a static copy is made of.

Each route of ``urls.PAGES`` and ``urls.CONTENT`` stands here once: among those that are asked for
once, for each body, or for each publication, or in ``SERVER``.  A test fails if one is missing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from django.db.models import F
from django.urls import NoReverseMatch, reverse

from disclosures.models import Job, Rendition
from public.languages import PREFIX
from public.models import Body, Bulk, Expected, Paper
from public.money_routes import MONEY, Wanted, money_of, money_of_kinds, once, turns
from public.views.lists import A_PAGE
from public.views.sitemap import SECTIONS

#: Routes that answer what a reader asks, and so need a server: a static copy has none of them.
SERVER: frozenset[str] = frozenset({"compare-csv", "compare-json"})
#: All routes of the API begin so; they need a server too.
API = "api-"
#: Queries that a static copy keeps as addresses; "page=1" is the address without a query.
KEPT_QUERY = r"(?:page|from)=\d{1,9}"


# -- once -------------------------------------------------------------------------------------


def _listing() -> Iterator[Wanted]:
    yield Wanted()
    for number in turns(Paper.objects.filter(current=True).count(), A_PAGE):
        yield Wanted(query=f"page={number}")


def _years_and_kinds() -> Iterator[Wanted]:
    rows = Paper.objects.filter(current=True).order_by("year", "kind")
    for year, kind in rows.values_list("year", "kind").distinct():
        yield Wanted((year, kind))


def _bulks() -> list[Wanted]:
    return [Wanted((year,)) for year in Bulk.objects.ready().values_list("year", flat=True)]


def _years_published() -> list[Wanted]:
    rows = Paper.objects.filter(current=True).order_by().values_list("year", flat=True)
    return [Wanted((year,)) for year in sorted(set(rows.distinct()))]


def _site_maps() -> Iterator[Wanted]:
    yield Wanted(("pages", 0))
    for section, (rows, key, step, _told) in SECTIONS.items():
        parts = rows().order_by().annotate(part=F(key) / step).values_list("part", flat=True)
        for number in sorted(set(parts.distinct())):
            yield Wanted((section, number))


EVERYTHING: dict[str, Callable[[], Iterable[Wanted]]] = {
    "front": once,
    "search": once,
    "departments": once,
    "quality": once,
    "quality-rules": once,
    "quality-year": _years_and_kinds,
    "about": once,
    "how-to-read": once,
    "glossary": once,
    "public": _listing,
    "verify": once,
    "data": once,
    "data-api": once,
    "data-bulk": _bulks,
    "data-catalogue": once,
    "data-catalogue-ttl": once,
    "data-year-catalogue": _years_published,
    "data-year-catalogue-ttl": _years_published,
    "feed-publications": once,
    "feed-corrections": once,
    "sitemap": once,
    "sitemap-part": _site_maps,
    "robots": once,
    **MONEY,
}


# -- for each body ----------------------------------------------------------------------------


def _body(body: Body) -> Iterable[Wanted]:
    return [Wanted((body.pk,))]


def _years(body: Body) -> list[Wanted]:
    papers = Paper.objects.filter(body=body).order_by().values_list("year", flat=True)
    asked = Expected.objects.filter(body=body).order_by().values_list("year", flat=True)
    return [Wanted((body.pk, year)) for year in sorted({*papers, *asked})]


BODY: dict[str, Callable[[Body], Iterable[Wanted]]] = {
    "department": _body,
    "department-year": _years,
    "department-money": money_of,
    "department-money-kind": money_of_kinds,
}


# -- for each publication ---------------------------------------------------------------------


def _paper(paper: Paper) -> list[Wanted]:
    return [Wanted((paper.pk,))]


def _changes(paper: Paper) -> Iterator[Wanted]:
    """The differences to what it corrects, and to every version before it."""
    older = Paper.objects.filter(disclosure_id=paper.disclosure_id, withdrawn_at=None)
    older = older.filter(number__lt=paper.number)
    for number, pk in older.order_by("number").values_list("number", "pk"):
        if pk == paper.supersedes_id:
            yield Wanted((paper.pk,))
        yield Wanted((paper.pk,), f"from={number}")


def _tables(paper: Paper) -> list[Wanted]:
    tables = json.loads(paper.publication.json)["tables"]
    return [Wanted((paper.pk, table["role"])) for table in tables]


def _files(paper: Paper) -> list[Wanted]:
    rows = Rendition.objects.filter(job__publication=paper.pk, job__state=Job.State.DONE)
    return [Wanted((paper.pk, kind)) for kind in sorted(set(rows.values_list("kind", flat=True)))]


PUBLICATION: dict[str, Callable[[Paper], Iterable[Wanted]]] = {
    "publication": _paper,
    "publication-changes": _changes,
    "publication-quality": _paper,
    "publication-table": _tables,
    "publication-made": _tables,
    "publication-table-csv": _tables,
    "publication-json": _paper,
    "publication-file": _files,
}
#: What is there of a publication that was withdrawn.
WITHDRAWN = ("publication",)


def at_server(name: str) -> bool:
    """Whether a route needs a server."""
    return name in SERVER or name.startswith(API)


# -- addresses --------------------------------------------------------------------------------


def of_publication(paper: Paper) -> Iterator[tuple[str, str]]:
    """Address and query of everything that a publication has; its tombstone if withdrawn."""
    for name, asked in PUBLICATION.items():
        if paper.withdrawn_at is None or name in WITHDRAWN:
            yield from _addresses(name, asked(paper))


def of_body(body: Body) -> Iterator[tuple[str, str]]:
    """Address and query of everything that a body has."""
    for name, asked in BODY.items():
        yield from _addresses(name, asked(body))


def of_everything(name: str) -> Iterator[tuple[str, str]]:
    """Address and query of everything that a route of ``EVERYTHING`` has."""
    return _addresses(name, EVERYTHING[name]())


def _addresses(name: str, asked: Iterable[Wanted]) -> Iterator[tuple[str, str]]:
    """In every language in which there is such a page."""
    for one in asked:
        yield reverse(name, args=one.args), one.query
        with suppress(NoReverseMatch):  # content has no language
            yield reverse(f"{PREFIX}{name}", args=one.args), one.query
