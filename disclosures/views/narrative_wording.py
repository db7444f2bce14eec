"""The wording of sentences as people edit it: chips for figures, and back to templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from disclosures.actions.writing import Piece
from disclosures.core.document import Figure, Paragraph
from disclosures.core.narrative import (
    OutlineError,
    TemplateError,
    Value,
    Wrote,
    read_template,
    reworded,
)
from disclosures.core.narrative.proof import OF_ITEM
from disclosures.core.narrative.template import Node, Slot
from disclosures.core.narrative.tokens import CONDITIONS, Chip, Tokens, unfolded
from disclosures.core.narrative.write import Writer
from disclosures.core.reading import TextFinding
from disclosures.core.reading.figures import read_tidy
from disclosures.core.reading.tidy import tidy
from disclosures.narration import Narration
from disclosures.pipeline import Book

#: So many items of a list are previewed.
SHOWN = 5


@dataclass(frozen=True)
class Wording:
    """One sentence being edited.

    ``text`` has chips for slots; ``was`` is the template saved (None: it is generated),
    ``plain`` the outline's own wording with chips.
    """

    id: str
    text: str
    shown: str
    was: str | None
    plain: str
    conditions: tuple[Slot, ...] = ()
    error: str = ""
    theirs: str | None = None
    clash: bool = False

    @property
    def edited(self) -> bool:
        """Whether a person worded it."""
        return self.was is not None


@dataclass(frozen=True)
class Preview:
    """The paragraph as it would read: what is typed in it, and what the rules find.

    Of the items of a list the first are shown, ``more`` are not.
    """

    paragraphs: tuple[Paragraph, ...]
    more: int
    findings: tuple[TextFinding, ...]
    typed: tuple[str, ...]
    unsaid: tuple[str, ...]


class Editor:
    """The sentences of one passage, or the sentence of the items of a list."""

    def __init__(self, book: Book, section: str, number: int = 0, listing: str = "") -> None:
        self.book, self.narration = book, book.narration
        self.section, self.number, self.listing = section, number, listing
        self.tokens = Tokens(self.narration.plain, item=bool(listing))

    @cached_property
    def writer(self) -> Writer:
        """Says what slots say now."""
        return Writer(self.narration.outline, self.narration.material)

    @cached_property
    def item(self) -> Value | None:
        """The first item of the list, for examples."""
        items = self.writer.amounts.items(self.listing) if self.listing else ()
        return next(iter(items), None)

    @cached_property
    def plain(self) -> Mapping[str, str]:
        """The season's own templates, by id."""
        if self.listing:
            return {self.listing: self.narration.plain.lists[self.listing].item}
        passage = self.narration.plain.by_id[self.section].passages[self.number - 1]
        return {s.id: s.template for s in passage.sentences}

    def can_say(self, slot: Slot) -> bool:
        """Whether a slot has something to say here."""
        if slot.name in (*OF_ITEM, "it") and not self._is_told(slot.name):
            return False
        if slot.name in ("list", "text"):
            return slot.name == "text" or bool(self.writer.amounts.items(slot.form))
        return self.writer.can_say(slot, self.section, self._numbered)

    def _is_told(self, name: str) -> bool:
        """Whether an item of the list has such words, or there is one at all."""
        item = self._numbered
        return item is not None and (name == "it" or bool(item.words.get(name)))

    @cached_property
    def _numbered(self) -> Value | None:
        item = self.item
        return replace(item, words={**item.words, "n": "1"}) if item else None

    # -- as it stands -------------------------------------------------------------------------

    def wordings(self, *, whole: bool = False) -> list[Wording]:
        """Every sentence; ``whole``: with all alternatives."""
        return [self._wording(key, template, whole) for key, template in self.plain.items()]

    def _wording(self, key: str, template: str, whole: bool) -> Wording:
        was = self.narration.written.wordings.get(key)
        plain, depends = self._opened(template, whole)
        if was is None:
            return Wording(key, plain, plain, was, plain, depends)
        nodes, conditions = _conditions(was)
        text = was if nodes is None else self.tokens.text(nodes)
        return Wording(key, text, text, was, plain, conditions)

    def _opened(self, template: str, whole: bool) -> tuple[str, tuple[Slot, ...]]:
        nodes = read_template(template)
        if self.listing or whole:
            return self.tokens.text(nodes), ()
        found, conditions = unfolded(nodes, self.can_say)
        if not found:
            return self.tokens.text(nodes), ()
        return self.tokens.text(found), tuple(dict.fromkeys(conditions))

    def told(self, template: str | None) -> str | None:
        """A saved template as people read it."""
        nodes, _ = _conditions(template) if template is not None else (None, ())
        return template if nodes is None else self.tokens.text(nodes)

    # -- as it is typed -----------------------------------------------------------------------

    def typed(self, given: Mapping[str, str], *, whole: bool = False) -> list[Wording]:
        """Every sentence with what a form says: ``text-…``, ``shown-…``, ``was-…``, ``there-…``."""
        return [
            replace(
                wording,
                text=given.get(f"text-{wording.id}", wording.text),
                shown=given.get(f"shown-{wording.id}", wording.shown),
                was=given.get(f"was-{wording.id}", "")
                if given.get(f"there-{wording.id}") == "1"
                else None,
            )
            for wording in self.wordings(whole=whole)
        ]

    def judged(self, wordings: Sequence[Wording]) -> tuple[list[Wording], dict[str, str]]:
        """The sentences with what is wrong, and the templates of those that were changed."""
        found: list[Wording] = []
        templates: dict[str, str] = {}
        for wording in wordings:
            if wording.text == wording.shown:
                found.append(wording)
                continue
            template, error = self._judge(wording)
            found.append(replace(wording, error=error))
            templates[wording.id] = template
        return found, templates

    def _judge(self, wording: Wording) -> tuple[str, str]:
        text = " ".join(wording.text.split())
        if not text:
            return "", "逐项列举的句子不能不写" if self.listing else ""
        try:
            template = self.tokens.template(text) + "".join(map(str, wording.conditions))
            reworded(self.narration.plain, {wording.id: template})
        except TemplateError as error:
            return "", str(error)
        except OutlineError as error:
            return "", "；".join(e.partition("：")[2] or e for e in error.errors)
        return template, ""

    def pieces(self, wordings: Sequence[Wording], templates: Mapping[str, str]) -> list[Piece]:
        """What is to be saved: the outline's own wording is saved as none."""
        return [
            Piece(Wrote.WORDING, w.id, w.was, self._kept(w.id, templates[w.id]))
            for w in wordings
            if w.id in templates
        ]

    def _kept(self, key: str, template: str) -> str | None:
        return None if template == self.plain[key] else template

    # -- as it would read ---------------------------------------------------------------------

    def preview(self, templates: Mapping[str, str]) -> Preview:
        """The passage with these wordings."""
        trial = self._trial(templates)
        section = trial.document.by_id.get(self.section)
        paragraphs = tuple(p for p in section.paragraphs if self._is_mine(p)) if section else ()
        return Preview(
            paragraphs=paragraphs[:SHOWN],
            more=max(0, len(paragraphs) - SHOWN),
            findings=tuple(f for f in trial.findings if f.section == self.section),
            typed=tuple(dict.fromkeys(q for p in paragraphs for q in _typed(p))),
            unsaid=tuple(self._unsaid(trial, templates)),
        )

    def _trial(self, templates: Mapping[str, str]) -> Narration:
        narration = self.narration
        kept = {**narration.written.wordings, **templates}
        wordings = {k: v for k, v in kept.items() if self.plain.get(k) != v}
        return narration.with_wordings(wordings)

    def _is_mine(self, paragraph: Paragraph) -> bool:
        if self.listing:
            return paragraph.id.startswith(f"{self.section}.{self.listing}.")
        return paragraph.id == f"{self.section}.{self.number}"

    def _unsaid(self, trial: Narration, templates: Mapping[str, str]) -> Iterator[str]:
        """Sentences that give way to the outline's own, because a chip has nothing to say."""
        writer = Writer(trial.outline, trial.material)
        for template in templates.values():
            if template and not self.listing and not writer.fits(template, self.section):
                slots = (n for n in read_template(template) if isinstance(n, Slot))
                mute = [s for s in slots if writer.shown(s, self.section) is None]
                yield "、".join(f"〔{self.tokens.label(slot)}〕" for slot in mute)

    # -- chips --------------------------------------------------------------------------------

    def chips(self) -> list[tuple[str, str, bool]]:
        """(chip, what it says now, whether the passage uses it): those of the passage first."""
        used = " ".join(self.plain.values())
        near = {name for name in self.tokens.names if f"{{{name}}}" in used or f"{{{name}:" in used}
        found = [
            (chip.label, self._says(chip), _name(chip) in near)
            for chip in self.tokens.chips(self.can_say)
        ]
        return sorted(found, key=lambda chip: not chip[2])

    def _says(self, chip: Chip) -> str:
        (slot,) = read_template(chip.slot)
        assert isinstance(slot, Slot)
        return (self.writer.shown(slot, self.section, self._numbered) or "")[:40]


def _name(chip: Chip) -> str:
    return chip.slot.strip("{}").partition(":")[0].partition("/")[0]


def _conditions(template: str) -> tuple[tuple[Node, ...] | None, tuple[Slot, ...]]:
    """A saved wording without the conditions at its end; None where it cannot be read."""
    try:
        nodes = list(read_template(template))
    except TemplateError:
        return None, ()
    found: list[Slot] = []
    while nodes and isinstance(last := nodes[-1], Slot) and last.form in CONDITIONS:
        found.insert(0, last)
        nodes.pop()
    return tuple(nodes), tuple(found)


def _typed(paragraph: Paragraph) -> Iterator[str]:
    """The figures of a paragraph that are bound to no cell."""
    bound: list[tuple[int, int]] = []
    at = 0
    for span in paragraph.spans:
        end = at + len(span.text)
        if isinstance(span, Figure):
            bound.append((at, end))
        at = end
    even = tidy(paragraph.text)
    for reading in read_tidy(even):
        first, last = even.place(reading.start, reading.end)
        inside = any(start < last and first < end for start, end in bound)
        if reading.number is not None and not inside:
            yield reading.quote
