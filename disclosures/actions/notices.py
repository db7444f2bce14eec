"""Notices, and whether they are mailed: a person's own affair, and no deed for the journal."""

from __future__ import annotations

from django.utils import timezone

from disclosures.models import Notice, Person


def read(*, notice: Notice) -> None:
    """Mark a notice as read, unless it is."""
    Notice.objects.filter(pk=notice.pk, seen_at=None).update(seen_at=timezone.now())


def set_mails(*, person: Person, wanted: bool) -> None:
    """Let notices come to the person by e-mail too, or in the portal alone."""
    Person.objects.filter(pk=person.pk).update(mails=wanted)


def read_all(*, person: Person, newest: int) -> int:
    """Mark the person's notices up to the ``newest`` shown as read; how many were not."""
    unread = Notice.objects.filter(person=person, seen_at=None, pk__lte=newest)
    return unread.update(seen_at=timezone.now())
