"""Tables → HTML of the web page: every figure has an address and a link to its origin.

Built by joining strings, because a table may have thousands of cells; every text is escaped.
Classes: the table ``amounts``; rows ``total``, ``subtotal``, ``detail``, ``item`` (where blocks
stand side by side their cells bear these instead); cells by the type of their column, ``depth-N``
where moved in, ``lead at-N`` where they stay in sight while the table is moved sideways, the
severity of a finding, ``remarked`` where a remark is pinned, ``picked`` where the figure is the
one that was asked for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from disclosures.core.document import PrintedTable
from disclosures.core.forms import TEXT, Heading
from disclosures.core.tables import Address
from disclosures.render import sheet
from disclosures.render.sheet import Part, Spot

#: Where it is explained how the figure at an address is made.
Made = Callable[[Address], str]
#: What stands in a marked cell, so that colour is not the only sign.
SIGNS = {"error": "✕", "warning": "!", "info": "i"}
#: What stands in a cell to which a remark is pinned.
REMARKED = "批"
#: What a screen reader says of a blank figure that a finding speaks of.
BLANK = '<span class="unseen">空白</span>'
#: A part of a table that is too wide for paper has at most so many columns of amounts.
PAPER = 22


@dataclass(frozen=True)
class Mark:
    """What the rules say of a figure: the worst severity, and in words, e.g. 错误 IN-005."""

    severity: str
    words: str


@dataclass(frozen=True)
class Marks:
    """What the page shows at the figures of a table; ``remarks`` tells of remarks in words."""

    of: Mapping[Address, Mark] = field(default_factory=dict)
    picked: Address | None = None
    remarks: Mapping[Address, str] = field(default_factory=dict)

    def speak_of(self, address: Address) -> bool:
        """Whether there is anything to show at a cell."""
        return address in self.of or address in self.remarks or address == self.picked

    def sign(self, address: Address) -> str:
        """The signs in a cell, with their words."""
        mark, remarks = self.of.get(address), self.remarks.get(address)
        found = _sign(SIGNS.get(mark.severity, ""), mark.words) if mark else ""
        return found + (_sign(REMARKED, remarks, " remark") if remarks else "")


def anchor(address: Address | str) -> str:
    """The id of a cell by its address."""
    return "cell-" + re.sub(r"\s", "_", str(address))


def screen_html(table: PrintedTable, marks: Marks) -> str:
    """The whole table with an address and a link at every figure."""
    return _Drawing(table, Part(table.columns), marks).html()


def plain_html(table: PrintedTable, made: Made | None = None) -> str:
    """The whole table to be read: without addresses or marks.

    ``made`` says where it is explained how a figure is made; then the figure is a link.
    """
    return _Drawing(table, Part(table.columns), None, made).html()


def paper_html(table: PrintedTable) -> tuple[str, ...]:
    """The parts in which a table is printed that is too wide for paper; none for any other."""
    return tuple(_Drawing(table, part, None).html() for part in _parts(table))


def _parts(table: PrintedTable) -> list[Part]:
    pieces = [piece for ids in table.split[1:] for piece in _even(ids)]
    return [
        Part(tuple(table.column[c] for c in (*table.repeated, *ids)), number, len(pieces))
        for number, ids in enumerate(pieces, 1)
    ]


def _even(ids: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The columns of a group in as few pieces as fit on paper, about equally wide."""
    size = math.ceil(len(ids) / math.ceil(len(ids) / PAPER))
    return (ids[n : n + size] for n in range(0, len(ids), size))


def leads(table: PrintedTable) -> tuple[str, ...]:
    """The first columns, up to the name of the row; none where blocks stand side by side."""
    ids = [c.id for c in table.columns]
    kinds = [c.type for c in table.columns]
    first = kinds.index(TEXT) + 1 if TEXT in kinds else 0
    whole = table.blocks < 2 and not any(table.column[c].numeric for c in ids[:first])
    return tuple(ids[:first]) if whole else ()


