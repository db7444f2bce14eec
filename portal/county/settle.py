"""The county as if it had happened: first everything is worked out, then it is saved at once."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from disclosures.core.facts import Kind
from disclosures.core.workflow import Role
from disclosures.models import Disclosure, Membership, Organisation, Person, Season
from portal.county.course import Course
from portal.county.facts import FORM_SETS, facts_of
from portal.county.fates import Calendar, Days, Fate, days_of, fates
from portal.county.history import History, People
from portal.county.plan import CODE, COUNTY, County, Department
from portal.county.saving import Rows, save
from portal.county.versions import mistaken, unwritten, version_of

SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁马方"
GIVEN = (
    *"敏静丽强磊洋艳勇娟涛明超慧峰霞斌玲波",
    *("建华", "志强", "晓燕", "海波", "玉兰", "国庆", "红梅", "春生", "雪梅", "文博", "思远"),
)
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Settled:
    """How much there is now."""

    organisations: int
    disclosures: int
    publications: int


def settled() -> bool:
    """Whether the county is there already."""
    return Organisation.objects.filter(code=CODE, level=Organisation.Level.REGION).exists()


def settle(county: County, *, seed: int, today: date, progress: Progress) -> Settled:
    """Make the county: all of it, or nothing."""
    plan = _Plan(county, seed, today)
    for number, department in enumerate(county.departments, start=1):
        progress(f"{number}/{len(county.departments)} {department.name}")
        with _uncollected():
            plan.add(department)
    progress("写入数据库")
    with transaction.atomic():
        save(plan.rows)
    return Settled(
        organisations=len(plan.rows.organisations),
        disclosures=len(plan.rows.disclosures),
        publications=sum(len(h.publications) for h in plan.rows.histories),
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage meanwhile: that takes a third of the time, finding little."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Plan:
    """The rows of the county, worked out before anything is saved."""

    def __init__(self, county: County, seed: int, today: date) -> None:
        self.county, self.seed, self.today = county, seed, today
        self.rng = random.Random(f"{seed}|people")
        self.fates = fates(county, seed)
        self.region = Organisation(code=CODE, name=COUNTY, level=Organisation.Level.REGION)
        self.reviewer = self._somebody("reviewer")
        self.rows = Rows(self.reviewer, organisations=[self.region])
        self._give(self.reviewer, self.region, Role.REVIEWER)
        self.seasons = dict(self._seasons())
        self.rows.seasons += self.seasons.values()

    def _somebody(self, username: str) -> Person:
        """Somebody invented, who cannot sign in."""
        name = self.rng.choice(SURNAMES) + self.rng.choice(GIVEN) + "（演示）"
        username = f"{CODE.lower()}-{username}"
        person = Person(username=username, name=name, email=f"{username}@example.org")
        person.password = make_password(None)
        return person

    def _give(self, person: Person, organisation: Organisation, role: Role) -> Person:
        self.rows.memberships.append(
            Membership(person=person, organisation=organisation, role=role)
        )
        return person

    def _seasons(self) -> Iterator[tuple[tuple[int, Kind], Season]]:
        newest = self.county.accounts[-1]
        for kind, years in ((Kind.BUDGET, self.county.budgets), (Kind.FINAL, self.county.accounts)):
            for year in years:
                is_newest = (year, kind) == (newest, Kind.FINAL)
                days = days_of(year, kind, newest=is_newest, today=self.today)
                yield (
                    (year, kind),
                    Season(
                        region=self.region,
                        year=year,
                        kind=kind,
                        form_set=FORM_SETS[kind],
                        opens_on=days.opens_on,
                        deadline=days.deadline,
                        publish_by=days.publish_by,
                    ),
                )

    def add(self, department: Department) -> None:
        """All that a department did."""
        own = self._organisation(department)
        people = People(
            self._give(self._somebody(f"{department.code}-clerk"), own, Role.CLERK),
            self._give(self._somebody(f"{department.code}-signatory"), own, Role.SIGNATORY),
            self.reviewer,
        )
        course = Course(department)
        last = dict.fromkeys(Kind, "")
        for (year, kind), season in sorted(self.seasons.items(), key=lambda s: s[1].opens_on):
            disclosure = Disclosure(
                organisation=own,
                season=season,
                year=year,
                kind=kind,
                form_set=season.form_set,
                origin=Disclosure.Origin.FACTS,
                version=0,
            )
            self.rows.disclosures.append(disclosure)
            fate = self.fates[department.code, year, kind]
            if fate is not Fate.NOTHING:
                history, last[kind] = self._history(disclosure, people, course, fate, last[kind])
                self.rows.histories.append(history)

    def _organisation(self, department: Department) -> Organisation:
        own = Organisation(
            parent=self.region,
            level=Organisation.Level.DEPARTMENT,
            code=department.code,
            name=department.name,
            nature=department.nature,
            establishment=sum(u.establishment for u in department.units),
            staff=sum(u.staff for u in department.units),
        )
        self.rows.organisations.append(own)
        self.rows.organisations += [
            Organisation(
                parent=own,
                level=Organisation.Level.UNIT,
                code=unit.code,
                name=unit.name,
                nature=unit.nature,
                establishment=unit.establishment,
                staff=unit.staff,
            )
            for unit in department.units[1:]
        ]
        return own

    def _history(
        self, disclosure: Disclosure, people: People, course: Course, fate: Fate, last: str
    ) -> tuple[History, str]:
        """What became of it, and what it says, for next year's."""
        season, kind = disclosure.season, Kind(disclosure.kind)
        assert season is not None
        stated = facts_of(course, disclosure.year, kind)
        right = version_of(disclosure, course, stated, last, people.clerk)
        first, then = right, None
        if fate is Fate.CORRECTED:
            first = version_of(disclosure, course, mistaken(stated), last, people.clerk)
            then = right
        elif fate is Fate.DRAFT:
            first = unwritten(right)
        days = Days(season.opens_on, season.deadline, season.publish_by)
        rng = course.department.draw("calendar", disclosure.year, disclosure.kind)
        history = History(disclosure, people, days, Calendar(rng, self.today))
        history.become(fate, first, then, self.today)
        text = right.text
        history.let_go()
        return history, text
