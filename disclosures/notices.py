"""Who is told what: a notice in the portal for each person concerned, e-mails as a digest."""

from __future__ import annotations

from disclosures.models import JournalEntry


def of_deed(entry: JournalEntry) -> None:
    """Tell those whom a deed concerns, in the transaction that does it."""
