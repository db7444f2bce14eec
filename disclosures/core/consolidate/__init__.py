"""A department's disclosure: its own figures and its units', internal flows eliminated.

``consolidate`` puts together what the department states itself (本级) and what its units have
handed up.  Nothing is left out silently: units that are missing, parts that could not be taken and
what was eliminated all stand in the result.  ``sums_of_units`` gives the rules what they need to
check that the units' tables, less what was eliminated, are the department's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from disclosures.core.consolidate.flows import (
    Flow,
    InternalFlow,
    UnitAmount,
    eliminating,
    internal_flows,
)
from disclosures.core.consolidate.parts import (
    Origin,
    Part,
    Source,
    Taken,
    name_of,
    pairs,
    take,
)
from disclosures.core.consolidate.result import Consolidation, Reconciliation
from disclosures.core.consolidate.sums import SumsOfUnits, sums_of_units
from disclosures.core.consolidate.totals import Status, Totals, UnitLine, totals_of, unit_lines
from disclosures.core.facts import Facts

__all__ = [
    "Consolidation",
    "Flow",
    "InternalFlow",
    "Origin",
    "Part",
    "Reconciliation",
    "Source",
    "Status",
    "SumsOfUnits",
    "Totals",
    "UnitAmount",
    "UnitLine",
    "consolidate",
    "sums_of_units",
]


def consolidate(
    own: Facts,
    parts: Sequence[Part],
    expected: Sequence[tuple[str, str]] = (),
    decided: Mapping[tuple[str, str], int] | None = None,
) -> Consolidation:
    """The department's disclosure from its own facts and the parts that have been handed up.

    ``expected`` are the department's units (code, name).  ``decided`` says how much of an internal
    flow is eliminated, by (flow, 口径) in 分; where it says nothing the proposal is.  Never raises
    for what people entered: it is told in ``problems``.
    """
    taken = take(own, parts, expected)
    before = tuple(pairs(taken))
    flows, troubles = internal_flows(before, taken.names, dict(decided or {}))
    removed = tuple(eliminating(before, flows))
    facts = tuple(f for f, _ in before) + removed
    summed = totals_of(facts[: len(before)], own.kind)
    gone = Totals() - totals_of(removed, own.kind)
    origins = tuple(o for _, o in before) + tuple(_elimination(f.unit, taken) for f in removed)
    return Consolidation(
        facts=replace(own, units=taken.units, facts=facts, local_codes=taken.local_codes),
        origins=origins,
        reconciliation=Reconciliation(
            flows=flows,
            units=tuple(unit_lines(taken, expected)),
            before=summed,
            eliminated=gone,
            after=summed - gone,
        ),
        missing=tuple(_missing(taken, expected)),
        problems=(*taken.problems, *troubles),
    )


def _elimination(unit: str, taken: Taken) -> Origin:
    return Origin(source=Source.ELIMINATION, code=unit, name=name_of(unit, taken.names))


def _missing(taken: Taken, expected: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    there = {p.code for p in (*taken.parts, *taken.refused)} | taken.own_units
    return ((code, name) for code, name in expected if code not in there)
