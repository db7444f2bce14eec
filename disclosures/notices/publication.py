"""Notices of the day until which what was approved must be public: to the bureau, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from disclosures.core.workflow import Role, State
from disclosures.models import Disclosure, Notice
from disclosures.notices.people import day, named, tell, with_roles
from disclosures.releases import due_of, due_within, told

#: So many days before, the reviewers are reminded.
STEPS = (7, 3, 1)
#: What is due longer ago than this many days is not told any more.
LATEST = 30

Kind = Notice.Kind


def remind(today: date) -> None:
    """Tell the reviewers of each region what is due soon, and what is overdue."""
    groups: defaultdict[tuple[int, date, date], list[str]] = defaultdict(list)
    for row, region, due in _waiting(today):
        # Approved when it was overdue already: that is another matter than what was told before.
        groups[region, due, max(due, timezone.localdate(row.approved_at))].append(str(row))
    for (region, due, since), names in sorted(groups.items()):
        _tell(region, due, since, names, (due - today).days)


def _waiting(today: date) -> Iterator[tuple[Any, int, date]]:
    rows = told(Disclosure.objects.filter(state=State.APPROVED))
    near = rows.filter(due_within(today, max(STEPS))).order_by("organisation__code", "pk")
    for row in near.select_related("organisation__parent", "season"):
        own, due = row.organisation, due_of(row)
        above = own.parent.parent_id if own.parent and own.level == "unit" else own.parent_id
        region = own.pk if own.level == "region" else above
        if due is None or region is None or due < today - timedelta(days=LATEST):
            continue
        if row.publish_at is None or timezone.localdate(row.publish_at) > due:
            yield row, region, due


def _tell(region: int, due: date, since: date, names: list[str], left: int) -> None:
    step = "late" if left < 0 else str(min(step for step in STEPS if left <= step))
    kind = Kind.PUBLISH_OVERDUE if left < 0 else Kind.PUBLISH_NEAR
    once = f"public/{region}/{due:%Y%m%d}/{since:%Y%m%d}/{step}"
    known = set(Notice.objects.filter(kind=kind, once=once).values_list("person", flat=True))
    when = {-1: "已经逾期，请尽快公开", 0: "今天到期"}.get(max(left, -1), f"还有 {left} 天")
    text = f"{len(names)} 份材料应于{day(due)}前公开，{when}：{named(names)}"
    people = with_roles([region], (Role.REVIEWER,)) - known
    tell(Notice(person_id=pk, kind=kind, once=once, text=text) for pk in sorted(people))
