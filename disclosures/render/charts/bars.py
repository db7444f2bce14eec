"""A list of bars: what a pie of many thin slices would hide."""

from __future__ import annotations

import math

from disclosures.core.document import Chart
from disclosures.render.charts.shapes import (
    RIM,
    SIZE,
    STEP,
    WIDTH,
    Path,
    Picture,
    Words,
    amount,
    box,
    clean,
    data,
    em,
    line,
    lines,
    r,
    stack,
)

#: The room for names and for figures at most, and between them and the bars.
NAMES, FIGURES, GAP = 160.0, 150.0, 6.0
#: How thick a bar is, and the room between two rows.
THICK, BETWEEN = 10.0, 5.0
TINT = "#7f9dbd"
#: What is not nothing is seen: no bar is shorter, in points.
SHORTEST = 1.0


def bars(chart: Chart) -> Picture:
    """Every point a row: its name, a bar from the zero line, its figure."""
    names = [lines(clean(p.label), NAMES) for p in chart.points]
    figures = [lines(amount(p, chart.unit), FIGURES) for p in chart.points]
    start = _widest(names) + GAP + SHORTEST
    end = WIDTH - _widest(figures) - GAP - SHORTEST
    high = max([0, *(p.value for p in chart.points)])
    low = min([0, *(p.value for p in chart.points)])
    scale = (end - start) / max(high - low, 1)
    zero = start - low * scale

    shapes: list[Path | Words] = []
    top = RIM
    for point, name, figure in zip(chart.points, names, figures, strict=True):
        tall = max(len(name), len(figure)) * STEP
        middle, tip = top + tall / 2, zero + _length(point.value * scale)
        shapes += stack(name, start - GAP - SHORTEST, middle - len(name) * STEP / 2, "end")
        if point.value:
            near, far = sorted((zero, tip))
            shapes.append(box(near, middle - THICK / 2, far, middle + THICK / 2, TINT))
        shapes += stack(figure, max(tip, zero) + GAP, middle - len(figure) * STEP / 2, "start")
        top += tall + BETWEEN
    foot = top - BETWEEN + RIM
    shapes.append(line((zero, RIM - BETWEEN / 2), (zero, foot - RIM + BETWEEN / 2)))
    return Picture(WIDTH, r(foot), tuple(shapes), data(chart))


def _length(length: float) -> float:
    return math.copysign(max(abs(length), SHORTEST), length) if length else 0.0


def _widest(labels: list[list[str]]) -> float:
    return max((em(text) * SIZE for label in labels for text in label), default=0.0)
