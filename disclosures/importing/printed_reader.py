"""A workbook of printed tables 公开表 → tables as filed.

Tables are found by their titles and headers, wherever they stand; each says in its caption whose
it is, for which year and in which unit.  Everything that cannot be read is named by its cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from disclosures import data
from disclosures.core.codes import Classification
from disclosures.core.forms import FormSet
from disclosures.core.tables import Row, Table, Tables
from disclosures.importing.cells import Workbook, a1
from disclosures.importing.grid import Grid
from disclosures.importing.messages import Message
from disclosures.importing.printed_columns import fill_sums, join_parts, judge_missing
from disclosures.importing.printed_lines import read_blocks
from disclosures.importing.printed_rows import RowReader, read_single
from disclosures.importing.printed_search import (
    Search,
    all_places,
    choose_form_set,
    note_at,
    year_anywhere,
    year_of,
)
from disclosures.importing.printed_strays import say_strays
from disclosures.importing.printed_table import Amounts, PrintedTable
from disclosures.importing.printed_units import Units, gather_units
from disclosures.importing.report import Report
from disclosures.importing.titles import Place, titles_of


@dataclass(frozen=True)
class PrintedReading:
    """What a workbook of printed tables says; ``tables`` is None where nothing was recognised.

    With errors the tables hold what could be read, to be looked at, not to be taken.
    ``form_set`` is the form set they were read by.
    """

    tables: Tables | None
    form_set: str
    errors: tuple[Message, ...]
    notes: tuple[Message, ...]


def read_printed(
    workbook: Workbook,
    form_set_id: str | None,
    functions: Classification,
    economic: Classification,
    *,
    year: int | None = None,
) -> PrintedReading:
    """The tables of a workbook in the form set given, or in the one that its titles fit best.

    ``year`` counts only where the workbook names none (a year in the file's name).
    """
    report = Report()
    if form_set_id and form_set_id not in data.form_set_ids():
        report.error("", "", f"没有表样“{form_set_id}”", "、".join(data.form_set_ids()) + " 之一")
        return PrintedReading(None, "", report.all_errors(), ())
    grids = [Grid.of(sheet) for sheet in workbook.sheets]
    places = all_places(grids)
    named = year_of(places) or (year_anywhere(workbook.sheets) if places else None) or year
    if not places:
        report.error("", "", "没有找到任何公开表的标题", "例如“支出决算表”")
    elif named is None:
        report.error("", "", "表上没有写年度", "标题或表头里写明年度，如“2022年度”")
    else:
        chosen = form_set_id or choose_form_set(places, named, report)
        form_set = data.form_set(chosen, named)
        say_strays(grids, places, form_set, report)
        return _Reader(form_set, functions, economic, report).read(places)
    return PrintedReading(None, "", report.all_errors(), tuple(report.notes))


class _Reader:
    """Reads the tables of one form set."""

    def __init__(
        self,
        form_set: FormSet,
        functions: Classification,
        economic: Classification,
        report: Report,
    ) -> None:
        self._form_set, self._report = form_set, report
        self._functions, self._economic = functions, economic

    def read(self, places: Sequence[Place]) -> PrintedReading:
        """All tables, in the order of the form set."""
        found = Search(self._form_set, self._economic, self._report).tables(places)
        department = _department(found)
        units = gather_units(found, department, self._functions, self._economic)
        tables: dict[str, Table] = {}
        for printed in found:
            table = self._table(printed, units)
            known = tables.get(table.role)
            tables[table.role] = join_parts(known, table, self._report) if known else table
        for role, table in tables.items():
            ours = [p for p in found if p.form.role == role]
            judge_missing(table, ours, self._report)
            tables[role] = fill_sums(table, ours)
        self._say_missing(tables, places)
        ordered = tuple(tables[f.role] for f in self._form_set.tables if f.role in tables)
        result = Tables(self._form_set, department, ordered) if ordered else None
        report = self._report
        return PrintedReading(result, self._form_set.id, report.all_errors(), tuple(report.notes))

    def _table(self, printed: PrintedTable, units: Units) -> Table:
        amounts = Amounts(printed, self._report)
        blocks = self._blocks(printed, amounts, units)
        self._say_columns(printed, amounts)
        return Table(
            form=printed.form,
            unit=printed.unit,
            blocks=blocks,
            filed=True,
            place=printed.grid.name,
            stated=_stated(printed),
        )

    def _blocks(
        self, printed: PrintedTable, amounts: Amounts, units: Units
    ) -> tuple[tuple[Row, ...], ...]:
        year = self._form_set.year
        if printed.form.blocks:
            return read_blocks(printed, amounts, self._functions, self._economic, year)
        if not printed.form.levels:
            return (read_single(printed, amounts),)
        reader = RowReader(printed, amounts, units, self._functions, self._economic, year)
        return (reader.read(),)

    # -- what is said

    def _say_columns(self, printed: PrintedTable, amounts: Amounts) -> None:
        for column, label in printed.header.extra:
            if any(printed.grid.text(r, column) for r in range(printed.first, printed.end)):
                spot = a1(printed.header.top, column)
                self._report.note(printed.grid.name, spot, f"多出的列“{label}”没有读取")
        if amounts.rounded:
            cells = "、".join(amounts.rounded[:5]) + (" 等" if len(amounts.rounded) > 5 else "")
            text = f"{len(amounts.rounded)} 个金额不止两位小数，按印出的两位读取（{cells}）"
            note_at(printed.place, text, self._report)
        if amounts.cached:
            text = f"{amounts.cached} 个单元格是公式，取文件里算好的值"
            note_at(printed.place, text, self._report)
        if printed.grid.hidden:
            text = f"“{printed.place.heading.printed}”在隐藏的工作表里"
            note_at(printed.place, text, self._report)

    def _say_missing(self, tables: Mapping[str, Table], places: Sequence[Place]) -> None:
        """Tables of the form set of which there is not even a title."""
        titles = {p.heading.title for p in places}
        for form in self._form_set.tables:
            if form.role not in tables and not titles & set(titles_of(form)):
                self._report.note("", "", f"缺少“{form.title}”")


def _department(found: Sequence[PrintedTable]) -> str:
    """The department that most captions name."""
    names = Counter(p.caption.department for p in found if p.caption.department)
    return names.most_common(1)[0][0] if names else ""


def _stated(printed: PrintedTable) -> dict[str, str]:
    """What the table says of itself; only what is printed."""
    caption = printed.caption
    said = {
        "title": printed.place.heading.printed,
        "code": caption.code,
        "department": caption.department,
        "year": str(caption.year) if caption.year else "",
        "unit": caption.unit.value if caption.unit else "",
    }
    return {key: text for key, text in said.items() if text}
