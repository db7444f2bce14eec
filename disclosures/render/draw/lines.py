"""Paragraphs of Chinese text in justified lines.

Characters stand in a grid of one em; what does not fill it (Latin words, figures, squeezed marks)
is made up for by the same small space between all characters of a line, up to the right edge.
No line begins with a closing mark or ends with an opening one; figures with their units, Latin
words and dashes stay whole.  Marks that follow each other share a half em, the half that is empty
in a mark at the end of a line may stand outside, and marks within a line give up to a quarter em
where that keeps the next piece on it.  Lengths are in em.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from disclosures.render.draw.fonts import Letters, Typeface
from disclosures.render.wrap import NO_END, NO_START

#: Marks whose right half is empty, and marks whose left half is.
CLOSING = frozenset("，。、；：？！”’）》〉】〕」』")
OPENING = frozenset("“‘（《〈【〔「『")
HALF, QUARTER = 0.5, 0.25
#: A line that lacks no more than this is not squeezed; no gap is spread wider than that.
LOOSE, WIDEST = 1.0, 0.6
#: A last line that is not longer takes a piece of the line above, if that is no wider.
LONELY, MOVED = 1.0, 3.0
INDENT = 2.0

_UNITS = (
    "万元|亿元|千元|元|万平方米|平方米|个百分点|个项目|万人次|万人|人次|批次|年度|年|月|日|号"
    "|辆次|辆|台|套|个|人|批|次|项|倍|户|家|所|名|件|份|期|场|公里|天|小时|级|类|款|条|张|组"
)
_OPEN = "".join(map(re.escape, sorted(NO_END)))
_CLOSE = "".join(map(re.escape, sorted(NO_START)))
#: A Latin word or a figure; it ends before an opening mark that encloses something else.
_WORD = r"(?:[!-'*-Z\\^-z|}~\u00a1-\u024f)\]]|[(\[{](?=[!-~]))+"
_ATOMS = re.compile(rf"{_WORD}|——|……|\s+|.", re.DOTALL)
#: What stays on one line.
_PIECES = re.compile(
    rf"[{_OPEN}]*(?:{_WORD}(?:(?<=[\d%])(?:{_UNITS}))?|第(?=\d){_WORD}.?|——|……|.)[{_CLOSE}]*\s*",
    re.DOTALL,
)

Run = tuple[Letters, str]


@dataclass(frozen=True, slots=True)
class Atom:
    """What is set as one: a character or a word, how wide, and how it is shown.

    ``key`` names the letters among the resources of a page.
    """

    text: str
    key: str
    face: Typeface
    width: float
    codes: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What stays on one line: its width, and what of it must fit at the end of a line.

    ``marks`` counts the atoms that can give a quarter em, ``last`` apart.
    """

    atoms: tuple[Atom, ...]
    width: float
    seen: float
    marks: int
    first: str
    last: str


@dataclass(slots=True)
class Line:
    """A set line: ``x`` from the left edge, its width, and the operators after ``Tm``.

    ``operators`` holds ``%s`` where the size of the letters belongs.
    """

    x: float
    width: float
    operators: str


def set_lines(
    runs: Sequence[Run], room: float, *, indent: float = 0.0, hang: float = 0.0, even: bool = True
) -> list[Line]:
    """Runs of text in lines of ``room``: the first moved in by ``indent``, the others by ``hang``.

    Without ``even`` the lines are not spread to the right edge.
    """
    return _Setting(runs, room, indent, hang, even).lines()


