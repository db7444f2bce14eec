"""A workbook of printed tables 公开表 → tables as filed.

Tables are found by their titles and headers, wherever they stand; each says in its caption whose
it is, for which year and in which unit.  Everything that cannot be read is named by its cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from disclosures import data
from disclosures.core.codes import Classification, fold
from disclosures.core.forms import FormSet, TableForm
from disclosures.core.money import Unit
from disclosures.core.tables import Row, Table, Tables
from disclosures.importing.cells import Workbook
from disclosures.importing.grid import Grid
from disclosures.importing.headers import expected_labels, find_header, skip_lanes
from disclosures.importing.messages import Message
from disclosures.importing.printed_columns import join_parts, judge_missing
from disclosures.importing.printed_lines import read_blocks
from disclosures.importing.printed_rows import RowReader, read_single
from disclosures.importing.printed_table import Amounts, PrintedTable, Report
from disclosures.importing.printed_units import Units, gather_units
from disclosures.importing.titles import (
    Caption,
    Place,
    find_places,
    known_titles,
    looks_like_contents,
    rank_form_sets,
    read_caption,
    titles_of,
    year_in,
)


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

    ``year`` is needed only where the workbook names none.
    """
    report = Report()
    places = _places([Grid.of(s) for s in workbook.sheets])
    if not places:
        report.errors.append(Message("", "", "没有找到任何公开表的标题", "例如“支出决算表”"))
        return _nothing(report)
    year = _year(places) or year
    if year is None:
        report.errors.append(
            Message("", "", "表上没有写年度", "标题或表头里写明年度，如“2022年度”")
        )
        return _nothing(report)
    chosen = form_set_id or _choose(places, year, report)
    return _Reader(data.form_set(chosen, year), functions, economic, report).read(places)


def _nothing(report: Report) -> PrintedReading:
    return PrintedReading(None, "", tuple(report.errors), tuple(report.notes))


def _places(grids: Sequence[Grid]) -> list[Place]:
    """The tables of all sheets, without the titles of a table of contents."""
    found: list[Place] = []
    for grid in grids:
        places = find_places(grid)
        listed = looks_like_contents(places)
        found += [p for n, p in enumerate(places) if n not in listed]
    return found


def _year(places: Sequence[Place]) -> int | None:
    """The year that most captions and headers name."""
    years: Counter[int] = Counter()
    for place in places:
        grid = place.heading.grid
        rows = range(place.first, min(place.first + 8, place.end))
        named = {y for r in rows for _, t in grid.texts(r) if (y := year_in(t)) is not None}
        years.update(named)
    return years.most_common(1)[0][0] if years else None


