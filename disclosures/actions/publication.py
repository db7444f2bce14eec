"""What was approved is frozen; then made public, corrected, withdrawn.

What is public is told by releases alone: while a correction is worked on the disclosure is in
draft again, and what was published stays public.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from disclosures import notices, tasks
from disclosures.actions.guard import Moved, NotReady, Seen, lock
from disclosures.actions.journal import Actor, Told, record
from disclosures.chapters import rules_of_chapters
from disclosures.core.rules_version import rules_version
from disclosures.core.workflow import ROLE_LABELS, TRANSITIONS, Action, Need, Role, State, unmet
from disclosures.hearers import tell
from disclosures.models import (
    Disclosure,
    Job,
    JournalEntry,
    Publication,
    Release,
    Signature,
)
from disclosures.readiness import Standing

log = logging.getLogger(__name__)

#: What an approval states.
APPROVED = "经审核，同意公开"
#: From where a deed comes that was to be done at a set time.
AT_SET_TIME = "定时公开"
#: No longer ahead than this may a time be set.
FURTHEST = timedelta(days=366)


# -- freezing ---------------------------------------------------------------------------------


def freeze(*, standing: Standing, disclosure: Disclosure) -> Publication:
    """Keep what was approved for good and have its files made, in the approval's transaction.

    ``standing`` is what was judged, ``disclosure`` the same as the approval leaves it.
    """
    signed = Signature.objects.filter(disclosure=disclosure).first()
    approvals = JournalEntry.objects.filter(disclosure=disclosure, action=Action.APPROVE)
    approved = approvals.first()
    assert signed is not None  # who approves asks for it first
    assert approved is not None
    last = last_released(disclosure)
    frozen = frozen_as(
        standing=standing, disclosure=disclosure, signed=signed, approved=approved, last=last
    )
    frozen.number = Publication.objects.filter(disclosure=disclosure).count() + 1
    frozen.why = "\n".join(_corrections(disclosure, last)) if last else ""
    frozen.save()
    _make_files(frozen)
    return frozen


def frozen_as(
    *,
    standing: Standing,
    disclosure: Disclosure,
    signed: Signature,
    approved: JournalEntry,
    last: Publication | None,
) -> Publication:
    """The publication that keeps ``standing`` for good, unsaved, the first of its disclosure.

    ``last`` is the version that it supersedes.
    """
    document = standing.document
    return Publication(
        disclosure=disclosure,
        number=1,
        version=disclosure.version,
        title=document.title,
        content=zlib.compress(standing.json.encode(), 9),
        sha256=standing.sha256,
        schema=document.schema,
        form_set=document.form_set,
        rules=rules_version(rules_of_chapters()),
        signatures=list(_signatures(signed, approved, standing.sha256)),
        supersedes=last,
    )


def _make_files(frozen: Publication) -> None:
    """Have its files made, or made again: their imprint then tells the day of publication."""
    job, created = Job.objects.exclude(state=Job.State.FAILED).get_or_create(
        disclosure=frozen.disclosure, version=frozen.version, publication=frozen
    )
    if not created:
        job.state, job.holder, job.lease, job.attempts = Job.State.WAITING, "", None, 0
        job.save(update_fields=["state", "holder", "lease", "attempts"])
    transaction.on_commit(lambda: tasks.ring(job.pk))


def last_released(disclosure: Disclosure) -> Publication | None:
    """The last version that was ever public."""
    return Publication.objects.filter(disclosure=disclosure).released().order_by("-number").first()


def frozen_of(disclosure: Disclosure) -> Publication | None:
    """What was frozen of what stands now, if it was never public."""
    own = Publication.objects.filter(disclosure=disclosure)
    newest = own.order_by("-number").first()
    if newest is None or newest.version != disclosure.version or newest.releases.exists():
        return None
    return newest


def _signatures(signed: Signature, approved: JournalEntry, sha256: str) -> Iterator[dict[str, str]]:
    yield _signature(Role.SIGNATORY, signed.who, signed.at, signed.secrecy, signed.sha256)
    yield _signature(Role.REVIEWER, approved.who, approved.at, APPROVED, sha256)


def _signature(role: Role, who: str, at: datetime, statement: str, sha256: str) -> dict[str, str]:
    return {
        "who": who,
        "role": ROLE_LABELS[role],
        "at": timezone.localtime(at).isoformat(timespec="seconds"),
        "statement": statement,
        "sha256": sha256,
    }


def _corrections(disclosure: Disclosure, last: Publication) -> Iterator[str]:
    """What was corrected since the last version that was public, and why."""
    deeds = JournalEntry.objects.filter(disclosure=disclosure, action=Action.CORRECT)
    for deed in deeds.filter(at__gt=last.at).order_by("pk"):
        yield told_of_correction(str(deed.after["what"]), deed.why)


def told_of_correction(what: str, why: str) -> str:
    """What is published of a correction."""
    return f"更正内容：{what}\n更正原因：{why}"


# -- making public ----------------------------------------------------------------------------


def publish(*, disclosure: Disclosure, seen: Seen, by: Actor) -> Release:
    """Make what was approved public.  Moved, NotNow, NotReady, PermissionDenied."""
    with transaction.atomic():
        now = lock(disclosure=disclosure, action=Action.PUBLISH, by=by, seen=seen)
        return _release(now, by)


def schedule(
    *, disclosure: Disclosure, seen: Seen, was: datetime | None, at: datetime | None, by: Actor
) -> Disclosure:
    """Have it made public at that time, or (``at`` None) no longer by itself.

    ``was`` is the time that the person saw.  Moved, NotNow, NotReady, PermissionDenied;
    ValidationError for a time that has passed or is too far ahead.
    """
    with transaction.atomic():
        now = lock(disclosure=disclosure, action=Action.SCHEDULE, by=by, seen=seen)
        _ask(now, Action.SCHEDULE, {Need.IS_FROZEN} if frozen_of(now) else set())
        if now.publish_at != was:
            raise Moved(now)
        if at is not None and not timezone.now() < at <= timezone.now() + FURTHEST:
            raise ValidationError("公开时间须在现在之后、一年之内")
        if at == was:
            return now
        now.publish_at = at
        now.save(update_fields=["publish_at"])
        before: Told = {"publish_at": _told(was)}
        after: Told = {"publish_at": _told(at)}
        record(by=by, action=Action.SCHEDULE, disclosure=now, before=before, after=after)
        return now


def publish_due() -> int:
    """Make public whose time has come, each by itself; how many were."""
    due = Disclosure.objects.filter(state=State.APPROVED, publish_at__lte=timezone.now())
    return sum(map(_publish_due, list(due.order_by("publish_at").values_list("pk", flat=True))))


def _publish_due(pk: int) -> int:
    """1; 0 where somebody was faster, or where it failed: the next round tries again."""
    rows = Disclosure.objects.select_for_update(of=("self",)).select_related("organisation")
    try:
        with transaction.atomic():
            due = {"state": State.APPROVED, "publish_at__lte": timezone.now()}
            now = rows.filter(pk=pk, **due).first()
            if now is None:
                return 0
            _release(now, _who_set(now))
    except Exception:
        log.exception("disclosure %s was not made public at its time", pk)
        return 0
    return 1


def _who_set(disclosure: Disclosure) -> Actor:
    """Who set the time: it is their deed, decided while they might."""
    deeds = JournalEntry.objects.filter(disclosure=disclosure, action=Action.SCHEDULE)
    last = deeds.select_related("person").first()
    assert last is not None
    return Actor(last.who, AT_SET_TIME, last.person)


def _release(now: Disclosure, by: Actor) -> Release:
    """The publication itself, in the caller's transaction, which holds the lock."""
    frozen, was = frozen_of(now), State(now.state)
    _ask(now, Action.PUBLISH, {Need.IS_FROZEN} if frozen else set())
    assert frozen is not None
    release = Release.objects.create(
        publication=frozen, deed=Release.Deed.PUBLISHED, person=by.person, who=by.who
    )
    _make_files(frozen)
    now.state, now.publish_at = TRANSITIONS[was, Action.PUBLISH].after, None
    now.save(update_fields=["state", "publish_at"])
    told: Told = {"publication": frozen.pk, "number": frozen.number, "sha256": frozen.sha256}
    entry = record(by=by, action=Action.PUBLISH, disclosure=now, was=was, after=told)
    notices.of_deed(entry)
    tell(now.pk)
    return release


