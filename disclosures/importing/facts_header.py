"""The header row of a facts sheet: found by the names of its columns, in any order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from disclosures.core.facts_sheets import HEADER_REACH, Column, FactSheet
from disclosures.importing.cells import Sheet, Value, a1
from disclosures.importing.report import Report

_UNIT = re.compile(r"[(（](万元|元)[)）]")
_ASIDE = re.compile(r"\(.*?\)|[*:\s]")


@dataclass(frozen=True)
class Header:
    """Its row (from 0), the place of each declared column, and columns without a name.

    ``money_unit`` is what the header of the amounts says: 元, 万元 or nothing.
    """

    row: int
    places: Mapping[str, int]
    nameless: frozenset[int]
    money_unit: str = ""


def plain_name(text: object) -> str:
    """A header or sheet name for comparison: no spaces, brackets, stars; one width."""
    return _ASIDE.sub("", unicodedata.normalize("NFKC", str(text)))


def find_sheet(sheets: Iterable[Sheet], name: str) -> Sheet | None:
    """The sheet of that name, before one whose name differs in spaces, widths or brackets."""
    like = [s for s in sheets if plain_name(s.name) == plain_name(name)]
    return next((s for s in like if s.name == name), like[0] if like else None)


def looks_like(sheet: Sheet, declared: FactSheet) -> bool:
    """Whether a sheet has all columns that a declared one needs, in a row near the top."""
    columns = {plain_name(c.header): c for c in declared.columns}
    needed = {c.header for c in declared.columns if c.needed}
    head = islice(sheet.rows(), HEADER_REACH)
    return any(needed <= set(_places(row, columns)) for row in head)


def find_header(
    name: str, head: Sequence[Sequence[Value]], declared: FactSheet, report: Report
) -> Header | None:
    """The header among the first rows of the sheet ``name``; None, and errors, without one."""
    columns = {plain_name(c.header): c for c in declared.columns}
    places_by_row = [_places(row, columns) for row in head]
    row = max(range(len(head)), key=lambda r: len(places_by_row[r]), default=0)
    needed = [c.header for c in declared.columns if c.needed]
    if not head or len(places_by_row[row]) < 2:
        if any(value != "" for values in head for value in values):
            wanted = "、".join(needed)
            text = f"前 {HEADER_REACH} 行里没有找到表头，请把各栏名称写在一行里：{wanted}"
            report.error(name, "", text)
        return None
    places = places_by_row[row]
    for missing in (header for header in needed if header not in places):
        report.error(name, str(row + 1), f"表头缺少“{missing}”一栏")
    _tell_others(name, head[row], row, places, columns, report)
    if any(header not in places for header in needed):
        return None
    nameless = frozenset(p for p, value in enumerate(head[row]) if value == "")
    return Header(row, places, nameless, _money_unit(head[row], places, declared))


def _places(row: Sequence[Value], columns: Mapping[str, Column]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, value in enumerate(row):
        column = columns.get(plain_name(value)) if value != "" else None
        if column:
            places.setdefault(column.header, place)
    return places


def _tell_others(
    name: str,
    header: Sequence[Value],
    row: int,
    places: Mapping[str, int],
    columns: Mapping[str, Column],
    report: Report,
) -> None:
    for place, value in enumerate(header):
        if value == "" or place in places.values():
            continue
        column = columns.get(plain_name(value))
        if column:
            first = a1(row, places[column.header])
            report.error(name, a1(row, place), f"“{value}”一栏与 {first} 重复")
        else:
            report.note(name, a1(row, place), f"多出的“{value}”一栏，已忽略")


def _money_unit(header: Sequence[Value], places: Mapping[str, int], declared: FactSheet) -> str:
    for column in declared.columns:
        if column.holds == "amount" and column.header in places:
            found = _UNIT.search(str(header[places[column.header]]))
            if found:
                return found.group(1)
    return ""
