"""SIGKILL to the worker at ten random moments of renders: does every job end well?

A database and a file store of its own, a real worker process on the file-system broker.  One
job runs undisturbed and tells how long a render takes; then, ten times, a job is asked for, the
worker is killed at a random moment of that span after it has claimed the job, and started again.
In the end every job must be done, with one file of each kind and no unfinished file left.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KILLS = 10


def main() -> None:
    """Set up, kill ten times, and count what is there."""
    with tempfile.TemporaryDirectory(prefix="mingzhang-kill-") as var:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        os.environ.update(MINGZHANG_VAR=var, MINGZHANG_JOB_LEASE="3", MINGZHANG_SWEEP="2")
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("CELERY_BROKER_URL", None)
        import django

        django.setup()
        _run(Path(var))


def _run(var: Path) -> None:
    from django.core.management import call_command

    from disclosures.models import Job

    call_command("migrate", verbosity=0)
    call_command("load_examples", verbosity=0)
    chance = random.Random()
    worker = _worker()
    try:
        first = _ask(0)
        begun = _claimed(first)
        _wait([first])
        span = time.monotonic() - begun
        print(f"a render takes {span:.2f} s", flush=True)
        jobs = [first]
        for number in range(1, KILLS + 1):
            jobs.append(_ask(number))
            _claimed(jobs[-1])
            moment = chance.uniform(0, span)
            time.sleep(moment)
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
            state = Job.objects.values_list("state", "step").get(pk=jobs[-1])
            print(f"kill {number} after {moment:.2f} s: {' '.join(state)}", flush=True)
            worker = _worker()
        _wait(jobs)
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    _count(var, jobs)


def _worker() -> subprocess.Popen[bytes]:
    command = [
        "-m",
        "celery",
        "--quiet",
        "-A",
        "portal",
        "worker",
        "-B",
        "--concurrency=1",
        "-l",
        "ERROR",
    ]
    beat = f"--schedule={os.environ['MINGZHANG_VAR']}/beat-{time.monotonic_ns()}"
    return subprocess.Popen([sys.executable, *command, beat], start_new_session=True)


def _ask(number: int) -> int:
    """A new job: for the next version of one of the examples, in turn."""
    from django.db.models import F

    from disclosures.actions import request_files
    from disclosures.models import Disclosure

    disclosures = Disclosure.objects.order_by("pk")
    chosen = disclosures[number % disclosures.count()]
    disclosures.filter(pk=chosen.pk).update(version=F("version") + 1)
    return request_files(disclosure=chosen, draft=False).pk


def _claimed(job: int, seconds: int = 120) -> float:
    """Wait until a worker has the job; the moment at which it was seen."""
    from disclosures.models import Job

    end = time.monotonic() + seconds
    while Job.objects.filter(pk=job, state="waiting").exists():
        if time.monotonic() > end:
            raise SystemExit("no worker took the job")
        time.sleep(0.005)
    return time.monotonic()


def _wait(jobs: list[int], seconds: int = 600) -> None:
    from disclosures.models import Job

    end = time.monotonic() + seconds
    while Job.objects.filter(pk__in=jobs, state__in=("waiting", "running")).exists():
        if time.monotonic() > end:
            raise SystemExit("jobs did not end")
        time.sleep(0.5)


def _count(var: Path, jobs: list[int]) -> None:
    from disclosures.models import Job, Rendition

    states = [Job.objects.get(pk=pk) for pk in jobs]
    attempts = sum(job.attempts for job in states)
    done = sum(job.state == "done" for job in states)
    sizes = {
        var / "files" / str(r.file.name): r.size for r in Rendition.objects.filter(job__in=jobs)
    }
    files = {p for p in (var / "files" / "renditions").rglob("*") if p.is_file()}
    whole = sum(path.stat().st_size == size for path, size in sizes.items())
    print(f"\n{done} of {len(jobs)} jobs done after {attempts} attempts")
    print(f"{len(sizes)} renditions, {len(files)} files, {whole} of them whole")
    print(f"strays: {sorted(p.name for p in files - set(sizes))}")


if __name__ == "__main__":
    main()
