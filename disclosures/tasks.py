"""Celery tasks: a primary key in, one call, safe to run twice."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from disclosures import notices, publishing
from disclosures.notices import mail

log = logging.getLogger(__name__)


@shared_task
def run_job(pk: int) -> None:
    """Make the files of a job, unless another worker holds it or it is done."""
    publishing.run(pk)


@shared_task
def check(pk: int) -> None:
    """Count the findings of a disclosure, unless they are counted."""
    publishing.check(pk)


@shared_task
def sweep() -> None:
    """Ring again for jobs that wait or whose worker died, and what was not checked.

    The newest jobs first, and no more at once than a round has time for: what somebody asks for
    meanwhile is not to wait behind hundreds.
    """
    for pk in publishing.unfinished()[: settings.SWEEP_JOBS]:
        ring(pk)
    for pk in publishing.unchecked():
        ring_check(pk)


@shared_task
def remind() -> None:
    """Tell of deadlines that are near or have passed, each once."""
    notices.remind(timezone.localdate())


@shared_task
def send_mails() -> None:
    """Mail the notices that have waited for their time."""
    mail.send_round()


def ring(pk: int) -> None:
    """Tell a worker of a job.  A broker that is down delays the job; the sweep rings again."""
    try:
        run_job.delay(pk)
    except (OperationalError, OSError):
        log.warning("broker out of reach; job %s waits for the sweep", pk)


def ring_check(pk: int) -> None:
    """Tell a worker that what is entered for a disclosure has changed."""
    try:
        check.delay(pk)
    except (OperationalError, OSError):
        log.warning("broker out of reach; the check of %s waits for the sweep", pk)