def _choose(places: Sequence[Place], year: int, report: Report) -> str:
    """The form set that the titles, codes and year fit best; equal ones are told in a note."""
    headings = [p.heading for p in places]
    codes = {p.heading.title: read_caption(p, min(p.heading.row + 4, p.end)).code for p in places}
    ranked = rank_form_sets(headings, codes, year)
    best, chosen = ranked[0]
    equal = [i for score, i in ranked if score == best]
    if "national-final" in equal:
        chosen = "national-final"
    names = "、".join(f"“{data.form_set(i, year).name}”" for i in equal if i != chosen)
    text = f"按表名和年度认作“{data.form_set(chosen, year).name}”"
    report.notes.append(
        Message("", "", f"{text}；{names}也符合，如不对请指定表样" if names else text)
    )
    return chosen


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
        found = self._locate(places)
        department = self._department(found)
        units = gather_units(found, department, self._functions, self._economic)
        tables: dict[str, Table] = {}
        for printed in found:
            table = self._table(printed, units)
            known = tables.get(table.role)
            tables[table.role] = join_parts(known, table, self._report) if known else table
        self._say_missing(tables)
        for table in tables.values():
            judge_missing(table, [p for p in found if p.form.role == table.role], self._report)
        ordered = tuple(tables[f.role] for f in self._form_set.tables if f.role in tables)
        result = Tables(self._form_set, department, ordered) if ordered else None
        report = self._report
        return PrintedReading(result, self._form_set.id, tuple(report.errors), tuple(report.notes))

    # -- which tables

    def _locate(self, places: Sequence[Place]) -> list[PrintedTable]:
        forms = self._forms(places)
        found: list[PrintedTable] = []
        failed: list[tuple[Place, TableForm]] = []
        for place in places:
            form = forms.get(place.heading.title)
            if form is None:
                self._say_unknown(place)
                continue
            printed = self._printed_table(place, form)
            if printed:
                found.append(printed)
            else:
                failed.append((place, form))
        have = {p.form.role for p in found}
        for place, form in failed:
            if form.role not in have:
                self._say_header(place, form)
        return self._with_units(found)

    def _forms(self, places: Sequence[Place]) -> dict[str, TableForm]:
        """The form of each title found; a like table of another form set's title may stand in."""
        forms = {t: f for f in self._form_set.tables for t in titles_of(f)}
        have = {forms[p.heading.title].role for p in places if p.heading.title in forms}
        for place in places:
            title = place.heading.title
            layouts = known_titles()[title]
            like = [f for f in self._form_set.tables if f.layout in layouts and f.role not in have]
            if title not in forms and len(like) == 1:
                forms[title] = like[0]
                have.add(like[0].role)
                text = f"标题“{place.heading.printed}”认作“{like[0].title}”"
                self._note(place, text)
        return forms

    def _printed_table(self, place: Place, form: TableForm) -> PrintedTable | None:
        heading = place.heading
        header = find_header(
            heading.grid, form, heading.row + 1, place.end, self._economic, self._form_set.year
        )
        if header is None:
            return None
        first = skip_lanes(heading.grid, form, header, place.end)
        caption = read_caption(place, header.top)
        unit = caption.unit or form.unit
        return PrintedTable(place, form, header, first, place.end, caption, unit)

    def _with_units(self, found: list[PrintedTable]) -> list[PrintedTable]:
        """Where a table prints no unit, the one that all others print; it is told in a note."""
        printed = {p.caption.unit for p in found if p.caption.unit}
        common = printed.pop() if len(printed) == 1 else None
        result = []
        for p in found:
            unit = p.caption.unit or common or p.form.unit
            if p.caption.unit is None:
                self._note(p.place, f"没有写金额单位，按{unit.value}读取")
            result.append(PrintedTable(p.place, p.form, p.header, p.first, p.end, p.caption, unit))
        return result

    def _department(self, found: Sequence[PrintedTable]) -> str:
        names = Counter(p.caption.department for p in found if p.caption.department)
        return names.most_common(1)[0][0] if names else ""

    # -- one table

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
        top, heading = printed.header.top, printed.place.heading
        for column, label in printed.header.extra:
            holds = any(printed.grid.text(r, column) for r in range(printed.first, printed.end))
            if holds:
                self._report.note(printed.grid, top, column, f"多出的列“{label}”没有读取")
        if amounts.rounded:
            cells = "、".join(amounts.rounded[:5]) + (" 等" if len(amounts.rounded) > 5 else "")
            text = f"{len(amounts.rounded)} 个金额不止两位小数，按印出的两位读取（{cells}）"
            self._note(printed.place, text)
        if amounts.cached:
            self._note(printed.place, f"{amounts.cached} 个单元格是公式，取文件里算好的值")
        if printed.grid.hidden:
            self._note(printed.place, f"“{heading.printed}”在隐藏的工作表里")

    def _say_header(self, place: Place, form: TableForm) -> None:
        self._report.error(
            place.heading.grid,
            max(place.heading.row, 0),
            place.heading.column,
            f"找到标题“{place.heading.printed}”，但它下面的表头认不出来",
            f"表头含有：{expected_labels(form)}",
        )

    def _say_unknown(self, place: Place) -> None:
        grid, heading = place.heading.grid, place.heading
        text = f"“{heading.printed}”不是“{self._form_set.name}”里的表"
        if _has_numbers(grid, heading.row + 1, place.end):
            self._report.error(grid, max(heading.row, 0), heading.column, text)
        else:
            self._note(place, text)

    def _say_missing(self, tables: Mapping[str, Table]) -> None:
        told = {fold(m.text) for m in self._report.errors}
        for form in self._form_set.tables:
            if form.role not in tables and not any(fold(form.title) in t for t in told):
                self._report.notes.append(Message("", "", f"缺少“{form.title}”"))

    def _note(self, place: Place, text: str) -> None:
        heading = place.heading
        self._report.note(heading.grid, max(heading.row, 0), heading.column, text)


def _has_numbers(grid: Grid, first: int, end: int) -> bool:
    return any(
        isinstance(value, float | int) and not isinstance(value, bool) and value
        for row in range(first, end)
        for value in grid.rows[row]
    )


def _stated(printed: PrintedTable) -> dict[str, str]:
    """What the table says of itself; only what is printed."""
    caption: Caption = printed.caption
    unit: Unit | None = caption.unit
    said = {
        "title": printed.place.heading.printed,
        "code": caption.code,
        "department": caption.department,
        "year": str(caption.year) if caption.year else "",
        "unit": unit.value if unit else "",
    }
    return {key: text for key, text in said.items() if text}
