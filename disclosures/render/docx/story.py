"""The body of a Document: headings, paragraphs, charts, glossary, attachments, tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

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
from disclosures.render.docx.contents import Entry
from disclosures.render.docx.even import even
from disclosures.render.docx.forms import form_xml
from disclosures.render.docx.package import Package
from disclosures.render.docx.pages import ACROSS, TEXT, UPRIGHT, Layout, section
from disclosures.render.docx.pictures import picture_xml
from disclosures.render.docx.plan import Plan, plans
from disclosures.render.docx.styles import STYLE
from disclosures.render.docx.tables import KEEP, Looks, grid, small_table
from disclosures.render.docx.text import bookmark, paragraph, run
from disclosures.render.measure import em

ATTACHMENTS, GLOSSARY, EMPTY = "attachments", "名词解释", "无。"
#: The last style of headings.
DEEPEST = 5
#: Widths of a chart's data in twips; tables of more rows may be divided.
DATA, TOGETHER = (4200, 2400, 1500), 12
#: Letters of the line above a table, and the share of it that the department may fill.
SIDES, LEFT = 10.0, 0.4
SAME_PAGE = '<w:pageBreakBefore w:val="0"/>'

FIRST_NOTE = '<w:spacing w:before="80"/>'

Step = Callable[[str], None]


class Story:
    """Writes a document, its tables included, and keeps what the contents list."""

    def __init__(self, document: Document, package: Package, step: Step) -> None:
        self.document, self.package, self.step = document, package, step
        self.looks = Looks()
        self.body: list[str] = []
        self.entries: list[Entry] = []
        self.layout: Layout | None = None
        self.sections = 0
        self.tables = {t.role: t for t in document.tables}
        self.charts = {c.id: c for c in document.charts}
        self.forms, self.headed = dict(document.form), 0
        self.glossary, self.pictures = bool(document.glossary), 0

    # -- pages and headings -------------------------------------------------------------------

    def on(self, layout: Layout) -> bool:
        """Go on on pages of a kind; whether they begin a new section."""
        before, self.layout = self.layout, layout
        if before is None or before == layout:
            return before is None
        self._end(self.section(before))
        return True

    def section(self, layout: Layout) -> str:
        """The properties of a section that ends here; the first one begins with page 1."""
        self.sections += 1
        numbers = 'w:fmt="decimal" w:start="1"' if self.sections == 1 else 'w:fmt="decimal"'
        return section(layout, numbers=numbers)

    def _end(self, properties: str) -> None:
        """A section ends with its last paragraph, or with a tiny one below a table."""
        if not self.body[-1].startswith("<w:p>"):
            self.body.append(paragraph("SectionEnd"))
        self.body[-1] = self.body[-1].replace("</w:pPr>", f"{properties}</w:pPr>", 1)

    def finished(self) -> str:
        """The whole body, with the properties of its last section."""
        if not self.body[-1].startswith("<w:p>"):
            self.body.append(paragraph("SectionEnd"))
        return "".join(self.body) + self.section(self.layout or TEXT)

    def heading(
        self, style: str, text: str, level: int, *, look: str = "", listed: str = ""
    ) -> None:
        """A heading; ``level`` from 1 is that of its entry in the contents, which says the text
        or what it is ``listed`` as.
        """
        look += self._even(style, text)
        entry = Entry(level, listed or text, f"_Toc{len(self.entries) + 1:08d}")
        self.entries.append(entry)
        inner = bookmark(entry.anchor, len(self.entries), run(text))
        self.body.append(paragraph(style, inner, look=look))
        self.headed = len(self.body)

    def _even(self, style: str, text: str) -> str:
        """Titles in the middle break into lines of about the same width."""
        size = STYLE[style].size
        room = (self.layout or TEXT).room / 20 / size
        return even(text, room, size) if STYLE[style].side == "center" else ""

    def begin(self, title: str) -> None:
        """A page of text that begins with a title."""
        look = SAME_PAGE if self.on(TEXT) else ""
        self.heading("Heading1", title, 1, look=look)

    def say(self, text: str) -> None:
        """A paragraph; each of its lines begins one."""
        self.body += [paragraph("BodyText", run(line)) for line in text.splitlines() or [""]]

    def runs(self, *inner: str, look: str = "") -> None:
        """A paragraph of several runs."""
        self.body.append(paragraph("BodyText", *inner, look=look))

    # -- parts and sections -------------------------------------------------------------------

    def parts(self) -> None:
        """All parts; then what the outline has no place for."""
        for part in self.document.parts:
            self.step(f"{part.number}　{part.title}")
            self._part(part)
        if all(p.id != ATTACHMENTS for p in self.document.parts):
            self._attachments(1)
        if self.glossary:
            self.begin(GLOSSARY)
            self._glossary()
        for table in list(self.tables.values()):
            self._table(table)
        self._forms(list(self.forms))

    def _part(self, part: Part) -> None:
        self.begin(f"{part.number}　{part.title}")
        before = len(self.body)
        for name in _only_tables(part, self.tables):
            self.body.append(paragraph("TableList", run(name)))
        self._blocks(part.blocks)
        for inner in part.sections:
            self._section(inner, 2)
        if part.id == ATTACHMENTS:
            self._attachments(2)
        if len(self.body) == before:
            self.say(EMPTY)

    def _section(self, section: Section, level: int) -> None:
        self.on(TEXT)
        self.heading(f"Heading{min(level, DEEPEST)}", section.heading, level)
        self._blocks(section.blocks)
        for inner in section.sections:
            self._section(inner, level + 1)

    def _blocks(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if isinstance(block, TablePlace):
                if table := self.tables.pop(block.role, None):
                    self._table(table)
                continue
            if isinstance(block, FormPlace):
                self._forms([block.id])
                continue
            self.on(TEXT)
            if isinstance(block, Paragraph):
                self.say(block.text)
            elif isinstance(block, GlossaryPlace):
                self._glossary()
            elif isinstance(block, ChartPlace) and (chart := self.charts.get(block.id)):
                self._chart(chart)

    def _glossary(self) -> None:
        self.glossary = False
        for term in self.document.glossary:
            meaning = f"：{term.meaning}" if term.meaning else ""
            self.runs(run(term.number), run(term.name, bold=True), run(meaning))

    def _chart(self, chart: Chart) -> None:
        """The picture, its caption, its data."""
        self.pictures += 1
        self.body.append(picture_xml(self.package, chart, self.pictures))
        self.body.append(paragraph("Caption", run(f"{chart.number}　{chart.caption}")))
        rows = list(_data(chart))
        keep = len(rows) <= TOGETHER
        widths = DATA[: len(rows[0])]
        self.body.append(small_table(rows, widths, "lrr"[: len(widths)], self.looks, keep=keep))

    # -- attachments and tables ---------------------------------------------------------------

    def _attachments(self, level: int) -> None:
        """Each on pages of its own; the first may stand below the title of its part."""
        for number, attachment in enumerate(self.document.attachments):
            below = number == 0 and level > 1
            self._attachment(attachment, level, SAME_PAGE if self.on(TEXT) or below else "")

    def _attachment(self, attachment: Attachment, level: int, look: str) -> None:
        if attachment.title:
            number = paragraph("AttachmentNumber", run(attachment.number), look=look)
            self.body.append(number)
            self.heading("AttachmentTitle", attachment.title, level)
        else:
            self.heading("AttachmentNumber", attachment.number, level, look=look)
        for text in attachment.paragraphs:
            self.say(text)
        self._forms(attachment.forms)

    def _forms(self, ids: Sequence[str]) -> None:
        """Each form once, where it is first called for."""
        for form in filter(None, (self.forms.pop(i, None) for i in ids)):
            self.step(form.name)
            self._form(form)

    def _form(self, form: PrintedForm) -> None:
        """On a page of its own; right below a heading where that page is upright too."""
        below = self.headed == len(self.body) and form.orientation == "portrait"
        layout = ACROSS if form.orientation == "landscape" else UPRIGHT
        if below:
            layout = TEXT
        begun = self.on(layout)
        look = SAME_PAGE if begun or below else ""
        self.heading("TableTitle", form.title, 2, look=look, listed=form.name)
        for text, side in ((form.subtitle, "center"), (form.caption, "right")):
            if text:
                look = f'<w:jc w:val="{side}"/>'
                self.body.append(paragraph("TableSides", run(text), look=look))
        self.body.append(form_xml(form, layout.room, self.looks))
        for number, note in enumerate(form.notes):
            look = FIRST_NOTE * (number == 0)
            self.body.append(paragraph("TableNote", run(note), look=look))

    def _table(self, table: PrintedTable) -> None:
        self.step(table.title)
        layout = ACROSS if table.orientation == "landscape" else UPRIGHT
        for plan in plans(table, layout):
            look = SAME_PAGE if self.on(layout) else ""
            if plan.part.number > 1:
                title = f"{table.title}（续）"
                look += self._even("TableAgain", title)
                self.body.append(paragraph("TableAgain", run(title), look=look))
            else:
                self.heading("TableTitle", table.title, 2, look=look)
            self.body += _above(table, plan, layout)
            self.body.append(grid(table, plan, self.looks))
        self.body += _below(table)


def _only_tables(part: Part, tables: dict[str, PrintedTable]) -> list[str]:
    """The names of the tables below the title of a part that holds nothing else."""
    if part.sections or not all(isinstance(b, TablePlace) for b in part.blocks):
        return []
    found = (tables.get(b.role) for b in part.blocks if isinstance(b, TablePlace))
    return ["　".join(filter(None, (t.code, t.title))) for t in found if t]


def _data(chart: Chart) -> Iterator[list[str]]:
    """The rows of a chart's data."""
    shared = any(p.share for p in chart.points)
    yield ["项目", f"金额（{chart.unit}）", *["占比"] * shared]
    for point in chart.points:
        yield [point.label, point.shown, *[point.share] * shared]


