"""Sentences written: templates filled with bound figures, and what people are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from disclosures.core.document import Paragraph, Span, Text
from disclosures.core.narrative.amounts import Amounts
from disclosures.core.narrative.figures import Sayer
from disclosures.core.narrative.material import Material, Value
from disclosures.core.narrative.template import Choice, Node, Slot, Words, read_template
from disclosures.core.narrative.values import Heading, Listing, Outline, Passage, Sentence


class Wanted(StrEnum):
    """Why a person is asked: a text, the reason of a change, why a budget was not met, or the
    meaning of a term."""

    TEXT = "text"
    REASON = "reason"
    WHY = "why"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a person is asked to write.  ``key`` is where the answer belongs in ``texts``,
    ``reasons`` or ``meanings``; ``given`` whether it is there; ``heading`` that of its section,
    empty for the glossary."""

    key: str
    wanted: Wanted
    section: str
    subject: str
    given: bool = False
    heading: str = ""


class Writer:
    """Writes the sentences of one document, and remembers what it asked."""

    def __init__(self, outline: Outline, material: Material) -> None:
        self.outline = outline
        self.material = material
        self.amounts = Amounts(outline, material)
        self.sayer = Sayer(material.unit, outline.style)
        self.asked: dict[str, Ask] = {}
        self._plain = {
            "year": str(material.tables.year),
            "last_year": str(material.tables.year - 1),
            "department": material.tables.department,
            "date": material.date,
        }

    def paragraphs(self, heading: Heading) -> Iterator[Paragraph]:
        """The paragraphs of a section."""
        for number, passage in enumerate(heading.passages, start=1):
            yield from self._passage(heading, passage, number)

    def words(self, template: str) -> str:
        """A title or line of the cover."""
        spans = self._fill(read_template(template), "", None) or ()
        return "".join(s.text for s in spans)

    def can_say(self, slot: Slot, section: str, item: Value | None = None) -> bool:
        """Whether a slot has something to say, once people have written what is theirs."""
        if slot.name == "text":
            return True
        if slot.form in ("reason", "why") and slot.name not in self._plain:
            value = item if item and slot.name == "it" else self.amounts.value(slot.name)
            other = value.prior if slot.form == "reason" else value.budget
            return bool(self.sayer.sign(value, other))
        return self._slot(slot, section, item) is not None

    def shown(self, slot: Slot, section: str, item: Value | None = None) -> str | None:
        """What a slot says now; None where it has nothing to say."""
        said = self._slot(slot, section, item)
        return None if said is None else "".join(s.text for s in said)

    def fits(self, template: str, section: str) -> bool:
        """Whether all of a sentence can be said now."""
        return self._fill(read_template(template), section, None) is not None

    # -- passages -----------------------------------------------------------------------------

    def _passage(self, heading: Heading, passage: Passage, number: int) -> Iterator[Paragraph]:
        if passage.ask:
            yield from self._written(heading, passage)
        elif passage.each:
            yield from self._each(heading, self.outline.lists[passage.each])
        else:
            spans: list[Span] = []
            for sentence in passage.sentences:
                spans += self._sentence(sentence, heading.id)
            edited = any(s.edited for s in passage.sentences)
            if any(s.text for s in spans):
                origin = "edited" if edited else "generated"
                yield Paragraph(id=f"{heading.id}.{number}", spans=joined(spans), origin=origin)

    def _sentence(self, sentence: Sentence, section: str) -> tuple[Span, ...]:
        """A sentence; the outline's own where a person's wording has nothing to say."""
        for template in filter(None, (sentence.template, sentence.plain)):
            said = self._fill(read_template(template), section, None)
            if said is not None:
                return said
        return ()

    def _written(self, heading: Heading, passage: Passage) -> Iterator[Paragraph]:
        text = self._person(passage.ask, heading.id, passage.label, passage.optional)
        for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
            key = f"{passage.ask}.{number}"
            yield Paragraph(id=key, spans=(Text(line),), origin="written")

    def _each(self, heading: Heading, listing: Listing) -> Iterator[Paragraph]:
        for number, value in enumerate(self.amounts.items(listing.id), start=1):
            spans = self._fill(read_template(listing.item), heading.id, self._item(value, number))
            if spans:
                lead = Text(self.outline.style.numbers.format(n=number))
                paragraph = f"{heading.id}.{listing.id}.{value.key}"
                yield Paragraph(id=paragraph, spans=joined([lead, *spans]))

    @staticmethod
    def _item(value: Value, number: int) -> Value:
        words = {**value.words, "n": str(number)}
        return Value(
            value.key,
            value.names,
            value.this,
            value.prior,
            value.budget,
            value.whole,
            value.unit,
            words,
        )

    # -- slots --------------------------------------------------------------------------------

    def _fill(
        self, nodes: tuple[Node, ...], section: str, item: Value | None
    ) -> tuple[Span, ...] | None:
        """What the nodes say; None as soon as one of them has nothing to say."""
        spans: list[Span] = []
        for node in nodes:
            said = self._node(node, section, item)
            if said is None:
                return None
            spans += said
        return tuple(spans)

    def _node(self, node: Node, section: str, item: Value | None) -> tuple[Span, ...] | None:
        if isinstance(node, Words):
            return (Text(node.text),)
        if isinstance(node, Choice):
            said = (self._fill(option, section, item) for option in node.options)
            return next((s for s in said if s is not None), ())
        return self._slot(node, section, item)

    def _slot(self, slot: Slot, section: str, item: Value | None) -> tuple[Span, ...] | None:
        if slot.name in self._plain:
            text = self._plain[slot.name]
            return (Text(text),) if text else None
        if item is not None and slot.name in item.words:
            return (Text(item.words[slot.name]),) if item.words[slot.name] else None
        if slot.name == "text":
            text = self._person(slot.form, section, "", True)
            return (Text(_clause(text)),) if text else None
        if slot.name == "list":
            return self._listed(self.outline.lists[slot.form], section)
        value = item if item and slot.name == "it" else self.amounts.value(slot.name)
        if slot.form in ("reason", "why"):
            return self._reason(slot.form, section, value)
        label = str(slot).strip("{}") + (f"@{value.key}" if item is value else "")
        said = self.sayer.say(label, slot.form, value, slot.words)
        return None if said is None else (said,)

    def _listed(self, listing: Listing, section: str) -> tuple[Span, ...] | None:
        spans: list[Span] = []
        for number, value in enumerate(self.amounts.items(listing.id), start=1):
            said = self._fill(read_template(listing.item), section, self._item(value, number))
            if said:
                spans += [*([Text(listing.join)] if spans else []), *said]
        return tuple(spans) or None

    # -- people -------------------------------------------------------------------------------

    def _person(self, key: str, section: str, label: str, optional: bool) -> str:
        text = self.material.texts.get(key, "")
        if not optional or text:
            self._ask(key, Wanted.TEXT, section, label or key, bool(text.strip()))
        return text.strip()

    def _reason(self, form: str, section: str, value: Value) -> tuple[Span, ...] | None:
        other = value.prior if form == "reason" else value.budget
        if not self.sayer.sign(value, other) or value.this is None or other is None:
            return None
        key = f"{section}.{value.key}.{form}"
        text = self.material.reasons.get(key, "").strip()
        if text or self.outline.threshold.passed(value.this.amount, other.amount):
            self._ask(key, Wanted(form), section, value.names[0], bool(text))
        return (Text(_clause(text)),) if text else None

    def ask_meaning(self, code: str, name: str, known: bool) -> None:
        """A term for whose meaning only its name speaks so far."""
        if not known:
            self._ask(code, Wanted.MEANING, "", name, False)

    def _ask(self, key: str, wanted: Wanted, section: str, subject: str, given: bool) -> None:
        self.asked[key] = Ask(key=key, wanted=wanted, section=section, subject=subject, given=given)


def joined(spans: list[Span]) -> tuple[Span, ...]:
    """The spans with neighbouring words put together and empty ones left out."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if isinstance(span, Text) and isinstance(last, Text):
            found[-1] = Text(last.text + span.text)
        elif span.text:
            found.append(span)
    return tuple(found)


def _clause(text: str) -> str:
    """A person's reason as part of a sentence: without the full stop at its end."""
    return text.strip().rstrip("。；;.")
