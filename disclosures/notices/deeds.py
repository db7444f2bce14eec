"""Notices of deeds: whom each step concerns, told in the transaction that does it.

Whoever did it is never told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from django.conf import settings
from django.utils import timezone

from disclosures.core.workflow import Action, Role
from disclosures.models import Disclosure, JournalEntry, Notice, Remark
from disclosures.notices import seasons
from disclosures.notices.people import SIDE, lineage, tell_of, with_roles

Kind = Notice.Kind


class Where(Enum):
    """The organisations whose people are told."""

    OWN = "own"
    ABOVE = "above"
    ALL = "all"

    def of(self, line: list[int]) -> list[int]:
        """Those of a line that begins with the disclosure's own organisation."""
        return {"own": line[:1], "above": line[1:2], "all": line}[self.value]


#: Where they are, and their roles there.
_Whom = dict[Where, tuple[Role, ...]]


@dataclass(frozen=True)
class Step:
    """What is told of a step, and to whom."""

    kind: Notice.Kind
    to: _Whom
    text: str


_CLERKS: _Whom = {Where.OWN: (Role.CLERK,)}
_DEPARTMENT: _Whom = {Where.ABOVE: (Role.CLERK,)}
_SIDE: _Whom = {Where.OWN: SIDE}
_REVIEWERS: _Whom = {Where.ALL: (Role.REVIEWER,)}

STEPS: dict[str, Step] = {
    Action.HAND_UP: Step(Kind.HANDED_UP, _DEPARTMENT, "{it}已报部门，请汇总"),
    Action.SIGN: Step(Kind.SIGNED, _CLERKS, "{it}已由{who}签署，可以提交财政"),
    Action.UNSIGN: Step(Kind.UNSIGNED, _SIDE, "{it}的签署已由{who}撤销"),
    Action.SUBMIT: Step(Kind.SUBMITTED, _REVIEWERS, "{it}已提交，请审核"),
    Action.RETURN: Step(Kind.RETURNED, _SIDE, "{it}被{who}退回，请修改后重新报送"),
    Action.APPROVE: Step(Kind.APPROVED, _SIDE, "{it}已由{who}审核通过"),
    Action.PUBLISH: Step(Kind.PUBLISHED, _SIDE, "{it}已由{who}公开"),
    Action.WITHDRAW: Step(Kind.WITHDRAWN, _SIDE, "{it}已由{who}撤回公开"),
    Action.CORRECT: Step(Kind.CORRECTING, _SIDE | _REVIEWERS, "{who}已开始更正{it}"),
}


def of_deed(entry: JournalEntry) -> None:
    """Tell those whom a deed concerns, in the transaction that does it."""
    if entry.season is not None:
        seasons.of_change(entry, entry.season, _once(entry))
    elif entry.disclosure is None:
        return
    elif entry.action in STEPS:
        _of_step(entry, entry.disclosure, STEPS[entry.action])
    elif entry.action == Action.REMARK:
        clerks = with_roles([entry.disclosure.organisation_id], (Role.CLERK,))
        _count(entry, entry.disclosure, Kind.REMARK, clerks)
    elif entry.action == Action.ANSWER:
        _count(entry, entry.disclosure, Kind.ANSWER, _of_thread(entry, entry.disclosure))


def _of_step(entry: JournalEntry, disclosure: Disclosure, step: Step) -> None:
    line = lineage(disclosure)
    told = (with_roles(where.of(line), roles) for where, roles in step.to.items())
    people = set().union(*told) - {entry.person_id}
    text = step.text.format(it=disclosure, who=entry.who)
    why = f"\n原因：{entry.why}" if entry.why else ""
    tell_of(disclosure, step.kind, people, _once(entry), text + why)


def _of_thread(entry: JournalEntry, disclosure: Disclosure) -> set[int]:
    """The others of the thread, and the clerks if it was not one of them who answered."""
    remark = Remark.objects.get(pk=entry.after["remark"])
    spoke = {remark.person_id, *remark.replies.values_list("person", flat=True)}
    line = lineage(disclosure)
    clerks = with_roles(line[:1], (Role.CLERK,))
    still = spoke & with_roles(line, tuple(Role))
    return still if entry.person_id in clerks else still | clerks


def _count(
    entry: JournalEntry, disclosure: Disclosure, kind: Notice.Kind, people: Iterable[int]
) -> None:
    """Tell of a remark or an answer: where such a notice still waits, it counts one more."""
    told = set(people) - {entry.person_id}
    since = timezone.now() - timedelta(seconds=settings.DIGEST_SECONDS)
    waiting = Notice.objects.filter(
        person__in=told,
        kind=kind,
        disclosure=disclosure,
        seen_at=None,
        mailed_at=None,
        mail_after=None,
    )
    for notice in waiting.filter(at__gte=since):
        first = int(notice.once.partition("/")[2])
        deeds = JournalEntry.objects.filter(
            disclosure=disclosure, action=entry.action, pk__gte=first
        ).exclude(person=notice.person_id)
        text = _counted(entry, disclosure, deeds.count())
        # In the meantime it may have been read, or a worker may have it in hand to mail it: then
        # it is not the one to count on.
        if waiting.filter(pk=notice.pk).update(text=text):
            told.discard(notice.person_id)
    tell_of(disclosure, kind, told, _once(entry), _counted(entry, disclosure, 1))


def _counted(entry: JournalEntry, disclosure: Disclosure, count: int) -> str:
    """How many there are, and the newest."""
    what = "批注" if entry.action == Action.REMARK else "答复"
    subject = entry.after.get("subject", "")
    newest = f"{entry.who}：{subject}：" if subject else f"{entry.who}："
    return f"{disclosure}有 {count} 条新{what}\n{newest}{entry.after['text']}"


def _once(entry: JournalEntry) -> str:
    return f"{entry.action}/{entry.pk}"