class _Drawing:
    """One table, or a part of it, being written."""

    def __init__(
        self, table: PrintedTable, part: Part, marks: Marks | None, made: Made | None = None
    ) -> None:
        self.table, self.part, self.marks, self.made = table, part, marks, made
        self.single = table.blocks < 2
        self.lead = {c: n for n, c in enumerate(leads(table))} if marks else {}

    def html(self) -> str:
        label = f"（{self.part.label}）" if self.part.label else ""
        return (
            f'<table class="amounts"><caption>{escape(self.table.title)}{label}</caption>'
            f"<thead>{''.join(self._head())}</thead>"
            f"<tbody>{''.join(self._body())}</tbody></table>"
        )

    def _head(self) -> Iterator[str]:
        columns = self.part.columns
        found = sheet.headings(self.table, columns)
        for number in range(self.table.header_depth):
            cells = (self._heading(h) for h in found if h.row == number)
            yield f"<tr>{''.join(cells)}</tr>"
        if self.table.lane_row:
            spots = sheet.lanes(columns)
            cells = (f"<td{self._at(s, 'lane')}{span(s.span)}>{s.text}</td>" for s in spots)
            yield f'<tr class="lanes">{"".join(cells)}</tr>'

    def _heading(self, heading: Heading) -> str:
        kinds = [self.part.columns[heading.column].type] if heading.columns == 1 else []
        if heading.column + heading.columns <= len(self.lead):
            kinds += ["lead", f"at-{heading.column}"]
        kind = f' class="{" ".join(kinds)}"' if kinds else ""
        scope = "colgroup" if heading.columns > 1 else "col"
        label = escape(heading.label)
        if heading.columns > 1:
            label = f"<span>{label}</span>"
        return f'<th scope="{scope}"{kind}{span(heading.columns, heading.rows)}>{label}</th>'

    def _body(self) -> Iterator[str]:
        for line in sheet.lines(self.table, self.part.columns):
            row = line[0].row if self.single else None
            kind = f' class="{row.role}"' if row is not None else ""
            yield f"<tr{kind}>{''.join(map(self._cell, line))}</tr>"

    def _cell(self, spot: Spot) -> str:
        kind = spot.column.type
        if not self.single and spot.row is not None and spot.row.role in ("total", "subtotal"):
            kind = f"{kind} {spot.row.role}"
        if spot.amount is not None:
            return self._figure(spot, kind)
        if spot.depth:
            kind = f"{kind} depth-{spot.depth}"
        tag, scope = ("th", ' scope="row"') if spot.leads and spot.text else ("td", "")
        address = self._address(spot)
        ident, sign = self._seen(address)
        return (
            f"<{tag}{scope}{ident}{self._at(spot, kind, address)}{span(spot.span)}>"
            f"{sign}{escape(spot.text)}</{tag}>"
        )

    def _figure(self, spot: Spot, kind: str) -> str:
        if self.made and spot.amount and spot.text and spot.row is not None:
            href = escape(self.made(Address(self.table.role, spot.row.key, spot.column.id)))
            return f'<td class="{kind}"><a href="{href}">{spot.text}</a></td>'
        address = self._address(spot)
        if address is None or not (spot.text or self._is_spoken_of(address)):
            return f'<td class="{kind}">{spot.text}</td>'
        _, sign = self._seen(address)
        current = ' aria-current="true"' if self.marks and address == self.marks.picked else ""
        at, query = escape(str(address)), quote(str(address), safe="")
        return (
            f'<td id="{escape(anchor(address))}"{self._at(spot, kind, address)}>'
            f'<a data-at="{at}" href="?at={query}#origin"{current}>'
            f"{sign}{spot.text or BLANK}</a></td>"
        )

    def _address(self, spot: Spot) -> Address | None:
        """Where a cell stands; None in print, which has no addresses."""
        if self.marks is None or spot.row is None:
            return None
        return Address(self.table.role, spot.row.key, spot.column.id)

    def _is_spoken_of(self, address: Address) -> bool:
        return self.marks is not None and self.marks.speak_of(address)

    def _seen(self, address: Address | None) -> tuple[str, str]:
        """The id and the sign of a cell that a finding speaks of; nothing for any other."""
        if self.marks is None or address is None or not self._is_spoken_of(address):
            return "", ""
        return f' id="{escape(anchor(address))}"', self.marks.sign(address)

    def _at(self, spot: Spot, kind: str, address: Address | None = None) -> str:
        """The class of a cell: of the first columns, that stay in sight; of what is said of it."""
        place = self.lead.get(spot.column.id)
        if place is not None and place + spot.span <= len(self.lead):
            kind += f" lead at-{place}"
        if self.marks and address:
            mark = self.marks.of.get(address)
            kind += f" {mark.severity}" if mark else ""
            kind += " remarked" if address in self.marks.remarks else ""
            kind += " picked" if address == self.marks.picked else ""
        return f' class="{escape(kind)}"'


def _sign(sign: str, said: str, kind: str = "") -> str:
    words = escape(said)
    return f'<span class="sign{kind}" role="img" aria-label="{words}" title="{words}">{sign}</span>'


def span(columns: int, rows: int = 1) -> str:
    """The attributes of a cell over several columns or rows."""
    wide = f' colspan="{columns}"' if columns > 1 else ""
    return wide + (f' rowspan="{rows}"' if rows > 1 else "")
