"""Pictures of charts as vector operators, with the document's own letters."""

from __future__ import annotations

from disclosures.render.charts import Path, Picture, Words
from disclosures.render.draw.book import Book, Page, Tag
from disclosures.render.draw.flow import Block

SIDES = {"start": 0.0, "middle": 0.5, "end": 1.0}
SMALLEST = 0.75
NAMES = {"M": "m", "L": "l", "C": "c", "Z": "h"}


def picture_block(
    book: Book, tag: Tag, picture: Picture, room: float, *, before: float, scale: float = 1.0
) -> Block:
    """A picture in the middle of ``room``, kept with what follows; ``tag`` is its Figure.

    To fit on a page it may be drawn a quarter smaller.
    """

    def draw(page: Page, top: float, start: int, end: int) -> None:
        left = page.left + (room - picture.width * scale) / 2
        box = (left, top - picture.height * scale, left + picture.width * scale, top)
        tag.attributes += f"/A<</O/Layout/Placement/Block/BBox[{_numbers(*box)}]>>"
        shapes = [_shape(book, shape, left, top, scale) for shape in picture.shapes]
        page.operators.append("\n".join([f"{book.opening(page, tag)} q", *shapes, "Q EMC"]))

    def smaller(lacking: float) -> Block | None:
        fitting = 1 - (lacking + 0.1) / picture.height
        if fitting < SMALLEST:
            return None
        return picture_block(book, tag, picture, room, before=before, scale=fitting)

    height = picture.height * scale
    return Block([height], draw, before=before, keep=True, smaller=smaller)


def _shape(book: Book, shape: Path | Words, left: float, top: float, scale: float) -> str:
    if isinstance(shape, Path):
        return _path(shape, left, top, scale)
    letters = book.bold if shape.bold else book.regular
    shown, width = letters.set(shape.text)
    size = round(shape.size * scale, 2)
    x = left + shape.x * scale - width * size * SIDES[shape.anchor]
    y = top - shape.y * scale
    ink = _ink(shape.ink, "rg")
    return f"{ink} BT/{letters.key} {size:g} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm{shown} ET"


def _path(path: Path, left: float, top: float, scale: float) -> str:
    found = []
    if path.fill:
        found.append(_ink(path.fill, "rg"))
    if path.stroke:
        found.append(f"{_ink(path.stroke, 'RG')} {path.width * scale:g} w")
    for name, places in path.moves:
        pairs = zip(places[::2], places[1::2], strict=True)
        moved = [c for x, y in pairs for c in (left + x * scale, top - y * scale)]
        found.append(f"{_numbers(*moved)} {NAMES[name]}")
    paint = {(True, True): "B", (True, False): "f", (False, True): "S"}
    found.append(paint.get((bool(path.fill), bool(path.stroke)), "n"))
    return " ".join(found)


def _ink(colour: str, operator: str) -> str:
    """Set a colour ``#rrggbb``."""
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return f"{' '.join(f'{p:.3g}' for p in parts)} {operator}"


def _numbers(*values: float) -> str:
    return " ".join(f"{v:.2f}" for v in values)
