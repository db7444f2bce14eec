"""Tables and facts → the lines and origins that a Document keeps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from disclosures.core.codes import Classification
from disclosures.core.document.origins import Lines, Origins, Word
from disclosures.core.document.printed import PrintedTable
from disclosures.core.document.values import Document, Staff
from disclosures.core.facts import LABELS, Fact, Facts
from disclosures.core.forms import COUNT
from disclosures.core.tables import Address, Table, Tables

#: What of each kind of fact is published, in the order of its sheet.
_CODES = {
    "income": ("unit", "measure", "category", "function"),
    "expenditure": (
        "unit", "measure", "fund", "function", "spend", "econ", "project", "money_year",
    ),
    "balance": ("unit", "measure", "fund", "nature", "function", "spend"),
    "sangong": ("unit", "measure", "fund", "sangong"),
    "purchase_line": ("unit", "method", "project", "item", "uom"),
    "purchase": ("unit", "method", "project", "item", "source"),
    "indicator": ("unit", "measure", "name"),
    "count": ("unit", "name"),
}  # fmt: skip
#: Where a kind has other numbers than an amount.
_NUMBERS = {
    "purchase_line": {"quantity": "qty", "amount": "price"},
    "count": {"quantity": "number"},
}
_AMOUNT = {"amount": "amount"}
#: Fields of lines that facts call otherwise.
_OTHERWISE = {"sangong": "item"}
#: Fields whose values have words.
_NAMED = {"unit", "function", "econ", *LABELS}


@dataclass(frozen=True)
class Classifications:
    """What codes are called."""

    functions: Classification
    economic: Classification


def traced(
    document: Document, tables: Tables, facts: Facts | None, codes: Classifications
) -> Document:
    """The document, which prints these tables, with what its figures are made of.

    ``facts`` are those that the tables were derived from; None where they were filed as printed.
    """
    taken = _Taken(tables, facts)
    by_role = tables.by_role
    origins = tuple(taken.origins(printed, by_role[printed.role]) for printed in document.tables)
    told = tuple(one for one in origins if one.parts or one.lines)
    if facts is None:
        return replace(document, filed=True, origins=told)
    used = {line for one in origins for row in one.lines for line in row[1:]}
    used |= {line for line in _said(document) if 0 <= line < len(facts.facts)}
    lines = tuple(_lines(facts.facts, used))
    words = tuple(_words(lines, facts, codes, tables.year))
    return replace(document, lines=lines, words=words, origins=told, staff=tuple(_staff(facts)))


def _staff(facts: Facts) -> Iterator[Staff]:
    """The units that tell how many people they have."""
    for unit in facts.units:
        posts, people = unit.establishment or 0, unit.staff or 0
        if posts or people:
            yield Staff(unit=unit.code, name=unit.name, posts=posts, people=people)


def _said(document: Document) -> Iterator[int]:
    """The facts behind figures of sentences and charts that no table prints."""
    for figure in document.figures:
        for source in figure.sources:
            yield from source.facts
    for chart in document.charts:
        for point in chart.points:
            for source in point.sources:
                yield from source.facts


class _Taken:
    """Which of the parts and facts of cells are not zero."""

    def __init__(self, tables: Tables, facts: Facts | None) -> None:
        stated = facts.facts if facts else ()
        self._amounts = [_number(fact, "amount") for fact in stated]
        self._quantities = [_number(fact, "quantity") for fact in stated]

    def origins(self, printed: PrintedTable, table: Table) -> Origins:
        """What the figures of one table are made of."""
        figures = [(row.key, column.id) for row, column, _ in printed.figures]
        numbers = {place: n for n, place in enumerate(figures)}
        rows = table.by_key
        counted = {c.id for c in printed.columns if c.type == COUNT}
        parts: list[tuple[int, ...]] = []
        lines: list[tuple[int, ...]] = []
        for number, (key, column) in enumerate(figures):
            cell = rows[key].cells[column]
            if adds := _parts(table, cell.parts, numbers):
                parts.append((number, *adds))
            values = self._quantities if column in counted else self._amounts
            if found := [n for n in cell.facts if values[n]]:
                lines.append((number, *found))
        return Origins(table=printed.role, parts=tuple(parts), lines=tuple(lines))


def _parts(
    table: Table, parts: Sequence[Address], numbers: dict[tuple[str, str], int]
) -> list[int]:
    return [numbers[p.row, p.column] for p in parts if table.amount(p.row, p.column)]


# -- lines ------------------------------------------------------------------------------------


def _number(fact: Fact, field: str) -> int:
    name = _NUMBERS.get(fact.of, _AMOUNT).get(field)
    return int(getattr(fact, name)) if name else 0


def _lines(facts: Sequence[Fact], used: Collection[int]) -> Iterator[Lines]:
    """Those of the facts that are used, kind by kind."""
    found: dict[str, list[tuple[int, Fact]]] = {of: [] for of in _CODES}
    for number in sorted(used):
        found[facts[number].of].append((number, facts[number]))
    for of, stated in found.items():
        numbers, codes = _NUMBERS.get(of, _AMOUNT), _CODES[of]
        pick = attrgetter(*numbers.values(), *(_OTHERWISE.get(c, c) for c in codes))
        rows = tuple((n, *pick(fact)) for n, fact in stated)
        if rows:
            yield Lines(of=of, fields=("line", *numbers, *codes), rows=rows)


def _words(
    lines: Iterable[Lines], facts: Facts, codes: Classifications, year: int
) -> Iterator[Word]:
    """What the codes and keys of lines are called, each once; not what says itself."""
    units = {facts.department_code: facts.department, **{u.code: u.name for u in facts.units}}
    for field, value in sorted(set(_told(lines))):
        if field == "unit":
            word = units.get(value, value)
        elif field == "function":
            word = codes.functions.name(value, year)
        elif field == "econ":
            word = codes.economic.name(value, year)
        else:
            word = LABELS.get(field, {}).get(value, value)
        if word != value:
            yield field, value, word


def _told(lines: Iterable[Lines]) -> Iterator[tuple[str, str]]:
    """Every field with every value that is a code or key."""
    for group in lines:
        for place, field in enumerate(group.fields):
            if field in _NAMED:
                yield from ((field, str(row[place])) for row in group.rows if row[place])
