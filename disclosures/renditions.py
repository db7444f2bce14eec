"""Which files a disclosure is given, and the making of them with progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from disclosures.core.document import tables_of, title_of
from disclosures.pipeline import Book
from disclosures.render.facts_xlsx import facts_xlsx
from disclosures.render.tables_pdf import tables_pdf
from disclosures.render.tables_xlsx import tables_xlsx

#: step, steps done, all steps
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class File:
    """One finished file: kind (pdf, xlsx, facts), suffix, the name people see, and its bytes."""

    kind: str
    suffix: str
    name: str
    data: bytes


def make_files(book: Book, *, draft: bool, progress: Progress) -> list[File]:
    """All files of a book; ``progress`` is told before each table of the PDF and each file."""
    return list(_make(book, draft, progress))


def _make(book: Book, draft: bool, progress: Progress) -> Iterator[File]:
    tables = tables_of(book.tables)
    count = len(tables.tables)
    everything = count + 3
    title = book.department + title_of(book.form_set) + ("（草稿）" if draft else "")

    def table_done(number: int, name: str) -> None:
        progress(f"PDF：{name}", number, everything)

    pdf = tables_pdf(tables, draft=draft, progress=table_done)
    yield File("pdf", "pdf", f"{title}.pdf", pdf)
    progress("公开表工作簿", count + 1, everything)
    yield File("xlsx", "xlsx", f"{title}公开表.xlsx", tables_xlsx(tables, draft=draft))
    progress("填报工作簿", count + 2, everything)
    yield File(
        "facts", "xlsx", f"{title}填报工作簿.xlsx", facts_xlsx(book.facts, written=book.written)
    )
    progress("完成", everything, everything)
