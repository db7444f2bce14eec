"""The Document → HTML: the whole as it is read, from the cover to the explanations.

``document_html`` is the whole; the other functions are its pieces, for pages that put something
between them.  Ids: ``part-…``, ``section-…``, ``table-…``, ``chart-…``, ``form-…`` with the id of
each, ``glossary``, ``attachment-1`` …, ``explanations``.  Every text is escaped;
nothing is calculated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

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
    PrintedTable,
    Section,
    TablePlace,
    Term,
)
from disclosures.render.charts import alt_text, picture, svg
from disclosures.render.web import Made, paper_html, plain_html
from disclosures.render.web_form import form_html
from disclosures.render.web_text import Chips, chip_of, paragraph_html

TableHtml = Callable[[PrintedTable], str]
#: The part of an outline in which attachments stand; without it they come after all parts.
ATTACHMENTS = "attachments"
#: How deep headings go in HTML.
DEEPEST = 6


def document_html(
    document: Document,
    *,
    chips: Chips = chip_of,
    table: TableHtml | None = None,
    level: int = 2,
) -> str:
    """The whole as an ``article``: cover, contents, parts, attachments, explanations.

    ``level`` is that of the headings of parts; ``chips`` says what stands at a figure; ``table``
    writes a table otherwise than ``table_html``.
    """
    return _Whole(document, chips, table or table_html, level).html()


class _Whole:
    """One document being written."""

    def __init__(self, document: Document, chips: Chips, table: TableHtml, level: int) -> None:
        self.document, self.chips, self.table, self.level = document, chips, table, level
        self.tables = {t.role: t for t in document.tables}
        self.charts = {c.id: c for c in document.charts}
        self.forms = dict(document.form)

    def html(self) -> str:
        pieces = (
            cover_html(self.document),
            contents_html(self.document),
            *map(self._part, self.document.parts),
            *self._unplaced(),
            "" if self._has_place() else attachments_html(self.document, self.level),
            explanations_html(self.document, self.level),
        )
        return f'<article class="document">{"".join(pieces)}</article>'

    def _part(self, part: Part) -> str:
        inner = "".join(self._block(b, self.level + 1) for b in part.blocks)
        inner += "".join(self._section(s, self.level + 1) for s in part.sections)
        if part.id == ATTACHMENTS:
            inner += attachments_html(self.document, self.level + 1)
        heading = heading_html(f"{part.number}　{part.title}", self.level)
        return f'<section class="part" id="part-{escape(part.id)}">{heading}{inner}</section>'

    def _section(self, section: Section, level: int) -> str:
        inner = "".join(self._block(b, level + 1) for b in section.blocks)
        inner += "".join(self._section(s, level + 1) for s in section.sections)
        heading = heading_html(section.heading, level)
        return f'<section id="section-{escape(section.id)}">{heading}{inner}</section>'

    def _block(self, block: Block, level: int) -> str:
        if isinstance(block, Paragraph):
            return f"<p>{paragraph_html(block, self.chips)}</p>"
        if isinstance(block, TablePlace):
            found = self.tables.get(block.role)
            return self.table(found) if found else ""
        if isinstance(block, ChartPlace):
            chart = self.charts.get(block.id)
            return chart_html(chart) if chart else ""
        if isinstance(block, FormPlace):
            form = self.forms.pop(block.id, None)
            return form_html(form, level) if form else ""
        return glossary_html(self.document.glossary)

    def _has_place(self) -> bool:
        return any(part.id == ATTACHMENTS for part in self.document.parts)

    def _unplaced(self) -> Iterator[str]:
        """What the outline has no place for belongs to the whole: tables, glossary, forms."""
        blocks = [b for p in self.document.parts for b in p.blocks]
        blocks += [b for s in self.document.walk() for b in s.blocks]
        placed = {b.role for b in blocks if isinstance(b, TablePlace)}
        yield from (self.table(t) for t in self.document.tables if t.role not in placed)
        if self.document.glossary and not any(isinstance(b, GlossaryPlace) for b in blocks):
            yield glossary_html(self.document.glossary)
        added = {i for a in self.document.attachments for i in a.forms}
        yield from (form_html(f, self.level) for i, f in self.forms.items() if i not in added)


def heading_html(text: str, level: int) -> str:
    """A heading; beyond the sixth level it stays there."""
    tag = f"h{min(level, DEEPEST)}"
    return f"<{tag}>{escape(text)}</{tag}>"


def cover_html(document: Document) -> str:
    """The cover: the title, and its lines."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in document.cover)
    return f'<header class="cover">{lines}</header>' if lines else ""


# -- contents ---------------------------------------------------------------------------------


def contents_html(document: Document) -> str:
    """The contents: parts, sections, tables, attachments as links."""
    items = "".join(_entry(document, part) for part in document.parts)
    if all(part.id != ATTACHMENTS for part in document.parts):
        items += _attachment_entries(document)
    if document.explanations:
        items += f"<li>{_link('explanations', '原因说明')}</li>"
    label = escape(document.contents)
    head = f'<p class="label">{label}</p>'
    return f'<nav class="contents" aria-label="{label}">{head}<ol>{items}</ol></nav>'


def _form_entries(document: Document, ids: Iterable[str]) -> str:
    """The forms of a part, section or attachment."""
    forms = (document.form[i] for i in ids if i in document.form)
    return "".join(f"<li>{_link(f'form-{form.id}', form.name)}</li>" for form in forms)


