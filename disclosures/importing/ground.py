"""What the lines of a ledger are read against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from disclosures.core.codes import Classification, Code
from disclosures.core.facts import Kind, Measure
from disclosures.core.money import Unit


@dataclass(frozen=True)
class Ground:
    """What lines are read against: units and own codes (code → name), year and kind, and the
    unit in which amounts without one are typed."""

    year: int
    kind: Kind
    functions: Classification
    economic: Classification
    units: Mapping[str, str] = field(default_factory=dict)
    local: Mapping[str, str] = field(default_factory=dict)
    money: Unit = Unit.YUAN

    @property
    def measure(self) -> Measure:
        """The 口径 that has to be stated to the last detail."""
        return Measure.FINAL if self.kind is Kind.FINAL else Measure.INITIAL

    @cached_property
    def codes(self) -> Classification:
        """The function codes with the organisation's own."""
        own = (Code(code, name, local=True) for code, name in self.local.items())
        return self.functions.with_local(own)
