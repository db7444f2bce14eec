"""Notices of days: a deadline that comes near, and one that has passed.

May run any number of times: every notice is told once.
"""

from __future__ import annotations

from datetime import date, timedelta

from disclosures.core.workflow import Role
from disclosures.models import Notice, Season
from disclosures.notices import publication
from disclosures.notices.people import (
    day,
    listed,
    named,
    not_submitted,
    sides_of,
    tell,
    tell_each,
    with_roles,
)

#: So many days before the deadline people are reminded.
STEPS = (7, 3, 1)
#: What passed longer ago than this many days is not told any more.
LATEST = 30
#: What the cause of a reviewer's summary begins with.
SUMMED_UP = "all-"

Kind = Notice.Kind


def remind(today: date) -> None:
    """Tell of all deadlines that are near, or have passed, and of what is due to be public."""
    near, past = today + timedelta(days=max(STEPS)), today - timedelta(days=LATEST)
    seasons = Season.objects.filter(deadline__range=(past, near)).select_related("region")
    for season in seasons.order_by("pk"):
        left = (season.deadline - today).days
        if left < 0:
            _overdue(season)
        else:
            _near(season, left)
    publication.remind(today)


def _near(season: Season, left: int) -> None:
    step = min(step for step in STEPS if left <= step)
    when = {0: "今天截止", 1: "明天截止"}.get(left, f"还有 {left} 天截止")
    once = f"deadline/{season.pk}/{season.deadline:%Y%m%d}/{step}"
    head = f"{season}{when}（{day(season.deadline)}）"
    _tell_sides(season, Kind.DEADLINE_NEAR, once, head + "，尚未提交：")


def _overdue(season: Season) -> None:
    once = f"overdue/{season.pk}/{season.deadline:%Y%m%d}"
    head = f"{season}已于{day(season.deadline)}截止"
    _tell_sides(season, Kind.OVERDUE, once, head + "，请尽快提交：")
    late = not_submitted(season).order_by("organisation__code", "pk")
    names = list(late.values_list("organisation__name", flat=True))
    if not names:
        return
    text = f"{head}，还有 {len(names)} 家没有提交：{named(names)}"
    tell(
        Notice(person_id=person, kind=Kind.OVERDUE, season=season, once=SUMMED_UP + once, text=text)
        for person in sorted(_reviewers_not_told(season, SUMMED_UP + once))
    )


def _tell_sides(season: Season, kind: Notice.Kind, once: str, head: str) -> None:
    told = set(Notice.objects.filter(season=season, once=once).values_list("person", flat=True))
    sides = sides_of(not_submitted(season))
    people = {p: head + listed(theirs) for p, theirs in sides.items() if p not in told}
    tell_each(kind, season.pk, once, people)


def _reviewers_not_told(season: Season, once: str) -> set[int]:
    told = Notice.objects.filter(season=season, once=once).values_list("person", flat=True)
    return with_roles([season.region_id], (Role.REVIEWER,)) - set(told)
