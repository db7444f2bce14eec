"""Forms → HTML: a table with heads and spans, whose filled cells have an address each.

The address of a cell is ``form:<id of the form>/<at>``; it stands in ``data-at``, and the id of
the cell is its ``web.anchor``.  Classes: the table ``filled``; cells ``label``, ``center``,
``right``, ``digits``.  Every text is escaped; line ends stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from disclosures.core.document import FormCell, Placed, PrintedForm
from disclosures.core.document.form_cells import scope
from disclosures.render.web import anchor, span

#: A form of more columns asks for more room on a small screen.
MANY = 6
SCOPES = {"row": "row", "column": "col"}


def address_of(form: PrintedForm, cell: FormCell) -> str:
    """Where a cell stands, for links and remarks; empty where nothing was entered."""
    return f"form:{form.id}/{cell.at}" if cell.at else ""


def form_html(form: PrintedForm, level: int = 3) -> str:
    """A form with what stands above and below it; ``level`` is that of its heading."""
    heading = f"h{min(level, 6)}"
    subtitle = f'<p class="subtitle">{escape(form.subtitle)}</p>' if form.subtitle else ""
    caption = "".join(f'<p class="number">{escape(s)}</p>' for s in form.caption.splitlines())
    below = "".join(f"<p>{escape(note)}</p>" for note in form.notes)
    name = escape(form.name)
    return (
        f'<section class="sheet form" id="form-{escape(form.id)}">'
        f"<{heading}>{escape(form.title)}</{heading}>{subtitle}{caption}"
        f'<div class="scroll" tabindex="0" role="region" aria-label="{name}">'
        f"{grid_html(form)}</div>{f'<div>{below}</div>' if below else ''}</section>"
    )


def grid_html(form: PrintedForm) -> str:
    """The table alone."""
    across = len(form.widths)
    kind = "filled many" if across > MANY else "filled"
    rows = "".join(f"<tr>{''.join(cells)}</tr>" for cells in _rows(form))
    columns = "".join(f'<col class="w-{share}">' for share in shares(form.widths))
    return (
        f'<table class="{kind}"><caption>{escape(form.name)}</caption>'
        f"<colgroup>{columns}</colgroup><tbody>{rows}</tbody></table>"
    )


def shares(widths: tuple[int, ...]) -> list[int]:
    """The widths of columns in steps of 2 %, as the style sheet knows them."""
    return [max(2, min(60, round(w * 50 / sum(widths)) * 2)) for w in widths]


def _rows(form: PrintedForm) -> Iterator[list[str]]:
    rows: list[list[str]] = [[] for _ in form.rows]
    seen: set[str] = set()
    for placed in form.placed:
        at = address_of(form, placed.cell)
        rows[placed.row].append(_cell(form, placed, "" if at in seen else at))
        seen.add(at)
    yield from rows


def _cell(form: PrintedForm, placed: Placed, at: str) -> str:
    cell, head = placed.cell, scope(form, placed)
    tag = "th" if head else "td"
    scoped = f' scope="{SCOPES[head]}"' if head else ""
    kinds = ["label"] * cell.label + [cell.align] * (cell.align != "left")
    kinds += ["digits"] * (cell.amount is not None)
    kind = f' class="{escape(" ".join(kinds))}"' if kinds else ""
    place = f' id="{escape(anchor(at))}" data-at="{escape(at)}"' if at else ""
    inner = "<br>".join(map(escape, cell.text.splitlines()))
    return f"<{tag}{scoped}{place}{kind}{span(cell.columns, cell.rows)}>{inner}</{tag}>"
