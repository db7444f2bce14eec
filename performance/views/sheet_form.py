"""A sheet as a form to fill in: the grid of its official form, with a field for each entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from disclosures.core.chapters import of_form
from disclosures.core.rules.base import SEVERITY_LABELS, Finding
from performance.core.derive import Reckoning
from performance.core.edits import next_number, numbers_of, order_text
from performance.core.forms import Entry, Section
from performance.core.layout import LaidCell, LaidRow, Place, lay_out, shown
from performance.core.ledger import Ledger
from performance.core.numbers import show_number
from performance.core.proposals import proposals_of
from performance.core.sheet import Sheet
from performance.core.values import Value, Values

#: Empty rows that each list ends with.
SPARE = 3
#: The entries that name a place in the tree of indicators.
LEVELS = ("l1", "l2")


@dataclass(kw_only=True)
class Field:
    """One entry: ``text`` is typed, ``derived`` reckoned, ``how`` from what.

    ``differs``: what is typed is not what is reckoned.  ``theirs``: what somebody else wrote there
    meanwhile.  ``severity`` and ``said`` tell what is found there, ``remarks`` what is remarked.
    ``proposal`` is a score to take.
    """

    path: str
    label: str
    type: str
    text: str
    shown: str
    derived: str = ""
    how: str = ""
    differs: bool = False
    options: Sequence[tuple[str, bool]] = ()
    list: str = ""
    ask: bool = False
    theirs: str | None = None
    severity: str = ""
    said: str = ""
    remarks: str = ""
    proposal: str = ""

    @property
    def key(self) -> str:
        """Its name within its section."""
        return self.path.rpartition(".")[2]

    @property
    def row(self) -> bool:
        """Whether it stands in a row of the indicators."""
        return self.path.startswith("indicators.")

    @property
    def short(self) -> bool:
        """Whether it is one line and no more."""
        return self.type not in ("text", "long", "choice", "choices") or bool(self.list)

    @property
    def numeric(self) -> bool:
        """Whether it is a number."""
        return self.type in ("money", "percent", "whole", "number", "score")


@dataclass(frozen=True, kw_only=True)
class GridCell:
    """A cell of the page's grid: words and fields."""

    pieces: tuple[str | Field, ...]
    columns: int
    rows: int
    align: str
    heading: bool

    @property
    def fields(self) -> list[Field]:
        """Its fields."""
        return [p for p in self.pieces if isinstance(p, Field)]


@dataclass(frozen=True, kw_only=True)
class GridRow:
    """A row of it; of a list ``name`` (indicators.3), the ``place`` from 1, whether it is new.

    ``opens``: with it begins what is entered beside the form and not printed.
    """

    cells: tuple[GridCell, ...]
    section: Section
    name: str = ""
    place: int = 0
    spare: bool = False
    opens: bool = False


@dataclass(kw_only=True)
class Marks:
    """What is said of the entries, by path."""

    findings: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, str] = field(default_factory=dict)


def grid_of(
    sheet: Sheet, values: Values, ledger: Ledger, marks: Marks, *, closed: bool
) -> list[GridRow]:
    """The rows of the page; ``closed``: nobody types there, and no empty rows are offered."""
    spare = {} if closed else _spare(sheet)
    more = {s: order_text([*numbers_of(sheet[s]), *numbers]) for s, numbers in spare.items()}
    whole = replace(sheet, fields={**sheet.fields, **more})
    reckoning, proposals = Reckoning(whole, ledger), proposals_of(whole)
    places: dict[str, int] = {}
    rows: list[GridRow] = []
    width = len(sheet.form.widths)
    for laid in _with_beside_last(lay_out(whole, values, merged=closed)):
        section = laid.section.key
        places[section] = places.get(section, 0) + (laid.row is not None)
        maker = _Fields(reckoning, marks, places[section] if laid.row else 0, proposals)
        row = _row(laid, maker, spare.get(section, ()))
        if laid.section.beside:
            opens = not (rows and rows[-1].section.beside)
            row = replace(row, cells=_widened(row.cells, width), opens=opens)
        rows.append(row)
    return rows


