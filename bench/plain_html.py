"""The tables as ordinary HTML and CSS, as one would write them for WeasyPrint to print."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from disclosures.core.document import PrintedTable, PrintedTables
from disclosures.core.forms import NUMERIC
from disclosures.render import measure, sheet
from disclosures.render.fit import parts
from disclosures.render.sheet import Part, Spot

CSS = """
@page { size: A4; margin: 15mm 16mm 17mm; @bottom-center { content: "— " counter(page) " —" } }
@page wide { size: A4 landscape }
body { font: 9pt/1.25 "Noto Serif CJK SC", serif }
h1 { text-align: center; margin-top: 90mm; font-size: 28pt }
h2 { text-align: center; font-size: 18pt; margin: 0; break-before: page }
li a::after { content: leader(dotted) target-counter(attr(href), page) }
.sides { display: flex; justify-content: space-between; margin: 0 }
.wide { page: wide }
.split { font-size: 7.5pt }
table { width: 100%; border-collapse: collapse }
tr { break-inside: avoid }
th, td { border: .4pt solid; padding: .2em .35em; font-weight: normal; text-align: left }
thead th, .middle { text-align: center }
.amount { text-align: right }
.total > * { font-weight: bold }
"""
#: The width of the printable area of a split table, in em of its letters.
SPLIT_ROOM = 751 / 7.5


def plain_html(tables: PrintedTables) -> str:
    """Cover, contents and every table; a wide one in as many parts as fit."""
    title = escape(tables.department + tables.title)
    entries = "".join(
        f'<li><a href="#{t.role}">{escape(t.code)} {escape(t.title)}</a></li>'
        for t in tables.tables
    )
    bodies = "".join(table_section(t) for t in tables.tables)
    return (
        f'<html lang="zh-CN"><head><title>{title}</title><style>{CSS}</style></head><body>'
        f"<h1>{title}</h1><h2>目录</h2><ol>{entries}</ol>{bodies}</body></html>"
    )


def table_section(table: PrintedTable) -> str:
    """A table, a wide one in as many parts as fit."""
    kind = "wide" if table.orientation == "landscape" else "upright"
    if table.split:
        kind += " split"
    wanted = measure.needs(table, measure.figure_em)
    notes = [table.explanation, *table.notes]
    pieces = [f'<section class="{kind}" id="{table.role}">']
    for part in parts(table, wanted, SPLIT_ROOM):
        sides = "".join(f"<span>{escape(t)}</span>" for t in table.caption)
        pieces.append(f'<h2>{escape(table.title)}</h2><p class="sides">{sides}</p><table>')
        pieces += [*_head(table, part), *_body(table, part), "</table>"]
    pieces += [f"<p>{escape(note)}</p>" for note in notes if note]
    return "".join([*pieces, "</section>"])


def _head(table: PrintedTable, part: Part) -> Iterator[str]:
    yield "<thead>"
    found = sheet.headings(table, part.columns)
    for number in range(table.header_depth):
        yield "<tr>"
        for h in found:
            if h.row == number:
                yield f'<th colspan="{h.columns}" rowspan="{h.rows}">{escape(h.label)}</th>'
        yield "</tr>"
    if table.lane_row:
        spots = sheet.lanes(part.columns)
        yield "".join(["<tr>", *(f'<th colspan="{s.span}">{s.text}</th>' for s in spots), "</tr>"])
    yield "</thead>"


def _body(table: PrintedTable, part: Part) -> Iterator[str]:
    for spots in sheet.lines(table, part.columns):
        total = any(map(sheet.is_total, spots))
        yield (
            f'<tr class="total">{"".join(map(_cell, spots))}</tr>'
            if total
            else (f"<tr>{''.join(map(_cell, spots))}</tr>")
        )


def _cell(spot: Spot) -> str:
    kind = "amount" if spot.column.type in NUMERIC else "middle" if sheet.in_middle(spot) else ""
    moved = f' style="padding-left: {0.35 + spot.depth * sheet.INDENT}em"' if spot.depth else ""
    return f'<td class="{kind}" colspan="{spot.span}"{moved}>{escape(spot.text)}</td>'
