"""``./run manage workbook``: a facts workbook, blank or filled from a disclosure."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.core.facts import Facts
from disclosures.core.next_year import begin
from disclosures.data import form_set, form_set_ids
from disclosures.pipeline import Book, take_in
from disclosures.render.facts_xlsx import facts_xlsx


class Command(BaseCommand):
    """Write the blank facts workbook of a form set, prefilled with department and year."""

    help = "生成填报工作簿（预填部门、年度、表样，以及已知的上年数）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose workbook, for which year and form set, and where to write it."""
        parser.add_argument("--form-set", required=True, choices=form_set_ids())
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--department", help="部门名称；给出上年工作簿时可不写")
        parser.add_argument("--code", default="", help="部门编码")
        parser.add_argument("--last-year", type=Path, help="上年填报工作簿，用来预填上年数和年初数")
        parser.add_argument("--out", type=Path, required=True, help="输出文件（.xlsx）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        if options["out"].suffix != ".xlsx":
            raise CommandError("输出文件应以 .xlsx 结尾")
        forms = form_set(options["form_set"], options["year"])
        if options["last_year"]:
            facts = begin(_last_facts(options["last_year"]), forms)
        elif options["department"]:
            facts = Facts(
                department=options["department"],
                department_code=options["code"],
                year=forms.year,
                kind=forms.kind,
                form_set=forms.id,
            )
        else:
            raise CommandError("请写明 --department，或用 --last-year 给出上年工作簿")
        asked = Book.of_facts(facts).narration.asked
        options["out"].write_bytes(facts_xlsx(facts, asked=asked))
        self.stdout.write(f"已生成 {options['out']}")


def _last_facts(path: Path) -> Facts:
    intake = take_in(path.read_bytes(), path.name)
    if intake.book is None:
        raise CommandError("\n".join(["上年工作簿没有读入：", *map(str, intake.errors)]))
    return intake.book.facts
