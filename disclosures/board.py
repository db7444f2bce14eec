"""The board of a season: where every organisation stands.

The number of queries does not grow with the organisations that take part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Expression,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from disclosures.core.workflow import STATE_LABELS, Action, State
from disclosures.models import Disclosure, JournalEntry, Organisation, Season
from disclosures.releases import due_on, due_within, told

NOT_BEGUN, LATE, UNPUBLISHED = "not_begun", "late", "unpublished"
#: Where an organisation stands, in the order of the work.
STAGES = {NOT_BEGUN: "未开始", **STATE_LABELS, "submitted": "待审核"}
#: What may be asked for.
LABELS = {**STAGES, LATE: "逾期未报", UNPUBLISHED: "逾期未公开"}
#: What has left the organisation's hands: a unit's has once its department has it.
REPORTED = frozenset(
    {State.HANDED_UP, State.SUBMITTED, State.APPROVED, State.PUBLISHED, State.WITHDRAWN}
)
DONE = frozenset({State.APPROVED, State.PUBLISHED, State.WITHDRAWN})


@dataclass(frozen=True)
class Asked:
    """Which organisations are asked for: those of one stage (or late), those with a text in
    their name or code or in their department's.
    """

    stage: str = ""
    text: str = ""


@dataclass(frozen=True)
class Row:
    """One organisation on the board; ``fits`` says whether it is one of those asked for."""

    pk: int
    code: str
    name: str
    level: str
    department: int
    department_code: str
    department_name: str
    stage: str
    late: bool
    fits: bool
    version: int
    checked_version: int
    errors: int
    warnings: int
    submitted_at: datetime | None
    changed_at: datetime
    approved_at: datetime | None
    correction: bool | None
    publish_by: date

    @property
    def due(self) -> date | None:
        """Until when it must be public, while it waits for that."""
        if self.stage != State.APPROVED or self.approved_at is None:
            return None
        approved_on = timezone.localdate(self.approved_at)
        return due_on(approved_on, self.publish_by, correction=bool(self.correction))

    @property
    def label(self) -> str:
        """The stage in words."""
        return STAGES[self.stage]

    @property
    def checked(self) -> bool:
        """Whether the counts are those of what is entered now."""
        return self.checked_version == self.version

    @property
    def unit(self) -> bool:
        """Whether it stands below a department."""
        return self.level == Organisation.Level.UNIT


_FIELDS = {
    "pk": "pk",
    "code": "organisation__code",
    "name": "organisation__name",
    "level": "organisation__level",
    "department": "department",
    "department_code": "department_code",
    "department_name": "department_name",
    "stage": "stage",
    "late": "late",
    "fits": "fits",
    "version": "version",
    "checked_version": "checked_version",
    "errors": "error_count",
    "warnings": "warning_count",
    "submitted_at": "submitted_at",
    "changed_at": "changed_at",
    "approved_at": "approved_at",
    "correction": "correction",
    "publish_by": "season__publish_by",
}


@dataclass
class Line:
    """A department, what it owes itself, and those of its units that were asked for."""

    code: str
    name: str
    own: Row | None = None
    units: list[Row] = field(default_factory=list)
    all_units: int = 0
    reported_units: int = 0

    def add(self, row: Row) -> None:
        """Take in the department's own row, or one of a unit."""
        if not row.unit:
            self.own = row
            return
        self.all_units += 1
        self.reported_units += row.stage in REPORTED
        if row.fits:
            self.units.append(row)


@dataclass(frozen=True)
class Tally:
    """How many organisations stand at which stage, how many of all are late, and how many are
    approved and should be public.
    """

    counts: dict[str, int]
    late: int
    unpublished: int = 0

    @property
    def all(self) -> int:
        """How many take part."""
        return sum(self.counts.values())

    @property
    def reported(self) -> int:
        """How many have handed in."""
        return sum(count for stage, count in self.counts.items() if stage in REPORTED)

    @property
    def done(self) -> int:
        """How many are approved."""
        return sum(count for stage, count in self.counts.items() if stage in DONE)


