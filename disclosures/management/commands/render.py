"""``./run render FILE --out DIR``: workbook in; findings and files out.  Needs no database.

With ``--document`` the files are those of the whole document: PDF, Word file, workbook of the
tables, data package, JSON, and all of them in one archive.  ``--performance FILE`` adds the
sheets of that chapter, see ``settings.CHAPTERS``.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.chapters import chapters
from disclosures.core.chapters import Chapter, Sheets
from disclosures.core.document import check_code, title_of, to_json
from disclosures.core.narrative import Written
from disclosures.core.rules.base import SEVERITY_LABELS, Finding, Severity
from disclosures.core.tables import Table, Tables
from disclosures.importing.guard import Refused
from disclosures.importing.messages import Message
from disclosures.imprints import imprint_of_text
from disclosures.pipeline import Book, Intake, take_in
from disclosures.renditions import File, document_files, table_files

SHOWN = 3


class Command(BaseCommand):
    """Import, check, derive, render; exit 1 where errors stand and no draft was asked for."""

    help = "读入工作簿，校验，推出各表，生成文件"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One workbook, where to write, and whether a draft is wanted."""
        parser.add_argument("file", type=Path, help="填报工作簿或公开表工作簿（.xlsx .xls .ods）")
        parser.add_argument("--out", type=Path, default=Path("out"), help="输出目录")
        parser.add_argument("--form-set", help="表样；不写则自动识别")
        parser.add_argument(
            "--document", action="store_true", help="整份文件：正文、图表和各表，全部格式"
        )
        for chapter in chapters().values():
            parser.add_argument(
                f"--{chapter.name}", type=Path, metavar="FILE", help=f"{chapter.label}表的工作簿"
            )
        parser.add_argument("--draft", action="store_true", help="有错误也生成，页面加盖“草稿”")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the whole walk and say what happened."""
        book = self._book(self._intake(options["file"], options["form_set"]))
        if options["document"] and book.written is None:
            book = replace(book, written=Written())
        book = replace(book, chapters=tuple(self._chapters(options)))
        self._tell_findings(book)
        if book.has_errors and not options["draft"]:
            raise CommandError(
                "有错误，未生成文件。改正后重试，或加 --draft 生成草稿。", returncode=1
            )
        self._write(self._files(book, **options), options["out"])

    def _intake(self, path: Path, form_set_id: str | None) -> Intake:
        if not path.is_file():
            raise CommandError(f"没有这个文件：{path}", returncode=2)
        self.stdout.write(f"读入 {path.name}")
        return take_in(path.read_bytes(), path.name, form_set_id)

    def _book(self, intake: Intake) -> Book:
        self._tell_messages("说明", intake.notes)
        if intake.book is None:
            self._tell_messages("错误", intake.errors)
            raise CommandError(f"工作簿有 {len(intake.errors)} 处错误，没有读入。", returncode=2)
        return intake.book

    def _chapters(self, options: Mapping[str, Any]) -> Iterator[tuple[Chapter, Sheets]]:
        """The chapters for which a workbook was named."""
        for name, chapter in chapters().items():
            path: Path | None = options[name]
            if path is None:
                continue
            if not path.is_file():
                raise CommandError(f"没有这个文件：{path}", returncode=2)
            self.stdout.write(f"读入 {path.name}")
            try:
                sheets, errors = chapter.read(path.read_bytes(), path.name)
            except Refused as why:
                raise CommandError(str(why), returncode=2) from None
            for error in errors:
                self.stdout.write(f"  错误 {error}")
            if errors:
                raise CommandError(f"工作簿有 {len(errors)} 处错误，没有读入。", returncode=2)
            yield chapter, sheets

    def _tell_messages(self, label: str, messages: tuple[Message, ...]) -> None:
        for message in messages:
            self.stdout.write(f"  {label} {message}")

    def _tell_findings(self, book: Book) -> None:
        counts = "，".join(f"{SEVERITY_LABELS[s]} {book.counts[s]}" for s in Severity)
        title = book.department + title_of(book.form_set)
        self.stdout.write(f"{title}：{len(book.tables.tables)} 张表；{counts}")
        for severity, findings in groupby(book.findings, key=lambda f: f.severity):
            self.stdout.write(f"{SEVERITY_LABELS[severity]}：")
            for finding in findings:
                self.stdout.write(_line(finding, book.tables))

    def _files(self, book: Book, *, document: bool, draft: bool, **_: Any) -> list[File]:
        if not document:
            return table_files(book, draft=draft, progress=self._progress)
        whole = book.document
        imprint = imprint_of_text(whole, check_code(to_json(whole)), draft=draft)
        return document_files(whole, imprint, progress=self._progress)

    def _write(self, files: list[File], out: Path) -> None:
        out.mkdir(parents=True, exist_ok=True)
        for file in files:
            target = out / file.name
            unfinished = target.with_name(f".{target.name}.part")
            unfinished.write_bytes(file.data)
            unfinished.replace(target)
            self.stdout.write(f"已生成 {target}（{len(file.data):,} 字节）")

    def _progress(self, step: str, done: int, everything: int) -> None:
        self.stdout.write(f"  [{done:>2}/{everything}] {step}")


def _line(finding: Finding, tables: Tables) -> str:
    table = tables.get(finding.table)
    parts = [
        f"  {finding.code}",
        table.form.title if table else "",
        _where(finding, table),
        finding.message or finding.statement,
    ]
    return "  ".join(part for part in parts if part)


def _where(finding: Finding, table: Table | None) -> str:
    """The first cells of a finding: of the workbook where it was filed, else of the tables."""
    own = f"{table.place}!" if table else ""
    cells = [place.removeprefix(own) for place in finding.places] or list(map(str, finding.cells))
    more = f" 等 {len(cells)} 格" if len(cells) > SHOWN else ""
    return "、".join(cells[:SHOWN]) + more
