"""The indicators of a sheet as the rules read them, whatever the form calls its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from performance.core.indicators import Comparison, Meaning, compare, plain, read
from performance.core.numbers import read_number
from performance.core.sheet import Row, Sheet

#: The columns of the second level, the third level and the target, for each side of a form.
_SIDES = (("l2", "l3", "target"), ("l2", "l3", "lt_target"), ("l2y", "l3y", "y_target"))
LEFT_OVER = re.compile(r"[.…。·、]+")
#: What people write where a level does not apply.
_NOTHING = re.compile(r"[.…。·、/\\—–-]+")
#: Where less is better.
_LESS = re.compile(r"失业率|发生率|投诉|差错|事故|逾期|违规率|欠薪率|流失率|空置率|死亡率|退货率")
_COST = re.compile(r"成本|费用控制")


@dataclass(frozen=True)
class Indicator:
    """One indicator: three levels, target and, where the form has them, what came of it.

    ``columns`` are the entries of the second and third level and of the target.
    """

    sheet: Sheet
    row: Row
    columns: tuple[str, str, str]
    l1: str
    l2: str

    @property
    def name(self) -> str:
        """The third level."""
        return self.row[self.columns[1]].strip()

    @property
    def target(self) -> str:
        """The target as typed."""
        return self.row[self.columns[2]].strip()

    @property
    def actual(self) -> str:
        """The actual value as typed."""
        return self.row["actual"].strip()

    @property
    def target_path(self) -> str:
        """Where the target stands."""
        return self.row.path(self.columns[2])

    @property
    def name_path(self) -> str:
        """Where the third level stands."""
        return self.row.path(self.columns[1])

    def path(self, key: str) -> str:
        """Where another entry of the row stands."""
        return self.row.path(key)

    @property
    def yearly(self) -> bool:
        """Whether it is one of the year, not of 中长期."""
        return self.columns[2] != "lt_target"

    @property
    def empty(self) -> bool:
        """Whether nothing is said of it but its levels."""
        texts = (self.name, self.target, self.actual)
        return all(not t or _NOTHING.fullmatch(plain(t) or "…") for t in texts)

    @property
    def cost(self) -> bool:
        """Whether it is about cost."""
        return bool(_COST.search(plain(self.l2)))

    @property
    def satisfaction(self) -> bool:
        """Whether it is about satisfaction 满意度."""
        return "满意" in plain(self.l1 + self.l2 + self.name)

    @property
    def capped(self) -> bool:
        """Whether its target is a bound from above even without a sign."""
        return self.cost or bool(_LESS.search(plain(self.name)))

    @cached_property
    def wanted(self) -> Meaning:
        """What the target means."""
        return read(self.target)

    @cached_property
    def given(self) -> Meaning:
        """What the actual value means."""
        return read(self.actual)

    @cached_property
    def compared(self) -> Comparison:
        """How the actual value stands to the target."""
        return compare(self.wanted, self.given, capped=self.capped)

    def points(self, key: str) -> int | None:
        """``weight`` or ``score`` in hundredths of a point; None where it is blank."""
        text = self.row[key].strip()
        return read_number(text, "score") if text else None


def indicators(sheet: Sheet) -> Iterator[Indicator]:
    """Every row of a sheet; a form for several years has two sides."""
    entries = sheet.form.listed.get("indicators", {})
    for columns in _SIDES:
        if all(name in entries for name in columns[1:]):
            yield from _side(sheet, columns)


def _side(sheet: Sheet, columns: tuple[str, str, str]) -> Iterator[Indicator]:
    l1 = l2 = ""
    for row in sheet.rows.get("indicators", ()):
        own1, own2 = row["l1"].strip(), row[columns[0]].strip()
        l1, l2 = own1 or l1, own2 or ("" if own1 and own1 != l1 else l2)
        yield Indicator(sheet, row, columns, l1, l2)


def told(sheet: Sheet) -> Iterator[Indicator]:
    """The indicators that say something."""
    return (i for i in indicators(sheet) if not i.empty)


@dataclass(frozen=True)
class Group:
    """Rows that share one weight: 分值 of the first, the scores of all of them."""

    rows: tuple[Indicator, ...]

    @property
    def weight(self) -> int | None:
        """Its points, hundredths; None where none are typed."""
        return self.rows[0].points("weight")

    @property
    def score(self) -> int | None:
        """The scores together; None where none is typed."""
        scores = [s for row in self.rows if (s := row.points("score")) is not None]
        return sum(scores) if scores else None

    @property
    def paths(self) -> tuple[str, ...]:
        """Where its scores stand."""
        found = tuple(r.path("score") for r in self.rows if r.row["score"].strip())
        return found or (self.rows[0].path("score"),)


def groups(sheet: Sheet) -> Iterator[Group]:
    """The indicators by the weight that they share; nothing where the form has no weights."""
    if "weight" not in sheet.form.listed.get("indicators", {}):
        return
    rows: list[Indicator] = []
    for row in indicators(sheet):
        begins = row.row["weight"].strip() or (rows and _branch(row) != _branch(rows[-1]))
        if begins and rows:
            yield Group(tuple(rows))
            rows = []
        rows.append(row)
    if rows:
        yield Group(tuple(rows))


def _branch(row: Indicator) -> tuple[str, str]:
    return plain(row.l1), plain(row.l2)
