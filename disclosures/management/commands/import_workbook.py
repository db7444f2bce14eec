"""``./run manage import_workbook FILE``: take a workbook into the database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.actions import NotNow, import_workbook


class Command(BaseCommand):
    """All of the workbook, or nothing and all its errors."""

    help = "把工作簿导入系统（全部导入，或全部不导入并列出所有错误）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One or more workbooks."""
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--form-set", help="表样；不写则自动识别")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import each file; fail after the last if one was refused."""
        refused = 0
        for path in options["files"]:
            refused += not self._import(path, options["form_set"])
        if refused:
            raise CommandError(f"{refused} 个工作簿没有导入", returncode=2)

    def _import(self, path: Path, form_set_id: str | None) -> bool:
        try:
            done = import_workbook(
                data=path.read_bytes(), filename=path.name, form_set_id=form_set_id
            )
        except NotNow as reason:
            self.stderr.write(f"{path.name}：没有导入，{reason}")
            return False
        if done.disclosure is None:
            self.stderr.write(f"{path.name}：没有导入")
            for message in done.intake.errors:
                self.stderr.write(f"  {message}")
            return False
        self.stdout.write(f"{path.name}：已导入 {done.disclosure}")
        return True
