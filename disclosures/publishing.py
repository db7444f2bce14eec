"""Make and store the files of a job.

The Job row is the truth.  A worker claims it by compare-and-swap with a lease that it renews
while it works; whatever happens to the worker, the next one starts over and the files and the
row's end state appear together or not at all.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import close_old_connections, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from disclosures.assemble import book_of
from disclosures.core.rules.base import Severity
from disclosures.hearers import tell
from disclosures.imprints import imprint_of, imprint_of_version
from disclosures.models import Disclosure, Job, Rendition
from disclosures.readiness import standing_of
from disclosures.renditions import File, Progress, book_files, document_files, table_files

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 20
#: How long after a change the sweep rings for its check: from, to.
UNCHECKED_FOR = timedelta(minutes=1), timedelta(hours=1)


class LostLease(Exception):
    """Another worker took the job over; what this one made is dropped."""


def unfinished() -> list[int]:
    """Jobs that wait, or whose worker let the lease run out; the newest first."""
    return list(_free(Job.objects.all()).values_list("pk", flat=True))


def unchecked() -> list[int]:
    """Disclosures whose findings are not counted, though they have long been entered.

    Those that were changed more than an hour ago are given up: their check keeps failing.
    """
    now = timezone.now()
    waiting = Disclosure.objects.exclude(checked_version=F("version"))
    since = (now - UNCHECKED_FOR[1], now - UNCHECKED_FOR[0])
    return list(waiting.filter(changed_at__range=since).values_list("pk", flat=True))


def check(pk: int) -> None:
    """Count the findings of what is entered now; nothing if they are counted, or it is gone."""
    disclosure = Disclosure.objects.select_related("organisation").filter(pk=pk).first()
    if disclosure is None or disclosure.checked:
        return
    counts = book_of(disclosure).counts
    Disclosure.objects.filter(pk=pk, version=disclosure.version).update(
        checked_version=disclosure.version,
        **{f"{severity}_count": counts[severity] for severity in Severity},
    )


def run(pk: int) -> None:
    """Make the files of a job; nothing if it is done or held by another worker."""
    holder = str(uuid.uuid4())
    if not _claim(pk, holder):
        return
    try:
        with _renewed_lease(pk, holder):
            jobs = Job.objects.select_related("disclosure__organisation", "publication")
            _work(jobs.get(pk=pk), holder)
    except LostLease:
        log.warning("job %s was taken over", pk)
    except Exception as error:
        log.exception("job %s failed", pk)
        _held(pk, holder).update(
            state=Job.State.FAILED,
            error=f"{type(error).__name__}: {error}",
            finished_at=timezone.now(),
        )


def _free(jobs: QuerySet[Job]) -> QuerySet[Job]:
    expired = Q(state=Job.State.RUNNING, lease__lt=timezone.now())
    return jobs.filter(Q(state=Job.State.WAITING) | expired)


def _held(pk: int, holder: str) -> QuerySet[Job]:
    return Job.objects.filter(pk=pk, holder=holder, state=Job.State.RUNNING)


def _lease() -> timedelta:
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _claim(pk: int, holder: str) -> bool:
    free = _free(Job.objects.filter(pk=pk))
    free.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=Job.State.FAILED, error="多次尝试均未完成，请联系运维人员", finished_at=timezone.now()
    )
    claimed = free.update(
        state=Job.State.RUNNING,
        holder=holder,
        lease=timezone.now() + _lease(),
        attempts=F("attempts") + 1,
        done_steps=0,
        all_steps=0,
        step="读取数据",
        error="",
    )
    return claimed == 1


@contextmanager
def _renewed_lease(pk: int, holder: str) -> Iterator[None]:
    """Renew the lease from a thread for as long as the work goes on."""
    stop = threading.Event()

    def renew() -> None:
        while not stop.wait(settings.JOB_LEASE_SECONDS / 3):
            close_old_connections()
            _held(pk, holder).update(lease=timezone.now() + _lease())
        connection.close()

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _work(job: Job, holder: str) -> None:
    def progress(step: str, done: int, everything: int) -> None:
        changed = _held(job.pk, holder).update(
            step=step, done_steps=done, all_steps=everything, lease=timezone.now() + _lease()
        )
        if not changed:
            raise LostLease

    files = files_of(job, progress)
    stored = [(file, _store(job, file)) for file in files]
    _finish(job, holder, stored)


def files_of(job: Job, progress: Progress) -> list[File]:
    """Files of what was frozen, or of what is entered now."""
    frozen = job.publication
    if frozen is not None:
        document = frozen.document
        return document_files(
            document,
            imprint_of(frozen, document),
            text=frozen.json,
            created=timezone.localtime(frozen.at),
            progress=progress,
        )
    standing = standing_of(job.disclosure)
    if standing.book.written is None:
        return table_files(standing.book, draft=job.draft, progress=progress)
    imprint = imprint_of_version(standing, draft=job.draft)
    return book_files(standing.book, standing.document, imprint, progress=progress)


def _store(job: Job, file: File) -> str:
    """Store under the one name that this job's file of this kind has; a rerun replaces it."""
    name = f"renditions/{job.pk}/{file.kind}.{file.suffix}"
    return default_storage.save(name, ContentFile(file.data))


def _finish(job: Job, holder: str, stored: list[tuple[File, str]]) -> None:
    with transaction.atomic():
        done = _held(job.pk, holder).update(
            state=Job.State.DONE,
            step="",
            done_steps=F("all_steps"),
            finished_at=timezone.now(),
            lease=None,
        )
        if not done:
            raise LostLease
        for file, name in stored:
            Rendition.objects.update_or_create(
                job=job,
                kind=file.kind,
                defaults={
                    "name": file.name,
                    "file": name,
                    "sha256": hashlib.sha256(file.data).hexdigest(),
                    "size": len(file.data),
                },
            )
        if job.publication_id:
            tell(job.disclosure_id)
