"""What a consolidation comes to."""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.core.consolidate.flows import InternalFlow
from disclosures.core.consolidate.parts import Origin
from disclosures.core.consolidate.totals import Totals, UnitLine
from disclosures.core.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """How the units' figures become the department's.  All amounts in 分, of the main 口径.

    ``flows`` are the internal flows of every 口径; ``units`` the department's own units, then the
    expected ones in their order, whatever their status; ``before`` is the sum of those that were
    taken, ``eliminated`` what is taken off it, ``after`` = before − eliminated.
    """

    flows: tuple[InternalFlow, ...]
    units: tuple[UnitLine, ...]
    before: Totals
    eliminated: Totals
    after: Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidation:
    """The department's facts, and how they came about.

    ``origins`` tell of each fact of ``facts.facts``, by position, where it came from: own rows
    first, then the parts in their order, then eliminations.  ``missing`` are the expected units
    (code, name) that have handed up nothing.  ``problems`` are sentences; while there is one the
    department should not be signed.
    """

    facts: Facts
    origins: tuple[Origin, ...]
    reconciliation: Reconciliation
    missing: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]
