"""``./run manage journal``: the journal of a season, or all of it, as a file."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.journal.export import TYPES, lines
from disclosures.journal.reading import Entries, of_season
from disclosures.models import JournalEntry, Season


class Command(BaseCommand):
    """Write the entries, oldest first, to a file or to standard output."""

    help = "导出操作记录：一个填报任务的，或全部的"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which journal, where to, and as what."""
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument(
            "season", nargs="?", help="填报任务的编号或全名，如 甲市2021年部门决算公开"
        )
        which.add_argument("--all", action="store_true", help="全部操作记录")
        parser.add_argument("--out", type=Path, help="输出文件；不写则输出到屏幕")
        parser.add_argument("--format", choices=list(TYPES), default="csv")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        entries = JournalEntry.objects.all()
        if not options["all"]:
            entries = of_season(_season(options["season"]))
        self._write(entries, options["out"], options["format"])

    def _write(self, entries: Entries, out: Path | None, form: str) -> None:
        text = lines(entries, form)
        if out is None:
            for line in text:
                self.stdout.write(line, ending="")
            return
        _keep(text, out)
        self.stdout.write(f"已导出 {entries.count()} 条操作记录：{out}")


def _keep(text: Iterator[str], out: Path) -> None:
    """Under its name the file is whole, or it is not there."""
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            file.writelines(text)
        draft.replace(out)
    except OSError as error:
        raise CommandError(f"不能写入 {out}：{error.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)


def _season(word: str) -> Season:
    seasons = Season.objects.select_related("region").order_by("pk")
    found = [s for s in seasons if word in (str(s.pk), str(s))]
    if not found:
        known = "\n".join(f"  {s.pk}  {s}" for s in seasons) or "  （还没有填报任务）"
        raise CommandError(f"没有填报任务“{word}”。现有：\n{known}")
    return found[0]
