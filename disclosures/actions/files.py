"""Having the files of a disclosure made."""

from __future__ import annotations

from django.db import transaction

from disclosures import tasks
from disclosures.actions.guard import lock
from disclosures.actions.journal import SYSTEM, Actor, Told, record
from disclosures.core.workflow import Action
from disclosures.models import Disclosure, Job


def request_files(*, disclosure: Disclosure, draft: bool, by: Actor = SYSTEM) -> Job:
    """The job that makes the disclosure's files, new or the one already there; rings the worker."""
    with transaction.atomic():
        locked = lock(disclosure=disclosure, action=Action.REQUEST_FILES, by=by)
        job, created = Job.objects.exclude(state=Job.State.FAILED).get_or_create(
            disclosure=locked, version=locked.version, draft=draft
        )
        if created:
            told: Told = {"job": job.pk, "draft": draft}
            record(by=by, action=Action.REQUEST_FILES, disclosure=locked, after=told)
            transaction.on_commit(lambda: tasks.ring(job.pk))
    return job