def _placed_forms(document: Document, blocks: Sequence[Block]) -> str:
    return _form_entries(document, (b.id for b in blocks if isinstance(b, FormPlace)))


def _entry(document: Document, part: Part) -> str:
    titles = {t.role: " ".join(filter(None, (t.code, t.title))) for t in document.tables}
    tables = [b.role for b in part.blocks if isinstance(b, TablePlace) and b.role in titles]
    inner = "".join(_section_entry(document, s) for s in part.sections)
    inner += "".join(f"<li>{_link(f'table-{role}', titles[role])}</li>" for role in tables)
    inner += _placed_forms(document, part.blocks)
    inner += _attachment_entries(document) if part.id == ATTACHMENTS else ""
    link = _link(f"part-{part.id}", f"{part.number}　{part.title}")
    return f"<li>{link}{f'<ol>{inner}</ol>' if inner else ''}</li>"


def _attachment_entries(document: Document) -> str:
    return "".join(
        _item(
            _link(f"attachment-{number}", f"{a.number}　{a.title}"),
            _form_entries(document, a.forms),
        )
        for number, a in enumerate(document.attachments, start=1)
    )


def _section_entry(document: Document, section: Section) -> str:
    inner = _placed_forms(document, section.blocks)
    inner += "".join(_section_entry(document, s) for s in section.sections)
    return _item(_link(f"section-{section.id}", section.heading), inner)


def _item(link: str, inner: str) -> str:
    return f"<li>{link}{f'<ol>{inner}</ol>' if inner else ''}</li>"


def _link(target: str, text: str) -> str:
    return f'<a href="#{escape(target)}">{escape(text)}</a>'


# -- charts, glossary, attachments, explanations ----------------------------------------------


def chart_html(chart: Chart) -> str:
    """A chart with its data beneath."""
    shared = any(p.share for p in chart.points)
    head = f"<th scope='col'>项目</th><th scope='col'>金额（{escape(chart.unit)}）</th>"
    head += "<th scope='col'>占比</th>" if shared else ""
    rows = "".join(
        f"<tr><th scope='row'>{escape(p.label)}</th><td>{escape(p.shown)}</td>"
        f"{f'<td>{escape(p.share)}</td>' if shared else ''}</tr>"
        for p in chart.points
    )
    caption = escape(f"{chart.number}　{chart.caption}")
    drawn = svg(picture(chart), alt=alt_text(chart))
    return (
        f'<figure class="chart" id="chart-{escape(chart.id)}">'
        f"{drawn}<figcaption>{caption}</figcaption>"
        f'<table class="points"><caption>{caption}的数据</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></figure>"
    )


def glossary_html(terms: tuple[Term, ...]) -> str:
    """The glossary."""
    told = "".join(f"<p>{term_html(term)}</p>" for term in terms)
    return f'<div class="glossary" id="glossary">{told}</div>' if told else ""


def term_html(term: Term) -> str:
    """One term with its meaning."""
    meaning = f"：{escape(term.meaning)}" if term.meaning else ""
    return f"{escape(term.number)}<b>{escape(term.name)}</b>{meaning}"


def attachments_html(document: Document, level: int = 2) -> str:
    """All attachments."""
    numbered = enumerate(document.attachments, start=1)
    return "".join(_attachment(document, a, n, level) for n, a in numbered)


def _attachment(document: Document, attachment: Attachment, number: int, level: int) -> str:
    """One attachment, with its forms."""
    heading = heading_html(f"{attachment.number}　{attachment.title}", level)
    inner = "".join(f"<p>{escape(p)}</p>" for p in attachment.paragraphs)
    forms = (document.form[i] for i in attachment.forms if i in document.form)
    inner += "".join(form_html(form, level + 1) for form in forms)
    return f'<section class="attachment" id="attachment-{number}">{heading}{inner}</section>'


def explanations_html(document: Document, level: int = 2) -> str:
    """The warnings that stand, each with the reason given; nothing where there are none."""
    if not document.explanations:
        return ""
    told = "".join(
        f"<dt>{escape(e.code)} {escape(e.finding)}</dt><dd>{escape(e.reason)}</dd>"
        for e in document.explanations
    )
    heading = heading_html("原因说明", level)
    return f'<section class="part" id="explanations">{heading}<dl>{told}</dl></section>'


# -- tables -----------------------------------------------------------------------------------


def table_html(table: PrintedTable, made: Made | None = None, level: int = 3) -> str:
    """A table as printed, with what stands above and below it; its heading at ``level``.

    ``made`` says where it is explained how a figure is made; then the figure is a link.
    """
    name = escape(" ".join(filter(None, (table.code, table.title))))
    code = f'<p class="number">{escape(table.code)}</p>' if table.code else ""
    sides = " ".join(f"<span>{escape(side)}</span>" for side in table.caption)
    why = f'<p class="why">{escape(table.explanation)}</p>' if table.explanation else ""
    notes = "".join(f"<li>{escape(note)}</li>" for note in table.notes)
    below = f'<div class="notes"><b>注：</b><ol>{notes}</ol></div>' if notes else ""
    parts = paper_html(table)
    screen = " screen" if parts else ""
    paper = "".join(f'<div class="paper">{part}</div>' for part in parts)
    return (
        f'<section class="sheet" id="table-{escape(table.role)}">{heading_html(table.title, level)}'
        f'{code}<p class="sides">{sides}</p>'
        f'<div class="scroll{screen}" tabindex="0" role="region" aria-label="{name}">'
        f"{plain_html(table, made)}</div>{paper}{why}{below}</section>"
    )
