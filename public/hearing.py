"""Told by ``disclosures`` of what was made public, withdrawn, or got its files."""

from __future__ import annotations

from django.db import transaction

from public import index, tasks


def released(disclosure_id: int) -> None:
    """In the transaction of what happened: lists and pages tell of it at once, the rest follows."""
    index.hear(disclosure_id)
    transaction.on_commit(lambda: tasks.ring(disclosure_id))
