"""What has run out is swept away once a night."""

from __future__ import annotations

from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.db import connection
from django.utils import timezone


@shared_task
def sweep_out() -> None:
    """Delete sessions that have ended, and counts of attempts that no longer count.

    Running twice, or beside people who sign in, harms nobody: what still counts stays.
    """
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    table = str(settings.CACHES["default"]["LOCATION"])
    with connection.cursor() as cursor:
        expired = f"DELETE FROM {connection.ops.quote_name(table)} WHERE expires < %s"
        cursor.execute(expired, [connection.ops.adapt_datetimefield_value(timezone.now())])
