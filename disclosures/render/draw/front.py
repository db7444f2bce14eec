"""Cover and contents: drawn last, when the page numbers are known; read first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from disclosures.render.draw.book import FRONT_MARGINS, MM, Book, Bookmark, Page, Tag
from disclosures.render.wrap import Measure, balanced, tidy

#: The lines of the cover, the last of them larger; heading of the contents; day and version.
WHO, WHAT, HEADING, FOOT = 24.0, 32.0, 22.0, 16.0
#: Letters of page numbers, and how far below the text they stand (GB/T 9704: 7 mm),
#: but not lower above the edge of the paper than where printers reach.
FOLIO, FOLIO_DROP, FOLIO_LOWEST = 14.0, 7 * MM, 24.0
#: How much closer the lines of the contents may stand.
TIGHTER = (0.95, 0.9, 0.85)
ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class EntryLook:
    """How an entry of the contents is set, in pt; ``code`` is the room for its code."""

    size: float
    step: float
    indent: float = 0.0
    code: float = 0.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the contents; ``level`` begins with 1."""

    to: Bookmark
    title: str
    code: str = ""
    level: int = 1


@dataclass
class Front:
    """Cover and contents; their tags stand where this is made, before what is read later."""

    book: Book
    looks: Sequence[EntryLook]
    entries: list[Entry] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    def __post_init__(self) -> None:
        root = self.book.root
        self._cover, self._contents = self.book.tag("Sect", root), self.book.tag("Sect", root)

    def draw(
        self,
        title: Sequence[str],
        foot: Sequence[str],
        contents: str,
        folios: Mapping[int, int],
        *,
        numbered: bool = False,
    ) -> list[Page]:
        """The pages: a cover with its lines, and the contents with that heading.

        ``folios`` are page numbers by the number of the page's object; ``numbered`` prints roman
        numbers below the contents.
        """
        self._draw_cover(title, foot)
        self._draw_contents(contents, folios)
        if numbered:
            for number, page in enumerate(self.pages[1:], 2):
                folio(self.book, page, roman(number), right=number % 2 == 1)
        return self.pages

    def _page(self) -> Page:
        page = self.book.page(margins=FRONT_MARGINS)
        self.pages.append(page)
        return page

    def _draw_cover(self, title: Sequence[str], foot: Sequence[str]) -> None:
        page = self._page()
        y = page.top - 55 * MM
        heading = self.book.tag("H1", self._cover)
        for text in title[:-1]:
            y = self._middle(page, y, text, (WHO, 1.5), heading) - 8 * MM
        y = self._middle(page, y, title[-1] if title else "", (WHAT, 1.4), heading)
        below = page.bottom + 2 * FOOT * len(foot)
        for text in foot:
            tag = self.book.tag("P", self._cover)
            below = self._middle(page, below, text, (FOOT, 2.0), tag, bold=False)

    def _middle(
        self,
        page: Page,
        y: float,
        text: str,
        look: tuple[float, float],
        tag: Tag,
        *,
        bold: bool = True,
    ) -> float:
        """A text in the middle of the page, in as many lines as it takes; size and leading."""
        size, leading = look
        width = (self.book.bold if bold else self.book.regular).width
        for line in balanced(text, page.room / size, width):
            x = page.left + (page.room - width(line) * size) / 2
            base = y - size * (leading + 0.76) / 2
            self.book.write(page, x, base, line, size, tag=tag, bold=bold)
            y -= size * leading
        return y

    # -- contents -----------------------------------------------------------------------------

    def _draw_contents(self, contents: str, folios: Mapping[int, int]) -> None:
        page = self._page()
        heading = self.book.tag("H1", self._contents)
        spaced = "　".join(contents) if len(contents) == 2 else contents
        y = self._middle(page, page.top, spaced, (HEADING, 1.25), heading) - 10 * MM
        self._tighten(page, y)
        listings = [self.book.tag("TOC", self._contents)]
        items: list[Tag] = []
        for place, entry in enumerate(self.entries):
            level = min(entry.level, len(items) + 1)
            del listings[level:], items[level - 1 :]
            if len(listings) < level:
                listings.append(self.book.tag("TOC", items[-1]))
            items.append(self.book.tag("TOCI", listings[-1]))
            look = self.looks[entry.level - 1]
            titles = self._titles(page, entry, look)
            needed = look.step * len(titles) + self._kept(place)
            if y - needed < page.bottom - 1:
                page = self._page()
                y = page.top
            y = self._entry(page, y, entry, titles, folios[entry.to.page.number], items[-1])

    def _tighten(self, page: Page, y: float) -> None:
        """Set the lines closer where that saves a page: none is left for a line or two."""
        for share in TIGHTER:
            looks = [replace(look, step=look.step * share) for look in self.looks]
            if self._count(page, y, looks) < self._count(page, y, self.looks):
                self.looks = looks
                return

    def _count(self, page: Page, y: float, looks: Sequence[EntryLook]) -> int:
        """How many pages the entries take."""
        count, room = 1, y - page.bottom
        for entry in self.entries:
            look = looks[entry.level - 1]
            height = look.step * len(self._titles(page, entry, look))
            if height > room + 1:
                count, room = count + 1, page.top - page.bottom
            room -= height
        return count

    def _titles(self, page: Page, entry: Entry, look: EntryLook) -> list[str]:
        room = page.room - look.indent - look.code * bool(entry.code) - 40
        return tidy(entry.title, room / look.size, self._width(look))

    def _kept(self, place: int) -> float:
        """An entry with others below it does not stand alone at the foot of a page."""
        this, *following = self.entries[place : place + 2]
        deeper = following and following[0].level > this.level
        return self.looks[following[0].level - 1].step if deeper else 0.0

    def _width(self, look: EntryLook) -> Measure:
        return (self.book.bold if look.bold else self.book.regular).width

    def _entry(
        self, page: Page, y: float, entry: Entry, titles: Sequence[str], number: int, item: Tag
    ) -> float:
        book, look = self.book, self.looks[entry.level - 1]
        link = book.tag("Link", item)
        top, start = y, page.left + look.indent
        base = y - 0.88 * look.step + look.size * 0.38
        if entry.code:
            book.write(page, start, base, entry.code, look.size, tag=link, bold=look.bold)
            start += look.code
        for title in titles:
            book.write(page, start, base, title, look.size, tag=link, bold=look.bold)
            base, y = base - look.step, y - look.step
        base += look.step
        right = page.left + page.room
        shown = str(number)
        at = right - book.regular.width(shown) * look.size
        end = start + (self._width(look)(titles[-1]) + 0.4) * look.size
        self._dots(page, end, at - 0.4 * look.size, base, look.size)
        book.write(page, at, base, shown, look.size, tag=link)
        book.link(page, (page.left + look.indent, y, right, top), entry.to, link)
        return y

    def _dots(self, page: Page, start: float, end: float, y: float, size: float) -> None:
        step = self.book.regular.width(".") * size
        count = int((end - start) / step)
        if count > 0:
            self.book.write(page, end - count * step, y, "." * count, size)


def folio(book: Book, page: Page, label: str, *, right: bool) -> None:
    """The number of a page below its text, one character in from the outer edge."""
    shown = f"— {label} —"
    x = page.left + FOLIO
    if right:
        x = page.left + page.room - FOLIO - book.regular.width(shown) * FOLIO
    y = max(page.bottom - FOLIO_DROP - FOLIO * 0.76, FOLIO_LOWEST)
    book.write(page, x, y, shown, FOLIO)


def roman(number: int) -> str:
    """A small number in Roman figures: i, ii, iii, iv …"""
    found = ""
    for value, sign in ROMAN:
        while number >= value:
            found, number = found + sign, number - value
    return found
