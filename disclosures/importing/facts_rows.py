"""From a facts sheet to rows of values: each cell read, each trouble named by its cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from disclosures.core.codes import fold
from disclosures.core.facts_sheets import HEADER_REACH, FactSheet, Holds
from disclosures.importing.cells import Merge, Position, Sheet, Value, a1, column_name
from disclosures.importing.facts_header import find_header
from disclosures.importing.facts_values import TOTALS, AmountReader, Bad, Unreadable
from disclosures.importing.report import Report

_MISSING = object()
_ABOVE = object()
#: How the lines below a table begin: who filled it in, and notes.
_BELOW = re.compile(
    r"(?:填[表报]|制表|编制|审核|复核|经办|(?:单位|部门|财务)负责|联系|注\d?[:.、]|说明:|备注:)"
)
_NUMERIC = (Holds.AMOUNT, Holds.NUMBER, Holds.COUNT)

Reader = Callable[[object], Any]
#: place (-1 where the column is not there), values read before, reader, whether to keep values
_Step = tuple[int, dict[Any, Any], Reader, bool]


@dataclass(frozen=True, slots=True)
class Row:
    """A row that could be read: its number as people count, and a value for each column."""

    number: int
    values: Sequence[Any]


class SheetRows:
    """Reads the rows of one sheet by its declaration."""

    def __init__(self, sheet: Sheet, declared: FactSheet, report: Report) -> None:
        self._sheet, self._declared, self._report = sheet, declared, report
        self.name = sheet.name
        rows = sheet.rows()
        head = list(islice(rows, HEADER_REACH))
        self.header = find_header(sheet.name, head, declared, report)
        self._rows = chain(head[self.header.row + 1 :] if self.header else [], rows)
        self._special: dict[int, dict[int, Any]] = {}

    def cell(self, number: int, field: str) -> str:
        """The address of a field's cell in a row, e.g. K17; the row alone without such a column."""
        places = self.header.places if self.header else {}
        place = places.get(self._declared.column(field).header)
        return str(number) if place is None else a1(number - 1, place)

    def place(self, field: str) -> str:
        """The beginning of the places of a field's cells, e.g. 支出!K."""
        places = self.header.places if self.header else {}
        return f"{self.name}!{column_name(places.get(self._declared.column(field).header, 0))}"

    def error(self, number: int, field: str, text: str, expected: str = "") -> None:
        """An error in a field's cell."""
        self._report.error(self.name, self.cell(number, field), text, expected)

    def note(self, number: int, field: str, text: str) -> None:
        """A note on a field's cell."""
        self._report.note(self.name, self.cell(number, field), text)

    def read(self, readers: Mapping[str, Reader]) -> Iterator[Row]:
        """The rows that could be read, by readers of each column (by header).

        Each error is reported; a row with errors is left out.
        """
        if self.header is None:
            return
        self._special = self._special_cells()
        plan = [self._step(column.header, readers) for column in self._declared.columns]
        amounts = [r for _, _, r, _ in plan if isinstance(r, AmountReader)]
        rounded = 0
        for number, row in self._filled_rows():
            values = self._values(plan, row, number)
            if values is None:
                continue
            if not rounded and any(reader.rounded for reader in amounts):
                rounded = number
            yield Row(number, values)
        if rounded:
            count = sum(reader.rounded for reader in amounts)
            text = f"第 {rounded} 行起有 {count} 个金额细于 1 分，已四舍五入到分"
            self._report.note(self.name, "", text)

    def _step(self, header: str, readers: Mapping[str, Reader]) -> _Step:
        assert self.header is not None
        reader = readers[header]
        known: dict[Any, Any] = getattr(reader, "known", {})
        return self.header.places.get(header, -1), known, reader, getattr(reader, "keeps", True)

    def _values(self, plan: Sequence[_Step], row: Sequence[Any], number: int) -> list[Any] | None:
        values = []
        try:
            for place, known, reader, keep in plan:
                raw = row[place] if place >= 0 else ""
                value = known.get(raw, _MISSING)
                if value is _MISSING:
                    value = reader(raw)
                    if keep:
                        known[raw] = value
                values.append(value)
        except Bad:
            self._tell_bad(plan, row, number)
            return None
        return values

    def _tell_bad(self, plan: Sequence[_Step], row: Sequence[Any], number: int) -> None:
        for place, _, reader, _ in plan:
            try:
                reader(row[place] if place >= 0 else "")
            except Bad as bad:
                self._report.error(self.name, a1(number - 1, place), bad.found, bad.expected)

    def _filled_rows(self) -> Iterator[tuple[int, Sequence[Any]]]:
        """(number, row) of every row that is not blank; blank ones among them are counted."""
        assert self.header is not None
        strays = set(self.header.nameless)
        telling = self._telling_places()
        special = self._special
        previous: Sequence[Any] = ()
        blanks = waiting = 0
        row: Sequence[Any]
        for number, row in enumerate(self._rows, self.header.row + 2):
            if number in special:
                row = _replaced(row, special[number], previous)
            previous = row
            if not any(row) and all(value == "" for value in row):
                waiting += 1
                continue
            blanks, waiting = blanks + waiting, 0
            if strays:
                self._tell_strays(number, row, strays)
            if len(telling) > 1 and "" in (row[telling[0]], row[telling[-1]]):
                aside = _aside(row, telling)
                if aside:
                    self._report.note(self.name, str(number), aside)
                    continue
            yield number, row
        if blanks:
            self._report.note(self.name, "", f"中间有 {blanks} 个空行，已跳过")

    def _telling_places(self) -> list[int]:
        """The places of the columns that every line of facts fills with text."""
        assert self.header is not None
        columns = (c for c in self._declared.columns if c.filled and c.holds not in _NUMERIC)
        return [self.header.places[c.header] for c in columns if c.header in self.header.places]

    def _tell_strays(self, number: int, row: Sequence[Any], strays: set[int]) -> None:
        """Values below a blank header, told once for each column."""
        for place in [p for p in strays if row[p] != ""]:
            strays.discard(place)
            text = f"{column_name(place)} 列没有表头，已忽略"
            self._report.note(self.name, a1(number - 1, place), text)

    # -- formulas, error values, merged cells ---------------------------------------------------

    def _special_cells(self) -> dict[int, dict[int, Any]]:
        """Row number → place → what to read instead of the cell's own value."""
        assert self.header is not None
        special: dict[int, dict[int, Any]] = {}
        for (row, place), why in self._unreadable():
            if self._is_data(row, place):
                special.setdefault(row + 1, {})[place] = Unreadable(why)
        merges = [m for m in self._sheet.merged if self._touches_data(m)]
        for merge in merges:
            self._fill_down(merge, special)
        if merges:
            listed = "、".join(map(str, merges[:3]))
            many = f"等 {len(merges)} 处" if len(merges) > 3 else ""
            text = f"{listed}{many}是合并单元格：文字向下合并的，各行按同一内容读；其余只读左上角"
            self._report.note(self.name, str(merges[0]), text)
        self._tell_formulas()
        return special

    def _is_data(self, row: int, place: int) -> bool:
        assert self.header is not None
        return row > self.header.row and place in self.header.places.values()

    def _touches_data(self, merge: Merge) -> bool:
        places = range(merge.first_column, merge.last_column + 1)
        return any(self._is_data(merge.last_row, place) for place in places)

    def _unreadable(self) -> Iterator[tuple[Position, str]]:
        for position, cached in self._sheet.formulas.items():
            if not cached:
                yield position, "是公式，但文件里没有计算结果（用 Excel 或 WPS 打开并保存即可）"
        for position, shown in self._sheet.faults.items():
            yield position, f"现为错误值 {shown}"

    def _tell_formulas(self) -> None:
        cells = sorted(c for c, cached in self._sheet.formulas.items() if cached)
        cells = [c for c in cells if self._is_data(*c)]
        if cells:
            listed = "、".join(a1(*cell) for cell in cells[:3])
            many = f"等 {len(cells)} 个单元格" if len(cells) > 3 else ""
            self._report.note(self.name, a1(*cells[0]), f"{listed}{many}是公式，已取缓存值")

    def _fill_down(self, merge: Merge, special: dict[int, dict[int, Any]]) -> None:
        """A name or code merged downwards holds for all its rows; an amount for the first only."""
        assert self.header is not None
        place = merge.first_column
        numeric = {c.header for c in self._declared.columns if c.holds in _NUMERIC}
        header = next((h for h, p in self.header.places.items() if p == place), None)
        if header is None or header in numeric:
            return
        for row in range(max(merge.first_row, self.header.row + 1) + 1, merge.last_row + 1):
            special.setdefault(row + 1, {})[place] = _ABOVE


def _aside(row: Sequence[Any], telling: Sequence[int]) -> str:
    """Why a row is no line of facts: a total or a signature below them.  "" for all others."""
    texts = [fold(value) for value in row if isinstance(value, str) and value]
    if any(row[place] != "" and fold(str(row[place])) not in TOTALS for place in telling[1:]):
        return ""
    if any(text in TOTALS for text in texts):
        return "是合计行，已略过（合计由系统计算）"
    return "不是数据行，已略过" if texts and _BELOW.match(texts[0]) else ""


def _replaced(row: Sequence[Value], changes: Mapping[int, Any], above: Sequence[Any]) -> list[Any]:
    copy: list[Any] = list(row)
    for place, value in changes.items():
        if place < len(copy):
            copy[place] = value if value is not _ABOVE else above[place] if above else ""
    return copy
