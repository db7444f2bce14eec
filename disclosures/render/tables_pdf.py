"""Tables → PDF: cover, contents with page numbers, and each table on pages of its own."""

from __future__ import annotations

from collections.abc import Callable

from disclosures.core.document import PrintedTables
from disclosures.render.draw.archive import Metadata
from disclosures.render.draw.book import Book, Bookmark, without_collector
from disclosures.render.draw.finish import finished
from disclosures.render.draw.front import Entry, EntryLook, Front
from disclosures.render.draw.tables import TableDrawing

Progress = Callable[[int, str], None]

CODED, PLAIN = EntryLook(12.0, 24.0, code=67.0), EntryLook(12.0, 24.0)


def tables_pdf(tables: PrintedTables, *, draft: bool, progress: Progress) -> bytes:
    """The document as PDF; ``progress(number, title)`` is called before each table, from 0.

    The same tables give the same bytes.
    """
    with without_collector():
        return _drawn(tables, draft, progress)


def _drawn(tables: PrintedTables, draft: bool, progress: Progress) -> bytes:
    book = Book(draft=draft)
    aligned = all(table.code for table in tables.tables)
    front = Front(book, [CODED if aligned else PLAIN])
    for number, table in enumerate(tables.tables):
        progress(number, table.title)
        whole = f"{table.code} {table.title}".strip()
        place = len(book.bookmarks)
        first = TableDrawing(book, table, len(book.pages) + 1).draw()
        bookmark = Bookmark(1, whole, first)
        book.bookmarks.insert(place, bookmark)
        entry = Entry(bookmark, table.title, table.code) if aligned else Entry(bookmark, whole)
        front.entries.append(entry)
    progress(len(tables.tables), "封面和目录")
    body = list(book.pages)
    folios = {page.number: n for n, page in enumerate(body, 1)}
    pages = front.draw((tables.department, tables.title), (), "目录", folios)
    return finished(book, [*pages, *body], len(pages), _metadata(tables, draft))


def _metadata(tables: PrintedTables, draft: bool) -> Metadata:
    department, title = tables.department, tables.title
    whole = department + title + ("（草稿）" if draft else "")
    return Metadata(whole, department, f"{department}{title}（{tables.form_set_name}）")
