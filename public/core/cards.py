"""Headline figures, each with a sentence that everybody understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: What a card is called, and the measure that it shows, for a budget and for an account.
NAMES = (
    ("income", "本年收入"),
    ("spending", "本年支出"),
    ("basic", "基本支出"),
    ("project", "项目支出"),
    ("sangong", "“三公”经费"),
)


@dataclass(frozen=True)
class Card:
    """A headline: its measure and name, the amount in 分, the one of last year, the one planned."""

    measure: str
    name: str
    amount: int
    year: int
    kind: str
    last: int | None = None
    budget: int | None = None
    whole: int | None = None

    @property
    def change(self) -> float | None:
        """By how much it changed on last year, as a share of last year's."""
        return None if not self.last else (self.amount - self.last) / abs(self.last)

    @property
    def grew(self) -> float | None:
        """The same without its sign."""
        return None if self.change is None else abs(self.change)

    @property
    def completion(self) -> float | None:
        """What share of the planned amount it is."""
        return None if not self.budget else self.amount / self.budget

    @property
    def share(self) -> float | None:
        """What share of all spending it is."""
        return None if not self.whole else self.amount / self.whole

    @property
    def difference(self) -> int | None:
        """How much more or less than last year, in 分 without a sign."""
        return None if self.last is None else abs(self.amount - self.last)


def cards(
    figures: Mapping[str, int],
    *,
    last: Mapping[str, int],
    budget: Mapping[str, int],
    kind: str,
    year: int,
) -> list[Card]:
    """The headlines of a paper, beside those of last year's and of the year's budget."""
    parts = ("basic", "project", "sangong")
    return [
        Card(
            measure=measure,
            name=name,
            amount=figures[measure],
            year=year,
            kind=kind,
            last=last.get(measure),
            budget=budget.get(measure),
            whole=figures.get("spending") if measure in parts else None,
        )
        for measure, name in NAMES
        if measure in figures
    ]
