"""Columns on a zero line: last year and this year."""

from __future__ import annotations

from disclosures.core.document import Chart
from disclosures.render.charts.shapes import (
    RIM,
    STEP,
    WIDTH,
    Path,
    Picture,
    Words,
    amount,
    box,
    clean,
    data,
    line,
    lines,
    r,
    stack,
)

#: The height of the tallest column, from top to bottom of all; how wide columns stand and are.
TALL, SLOT, COLUMN = 130.0, 150.0, 62.0
#: Between a column and its figure, and between labels of neighbours.
GAP = 3.0
#: The years before are pale, the last one is dark.
BEFORE, LAST = "#b4c3d3", "#27496d"


def columns(chart: Chart) -> Picture:
    """Every point a column with its figure at its end and its name below all."""
    points = chart.points
    slot = min(SLOT, WIDTH / max(len(points), 1))
    figures = [lines(amount(p, chart.unit), slot - GAP) for p in points]
    names = [lines(clean(p.label), slot - GAP) for p in points]
    high, low = max([0, *(p.value for p in points)]), min([0, *(p.value for p in points)])
    scale = TALL / max(high - low, 1)
    zero = RIM + max([0.0, *(len(f) * STEP + GAP for f in figures)]) + high * scale
    foot = zero - low * scale
    if low < 0:
        foot += max(len(f) * STEP + GAP for f in figures)

    shapes: list[Path | Words] = []
    left = (WIDTH - slot * len(points)) / 2
    for number, point in enumerate(points):
        middle = left + slot * (number + 0.5)
        end = zero - point.value * scale
        half = min(COLUMN, slot * 0.6) / 2
        ink = LAST if number == len(points) - 1 else BEFORE
        if point.value:
            top, bottom = sorted((end, zero))
            shapes.append(box(middle - half, top, middle + half, bottom, ink))
        place = end + GAP if point.value < 0 else end - GAP - len(figures[number]) * STEP
        shapes += stack(figures[number], middle, place, "middle", bold=True)
        shapes += stack(names[number], middle, foot + GAP, "middle")
    shapes.append(line((left, zero), (WIDTH - left, zero)))
    height = foot + GAP + STEP * max(map(len, names), default=0) + RIM
    return Picture(WIDTH, r(height), tuple(shapes), data(chart))
