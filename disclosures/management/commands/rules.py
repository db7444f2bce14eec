"""``./run manage rules``: the catalogue of rules as CSV."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from disclosures.chapters import rules_of_chapters
from disclosures.core.rules.catalogue import catalogue_csv


class Command(BaseCommand):
    """Print the catalogue."""

    help = "以 CSV 输出校验规则目录"

    def handle(self, *args: Any, **options: Any) -> None:
        """To standard output."""
        self.stdout.write(catalogue_csv(rules_of_chapters()), ending="")
