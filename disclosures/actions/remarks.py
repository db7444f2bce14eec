"""Remarks pinned to what they speak of, their answers, and the reasons for what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from disclosures import notices, tasks
from disclosures.actions.guard import Moved, Seen, lock
from disclosures.actions.journal import Actor, record
from disclosures.core.workflow import Action
from disclosures.models import Disclosure, Person, Reason, Remark, Reply
from disclosures.permissions import can, settled_by
from disclosures.versions import REASON_FIELDS


def remark(
    *, disclosure: Disclosure, at: str, subject: str, shown: str, text: str, by: Actor
) -> Remark:
    """Pin a remark to a cell, a table or the whole (see ``Remark.at``)."""
    text = _told(text)
    assert by.person is not None
    with transaction.atomic():
        now = lock(disclosure=disclosure, action=Action.REMARK, by=by)
        made = Remark.objects.create(
            disclosure=now,
            version=now.version,
            at=at,
            subject=subject,
            shown=shown,
            text=text,
            person=by.person,
        )
        after = {"remark": made.pk, "at": at, "subject": subject, "text": text}
        _tell(by, Action.REMARK, now, after)
    return made


def answer(*, remark: Remark, text: str, by: Actor) -> Reply:
    """Reply to a remark: whoever may answer or remark now."""
    text = _told(text)
    assert by.person is not None
    with transaction.atomic():
        now = _lock_thread(remark, by, Action.ANSWER, Action.REMARK)
        made = Reply.objects.create(remark=remark, text=text, person=by.person)
        _tell(by, Action.ANSWER, now, {"remark": remark.pk, "text": text})
    return made


def resolve(*, remark: Remark, by: Actor) -> None:
    """Settle a remark.  Moved where it is settled already."""
    with transaction.atomic():
        now = _lock_thread(remark, by, Action.RESOLVE)
        if by.person and not settled_by(by.person, now)(remark):
            raise PermissionDenied
        open_ = Remark.objects.filter(pk=remark.pk, resolved_at=None)
        if not open_.update(resolved_at=timezone.now(), resolved_by=by.person):
            raise Moved(now)
        record(by=by, action=Action.RESOLVE, disclosure=now, after={"remark": remark.pk})


def explain(
    *, disclosure: Disclosure, reasons: Mapping[str, Mapping[str, str]], seen: Seen, by: Actor
) -> Disclosure:
    """Give, change or withdraw (empty text) reasons, by the key of what was found.

    ``reasons``: key → code, message, text.  A new version: reasons are part of what is signed.
    """
    assert by.person is not None
    with transaction.atomic():
        now = lock(disclosure=disclosure, action=Action.EXPLAIN, by=by, seen=seen)
        there = Reason.objects.filter(disclosure=now, key__in=reasons)
        before = {r.key: _values(r) for r in there}
        after = {key: _stated(values) for key, values in reasons.items()}
        changed = {key for key in after if after[key] != before.get(key)}
        if not changed:
            return now
        for key in changed:
            _put(now, key, after[key], by.person)
        now.version += 1
        now.save()
        record(
            by=by,
            action=Action.EXPLAIN,
            disclosure=now,
            before={"reasons": {key: before.get(key) for key in changed}},
            after={"reasons": {key: after[key] for key in changed}},
        )
        transaction.on_commit(lambda: tasks.ring_check(now.pk))
    return now


def _told(text: str) -> str:
    if not text.strip():
        raise ValidationError("请写明内容")
    return text.strip()


def _lock_thread(remark: Remark, by: Actor, *actions: Action) -> Disclosure:
    """The remark's disclosure, if the person may do one of the actions."""
    fits = [a for a in actions if by.person and can(by.person, a, remark.disclosure)]
    return lock(disclosure=remark.disclosure, action=(fits or actions)[0], by=by)


def _tell(by: Actor, action: Action, disclosure: Disclosure, after: dict[str, Any]) -> None:
    notices.of_deed(record(by=by, action=action, disclosure=disclosure, after=after))


def _values(reason: Reason) -> dict[str, str]:
    return {name: getattr(reason, name) for name in REASON_FIELDS}


def _stated(values: Mapping[str, str]) -> dict[str, str] | None:
    text = values["text"].strip()
    return {**{n: values[n] for n in REASON_FIELDS}, "text": text} if text else None


def _put(disclosure: Disclosure, key: str, values: dict[str, str] | None, by: Person) -> None:
    if values is None:
        Reason.objects.filter(disclosure=disclosure, key=key).delete()
    else:
        Reason.objects.update_or_create(
            disclosure=disclosure, key=key, defaults={**values, "person": by}
        )