def _above(table: PrintedTable, plan: Plan, layout: Layout) -> Iterator[str]:
    """The code of the table, and the line of department, year and unit."""
    code = " ".join(filter(None, (table.code, plan.part.label)))
    if code:
        yield paragraph("TableSides", run(code), look='<w:jc w:val="right"/>')
    left, center, right = table.caption
    if em(left) * SIDES > layout.room / 20 * LEFT:
        yield paragraph("TableSides", run(left))
        left = ""
    stops = ("center", layout.room // 2), ("right", layout.room)
    tabs = "".join(f'<w:tab w:val="{side}" w:pos="{place}"/>' for side, place in stops)
    if left or center or right:
        text = f"{left}\t{center}\t{right}"
        yield paragraph("TableSides", run(text), look=f"<w:tabs>{tabs}</w:tabs>")


def _below(table: PrintedTable) -> Iterator[str]:
    """Why the table is empty, and its notes; they stay together."""
    texts = [table.explanation] if table.explanation else []
    texts += [
        f"{'注：' if number == 1 else '　　'}{number}. {note}"
        for number, note in enumerate(table.notes, start=1)
    ]
    for number, text in enumerate(texts, start=1):
        look = KEEP * (number < len(texts)) + FIRST_NOTE * (number == 1)
        yield paragraph("TableNote", run(text), look=look)
