"""Figures over the years as lines; marks carry the number of theirs, so colour is not needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.core.money import Unit, show
from public.core.said import Said

#: Width and height of the picture on a wide and on a narrow screen; letters stay as large.
WIDE, TALL = (960.0, 360.0), (360.0, 320.0)
LEFT, RIGHT, TOP, BOTTOM = 84.0, 24.0, 18.0, 34.0
STEPS = 4
RADIUS = 9.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure: where it stands, and all that it says."""

    x: float
    y: float
    title: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line: its number from 1, its runs of neighbours as points of a polyline, its marks."""

    number: int
    runs: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A word at an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole; ``name`` tells a style sheet which screens it is for."""

    name: str
    width: float
    height: float
    left: float
    right: float
    foot: float
    lines: tuple[Drawn, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def pictures(
    years: Sequence[int], names: Sequence[str], series: Sequence[Sequence[int | None]]
) -> tuple[Picture, ...]:
    """For wide and narrow screens; none where there is nothing to draw.  Figures are in 分."""
    values = [v for line in series for v in line if v is not None]
    if not values:
        return ()
    return tuple(
        _picture(name, *size, years, names, series, (min(0, *values), max(0, *values)))
        for name, size in (("wide", WIDE), ("tall", TALL))
    )


def _picture(
    name: str,
    width: float,
    height: float,
    years: Sequence[int],
    names: Sequence[str],
    series: Sequence[Sequence[int | None]],
    bounds: tuple[int, int],
) -> Picture:
    low, step = _scale(*bounds)
    high = low + STEPS * step
    foot = height - BOTTOM

    def across(year: int) -> float:
        span = max(years[-1] - years[0], 1)
        middle = (LEFT + RADIUS + width - RIGHT) / 2
        if len(years) == 1:
            return round(middle, 1)
        room = width - RIGHT - LEFT - 2 * RADIUS
        return round(LEFT + RADIUS + (year - years[0]) * room / span, 1)

    def up(value: int) -> float:
        return round(foot - (value - low) * (foot - TOP) / (high - low), 1)

    lines = []
    for number, own in enumerate(series, 1):
        points = [
            None if v is None else (across(y), up(v), y, v) for y, v in zip(years, own, strict=True)
        ]
        marks = tuple(
            Mark(
                x,
                y,
                Said(
                    "{name} {year}年 {amount}",
                    name=names[number - 1],
                    year=year,
                    amount=show(v, Unit.WAN),
                ),
            )
            for x, y, year, v in filter(None, points)
        )
        runs: list[list[str]] = [[]]
        for point in points:
            if point is None:
                runs.append([])
            else:
                runs[-1].append(f"{point[0]:g},{point[1]:g}")
        lines.append(Drawn(number, tuple(" ".join(r) for r in runs if len(r) > 1), marks))
    every = -(-len(years) // 5) if name == "tall" else -(-len(years) // 14)
    return Picture(
        name, width, height, LEFT, width - RIGHT, foot, tuple(lines),
        tuple(Tick(across(y), str(y)) for y in years[:: max(every, 1)]),
        tuple(Tick(up(low + n * step), f"{(low + n * step) // 1_000_000:,}" if step >= 1_000_000
              else show(low + n * step, Unit.WAN)) for n in range(STEPS + 1)),
    )  # fmt: skip


def _said(name: str, year: int, value: int) -> Said:
    return Said("{name} {year}年 {amount}", name=name, year=year, amount=show(value, Unit.WAN))


def _scale(low: int, high: int) -> tuple[int, int]:
    """Where the scale begins, and a round step so that ``STEPS`` of them hold everything."""
    step = 10_000
    while True:
        for factor in (1, 2, 5):
            own = step * factor
            begin = low // own * own
            if begin + STEPS * own >= high:
                return begin, own
        step *= 10
