"""Slices of a whole, with name, amount and share beside each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from disclosures.core.document import Chart, Point
from disclosures.render.charts.shapes import (
    HAIR,
    OUTLINE,
    RIM,
    STEP,
    WIDTH,
    Move,
    Path,
    Picture,
    Words,
    amount,
    clean,
    data,
    line,
    lines,
    r,
    stack,
)

RADIUS = 64.0
#: From the edge: where a pointer bends, where it ends and where its label begins.
BEND, REACH, LABEL = 7.0, 20.0, 23.0
ROOM = WIDTH / 2 - RADIUS - LABEL
#: Between two labels of one side.
GAP = 4.0
#: Neighbours differ in grey, also the last and the first of any number.
TINTS = ("#27496d", "#b4c3d3", "#6688ac", "#e3e9ef", "#56779d", "#93aac3")
#: A pie has at most so many slices, and at most so many that are thinner than that share.
MOST, THIN_MOST, THIN = len(TINTS), 2, 0.04


def readable(points: Sequence[Point]) -> bool:
    """Whether a pie of these can be read; otherwise they are drawn as a list of bars."""
    whole = sum(p.value for p in points)
    if not points or len(points) > MOST or any(p.value <= 0 for p in points):
        return False
    return sum(p.value < THIN * whole for p in points) <= THIN_MOST


@dataclass(slots=True)
class _Label:
    """``lines`` of a slice, whose pointer starts at ``angle``; ``y`` is their middle."""

    lines: list[str]
    angle: float
    y: float

    @property
    def wished(self) -> float:
        """Where the pointer bends."""
        return -(RADIUS + BEND) * math.cos(self.angle)

    @property
    def half(self) -> float:
        return (len(self.lines) * STEP + GAP) / 2


def pie(chart: Chart) -> Picture:
    """The slices clockwise, in the Document's order."""
    starts, ends = _angles([p.value for p in chart.points])
    labels = [
        _label(p, chart.unit, (a + b) / 2 % (2 * math.pi))
        for p, a, b in zip(chart.points, starts, ends, strict=True)
    ]
    sides = [[x for x in labels if (math.sin(x.angle) < 0) is left] for left in (False, True)]
    for side in sides:
        _apart(side)
    above = max(RADIUS, *(max(x.half - x.y, -x.wished) for x in labels))
    below = max(RADIUS, *(max(x.half + x.y, x.wished) for x in labels))
    middle = RIM + above
    shapes: list[Path | Words] = [
        _slice(a, b, middle, TINTS[n]) for n, (a, b) in enumerate(zip(starts, ends, strict=True))
    ]
    for label in labels:
        shapes += _drawn(label, middle)
    return Picture(WIDTH, r(middle + below + RIM), tuple(shapes), data(chart))


def _angles(values: Sequence[int]) -> tuple[list[float], list[float]]:
    """Where slices begin and end, from twelve o'clock.

    A slice of more than half lies on the left, so that the others, which are thin, face the
    room for labels on the right; a whole has its label there.
    """
    whole, large = sum(values), max(values)
    ends = [2 * math.pi * v / whole for v in accumulate(values)]
    starts = [0.0, *ends[:-1]]
    turn = 0.0
    if 2 * large > whole:
        n = values.index(large)
        turn = (1.5 if len(values) > 1 else 0.5) * math.pi - (starts[n] + ends[n]) / 2
    return [a + turn for a in starts], [a + turn for a in ends]


def _label(point: Point, unit: str, angle: float) -> _Label:
    texts = [*lines(clean(point.label), ROOM), *lines(amount(point, unit), ROOM)]
    label = _Label(texts, angle, 0.0)
    label.y = label.wished
    return label


def _apart(labels: list[_Label]) -> None:
    """Move the labels of a side apart, each group as little as can be."""
    groups: list[list[_Label]] = []
    for label in sorted(labels, key=lambda x: (x.y, math.sin(x.angle) * x.angle)):
        group = [label]
        while groups and _bottom(groups[-1]) > _top(group):
            group = [*groups.pop(), *group]
            _pack(group)
        groups.append(group)


def _top(group: list[_Label]) -> float:
    return group[0].y - group[0].half


def _bottom(group: list[_Label]) -> float:
    return group[-1].y + group[-1].half


def _pack(group: list[_Label]) -> None:
    """Close together, around the middle of where their slices are."""
    tall = sum(2 * x.half for x in group)
    place = sum(x.wished for x in group) / len(group) - tall / 2
    for label in group:
        label.y = place + label.half
        place += 2 * label.half


def _drawn(label: _Label, middle: float) -> list[Path | Words]:
    """The pointer, out of the slice, sideways and to the label; and the lines of the label."""
    side = -1 if math.sin(label.angle) < 0 else 1
    x, y = math.sin(label.angle), -math.cos(label.angle)
    places = [(WIDTH / 2 + x * d, middle + y * d) for d in (RADIUS, RADIUS + BEND)]
    places.append((WIDTH / 2 + side * (RADIUS + BEND), places[-1][1]))
    places.append((WIDTH / 2 + side * (RADIUS + REACH), middle + label.y))
    top = middle + label.y - len(label.lines) * STEP / 2
    anchor = "start" if side > 0 else "end"
    words = stack(label.lines, WIDTH / 2 + side * (RADIUS + LABEL), top, anchor)
    return [line(*places, width=HAIR), *words]


def _slice(start: float, end: float, middle: float, fill: str) -> Path:
    """From the centre along the edge and back; a whole has no way to the centre."""
    whole = end - start > 2 * math.pi - 1e-9
    x, y = WIDTH / 2, middle
    first = ("M", (r(x + RADIUS * math.sin(start)), r(y - RADIUS * math.cos(start))))
    moves: list[Move] = [first] if whole else [("M", (r(x), r(y))), ("L", first[1])]
    count = max(1, math.ceil((end - start) / (math.pi / 2) - 1e-9))
    step = (end - start) / count
    for n in range(count):
        moves.append(_arc(start + n * step, start + (n + 1) * step, x, y))
    return Path((*moves, ("Z", ())), fill, OUTLINE, HAIR)


def _arc(a: float, b: float, x: float, y: float) -> Move:
    """The Bézier curve of at most a quarter of the edge."""
    pull = 4 / 3 * math.tan((b - a) / 4)
    (ax, ay), (bx, by) = ((math.sin(t), -math.cos(t)) for t in (a, b))
    places = ((ax - pull * ay, ay + pull * ax), (bx + pull * by, by - pull * bx), (bx, by))
    return "C", tuple(r(c) for px, py in places for c in (x + RADIUS * px, y + RADIUS * py))
