"""``./run demo`` alone: a region, its people and seasons around the examples, to try things on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from disclosures.actions import Actor, Seen, open_season, operator, sign, submit
from disclosures.actions.adoption import adopt
from disclosures.actions.remarks import explain
from disclosures.actions.transitions import readiness
from disclosures.core.rules.base import Finding
from disclosures.core.workflow import Action
from disclosures.demo import CLERK, PASSWORD, PEOPLE, REGION, REGION_CODE, SIGNATORY, DemoPerson
from disclosures.models import Disclosure, Organisation, Person, Season, SourceFile
from disclosures.permissions import can
from disclosures.readiness import standing_of

#: Why the Huaihua account warns, so that there is one to sign; those of Bazhong are to be tried.
REASON = "年初预算中有58.34万元没有分列到科目，所以各科目之和小于总数。"
REASONED = "N-016"
#: Why the forms warn of the account that is handed in: they are those of a published document.
AS_PUBLISHED = "照已经公开的材料录入，原表如此。"
#: Days from today: opening, deadline, publication deadline.  One season is over already.
DAYS = (-20, 12, 40)
LATE = (-60, -3, 25)


class Command(BaseCommand):
    """Make what is missing; what is there stays as people left it, but for the passwords."""

    help = "演示用的地区、人员和填报任务（仅限 ./run demo）"

    def handle(self, *args: Any, **options: Any) -> None:
        """Refused where the portal is not a demonstration."""
        if not settings.DEMO:
            raise CommandError("只在演示时使用：请运行 ./run demo")
        with transaction.atomic():
            region = _region()
            departments = [adopt(region=region, organisation=o) for o in _examples()]
            for one in PEOPLE:
                _enter(one, departments if one.everywhere else [region])
            for disclosure in _first_of_each_season(region):
                _open(region, disclosure)
        self.stdout.write(f"{REGION}的演示账号（密码都是 {PASSWORD}）：")
        for one in PEOPLE:
            self.stdout.write(f"  {one.username:<16}{one.name}  {one.label}：{one.does}")


def _region() -> Organisation:
    level = Organisation.Level.REGION
    found = Organisation.objects.filter(code=REGION_CODE, level=level).first()
    return found or operator.found_region(code=REGION_CODE, name=REGION)


def _examples() -> list[Organisation]:
    """The organisations of the example workbooks that stand alone, those with a code first."""
    names = [path.name for path in Path(settings.BASE_DIR, "examples").glob("*.xlsx")]
    sources = SourceFile.objects.filter(name__in=names, disclosure__organisation__parent=None)
    own = Organisation.objects.filter(pk__in=sources.values("disclosure__organisation"))
    return list(own.order_by("-code"))


def _enter(one: DemoPerson, places: list[Organisation]) -> None:
    person = Person.objects.filter(username=one.username).first()
    for place in places:
        if person is None:
            person = operator.enter_person(
                username=one.username,
                name=one.name,
                email=f"{one.username}@example.org",
                organisation=place,
                role=one.role,
            )
        else:
            operator.give_role(person=person, organisation=place, role=one.role)
    if person and not (person.is_active and person.check_password(PASSWORD)):
        operator.set_password(person=person, password=PASSWORD)
        operator.set_active(person=person, active=True)


def _first_of_each_season(region: Organisation) -> list[Disclosure]:
    rows = Disclosure.objects.filter(organisation__parent=region, season=None, version__gt=0)
    return list(rows.filter(origin=Disclosure.Origin.FACTS).order_by("-year"))


def _open(region: Organisation, disclosure: Disclosure) -> None:
    """A season for the disclosure, with all departments; nothing if there is one."""
    same = {"region": region, "year": disclosure.year, "kind": disclosure.kind}
    if Season.objects.filter(**same).exists():
        return
    is_last = disclosure.year == _first_of_each_season(region)[-1].year
    opens, deadline, publish = (_from_today(days) for days in (LATE if is_last else DAYS))
    season = Season(**same, form_set=disclosure.form_set, opens_on=opens, deadline=deadline)
    season.publish_by = publish
    open_season(season=season, organisations=list(region.children.all()))
    _give_reason(disclosure)
    if is_last:
        _hand_in(disclosure)


def _give_reason(disclosure: Disclosure) -> None:
    """The clerk's reason for the one warning whose reason is known."""
    here = Disclosure.objects.select_related("organisation").get(pk=disclosure.pk)
    _explain(here, [f for f in standing_of(here).unexplained if f.code == REASONED], REASON)


def _explain(here: Disclosure, findings: Sequence[Finding], text: str) -> None:
    clerk = Person.objects.get(username=CLERK)
    told = {f.key: {"code": f.code, "message": f.message, "text": text} for f in findings}
    if told and can(clerk, Action.EXPLAIN, here):
        by = Actor(clerk.name, "演示", clerk)
        explain(disclosure=here, reasons=told, seen=Seen.of(here), by=by)


def _hand_in(disclosure: Disclosure) -> None:
    """Signed and submitted, so that the reviewer too has something to try."""
    here = Disclosure.objects.select_related("organisation").get(pk=disclosure.pk)
    _explain(here, standing_of(here).unexplained, AS_PUBLISHED)
    here.refresh_from_db()
    standing = standing_of(here)
    signatory = Person.objects.get(username=SIGNATORY)
    by = Actor(signatory.name, "演示", signatory)
    if not readiness(standing, Action.SIGN) and can(signatory, Action.SIGN, here):
        digest = standing.sha256
        sign(disclosure=here, seen=Seen.of(here), sha256=digest, secrecy=True, by=by)
        here.refresh_from_db()
        submit(disclosure=here, seen=Seen.of(here), by=by)


def _from_today(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)
