"""What is spent by item, added up to groups and classes: 类 → 款 → 项."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

#: How many digits a code has at each level.
CLASS, GROUP, ITEM = 3, 5, 7
LEVELS = {CLASS: "类", GROUP: "款", ITEM: "项"}


@dataclass(frozen=True, slots=True)
class Amounts:
    """分 in all, and of them basic and project spending."""

    total: int = 0
    basic: int = 0
    project: int = 0

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(
            self.total + other.total, self.basic + other.basic, self.project + other.project
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A code, its amounts, and what share of ``of`` its total is; None of nothing."""

    code: str
    amounts: Amounts
    of: int

    @property
    def share(self) -> float | None:
        """Its share of the level above."""
        return self.amounts.total / self.of if self.of else None


class Tree:
    """Finest codes with their amounts, and the levels above them."""

    def __init__(self, finest: Mapping[str, Amounts]) -> None:
        self.finest = dict(finest)

    @cached_property
    def whole(self) -> Amounts:
        """All of it."""
        return _sum(self.finest.values())

    @cached_property
    def by_code(self) -> dict[str, Amounts]:
        """Every code of every level."""
        found: dict[str, Amounts] = {}
        for code, amounts in self.finest.items():
            for size in LEVELS:
                if size <= len(code):
                    short = code[:size]
                    found[short] = found.get(short, Amounts()) + amounts
        return found

    def below(self, code: str = "") -> list[Row]:
        """The codes directly beneath, the largest first; of all: the classes."""
        size = len(code) + 2 if code else CLASS
        of = self.by_code[code].total if code in self.by_code else self.whole.total
        rows = [
            Row(one, amounts, of)
            for one, amounts in self.by_code.items()
            if len(one) == size and one.startswith(code)
        ]
        return sorted(rows, key=lambda row: (-row.amounts.total, row.code))

    def walk(self, code: str = "") -> Iterator[Row]:
        """Everything beneath, each followed by what is beneath it."""
        for row in self.below(code):
            yield row
            yield from self.walk(row.code)


def _sum(amounts: Iterable[Amounts]) -> Amounts:
    found = Amounts()
    for one in amounts:
        found += one
    return found
