"""``./run manage load_examples``: the example disclosures, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from disclosures.actions import import_workbook
from disclosures.models import SourceFile


class Command(BaseCommand):
    """Load every workbook of ``examples/`` that is not loaded yet."""

    help = "载入示例材料（已载入的跳过）"

    def handle(self, *args: Any, **options: Any) -> None:
        """Import each example; any error in one is a mistake of ours."""
        for path in sorted(Path(settings.BASE_DIR, "examples").glob("*.xlsx")):
            if SourceFile.objects.filter(name=path.name).exists():
                self.stdout.write(f"{path.name}：已载入")
                continue
            done = import_workbook(data=path.read_bytes(), filename=path.name)
            if done.disclosure is None:
                raise CommandError("\n".join(map(str, done.intake.errors)))
            self.stdout.write(f"{path.name}：载入为 {done.disclosure}")
