"""Tables → HTML: one markup for the web page and for print.

Built by joining strings, because a table may have thousands of cells; every text is escaped.
Classes: the table ``amounts`` and its role; rows ``total``, ``subtotal``, ``detail``, ``item``
(where blocks stand side by side their cells bear these instead); cells ``text``, ``code``,
``line``, ``amount``, ``count``, moved in ``depth-1`` … and ``span`` where a label covers several.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from disclosures.core.forms import FormSet, Heading
from disclosures.core.tables import Address, Table
from disclosures.render import sheet
from disclosures.render.draw.wrap import balanced
from disclosures.render.measure import PADDING, em
from disclosures.render.sheet import Caption, Part, Spot

#: The em that the left of three texts may take before it takes more than its share of the line.
LONG = 21.0


@dataclass(frozen=True)
class Marks:
    """What a page shows at the cells: the severity of the finding that speaks of each."""

    severities: Mapping[Address, str] = field(default_factory=dict)


def table_html(
    table: Table, form_set: FormSet, department: str, *, marks: Marks | None = None
) -> str:
    """The whole table with caption, notes and, if it is empty, the explanation.

    With ``marks`` every figure has an id, a link to its origin and the class of its finding.
    """
    return part_html(
        table, form_set, department, Part(table.form.columns), marks=marks
    ) + foot_html(table, form_set, department)


def part_html(
    table: Table,
    form_set: FormSet,
    department: str,
    part: Part,
    *,
    marks: Marks | None = None,
    widths: Sequence[float] = (),
) -> str:
    """The ``<table>`` of some columns; ``widths`` in em without padding, for print."""
    pieces = [f'<table class="amounts {escape(table.role)}">']
    name = sheet.part_name(table, part) if part.of > 1 else ""
    pieces.append(_caption(sheet.caption(table, form_set, department), part, name))
    if widths:
        pieces.append(_columns(widths))
    pieces.append(f"<thead>{''.join(_head(table, part, widths))}</thead><tbody>")
    pieces += _body(table, part, marks)
    pieces.append("</tbody></table>")
    return "".join(pieces)


def foot_html(table: Table, form_set: FormSet, department: str) -> str:
    """The explanation of an empty table and the notes; an empty text where there are none."""
    why = sheet.explanation(table, form_set, department)
    notes = sheet.notes(table, form_set, department)
    pieces = [f'<p class="empty-why">{escape(why)}</p>'] if why else []
    if notes:
        items = "".join(f"<li>{escape(n)}</li>" for n in notes)
        pieces.append(f'<div class="notes"><b>注：</b><ol>{items}</ol></div>')
    return "".join(pieces)


def _caption(caption: Caption, part: Part, name: str) -> str:
    again = part.number > 1
    return (
        f'<caption><h2 class="title{" again" if again else ""}">{escape(caption.title)}'
        f"{'（续）' if again else ''}</h2>"
        f'<p class="number">{escape(caption.code)}{_part(part, name)}</p>'
        f"{_sides(caption)}</caption>"
    )


def _sides(caption: Caption) -> str:
    """Department, year and unit in one line; two of them, or a long name, share it otherwise."""
    texts = (("left", caption.left), ("center", caption.center), ("right", caption.right))
    spans = "".join(f'<span class="{n}">{escape(text)}</span>' for n, text in texts if text)
    kind = "" if caption.center and em(caption.left) <= LONG else " uneven"
    return f'<p class="sides{kind}">{spans}</p>'


def _part(part: Part, name: str) -> str:
    if not part.label:
        return ""
    title = escape(f"{part.number}/{part.of} {name}")
    return f' <span class="part" title="{title}">{part.label}</span>'


def _columns(widths: Sequence[float]) -> str:
    whole = sum(widths) + PADDING * len(widths)
    shares = ((w + PADDING) / whole * 100 for w in widths)
    cols = "".join(f'<col style="width:{share:.3f}%"/>' for share in shares)
    return f"<colgroup>{cols}</colgroup>"


def _head(table: Table, part: Part, widths: Sequence[float]) -> Iterator[str]:
    found = sheet.headings(table.form, part.columns)
    for number in range(table.form.header_depth):
        cells = (
            f'<th scope="{"colgroup" if h.columns > 1 else "col"}"{_span(h.columns, h.rows)}>'
            f"{_label(h, widths)}</th>"
            for h in found
            if h.row == number
        )
        yield f"<tr>{''.join(cells)}</tr>"
    if table.form.lane_row:
        cells = (f"<td{_span(s.span)}>{escape(s.text)}</td>" for s in sheet.lanes(part.columns))
        yield f'<tr class="lanes">{"".join(cells)}</tr>'


def _label(heading: Heading, widths: Sequence[float]) -> str:
    """A header in lines of about the same length, where the width of the columns is known."""
    if not widths:
        return escape(heading.label)
    own = widths[heading.column : heading.column + heading.columns]
    room = sum(own) + PADDING * (len(own) - 1)
    return "<br/>".join(escape(line) for line in balanced(heading.label, room, em))


def _span(columns: int, rows: int = 1) -> str:
    wide = f' colspan="{columns}"' if columns > 1 else ""
    return wide + (f' rowspan="{rows}"' if rows > 1 else "")


def _body(table: Table, part: Part, marks: Marks | None) -> Iterator[str]:
    single = len(table.blocks) == 1
    for line in sheet.lines(table, part.columns):
        row = line[0].row if single else None
        kind = f' class="{row.role}"' if row is not None else ""
        cells = "".join([_cell(table, spot, single, marks) for spot in line])
        yield f"<tr{kind}>{cells}</tr>"


def _cell(table: Table, spot: Spot, single: bool, marks: Marks | None) -> str:
    row, kind = spot.row, spot.column.type
    if not single and row is not None and row.role in ("total", "subtotal"):
        kind = f"{kind} {row.role}"
    if spot.cell is not None:
        return _figure(table, spot, kind, marks)
    if spot.depth:
        kind = f"{kind} depth-{spot.depth}"
    if spot.span > 1:
        kind = f"{kind} span"
    if spot.leads and spot.text:
        return f'<th scope="row" class="{kind}"{_span(spot.span)}>{escape(spot.text)}</th>'
    return f'<td class="{kind}"{_span(spot.span)}>{escape(spot.text)}</td>'


def _figure(table: Table, spot: Spot, kind: str, marks: Marks | None) -> str:
    if marks is None or not spot.text or spot.row is None:
        return f'<td class="{kind}">{spot.text}</td>'
    address = table.address(spot.row, spot.column.id)
    severity = marks.severities.get(address, "")
    if severity:
        kind = f"{kind} {escape(severity)}"
    at = escape(str(address))
    link = f'<a data-at="{at}" href="?at={quote(str(address), safe="")}#origin">{spot.text}</a>'
    return f'<td id="cell-{at}" class="{kind}">{link}</td>'
