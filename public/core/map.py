"""A treemap as it is drawn: tiles with as many words as fit them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.core.money import Unit, show
from public.core.said import Said
from public.core.treemap import Tile, squarify

#: Width and height of the picture on a wide and on a narrow screen; letters stay as large.
WIDE, TALL = (960.0, 420.0), (360.0, 440.0)
SIZE, STEP, RIM = 15.0, 19.0, 8.0
#: More tiles than this would be dust: the rest are one, without a link.
MOST = 24
TINTS = 4


@dataclass(frozen=True, slots=True)
class Part:
    """What a tile stands for: its name and code, its amount in 分, where it leads, if anywhere."""

    name: str
    amount: int
    href: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A tile with its words; ``title`` is all that it says, ``tint`` the number of its ground."""

    tile: Tile
    part: Part
    title: str
    tint: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """A picture, ``name`` tells a style sheet which screens it is for."""

    name: str
    width: float
    height: float
    drawn: tuple[Drawn, ...]


def maps(parts: Sequence[Part], rest: str) -> tuple[Map, ...]:
    """The picture for wide and narrow screens; none where fewer than two parts are above zero.

    ``rest`` names the one tile of all that would be too small.
    """
    shown = sorted((p for p in parts if p.amount > 0), key=lambda p: -p.amount)
    if len(shown) < 2:
        return ()
    if len(shown) > MOST:
        small = shown[MOST - 1 :]
        shown = [*shown[: MOST - 1], Part(rest, sum(p.amount for p in small))]
    return tuple(
        Map(name, *size, _drawn(shown, *size)) for name, size in (("wide", WIDE), ("tall", TALL))
    )


def _drawn(parts: Sequence[Part], width: float, height: float) -> tuple[Drawn, ...]:
    whole = sum(p.amount for p in parts)
    tiles = squarify([p.amount for p in parts], width, height)
    found = []
    for number, (part, tile) in enumerate(zip(parts, tiles, strict=True)):
        assert tile is not None
        share = f"{100 * part.amount / whole:.1f}%"
        lines = _lines(part, share, tile)
        # What is read aloud begins with what is seen.
        seen = f"{part.code} " if lines and lines[0].text == part.code else ""
        title = Said(
            "{name} {share} {amount} 万元",
            name=f"{seen}{part.name}",
            share=share,
            amount=show(part.amount, Unit.WAN),
        )
        found.append(Drawn(tile, part, title, number % TINTS, lines))
    return tuple(found)


def _lines(part: Part, share: str, tile: Tile) -> tuple[Line, ...]:
    """The name, broken as needed, and the share; where they do not fit the code, if that does."""
    room, high = tile.width - 2 * RIM, tile.height - 2 * RIM
    texts = [*broken(part.name, room / SIZE), share]
    if max(map(em, texts)) * SIZE > room or len(texts) * STEP > high:
        texts = [part.code] if part.code else []
        if not texts or em(part.code) * SIZE > room + RIM or high + RIM < STEP:
            return ()
    left, top = tile.x + RIM, tile.y + min(RIM, max(high / 2, 0)) + SIZE
    return tuple(Line(round(left, 1), round(top + n * STEP, 1), t) for n, t in enumerate(texts))


def broken(text: str, room: float) -> list[str]:
    """A text in lines of at most ``room`` em, at any character (at least one a line)."""
    lines = [""]
    for character in text:
        if lines[-1] and em(lines[-1] + character) > room:
            lines.append("")
        lines[-1] += character
    return lines


def em(text: str) -> float:
    """A width in em that a text surely fits in."""
    return sum(1.0 if ord(c) > 0x2E7F else 0.62 for c in text)
