"""The portal: settings, addresses and processes; the only place that knows every app."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
