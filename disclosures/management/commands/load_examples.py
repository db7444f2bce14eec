"""``./run manage load_examples``: the example disclosures and the forms that go with them, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from disclosures.actions import NotNow, import_workbook
from disclosures.actions.sheets import Filling, fill
from disclosures.chapters import chapters
from disclosures.core.chapters import Chapter
from disclosures.models import Disclosure, Sheet, SourceFile


class Command(BaseCommand):
    """Load every workbook of ``examples/`` that is not loaded yet.

    ``NAME-CHAPTER.xlsx`` holds the sheets of that chapter for the disclosure of ``NAME.xlsx``.
    """

    help = "载入示例材料（已载入的跳过）"

    def handle(self, *args: Any, **options: Any) -> None:
        """Import each example; any error in one is a mistake of ours."""
        found = sorted(Path(settings.BASE_DIR, "examples").glob("*.xlsx"))
        for path in (p for p in found if not _of_chapter(p)):
            source = SourceFile.objects.filter(name=path.name).order_by("pk").first()
            if source is not None:
                self.stdout.write(f"{path.name}：已载入")
                disclosure = source.disclosure
            else:
                disclosure = self._load(path)
            for chapter in chapters().values():
                self._fill(path.with_stem(f"{path.stem}-{chapter.name}"), chapter, disclosure)

    def _load(self, path: Path) -> Disclosure:
        done = import_workbook(data=path.read_bytes(), filename=path.name)
        if done.disclosure is None:
            raise CommandError("\n".join(map(str, done.intake.errors)))
        self.stdout.write(f"{path.name}：载入为 {done.disclosure}")
        return done.disclosure

    def _fill(self, path: Path, chapter: Chapter, disclosure: Disclosure) -> None:
        if not path.is_file():
            return
        if Sheet.objects.filter(disclosure=disclosure, chapter=chapter.name).exists():
            self.stdout.write(f"{path.name}：已载入")
            return
        sheets, errors = chapter.read(path.read_bytes(), path.name)
        if errors:
            raise CommandError("\n".join(errors))
        try:
            fill(
                disclosure=disclosure,
                fillings=[Filling(chapter.name, key, None, now) for key, now in sheets.items()],
            )
        except NotNow as why:
            self.stdout.write(f"{path.name}：未载入，{why}")
            return
        self.stdout.write(f"{path.name}：载入 {len(sheets)} 张{chapter.label}表")


def _of_chapter(path: Path) -> bool:
    return any(path.stem.endswith(f"-{name}") for name in chapters())
