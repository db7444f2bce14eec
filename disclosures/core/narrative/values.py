"""Outlines as values: parts, sections, sentences, measures, lists and charts of a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from disclosures.core.facts import Kind
from disclosures.core.forms import Query

#: Units in which things are counted.
COUNTED = ("辆", "个", "人次", "批次", "人", "次", "台（套）")


class OutlineError(ValueError):
    """An outline, or what a season changes in it, contradicts itself.

    ``errors`` are Chinese sentences, all of them at once.
    """

    def __init__(self, errors: tuple[str, ...]) -> None:
        super().__init__("；".join(errors))
        self.errors = errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an amount stands: in cells to choose from (the first whose table there is), in the
    answer of the facts to a question, or in other measures to add up.

    With both cells and a question, the question is asked for last year and for the budget.
    """

    cells: tuple[str, ...] = ()
    query: Query | None = None
    sum: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A named amount of the outline.

    ``names`` are what texts call it, the first one in lists, those with ~ after the figure;
    ``whole`` the measure of which it is
    a share; ``budget`` where its budget stands (none: the same cell of the budget's tables);
    ``unit`` is empty for money; ``of`` the measure that a text tells before it, as a car's type is
    told of the cars owned, not of those bought.
    """

    id: str
    names: tuple[str, ...]
    origin: Origin
    unit: str = ""
    whole: str = ""
    budget: Origin | None = None
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Something told item by item.

    ``source``: ``measures``, ``rows``, ``facts`` or ``projects``.  ``zeros``: show or omit.
    """

    id: str
    item: str
    source: str
    measures: tuple[str, ...] = ()
    table: str = ""
    dim: str = ""
    digits: int = 0
    columns: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    prefix: str = ""
    query: Query | None = None
    whole: str = ""
    join: str = "、"
    zeros: str = "omit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A template with its id, ``section.name``.

    ``edited``: the wording is a person's; ``plain`` is then the outline's own, which is said
    where the person's has nothing to say.
    """

    id: str
    template: str
    edited: bool = False
    plain: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One paragraph of sentences; or ``each`` item of a list; or what is ``ask``ed of a person."""

    sentences: tuple[Sentence, ...] = ()
    each: str = ""
    ask: str = ""
    label: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A section of the outline.  ``rule`` is the rule that its amounts come under."""

    id: str
    title: str
    passages: tuple[Passage, ...] = ()
    chart: str = ""
    rule: str = ""
    sections: tuple[Heading, ...] = ()

    def walk(self) -> Iterator[Heading]:
        """It and all within it."""
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPlan:
    """A part of the outline.  ``holds``: tables, glossary or attachments, if any of these."""

    id: str
    title: str
    sections: tuple[Heading, ...] = ()
    holds: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPlan:
    """A standard figure: the change of a measure (column), or the shares of a list (pie)."""

    id: str
    caption: str
    kind: str
    measure: str = ""
    list: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPlan:
    """A term of the glossary.  ``when`` names a measure that must not be zero; ``functions``
    stands for all function codes in use."""

    name: str
    meaning: str = ""
    when: str = ""
    functions: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How figures are printed.

    ``zero`` is a printed zero; ``trim`` prints 37.00 as 37; ``even`` prints 100.00% as 100% and
    0.00% as 0%; ``numbers`` is the number before an item of a list.
    """

    zero: str = "0"
    trim: bool = False
    even: bool = True
    numbers: str = "{n}. "


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """When a reason is asked: a change of so much (分), or of so many hundredths of a percent.

    0 is no limit of its own; without any limit every change is explained.
    """

    amount: int = 0
    percent: int = 0

    def passed(self, this: int, last: int) -> bool:
        """Whether the change must be explained."""
        change = abs(this - last)
        if not change:
            return False
        if not self.amount and not self.percent:
            return True
        rate = not last or abs(last) * self.percent <= change * 10_000
        return bool(self.amount and change >= self.amount) or bool(self.percent and rate)


@dataclass(frozen=True, kw_only=True)
class Outline:
    """The outline of one kind of document, as a season has it."""

    id: str
    name: str
    kind: Kind
    budget: str
    cover: tuple[str, ...]
    contents: str
    parts: tuple[PartPlan, ...]
    measures: Mapping[str, Measure]
    lists: Mapping[str, Listing]
    charts: tuple[ChartPlan, ...] = ()
    terms: tuple[TermPlan, ...] = ()
    style: Style = Style()
    threshold: Threshold = Threshold()
    form_sets: tuple[str, ...] = field(default=())

    def walk(self) -> Iterator[Heading]:
        """All sections in order."""
        for part in self.parts:
            for section in part.sections:
                yield from section.walk()

    @cached_property
    def by_id(self) -> Mapping[str, Heading]:
        """Sections by id."""
        return {h.id: h for h in self.walk()}
