"""What can be searched for: bodies, papers, projects, functions and terms, each an entry.

An entry is of one paper and goes with it.  A function or a term that many papers tell of is an
entry of the newest of them; when that one is withdrawn, another that tells of it takes it over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from disclosures.core.document import Document
from public.core.figures import FUNCTIONS, Reading
from public.core.grams import fold, tidy
from public.models import Body, Entry, Paper
from public.search import drop, put

#: So many characters of what a paper says can be found.
TEXT = 2000
CODE = re.compile(r"\d{3}|\d{5}|\d{7}")
#: What has no year stands before what has one.
FIRST: dict[str, int] = {Entry.Kind.BODY: 9999, Entry.Kind.FUNCTION: 9998, Entry.Kind.TERM: 9997}
A_YEAR = 10**8


def enter_body(body: Body) -> None:
    """A department or unit as it is called now."""
    above = body.parent.name if body.parent else ""
    fresh = _entry(Entry.Kind.BODY, str(body.pk), body.name, code=body.code, body=body)
    fresh.text = tidy(f"{body.region} {above}")
    old = Entry.objects.filter(kind=fresh.kind, key=fresh.key).first()
    if old is not None:
        if (old.name, old.code, old.text) == (fresh.name, fresh.code, fresh.text):
            return
        fresh.pk = old.pk
    fresh.save()
    put([fresh])


def enter(paper: Paper, reading: Reading) -> None:
    """What a paper that was just read tells: itself, its projects; functions and terms."""
    document = reading.document
    own = [_of_paper(paper, text_of(document, reading)), *_projects(paper)]
    put(Entry.objects.bulk_create(own))
    shared = {(e.kind, e.key): e for e in (*_functions(paper, document), *_terms(paper, document))}
    known = Entry.objects.filter(kind__in=("function", "term"), key__in=[k for _, k in shared])
    there = {(e.kind, e.key): e for e in known}
    missing = [shared[key] for key in sorted(shared.keys() - there.keys())]
    Entry.objects.bulk_create(missing, ignore_conflicts=True)
    keys = [e.key for e in missing]
    put([e for e in known.all().filter(key__in=keys) if (e.kind, e.key) not in there])
    older = [there[key] for key in sorted(there) if (there[key].year or 0) < paper.year]
    for entry in older:
        entry.paper, entry.year = paper, paper.year
    Entry.objects.bulk_update(older, ["paper", "year"])


def forget(paper: Paper) -> None:
    """Drop every entry of a paper."""
    drop(paper.entries.values_list("pk", flat=True))


def hand_over(paper: Paper) -> None:
    """Before a paper is forgotten: let others that may tell of the same be read anew."""
    if not paper.entries.filter(kind__in=("function", "term")).exists():
        return
    others = Paper.objects.filter(current=True, indexed=True).exclude(pk=paper.pk)
    newest = others.values_list("pk", flat=True)[:10]
    same = others.filter(body=paper.body_id).values_list("pk", flat=True)
    Paper.objects.filter(pk__in={*newest, *same}).update(indexed=False)


def text_of(document: Document, reading: Reading) -> str:
    """What a paper can be found by besides its title: projects, functions, what people wrote."""
    names = [*reading.projects, *(f"{one.code} {one.name}" for one in reading.functions)]
    return tidy(" ".join((*names, *_written(document))))[:TEXT]


def _of_paper(paper: Paper, text: str) -> Entry:
    entry = _entry(Entry.Kind.PAPER, str(paper.pk), paper.title, paper)
    entry.text = text
    return entry


def _projects(paper: Paper) -> list[Entry]:
    return [
        _entry(Entry.Kind.PROJECT, f"{paper.pk}-{project.pk}", project.name, paper)
        for project in paper.projects.all()
    ]


def _functions(paper: Paper, document: Document) -> Iterator[Entry]:
    for table in document.tables:
        if table.role not in FUNCTIONS:
            continue
        for line in table.lines:
            code = line.rows[0].key.rpartition("/")[2] if line.rows else ""
            name = next((cell.text for cell in line.cells if cell.leads), "")
            if CODE.fullmatch(code) and name.strip():
                yield _entry(Entry.Kind.FUNCTION, code, name.strip(), paper, code=code)


def _terms(paper: Paper, document: Document) -> Iterator[Entry]:
    for term in document.glossary:
        name = tidy(term.name)
        if name:
            yield _entry(Entry.Kind.TERM, fold(name)[:100], term.name.strip(), paper)


def _written(document: Document) -> Iterator[str]:
    for part in document.parts:
        for section in part.walk():
            yield from (p.text for p in section.paragraphs if p.origin != "generated")


def _entry(
    kind: str, key: str, name: str, paper: Paper | None = None, *, code: str = "",
    body: Body | None = None,
) -> Entry:  # fmt: skip
    return Entry(
        kind=kind,
        key=key,
        name=name[:300],
        plain=fold(name)[:300],
        code=code,
        paper=paper,
        body=body or (paper.body if paper and kind not in FIRST else None),
        year=paper.year if paper else None,
        rank=_rank(kind, code, paper),
    )


def _rank(kind: str, code: str, paper: Paper | None) -> int:
    """Papers and projects by year and day, functions by their code."""
    if kind == Entry.Kind.FUNCTION:
        return FIRST[kind] * A_YEAR - int(code.ljust(7, "0"))
    if kind in FIRST or paper is None:
        return FIRST[kind] * A_YEAR
    return paper.year * A_YEAR + paper.published_at.toordinal()
