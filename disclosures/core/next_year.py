"""What last year's facts already say of this year: comparators and opening balances."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from disclosures.core.facts import (
    Balance,
    Expenditure,
    Fact,
    Facts,
    Income,
    Indicator,
    Measure,
    Nature,
)
from disclosures.core.forms import FormSet


def begin(last: Facts, form_set: FormSet) -> Facts:
    """The facts with which ``form_set.year`` begins: last year's final figures as 上年决算, its
    closing balances as opening ones, its units and local codes; everything else is still empty.
    """
    return replace(
        last,
        year=form_set.year,
        kind=form_set.kind,
        form_set=form_set.id,
        facts=tuple(_known(last, form_set)),
        notes=(),
    )


def _known(last: Facts, form_set: FormSet) -> Iterator[Fact]:
    for fact in last.facts:
        if getattr(fact, "measure", "") != Measure.FINAL:
            continue
        if isinstance(fact, Expenditure | Income | Balance | Indicator):
            yield replace(fact, measure=Measure.PRIOR, note="", place="")
        if isinstance(fact, Balance) and fact.nature == Nature.CLOSING:
            note = "上年年末数，请核对"
            measure = form_set.measure
            yield replace(fact, nature=Nature.OPENING, measure=measure, note=note, place="")
