"""What flows down the pages: blocks that are kept together or divided, and where they go.

A block is a column of units (lines, rows, a picture) of known height.  A block that is kept with
the next never stands at the foot of a page without its first units; a paragraph is never divided
so that a single line of it stands alone.  Lengths are in pt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from disclosures.render.draw.book import Page

#: A page gives up its last hundredths of a point before a line is moved on.
SLACK = 0.05

#: Draws the units from … up to … of a block on a page, from a place downwards.
Draw = Callable[[Page, float, int, int], None]


@dataclass(frozen=True, slots=True)
class Block:
    """Units of the flow.  ``before`` is the space above, which is left out at the top of a page.

    ``keep``: stays on the page of the next block.  ``least``: how many units may stand alone at
    the foot or the top of a page; 0 keeps all of them together.  ``placed`` is told where the
    block begins.  ``smaller`` gives the block in less room, or None where it lacks too much.
    """

    heights: Sequence[float]
    draw: Draw
    before: float = 0.0
    keep: bool = False
    least: int = 2
    placed: Callable[[Page, float], None] | None = None
    smaller: Callable[[float], Block | None] | None = None

    @property
    def height(self) -> float:
        """All of it, without the space above."""
        return sum(self.heights)

    @property
    def start(self) -> int:
        """How many units must stand where it begins."""
        count = len(self.heights)
        return count if self.keep or not self.least or count < 2 * self.least else self.least


@dataclass
class Flow:
    """Places blocks on pages, which ``turn`` makes."""

    turn: Callable[[], Page]
    page: Page | None = None
    y: float = 0.0
    waiting: list[Block] = field(default_factory=list)

    def add(self, *blocks: Block) -> None:
        """The next blocks."""
        for block in blocks:
            self.waiting.append(block)
            if not block.keep:
                self._place()

    def new_page(self) -> None:
        """What follows begins a page."""
        self._place()
        self.page = None

    def finish(self) -> None:
        """Nothing follows."""
        self.new_page()

    @property
    def left(self) -> float:
        """What the page has left below what waits for it; nothing where the next begins one."""
        return 0.0 if self.page is None else self._free(self.page) - _height(self.waiting)

    def open(self, height: float) -> Page:
        """Places what waits, with room of that height below it: on this page or on the next."""
        chain, self.waiting = self.waiting, []
        if self.page is not None and _height(chain) + height > self._free(self.page):
            self.page = None
        for block in chain:
            self._put(block)
        return self.page or self._turn()

    # -- placing ------------------------------------------------------------------------------

    def _place(self) -> None:
        """The waiting blocks, on one page as far as they must be."""
        chain, self.waiting = self.waiting, []
        if chain and self.page is not None:
            lacking = self._needed(chain) - self._free(self.page)
            if lacking > 0 and not _squeeze(chain, lacking):
                self.page = None
        for block in chain:
            self._put(block)

    def _needed(self, chain: Sequence[Block]) -> float:
        *kept, last = chain
        return _height(kept) + last.before + sum(last.heights[: last.start])

    def _free(self, page: Page) -> float:
        return self.y - page.bottom + SLACK

    def _put(self, block: Block) -> None:
        done, count = 0, len(block.heights)
        while done < count:
            page = self.page or self._turn()
            fresh = self.y == page.top
            before = 0.0 if done or fresh else block.before
            fits = self._fitting(block, done, self._free(page) - before)
            if not fits and not fresh:
                self.page = None
                continue
            self.y -= before
            if not done and block.placed:
                block.placed(page, self.y)
            end = done + max(fits, 1)
            block.draw(page, self.y, done, end)
            self.y -= sum(block.heights[done:end])
            done = end
            if done < count:
                self.page = None

    def _turn(self) -> Page:
        self.page = page = self.turn()
        self.y = page.top
        return page

    def _fitting(self, block: Block, done: int, room: float) -> int:
        """How many units go on this page, so that none stand alone here or on the next."""
        rest = block.heights[done:]
        count, least = 0, block.least
        for height in rest:
            if height > room:
                break
            room -= height
            count += 1
        if count == len(rest):
            return count
        count = min(count, len(rest) - least)
        return count if least and count >= least else 0


def _height(chain: Sequence[Block]) -> float:
    return sum(b.before + b.height for b in chain)


def _squeeze(chain: list[Block], lacking: float) -> bool:
    """Whether a block of the chain could be made smaller, so that all of it fits."""
    for number, block in enumerate(chain):
        if block.smaller and (found := block.smaller(lacking)):
            chain[number] = found
            return True
    return False
