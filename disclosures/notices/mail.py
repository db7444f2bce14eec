"""Notices by e-mail: for each person one mail that gathers them, and never the same one twice.

``Notice.mailed_at`` tells where a notice stands: None, not mailed; a time, mailed then.  While a
worker sends it, and after a failure until it is tried again, the time lies ``AHEAD`` of the real
one: a worker that dies lets it pass, and the next round takes the notice up.

Reasons and remarks may speak of figures and are not for the post: a mail quotes headlines only.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from disclosures.models import Notice, Person

log = logging.getLogger(__name__)

AHEAD = timedelta(days=365_000)
#: Longer than any mail takes.
LEASE = timedelta(minutes=5)
#: After a failure a mail is tried again as late as its oldest notice is old, at least after this;
#: so the pauses double.
PAUSE = timedelta(minutes=1)
#: What could not be mailed for so long stays in the portal alone.
WITHIN = timedelta(days=3)
#: How many people get a mail in one round, and how many notices stand in one.
PEOPLE, LISTED = 300, 20
#: What concerns one mail alone; any other failure is the server's, and ends the round.
OF_ONE_MAIL = (SMTPRecipientsRefused, SMTPDataError, ValueError)


def send_round() -> int:
    """Send what is due, one mail a person; how many mails went out."""
    people = _due()
    sent = 0
    if not people:
        return sent
    connection = get_connection()
    try:
        for person in people:
            sent += _send(person, connection)
    except OSError:
        log.warning("mail server out of reach; the next round tries again")
    finally:
        connection.close()
    return sent


def _due() -> list[Person]:
    """Those with something that has waited for its time, or cannot wait."""
    now = timezone.now()
    quiet = now - timedelta(seconds=settings.DIGEST_SECONDS)
    tomorrow = Q(kind=Notice.Kind.DEADLINE_NEAR, once__endswith="/1")
    ripe = Q(at__lte=quiet) | Q(kind=Notice.Kind.RETURNED) | tomorrow
    waiting = _free(now).filter(ripe, person__is_active=True).exclude(person__email="")
    return list(Person.objects.filter(pk__in=waiting.values("person")).order_by("pk")[:PEOPLE])


def _free(now: datetime) -> QuerySet[Notice]:
    """What is unread, not mailed, not too old, and with no worker or in a pause."""
    passed = Q(mailed_at__range=(now + AHEAD / 2, now + AHEAD))
    unmailed = Q(mailed_at=None) | passed
    return Notice.objects.filter(unmailed, seen_at=None, at__gt=now - WITHIN)


def _send(person: Person, connection: BaseEmailBackend) -> int:
    """One mail; 0 where another worker has it, or it could not be sent."""
    notices = _claim(person)
    if not notices:
        return 0
    rows = Notice.objects.filter(pk__in=[n.pk for n in notices])
    try:
        connection.open()  # once a round: it stays open
        connection.send_messages([digest(person, notices)])
    except (OSError, ValueError) as failure:
        now = timezone.now()
        pause = max(PAUSE, now - notices[0].at)
        rows.update(mailed_at=now + AHEAD + pause)
        _tell_failure(person, notices[0].at + WITHIN < now + pause, failure)
        if isinstance(failure, OF_ONE_MAIL):
            return 0
        raise
    rows.update(mailed_at=timezone.now())
    return 1


def _claim(person: Person) -> list[Notice]:
    """All that may be mailed to the person now, oldest first; nobody else has it from here on."""
    with transaction.atomic():
        now = timezone.now()
        rows = _free(now).filter(person=person).select_for_update().order_by("pk")
        notices = list(rows)
        Notice.objects.filter(pk__in=[n.pk for n in notices]).update(mailed_at=now + AHEAD + LEASE)
    return notices


def _tell_failure(person: Person, last: bool, failure: Exception) -> None:
    if last:
        log.error("a mail to person %s is given up: %s", person.pk, failure)
    else:
        log.warning("a mail to person %s is tried again later: %s", person.pk, failure)


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
