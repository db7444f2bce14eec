"""Tables → PDF: cover, contents with page numbers, and each table on pages of its own."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from disclosures.core.document import PrintedTables
from disclosures.render.draw.book import FRONT_MARGINS, MM, Book, Page, Tag
from disclosures.render.draw.finish import Metadata, finished
from disclosures.render.draw.tables import TableDrawing
from disclosures.render.wrap import balanced

Progress = Callable[[int, str], None]

WHO, WHAT, HEADING, ENTRY = 24.0, 32.0, 22.0, 12.0
#: Height of a line of the contents, and the room for the code of a table.
STEP, CODE_ROOM = 24.0, 67.0


def tables_pdf(tables: PrintedTables, *, draft: bool, progress: Progress) -> bytes:
    """The document as PDF; ``progress(number, title)`` is called before each table, from 0.

    The same tables give the same bytes.
    """
    with _without_collector():
        return _drawn(tables, draft, progress)


@contextmanager
def _without_collector() -> Iterator[None]:
    """A hundred thousand short texts would have the garbage collector walk the whole process."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _drawn(tables: PrintedTables, draft: bool, progress: Progress) -> bytes:
    book = Book(draft=draft)
    front = _Front(book, tables)
    folio = 1
    for number, table in enumerate(tables.tables):
        progress(number, table.title)
        code, title = table.code, table.title
        place = len(book.bookmarks)
        drawing = TableDrawing(book, table, folio)
        first = drawing.draw()
        book.bookmarks.insert(place, (1, f"{code} {title}".strip(), first))
        front.entries.append((code, title, folio, first))
        folio = drawing.folio
    progress(len(tables.tables), "封面和目录")
    body = list(book.pages)
    pages = front.draw()
    return finished(book, [*pages, *body], len(pages), _metadata(tables, draft))


def _metadata(tables: PrintedTables, draft: bool) -> Metadata:
    department, title = tables.department, tables.title
    whole = department + title + ("（草稿）" if draft else "")
    return Metadata(whole, department, f"{department}{title}（{tables.form_set_name}）")


class _Front:
    """Cover and contents: drawn last, when the page numbers are known; read first."""

    def __init__(self, book: Book, tables: PrintedTables) -> None:
        self.book = book
        self.title = tables.department, tables.title
        self.cover, self.contents = book.tag("Sect", book.root), book.tag("Sect", book.root)
        self.entries: list[tuple[str, str, int, Page]] = []
        self.pages: list[Page] = []

    def draw(self) -> list[Page]:
        """The pages of cover and contents."""
        self._cover()
        self._contents()
        return self.pages

    def _page(self) -> Page:
        page = self.book.page(margins=FRONT_MARGINS)
        self.pages.append(page)
        return page

    def _cover(self) -> None:
        page = self._page()
        y = page.top - 55 * MM
        heading = self.book.tag("H1", self.cover)
        for text, size, leading in zip(self.title, (WHO, WHAT), (1.5, 1.4), strict=True):
            y = self._middle(page, y, text, size, leading, heading) - 8 * MM

    def _middle(
        self, page: Page, y: float, text: str, size: float, leading: float, tag: Tag
    ) -> float:
        """A text in the middle of the page, in as many lines as it takes."""
        width = self.book.bold.width
        for line in balanced(text, page.room / size, width):
            x = page.left + (page.room - width(line) * size) / 2
            self.book.write(
                page, x, y - size * (leading + 0.76) / 2, line, size, tag=tag, bold=True
            )
            y -= size * leading
        return y

    def _contents(self) -> None:
        page = self._page()
        heading = self.book.tag("H2", self.contents)
        y = self._middle(page, page.top, "目　录", HEADING, 1.25, heading) - 10 * MM
        listing = self.book.tag("TOC", self.contents)
        aligned = all(code for code, *_ in self.entries)
        for code, title, folio, target in self.entries:
            if not aligned:
                code, title = "", f"{code} {title}".strip()
            room = page.room - CODE_ROOM * bool(code) - 40
            titles = balanced(title, room / ENTRY, self.book.regular.width)
            if y - STEP * len(titles) < page.bottom:
                page = self._page()
                y = page.top
            y = self._entry(page, y, (code, titles, folio, target), listing)

    def _entry(
        self, page: Page, y: float, entry: tuple[str, list[str], int, Page], listing: Tag
    ) -> float:
        code, titles, folio, target = entry
        book, width = self.book, self.book.regular.width
        item = book.tag("TOCI", listing)
        link = book.tag("Link", item)
        top, start = y, page.left + (CODE_ROOM if code else 0.0)
        base = y - 0.88 * STEP + ENTRY * 0.38
        if code:
            book.write(page, page.left, base, code, ENTRY, tag=link)
        for title in titles:
            book.write(page, start, base, title, ENTRY, tag=link)
            base, y = base - STEP, y - STEP
        base += STEP
        right = page.left + page.room
        number = right - width(str(folio)) * ENTRY
        self._dots(page, start + (width(titles[-1]) + 0.4) * ENTRY, number - 0.4 * ENTRY, base)
        book.write(page, number, base, str(folio), ENTRY, tag=link)
        book.link(page, (page.left, y, right, top), target, link)
        return y

    def _dots(self, page: Page, start: float, end: float, y: float) -> None:
        step = self.book.regular.width(".") * ENTRY
        count = int((end - start) / step)
        if count > 0:
            self.book.write(page, end - count * step, y, "." * count, ENTRY)
