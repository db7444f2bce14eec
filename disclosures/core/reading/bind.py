"""Readings bound to what they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from disclosures.core.codes import Classification
from disclosures.core.document import Document, Role, Source
from disclosures.core.narrative.amounts import Amounts
from disclosures.core.narrative.material import Material, Value
from disclosures.core.narrative.values import Heading, Outline
from disclosures.core.narrative.write import Ask
from disclosures.core.reading.figures import Reading, read_tidy
from disclosures.core.reading.lexicon import Entry, Hit, Lexicon
from disclosures.core.reading.split import Cut, Piece, cut, cut_document
from disclosures.core.reading.tidy import Tidy, tidy

#: A person's explanation: its figures are about other things.
_REASON = re.compile(
    r"(?:原因是?+：?+|因为|由于)[^。；\n]*?(?=，(?:与|比|较)(?:上年|\d{4}年)|，其中：|[。；\n]|$)"
)
_COSTS = ("、金额", "，金额", "，共计支出", "，支出")
#: Names that only say which of a subject's amounts follows.
_GENERIC = ("支出决算为", "支出决算数为", "决算数为", "预算为", "预算数为", "支出预算为")


@dataclass(frozen=True, slots=True)
class Bound:
    """A reading and the value it speaks of, None where the text names nothing known."""

    reading: Reading
    entry: Entry | None = None
    trouble: str = ""

    @property
    def value(self) -> Value | None:
        """The amounts of its subject."""
        return self.entry.value if self.entry else None

    @property
    def against(self) -> Source | None:
        """What a change, a completion or a comparison in words is measured against."""
        if self.value is None:
            return None
        if self.reading.base in ("budget", "initial"):
            return self.value.budget
        return self.value.whole if self.reading.role is Role.SHARE else self.value.prior


@dataclass(frozen=True)
class Said:
    """A section of a text, read: what it says, and what it can speak of."""

    piece: Piece
    heading: Heading
    tidy: Tidy
    bound: tuple[Bound, ...]
    lexicon: Lexicon

    @property
    def id(self) -> str:
        """The section's id."""
        return self.piece.section

    @property
    def text(self) -> str:
        """The tidy text."""
        return self.tidy.text

    def amounts(self, listing: str = "") -> Iterator[Bound]:
        """The bound amounts, of a list or of none."""
        for b in self.bound:
            if b.entry and b.entry.listing == listing and b.reading.role is Role.AMOUNT:
                yield b


