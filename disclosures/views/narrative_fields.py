"""The fields of the text: what people are asked for, why, and what they said last year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from disclosures.core.document import Document
from disclosures.core.narrative import Amounts, Ask, Value, Wrote, read_template
from disclosures.core.narrative.figures import Sayer
from disclosures.core.narrative.template import Slot, slots
from disclosures.core.narrative.values import Heading, Passage
from disclosures.core.narrative.write import Wanted, Writer
from disclosures.models import Disclosure, Publication, Writing
from disclosures.narration import Narration

#: Words for what is asked.
_ASKED = {
    Wanted.TEXT: "请写明",
    Wanted.REASON: "增减的主要原因",
    Wanted.WHY: "决算数与预算数不一致的原因",
    Wanted.MEANING: "科目的含义",
}


@dataclass(frozen=True)
class Clash:
    """What somebody else saved meanwhile; ``theirs`` None where they took it away."""

    theirs: str | None
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Field:
    """One place in which a person writes.

    ``text`` stands in the box, ``was`` is what is saved (None: nothing); ``asked``: it has to be
    written; ``why`` says why it is asked; ``last`` are last year's words.
    """

    kind: str
    key: str
    label: str
    subject: str
    asked: bool
    why: str = ""
    was: str | None = None
    text: str = ""
    last: str = ""
    who: str = ""
    at: datetime | None = None
    previous: str | None = None
    undoable: bool = False
    error: str = ""
    clash: Clash | None = None
    long: bool = False

    @property
    def id(self) -> str:
        """Names it in the page."""
        return anchor_of(self.kind, self.key)

    @property
    def settled(self) -> bool:
        """Whether it is written and saved: its words stand in the document above it."""
        return bool(self.was) and self.was == self.text and not self.error and not self.clash

    @property
    def missing(self) -> bool:
        """Whether it waits to be written."""
        return self.asked and not (self.was or "").strip()

    @property
    def rows(self) -> int:
        """How many lines the box shows."""
        return min(16, max(4 if self.long else 2, len(self.text) // 45 + self.text.count("\n") + 1))


def anchor_of(kind: str, key: str) -> str:
    """The id of a field."""
    return "w" + sha256(f"{kind}:{key}".encode()).hexdigest()[:10]


@dataclass
class Desk:
    """What is known of the fields of one disclosure."""

    narration: Narration
    saved: Mapping[str, Writing]
    last: Mapping[str, str]
    undoable: Mapping[str, str | None] = field(default_factory=dict)
    there: set[str] = field(default_factory=set)

    @cached_property
    def amounts(self) -> Amounts:
        """The measures and lists of the outline."""
        return Amounts(self.narration.outline, self.narration.material)

    @cached_property
    def writer(self) -> Writer:
        """Says whether a wording can be said."""
        return Writer(self.narration.outline, self.narration.material)

    @cached_property
    def asked(self) -> Mapping[str, Ask]:
        """What is asked, by key."""
        return {ask.key: ask for ask in self.narration.asked}

    @cached_property
    def sayer(self) -> Sayer:
        """Says amounts as the text does."""
        return Sayer(self.narration.material.unit, self.narration.outline.style)

    # -- fields of a passage ------------------------------------------------------------------

    def of_passage(self, heading: Heading, passage: Passage) -> Iterator[Field]:
        """The fields of a passage, each once in the whole document."""
        if passage.ask:
            yield from self._text(passage.ask, passage.label or passage.ask, not passage.optional)
            return
        for sentence in passage.sentences:
            for template in dict.fromkeys(filter(None, (sentence.template, sentence.plain))):
                for slot in slots(read_template(template)):
                    yield from self._of_slot(heading.id, slot, None)

    def of_item(self, heading: Heading, listing: str, value: Value) -> Iterator[Field]:
        """The fields of one item of a list."""
        for slot in slots(read_template(self.narration.outline.lists[listing].item)):
            yield from self._of_slot(heading.id, slot, value)

    def _of_slot(self, section: str, slot: Slot, item: Value | None) -> Iterator[Field]:
        if slot.name == "text":
            before = self._before(section, slot.form)
            yield from self._text(slot.form, before, False)
        elif slot.name == "list":
            heading = self.narration.outline.by_id[section]
            for value in self.amounts.items(slot.form):
                yield from self.of_item(heading, slot.form, value)
        elif slot.form in ("reason", "why"):
            value = item if item and slot.name == "it" else self.amounts.value(slot.name)
            yield from self._reason(section, Wanted(slot.form), value)

    def _text(self, key: str, label: str, asked: bool) -> Iterator[Field]:
        yield from self._once(
            Wrote.TEXT, key, label=label, subject=label, asked=asked, long=asked,
            why="" if asked else "没有可以不写。",
        )  # fmt: skip

    def _reason(self, section: str, wanted: Wanted, value: Value) -> Iterator[Field]:
        other = value.prior if wanted is Wanted.REASON else value.budget
        if not self.sayer.sign(value, other):
            return
        key = f"{section}.{value.key}.{wanted}"
        asked = key in self.asked and self._passes(value, wanted)
        why = self.explained(value, wanted) + ("，超过说明界限。" if asked else "，可以不说明。")
        subject = value.words.get("name") or value.names[0].strip("~")
        yield from self._once(
            Wrote.REASON, key, label=f"{subject}：{_ASKED[wanted]}", subject=subject,
            asked=asked, why=why,
        )  # fmt: skip

    def meaning(self, ask: Ask) -> Iterator[Field]:
        """The field for the meaning of a code."""
        label = f"{ask.subject}：{_ASKED[Wanted.MEANING]}"
        yield from self._once(
            Wrote.MEANING, ask.key, label=label, subject=ask.subject, asked=not ask.given,
            why="" if ask.given else "目前只有科目名称，没有说明含义。",
        )  # fmt: skip

    def meaning_given(self, code: str, name: str) -> Iterator[Field]:
        """The field for a meaning that is written already."""
        label = f"{name}：{_ASKED[Wanted.MEANING]}"
        yield from self._once(Wrote.MEANING, code, label=label, subject=name, asked=False)

    def _passes(self, value: Value, wanted: Wanted) -> bool:
        other = value.prior if wanted is Wanted.REASON else value.budget
        threshold = self.narration.outline.threshold
        return bool(value.this and other and threshold.passed(value.this.amount, other.amount))

    def explained(self, value: Value, wanted: Wanted) -> str:
        """Why a reason is asked: 比上年增加12.30万元，增长15.20%."""
        if wanted is Wanted.REASON:
            more = (self.sayer.sign(value, value.prior) or 0) > 0
            delta = self.sayer.say("", "delta", value)
            rate = self.sayer.say("", "rate", value)
            words = f"比上年{'增加' if more else '减少'}{delta.text if delta else ''}"
            return words + (f"，{'增长' if more else '下降'}{rate.text}" if rate else "")
        budget, spent = (self.sayer.say("", form, value) for form in ("budget", ""))
        done = self.sayer.say("", "done", value)
        words = f"预算{budget.text if budget else '0'}，决算{spent.text if spent else '0'}"
        return words + (f"，完成{done.text}" if done else "")

    def _before(self, section: str, key: str) -> str:
        """What a text within a sentence is called: the words before it."""
        for passage in self.narration.plain.by_id[section].passages:
            for sentence in passage.sentences:
                head, found, _ = sentence.template.partition("{text:" + key + "}")
                words = head.rpartition("}")[2].rpartition("[")[2].strip("，。；：、（）")
                if found and words:
                    return f"“{words}……”"
        return key

    # -- one field ----------------------------------------------------------------------------

    def _once(self, kind: Wrote, key: str, **more: object) -> Iterator[Field]:
        name = f"{kind}:{key}"
        if name in self.there:
            return
        self.there.add(name)
        saved = self.saved.get(name)
        text = saved.text if saved else None
        yield Field(
            kind=str(kind),
            key=key,
            was=text,
            text=text or "",
            last=self.last.get(name, ""),
            who=saved.person.name if saved and saved.person else "",
            at=saved.at if saved else None,
            previous=self.undoable.get(name),
            undoable=name in self.undoable,
            **more,  # type: ignore[arg-type]
        )


def last_words(disclosure: Disclosure) -> dict[str, str]:
    """What last year's disclosure of the organisation said, by kind:key.

    From what was written then; for texts also from what was published.
    """
    before = {
        "organisation": disclosure.organisation_id,
        "kind": disclosure.kind,
        "year": disclosure.year - 1,
    }
    published = Publication.objects.filter(
        **{f"disclosure__{key}": value for key, value in before.items()}
    ).first()
    found = dict(_published(published.document)) if published else {}
    written = Writing.objects.filter(
        **{f"disclosure__{key}": value for key, value in before.items()}
    ).exclude(kind__in=(Wrote.WORDING, Wrote.ATTACHMENT))
    return found | {f"{w.kind}:{w.key}": w.text for w in written.order_by("pk")}


def _published(document: Document) -> Iterator[tuple[str, str]]:
    lines: dict[str, list[str]] = {}
    for section in document.walk():
        for paragraph in section.paragraphs:
            if paragraph.origin == "written":
                lines.setdefault(paragraph.id.rpartition(".")[0], []).append(paragraph.text)
    return ((f"{Wrote.TEXT}:{key}", "\n".join(texts)) for key, texts in lines.items())
