"""``./run manage county``: the invented county, for the demonstration alone."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.county.people import announce, welcome
from portal.county.plan import COUNTY, SEED, county, most
from portal.county.settle import settle, settled


class Command(BaseCommand):
    """Make the county once; what is there stays as it is."""

    help = "演示用的虚构县：部门、预算、决算及其公开（仅限 ./run demo）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How large it is to be."""
        parser.add_argument("--seed", type=int, default=SEED, help="随机种子，同一种子得同一个县")
        parser.add_argument("--departments", type=int, default=most(), help="部门数")
        parser.add_argument("--years", type=int, default=4, help="预算、决算各几年")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refused where the portal is not a demonstration."""
        if not settings.DEMO:
            raise CommandError("只在演示时使用：请运行 ./run demo")
        departments, years = options["departments"], options["years"]
        if not 1 <= departments <= most() or not 1 <= years <= 4:
            raise CommandError(f"部门数应为 1 至 {most()}，年数应为 1 至 4")
        if settled():
            self.stdout.write(f"{COUNTY}：已生成")
            return
        today = timezone.localdate()
        made = county(options["seed"], departments=departments, years=years, today=today)
        self.stdout.write(f"生成{COUNTY}（演示数据），约需两分钟：")
        done = settle(made, seed=options["seed"], today=today, progress=self.stdout.write)
        welcome()
        announce()
        self.stdout.write(
            f"{COUNTY}：{done.organisations} 个组织、{done.disclosures} 份材料、"
            f"{done.publications} 个公开版"
        )