# -- correcting and withdrawing ---------------------------------------------------------------


def correct(*, disclosure: Disclosure, seen: Seen, what: str, why: str, by: Actor) -> Disclosure:
    """Open the next version, to be changed, signed and approved again; what is public stays so.

    ``what`` is to be corrected, ``why`` says what was wrong; both are published with it.
    """
    what, why = what.strip(), why.strip()
    with transaction.atomic():
        now = lock(disclosure=disclosure, action=Action.CORRECT, by=by, seen=seen)
        _ask(now, Action.CORRECT, {Need.REASON} if what and why else set())
        was, checked, time = State(now.state), now.checked, now.publish_at
        now.state, now.publish_at = TRANSITIONS[was, Action.CORRECT].after, None
        now.version += 1
        now.checked_version = now.version if checked else now.checked_version
        now.save()
        before: Told = {"publish_at": _told(time)} if time else {}
        after: Told = {"what": what, **dict.fromkeys(before)}
        entry = record(
            by=by,
            action=Action.CORRECT,
            disclosure=now,
            was=was,
            why=why,
            before=before,
            after=after,
        )
        notices.of_deed(entry)
        if not checked:
            transaction.on_commit(lambda: tasks.ring_check(now.pk))
        return now


def withdraw(
    *, disclosure: Disclosure, numbers: Collection[int], why: str, by: Actor
) -> Disclosure:
    """Take those versions back; a tombstone with the reason stays in the place of each.

    What was seen is what is public: others may be typing in the next version meanwhile.
    NotReady where one of them is not public, or no reason is given; PermissionDenied.
    """
    wanted, why = set(numbers), why.strip()
    with transaction.atomic():
        now = lock(disclosure=disclosure, action=Action.WITHDRAW, by=by)
        public = Publication.objects.filter(disclosure=now).public()
        chosen = list(public.filter(number__in=wanted).order_by("number"))
        met = {Need.REASON: bool(why), Need.IS_PUBLIC: len(chosen) == len(wanted) > 0}
        _ask(now, Action.WITHDRAW, {need for need, holds in met.items() if holds})
        same = {"deed": Release.Deed.WITHDRAWN, "person": by.person, "who": by.who, "why": why}
        Release.objects.bulk_create(Release(publication=one, **same) for one in chosen)
        was = State(now.state)
        if not public.exists():
            now.state = TRANSITIONS[was, Action.WITHDRAW].after
            now.save(update_fields=["state"])
        told: Told = {"withdrawn": [one.number for one in chosen]}
        entry = record(by=by, action=Action.WITHDRAW, disclosure=now, was=was, why=why, after=told)
        notices.of_deed(entry)
        tell(now.pk)
        return now


def _ask(disclosure: Disclosure, action: Action, held: Collection[Need]) -> None:
    """NotReady with what is missing."""
    missing = unmet(State(disclosure.state), action, held)
    if missing:
        raise NotReady(missing)


def _told(at: datetime | None) -> str | None:
    """A time, for the journal."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else None
