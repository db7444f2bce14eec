"""How the figures of a table are made → HTML: parts, lines of the ledger, and what uses them.

``made_html`` explains every figure of one table that is not nothing, under the id ``made_id``
gives it, so that a figure anywhere can lead to its explanation.  Every text is escaped; sums of
what is not listed are the only thing that is calculated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote

from disclosures.core.document import (
    Document,
    Figure,
    LedgerLine,
    Makings,
    PrintedColumn,
    PrintedTable,
    Source,
)
from disclosures.core.document.line_words import amount_of, more_of, name_of, only_unit, yuan
from disclosures.core.forms import COUNT
from disclosures.core.money import Unit, show_count
from disclosures.core.tables import Address
from disclosures.render.called import column_names, row_names
from disclosures.render.web_document import DEEPEST, heading_html

#: Where a piece of the document stands, by its id in ``document_html``: section-…, chart-….
Places = Callable[[str], str]
#: So many parts, lines or uses of one figure are listed; of the others the sum is told.
MOST = 200
MOST_USES = 20
FILED = "这张表照印出的公开表填报，各数即印出的数，没有填报下级数据，只列出哪些文句用到它们。"
UNKNOWN = "这一版固定时还没有保存各数由什么构成，只列出哪些文句用到它们。"
TOLD = "每一个不为零的数由什么构成：由表内哪些数相加，或者由填报的哪些行相加。金额精确到分。"
#: Signs that a fragment of an address may not hold as they are.
_UNFIT = re.compile(r'["#%<>\\^`{|}\s\x00-\x20]')


def made_id(address: Address) -> str:
    """The id under which a figure is explained: ``made-`` row ``/`` column, blanks as ``_``."""
    return "made-" + re.sub(r"\s", "_", f"{address.row}/{address.column}")


def made_href(address: Address, page: str = "") -> str:
    """The address of the explanation of a figure, on the page of its table at ``page``."""
    fragment = _UNFIT.sub(lambda found: quote(found[0]), made_id(address))
    return f"{page}#{fragment}"


def explained(document: Document, role: str) -> frozenset[Address]:
    """The figures of a table that ``made_html`` explains."""
    makings = document.makings(role)
    return frozenset(makings.address(n) for n in _told(makings))


def made_html(document: Document, role: str, *, places: Places, level: int = 2) -> str:
    """The explanations of one table, row by row, the headings of rows at ``level``.

    ``places`` says where a sentence that uses a figure can be read.  KeyError where there is no
    such table.
    """
    return _Made(document, document.makings(role), places, level).html()


def _told(makings: Makings) -> list[int]:
    """The figures that are not nothing, or nothing though what they add is something."""
    figures = enumerate(makings.figures)
    return [n for n, f in figures if f.amount or n in makings.parts or n in makings.lines]


class _Place(NamedTuple):
    """A section or chart: its id in ``document_html`` and its heading."""

    id: str
    name: str


#: By figure and place what is said of it there, in order, each once.
_Uses = dict[Address, dict[_Place, dict[str, None]]]


class _Made:
    """One table being explained."""

    def __init__(self, document: Document, makings: Makings, places: Places, level: int) -> None:
        self.document, self.makings, self.places, self.level = document, makings, places, level
        self.table: PrintedTable = makings.table
        self.rows, self.columns = row_names(self.table), column_names(self.table)
        self.told = _told(makings)
        self.uses = _uses(document, self.table.role)

    def html(self) -> str:
        rows = groupby(self.told, key=lambda n: self.makings.figures[n].row.key)
        body = "".join(self._row(key, list(numbers)) for key, numbers in rows)
        return f'<div class="made">{self._opening()}{body}</div>'

    def _opening(self) -> str:
        if not self.told:
            return '<p class="hint">这张表没有不为零的数。</p>'
        told = FILED if self.document.filed else TOLD if self.document.origins else UNKNOWN
        nothing = len(self.makings.figures) - len(self.told)
        rest = f"另有 {nothing} 个数为零，不列出。" if nothing else ""
        if self.makings.origins.lines and (unit := only_unit(self.document.ledger)):
            told += f"填报数据都是{unit}的。"
        return f'<p class="hint">{escape(told)}{rest}</p>'

    def _row(self, key: str, numbers: Sequence[int]) -> str:
        name = self.rows.get(key) or self.table.title
        inner = "".join(map(self._figure, numbers))
        return f"<section>{heading_html(name, self.level)}{inner}</section>"

    def _figure(self, number: int) -> str:
        address = self.makings.address(number)
        name = self.columns[self.makings.figures[number].column.id]
        heading = _heading(name, self._shown(number), self.level + 1)
        return (
            f'<div class="of" id="{escape(made_id(address))}">{heading}{self._exact(number)}'
            f"{self._parts(number)}{self._lines(number)}{self._used(number, address)}</div>"
        )

    def _shown(self, number: int) -> str:
        """As printed, with its unit."""
        _, column, cell = self.makings.figures[number]
        if column.type == COUNT:
            return cell.text or show_count(cell.amount or 0)
        return f"{cell.text or '0'} {self.table.unit}"

    def _exact(self, number: int) -> str:
        """In 元, where that says more than what is printed."""
        if self._counts(number) or self.document.filed or self.table.unit == Unit.YUAN.value:
            return ""
        return f'<p class="exact">准确数 {yuan(self.makings.figures[number].amount)}</p>'

    # -- what it adds -------------------------------------------------------------------------

    def _parts(self, number: int) -> str:
        parts = self.makings.parts.get(number, ())
        more = number in self.makings.lines
        if not parts:
            return ""
        if len(parts) == 1 and not more:
            return f"<p>＝ 表内的{self._link(number, parts[0])}</p>"
        listed = "".join(self._part(number, part) for part in parts[:MOST])
        rest = [self.makings.figures[part].amount for part in parts[MOST:]]
        head = f"＝ 表内 {len(parts)} 个数相加" + ("，再加下面的填报数据" if more else "")
        return _list(head, listed + _rest("个数", rest, self._counts(number)))

    def _part(self, whole: int, part: int) -> str:
        amount = self.makings.figures[part].amount
        shown = show_count(amount) if self._counts(part) else yuan(amount)
        return f"<li>{self._link(whole, part)} <span>{shown}</span></li>"

    def _lines(self, number: int) -> str:
        numbers = self.makings.lines.get(number, ())
        if not numbers:
            return ""
        column = self.makings.figures[number].column
        lines = [self.document.ledger.by_number[n] for n in numbers]
        if len(lines) == 1 and number not in self.makings.parts:
            return f"<p>＝ 填报的这一行：{self._name(lines[0])} {self._more(lines[0])}</p>"
        lines.sort(key=lambda line: -abs(line.taken(column)))
        listed = "".join(self._line(line, column) for line in lines[:MOST])
        rest = [line.taken(column) for line in lines[MOST:]]
        return _list(
            f"＝ 填报的 {len(lines)} 行相加", listed + _rest("行", rest, self._counts(number))
        )

    def _line(self, line: LedgerLine, column: PrintedColumn) -> str:
        amount = escape(amount_of(line, column))
        return f"<li><b>{self._name(line)}</b> <span>{amount}</span> {self._more(line)}</li>"

    def _name(self, line: LedgerLine) -> str:
        return escape(name_of(self.document.ledger, line))

    def _more(self, line: LedgerLine) -> str:
        return f"<small>{escape(more_of(self.document.ledger, line))}</small>"

    def _counts(self, number: int) -> bool:
        return self.makings.figures[number].column.type == COUNT

    # -- what uses it -------------------------------------------------------------------------

    def _used(self, number: int, address: Address) -> str:
        cells = [self._link(number, use) for use in self.makings.uses.get(number, ())]
        said = [self._said(place, uses) for place, uses in self.uses.get(address, {}).items()]
        return _listed("汇入", cells) + _listed("写入", said)

    def _said(self, place: _Place, shown: Iterable[str]) -> str:
        href = escape(self.places(place.id))
        return f'<a href="{href}">{escape(place.name)}</a>（{escape("、".join(shown))}）'

    def _link(self, seen: int, other: int) -> str:
        """Another figure by what tells it from the one that is being read."""
        here, there = self.makings.figures[seen], self.makings.figures[other]
        row = self.rows.get(there.row.key) or self.table.title
        column = self.columns[there.column.id]
        if here.row.key == there.row.key:
            name = column
        else:
            name = row if here.column.id == there.column.id else f"{row} · {column}"
        return f'<a href="{escape(made_href(self.makings.address(other)))}">{escape(name)}</a>'


def _heading(name: str, shown: str, level: int) -> str:
    tag = f"h{min(level, DEEPEST)}"
    return f"<{tag}>{escape(name)} <span>{escape(shown)}</span></{tag}>"


def _list(head: str, items: str) -> str:
    return f'<p>{head}：</p><ul class="parts">{items}</ul>'


def _listed(what: str, links: Sequence[str]) -> str:
    """Nothing where there are none."""
    if not links:
        return ""
    more = f"等 {len(links)} 处" if len(links) > MOST_USES else ""
    return f'<p class="uses">{what}：{"、".join(links[:MOST_USES])}{more}</p>'


def _rest(what: str, amounts: Sequence[int], counted: bool) -> str:
    if not amounts:
        return ""
    shown = show_count(sum(amounts)) if counted else yuan(sum(amounts))
    return f"<li><b>其余 {len(amounts)} {what}合计</b> <span>{shown}</span></li>"


def _uses(document: Document, role: str) -> _Uses:
    """The sections and charts that use figures of a table, with what they say of each."""
    found: _Uses = {}
    for place, shown, sources in (*_sentences(document), *_charts(document)):
        for source in sources:
            for cell in source.cells if source.of == "this" else ():
                if cell.table == role:
                    found.setdefault(cell, {}).setdefault(place, {})[shown] = None
    return found


def _sentences(document: Document) -> Iterator[tuple[_Place, str, Iterable[Source]]]:
    for section in document.walk():
        for paragraph in section.paragraphs:
            for span in paragraph.spans:
                if isinstance(span, Figure):
                    place = _Place(f"section-{section.id}", section.heading)
                    yield place, span.shown, span.sources


def _charts(document: Document) -> Iterator[tuple[_Place, str, Iterable[Source]]]:
    for chart in document.charts:
        for point in chart.points:
            yield _Place(f"chart-{chart.id}", chart.number), point.label, point.sources