def late_on(season: Season, today: date) -> Q:
    """The disclosures of the season that should have been handed in before that day."""
    return ~Q(state__in=REPORTED) if today > season.deadline else Q(pk__in=[])


def tally(season: Season, today: date) -> Tally:
    """Counts over the whole season."""
    late = Count("pk", filter=late_on(season, today))
    found = season.disclosures.annotate(stage=_stage()).values("stage").order_by()
    counts = {row["stage"]: row for row in found.annotate(n=Count("pk"), late=late)}
    return Tally(
        {stage: counts[stage]["n"] if stage in counts else 0 for stage in STAGES},
        sum(row["late"] for row in counts.values()),
        told(season.disclosures.all()).filter(due_within(today, -1)).count(),
    )


def departments_of(season: Season, asked: Asked, today: date) -> QuerySet[Disclosure, int]:
    """Keys of the departments that have something of what is asked for, in order of code."""
    found = _placed(season).filter(_fitting(season, asked, today))
    ordered = found.order_by("department_code", "department_name", "department")
    return ordered.values_list("department", flat=True).distinct()


def lines(season: Season, asked: Asked, today: date, departments: Sequence[int]) -> list[Line]:
    """Those departments in their order, with their units in order of code."""
    made: dict[int, Line] = {}
    for row in _rows(season, asked, today, department__in=departments):
        line = made.setdefault(row.department, Line(row.department_code, row.department_name))
        line.add(row)
    return [made[key] for key in departments if key in made]


def asked_for(season: Season, asked: Asked, today: date) -> Iterator[Row]:
    """All that is asked for, department by department."""
    return _rows(season, asked, today, fits=True)


def submitted_at() -> Subquery:
    """When a disclosure was last submitted, or handed up."""
    deeds = JournalEntry.objects.filter(
        disclosure=OuterRef("pk"), action__in=(Action.SUBMIT, Action.HAND_UP)
    )
    return Subquery(deeds.order_by("-pk").values("at")[:1])


def _rows(season: Season, asked: Asked, today: date, **chosen: Any) -> Iterator[Row]:
    found = _placed(season).annotate(
        late=_whether(late_on(season, today)),
        fits=_whether(_fitting(season, asked, today)),
        submitted_at=submitted_at(),
    )
    order = ("department_code", "department", "organisation__level", "organisation__code", "pk")
    values = found.filter(**chosen).order_by(*order).values_list(*_FIELDS.values())
    return (Row(**dict(zip(_FIELDS, row, strict=True))) for row in values.iterator(2000))


def _placed(season: Season) -> QuerySet[Any]:
    """The season's disclosures with their stage, and key, code and name of the department."""
    return told(season.disclosures.all()).annotate(
        stage=_stage(),
        department=_of_department("organisation__parent_id", "organisation_id"),
        department_code=_of_department("organisation__parent__code", "organisation__code"),
        department_name=_of_department("organisation__parent__name", "organisation__name"),
    )


def _stage() -> Expression:
    return Case(
        When(version=0, state=State.DRAFT, then=Value(NOT_BEGUN)),
        default=F("state"),
        output_field=CharField(),
    )


def _of_department(of_unit: str, own: str) -> Expression:
    return Case(When(organisation__level="unit", then=F(of_unit)), default=F(own))


def _whether(condition: Q) -> Expression:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


def _fitting(season: Season, asked: Asked, today: date) -> Q:
    found = Q(pk__isnull=False)
    if asked.stage == LATE:
        found &= late_on(season, today)
    elif asked.stage == UNPUBLISHED:
        found &= due_within(today, -1)
    elif asked.stage:
        found &= Q(stage=asked.stage)
    if asked.text:
        found &= _said(asked.text, "organisation__") | Q(
            _said(asked.text, "organisation__parent__"), organisation__level="unit"
        )
    return found


def _said(text: str, path: str) -> Q:
    return Q(**{f"{path}name__icontains": text}) | Q(**{f"{path}code__startswith": text})
