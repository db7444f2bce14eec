"""``./run manage jobs``: the state of jobs; ``--watch`` follows them until all have ended."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from disclosures.models import Job


class Command(BaseCommand):
    """Progress on the command line, the same rows that the page shows."""

    help = "列出文件生成任务；--watch 持续显示直到全部结束"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many, and whether to follow."""
        parser.add_argument("--watch", action="store_true")
        parser.add_argument("--last", type=int, default=20, help="最多列出几个")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the jobs, again every second while one has not ended."""
        while True:
            jobs = list(Job.objects.select_related("disclosure__organisation")[: options["last"]])
            for job in jobs:
                self.stdout.write(_line(job))
            running = any(j.state in (Job.State.WAITING, Job.State.RUNNING) for j in jobs)
            if not options["watch"] or not running:
                return
            time.sleep(1)
            self.stdout.write("")


def _line(job: Job) -> str:
    progress = f"{job.done_steps}/{job.all_steps} {job.step}".strip()
    detail = job.error or progress
    return f"{job.pk}  {job.disclosure}  {job.get_state_display()}  第{job.attempts}次  {detail}"
