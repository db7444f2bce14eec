"""What the ledger states of one project, or of the whole department."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from disclosures.core.facts import FISCAL, Expenditure, Facts, Measure, Spend

#: The words that a form's file uses for groups of funds.
FUNDS: dict[str, Callable[[str], bool]] = {
    "all": lambda fund: True,
    "fiscal": lambda fund: fund in FISCAL,
    "other": lambda fund: fund not in FISCAL,
}


@dataclass(frozen=True)
class Ledger:
    """The spending of the facts; empty where the disclosure states none."""

    facts: Facts | None

    def projects(self) -> list[str]:
        """The names of the projects, in the order of the ledger."""
        return list(dict.fromkeys(f.project for _, f in self._lines() if f.project))

    def amount(
        self,
        measure: str,
        *,
        project: str = "",
        funds: str = "all",
        spend: Collection[str] = (),
        econ: Collection[str] = (),
    ) -> tuple[int, tuple[int, ...]] | None:
        """分, and the positions of the facts; None where the ledger has no such line.

        ``econ`` are beginnings of codes.  A project has an amount in every measure as soon as it
        stands in the ledger in one of them: 0 where there is no line.
        """
        own = [(n, f) for n, f in self._lines() if not project or f.project == project]
        if not own:
            return None
        found = [
            (n, f)
            for n, f in own
            if f.measure == measure
            and FUNDS[funds](f.fund)
            and (not spend or f.spend in spend)
            and (not econ or f.econ.startswith(tuple(econ)))
        ]
        if not found and not any(f.measure == measure for _, f in own):
            return None
        return sum(f.amount for _, f in found), tuple(n for n, _ in found)

    def _lines(self) -> list[tuple[int, Expenditure]]:
        facts = self.facts.facts if self.facts else ()
        return [(n, f) for n, f in enumerate(facts) if isinstance(f, Expenditure)]


__all__ = ["FUNDS", "Ledger", "Measure", "Spend"]
