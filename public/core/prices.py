"""Amounts in the prices of one year 可比价."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from disclosures.core.money import round_half_up


@dataclass(frozen=True)
class Prices:
    """A price index by year against the year before, in tenths of a percent: 1021 is 102.1."""

    name: str
    source: str
    rises: Mapping[int, int]

    @property
    def base(self) -> int:
        """The year in whose prices amounts are told: the newest that has an index."""
        return max(self.rises)

    @property
    def first(self) -> int:
        """The first year whose amounts can be told so: the one before the first index."""
        year = self.base
        while year in self.rises:
            year -= 1
        return year

    def ratio(self, year: int) -> tuple[int, int] | None:
        """What an amount of ``year`` is multiplied with and divided by; None where that is not
        known.
        """
        if not self.first <= year <= self.base:
            return None
        rises = [self.rises[y] for y in range(year + 1, self.base + 1)]
        return prod(rises), 1000 ** len(rises)

    def real(self, fen: int, year: int) -> int | None:
        """An amount of ``year`` in the prices of ``base``, to the 分, halves away from zero."""
        ratio = self.ratio(year)
        return None if ratio is None else round_half_up(fen * ratio[0], ratio[1])
