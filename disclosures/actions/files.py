"""Having the files of a disclosure made."""

from __future__ import annotations

from django.db import transaction

from disclosures import tasks
from disclosures.actions.guard import lock
from disclosures.actions.journal import SYSTEM, Actor, Told, record
from disclosures.core.workflow import Action
from disclosures.models import Disclosure, Job, Publication


def request_files(*, disclosure: Disclosure, draft: bool, by: Actor = SYSTEM) -> Job:
    """The job that makes the disclosure's files, new or the one already there; rings the worker.

    What is approved is frozen: its files are those of the publication, and never a draft's.
    """
    with transaction.atomic():
        locked = lock(disclosure=disclosure, action=Action.REQUEST_FILES, by=by)
        own = Publication.objects.filter(disclosure=locked, version=locked.version)
        frozen = own.order_by("-number").first()
        draft = draft and frozen is None
        job, created = Job.objects.exclude(state=Job.State.FAILED).get_or_create(
            disclosure=locked, version=locked.version, draft=draft, publication=frozen
        )
        if created:
            told: Told = {"job": job.pk, "draft": draft}
            record(by=by, action=Action.REQUEST_FILES, disclosure=locked, after=told)
            transaction.on_commit(lambda: tasks.ring(job.pk))
    return job
