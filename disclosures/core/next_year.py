"""What earlier facts already say of this year: comparators, opening balances, and the structure.

The structure are the lines of last year's or the budget's figures with amounts of zero, noted as
still to be filled.  Tables print no line of zeros and rules pass it over, so a line that turns
out not to be needed does no harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeGuard

from disclosures.core.facts import (
    ELIMINATION,
    Balance,
    Count,
    Expenditure,
    Fact,
    Facts,
    Income,
    Indicator,
    Kind,
    Measure,
    Nature,
    Sangong,
)
from disclosures.core.forms import FormSet

#: The note of a line whose amount is still to be filled in.
TO_FILL = "待填"
#: The note of an opening balance that is last year's closing one.
TO_CHECK = "上年年末数，请核对"

_LATER = (Nature.CLOSING, Nature.NONFISCAL_USED, Nature.DISTRIBUTED)


def begin(last: Facts, form_set: FormSet) -> Facts:
    """The facts with which ``form_set.year`` begins: last year's final figures as 上年决算, its
    closing balances as opening ones, its units and local codes; everything else is still empty.
    """
    return _anew(last, form_set, _known(last, form_set))


def carry_over(source: Facts, form_set: FormSet) -> Facts:
    """The facts with which a disclosure begins, its lines included, from an earlier one.

    From last year's final account: what ``begin`` knows.  From the same year's budget: the
    initial budget as it stands.  From either, and from older ones: units, local codes, and the
    lines of its main 口径 with amounts of zero.
    """
    known = dict.fromkeys(_plain(_stated(source, form_set)))
    lines = dict.fromkeys(_plain(_structure(source, form_set)))
    return _anew(source, form_set, (*known, *lines))


def _anew(source: Facts, form_set: FormSet, facts: Iterable[Fact]) -> Facts:
    return replace(
        source,
        year=form_set.year,
        kind=form_set.kind,
        form_set=form_set.id,
        facts=tuple(facts),
        notes=(),
    )


def _plain(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Without eliminations, which are made anew by consolidation."""
    return (fact for fact in facts if fact.note != ELIMINATION)


def _stated(source: Facts, form_set: FormSet) -> Iterator[Fact]:
    """What the source says of the new year in amounts."""
    if source.kind is Kind.FINAL and source.year == form_set.year - 1:
        known = _known(replace(source, facts=tuple(_plain(source.facts))), form_set)
        final = form_set.kind is Kind.FINAL
        yield from (f for f in known if final or f.note == TO_CHECK)
    elif source.kind is Kind.BUDGET and source.year == form_set.year:
        for fact in source.facts:
            if getattr(fact, "measure", "") == Measure.INITIAL:
                yield replace(fact, place="")


def _known(last: Facts, form_set: FormSet) -> Iterator[Fact]:
    for fact in last.facts:
        if getattr(fact, "measure", "") != Measure.FINAL:
            continue
        if isinstance(fact, Expenditure | Income | Balance | Indicator):
            yield replace(fact, measure=Measure.PRIOR, note="", place="")
        if isinstance(fact, Balance) and fact.nature == Nature.CLOSING:
            measure = form_set.measure
            yield replace(fact, nature=Nature.OPENING, measure=measure, note=TO_CHECK, place="")


def _structure(source: Facts, form_set: FormSet) -> Iterator[Fact]:
    """The lines of the source's main 口径, empty, in that of the form set."""
    main = Measure.FINAL if source.kind is Kind.FINAL else Measure.INITIAL
    for fact in source.facts:
        if isinstance(fact, Sangong):
            planned = Measure.FULL_YEAR if form_set.kind is Kind.FINAL else Measure.INITIAL
            yield replace(fact, measure=planned, amount=0, note=TO_FILL, place="")
        elif isinstance(fact, Count):
            yield replace(fact, number=0, note=TO_FILL, place="")
        elif getattr(fact, "measure", "") == main and _is_line(fact):
            yield replace(fact, measure=form_set.measure, amount=0, note=TO_FILL, place="")


def _is_line(fact: Fact) -> TypeGuard[Expenditure | Income | Indicator | Balance]:
    """Whether the new year will have such a row, though with another amount."""
    if isinstance(fact, Balance):
        return fact.nature in _LATER
    return isinstance(fact, Expenditure | Income | Indicator)
