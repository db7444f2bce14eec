"""An outline and the material of one disclosure → its Document, but for the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from disclosures.core.document import (
    Attachment,
    Block,
    Chart,
    ChartPlace,
    Document,
    GlossaryPlace,
    Part,
    Point,
    Section,
    Source,
    TablePlace,
    Term,
    title_of,
)
from disclosures.core.glossary import function_terms, used_functions
from disclosures.core.money import printed
from disclosures.core.narrative.figures import ratio
from disclosures.core.narrative.material import Material, Value
from disclosures.core.narrative.numbers import heading_number, part_number
from disclosures.core.narrative.values import ChartPlan, Heading, Outline, PartPlan
from disclosures.core.narrative.write import Ask, Wanted, Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """A Document, and everything that people were asked for it."""

    document: Document
    asked: tuple[Ask, ...]

    @property
    def missing(self) -> tuple[Ask, ...]:
        """What nobody has written yet."""
        return tuple(a for a in self.asked if not a.given)


def build(
    outline: Outline, material: Material, attachments: tuple[Attachment, ...] = ()
) -> Narrative:
    """The Document with its sentences, charts, glossary and attachments.

    Its tables are left out: rules of texts do not look at them, and ``table_of`` prints them.
    """
    builder = _Builder(outline, material)
    document = builder.document(attachments)
    asked = (_placed(ask, document) for ask in builder.writer.asked.values())
    return Narrative(document=document, asked=tuple(asked))


def _placed(ask: Ask, document: Document) -> Ask:
    found = document.by_id.get(ask.section)
    return replace(ask, heading=found.heading) if found else ask


class _Builder:
    """Builds one Document."""

    def __init__(self, outline: Outline, material: Material) -> None:
        self.outline = outline
        self.material = material
        self.writer = Writer(outline, material)
        self.charts: list[Chart] = []

    def document(self, attachments: tuple[Attachment, ...]) -> Document:
        tables = self.material.tables
        parts = tuple(self._part(p, n) for n, p in enumerate(self.outline.parts, start=1))
        return Document(
            kind=self.outline.kind.value,
            year=tables.year,
            department=tables.department,
            title=f"{tables.department}{title_of(tables.form_set)}",
            form_set=tables.form_set.id,
            form_set_name=tables.form_set.name,
            outline=self.outline.id,
            cover=tuple(filter(None, map(self.writer.words, self.outline.cover))),
            contents=self.outline.contents,
            parts=parts,
            charts=tuple(self.charts),
            glossary=tuple(self._glossary()),
            attachments=attachments,
        )

    # -- parts and sections -------------------------------------------------------------------

    def _part(self, plan: PartPlan, number: int) -> Part:
        blocks: tuple[Block, ...] = ()
        if plan.holds == "tables":
            blocks = tuple(TablePlace(role=t.role) for t in self.material.tables.tables)
        elif plan.holds == "glossary":
            blocks = (GlossaryPlace(),)
        return Part(
            id=plan.id,
            number=part_number(number),
            title=self.writer.words(plan.title),
            sections=self._sections(plan.sections, 0),
            blocks=blocks,
        )

    def _sections(self, headings: tuple[Heading, ...], depth: int) -> tuple[Section, ...]:
        return tuple(self._section(h, n, depth) for n, h in enumerate(headings, start=1))

    def _section(self, heading: Heading, number: int, depth: int) -> Section:
        blocks: list[Block] = list(self.writer.paragraphs(heading))
        chart = self._chart(heading.chart) if heading.chart else None
        if chart is not None:
            self.charts.append(chart)
            blocks.append(ChartPlace(id=chart.id))
        return Section(
            id=heading.id,
            number=heading_number(depth, number),
            title=self.writer.words(heading.title),
            blocks=tuple(blocks),
            sections=self._sections(heading.sections, depth + 1),
        )

    # -- charts -------------------------------------------------------------------------------

    def _chart(self, chart_id: str) -> Chart | None:
        """The chart, or None where there is nothing to draw: never a pie of zeros."""
        plan = next(c for c in self.outline.charts if c.id == chart_id)
        points = tuple(self._columns(plan) if plan.measure else self._slices(plan))
        if not points:
            return None
        return Chart(
            id=plan.id,
            number=f"图{len(self.charts) + 1}",
            caption=self.writer.words(plan.caption),
            kind=plan.kind,
            unit=self.material.unit.value,
            points=points,
        )

    def _columns(self, plan: ChartPlan) -> Iterator[Point]:
        value = self.writer.amounts.value(plan.measure)
        year = self.material.tables.year
        if value.this is None or value.prior is None:
            return
        if self._seen(value.this) or self._seen(value.prior):
            yield self._point(f"{year - 1}年", value.prior)
            yield self._point(f"{year}年", value.this)

    def _slices(self, plan: ChartPlan) -> Iterator[Point]:
        values = self.writer.amounts.items(plan.list)
        drawn = [(v, v.this) for v in values if v.this is not None and self._seen(v.this) > 0]
        if any(v.this is not None and self._seen(v.this) < 0 for v in values):
            return
        for value, found in drawn:
            yield self._point(value.words.get("name", value.names[0]), found, value)

    def _point(self, label: str, found: Source, value: Value | None = None) -> Point:
        whole = value.whole if value else None
        share = self.writer.sayer.percent(ratio(found.amount, whole.amount)) if whole else ""
        shown = self.writer.sayer.number(found.amount, "")
        sources = (found, whole) if whole else (found,)
        return Point(label=label, shown=shown, value=found.amount, sources=sources, share=share)

    def _seen(self, found: Source) -> int:
        return printed(found.amount, self.material.unit)

    # -- glossary -----------------------------------------------------------------------------

    def _glossary(self) -> Iterator[Term]:
        for number, term in enumerate(self._terms(), start=1):
            lead = self.outline.style.numbers.format(n=number)
            yield Term(number=lead, name=term.name, meaning=term.meaning, code=term.code)

    def _terms(self) -> Iterator[Term]:
        for plan in self.outline.terms:
            if plan.functions:
                yield from self._functions()
            elif not plan.when or self._used(plan.when):
                yield Term(number="", name=plan.name, meaning=plan.meaning)

    def _functions(self) -> Iterator[Term]:
        material = self.material
        codes = used_functions(material.tables)
        year = material.tables.year
        for term in function_terms(codes, material.functions, year, material.meanings):
            self.writer.ask_meaning(term.code, term.name, term.known)
            yield Term(number="", name=term.name, meaning=term.meaning, code=term.code)

    def _used(self, measure: str) -> bool:
        found = self.writer.amounts.value(measure).this
        return found is not None and bool(self._seen(found))


__all__ = ["Narrative", "Wanted", "build"]
