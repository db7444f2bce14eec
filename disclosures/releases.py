"""What waits to be made public, and until which day it must be.

A department publishes within 20 days of the bureau's approval (预算法 第十四条), and a season may
set an earlier day.  A correction is no part of the season any more: its 20 days alone count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import (
    BooleanField,
    DateTimeField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.utils import timezone

from disclosures.core.workflow import State
from disclosures.models import Person, Publication, Release, Season
from disclosures.permissions import publishable_by

#: Days from the approval.
WITHIN = 20
#: So many days before, it is near.
NEAR = 7
LATE, SOON, SET, UNSET = "late", "soon", "set", "unset"
DUES = {LATE: "已逾期", SOON: f"{NEAR} 天内到期", SET: "已定时", UNSET: "未定时"}
STATES = {"approved": "待公开", "published": "已公开", "withdrawn": "已撤回"}
MOST_TEXT = 100


def due_on(approved_on: date, publish_by: date | None, *, correction: bool) -> date:
    """The day until which it must be public."""
    within = approved_on + timedelta(days=WITHIN)
    return within if correction or publish_by is None else min(within, publish_by)


def due_of(row: Any) -> date | None:
    """The same for a disclosure of ``told``, while it waits; None where nothing does."""
    if row.state != State.APPROVED or row.approved_at is None:
        return None
    publish_by = row.season.publish_by if row.season else None
    approved_on = timezone.localdate(row.approved_at)
    return due_on(approved_on, publish_by, correction=row.correction)


def told(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Disclosures with ``approved_at`` and ``correction`` (of what was frozen last)."""
    last = Publication.objects.filter(disclosure=OuterRef("pk")).order_by("-number")
    corrects = ExpressionWrapper(Q(supersedes__isnull=False), output_field=BooleanField())
    return rows.annotate(
        approved_at=Subquery(last.values("at")[:1], output_field=DateTimeField()),
        correction=Subquery(
            last.annotate(corrects=corrects).values("corrects")[:1], output_field=BooleanField()
        ),
    )


def due_within(today: date, days: int) -> Q:
    """Of what ``told`` tells, that which waits and is due in so many days at the latest.

    −1: that which is overdue.
    """
    approved = today + timedelta(days=days - WITHIN)
    midnight = timezone.make_aware(datetime.combine(approved + timedelta(days=1), time()))
    season = Q(correction=False, season__publish_by__lte=today + timedelta(days=days))
    return Q(state=State.APPROVED) & (Q(approved_at__lt=midnight) | season)


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; empty: everything that waits."""

    season: str = ""
    due: str = ""
    state: str = State.APPROVED.value
    q: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Asked:
        """From the fields of a form or an address; what means nothing is left out."""
        given = {f.name: values.get(f.name, "").replace("\x00", "").strip() for f in fields(cls)}
        season, due, state = given["season"], given["due"], given["state"]
        return cls(
            season=season if season.isascii() and season.isdecimal() and len(season) < 10 else "",
            due=due if due in DUES else "",
            state=state if state in STATES else State.APPROVED.value,
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


def waiting(person: Person, asked: Asked, today: date) -> QuerySet[Any]:
    """What is the person's to make public, or was; what was approved first comes first.

    As ``told``, with ``released_at``: when the newest version that is or was public became so.
    """
    found = told(publishable_by(person)).filter(state=asked.state)
    if asked.season:
        found = found.filter(season=asked.season)
    if asked.q:
        named = Q(organisation__name__icontains=asked.q)
        found = found.filter(named | Q(organisation__code__startswith=asked.q))
    if asked.due and asked.state == State.APPROVED:
        found = found.filter(_due(asked.due, today))
    deeds = Release.objects.filter(publication__disclosure=OuterRef("pk"))
    published = deeds.filter(deed=Release.Deed.PUBLISHED).order_by("-pk")
    found = found.annotate(released_at=Subquery(published.values("at")[:1]))
    if asked.state == State.APPROVED:
        return found.order_by(F("approved_at").asc(nulls_last=True), "pk")
    return found.order_by(F("released_at").desc(nulls_last=True), "-pk")


def _due(due: str, today: date) -> Q:
    return {
        LATE: due_within(today, -1),
        SOON: due_within(today, NEAR) & ~due_within(today, -1),
        SET: Q(publish_at__isnull=False),
        UNSET: Q(publish_at=None),
    }[due]


def seasons(person: Person) -> QuerySet[Season]:
    """The seasons of which the person makes something public."""
    known = publishable_by(person).order_by().values("season")
    return Season.objects.filter(pk__in=known).select_related("region")
