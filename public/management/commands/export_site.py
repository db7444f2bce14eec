"""``./run export-site DIR``: the public site as static files, with its links checked."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from public.export import Export
from public.export.folder import Busy, Folder, NotOurs
from public.export.links import Check

SHOWN = 20
#: Parts between two lines of progress.
STEP = 200


class Command(BaseCommand):
    """Write what has changed, remove what is gone, check every link; exit 1 where one is broken."""

    help = "把公开网站导出为静态文件，并检查全部链接"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("folder", type=Path, help="目录：空的，或以前导出过的")
        parser.add_argument("--no-check", action="store_true", help="不检查链接")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export, tell, check."""
        portal = settings.PORTAL_URL
        try:
            folder = Folder(options["folder"])
        except NotOurs:
            raise CommandError(
                f"{options['folder']} 里有别的文件，不是以前导出的目录；请换一个空目录"
            ) from None
        except Busy:
            raise CommandError(f"另一次导出正在写 {options['folder']}，请等它结束") from None
        try:
            export = Export(folder, portal=portal, tell=self._told)
            export.run()
        finally:
            folder.close()
        self.stdout.write(
            f"写入 {folder.written} 个文件，未变 {folder.same} 个，删除 {folder.removed} 个"
        )
        self._refuse("打不开的网址", export.troubles)
        if not options["no_check"]:
            self._check(Check(options["folder"], portal))

    def _told(self, done: int, whole: int) -> None:
        if done % STEP == 0 or done == whole:
            self.stdout.write(f"{done} / {whole}")

    def _check(self, check: Check) -> None:
        self._refuse("断开的链接", list(check.troubles()))
        self.stdout.write(f"检查了 {check.files} 个文件里的 {check.links} 个链接，都通")

    def _refuse(self, what: str, found: list[str]) -> None:
        if found:
            shown = "\n".join(found[:SHOWN])
            raise CommandError(f"{what} {len(found)} 个：\n{shown}")
