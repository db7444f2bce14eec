"""What a picture is made of: outlines and words, in points from the left top corner, y down.

Two kinds of shape are all there is, so that a drawer in another format is a page long.  Inks are
``#rrggbb``.  Nothing hangs on colour: every mark has its label beside it, marks have a dark
outline, and the tints differ in grey as much as in colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from unicodedata import category, east_asian_width

from disclosures.core.document import Chart, Point
from disclosures.render import wrap

#: The width of every picture: that of the text of an upright page, 156 mm, less a little.
WIDTH = 440.0
#: Letters, and the step from one line of a label to the next.
SIZE, STEP = 10.0, 13.0
#: The empty rim above and below.
RIM = 6.0
#: Lines and words; outlines of what is filled.
INK, OUTLINE = "#1a1a1a", "#1d2c3d"
HAIR, FINE = 0.5, 0.75
#: How far letters reach above and below the line they stand on, in em.
ASCENT, DESCENT = 0.88, 0.12

#: M (begin), L (line) with one place; C (Bézier curve) with three; Z (close) with none.
Move = tuple[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Path:
    """An outline, filled with ``fill`` and then drawn with ``stroke``, each where it is not empty.

    ``width`` is that of the stroke; corners are mitred.
    """

    moves: tuple[Move, ...]
    fill: str = ""
    stroke: str = ""
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text.  ``y`` is the line it stands on; ``anchor`` (start, middle, end) says
    which place of the text ``x`` is.  ``size`` is in points.
    """

    x: float
    y: float
    text: str
    size: float = SIZE
    anchor: str = "start"
    bold: bool = False
    ink: str = INK

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the room that the text surely fits in."""
        wide = em(self.text) * self.size
        left = self.x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return left, self.y - ASCENT * self.size, left + wide, self.y + DESCENT * self.size


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes in the order in which they are drawn.  ``data`` says in words what they show."""

    width: float
    height: float
    shapes: tuple[Path | Words, ...]
    data: str = ""

    @property
    def words(self) -> Iterator[Words]:
        """Its texts."""
        return (s for s in self.shapes if isinstance(s, Words))

    @property
    def paths(self) -> Iterator[Path]:
        """Its outlines."""
        return (s for s in self.shapes if isinstance(s, Path))


def em(text: str) -> float:
    """A width in em that the text surely fits in, in either weight of Noto Serif CJK."""
    return sum(map(_em, text))


@cache
def _em(character: str) -> float:
    if east_asian_width(character) in "WFA" or character in "%MWmw@":
        return 1.0
    if character in ",.:;'|()[] -":
        return 0.4
    return 0.6 if character.isdigit() else 0.8


def lines(text: str, room: float) -> list[str]:
    """A text in lines that fit ``room`` points."""
    return wrap.tidy(text, max(room / SIZE, 1.0), em)


def clean(text: str) -> str:
    """A text on one line, without what cannot be drawn: controls, lone surrogates."""
    return "".join(c for c in " ".join(text.split()) if category(c) not in ("Cc", "Cs"))


def amount(point: Point, unit: str) -> str:
    """The figure of a point as printed beside it."""
    share = f"（{point.share}）" if point.share else ""
    return clean(f"{point.shown}{unit}{share}")


def stack(
    texts: Sequence[str], x: float, top: float, anchor: str, bold: bool = False
) -> list[Words]:
    """Lines below each other."""
    start = top + (STEP - SIZE) / 2 + ASCENT * SIZE
    return [
        Words(r(x), r(start + n * STEP), text, anchor=anchor, bold=bold)
        for n, text in enumerate(texts)
    ]


def box(left: float, top: float, right: float, bottom: float, fill: str) -> Path:
    """A filled rectangle with an outline."""
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Path((*polyline(*corners), ("Z", ())), fill, OUTLINE, HAIR)


def line(*places: tuple[float, float], width: float = FINE) -> Path:
    """A line through places."""
    return Path(polyline(*places), stroke=INK, width=width)


def polyline(*places: tuple[float, float]) -> tuple[Move, ...]:
    """The moves through places."""
    return tuple(("L" if n else "M", (r(x), r(y))) for n, (x, y) in enumerate(places))


def data(chart: Chart) -> str:
    """What a chart shows, point by point."""
    return "；".join(f"{clean(p.label)} {amount(p, chart.unit)}" for p in chart.points)


def r(number: float) -> float:
    """Hundredths of a point are fine enough, and the same on every machine."""
    return round(number, 2) + 0.0
