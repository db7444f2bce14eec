"""The Celery application. Its settings are those of Django that begin with CELERY_."""

import os

from celery import Celery
from celery.signals import worker_process_init

from portal.memory import collect_rarely

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["disclosures"], related_name="clock")


@worker_process_init.connect
def _begun(**_: object) -> None:
    collect_rarely()
