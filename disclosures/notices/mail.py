"""Notices by e-mail: for each person one mail that gathers them, and never the same one twice.

A worker claims a batch of mails at once: no other has them until the claim lapses
(``Notice.mail_after``), which it does by itself where the worker died.  Each mail is marked as
soon as the server has it, so that a worker that dies leaves one in doubt at most.

Reasons and remarks may speak of figures and are not for the post: a mail quotes headlines only.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from smtplib import SMTPDataError, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from disclosures.models import Notice, Person

log = logging.getLogger(__name__)

#: A round ends after this; what is left is for the next.
ROUND = timedelta(minutes=2)
#: A claim outlasts the round by more than any mail takes.
LEASE = ROUND + timedelta(minutes=3)
#: After the first failure; each further one doubles it, up to the longest.
PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
#: What could not be mailed for so long stays in the portal alone.
WITHIN = timedelta(days=3)
#: Claimed at once are the mails of the so many notices that wait longest; so many stand in one.
BATCH, LISTED = 50, 20
#: What concerns one mail alone; any other failure is the server's, and ends the round.
OF_ONE_MAIL = (SMTPRecipientsRefused, SMTPDataError, ValueError)


@dataclass(frozen=True)
class Mail:
    """What one person is told, oldest first; this worker's alone until the claim lapses."""

    person: Person
    notices: Sequence[Notice]
    until: datetime

    def rows(self) -> QuerySet[Notice]:
        """Its notices, as long as the claim holds."""
        return Notice.objects.filter(person=self.person, mail_after=self.until)


def send_round() -> int:
    """Send what is due, one mail a person; how many mails went out."""
    connection = get_connection()
    try:
        return sum(_each(connection))
    finally:
        connection.close()


def _each(connection: BaseEmailBackend) -> Iterator[int]:
    """1 for each mail that went out, 0 for each that did not."""
    end = timezone.now() + ROUND
    while timezone.now() < end and (mails := deque(_claim())):
        try:
            while mails and timezone.now() < end:
                yield _send(mails.popleft(), connection)
        except OSError:
            log.warning("mail server out of reach; the next round tries again")
            return
        finally:
            _release(mails)


def _claim() -> list[Mail]:
    """The next mails of those who have something that has waited for its time."""
    with transaction.atomic():
        now = timezone.now()
        until = now + LEASE
        rows = (
            _free(now)
            .filter(person__in=_due(now).values("person"))
            .annotate(ripe=ExpressionWrapper(_ripe(now), BooleanField()))
            .select_related("person")
            .select_for_update(of=("self",))
            .order_by("person_id", "pk")
        )
        found = [list(theirs) for _, theirs in groupby(rows, lambda notice: notice.person_id)]
        # Of two workers one waited here for the other: what it left is not due by itself.
        due = [theirs for theirs in found if any(notice.ripe for notice in theirs)]
        claimed = Notice.objects.filter(pk__in=[n.pk for theirs in due for n in theirs])
        claimed.update(mail_after=until)
    return [Mail(theirs[0].person, theirs, until) for theirs in due]


def _free(now: datetime) -> QuerySet[Notice]:
    """What may be mailed: unread, not too old, with no worker, in no pause, to who wants it."""
    wanted = Q(person__is_active=True, person__mails=True) & ~Q(person__email="")
    untaken = Q(mail_after=None) | Q(mail_after__lte=now)
    return Notice.objects.filter(wanted, untaken, mailed_at=None, seen_at=None, at__gt=now - WITHIN)


def _due(now: datetime) -> QuerySet[Notice]:
    """Of what has waited for its time, what waits longest."""
    return _free(now).filter(_ripe(now)).order_by("at")[:BATCH]


def _ripe(now: datetime) -> Q:
    """What has waited for its time, or cannot wait; all else of the person goes with it."""
    quiet = now - timedelta(seconds=settings.DIGEST_SECONDS)
    tomorrow = Q(kind=Notice.Kind.DEADLINE_NEAR, once__endswith="/1")
    return Q(at__lte=quiet) | Q(kind=Notice.Kind.RETURNED) | tomorrow


def _release(mails: Sequence[Mail]) -> None:
    """Give back what this worker did not come to."""
    if mails:
        left = Notice.objects.filter(person__in=[mail.person for mail in mails])
        left.filter(mail_after=mails[0].until).update(mail_after=None)


def _send(mail: Mail, connection: BaseEmailBackend) -> int:
    """1; or 0 where that one mail could not be sent.  Raises OSError where none can."""
    try:
        connection.open()  # once a round: it stays open
        connection.send_messages([digest(mail.person, mail.notices)])
    except (OSError, ValueError) as failure:
        _put_off(mail, failure)
        if isinstance(failure, OF_ONE_MAIL):
            return 0
        raise
    mail.rows().update(mailed_at=timezone.now())
    return 1


def _put_off(mail: Mail, failure: Exception) -> None:
    tries = max(notice.mail_tries for notice in mail.notices)
    again = timezone.now() + min(PAUSE * 2**tries, LONGEST_PAUSE)
    mail.rows().update(mail_after=again, mail_tries=tries + 1)
    if mail.notices[0].at + WITHIN < again:
        log.error("a mail to person %s is given up: %s", mail.person.pk, failure)
    else:
        log.warning("a mail to person %s is tried again later: %s", mail.person.pk, failure)


def digest(person: Person, notices: Sequence[Notice]) -> EmailMultiAlternatives:
    """The mail that tells of the notices, as text and as simple HTML."""
    context = {
        "name": person.name,
        "count": len(notices),
        "notices": list(_lines(notices[:LISTED])),
        "more": len(notices) - LISTED,
        "all": settings.PORTAL_URL + reverse("notices"),
    }
    first = " ".join(_headline(notices[0]).split())
    subject = first if len(notices) == 1 else f"您有 {len(notices)} 条新通知"
    mail = EmailMultiAlternatives(
        settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject,
        render_to_string("email/digest.txt", context),
        to=[person.email],
        headers=_headers(notices),
    )
    mail.attach_alternative(render_to_string("email/digest.html", context), "text/html")
    return mail


def _headers(notices: Sequence[Notice]) -> dict[str, str]:
    """The same mail sent again, after a worker died, has the same name; nobody's leave answers."""
    host = urlsplit(settings.PORTAL_URL).hostname
    name = f"notices.{notices[0].pk}.{notices[-1].pk}.{len(notices)}"
    return {"Message-ID": f"<{name}@{host}>", "Auto-Submitted": "auto-generated"}


def _lines(notices: Sequence[Notice]) -> Iterator[dict[str, object]]:
    for notice in notices:
        url = settings.PORTAL_URL + reverse("notice", args=[notice.pk])
        yield {"at": notice.at, "headline": _headline(notice), "url": url}


def _headline(notice: Notice) -> str:
    return notice.text.partition("\n")[0]