def _with_beside_last(laid: Sequence[LaidRow]) -> list[LaidRow]:
    """The rows of the form, then those beside it."""
    return sorted(laid, key=lambda row: row.section.beside)


def _widened(cells: tuple[GridCell, ...], width: int) -> tuple[GridCell, ...]:
    """The last cell takes all the room that is left."""
    *others, last = cells
    room = width - sum(cell.columns for cell in others)
    return (*others, replace(last, columns=max(room, last.columns)))


def _spare(sheet: Sheet) -> dict[str, range]:
    found = {}
    for section in sheet.form.listed:
        first = next_number(sheet.fields, section)
        found[section] = range(first, first + SPARE)
    return found


def _row(laid: LaidRow, maker: _Fields, spare: Sequence[int]) -> GridRow:
    cells = tuple(
        GridCell(
            pieces=tuple(p if isinstance(p, str) else maker.field(p) for p in cell.pieces),
            columns=cell.columns,
            rows=cell.rows,
            align=cell.align or _align(cell),
            heading=not cell.places and any(str(p).strip() for p in cell.pieces),
        )
        for cell in laid.cells
    )
    if laid.row is None:
        return GridRow(cells=cells, section=laid.section)
    number = laid.row.number
    return GridRow(
        cells=cells,
        name=f"{laid.section.key}.{number}",
        section=laid.section,
        place=maker.place,
        spare=number in spare,
    )


def _align(cell: LaidCell) -> str:
    if not cell.places:
        return "center"
    alone = len(cell.pieces) == 1
    return "right" if alone and cell.places[0].entry.numeric else "left"


@dataclass(frozen=True)
class _Fields:
    """Makes the fields of one row."""

    reckoning: Reckoning
    marks: Marks
    place: int
    proposals: Mapping[str, str]

    @property
    def sheet(self) -> Sheet:
        """Whose row it is."""
        return self.reckoning.sheet

    def field(self, place: Place) -> Field:
        path, entry = place.path, place.entry
        text = self.sheet[path]
        own = self.reckoning.reckoned(path)
        severity, said = self.marks.findings.get(path, ("", ""))
        return Field(
            path=path,
            label=self._label(path, entry),
            type=entry.type,
            text=text,
            shown=shown(place),
            derived=own.text if own else "",
            how=own.how if own else "",
            differs=own is not None and differs(text, place.value, own, entry),
            options=tuple(_options(entry, text)),
            list=f"tree-{entry.key}" if entry.key in LEVELS and self.sheet.form.tree else "",
            ask=entry.ask,
            theirs=self.marks.theirs.get(path),
            severity=severity,
            said=said,
            remarks=self.marks.remarks.get(path, ""),
            proposal=self.proposals.get(path, ""),
        )

    def _label(self, path: str, entry: Entry) -> str:
        section = self.sheet.form.section[path.partition(".")[0]]
        row = f"第{self.place}行" if self.place else ""
        return " ".join(filter(None, (section.label, row, entry.label)))


def differs(text: str, value: Value, own: Value, entry: Entry) -> bool:
    """Whether what is typed is another number, or another text, than what is reckoned."""
    if not text:
        return False
    if own.amount is None or value.amount is None:
        return text != own.text
    return show_number(value.amount, entry.type) != show_number(own.amount, entry.type)


def _options(entry: Entry, text: str) -> Iterator[tuple[str, bool]]:
    chosen = [part for part in text.split("；") if part]
    yield from ((option, option in chosen) for option in entry.options)
    if entry.options:
        yield from ((strange, True) for strange in chosen if strange not in entry.options)


def found_at(key: str, findings: Sequence[Finding]) -> dict[str, tuple[str, str]]:
    """At each path of a sheet the worst severity, and what is said in words."""
    found: dict[str, tuple[str, str]] = {}
    for finding in findings:  # errors first
        told = f"{SEVERITY_LABELS[finding.severity]} {finding.code}：{finding.message}"
        for address in finding.cells:
            named = of_form(address)
            if named and named[0] == key:
                worst, said = found.get(named[1], (str(finding.severity), ""))
                found[named[1]] = worst, f"{said}；{told}" if said else told
    return found
