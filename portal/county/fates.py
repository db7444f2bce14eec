"""What became of each disclosure: most are published in time, some late, corrected, withdrawn;
of the newest season some are still on their way."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone

from disclosures.core.facts import Kind
from portal.county.plan import County


class Fate(StrEnum):
    """How far a disclosure came, and how."""

    PUBLISHED = "published"
    LATE = "late"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    SCHEDULED = "scheduled"
    OVERDUE = "overdue"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    SIGNED = "signed"
    RETURNED = "returned"
    DRAFT = "draft"
    NOTHING = "nothing"


Key = tuple[str, int, Kind]
#: What is unfinished in the newest season, as far as there are departments for it.
UNFINISHED = (
    Fate.RETURNED,
    Fate.SUBMITTED,
    Fate.DRAFT,
    Fate.APPROVED,
    Fate.NOTHING,
    Fate.SIGNED,
    Fate.SCHEDULED,
    Fate.SUBMITTED,
    Fate.OVERDUE,
    Fate.DRAFT,
)
#: Shares of what is past, but for the first two, which are always there: late are mostly a few
#: departments that often are.
_LATE, _OFTEN_LATE, _CORRECTED = 0.03, 0.45, 0.03


@dataclass(frozen=True)
class Days:
    """The days of a season."""

    opens_on: date
    deadline: date
    publish_by: date


def days_of(year: int, kind: Kind, *, newest: bool, today: date) -> Days:
    """When a season was; the newest is going on today."""
    if newest:
        around = (-50, -20, 10)
        return Days(*(today + timedelta(days=n) for n in around))
    if kind is Kind.BUDGET:
        return Days(date(year, 1, 8), date(year, 2, 5), date(year, 3, 1))
    return Days(date(year + 1, 7, 8), date(year + 1, 8, 12), date(year + 1, 9, 15))


def fates(county: County, seed: int) -> Mapping[Key, Fate]:
    """What becomes of each disclosure of the county."""
    newest = county.accounts[-1], Kind.FINAL
    codes = [d.code for d in county.departments]
    rng = random.Random(f"{seed}|fates")
    past = [key for key in _keys(county) if key[1:] != newest]
    late = {code: _OFTEN_LATE if rng.random() < 0.12 else _LATE for code in codes}
    found = {key: _drawn(rng.random(), late[key[0]]) for key in past}
    found |= dict(zip(past, (Fate.LATE, Fate.CORRECTED), strict=False))
    if len(past) > 8:
        found[past[len(past) // 3]] = Fate.WITHDRAWN
    found |= {(code, *newest): Fate.PUBLISHED for code in codes}
    open_ones = rng.sample(codes[1:], len(codes) - 1)[: max(1, len(codes) // 3)]
    found |= {(code, *newest): fate for code, fate in zip(open_ones, UNFINISHED, strict=False)}
    return found


def _keys(county: County) -> Iterator[Key]:
    for year in sorted({*county.budgets, *county.accounts}):
        for kind, years in ((Kind.BUDGET, county.budgets), (Kind.FINAL, county.accounts)):
            if year in years:
                yield from ((d.code, year, kind) for d in county.departments)


def _drawn(chance: float, late: float) -> Fate:
    if chance < late:
        return Fate.LATE
    return Fate.CORRECTED if chance < late + _CORRECTED else Fate.PUBLISHED


class Calendar:
    """Moments in working hours, each after the one before."""

    def __init__(self, rng: random.Random, today: date) -> None:
        self._rng, self._today = rng, today
        self._last = datetime(2000, 1, 1, tzinfo=timezone.get_default_timezone())

    def on(self, day: date) -> datetime:
        """A moment on that day, or as soon after the last one as may be; never after today."""
        at = datetime.combine(
            min(day, self._today - timedelta(days=1)),
            time(self._rng.choice((9, 10, 11, 14, 15, 16)), self._rng.randrange(60)),
            timezone.get_default_timezone(),
        )
        at = max(at, self._last + timedelta(minutes=self._rng.randint(3, 40)))
        self._last = at
        return at

    def days(self, least: int, most: int) -> int:
        """Some days."""
        return self._rng.randint(least, most)

    def after(self, least: int, most: int) -> datetime:
        """A moment so many days after the last one."""
        return self.on(self._last.date() + timedelta(days=self.days(least, most)))
