"""Which files a disclosure is given, and the making of them with progress.

``table_files`` and ``book_files`` are those of what is entered now, for the people who work on it;
``document_files`` those of a Document that stands, for everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from disclosures.core.document import (
    Document,
    PrintedForm,
    PrintedTables,
    check_code,
    tables_of,
    title_of,
    to_json,
)
from disclosures.pipeline import Book
from disclosures.render.data import bundle, data_package
from disclosures.render.document_docx import document_docx
from disclosures.render.document_pdf import document_pdf
from disclosures.render.facts_xlsx import facts_xlsx
from disclosures.render.imprint import Imprint
from disclosures.render.steps import steps_of
from disclosures.render.tables_pdf import tables_pdf
from disclosures.render.tables_xlsx import tables_xlsx

#: step, steps done, all steps
Progress = Callable[[str, int, int], None]
DRAFT = "（草稿）"


@dataclass(frozen=True)
class File:
    """One finished file: kind (of ``Rendition.Kind``), suffix, the name people see, its bytes."""

    kind: str
    suffix: str
    name: str
    data: bytes


class _Steps:
    """Tells how far the work is over several files, each of so many steps."""

    def __init__(self, progress: Progress, *counts: int) -> None:
        self.progress, self.done, self.all = progress, 0, sum(counts)
        self.counts = iter(counts)

    def file(self, name: str) -> Progress:
        """What the maker of the next file tells its steps to."""
        start, count = self.done, next(self.counts)
        self.done += count
        self.progress(name, start, self.all)

        def tell(step: str, done: int, everything: int) -> None:
            self.progress(f"{name}：{step}", start + count * done // everything, self.all)

        return tell

    def end(self) -> None:
        """All is done."""
        self.progress("完成", self.all, self.all)


def table_files(book: Book, *, draft: bool, progress: Progress) -> list[File]:
    """Files of a book for which nobody is asked for a text: its tables alone."""
    return list(_of_tables(book, draft, progress))


def book_files(
    book: Book, document: Document, imprint: Imprint, *, progress: Progress
) -> list[File]:
    """Files of a book: PDF, Word file, workbook of the tables, and the workbook to go on with.

    ``document`` is the book's with the reasons given; the imprint tells whether it is a draft.
    """
    return list(_of_book(book, document, imprint, progress))


def document_files(
    document: Document,
    imprint: Imprint,
    *,
    text: str = "",
    created: datetime | None = None,
    progress: Progress,
) -> list[File]:
    """Files of a Document: PDF, Word file, workbook, data package, JSON, and all in one archive.

    ``text`` is the JSON that was frozen, which is given out byte for byte; ``created`` when that
    was.  A draft is told by the imprint.
    """
    return list(_of_document(document, imprint, text or to_json(document), created, progress))


def _of_tables(book: Book, draft: bool, progress: Progress) -> Iterator[File]:
    tables = tables_of(book.tables)
    name = book.department + title_of(book.form_set) + DRAFT * draft
    steps = _Steps(progress, len(tables.tables) + 1, 1, 1)
    yield _tables_pdf(tables, name, draft, steps)
    yield _tables_xlsx(tables, name, draft, steps)
    yield _facts(book, name, steps)
    steps.end()


def _of_book(
    book: Book, document: Document, imprint: Imprint, progress: Progress
) -> Iterator[File]:
    name = document.title + DRAFT * imprint.draft
    steps = _Steps(progress, *_sizes(document), 1, 1)
    yield from _printed(document, imprint, name, steps)
    yield _facts(book, name, steps)
    steps.end()


def _of_document(
    document: Document,
    imprint: Imprint,
    text: str,
    created: datetime | None,
    progress: Progress,
) -> Iterator[File]:
    name = document.title + DRAFT * imprint.draft
    steps = _Steps(progress, *_sizes(document), 1, 1, 1)
    files = list(_printed(document, imprint, name, steps))
    steps.file("数据包")
    package = data_package(document, imprint, text=text, created=created)
    files.append(File("data", "zip", f"{name}数据包.zip", package))
    files.append(File("json", "json", f"{name}.json", text.encode()))
    steps.file("全部文件")
    whole = {file.name: file.data for file in files}
    archive = bundle(whole, title=document.title, check_code=check_code(text))
    yield from [*files, File("zip", "zip", f"{name}全部文件.zip", archive)]
    steps.end()


def _sizes(document: Document) -> tuple[int, ...]:
    """How many steps PDF and Word file take."""
    return (steps_of(document),) * 2


def _printed(document: Document, imprint: Imprint, name: str, steps: _Steps) -> Iterator[File]:
    """The files that print a whole Document."""
    draft = imprint.draft
    pdf = document_pdf(document, imprint, draft=draft, progress=steps.file("PDF"))
    yield File("pdf", "pdf", f"{name}.pdf", pdf)
    docx = document_docx(document, imprint, draft=draft, progress=steps.file("Word"))
    yield File("docx", "docx", f"{name}.docx", docx)
    yield _tables_xlsx(document.printed, name, draft, steps, document.forms)


def _tables_pdf(tables: PrintedTables, name: str, draft: bool, steps: _Steps) -> File:
    tell, count = steps.file("PDF"), len(tables.tables) + 1
    data = tables_pdf(tables, draft=draft, progress=lambda n, title: tell(title, n, count))
    return File("pdf", "pdf", f"{name}.pdf", data)


def _facts(book: Book, name: str, steps: _Steps) -> File:
    steps.file("填报工作簿")
    data = facts_xlsx(book.facts, written=book.written)
    return File("facts", "xlsx", f"{name}填报工作簿.xlsx", data)


def _tables_xlsx(
    tables: PrintedTables,
    name: str,
    draft: bool,
    steps: _Steps,
    forms: Sequence[PrintedForm] = (),
) -> File:
    steps.file("公开表工作簿")
    return File("xlsx", "xlsx", f"{name}公开表.xlsx", tables_xlsx(tables, forms, draft=draft))
