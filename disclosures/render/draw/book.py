"""The pages of a document, its tags (structure tree), bookmarks and metadata.

Lengths are in pt, y is counted from the bottom of the page.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from disclosures.render.draw.fonts import BOLD, REGULAR, SANS, Letters
from disclosures.render.draw.pack import File, text

LONG, SHORT = 841.89, 595.276
MM = 72 / 25.4
#: Margins of pages with tables and of cover and contents: left, right, top, bottom.
TABLE_MARGINS = (16 * MM, 16 * MM, 15 * MM, 17 * MM)
FRONT_MARGINS = (28 * MM, 26 * MM, 37 * MM, 35 * MM)
STAMP = "草稿"
#: Sine and cosine of the stamp's 35 degrees, its size, and the room between its characters.
SINE, COSINE, STAMP_SIZE, STAMP_GAP = 0.5736, 0.8192, 150, 45


@dataclass
class Tag:
    """An element of the structure tree; its children are references or marked content."""

    number: int
    kind: str
    parent: int
    attributes: str = ""
    kids: list[str] = field(default_factory=list)


class Bookmark(NamedTuple):
    """An entry of the outline, from level 1 on; ``top`` is where its place on the page begins."""

    level: int
    title: str
    page: Page
    top: float | None = None


@dataclass
class Page:
    """A page while it is drawn.  ``marks`` are the elements of its marked contents, in order."""

    number: int
    width: float
    height: float
    margins: tuple[float, float, float, float]
    operators: list[str] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Where the printable area begins."""
        return self.margins[0]

    @property
    def room(self) -> float:
        """The width of the printable area."""
        return self.width - self.margins[0] - self.margins[1]

    @property
    def top(self) -> float:
        """Where the printable area begins at the top."""
        return self.height - self.margins[2]

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.margins[3]


class Book:
    """A document while it is drawn."""

    def __init__(self, *, draft: bool) -> None:
        self.file = File()
        self.draft = draft
        self.regular = Letters(self.file, REGULAR)
        self.bold = Letters(self.file, BOLD)
        self._sans: Letters | None = None
        self.pages: list[Page] = []
        self.tree = self.file.add()
        self.tags: list[Tag] = []
        self.root = self.tag("Document", self.tree)
        self.bookmarks: list[Bookmark] = []
        self.linked: dict[int, int] = {}

    @property
    def sans(self) -> Letters:
        """The letters of main headings; a document that has none does not carry them."""
        if self._sans is None:
            self._sans = Letters(self.file, SANS)
        return self._sans

    @property
    def letters(self) -> list[Letters]:
        """All letters of the document."""
        return [self.regular, self.bold, *filter(None, [self._sans])]

    def page(
        self,
        orientation: str = "portrait",
        margins: tuple[float, float, float, float] = TABLE_MARGINS,
    ) -> Page:
        """Another page, with its stamp if it is a draft."""
        wide, high = (SHORT, LONG) if orientation == "portrait" else (LONG, SHORT)
        page = Page(self.file.add(), wide, high, margins)
        self.pages.append(page)
        if self.draft:
            self._stamp(page)
        return page

    def _stamp(self, page: Page) -> None:
        shown, width = self.bold.set(STAMP)
        back, up = (width * STAMP_SIZE + STAMP_GAP) / 2, STAMP_SIZE * 0.35
        x = page.width / 2 - back * COSINE + up * SINE
        y = page.height / 2 - back * SINE - up * COSINE
        page.operators.append(
            f"/Artifact<</Type/Background>>BDC q/Stamp gs .78 0 0 rg BT {STAMP_GAP} Tc/B "
            f"{STAMP_SIZE} Tf {COSINE} {SINE} -{SINE} {COSINE} {x:.2f} {y:.2f} Tm{shown} ET Q EMC"
        )

    def write(
        self,
        page: Page,
        x: float,
        y: float,
        value: str,
        size: float,
        *,
        tag: Tag | None = None,
        bold: bool = False,
    ) -> None:
        """One line of text from (x, y) on; without a tag it is no part of the content."""
        letters = self.bold if bold else self.regular
        shown, _ = letters.set(value)
        page.operators.append(
            f"{self.opening(page, tag)} BT/{letters.key} {size:g} Tf "
            f"1 0 0 1 {x:.2f} {y:.2f} Tm{shown} ET EMC"
        )

    def opening(self, page: Page, tag: Tag | None) -> str:
        """The operator that begins what belongs to a tag, or else what is no content."""
        if tag is None:
            return "/Artifact<</Type/Pagination>>BDC"
        mark = len(page.marks)
        tag.kids.append(f"<</Type/MCR/Pg {page.number} 0 R/MCID {mark}>>")
        page.marks.append(tag.number)
        return f"/{tag.kind}<</MCID {mark}>>BDC"

    def tag(self, kind: str, parent: Tag | int, attributes: str = "") -> Tag:
        """An element of the structure tree, at the end of its parent."""
        above = parent if isinstance(parent, int) else parent.number
        made = Tag(self.file.add(), kind, above, attributes)
        if isinstance(parent, Tag):
            parent.kids.append(f"{made.number} 0 R")
        self.tags.append(made)
        return made

    def link(
        self, page: Page, box: tuple[float, float, float, float], to: Bookmark, tag: Tag
    ) -> None:
        """A link from a box on a page to another place; ``tag`` is its Link element."""
        number = self.file.add()
        spot = " ".join(f"{v:.2f}" for v in box)
        self.file.objects[number] = (
            f"<</Type/Annot/Subtype/Link/Rect[{spot}]/Border[0 0 0]/F 4/StructParent {number}"
            f"/Dest{destination(to)}/Contents{text(f'转到：{to.title}')}>>"
        )
        page.links.append(number)
        self.linked[number] = tag.number
        tag.kids.append(f"<</Type/OBJR/Obj {number} 0 R/Pg {page.number} 0 R>>")


def destination(to: Bookmark) -> str:
    """Where a bookmark leads: the whole page, or a place on it."""
    view = "/Fit" if to.top is None else f"/XYZ null {to.top:.2f} null"
    return f"[{to.page.number} 0 R{view}]"


@contextmanager
def without_collector() -> Iterator[None]:
    """A hundred thousand short texts would have the garbage collector walk the whole process."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
