"""What is done at its time without anybody asking: tasks that act.  Safe to run twice."""

from __future__ import annotations

from celery import shared_task

from disclosures import actions


@shared_task
def publish_due() -> None:
    """Make public what was to be public by now."""
    actions.publish_due()
