"""Figures of bodies side by side, over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from disclosures.core.money import Unit, round_half_up, show
from public.core.comparison_asked import KINDS, MEASURES, Asked
from public.core.prices import Prices
from public.core.said import Said, listed


@dataclass(frozen=True, slots=True)
class Told:
    """What a paper tells of a measure: its amount in 分 and the people in post, if it does."""

    amount: int | None
    staff: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in 分 (per head where that is asked for) as said then, and in prices of one year."""

    nominal: int | None = None
    real: int | None = None


@dataclass(frozen=True)
class Table:
    """Years by bodies: ``cells[year][n]`` is that of the n-th name; ``notes`` what to know."""

    asked: Asked
    names: tuple[str, ...]
    years: tuple[int, ...]
    cells: Mapping[int, tuple[Cell, ...]]
    notes: tuple[str, ...]
    base: int

    @property
    def title(self) -> str:
        """What the figures are."""
        kind, measure = KINDS[self.asked.kind], MEASURES[self.asked.measure]
        if self.asked.per_head:
            return Said("{kind}的人均{measure}", kind=kind, measure=measure)
        return Said("{kind}的{measure}", kind=kind, measure=measure)

    @property
    def unit(self) -> str:
        """万元, or 万元 a head."""
        return Said("万元/人") if self.asked.per_head else Said("万元")

    @property
    def head(self) -> list[str]:
        """The names of the columns."""
        found: list[str] = [Said("年度")]
        for name in self.names:
            found.append(Said("{name}（{unit}）", name=name, unit=self.unit))
            if self.asked.real:
                found.append(
                    Said(
                        "{name}，按{base}年价格（{unit}）",
                        name=name,
                        base=self.base,
                        unit=self.unit,
                    )
                )
        return found

    @property
    def rows(self) -> list[list[str]]:
        """The lines, as they are shown: hundredths of 万元; — where nothing is known."""
        return [
            [str(year), *(text for cell in self.cells[year] for text in self._texts(cell))]
            for year in self.years
        ]

    def _texts(self, cell: Cell) -> list[str]:
        shown = [cell.nominal, cell.real] if self.asked.real else [cell.nominal]
        return ["—" if fen is None else show(fen, Unit.WAN) for fen in shown]

    @property
    def series(self) -> list[list[int | None]]:
        """For each body its figures over the years, in the prices that are asked for."""
        own = "real" if self.asked.real else "nominal"
        return [
            [getattr(self.cells[year][n], own) for year in self.years]
            for n in range(len(self.names))
        ]


def compare(
    asked: Asked,
    names: Mapping[int, str],
    told: Mapping[tuple[int, int], Told],
    prices: Prices,
) -> Table:
    """Bodies side by side.  ``told`` is what papers tell, by body and year; ``names`` those of
    bodies that there are.
    """
    bodies = [body for body in asked.bodies if body in names]
    years = tuple(sorted({year for body, year in told if body in names}))
    cells = {
        year: tuple(_cell(asked, told.get((body, year)), year, prices) for body in bodies)
        for year in years
    }
    return Table(
        asked=asked,
        names=tuple(names[body] for body in bodies),
        years=years,
        cells=cells,
        notes=tuple(_notes(asked, bodies, names, years, told, prices)),
        base=prices.base,
    )


def _cell(asked: Asked, told: Told | None, year: int, prices: Prices) -> Cell:
    if told is None or told.amount is None:
        return Cell()
    heads = told.staff if asked.per_head else 1
    if not heads:
        return Cell()
    ratio = prices.ratio(year) if asked.real else None
    return Cell(
        nominal=round_half_up(told.amount, heads),
        real=round_half_up(told.amount * ratio[0], ratio[1] * heads) if ratio else None,
    )


def _notes(
    asked: Asked,
    bodies: Sequence[int],
    names: Mapping[int, str],
    years: Sequence[int],
    told: Mapping[tuple[int, int], Told],
    prices: Prices,
) -> list[str]:
    notes: list[str] = []
    if len(bodies) > 1:
        notes.append(Said("部门的数已含其单位；把部门和它的单位并列时，不要相加。"))
    if asked.real:
        notes.append(
            Said(
                "按{base}年价格：名义金额乘以{base}年与当年的价格之比，四舍五入到分。"
                "价格用{name}，出自{source}。它说的是居民消费的价格，只作参考。",
                base=prices.base,
                name=prices.name,
                source=prices.source,
            )
        )
        lacking = [str(year) for year in years if prices.ratio(year) is None]
        if lacking:
            notes.append(Said("{years}年没有价格指数，只列名义金额。", years=listed("、", lacking)))
    if asked.per_head:
        notes.append(Said("人均：除以同一份公开材料中的实有人数，四舍五入到分。"))
        lacking = [
            Said("{name}{years}年", name=names[b], years=listed("、", map(str, own)))
            for b in bodies
            if (own := [y for y in years if (t := told.get((b, y))) and not t.staff])
        ]  # fmt: skip
        if lacking:
            notes.append(
                Said("没有公开实有人数，无法算人均：{whose}。", whose=listed("；", lacking))
            )
    return notes
