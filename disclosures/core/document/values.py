"""The values a Document is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import ClassVar

from disclosures.core.document.forms import PrintedForm
from disclosures.core.document.origins import Ledger, Lines, Makings, Origins, Word
from disclosures.core.document.printed import PrintedTable, PrintedTables
from disclosures.core.tables import Address

#: The version of the shape below.  What is frozen in an older one must stay readable.
SCHEMA = 1


class DocumentError(ValueError):
    """A JSON text that is no Document, or of a schema that this code does not know."""


class Role(StrEnum):
    """What a figure of a sentence says."""

    AMOUNT = "amount"
    COUNT = "count"
    SHARE = "share"
    CHANGE = "change"
    COMPLETION = "completion"
    DIRECTION = "direction"


class Made(StrEnum):
    """How a figure comes from its sources."""

    TAKEN = "taken"
    DIFFERENCE = "difference"
    RATIO = "ratio"
    RATE = "rate"
    SIGN = "sign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One amount behind a figure: 分, or hundredths of a count.

    ``of`` tells whose tables the cells stand in: ``this``, ``prior`` or ``budget``; ``facts`` are
    positions in the facts where no table prints the amount.
    """

    of: str = "this"
    amount: int = 0
    cells: tuple[Address, ...] = ()
    facts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """Words."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure, or a direction word, that is bound to its cells.

    ``shown`` is what is printed, with its unit.  ``value`` is in 分 for 万元 and 元, in hundredths
    for counts, in hundredths of a percent for ``%``, and the sign (1, -1, 0) for a word.
    A ratio is the first source by the second; a difference, a rate or a sign is that of the first
    less the second.
    """

    slot: str
    shown: str
    value: int
    unit: str
    role: Role
    made: Made = Made.TAKEN
    sources: tuple[Source, ...] = ()

    @property
    def text(self) -> str:
        """What is printed."""
        return self.shown


Span = Text | Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph.  ``origin``: generated, edited (the wording is a person's), written."""

    kind: ClassVar[str] = "paragraph"
    id: str
    spans: tuple[Span, ...]
    origin: str = "generated"

    @property
    def text(self) -> str:
        """What is printed."""
        return plain(self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePlace:
    """Here stands the table of a role."""

    kind: ClassVar[str] = "table"
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPlace:
    """Here stands a chart."""

    kind: ClassVar[str] = "chart"
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryPlace:
    """Here stands the glossary."""

    kind: ClassVar[str] = "glossary"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPlace:
    """Here stands the form of that id."""

    kind: ClassVar[str] = "form"
    id: str


Block = Paragraph | TablePlace | ChartPlace | GlossaryPlace | FormPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with its number as printed (一、 （二） 3.), what follows it, and its parts."""

    id: str
    number: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def heading(self) -> str:
        """The whole heading."""
        return self.number + self.title

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """Its own paragraphs."""
        return (b for b in self.blocks if isinstance(b, Paragraph))

    @property
    def text(self) -> str:
        """Its own paragraphs, one a line."""
        return "\n".join(p.text for p in self.paragraphs)

    def walk(self) -> Iterator[Section]:
        """It and every section within it, in reading order."""
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part 第N部分."""

    id: str
    number: str
    title: str
    sections: tuple[Section, ...] = ()
    blocks: tuple[Block, ...] = ()

    def walk(self) -> Iterator[Section]:
        """Its sections in reading order."""
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One bar or slice of a chart; ``share`` is printed beside a slice."""

    label: str
    shown: str
    value: int
    sources: tuple[Source, ...]
    share: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A standard figure: kind ``column`` or ``pie``; only what is not zero."""

    id: str
    number: str
    caption: str
    kind: str
    unit: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One entry of the glossary; ``code`` where it explains a function code."""

    number: str
    name: str
    meaning: str
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A text that is added at the end, and the ids of the forms that stand after it."""

    number: str
    title: str
    paragraphs: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A warning of the rules that stands, and the reason that the organisation gives for it."""

    code: str
    finding: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """The people of a unit: how many posts it has 编制, and how many people 实有; 0 if not told."""

    unit: str
    name: str
    posts: int = 0
    people: int = 0


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole disclosure; ``title`` is what it is called, e.g. 某市某局2020年度部门决算.

    ``form_set`` is the id of its form set, ``form_set_name`` what people call it.  ``lines`` are
    those of the ledger behind its figures, ``words`` what their codes are called, ``origins`` which
    figures add which; ``filed``: the tables were handed in as printed, so that nothing is beneath.
    """

    kind: str
    year: int
    department: str
    title: str
    form_set: str
    outline: str
    form_set_name: str = ""
    cover: tuple[str, ...] = ()
    contents: str = "目录"
    parts: tuple[Part, ...] = ()
    tables: tuple[PrintedTable, ...] = ()
    forms: tuple[PrintedForm, ...] = ()
    charts: tuple[Chart, ...] = ()
    glossary: tuple[Term, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    filed: bool = False
    staff: tuple[Staff, ...] = ()
    lines: tuple[Lines, ...] = ()
    words: tuple[Word, ...] = ()
    origins: tuple[Origins, ...] = ()
    schema: int = SCHEMA

    def walk(self) -> Iterator[Section]:
        """Every section in reading order."""
        for part in self.parts:
            yield from part.walk()

    @cached_property
    def by_id(self) -> dict[str, Section]:
        """Sections by id."""
        return {s.id: s for s in self.walk()}

    @cached_property
    def form(self) -> dict[str, PrintedForm]:
        """Its forms by id."""
        return {f.id: f for f in self.forms}

    @cached_property
    def table(self) -> dict[str, PrintedTable]:
        """Its tables by role."""
        return {t.role: t for t in self.tables}

    @cached_property
    def ledger(self) -> Ledger:
        """The lines of the ledger behind its figures."""
        return Ledger(self.lines, self.words)

    def makings(self, role: str) -> Makings:
        """What the figures of a table are made of.  KeyError where there is no such table."""
        found = (o for o in self.origins if o.table == role)
        return Makings(self.table[role], next(found, Origins(table=role)))

    @property
    def printed(self) -> PrintedTables:
        """Its tables alone."""
        return PrintedTables(
            department=self.department,
            title=f"{self.title.removeprefix(self.department)}公开表",
            form_set_name=self.form_set_name,
            tables=self.tables,
        )

    @property
    def figures(self) -> Iterator[Figure]:
        """Every bound figure of its sentences, in reading order."""
        for section in self.walk():
            for paragraph in section.paragraphs:
                yield from (s for s in paragraph.spans if isinstance(s, Figure))


def plain(spans: Iterable[Span]) -> str:
    """What spans say."""
    return "".join(s.text for s in spans)
