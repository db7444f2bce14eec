"""Beginning from what is approved: completions from goals, next year's goals from this year's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import F

from disclosures.actions import Actor
from disclosures.actions.sheets import Filling, fill
from disclosures.assemble import facts_of
from disclosures.core.codes import fold
from disclosures.core.facts import Kind
from disclosures.models import Disclosure, Publication
from disclosures.permissions import visible_to
from disclosures.versions import content_at
from performance.actions.sheets import STEP, last_place, new_key, stored
from performance.chapter import NAME
from performance.core.carry import begun, next_goal, pairs
from performance.core.ledger import Ledger
from performance.core.sheet import FORM, ORDER, Sheet
from performance.data import form as form_of
from performance.data import form_ids, use_of


@dataclass(frozen=True, slots=True)
class Source:
    """A disclosure from whose sheets another can begin.

    ``version`` is the approved one where there is an approval, ``count`` says how many sheets it
    would hand on.
    """

    disclosure: Disclosure
    version: int
    approved: bool
    count: int


def sources_of(disclosure: Disclosure, by: Actor) -> list[Source]:
    """Of a final account its year's budget; of a budget last year's."""
    year = disclosure.year if disclosure.kind == Kind.FINAL else disclosure.year - 1
    within = visible_to(by.person) if by.person else Disclosure.objects.all()
    rows = within.filter(
        organisation=disclosure.organisation_id, year=year, kind=Kind.BUDGET, version__gt=0
    ).exclude(pk=disclosure.pk)
    rows = rows.select_related("organisation", "season").order_by("-pk")
    found = (_source(disclosure, other) for other in rows)
    return [source for source in found if source.count]


def carry(*, disclosure: Disclosure, source: Disclosure, by: Actor) -> list[str]:
    """Add the sheets that ``source`` hands on and that are not there yet; their keys.

    ValidationError where it hands on nothing; NotNow, PermissionDenied.
    """
    told = next((s for s in sources_of(disclosure, by) if s.disclosure.pk == source.pk), None)
    if told is None:
        raise ValidationError("那份材料没有可以沿用的绩效目标，或者都已沿用")
    last = last_place(stored(disclosure))
    fillings = [
        Filling(NAME, new_key(f[FORM]), None, {**f, ORDER: str(last + STEP * number)})
        for number, f in enumerate(_handed_on(disclosure, told.disclosure, told.version), start=1)
    ]
    fill(
        disclosure=disclosure,
        fillings=fillings,
        by=by,
        told={"begun_from": {"name": str(source), "version": told.version}},
    )
    return [filling.key for filling in fillings]


def _source(disclosure: Disclosure, other: Disclosure) -> Source:
    approval = Publication.objects.filter(disclosure=other).order_by(F("number").desc()).first()
    version = approval.version if approval else other.version
    count = len(list(_handed_on(disclosure, other, version)))
    return Source(other, version, approval is not None, count)


def _handed_on(
    disclosure: Disclosure, source: Disclosure, version: int
) -> Iterator[dict[str, str]]:
    try:
        kept = content_at(source, version).sheets
    except LookupError:  # that version was not kept
        return
    there = _sheets(stored(disclosure))
    given = _sheets({name.partition(":")[2]: fields for name, fields in kept.items()})
    projects = Ledger(facts_of(disclosure)).projects() if disclosure.origin == "facts" else []
    wanted = use_of(disclosure.form_set).get("forms", ())
    if disclosure.kind == Kind.FINAL:
        for sheet, form in pairs(given, (form_of(f) for f in wanted if f in form_ids()), there):
            yield begun(sheet, form, projects)
        return
    taken = {(s.form.id, fold(s.subject)) for s in there}
    for sheet in given:
        if sheet.form.id in wanted and (sheet.form.id, fold(sheet.subject)) not in taken:
            yield next_goal(sheet, projects)


def _sheets(stored_: dict[str, dict[str, str]]) -> list[Sheet]:
    known = [(k, f) for k, f in stored_.items() if f.get(FORM) in form_ids()]
    return sorted((Sheet(k, form_of(f[FORM]), f) for k, f in known), key=lambda s: s.order)
