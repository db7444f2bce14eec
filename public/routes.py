"""Every route of the public site, and which addresses it has: what a static copy is made of.

Each route of ``urls.PAGES`` and ``urls.CONTENT`` stands here once: among those that are asked for
once, for each body, or for each publication, or in ``SERVER``.  A test fails if one is missing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from django.urls import NoReverseMatch, reverse

from disclosures.models import Job, Rendition
from public.languages import PREFIX
from public.models import Body, Expected, Paper
from public.views.lists import A_PAGE


class Asked(NamedTuple):
    """What is asked of a route: its arguments, and a query that the site itself links to."""

    args: tuple[object, ...] = ()
    query: str = ""


#: Routes that answer what a reader asks, and so need a server: a static copy has none of them.
SERVER: frozenset[str] = frozenset()
#: Queries that a static copy keeps as addresses; "page=1" is the address without a query.
KEPT_QUERY = r"(?:page|from)=\d{1,9}"
ONCE = [Asked()]


# -- once -------------------------------------------------------------------------------------


def _once() -> Iterable[Asked]:
    return ONCE


def _turned(rows: int, by: int) -> Iterator[Asked]:
    """The first page of a list, and the pages that follow it."""
    yield Asked()
    for number in range(2, -(-rows // by) + 1):
        yield Asked(query=f"page={number}")


def _listing() -> Iterator[Asked]:
    return _turned(Paper.objects.filter(current=True).count(), A_PAGE)


def _years_and_kinds() -> Iterator[Asked]:
    rows = Paper.objects.filter(current=True, indexed=True).order_by("year", "kind")
    for year, kind in rows.values_list("year", "kind").distinct():
        yield Asked((year, kind))


EVERYTHING: dict[str, Callable[[], Iterable[Asked]]] = {
    "front": _once,
    "search": _once,
    "departments": _once,
    "quality": _once,
    "quality-rules": _once,
    "quality-year": _years_and_kinds,
    "about": _once,
    "how-to-read": _once,
    "glossary": _once,
    "public": _listing,
}


# -- for each body ----------------------------------------------------------------------------


def _body(body: Body) -> Iterable[Asked]:
    return [Asked((body.pk,))]


def _years(body: Body) -> list[Asked]:
    papers = Paper.objects.filter(body=body).order_by().values_list("year", flat=True)
    asked = Expected.objects.filter(body=body).order_by().values_list("year", flat=True)
    return [Asked((body.pk, year)) for year in sorted({*papers, *asked})]


BODY: dict[str, Callable[[Body], Iterable[Asked]]] = {
    "department": _body,
    "department-year": _years,
}


# -- for each publication ---------------------------------------------------------------------


def _paper(paper: Paper) -> list[Asked]:
    return [Asked((paper.pk,))]


def _changes(paper: Paper) -> Iterator[Asked]:
    """The differences to what it corrects, and to every version before it."""
    older = Paper.objects.filter(disclosure_id=paper.disclosure_id, withdrawn_at=None)
    older = older.filter(number__lt=paper.number)
    for number, pk in older.order_by("number").values_list("number", "pk"):
        if pk == paper.supersedes_id:
            yield Asked((paper.pk,))
        yield Asked((paper.pk,), f"from={number}")


def _tables(paper: Paper) -> list[Asked]:
    tables = json.loads(paper.publication.json)["tables"]
    return [Asked((paper.pk, table["role"])) for table in tables]


def _files(paper: Paper) -> list[Asked]:
    rows = Rendition.objects.filter(job__publication=paper.pk, job__state=Job.State.DONE)
    return [Asked((paper.pk, kind)) for kind in sorted(set(rows.values_list("kind", flat=True)))]


PUBLICATION: dict[str, Callable[[Paper], Iterable[Asked]]] = {
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


def _addresses(name: str, asked: Iterable[Asked]) -> Iterator[tuple[str, str]]:
    """In every language in which there is such a page."""
    for one in asked:
        yield reverse(name, args=one.args), one.query
        with suppress(NoReverseMatch):  # content has no language
            yield reverse(f"{PREFIX}{name}", args=one.args), one.query