class _Setting:
    """Sets one paragraph."""

    def __init__(
        self, runs: Sequence[Run], room: float, indent: float, hang: float, even: bool
    ) -> None:
        self.room, self.indent, self.hang, self.even = room, indent, hang, even
        self.pieces: list[Piece] = []
        for letters, text in runs:
            letters.used.update(text)
            face, key = letters.typeface, letters.key
            self._add([_piece(face, key, piece) for piece in _PIECES.findall(text)])

    def _add(self, pieces: list[Piece]) -> None:
        """A run that begins with a closing mark, or follows an opening one, is not cut off."""
        if self.pieces and pieces:
            before, after = self.pieces[-1], pieces[0]
            closes = after.first in NO_START and not before.last.isspace()
            if closes or before.last in NO_END:
                self.pieces[-1] = _joined((*before.atoms, *pieces.pop(0).atoms))
        self.pieces += pieces

    def lines(self) -> list[Line]:
        cuts = self._cuts()
        spans = list(pairwise(cuts))
        return [self._line(a, b, last=b == cuts[-1]) for a, b in spans]

    def _left(self, start: int) -> float:
        return self.hang if start else self.indent

    # -- where lines end ----------------------------------------------------------------------

    def _cuts(self) -> list[int]:
        """The pieces that lines begin with, and the end."""
        cuts = [0]
        while cuts[-1] < len(self.pieces):
            start = cuts[-1]
            room = self.room - self._left(start)
            self._divide(start, room)
            cuts.append(self._end(start, room))
        if len(cuts) > 2:
            self._accompany(cuts)
        return cuts if len(cuts) > 1 else [0, 0]

    def _end(self, start: int, room: float) -> int:
        """Behind the last piece of the line that begins with ``start``."""
        before, marks, end, count = "", 0, start, len(self.pieces)
        width = filled = 0.0
        while end < count:
            piece = self.pieces[end]
            width += _between(before, piece.first)
            if width + piece.seen > room and end > start:
                break
            filled = width + piece.seen
            width += piece.width
            before = piece.last
            marks += piece.marks + _gives(before)
            end += 1
        if end < count and room - filled > LOOSE:
            over = width + self.pieces[end].seen - room
            marks += self.pieces[end].marks
            if over <= marks * QUARTER and over < room - filled:
                return end + 1
        return end

    def _divide(self, start: int, room: float) -> None:
        """A piece that is longer than a line is cut, character by character."""
        piece = self.pieces[start]
        if piece.seen <= room:
            return
        singles = [_atom(a.face, a.key, c) for a in piece.atoms for c in a.text]
        total, count = 0.0, 0
        for atom in singles:
            total += atom.width
            if total > room and count:
                break
            count += 1
        cut = [x for x in (singles[:count], singles[count:]) if x]
        self.pieces[start : start + 1] = [_joined(tuple(x)) for x in cut]

    def _accompany(self, cuts: list[int]) -> None:
        """No single character on the last line: a piece of the line above comes with it."""
        start, end = cuts[-2], cuts[-1]
        alone = end - start == 1 and _ink(self.pieces[start].atoms) <= LONELY
        if alone and start - cuts[-3] > 2 and self.pieces[start - 1].seen <= MOVED:
            cuts[-2] -= 1

    # -- a line -------------------------------------------------------------------------------

    def _line(self, start: int, end: int, *, last: bool) -> Line:
        atoms = [a for p in self.pieces[start:end] for a in p.atoms]
        while atoms and atoms[-1].text.isspace():
            atoms.pop()
        while start and atoms and atoms[0].text.isspace():
            atoms.pop(0)
        x = self._left(start)
        if not atoms:
            return Line(x, 0.0, "")
        gaps = [_between(a.text[-1], b.text[0]) for a, b in pairwise(atoms)]
        width = sum(a.width for a in atoms) + sum(gaps)
        ends = HALF if atoms[-1].text in CLOSING else 0.0
        free = self.room - x - width
        if free + ends < -0.001:
            _squeeze(atoms, gaps, -free - ends)
            width = self.room - x + ends
        elif self.even and not last and gaps:
            spread = max(free, 0.0) if free > -0.001 else free + ends
            if spread <= WIDEST * len(gaps):
                gaps = [g + spread / len(gaps) for g in gaps]
                width += spread
        return Line(x, width, _operators(atoms, gaps))


def _squeeze(atoms: Sequence[Atom], gaps: list[float], over: float) -> None:
    """Take ``over`` from the empty halves of the marks within a line."""
    pairs = enumerate(pairwise(atoms))
    places = [n for n, (a, b) in pairs if not gaps[n] and (a.text in CLOSING or b.text in OPENING)]
    places = places or list(range(len(gaps)))
    for n in places:
        gaps[n] -= over / len(places)


def _operators(atoms: Sequence[Atom], gaps: Sequence[float]) -> str:
    """The text with its gaps: TJ moves to the left by thousandths of an em."""
    found, key = [], ""
    for atom, gap in zip(atoms, [*gaps, 0.0], strict=True):
        if atom.key != key:
            found.append(f">]TJ/{atom.key} %s Tf[<" if key else f"/{atom.key} %s Tf[<")
            key = atom.key
        found.append(atom.codes)
        if moved := round(-gap * 1000):
            found.append(f">{moved}<")
    return "".join([*found, ">]TJ"]).replace("<>", "")


def _between(before: str, after: str) -> float:
    """Two marks share the half em that is empty in one of them."""
    if not before:
        return 0.0
    if before in CLOSING:
        return -HALF if after in CLOSING or after in OPENING else 0.0
    return -HALF if before in OPENING and after in OPENING else 0.0


def _gives(text: str) -> bool:
    """Whether a mark has an empty half."""
    return text in CLOSING or text in OPENING


def _ink(piece: Sequence[Atom]) -> float:
    """The width of what is no mark."""
    return sum(a.width for a in piece if a.text not in CLOSING and not a.text.isspace())


@lru_cache(maxsize=20_000)
def _piece(face: Typeface, key: str, text: str) -> Piece:
    """A piece of text; those of one document are mostly those of the next."""
    return _joined(tuple(_atom(face, key, part) for part in _ATOMS.findall(text)))


def _joined(atoms: tuple[Atom, ...]) -> Piece:
    width, seen, last = 0.0, 0.0, ""
    for atom in atoms:
        width += _between(last, atom.text[0]) + atom.width
        last = atom.text[-1]
        if not last.isspace():
            seen = width - (HALF if last in CLOSING else 0.0)
    marks = sum(_gives(a.text) for a in atoms[:-1])
    return Piece(atoms, width, seen, marks, atoms[0].text[0], last)


def _atom(face: Typeface, key: str, text: str) -> Atom:
    """An atom with its codes, which stand within an array."""
    codes = "".join(map(face.codes.__getitem__, text))
    if "Tj" in codes:
        codes = codes.replace(">Tj/Span", ">]TJ/Span").replace("EMC<", "EMC[<")
    return Atom(text, key, face, face.width(text), codes)
