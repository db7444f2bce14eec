"""Beginning a disclosure from an earlier one: last year's, or the budget of the same year."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from disclosures.actions.entries import replace_by
from disclosures.actions.guard import Moved, Seen, lock
from disclosures.actions.journal import Actor, Told
from disclosures.assemble import book_of
from disclosures.core.facts import Facts, Kind
from disclosures.core.next_year import carry_over
from disclosures.core.workflow import Action, State
from disclosures.data import form_set
from disclosures.models import LEDGER, Disclosure, Person
from disclosures.permissions import visible_to
from disclosures.pipeline import Book
from disclosures.units import own_facts_of, own_rows


class NotEmpty(Exception):
    """Rows would be replaced, and nobody has said that they may be; nothing was written."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        super().__init__(f"已填报的 {rows} 行会被替换，请先勾选确认")


@dataclass(frozen=True)
class Source:
    """A disclosure to begin from, and what makes it one."""

    disclosure: Disclosure
    about: str
    final: bool


def sources_of(disclosure: Disclosure, person: Person) -> list[Source]:
    """The organisation's earlier disclosures that the person may see, the most fitting first."""
    earlier = Q(year__lt=disclosure.year)
    if disclosure.kind == Kind.FINAL:
        earlier |= Q(year=disclosure.year, kind=Kind.BUDGET)
    rows = visible_to(person).filter(earlier, organisation=disclosure.organisation_id)
    found = rows.filter(version__gt=0).exclude(pk=disclosure.pk).select_related("organisation")
    sources = [_source(row, disclosure) for row in found]
    return sorted(sources, key=lambda s: (not s.about, not s.final, -s.disclosure.year))


def _source(row: Disclosure, disclosure: Disclosure) -> Source:
    about = ""
    if row.year == disclosure.year:
        about = "带入年初预算数；决算各行的科目和项目带入，金额待填"
    elif row.year == disclosure.year - 1 and row.kind == Kind.FINAL:
        about = "年末结转结余带入为年初数；各行的科目和项目带入，金额待填"
        if disclosure.kind == Kind.FINAL:
            about = "决算数带入为上年数，" + about
    elif row.year == disclosure.year - 1 and row.kind == disclosure.kind:
        about = "各行的科目和项目带入，金额待填"
    return Source(row, about, row.state in (State.APPROVED, State.PUBLISHED))


def begun_from(disclosure: Disclosure, source: Disclosure) -> Facts:
    """The facts with which the disclosure would begin."""
    filed = source.origin == Disclosure.Origin.FILED
    facts = book_of(source).facts if filed else own_facts_of(source)
    begun = carry_over(facts, form_set(disclosure.form_set, disclosure.year))
    own = disclosure.organisation
    return replace(begun, department=own.name, department_code=own.code)


def entered_rows(disclosure: Disclosure) -> int:
    """How many rows the organisation itself has entered."""
    return sum(own_rows(model, disclosure).count() for model in LEDGER)


def begin(
    *,
    disclosure: Disclosure,
    source: Disclosure,
    source_version: int,
    seen: Seen,
    replacing: bool,
    by: Actor,
) -> Disclosure:
    """Begin the disclosure from another one, in the place of what the organisation has entered.

    ``replacing``: the person has said that rows may go; NotEmpty where there are some and they
    have not.  Moved where either is no longer as it was shown; NotNow; PermissionDenied, also
    where the person may not see the source; ValidationError where it is none.
    """
    _check(disclosure, source, by)
    facts = begun_from(disclosure, source)
    with transaction.atomic():
        lock(disclosure=disclosure, action=Action.ENTER, by=by, seen=seen)
        there = Disclosure.objects.select_for_update(of=("self",)).select_related("organisation")
        now = there.get(pk=source.pk)
        if now.version != source_version:
            raise Moved(now)
        rows = entered_rows(disclosure)
        if rows and not replacing:
            raise NotEmpty(rows)
        told: Told = {"source": now.pk, "name": str(now), "version": now.version}
        return replace_by(
            book=Book.of_facts(facts),
            disclosure=disclosure,
            seen=seen,
            by=by,
            action=Action.ENTER,
            told={"begun_from": told},
        )


def _check(disclosure: Disclosure, source: Disclosure, by: Actor) -> None:
    if disclosure.origin == Disclosure.Origin.FILED:
        raise ValidationError("按公开表填报的材料，请导入工作簿")
    if by.person is None:
        return
    if not visible_to(by.person).filter(pk=source.pk).exists():
        raise PermissionDenied
    if source.pk not in {s.disclosure.pk for s in sources_of(disclosure, by.person)}:
        raise ValidationError("不能从这份材料开始")
