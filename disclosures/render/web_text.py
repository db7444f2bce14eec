"""Sentences → HTML: bound figures as chips, words that a rule speaks of marked.

Every text is escaped.  A figure is ``data.figure``, or a link where its page is known; ``title``
says what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise

from disclosures.core.document import Figure, Made, Paragraph, Role

_ROLES = {
    Role.AMOUNT: "金额",
    Role.COUNT: "数量",
    Role.SHARE: "占比",
    Role.CHANGE: "增减额",
    Role.COMPLETION: "完成预算的百分比",
    Role.DIRECTION: "方向词",
}
_OF = {"this": "本年", "prior": "上年", "budget": "预算"}


@dataclass(frozen=True, slots=True)
class Chip:
    """What a figure leads to, if anything, and what is told of it."""

    told: str
    href: str = ""


Chips = Callable[[Figure], Chip]


@dataclass(frozen=True, slots=True)
class Marked:
    """Words of a paragraph that a rule speaks of, by their place in its text."""

    start: int
    end: int
    severity: str
    told: str


def chip_of(figure: Figure) -> Chip:
    """What a figure is, by itself: 增减率（本年、上年）."""
    role = "增减率" if figure.made is Made.RATE else _ROLES[figure.role]
    of = dict.fromkeys(_OF.get(source.of, "") for source in figure.sources)
    named = "、".join(filter(None, of))
    return Chip(f"{role}（{named}）" if named else role)


def paragraph_html(
    paragraph: Paragraph, chips: Chips = chip_of, marks: Sequence[Marked] = ()
) -> str:
    """The inside of a paragraph."""
    pieces = list(_pieces(paragraph, marks))
    return "".join(
        _marked(mark, "".join(_piece(text, figure, chips) for _, text, figure in same))
        for mark, same in groupby(pieces, key=lambda piece: piece[0])
    )


Piece = tuple[Marked | None, str, Figure | None]


def _pieces(paragraph: Paragraph, marks: Sequence[Marked]) -> Iterator[Piece]:
    """Words and figures in order, words cut where a mark begins or ends."""
    edges = sorted({edge for mark in marks for edge in (mark.start, mark.end)})
    at = 0
    for span in paragraph.spans:
        end = at + len(span.text)
        if isinstance(span, Figure):
            yield _mark(marks, at, end), span.shown, span
        else:
            cuts = [at, *(e for e in edges if at < e < end), end]
            for start, stop in pairwise(cuts):
                text = paragraph.text[start:stop]
                yield _mark(marks, start, stop), text, None
        at = end


def _mark(marks: Sequence[Marked], start: int, end: int) -> Marked | None:
    """The first mark, marks coming worst first, that touches a piece."""
    return next((m for m in marks if m.start < end and start < m.end), None)


def _marked(mark: Marked | None, inner: str) -> str:
    if mark is None:
        return inner
    return f'<mark class="{escape(mark.severity)}" title="{escape(mark.told)}">{inner}</mark>'


def _piece(text: str, figure: Figure | None, chips: Chips) -> str:
    if figure is None:
        return escape(text)
    chip = chips(figure)
    kind = f'class="figure" data-role="{figure.role}" data-slot="{escape(figure.slot)}"'
    told = f' title="{escape(chip.told)}"' if chip.told else ""
    if chip.href:
        return f'<a {kind}{told} href="{escape(chip.href)}">{escape(text)}</a>'
    return f'<data {kind}{told} value="{figure.value}">{escape(text)}</data>'
