"""Disclosures as lines of the desk: how far each is, who acts next, and what the reader may do.

All of it from a fixed number of queries, however many the lines are; nothing is calculated anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from disclosures.abilities import Able, Held, abilities, held_by, people_for
from disclosures.core.workflow import (
    DONE,
    OPEN,
    ROLE_LABELS,
    WAITING_LABELS,
    Action,
    State,
    next_action,
)
from disclosures.models import Disclosure, Person
from disclosures.releases import due_of
from disclosures.views.desk_rows import GOING, MINE, OVER, Told, rows_for

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

#: Where a line stands on the desk, in words.
GROUPS = {MINE: "待我办理", GOING: "进行中", OVER: "已完成"}
#: What a person comes to do: route and words; of several that apply the first is the next step.
DEEDS = {
    Action.PUBLISH: ("publish", "公开"),
    Action.APPROVE: ("review", "审核"),
    Action.SUBMIT: ("submit", "提交财政"),
    Action.SIGN: ("sign", "阅读并签署"),
    Action.ENTER: ("ledgers", "填报"),
    Action.IMPORT: ("import", "导入"),
    Action.CONSOLIDATE: ("consolidate", "汇总"),
    Action.EXPLAIN: ("reasons", "原因与个人信息"),
    Action.HAND_UP: ("hand-up", "报送部门"),
    Action.ANSWER: ("remarks", "答复批注"),
    Action.RETURN: ("return", "退回"),
    Action.UNSIGN: ("unsign", "撤销签署"),
    Action.SCHEDULE: ("schedule", "定时公开"),
    Action.CORRECT: ("correct", "更正"),
    Action.WITHDRAW: ("withdraw", "撤回公开"),
}
#: What stands in the bar of a disclosure, and in no list.
_RARE = (Action.SCHEDULE, Action.CORRECT, Action.WITHDRAW)
#: States in which the deadline is still to be met.
_DUE = (*OPEN, State.SIGNED)
#: At most so many people are named.
_NAMED = 3


@dataclass(frozen=True)
class Link:
    """Something to do: ``action`` names it, ``next`` where it is what is waited for."""

    action: str
    url: str
    text: str
    next: bool = False


@dataclass(frozen=True)
class Due:
    """A deadline that is still to be met; ``days`` are left, fewer than none where it is over.

    ``public``: it is to be made public by then, and not handed in.
    """

    on: date
    days: int
    public: bool = False

    @property
    def words(self) -> str:
        """How many days are left."""
        if self.days < 0:
            return f"已逾期 {-self.days} 天"
        return f"还有 {self.days} 天" if self.days else "今天截止"

    @property
    def told(self) -> str:
        """What is due, when, and how many days are left."""
        day = f"{self.on.month}月{self.on.day}日"
        return f"应于 {day}前公开，{self.words}" if self.public else f"{day}截止，{self.words}"


@dataclass(frozen=True)
class Step:
    """One of the steps that a disclosure takes."""

    text: str
    done: bool


@dataclass(frozen=True)
class Line:
    """One disclosure on the desk.

    ``waiting``: what is waited for, ``people``: from whom.  ``explained`` of its warnings have a
    reason (as far as lists know; the page of reasons knows exactly).
    """

    disclosure: Disclosure
    group: str
    waiting: str
    people: str
    links: tuple[Link, ...]
    roles: tuple[str, ...]
    due: Due | None
    steps: tuple[Step, ...]
    explained: int
    open_remarks: int

    @property
    def done_steps(self) -> int:
        """How many steps are done."""
        return sum(step.done for step in self.steps)

    @property
    def label(self) -> str:
        """Its group in words."""
        return GROUPS[self.group]

    @property
    def ahead(self) -> str:
        """The first step that is not done; empty where all are."""
        return next((step.text for step in self.steps if not step.done), "")

    @property
    def daily(self) -> tuple[Link, ...]:
        """What belongs into a list of many."""
        return tuple(link for link in self.links if link.action not in _RARE)

    @property
    def able(self) -> dict[str, Link]:
        """What the reader may do, by action."""
        return {link.action: link for link in self.links}


def lines_of(
    person: Person, held: Collection[Held], rows: Collection[WithAnnotations[Disclosure, Told]]
) -> list[Line]:
    """Lines of what ``rows_for`` found, in that order."""
    able = abilities(person, held, rows)
    nexts = {row.pk: _next(row) for row in rows}
    asked = [(row, action) for row in rows if (action := nexts[row.pk])]
    people = people_for(asked)
    return [_line(row, able[row.pk], nexts[row.pk], people.get(row.pk, [])) for row in rows]


def line_of(person: Person, disclosure: Disclosure) -> Line:
    """The one line of a disclosure."""
    held = held_by(person)
    rows = rows_for(person, held, Disclosure.objects.filter(pk=disclosure.pk))
    return lines_of(person, held, list(rows))[0]


def address_of(route: str, *args: object) -> str:
    """The address of a page; empty where there is no such page."""
    try:
        return reverse(route, args=args)
    except NoReverseMatch:
        return ""


def _next(row: WithAnnotations[Disclosure, Told]) -> Action | None:
    unit = row.organisation.level == "unit"
    return next_action(State(row.state), unit=unit, ready=row.ready)


# -- a line -----------------------------------------------------------------------------------


def _line(
    row: WithAnnotations[Disclosure, Told], able: Able, action: Action | None, people: list[Person]
) -> Line:
    return Line(
        disclosure=row,
        group=row.group,
        waiting=_waiting(row, action),
        people=_names(people) if action and not row.publish_at else "",
        links=tuple(_links(row, able, action)),
        roles=tuple(ROLE_LABELS[role] for role in able.roles),
        due=_due(row),
        steps=tuple(_steps(row)),
        explained=min(row.explained, row.warning_count),
        open_remarks=row.open_remarks,
    )


def _waiting(row: WithAnnotations[Disclosure, Told], action: Action | None) -> str:
    if action is Action.PUBLISH and row.publish_at:
        return f"定于 {timezone.localtime(row.publish_at):%Y-%m-%d %H:%M} 公开"
    if action is Action.ENTER and row.unanswered:
        return "待答复批注"
    if action is Action.ENTER and _asks_reasons(row):
        return "待说明原因"
    if action is Action.ENTER and row.state == State.RETURNED:
        return "待修改"
    if action is Action.ENTER and row.error_count:
        return "待改正错误"
    return WAITING_LABELS[action] if action else ""


def _asks_reasons(row: WithAnnotations[Disclosure, Told]) -> bool:
    """Whether it lacks reasons and nothing worse."""
    return row.checked and not row.error_count and row.warning_count > row.explained


def _names(people: list[Person]) -> str:
    names = "、".join(person.name for person in people[:_NAMED])
    if len(people) > _NAMED:
        names += f" 等 {len(people)} 人"
    return names or "尚未指定人员"


def _links(
    row: WithAnnotations[Disclosure, Told], able: Able, action: Action | None
) -> Iterator[Link]:
    """What the person may do there and has a page for; the next step first."""
    first = _first(row, action)
    deeds = [a for a in DEEDS if a in able.actions and _applies(row, a)]
    for deed in sorted(deeds, key=lambda a: a is not first):
        route, text = DEEDS[deed]
        url = address_of(route, row.pk)
        if url:
            yield Link(str(deed), url, text, next=deed is first)
    begin = address_of("begin", row.pk)
    if begin and not row.version and Action.ENTER in able.actions:
        yield Link("begin", begin, "沿用上年或预算")


def _first(row: WithAnnotations[Disclosure, Told], action: Action | None) -> Action | None:
    """The deed that the next step asks for."""
    if action is not Action.ENTER:
        return action
    if row.unanswered:
        return Action.ANSWER
    if _asks_reasons(row):
        return Action.EXPLAIN
    return Action.IMPORT if row.origin == Disclosure.Origin.FILED else Action.ENTER


def _applies(row: WithAnnotations[Disclosure, Told], action: Action) -> bool:
    """Whether there is anything to do it to."""
    filed = row.origin == Disclosure.Origin.FILED
    return {
        Action.ANSWER: row.open_remarks > 0,
        Action.CONSOLIDATE: row.has_units and not filed,
        Action.ENTER: not filed,
        Action.PUBLISH: row.approved_at is not None,
        Action.SCHEDULE: row.approved_at is not None,
        Action.WITHDRAW: row.public,
    }.get(action, True)


def due_to_publish(row: Any) -> Due | None:
    """Until when what was approved must be public (a disclosure of ``releases.told``)."""
    return due_until(due_of(row))


def due_until(on: date | None) -> Due | None:
    """The same of the day."""
    return Due(on, (on - timezone.localdate()).days, public=True) if on else None


def _due(row: WithAnnotations[Disclosure, Told]) -> Due | None:
    if row.state == State.APPROVED:
        return due_to_publish(row)
    if row.season is None or row.state not in _DUE:
        return None
    days = (row.season.deadline - timezone.localdate()).days
    return Due(row.season.deadline, days)


def _steps(row: WithAnnotations[Disclosure, Told]) -> Iterator[Step]:
    """The steps to publication; a unit that hands up leaves the rest to its department."""
    state = State(row.state)
    entered = row.version > 0
    checked = entered and row.checked and not row.error_count
    explained = checked and row.warning_count <= row.explained
    past = state not in OPEN
    yield Step("填报", entered)
    yield Step("改正错误", checked or past)
    yield Step("说明原因", explained or past)
    if row.organisation.level == "unit" and (state in OPEN or state is State.HANDED_UP):
        yield Step("报送部门", past)
        return
    yield Step("签署", past)
    yield Step("提交财政", state in (State.SUBMITTED, *DONE))
    yield Step("财政审核", state in DONE)
    yield Step("公开", state in (State.PUBLISHED, State.WITHDRAWN))
