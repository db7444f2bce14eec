"""The reviewer's queue: what was submitted and is theirs to judge, the oldest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import TruncDate

from disclosures.abilities import held_by, open_to
from disclosures.board import submitted_at
from disclosures.core.workflow import Action, State
from disclosures.models import Organisation, Person, Remark, Season
from disclosures.permissions import reviewable_by
from disclosures.releases import told

STATES = {"submitted": "待审核", "returned": "已退回", "approved": "已通过"}
WITHOUT, WITH, REMARKED = "none", "warnings", "remarks"
FINDINGS = {WITHOUT: "没有警告", WITH: "有警告", REMARKED: "有未了结的批注"}
MOST_TEXT = 100


@dataclass(frozen=True)
class Asked:
    """What the queue is narrowed to; empty: everything that waits."""

    season: str = ""
    department: str = ""
    findings: str = ""
    state: str = State.SUBMITTED.value
    late: str = ""
    q: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Asked:
        """From the fields of a form or an address; what means nothing is left out."""
        given = {f.name: values.get(f.name, "").replace("\x00", "").strip() for f in fields(cls)}
        state, findings = given["state"], given["findings"]
        return cls(
            season=_key(given["season"]),
            department=_key(given["department"]),
            findings=findings if findings in FINDINGS else "",
            state=state if state in STATES else State.SUBMITTED.value,
            late="1" if given["late"] else "",
            q=given["q"][:MOST_TEXT],
        )

    @classmethod
    def read(cls, query: str) -> Asked:
        """From what ``query`` wrote."""
        return cls.of(dict(parse_qsl(query)))

    @property
    def query(self) -> str:
        """The same as part of an address; empty where nothing is narrowed."""
        plain = Asked()
        own = {f.name: getattr(self, f.name) for f in fields(self)}
        return urlencode({k: v for k, v in own.items() if v != getattr(plain, k)})


@dataclass(frozen=True)
class Neighbours:
    """What comes before and after a disclosure in the queue, and its place (from 1; 0: none)."""

    before: int | None
    after: int | None
    place: int
    all: int


def queue(person: Person, asked: Asked) -> QuerySet[Any]:
    """Disclosures with ``submitted_at``, ``late`` (after the deadline), ``remarked``, ``plain``.

    Also with what ``releases.told`` tells.  ``plain``: the person may approve it, and as far as
    lists know nothing is open.
    """
    found = told(reviewable_by(person)).filter(state=asked.state).filter(_narrowed(asked))
    open_remarks = Remark.objects.filter(disclosure=OuterRef("pk"), resolved_at=None)
    found = found.annotate(submitted_at=submitted_at(), remarked=Exists(open_remarks))
    found = found.annotate(submitted_on=TruncDate("submitted_at"))
    known = found.annotate(
        late=_whether(Q(submitted_on__gt=F("season__deadline"))),
        plain=_whether(_plain(person)),
    )
    order = (F("submitted_at").asc(nulls_last=True), "pk")
    return known.filter(_having(asked)).order_by(*order)


def neighbours(person: Person, asked: Asked, pk: int) -> Neighbours:
    """Where a disclosure stands in the queue; one that has left it comes before the first."""
    keys = list(queue(person, asked).values_list("pk", flat=True))
    if pk not in keys:
        return Neighbours(None, keys[0] if keys else None, 0, len(keys))
    place = keys.index(pk)
    before = keys[place - 1] if place else None
    after = keys[place + 1] if place + 1 < len(keys) else None
    return Neighbours(before, after, place + 1, len(keys))


def seasons(person: Person) -> QuerySet[Season]:
    """The seasons of which the person judges something."""
    known = reviewable_by(person).order_by().values("season")
    return Season.objects.filter(pk__in=known).select_related("region")


def departments(person: Person, asked: Asked) -> QuerySet[Organisation]:
    """The departments from which something of that state has come."""
    lying = reviewable_by(person).filter(state=asked.state).order_by()
    own = Q(pk__in=lying.values("organisation"), level="department")
    above = Q(pk__in=lying.filter(organisation__level="unit").values("organisation__parent"))
    return Organisation.objects.filter(own | above).order_by("code", "name")


def _narrowed(asked: Asked) -> Q:
    found = Q(pk__isnull=False)
    if asked.season:
        found &= Q(season=asked.season)
    if asked.department:
        found &= Q(organisation=asked.department) | Q(organisation__parent=asked.department)
    if asked.q:
        named = Q(organisation__name__icontains=asked.q)
        found &= named | Q(organisation__code__startswith=asked.q)
    return found


def _having(asked: Asked) -> Q:
    found = Q(late=True) if asked.late else Q(pk__isnull=False)
    return (
        found
        & {
            "": Q(),
            WITHOUT: Q(warning_count=0),
            WITH: Q(warning_count__gt=0),
            REMARKED: Q(remarked=True),
        }[asked.findings]
    )


def _plain(person: Person) -> Q:
    allowed = open_to(person, held_by(person), State.SUBMITTED, Action.APPROVE)
    counted = Q(checked_version=F("version"), error_count=0)
    return allowed & counted & Q(remarked=False)


def _whether(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


def _key(text: str) -> str:
    return text if text.isascii() and text.isdecimal() and len(text) < 10 else ""
