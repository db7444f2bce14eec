"""Celery tasks of the public site: a primary key in, one call, safe to run twice."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from public import bulk, index, kept

log = logging.getLogger(__name__)


@shared_task
def read(disclosure_id: int) -> None:
    """Read what a disclosure has just made public, unless it is read."""
    index.index(disclosure_id)


@shared_task
def sweep() -> None:
    """Do what was missed, and drop pages beyond those that may be kept."""
    index.catch_up()
    kept.clear_old(settings.KEPT_PAGES)
    for year in bulk.due():
        ring_pack(year)


# A province has 30,000 papers a year; the lease says meanwhile that it is being made.
@shared_task(soft_time_limit=4 * 3600, time_limit=4 * 3600 + 60)
def pack(year: int) -> None:
    """Make the data package of a year, unless it is true or in another worker's hands."""
    bulk.make(year)


def ring(disclosure_id: int) -> None:
    """Tell a worker of a release.  A broker that is down delays it until the sweep."""
    try:
        read.delay(disclosure_id)
    except (OperationalError, OSError):
        log.warning("broker out of reach; what %s has published waits", disclosure_id)


def ring_pack(year: int) -> None:
    """Tell a worker that the data package of a year may be out of date; else the next sweep."""
    try:
        pack.delay(year)
    except (OperationalError, OSError):
        log.warning("broker out of reach; the data package of %s waits", year)
