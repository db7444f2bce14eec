"""Reading lists: every line belongs to a sheet, by 表号 or by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from disclosures.importing.cells import a1
from disclosures.importing.grid import Grid
from performance.core.forms import Entry, Form
from performance.core.layout import LaidCell, Place
from performance.core.sheet import ORDER, PROJECT
from performance.core.values import Value
from performance.exchange.found import MOST_ROWS, Gatherer, ReadSheet, Told
from performance.exchange.list_out import KEY, LIST_MARK, NAME, NUMBER
from performance.exchange.texts import fold

_FIRST = 2  # the first row that holds a line
_NAME_PATHS = (PROJECT, "head.project_name")


def is_list(grid: Grid) -> bool:
    """Whether a worksheet is a list that this portal wrote."""
    return grid.text(0, 0).startswith(LIST_MARK)


@dataclass
class _Sheet:
    """What the lists say of one sheet."""

    key: str
    form: Form
    place: str
    fields: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    rows: dict[str, list[int]] = field(default_factory=dict)


def read_lists(grids: Sequence[Grid], forms: Mapping[str, Form], told: Told) -> Iterator[ReadSheet]:
    """The sheets that the lists of a workbook tell together."""
    reader = _Lists(forms, told)
    # Lists of sheets first: they say which sheet has which name.
    for grid in sorted(grids, key=lambda g: len(g.text(0, 0).split())):
        reader.read(grid)
    for sheet in reader.sheets:
        numbers = {s: ",".join(map(str, rows)) for s, rows in sheet.rows.items() if rows}
        fields = {"form": sheet.form.id, **sheet.fields, **numbers}
        yield ReadSheet(
            sheet.key, sheet.form.id, sheet.place, fields, sheet.cells, frozenset(sheet.told)
        )


class _Lists:
    def __init__(self, forms: Mapping[str, Form], told: Told) -> None:
        self.forms, self.told = forms, told
        self.sheets: list[_Sheet] = []
        self.highest: dict[str, int] = {}
        self.keyed: dict[tuple[str, str], _Sheet] = {}

    def read(self, grid: Grid) -> None:
        words = grid.text(0, 0).split()
        form = self.forms.get(words[1]) if len(words) in (3, 4) else None
        section = words[2] if len(words) == 4 else ""
        if form is None or (section and section not in form.listed):
            self.told.error(
                grid.name, "A1", "不知道是哪种绩效表", "从本系统导出的列表，隐藏的第1行没有改动"
            )
            return
        columns = self._columns(grid, form, section)
        self.highest = self._highest(grid, columns)
        for row in range(_FIRST, grid.height):
            if not grid.blank(row):
                self._line(grid, row, form, section, columns)

    def _columns(self, grid: Grid, form: Form, section: str) -> dict[str, int]:
        known: Mapping[str, Entry] = form.listed[section] if section else form.fixed
        found = {KEY: 0}
        for column in range(1, grid.width):
            code = grid.text(0, column)
            if code in known or code in (NAME, NUMBER, PROJECT, ORDER):
                found.setdefault(code, column)
            elif any(grid.text(row, column) for row in range(1, grid.height)):
                label = grid.text(1, column) or "没有列名"
                self.told.note(grid.name, a1(1, column), f"“{label[:40]}”这一列没有读入")
        return found

    def _line(
        self, grid: Grid, row: int, form: Form, section: str, columns: dict[str, int]
    ) -> None:
        if section and not any(
            grid.text(row, c) for code, c in columns.items() if code not in (KEY, NAME)
        ):
            return
        sheet = self._sheet(grid, row, form, columns)
        if sheet is None:
            self.told.error(grid.name, a1(row, 0), "不知道是哪张表的", "表号，或者项目名称")
            return
        if section:
            self._listed(grid, row, sheet, section, columns)
            return
        if sheet.told:
            self.told.error(grid.name, a1(row, 0), f"“{sheet.key}”写了两行", "一张表一行")
        sheet.told |= {p.partition(".")[0] for p in form.fixed if p in columns}
        found = Gatherer(grid, self.told, form.id)
        for path, column in columns.items():
            if path in (PROJECT, ORDER):
                found.put(path, grid.text(row, column), row, column)
            elif path in form.fixed:
                found.cell(_cell(path, form.fixed[path]), row, column)
        self._take(sheet, found)

    def _listed(
        self, grid: Grid, row: int, sheet: _Sheet, section: str, columns: dict[str, int]
    ) -> None:
        sheet.told.add(section)
        numbers = sheet.rows.setdefault(section, [])
        text = grid.text(row, columns[NUMBER]) if NUMBER in columns else ""
        number = int(text) if text.isdecimal() and len(text) < 7 else None
        if text and number is None:
            self.told.error(
                grid.name, a1(row, columns[NUMBER]), f"“{text[:20]}”不是行号", "数，或者空着"
            )
        if number is not None and number in numbers:
            self.told.error(
                grid.name, a1(row, columns[NUMBER]), f"行号 {number} 写了两次", "新的行空着行号"
            )
        if len(numbers) == MOST_ROWS:
            self.told.error(grid.name, a1(row, 0), f"一张表最多 {MOST_ROWS} 行")
            numbers.append(0)  # told once
        if len(numbers) > MOST_ROWS:
            return
        if number is None or number in numbers:
            number = max([*numbers, self.highest.get(sheet.key, 0)]) + 1
        numbers.append(number)
        found = Gatherer(grid, self.told, sheet.form.id)
        for key, entry in sheet.form.listed[section].items():
            if key in columns:
                path = f"{section}.{number}.{key}"
                found.cell(_cell(path, entry), row, columns[key])
        self._take(sheet, found)

    @staticmethod
    def _highest(grid: Grid, columns: dict[str, int]) -> dict[str, int]:
        """The highest number of a row by 表号; a new row comes after it."""
        found: dict[str, int] = {}
        for row in range(_FIRST, grid.height) if NUMBER in columns else ():
            text, key = grid.text(row, columns[NUMBER]), grid.text(row, 0)
            if key and text.isdecimal() and len(text) < 7:
                found[key] = max(found.get(key, 0), int(text))
        return found

    @staticmethod
    def _take(sheet: _Sheet, found: Gatherer) -> None:
        sheet.fields |= found.fields
        sheet.cells |= found.cells

    def _sheet(self, grid: Grid, row: int, form: Form, columns: dict[str, int]) -> _Sheet | None:
        """The sheet of a line: that of its 表号, else that of its name, else a new one."""
        key = grid.text(row, 0)
        if (form.id, key) in self.keyed:
            return self.keyed[form.id, key]
        paths = [p for p in (NAME, *_NAME_PATHS) if p in columns]
        names = {fold(grid.text(row, columns[p])) for p in paths} - {""}
        for sheet in self.sheets if not key else ():
            own = {fold(sheet.fields.get(p, "")) for p in _NAME_PATHS} - {""}
            if sheet.form is form and not sheet.key and own & names:
                return sheet
        if not key and not names:
            return None
        fresh = _Sheet(key, form, grid.name)
        if not key and NAME in columns and "head.project_name" in form.fixed:
            fresh.fields["head.project_name"] = grid.text(row, columns[NAME])
        self.sheets.append(fresh)
        if key:
            self.keyed[form.id, key] = fresh
        return fresh


def _cell(path: str, entry: Entry) -> LaidCell:
    return LaidCell(pieces=(Place(path=path, entry=entry, value=Value(text="")),))
