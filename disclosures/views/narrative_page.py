"""The text as its page shows it: parts and sections in order, fields in their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from disclosures.core.document import Document, FormPlace, Paragraph, Part, Section
from disclosures.core.narrative import Wrote
from disclosures.core.narrative.values import Heading, PartPlan, Passage
from disclosures.core.narrative.write import Wanted
from disclosures.core.reading import TextFinding
from disclosures.core.rules.base import SEVERITY_LABELS, Severity
from disclosures.models import Disclosure
from disclosures.pipeline import Book
from disclosures.render.web_document import ATTACHMENTS, chart_html, term_html
from disclosures.render.web_text import Marked, paragraph_html
from disclosures.views.narrative_chips import Chipper
from disclosures.views.narrative_fields import Desk, Field
from disclosures.views.threads import RESOLVED, Thread

#: Rules that say what a field says too: the text, or the meaning of a term, is still missing.
_TOLD_BY_FIELDS = ("N-043", "N-044")


@dataclass(frozen=True)
class Words:
    """A paragraph.  ``at`` is where remarks are pinned to it, ``threads`` those that are."""

    id: str
    html: SafeString
    at: str
    edited: bool = False
    threads: tuple[Thread, ...] = ()


@dataclass(frozen=True)
class Block:
    """What stands in a section: words, fields, a chart, a term, links to tables and forms.

    ``id`` names the place of the words, which are written anew when a field is saved; ``edit``
    leads to their wording; ``silent``: a person left them out; ``resting``: a person's wording
    has nothing to say now, and the outline's own is said.  ``links`` (words, address) lead to what
    a chapter adds, which is entered on its own pages.
    """

    kind: str
    id: str = ""
    words: tuple[Words, ...] = ()
    fields: tuple[Field, ...] = ()
    html: str = ""
    tables: tuple[tuple[str, str, bool], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    edit: str = ""
    silent: bool = False
    resting: bool = False


@dataclass
class Room:
    """A part or section of the page; ``level`` that of its heading."""

    id: str
    anchor: str
    heading: str
    level: int
    at: str
    blocks: list[Block] = field(default_factory=list)
    findings: tuple[TextFinding, ...] = ()
    threads: tuple[Thread, ...] = ()
    attachments: bool = False

    @property
    def fields(self) -> Iterator[Field]:
        """All its fields."""
        for block in self.blocks:
            yield from block.fields

    @property
    def missing(self) -> int:
        """How much waits to be written."""
        return sum(f.missing for f in self.fields)

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """How many findings of each severity."""
        found = [f.severity for f in self.findings]
        told = ((str(s), SEVERITY_LABELS[s], found.count(s)) for s in Severity)
        return [c for c in told if c[2]]

    @property
    def grouped(self) -> list[tuple[str, str, list[TextFinding]]]:
        """The findings by severity, errors first."""
        return [
            (key, label, [f for f in self.findings if f.severity == key])
            for key, label, _ in self.counts
        ]


class Pager:
    """Makes the rooms of one disclosure."""

    def __init__(
        self, disclosure: Disclosure, book: Book, desk: Desk, threads: Sequence[Thread], may: bool
    ) -> None:
        self.disclosure, self.book, self.desk, self.may = disclosure, book, desk, may
        self.narration = book.narration
        self.document: Document = book.document
        self.chips = Chipper(disclosure, book)
        self.threads = threads
        self.tables = {t.role: t for t in self.document.tables}
        self.charts = {c.id: c for c in self.document.charts}

    def rooms(self) -> list[Room]:
        """Parts and sections in reading order."""
        found: list[Room] = []
        plans = {plan.id: plan for plan in self.narration.outline.parts}
        for part in self.document.parts:
            found.append(self._part(part, plans[part.id]))
            for section in part.sections:
                found += self._sections(section, 3)
        if not any(room.attachments for room in found):
            found.append(self._attachments())
        return found

    # -- parts --------------------------------------------------------------------------------

    def _part(self, part: Part, plan: PartPlan) -> Room:
        room = Room(
            id=part.id,
            anchor=f"part-{part.id}",
            heading=f"{part.number}　{part.title}",
            level=2,
            at="",
            attachments=part.id == ATTACHMENTS,
        )
        if plan.holds == "tables":
            titles = ((t.role, f"{t.code} {t.title}".strip(), bool(t.explanation))
                      for t in self.document.tables)  # fmt: skip
            room.blocks.append(Block("tables", tables=tuple(titles)))
        room.blocks += self._forms(part)
        if plan.holds == "glossary":
            room.blocks += self._glossary()
            room.findings = self._found("")
        if room.attachments:
            room.blocks += self._added()
            room.findings = self._found(ATTACHMENTS)
        return room

    def _forms(self, holder: Part | Section) -> Iterator[Block]:
        """Links to the forms of chapters that stand there."""
        ids = [block.id for block in holder.blocks if isinstance(block, FormPlace)]
        links = (
            (self.document.form[key].name, chapter.address(self.disclosure.pk, key))
            for key in ids
            for chapter, sheets in self.book.chapters
            if key in sheets
        )
        if ids:
            yield Block("added", links=tuple(links))

    def _added(self) -> Iterator[Block]:
        """Links to the attachments that chapters add."""
        own = len(self.narration.document.attachments)
        added = self.document.attachments[own:]
        for chapter, _ in self.book.chapters if added else ():
            address = chapter.address(self.disclosure.pk, "")
            yield Block("added", links=tuple((f"{a.number}　{a.title}", address) for a in added))

    def _attachments(self) -> Room:
        return Room(
            id=ATTACHMENTS, anchor=f"part-{ATTACHMENTS}", heading="附件", level=2, at="",
            attachments=True, findings=self._found(ATTACHMENTS), blocks=list(self._added()),
        )  # fmt: skip

    def _glossary(self) -> Iterator[Block]:
        asked = {a.key: a for a in self.desk.asked.values() if a.wanted is Wanted.MEANING}
        for term in self.document.glossary:
            yield Block("term", html=mark_safe(f"<p>{term_html(term)}</p>"))
            if term.code in asked:
                yield Block("fields", fields=tuple(self.desk.meaning(asked[term.code])))
            elif f"{Wrote.MEANING}:{term.code}" in self.desk.saved:
                given = self.desk.meaning_given(term.code, term.name)
                yield Block("fields", fields=tuple(given))

    # -- sections -----------------------------------------------------------------------------

    def _sections(self, section: Section, level: int) -> Iterator[Room]:
        heading = self.narration.outline.by_id.get(section.id)
        blocks = self._blocks(section, heading) if heading else self._told(section)
        yield Room(
            id=section.id,
            anchor=f"section-{section.id}",
            heading=section.heading,
            level=min(level, 6),
            at=f"text/{section.id}",
            blocks=[*blocks, *self._forms(section)],
            findings=self._found(section.id),
            threads=self._pinned(f"text/{section.id}"),
        )
        for inner in section.sections:
            yield from self._sections(inner, level + 1)

    def _told(self, section: Section) -> Iterator[Block]:
        """What a chapter says in a section of its own; nothing is written there."""
        words = tuple(self._words(section, p, ()) for p in section.paragraphs)
        if words:
            yield Block("words", id=section.id, words=words)

    def _found(self, section: str) -> tuple[TextFinding, ...]:
        """What is said of a section; that a text is missing is told by its field."""
        own = (f for f in self.narration.findings if f.section == section)
        return tuple(f for f in own if not (self.may and f.code in _TOLD_BY_FIELDS))

    def _pinned(self, at: str) -> tuple[Thread, ...]:
        return tuple(t for t in self.threads if t.remark.at == at and t.status != RESOLVED)

    def _blocks(self, section: Section, heading: Heading) -> Iterator[Block]:
        words = self._words_of(section)
        for number, passage in enumerate(heading.passages, start=1):
            place = f"{section.id}-{number}"
            if passage.ask:
                own = [w for w in words if w.id.rpartition(".")[0] == passage.ask]
                yield Block("written", id=place, words=tuple(own))
                yield from _fields(self.desk.of_passage(heading, passage))
            elif passage.each:
                yield from self._each(heading, passage, words, place)
            else:
                own = [w for w in words if w.id == f"{section.id}.{number}"]
                yield self._sentences(heading, number, passage, tuple(own))
                yield from _fields(self.desk.of_passage(heading, passage))
        if heading.chart in self.charts:
            # Markup of ``render.web_document``, which escapes every text itself.
            yield Block("html", html=mark_safe(chart_html(self.charts[heading.chart])))

    def _each(
        self, heading: Heading, passage: Passage, words: list[Words], place: str
    ) -> Iterator[Block]:
        own = {w.id: w for w in words}
        edit = self._edit("narrative-list", heading.id, passage.each)
        for number, value in enumerate(self.desk.amounts.items(passage.each)):
            found = own.get(f"{heading.id}.{passage.each}.{value.key}")
            if found is not None:
                yield Block("words", id=f"{place}-{number}", words=(found,), edit=edit)
                edit = ""  # the same for all of them
                yield from _fields(self.desk.of_item(heading, passage.each, value))

    def _sentences(
        self, heading: Heading, number: int, passage: Passage, own: tuple[Words, ...]
    ) -> Block:
        plain = self.narration.plain.by_id[heading.id].passages[number - 1].sentences
        wordings = self.narration.written.wordings
        left_out = [s for s in plain if s.id in wordings and not wordings[s.id].strip()]
        return Block(
            "words",
            id=f"{heading.id}-{number}",
            words=own,
            edit=self._edit("narrative-sentences", heading.id, number),
            silent=bool(left_out) and not own,
            resting=any(
                s.edited and not self.desk.writer.fits(s.template, heading.id)
                for s in passage.sentences
            ),
        )

    def _edit(self, route: str, *args: object) -> str:
        return reverse(route, args=[self.disclosure.pk, *args]) if self.may else ""

    def _words_of(self, section: Section) -> list[Words]:
        marks = _marks(section, self._found(section.id))
        return [self._words(section, p, marks.get(p.id, ())) for p in section.paragraphs]

    def _words(self, section: Section, paragraph: Paragraph, marks: Sequence[Marked]) -> Words:
        at = f"text/{section.id}/{paragraph.id}"
        return Words(
            id=paragraph.id,
            # Markup of ``render.web_text``, which escapes every text itself.
            html=mark_safe(paragraph_html(paragraph, self.chips, marks)),
            at=at,
            edited=paragraph.origin == "edited",
            threads=self._pinned(at),
        )


def _fields(found: Iterator[Field]) -> Iterator[Block]:
    """What has to be written, or is, stands open; what may be stands folded."""
    every = list(found)
    first = tuple(f for f in every if f.asked or f.text)
    rest = tuple(f for f in every if not (f.asked or f.text))
    if first:
        yield Block("fields", fields=first)
    if rest:
        yield Block("optional", fields=rest)


def _marks(section: Section, findings: Sequence[TextFinding]) -> dict[str, list[Marked]]:
    """The words that findings quote, by paragraph and by their place in it."""
    found: dict[str, list[Marked]] = {}
    at = 0
    for paragraph in section.paragraphs:
        end = at + len(paragraph.text)
        for finding in findings:
            start, stop = max(at, finding.start), min(end, finding.end)
            if start < stop:
                told = f"{SEVERITY_LABELS[finding.severity]} {finding.code} {finding.message}"
                mark = Marked(start - at, stop - at, str(finding.severity), told)
                found.setdefault(paragraph.id, []).append(mark)
        at = end + 1
    return found
