"""What the public site keeps of publications, made of them, and made anew at any time.

``hear`` tells which versions are public and which is the current one, in the transaction of every
release (``public.hearing``).  ``index`` reads the Document, later and by a worker: figures,
spending, projects, words to search for.  A sweep does what was missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from disclosures.models import Disclosure, Organisation, Publication
from public import entries
from public.core.figures import Reading, Spent
from public.core.goals import Goals, goals_of, key_of, staff_of
from public.core.quality import Circumstances, as_json, assess
from public.kept import body_scope, bump, publication_scope
from public.models import Body, Expected, Paper, Project, Spending, Stamp

COLUMNS = (
    "income", "spending", "basic", "project", "sangong",
    "abroad", "car_buy", "car_run", "reception", "sangong_budget",
)  # fmt: skip
#: The stamp whose number is the last day on which it was looked who is late.
DAY = "day"


# -- told of a release ------------------------------------------------------------------------


def hear(disclosure_id: int) -> None:
    """Bring the papers of a disclosure up to date, in the transaction of what happened to it."""
    disclosure = Disclosure.objects.select_related("organisation__parent__parent").get(
        pk=disclosure_id
    )
    own = Publication.objects.filter(disclosure=disclosure)
    released: list[Any] = list(own.released().dated())
    if not released:
        return
    body = enter_body(disclosure.organisation)
    public = [one for one in released if one.withdrawn_at is None]
    current = max(public, key=lambda one: one.number, default=None)
    known = {paper.pk: paper for paper in Paper.objects.filter(disclosure_id=disclosure_id)}
    for one in released:
        paper = known.get(one.pk) or _paper(one, disclosure, body)
        paper.current = one is current
        paper.withdrawn_at = one.withdrawn_at
        paper.withdrawn_why = _why_withdrawn(one)
        if not paper.current:
            entries.hand_over(paper)
            forget(paper)
        paper.save()
    bump(*(publication_scope(one.pk) for one in released), *_scopes(body))


def enter_body(organisation: Organisation) -> Body:
    """The organisation as one that publishes, with the department that it belongs to."""
    unit = organisation.level == Organisation.Level.UNIT
    above = organisation.parent if unit else None
    region = above.parent if above else organisation.parent
    body, _ = Body.objects.update_or_create(
        pk=organisation.pk,
        defaults={
            "parent": enter_body(above) if above else None,
            "region_id": region.pk if region else None,
            "region": region.name if region else "",
            "code": organisation.code,
            "name": organisation.name,
        },
    )
    entries.enter_body(body)
    return body


def forget(paper: Paper) -> None:
    """Drop what only a current paper has."""
    paper.spendings.all().delete()
    paper.projects.all().delete()
    entries.forget(paper)
    paper.indexed = False


def _paper(one: Any, disclosure: Disclosure, body: Body) -> Paper:
    return Paper(
        publication=one,
        body=body,
        disclosure_id=disclosure.pk,
        year=disclosure.year,
        kind=disclosure.kind,
        number=one.number,
        title=one.title,
        sha256=one.sha256,
        supersedes_id=one.supersedes_id,
        why=one.why,
        published_at=one.published_at,
    )


def _why_withdrawn(one: Publication) -> str:
    deed = one.releases.filter(deed="withdrawn").first()
    return deed.why if deed else ""


def _scopes(body: Body) -> set[str]:
    return {body_scope(body.pk), body_scope(body.department_id)}


# -- reading Documents ------------------------------------------------------------------------


def index(disclosure_id: int) -> bool:
    """Read the current paper of a disclosure, if it is not read yet; whether it was."""
    with transaction.atomic():
        rows = Paper.objects.select_for_update(of=("self",)).select_related("publication", "body")
        paper = rows.filter(disclosure_id=disclosure_id, current=True, indexed=False).first()
        if paper is None:
            return False
        read_paper(paper)
        bump(publication_scope(paper.pk), *_scopes(paper.body))
    return True


def read_paper(paper: Paper) -> None:
    """Write what its Document tells."""
    document = paper.publication.document
    reading = Reading(document)
    forget(paper)
    paper.figures = reading.figures
    for column in COLUMNS:
        setattr(paper, column, reading.figures.get(column))
    paper.staff = sum(unit.people for unit in document.staff) or staff_of(document.forms)
    paper.quality = as_json(assess(document, _around(paper)))
    paper.indexed = True
    paper.save()
    Spending.objects.bulk_create(
        [
            *_spendings(paper, Spending.Scheme.FUNCTION, reading.functions, "all"),
            *_spendings(paper, Spending.Scheme.ECON, reading.economic, reading.extent),
        ]
    )
    Project.objects.bulk_create(_projects(paper, reading.projects, goals_of(document.forms)))
    entries.enter(paper, reading)


def _around(paper: Paper) -> Circumstances:
    asked = Expected.objects.filter(body=paper.body_id, year=paper.year, kind=paper.kind).first()
    return Circumstances(
        approved_on=timezone.localdate(paper.publication.at),
        published_on=timezone.localdate(paper.published_at),
        due_on=asked.publish_by if asked else None,
        corrects=paper.supersedes_id is not None,
    )


def _spendings(paper: Paper, scheme: str, spent: Iterable[Spent], extent: str) -> list[Spending]:
    return [
        Spending(
            paper=paper,
            year=paper.year,
            kind=paper.kind,
            scheme=scheme,
            code=one.code,
            name=one.name[:200],
            total=one.total,
            basic=one.basic,
            project=one.project,
            extent=extent,
            whole=paper.body.parent_id is None,
            body=paper.body,
            region_id=paper.body.region_id,
        )
        for one in spent
    ]


def _projects(
    paper: Paper, amounts: Mapping[str, int], goals: Mapping[str, Goals]
) -> Iterator[Project]:
    """Those of its tables and of its forms, once each."""
    for name in dict.fromkeys(name[:300] for name in (*amounts, *goals)):
        told = goals.get(name)
        amount = amounts.get(name, told.amount if told else None)
        yield Project(
            paper=paper,
            name=name,
            amount=amount,
            size=-1 if amount is None else amount,
            form=told.form[:100] if told else "",
            score=told.score[:20] if told else "",
            goals=list(told.indicators) if told else [],
            expected=told.expected if told else "",
            done=told.done if told else "",
            key=key_of(name),
            year=paper.year,
            kind=paper.kind,
            whole=paper.body.parent_id is None,
        )


# -- what was missed, and all anew --------------------------------------------------------------


def unheard() -> list[int]:
    """Disclosures of which something was released that no paper tells of."""
    rows = Publication.objects.released().filter(paper=None)
    return sorted(set(rows.values_list("disclosure_id", flat=True)))


def unread() -> list[int]:
    """Disclosures whose current paper is not read yet."""
    rows = Paper.objects.filter(current=True, indexed=False)
    return list(rows.values_list("disclosure_id", flat=True))


def catch_up() -> int:
    """Hear and read all that was missed; how many papers were read."""
    for pk in unheard():
        with transaction.atomic():
            hear(pk)
    expect()
    return sum(map(index, unread()))


def rebuild() -> int:
    """Make all anew, as after a change of this file."""
    with transaction.atomic():
        Paper.objects.update(indexed=False)
    for pk in set(Paper.objects.values_list("disclosure_id", flat=True)):
        with transaction.atomic():
            hear(pk)
    return catch_up()


def expect() -> None:
    """Bring what seasons ask for up to date, and whose day has passed."""
    asked = Disclosure.objects.exclude(season=None).filter(origin=Disclosure.Origin.FACTS)
    rows = asked.select_related("organisation__parent__parent", "season")
    with transaction.atomic():
        known = {(e.body_id, e.year, e.kind): e for e in Expected.objects.all()}
        bodies = set(Body.objects.values_list("pk", flat=True))
        changed: set[int] = set()
        for row in rows.filter(Q(organisation__level__in=("department", "unit"))):
            assert row.season is not None
            if row.organisation_id not in bodies:
                enter_body(row.organisation)
                bodies.add(row.organisation_id)
            key = (row.organisation_id, row.year, row.kind)
            entry = known.pop(key, None)
            day = row.season.publish_by
            if entry is None or entry.publish_by != day:
                changed.add(row.organisation_id)
                Expected.objects.update_or_create(
                    body_id=key[0], year=key[1], kind=key[2], defaults={"publish_by": day}
                )
        changed |= {entry.body_id for entry in known.values()}
        Expected.objects.filter(pk__in=[entry.pk for entry in known.values()]).delete()
        changed |= _late_since()
        if changed:
            bump(*(s for body in Body.objects.filter(pk__in=changed) for s in _scopes(body)))


def _late_since() -> set[int]:
    """Who has become late since this was last asked: with a new day pages tell it that have not
    changed otherwise.
    """
    today = timezone.localdate()
    last, _ = Stamp.objects.get_or_create(scope=DAY)
    if last.number == today.toordinal():
        return set()
    Stamp.objects.filter(scope=DAY).update(number=today.toordinal())
    published = Paper.objects.filter(
        current=True, body=OuterRef("body"), year=OuterRef("year"), kind=OuterRef("kind")
    )
    late = Expected.objects.filter(
        ~Exists(published), publish_by__gte=date.fromordinal(last.number), publish_by__lt=today
    )
    return set(late.values_list("body_id", flat=True))
