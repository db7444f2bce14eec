"""A Document → PDF: cover, contents, parts, charts, glossary, attachments, tables, imprint."""

from __future__ import annotations

from collections.abc import Callable

from disclosures.core.document import Document, Explanation
from disclosures.render.draw.archive import Metadata
from disclosures.render.draw.book import MM, TABLE_MARGINS, Book, Page, Tag, without_collector
from disclosures.render.draw.finish import finished
from disclosures.render.draw.front import EntryLook, Front
from disclosures.render.draw.story import Story
from disclosures.render.draw.text import ROOM, Cell, rows_block
from disclosures.render.imprint import HOW, SIGNATURE_HEADS, SIGNATURES, TITLE, UNSIGNED, Imprint
from disclosures.render.steps import steps_of

#: step, steps done, all steps
Progress = Callable[[str, int, int], None]

EXPLANATIONS = "原因说明"
#: Parts; sections, tables and attachments; the forms of these.
LOOKS = (
    EntryLook(14.0, 27.0, bold=True),
    EntryLook(12.0, 22.0, indent=24.0, code=67.0),
    EntryLook(12.0, 22.0, indent=48.0),
)
#: The title above every page: letters, and how far below the edge of the paper.
HEADER, HEADER_DROP, TABLE_HEADER_DROP, RULE_GAP = 9.0, 25 * MM, 7.5 * MM, 4.0
#: The columns of the imprint, and those of the signatures.
TOLD = (120.0, ROOM - 120.0)
SIGNED = (80.0, 70.0, 120.0, ROOM - 270.0)


def document_pdf(document: Document, imprint: Imprint, *, draft: bool, progress: Progress) -> bytes:
    """The whole document as PDF; ``progress`` is called before each part and each table.

    A draft bears a stamp on every page.  The same document and imprint give the same bytes.
    """
    with without_collector():
        return _Whole(document, imprint, draft or imprint.draft, progress).drawn()


class _Whole:
    """One document while it is drawn."""

    def __init__(
        self, document: Document, imprint: Imprint, draft: bool, progress: Progress
    ) -> None:
        self.document, self.imprint, self.draft, self.progress = document, imprint, draft, progress
        self.title = document.title + ("（草稿）" if draft else "")
        self.done, self.all = 0, steps_of(document)
        self.book = Book(draft=draft)
        self.front = Front(self.book, LOOKS)
        self.story = Story(self.book, document, self._step)

    def _step(self, name: str) -> None:
        self.progress(name, self.done, self.all)
        self.done += 1

    def drawn(self) -> bytes:
        """The file."""
        story = self.story
        story.parts()
        self._explanations(self.document.explanations)
        self._step(TITLE)
        self._imprint()
        story.flow.finish()
        self._step("封面和目录")
        body = list(self.book.pages)
        for page in body:
            self._header(page)
        folios = {page.number: n for n, page in enumerate(body, 1)}
        self.front.entries = story.entries
        foot = [*filter(None, [self.imprint.number, self.imprint.published_on])]
        cover = self.document.cover or (self.document.title,)
        front = self.front.draw(cover, foot, self.document.contents, folios, numbered=True)
        return finished(self.book, [*front, *body], len(front), self._metadata())

    def _metadata(self) -> Metadata:
        document = self.document
        return Metadata(self.title, document.department, document.title)

    def _header(self, page: Page) -> None:
        """The document's title above the page, and a fine rule."""
        table = page.margins == TABLE_MARGINS
        y = page.height - (TABLE_HEADER_DROP if table else HEADER_DROP)
        size = min(HEADER, page.room / self.book.regular.width(self.title))
        x = page.left + (page.room - self.book.regular.width(self.title) * size) / 2
        self.book.write(page, x, y, self.title, size)
        if not table:
            right = page.left + page.room
            page.operators.append(
                f"/Artifact<</Type/Pagination>>BDC .4 w {page.left:.2f} {y - RULE_GAP:.2f} m "
                f"{right:.2f} {y - RULE_GAP:.2f} l S EMC"
            )

    # -- the last pages -----------------------------------------------------------------------

    def _explanations(self, explanations: tuple[Explanation, ...]) -> None:
        """The warnings that stand, and the reasons given."""
        if not explanations:
            return
        book, story = self.book, self.story
        sect = story.begin(EXPLANATIONS)
        for told in explanations:
            story.runs(sect, (book.bold, f"{told.code} {told.finding}"), keep=True)
            story.runs(sect, (book.regular, f"原因：{told.reason}"))

    def _imprint(self) -> None:
        story, imprint = self.story, self.imprint
        sect = story.begin(TITLE)
        rows = [[Cell(name, bold=True, heads="Row"), Cell(value)] for name, value in imprint.rows]
        if rows:
            self._table(sect, rows, TOLD)
        if imprint.signatures:
            story.runs(sect, (self.book.sans, SIGNATURES), keep=True)
            heads = [Cell(h, bold=True, side=0.5, heads="Column") for h in SIGNATURE_HEADS]
            signed = [[Cell(text) for text in s.cells] for s in imprint.signatures]
            self._table(sect, [heads, *signed], SIGNED)
        elif self.draft:
            story.paragraph(UNSIGNED, sect)
        if imprint.sha256:
            story.paragraph(HOW, sect)
        if lacking := self._lacking():
            story.paragraph(lacking, sect)

    def _table(self, sect: Tag, rows: list[list[Cell]], widths: tuple[float, ...]) -> None:
        table = self.book.tag("Table", sect)
        self.story.flow.add(rows_block(self.book, table, rows, widths, after=14.0))

    def _lacking(self) -> str:
        """What is said of characters that the typefaces have no glyph for."""
        found = {c for x in self.book.letters for c in x.seen if x.typeface.lacks(c)}
        if not found:
            return ""
        named = "、".join(f"U+{ord(c):04X}" for c in sorted(found))
        return (
            f"本文件有{len(found)}个字（{named}）字体里没有字形，印作“〓”；"
            "复制和检索得到的仍是原字。"
        )
