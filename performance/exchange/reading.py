"""A workbook of performance forms → what its sheets say, and what is wrong, by cell.

Sheets that this portal wrote are read by their codes (``by_code``), lists by their columns
(``list_in``), all else by the words of the official forms (``by_label``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from disclosures.importing.grid import Grid
from disclosures.importing.guard import open_workbook
from disclosures.importing.messages import Message
from performance.core.forms import Form
from performance.exchange.by_code import read_coded
from performance.exchange.by_label import read_labelled
from performance.exchange.found import ReadSheet, Told
from performance.exchange.list_in import is_list, read_lists
from performance.exchange.plan import MARK, Plan

__all__ = ["ReadSheet", "Reading", "read_workbook"]


@dataclass(frozen=True)
class Reading:
    """What a workbook says.  With ``errors`` nothing of it should be taken in."""

    sheets: tuple[ReadSheet, ...] = ()
    errors: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = field(default=())


def read_workbook(data: Path | bytes, filename: str, forms: Mapping[str, Form]) -> Reading:
    """The sheets of a workbook; ``forms`` by id are those that it may hold.

    Raises Refused (see ``importing.guard``) for a file that is no harmless workbook.
    """
    book = open_workbook(data, filename)
    told = Told()
    sheets: list[ReadSheet] = []
    lists: list[Grid] = []
    plans: dict[str, Plan] = {}
    for page in book.sheets:
        grid = Grid.of(page)
        if not grid.height:
            continue
        if is_list(grid):
            lists.append(grid)
        else:
            sheets += _read(grid, forms, told, plans)
    sheets += read_lists(lists, forms, told)
    if not sheets and not told.errors:
        names = "、".join(f.name for f in forms.values() if not f.report)
        told.error("", "", "没有认出绩效表", f"有“{names}”等表名的工作表，或者从本系统导出的工作簿")
    _told_twice(sheets, told)
    return Reading(tuple(sheets), tuple(told.errors), tuple(told.notes))


def _read(
    grid: Grid, forms: Mapping[str, Form], told: Told, plans: dict[str, Plan]
) -> Iterator[ReadSheet]:
    if grid.text(0, 0).startswith(MARK):
        yield from read_coded(grid, forms, told, plans)
    else:
        yield from read_labelled(grid, forms, told)


def _told_twice(sheets: list[ReadSheet], told: Told) -> None:
    """The same sheet in two places of a workbook."""
    first: dict[str, ReadSheet] = {}
    for sheet in sheets:
        if sheet.key and sheet.key in first:
            told.error(
                sheet.place, "A1", f"与工作表“{first[sheet.key].place}”是同一张表", "只留一张"
            )
        first.setdefault(sheet.key, sheet)
