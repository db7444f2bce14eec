"""Jobs: claimed once, taken over when abandoned, finished once, whole files only."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks

from disclosures import publishing, tasks
from disclosures.actions import request_files
from disclosures.models import Job, Rendition
from disclosures.renditions import File, Progress
from tests.factories import small_disclosure

pytestmark = pytest.mark.django_db


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that take no time to make; what they hold is tested in tests/render."""

    def make(job: Job, progress: Progress) -> list[File]:
        progress("PDF", 1, 2)
        return [File("pdf", "pdf", "a.pdf", b"%PDF"), File("xlsx", "xlsx", "a.xlsx", b"PK")]

    monkeypatch.setattr(publishing, "files_of", make)


def asked() -> Job:
    return request_files(disclosure=small_disclosure(), draft=False)


def test_a_job_is_asked_for_once_a_version(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(tasks, "ring", rung.append)
    disclosure = small_disclosure()
    with django_capture_on_commit_callbacks(execute=True):
        first = request_files(disclosure=disclosure, draft=False)
        second = request_files(disclosure=disclosure, draft=False)
    assert first == second
    assert rung == [first.pk]


def test_a_job_makes_its_files_and_is_done(quick: None) -> None:
    job = asked()
    publishing.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.percent, job.attempts, job.error) == ("done", 100, 1, "")
    assert [(r.kind, r.name, r.size) for r in job.renditions.all()] == [
        ("pdf", "a.pdf", 4),
        ("xlsx", "a.xlsx", 2),
    ]
    rendition = job.renditions.get(kind="pdf")
    assert rendition.file.read() == b"%PDF"
    assert rendition.sha256 == hashlib.sha256(b"%PDF").hexdigest()


def test_a_task_delivered_twice_does_nothing_the_second_time(quick: None) -> None:
    job = asked()
    publishing.run(job.pk)
    publishing.run(job.pk)
    job.refresh_from_db()
    assert (job.attempts, Rendition.objects.count()) == (1, 2)


def test_a_job_held_by_a_living_worker_is_left_alone(quick: None) -> None:
    job = asked()
    lease = timezone.now() + timedelta(seconds=30)
    Job.objects.filter(pk=job.pk).update(state="running", holder="other", lease=lease)
    assert publishing.unfinished() == []
    publishing.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.holder) == ("running", "other")


def test_a_job_of_a_dead_worker_is_taken_over(quick: None) -> None:
    job = asked()
    lease = timezone.now() - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(state="running", holder="dead", lease=lease, attempts=1)
    assert publishing.unfinished() == [job.pk]
    publishing.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_a_worker_that_lost_its_lease_drops_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    job = asked()

    def make(job: Job, progress: Progress) -> list[File]:
        Job.objects.filter(pk=job.pk).update(holder="another")
        return [File("pdf", "pdf", "a.pdf", b"%PDF")]

    monkeypatch.setattr(publishing, "files_of", make)
    publishing.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.holder, Rendition.objects.count()) == ("running", "another", 0)


def test_a_failure_is_told_and_can_be_tried_again(
    monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    job = asked()
    make = publishing.files_of

    def fail(*args: object, **kwargs: object) -> list[File]:
        raise ValueError("字体缺失")

    monkeypatch.setattr(publishing, "files_of", fail)
    publishing.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "ValueError: 字体缺失")
    monkeypatch.setattr(publishing, "files_of", make)
    again = request_files(disclosure=job.disclosure, draft=False)
    publishing.run(again.pk)
    again.refresh_from_db()
    assert (again.pk == job.pk, again.state) == (False, "done")


def test_a_job_that_kills_every_worker_ends(quick: None) -> None:
    job = asked()
    Job.objects.filter(pk=job.pk).update(attempts=publishing.MAX_ATTEMPTS)
    publishing.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "多次尝试均未完成，请联系运维人员")


def test_a_broker_that_is_down_only_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(pk: int) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(tasks.run_job, "delay", down)
    job = asked()
    tasks.ring(job.pk)
    assert publishing.unfinished() == [job.pk]


def test_the_sweep_rings_for_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    job = asked()
    rung: list[int] = []
    monkeypatch.setattr(tasks, "ring", rung.append)
    tasks.sweep()
    assert rung == [job.pk]


def test_a_stored_name_holds_a_whole_file_and_is_replaced_in_one_step() -> None:
    name = default_storage.save("renditions/x/pdf.pdf", ContentFile(b"first"))
    assert default_storage.save("renditions/x/pdf.pdf", ContentFile(b"second")) == name
    folder = Path(default_storage.path(name)).parent
    assert [(p.name, p.read_bytes()) for p in folder.iterdir()] == [("pdf.pdf", b"second")]