@dataclass(frozen=True)
class TextEvidence:
    """All that the rules of texts may look at.

    ``outline`` and ``material`` are what the text should agree with; ``said`` its sections, read;
    ``document`` where the text is a Document's, with its charts and glossary; ``last_text`` what
    last year's document said; ``asked`` what people were asked for it; ``refused`` which of their
    wordings do not fit the outline (sentence id → what is wrong).
    """

    outline: Outline
    material: Material
    economic: Classification
    amounts: Amounts
    cut: Cut
    said: tuple[Said, ...]
    document: Document | None = None
    last_text: str = ""
    asked: tuple[Ask, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def attached(self) -> Tidy:
        """The attachments, tidy."""
        return tidy(self.cut.attachments)

    def section(self, key: str) -> Said | None:
        """A section by id."""
        return next((s for s in self.said if s.id == key), None)


def evidence_of(
    text: str | Document,
    outline: Outline,
    material: Material,
    economic: Classification,
    *,
    last_text: str = "",
    asked: tuple[Ask, ...] = (),
    refused: Mapping[str, str] | None = None,
) -> TextEvidence:
    """A whole text, or a Document, read section by section."""
    document = text if isinstance(text, Document) else None
    found = cut_document(text) if isinstance(text, Document) else cut(text, outline)
    amounts = Amounts(outline, material)
    said = tuple(
        say(piece, outline.by_id[piece.section], amounts, economic)
        for piece in found.pieces
        if piece.section in outline.by_id
    )
    return TextEvidence(
        outline=outline,
        material=material,
        economic=economic,
        amounts=amounts,
        cut=found,
        said=said,
        document=document,
        last_text=last_text,
        asked=asked,
        refused=refused or {},
    )


def say(piece: Piece, heading: Heading, amounts: Amounts, economic: Classification) -> Said:
    """One section, read."""
    lexicon = Lexicon(heading, amounts, economic)
    even = tidy(piece.text)
    return Said(piece, heading, even, tuple(_bind(even.text, read_tidy(even), lexicon)), lexicon)


def _bind(text: str, readings: tuple[Reading, ...], lexicon: Lexicon) -> Iterator[Bound]:
    subject: Hit | None = None
    counted = ""
    line = sentence = -1
    explained = [m.span() for m in _REASON.finditer(text)]
    since = 0
    for reading in readings:
        if any(start < reading.start < end for start, end in explained):
            since = reading.end
            yield Bound(reading)
            continue
        reading, since = _without_reason(text, reading, explained, since), reading.end
        here = text.count("\n", 0, reading.start)
        if here != line and not _goes_on(reading):
            subject, line = None, here
        reading = replace(reading, lead=_line_lead(text, reading))
        tail = text[reading.end : reading.end + 20]
        hit = lexicon.find(_naming(reading), reading.unit, tail, counted)
        if hit is None and _generic(reading):
            hit = replace(subject, trouble="") if subject else None
        if hit is None and subject is not None and sentence == reading.sentence:
            hit = lexicon.sibling(subject, reading.unit) if _of_the_same(reading) else None
        if hit is not None and reading.role is Role.COUNT:
            owner = lexicon.owner(hit.entry)
            hit = hit if owner in ("", counted) else None
            counted = counted if owner or hit is None else hit.entry.value.key
        if hit is not None and reading.role is not Role.SHARE:
            subject, sentence = hit, reading.sentence
        elif reading.role is Role.SHARE:
            hit = hit or subject
        yield Bound(reading, hit.entry if hit else None, hit.trouble if hit else "")


def _without_reason(
    text: str, reading: Reading, explained: list[tuple[int, int]], since: int
) -> Reading:
    """The reading with a lead from which the reason before it is left out: that names others."""
    lead = reading.lead
    for start, end in explained:
        if since < end <= reading.start:
            lead = lead.replace(text[max(start, since) : end], "", 1)
    return replace(reading, lead=lead)


def _line_lead(text: str, reading: Reading) -> str:
    """The lead of a reading; for the first in a line, a heading-like item line before it too."""
    start = text.rfind("\n", 0, reading.start)
    before = text[max(0, text.rfind("\n", 0, max(0, start))) : max(0, start)]
    if before.endswith(("（项）。", "（项）")) and reading.lead.startswith(
        ("年初预算", "支出决算")
    ):
        return before.rstrip("。") + reading.lead
    previous = text[: reading.start - len(reading.lead)]
    if previous.endswith("（项）。"):
        at = max(previous.rfind("\n"), previous[:-1].rfind("。"))
        return previous[at + 1 : -1] + reading.lead
    return reading.lead


def _of_the_same(reading: Reading) -> bool:
    """Whether a figure without a name tells of the last subject in another unit: 轿车1辆、金额…."""
    cost = reading.role is Role.AMOUNT and reading.lead.endswith(_COSTS)
    return cost or reading.role is Role.COUNT


def _goes_on(reading: Reading) -> bool:
    return any(reading.lead.strip("，").startswith(g) for g in _GENERIC)


def _naming(reading: Reading) -> str:
    """The part of the lead that can name the subject of a figure."""
    lead = reading.lead
    if reading.role is Role.SHARE:
        return lead[: lead.rfind("占")] if "占" in lead else lead
    if reading.role is Role.COMPLETION:
        return lead[: lead.rfind("完成")] if "完成" in lead else lead
    return lead


def _generic(reading: Reading) -> bool:
    """Whether a figure without a name of its own goes on about the last subject."""
    if reading.role in (Role.CHANGE, Role.COMPLETION, Role.DIRECTION, Role.SHARE):
        return True
    lead = reading.lead
    return any(lead.endswith(g) for g in _GENERIC) and len(lead.strip("，")) <= 12
