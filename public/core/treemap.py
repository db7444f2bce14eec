"""Amounts → a squarified treemap (Bruls, Huizing, van Wijk 2000): tiles as square as may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle: its left top corner, width and height, in the units of the whole."""

    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        """How large it is."""
        return self.width * self.height


def squarify(sizes: Sequence[int], width: float, height: float) -> list[Tile | None]:
    """A tile for each size, in their order; None where a size is not above zero.

    Areas are in proportion to sizes, tiles do not overlap and fill the whole.
    """
    order = sorted((n for n, size in enumerate(sizes) if size > 0), key=lambda n: -sizes[n])
    total = sum(sizes[n] for n in order)
    found: list[Tile | None] = [None] * len(sizes)
    room = Tile(0.0, 0.0, width, height)
    start = 0
    while start < len(order):
        areas = [sizes[n] * width * height / total for n in order[start:]]
        count = _row(areas, min(room.width, room.height))
        tiles, room = _laid(areas[:count], room)
        for n, tile in zip(order[start : start + count], tiles, strict=True):
            found[n] = tile
        start += count
    return found


def _row(areas: Sequence[float], side: float) -> int:
    """How many of the first make a row along ``side`` whose worst tile is the least oblong."""
    count, sums, best = 0, 0.0, float("inf")
    for area in areas:
        sums += area
        worst = max(side * side * areas[0] / sums**2, sums**2 / (side * side * area))
        if worst > best:
            break
        count, best = count + 1, worst
    return max(count, 1)


def _laid(areas: Sequence[float], room: Tile) -> tuple[list[Tile], Tile]:
    """A row of tiles along the shorter side, and the room that is left."""
    thick = sum(areas) / min(room.width, room.height)
    tiles: list[Tile] = []
    along = 0.0
    for area in areas:
        long = area / thick
        if room.width >= room.height:
            tiles.append(Tile(room.x, room.y + along, thick, long))
        else:
            tiles.append(Tile(room.x + along, room.y, long, thick))
        along += long
    if room.width >= room.height:
        return tiles, Tile(room.x + thick, room.y, room.width - thick, room.height)
    return tiles, Tile(room.x, room.y + thick, room.width, room.height - thick)
