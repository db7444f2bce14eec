"""Disclosures with what the desk sorts them by: where each stands, and whether it waits for the
person who asks.  All of it is worked out by the database; nothing is calculated anew.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING, TypedDict

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from disclosures.abilities import Held, open_to
from disclosures.core.workflow import DONE, OPEN, State, next_action
from disclosures.models import (
    Disclosure,
    Organisation,
    Person,
    Publication,
    Reason,
    Remark,
    Reply,
)
from disclosures.readiness import PERSONAL
from disclosures.releases import told

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

#: Where a disclosure stands on the desk.
MINE, GOING, OVER = "mine", "going", "over"
#: The next step from each other state.
_ONWARD = [
    (state, action)
    for state in State
    if state not in OPEN and (action := next_action(state, unit=False, ready=True))
]
#: What is approved still waits to be public.
_OVER = DONE - {State.APPROVED}
#: Nothing that lists know of stands in the way of the next step.
_READY = (
    Q(version__gt=0)
    & Q(error_count=0)
    & Q(checked_version=F("version"))
    & Q(warning_count__lte=F("explained"))
    & Q(unanswered=0)
)


class Told(TypedDict):
    """What ``rows_for`` tells of a disclosure."""

    explained: int
    open_remarks: int
    unanswered: int
    ready: bool
    has_units: bool
    group: str
    approved_at: datetime | None
    correction: bool | None
    public: bool


def rows_for(
    person: Person, held: Collection[Held], rows: QuerySet[Disclosure]
) -> QuerySet[WithAnnotations[Disclosure, Told]]:
    """The same disclosures, told where they stand for the person: what ``lines_of`` needs."""
    known = told(rows.select_related("organisation__parent", "season")).annotate(
        explained=_count(Reason.objects.exclude(code=PERSONAL)),
        open_remarks=_count(_open_remarks()),
        unanswered=_count(_open_remarks().exclude(_replied())),
        has_units=Exists(Organisation.objects.filter(parent=OuterRef("organisation"))),
        public=Exists(Publication.objects.public().filter(disclosure=OuterRef("pk"))),
    )
    known = known.annotate(ready=ExpressionWrapper(_READY, output_field=BooleanField()))
    return known.annotate(
        group=Case(
            When(_waits_for(person, held), then=Value(MINE)),
            When(state__in=_OVER, then=Value(OVER)),
            default=Value(GOING),
        )
    )


def _count(rows: QuerySet[Reason] | QuerySet[Remark]) -> Coalesce:
    own = rows.filter(disclosure=OuterRef("pk")).order_by().values("disclosure")
    counted = own.annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _open_remarks() -> QuerySet[Remark]:
    return Remark.objects.filter(resolved_at=None)


def _replied() -> Exists:
    replies = Reply.objects.filter(remark=OuterRef("pk"))
    return Exists(replies.exclude(person=OuterRef("person")))


def _waits_for(person: Person, held: Collection[Held]) -> Q:
    """Whether the next step is one that the person may take."""
    found = Q(pk__in=[])
    for state, action in _ONWARD:
        # What is to become public by itself waits for nobody.
        found |= open_to(person, held, state, action) & Q(publish_at=None)
    for state, unit, ready in product(OPEN, (True, False), (True, False)):
        if step := next_action(state, unit=unit, ready=ready):
            here = open_to(person, held, state, step)
            found |= here & Q(ready=ready) & _is_unit(unit)
    return found


def _is_unit(unit: bool) -> Q:
    return Q(organisation__level="unit") if unit else ~Q(organisation__level="unit")
