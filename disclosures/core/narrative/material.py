"""What a narrative is written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from disclosures.core.codes import Classification
from disclosures.core.derive import derive, prior_year
from disclosures.core.document import Source
from disclosures.core.facts import Fact, Facts
from disclosures.core.money import Unit
from disclosures.core.narrative.values import Outline
from disclosures.core.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What is told of a project: amounts in 分, and a person's words.

    ``spent`` None is what the table of projects says.
    """

    name: str
    budget: int
    spent: int | None = None
    effect: str = ""
    problem: str = ""
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class Material:
    """Everything a narrative is written from.

    ``prior`` and ``budget`` are tables of the same form set with last year's and the budget's
    amounts.  ``texts`` are what people wrote, by the key that asks for it, paragraphs apart by
    line ends; ``reasons`` by the key of the change; ``meanings`` of function codes.
    """

    tables: Tables
    functions: Classification
    facts: Facts | None = None
    prior: Tables | None = None
    budget: Tables | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)
    projects: tuple[Project, ...] = ()
    date: str = ""

    @property
    def unit(self) -> Unit:
        """The unit in which amounts are printed."""
        return self.tables.form_set.unit

    @property
    def stated(self) -> tuple[Fact, ...]:
        """The facts, as far as there are any."""
        return self.facts.facts if self.facts else ()

    def has(self, of: str, measure: str) -> bool:
        """Whether facts of that kind and 口径 are stated."""
        return (of, measure) in self._kinds

    @cached_property
    def _kinds(self) -> frozenset[tuple[str, str]]:
        return frozenset((f.of, getattr(f, "measure", "")) for f in self.stated)


def material_of(
    outline: Outline,
    tables: Tables,
    functions: Classification,
    economic: Classification,
    meanings: Mapping[str, str],
    prior: Tables | None = None,
) -> Material:
    """The material of one disclosure, before people wrote anything.

    From facts, last year's tables and the budget's are derived as well; ``prior`` are last year's
    tables where another source knows them better, such as its publication.
    """
    facts, forms = tables.facts, tables.form_set
    budget = None
    if facts is not None:
        prior = prior or prior_year(forms, facts, functions, economic)
        if outline.budget == forms.measure:
            budget = tables
        elif any(getattr(f, "measure", "") == outline.budget for f in facts.facts):
            budget = derive(forms, facts, functions, economic, measure=outline.budget)
    return Material(
        tables=tables,
        functions=functions,
        facts=facts,
        prior=prior,
        budget=budget,
        meanings=meanings,
    )


@dataclass(frozen=True, slots=True)
class Value:
    """The amounts of a measure, or of one item of a list.

    ``unit`` is empty for money; ``whole`` what it is a share of; ``key`` names it in reasons.
    """

    key: str
    names: tuple[str, ...]
    this: Source | None
    prior: Source | None = None
    budget: Source | None = None
    whole: Source | None = None
    unit: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
