"""The parts of a Document as they flow: headings, paragraphs, charts, glossary, attachments."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from disclosures.core.document import (
    Attachment,
    Block,
    Chart,
    ChartPlace,
    Document,
    FormPlace,
    GlossaryPlace,
    Paragraph,
    Part,
    PrintedForm,
    PrintedTable,
    Section,
    TablePlace,
)
from disclosures.render.charts import alt_text, picture
from disclosures.render.draw.book import FRONT_MARGINS, LONG, Book, Bookmark, Page, Tag
from disclosures.render.draw.flow import Flow
from disclosures.render.draw.fonts import Letters
from disclosures.render.draw.form_plan import Texts
from disclosures.render.draw.forms import FormDrawing
from disclosures.render.draw.front import Entry, folio
from disclosures.render.draw.pack import text
from disclosures.render.draw.pictures import picture_block
from disclosures.render.draw.tables import TableDrawing
from disclosures.render.draw.text import BODY, ROOM, Cell, Look, Placed, rows_block, text_block

ATTACHMENTS = "attachments"
#: 22 lines a page (GB/T 9704—2012).
TALL = LONG - FRONT_MARGINS[2] - FRONT_MARGINS[3]
PITCH = TALL / 22
PARAGRAPH = Look(BODY, PITCH)
FLUSH = Look(BODY, PITCH, indent=0.0)
TITLE = Look(22.0, 34.0, middle=True)
CAPTION = Look(12.0, 23.0, middle=True)
LISTED = Look(14.0, PITCH, hang=8.0, even=False)
#: The least room below a title, and above a picture.
BELOW_TITLE, ABOVE_PICTURE = 18.0, 8.0
#: The columns of a chart's data: name, amount, share.
DATA = (200.0, 110.0, 70.0)
#: A table of more rows may be divided.
TOGETHER = 12
DEEPEST = 6
#: The deepest level of the contents: forms within a section.
LISTED_DEEPEST = 3
#: A form is not tried where a page has less left.
LEAST_FORM = 100.0

Step = Callable[[str], None]


class Story:
    """Writes a document into a book, its tables included, and keeps what the contents list."""

    def __init__(self, book: Book, document: Document, step: Step) -> None:
        self.book, self.document, self.step = book, document, step
        self.flow = Flow(self._turn)
        self.entries: list[Entry] = []
        self.tables = {t.role: t for t in document.tables}
        self.charts = {c.id: c for c in document.charts}
        self.forms, self.texts = dict(document.form), Texts(book.regular)
        self.glossary = bool(document.glossary)

    def _turn(self) -> Page:
        page = self.book.page(margins=FRONT_MARGINS)
        number = len(self.book.pages)
        folio(self.book, page, str(number), right=number % 2 == 1)
        return page

    # -- parts and sections -------------------------------------------------------------------

    def parts(self) -> None:
        """All parts; then what the outline has no place for."""
        for part in self.document.parts:
            self.step(f"{part.number}　{part.title}")
            self._part(part)
        if all(p.id != ATTACHMENTS for p in self.document.parts):
            self.attachments(self.document.attachments, self.book.root, 1)
        if self.glossary:
            self._glossary(self.begin("名词解释"))
        for table in list(self.tables.values()):
            self._table(table, self.book.root, 1)
        self._forms(list(self.forms), self.book.root, 1)
        self.flow.finish()

    def begin(self, title: str) -> Tag:
        """A page that begins with a title: the element of what stands below."""
        self.flow.new_page()
        sect = self.book.tag("Sect", self.book.root)
        self.title(title, sect, "H1", self._placed(1, title, listed=True))
        return sect

    def title(self, title: str, sect: Tag, kind: str, placed: Placed | None) -> None:
        """A title in the middle, whose height fills lines of the text."""
        tag = self.book.tag(kind, sect)
        runs = [(self.book.bold, title)]
        block = text_block(self.book, tag, runs, TITLE, keep=True, placed=placed)
        wanted = PITCH * math.ceil((block.height + BELOW_TITLE) / PITCH)
        heights = [*block.heights[:-1], block.heights[-1] + wanted - block.height]
        self.flow.add(replace(block, heights=heights))

    def _part(self, part: Part) -> None:
        sect = self.begin(f"{part.number}　{part.title}")
        before = len(self.book.pages), len(self.flow.waiting)
        self._listed_tables(part, sect)
        self._blocks(part.blocks, sect, 2)
        for section in part.sections:
            self._section(section, sect, 1)
        if part.id == ATTACHMENTS:
            self.attachments(self.document.attachments, sect, 2)
        if (len(self.book.pages), len(self.flow.waiting)) == before:
            self.paragraph("无。", sect)

    def _section(self, section: Section, parent: Tag, depth: int) -> None:
        book, sect = self.book, self.book.tag("Sect", parent)
        letters = book.sans if depth == 1 else book.bold
        placed = self._placed(depth + 1, section.heading, listed=depth == 1)
        tag = book.tag(f"H{min(depth + 1, DEEPEST)}", sect)
        heading = [(letters, section.heading)]
        self.flow.add(text_block(book, tag, heading, PARAGRAPH, keep=True, placed=placed))
        self._blocks(section.blocks, sect, depth + 2)
        for inner in section.sections:
            self._section(inner, sect, depth + 1)

    def _placed(self, level: int, title: str, *, listed: bool) -> Placed:
        def placed(page: Page, top: float) -> None:
            self._mark(Bookmark(level, title, page, top + 6), title, listed=listed)

        return placed

    def _mark(self, bookmark: Bookmark, title: str, code: str = "", *, listed: bool = True) -> None:
        self.book.bookmarks.append(bookmark)
        if listed:
            self.entries.append(Entry(bookmark, title, code, bookmark.level))

    # -- blocks -------------------------------------------------------------------------------

    def _blocks(self, blocks: Sequence[Block], sect: Tag, level: int) -> None:
        for block in blocks:
            if isinstance(block, Paragraph):
                self.paragraph(block.text, sect)
            elif isinstance(block, ChartPlace):
                if chart := self.charts.get(block.id):
                    self._chart(chart, sect)
            elif isinstance(block, GlossaryPlace):
                self._glossary(sect)
            elif isinstance(block, FormPlace):
                self._forms([block.id], sect, level)
            elif isinstance(block, TablePlace) and (table := self.tables.pop(block.role, None)):
                self._table(table, sect, 2)

    def paragraph(self, said: str, sect: Tag, *, letters: Letters | None = None) -> None:
        """A paragraph; each of its lines begins one."""
        for line in said.splitlines() or [""]:
            runs = [(letters or self.book.regular, line)]
            self.flow.add(text_block(self.book, self.book.tag("P", sect), runs, PARAGRAPH))

    def runs(self, sect: Tag, *runs: tuple[Letters, str], keep: bool = False) -> None:
        """A paragraph of several letters."""
        tag = self.book.tag("P", sect)
        self.flow.add(text_block(self.book, tag, runs, PARAGRAPH, keep=keep))

    def _glossary(self, sect: Tag) -> None:
        bold, regular = self.book.bold, self.book.regular
        self.glossary = False
        for term in self.document.glossary:
            meaning = f"：{term.meaning}" if term.meaning else ""
            self.runs(sect, (regular, term.number), (bold, term.name), (regular, meaning))

    def _chart(self, chart: Chart, sect: Tag) -> None:
        book, flow = self.book, self.flow
        figure = book.tag("Figure", sect, f"/Alt{text(alt_text(chart))}")
        flow.add(picture_block(book, figure, picture(chart), ROOM, before=ABOVE_PICTURE))
        caption = [(book.bold, f"{chart.number}　{chart.caption}")]
        flow.add(text_block(book, book.tag("P", sect), caption, CAPTION, keep=True))
        rows = list(_data(chart))
        widths = DATA[: len(rows[0])]
        least = 0 if len(rows) <= TOGETHER else 3
        flow.add(rows_block(book, book.tag("Table", sect), rows, widths, least=least, after=10.0))

    # -- attachments and tables ---------------------------------------------------------------

    def attachments(self, attachments: Sequence[Attachment], parent: Tag, level: int) -> None:
        """Each on pages of its own; the first may stand below the title of its part."""
        for place, attachment in enumerate(attachments):
            if place or level == 1:
                self.flow.new_page()
            self._attachment(attachment, parent, level)

    def _attachment(self, attachment: Attachment, parent: Tag, level: int) -> None:
        book, sect = self.book, self.book.tag("Sect", parent)
        name = f"{attachment.number}　{attachment.title}".strip()
        code = attachment.number if attachment.title else ""

        def placed(page: Page, top: float) -> None:
            self._mark(Bookmark(level, name, page, top + 6), attachment.title or name, code)

        number = [(book.sans, attachment.number)]
        tag = book.tag("P", sect)
        self.flow.add(text_block(book, tag, number, FLUSH, keep=True, placed=placed))
        if attachment.title:
            self.title(attachment.title, sect, "H2", None)
        for said in attachment.paragraphs:
            self.paragraph(said, sect)
        self._forms(attachment.forms, sect, level + 1)

    def _listed_tables(self, part: Part, sect: Tag) -> None:
        """The names of the tables, below the title of the part that holds nothing else."""
        if part.sections or not all(isinstance(b, TablePlace) for b in part.blocks):
            return
        found = (self.tables.get(b.role) for b in part.blocks if isinstance(b, TablePlace))
        for table in filter(None, found):
            runs = [(self.book.regular, _name(table))]
            self.flow.add(text_block(self.book, self.book.tag("P", sect), runs, LISTED))

    def _table(self, table: PrintedTable, parent: Tag, level: int) -> None:
        self.flow.new_page()
        self.step(table.title)
        place, marks = len(self.book.bookmarks), self.book.bookmarks
        drawing = TableDrawing(self.book, table, len(self.book.pages) + 1, parent)
        first = drawing.draw()
        marks[place:] = [Bookmark(m[0] + level - 1, *m[1:]) for m in marks[place:]]
        bookmark = Bookmark(level, _name(table), first)
        marks.insert(place, bookmark)
        if all(t.code for t in self.document.tables):
            self.entries.append(Entry(bookmark, table.title, table.code, level))
        else:
            self.entries.append(Entry(bookmark, _name(table), level=level))

    # -- forms --------------------------------------------------------------------------------

    def _forms(self, ids: Sequence[str], parent: Tag, level: int) -> None:
        """Each form once, where it is first called for."""
        for form in filter(None, (self.forms.pop(i, None) for i in ids)):
            self.step(form.name)
            self._form(form, parent, level)
            self.flow.page = None

    def _form(self, form: PrintedForm, parent: Tag, level: int) -> None:
        """On a page of its own; below a heading on pages of text; below other text where all of
        it fits there.
        """
        flow, below = self.flow, FormDrawing(self.book, form, ROOM, self.texts)
        made = None
        if form.orientation == "portrait" and flow.left > LEAST_FORM:
            made = below.plan(flow.left, TALL)
        if made and len(made.sheets) == 1:
            page = flow.open(below.height(made))
        elif form.orientation == "portrait" and flow.waiting:
            page = flow.open(TALL)
            made = below.plan(flow.left, TALL)
        else:
            self._form_alone(form, parent, level)
            return
        self._form_mark(form, page, flow.y, level)
        below.draw(made, page, flow.y, self._turn, parent=parent, level=level)

    def _form_alone(self, form: PrintedForm, parent: Tag, level: int) -> None:
        def turn() -> Page:
            page = self.book.page(form.orientation)
            number = len(self.book.pages)
            folio(self.book, page, str(number), right=number % 2 == 1)
            return page

        self.flow.new_page()
        page = turn()
        drawing = FormDrawing(self.book, form, page.room, self.texts)
        made = drawing.plan(page.top - page.bottom, page.top - page.bottom)
        self._form_mark(form, page, page.top, level)
        drawing.draw(made, page, page.top, turn, parent=parent, level=level)

    def _form_mark(self, form: PrintedForm, page: Page, top: float, level: int) -> None:
        bookmark = Bookmark(level, form.name, page, top + 6)
        self.book.bookmarks.append(bookmark)
        self.entries.append(Entry(bookmark, form.name, level=min(level, LISTED_DEEPEST)))


def _name(table: PrintedTable) -> str:
    return f"{table.code}　{table.title}" if table.code else table.title


def _data(chart: Chart) -> Iterator[list[Cell]]:
    """The rows of a chart's data."""
    shared = any(p.share for p in chart.points)
    heads = ["项目", f"金额（{chart.unit}）", *["占比"] * shared]
    yield [Cell(head, side=0.5, heads="Column") for head in heads]
    for point in chart.points:
        share = [Cell(point.share, side=1.0)] if shared else []
        yield [Cell(point.label, heads="Row"), Cell(point.shown, side=1.0), *share]
