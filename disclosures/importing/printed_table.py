"""One printed table while it is read: its place, its columns, its unit, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from disclosures.core.codes import fold
from disclosures.core.forms import CODE, COUNT, NUMERIC, Column, TableForm
from disclosures.core.money import AmountError, Unit, as_printed, parse
from disclosures.core.tables import Cell
from disclosures.importing.cells import a1
from disclosures.importing.grid import Grid, one_line
from disclosures.importing.headers import Header, fold_label, is_lane_row
from disclosures.importing.report import Report
from disclosures.importing.titles import Caption, Place

TOTAL_WORDS = frozenset({"合计", "总计", "共计", "合计数"})
_FOOTNOTE = re.compile(
    r"^(?:注\d?[:：.、]?|注释|说明|备注|附注|填表说明|编制说明|※|\*|本表|此表|该表|我(?:单位|部门|局|校|院)|"
    r"(?:本|我)(?:单位|部门)|\d+[.、]\s*本)"
)
#: The line below a table that says who answers for it; its words stand in any column.
_SIGNATURE = re.compile(
    r"^(?:填[表报制](?:人|日期|时间|单位)|制表|编制人|审核|复核|经办|打印|"
    r"(?:单位|部门|财务|会计|分管)?(?:负责人|领导|主管)|联系(?:人|电话))"
)
_EMPTY = re.compile(
    r"无数据|空表|为空|没有|未安排|未发生|^无$|无此|无.{0,20}(?:支出|收入|拨款|预算|内容)"
)


@dataclass(frozen=True)
class PrintedTable:
    """A table found: ``first`` is the first row of its body, ``end`` the row after its last."""

    place: Place
    form: TableForm
    header: Header
    first: int
    end: int
    caption: Caption
    unit: Unit

    @property
    def grid(self) -> Grid:
        """The sheet that it stands in."""
        return self.place.heading.grid

    def has(self, column: str) -> bool:
        """Whether the sheet has a column of the form."""
        return column in self.header.columns

    def at(self, column: str) -> int:
        """The first column of the sheet that holds a column of the form."""
        return self.header.columns[column][0]

    def text(self, row: int, column: str) -> str:
        """The text in a column as printed, on one line; the parts of a split code joined."""
        spots = self.header.columns.get(column, ())
        texts = [t for c in spots if (t := one_line(self.grid.sunk(row, c)))]
        if self.form.column[column].type == CODE and len(spots) > 1:
            return join_code(texts)
        return texts[0] if texts else ""

    def texts(self, row: int) -> dict[str, str]:
        """The texts of a row by column, blanks left out."""
        ids = [c.id for c in self.form.columns if c.type not in NUMERIC and self.has(c.id)]
        return {i: text for i in ids if (text := self.text(row, i))}

    def spot(self, row: int, column: str) -> int:
        """The column of the sheet in which a row's amount stands."""
        spots = self.header.columns[column]
        return next((c for c in spots if self.grid.text(row, c)), spots[0])

    def _has_numbers(self, row: int) -> bool:
        """Whether a number stands in the amount columns."""
        return any(
            _is_number(self.grid.text(row, c))
            for column in self.form.columns
            if column.numeric
            for c in self.header.columns.get(column.id, ())
        )

    def body(self) -> Iterator[int]:
        """The rows that belong to the body: no blank, repeated header, lane or footnote row."""
        noted = False
        for row in range(self.first, self.end):
            if self.grid.blank(row) or self._is_repeated(row):
                continue
            noted = noted or self.is_footnote(row)
            if not (noted and not self._has_numbers(row)):
                yield row

    def _is_repeated(self, row: int) -> bool:
        texts = [fold_label(t) for _, t in self.grid.texts(row)]
        header = range(self.header.top, self.header.body)
        repeated = any(texts == [fold_label(t) for _, t in self.grid.texts(r)] for r in header)
        return repeated or is_lane_row(self.grid, self.form, self.header, row)

    def is_footnote(self, row: int) -> bool:
        """Whether a row is a note below the table, or the explanation of an empty one."""
        texts = [one_line(t) for _, t in self.grid.texts(row)]
        if self._has_numbers(row):
            return False
        said = texts[0]
        if _SIGNATURE.match(said.replace(" ", "")):
            return True
        if len(texts) > 2:
            return False
        return bool(_FOOTNOTE.match(said) or _EMPTY.search(said) or len(said) > 40)


def _is_something(text: str) -> bool:
    try:
        return parse(text, Unit.YUAN) not in (None, 0)
    except AmountError:
        return True


def _is_number(text: str) -> bool:
    try:
        return parse(text, Unit.YUAN) is not None
    except AmountError:
        return False


def join_code(parts: list[str]) -> str:
    """The code whose 类, 款 and 项 stand in columns of their own, whole or in pieces."""
    code = ""
    for part in parts:
        piece = fold(part)
        if piece in {"类", "款", "项"}:
            continue
        code = piece if piece.startswith(code) else code + piece
    return code


def plain_code(text: str) -> str:
    """A code's digits, or an empty string where the text is no code: "２０８０１ 01" → 2080101."""
    folded = fold(text).lstrip("'‘’`")
    folded = re.sub(r"\.0+$", "", folded)
    return folded if re.fullmatch(r"\d{3,12}", folded) else ""


def is_total(text: str, form: TableForm) -> bool:
    """Whether a text is the word for the total of a table."""
    return fold(text) in {*TOTAL_WORDS, fold(form.total)}


class Amounts:
    """Reads the amount cells of a table; what cannot be read becomes an error at its cell."""

    def __init__(self, table: PrintedTable, report: Report) -> None:
        self._table, self._report = table, report
        self.rounded: list[str] = []
        self.cached = 0

    def row(self, row: int, columns: list[Column]) -> dict[str, Cell]:
        """The cells of those columns; a blank is a zero, a column not printed gives no cell."""
        found = {c.id: self._cell(row, c) for c in columns if c.numeric and self._table.has(c.id)}
        return {column: cell for column, cell in found.items() if cell is not None}

    def something(self, row: int, columns: list[Column]) -> list[str]:
        """Which of those columns hold something other than a zero."""
        table = self._table
        numeric = [c.id for c in columns if c.numeric and table.has(c.id)]
        return [c for c in numeric if _is_something(table.grid.text(row, table.spot(row, c)))]

    def error(self, row: int, column: int, text: str, expected: str = "") -> None:
        """An error at a cell of the table's sheet."""
        self._report.error(self._table.grid.name, a1(row, column), text, expected)

    def note(self, row: int, column: int, text: str) -> None:
        """A note about a cell of the table's sheet."""
        self._report.note(self._table.grid.name, a1(row, column), text)

    def _cell(self, row: int, column: Column) -> Cell | None:
        grid, spot = self._table.grid, self._table.spot(row, column.id)
        place = grid.place(row, spot)
        if self._is_faulty(row, spot):
            return None
        try:
            read = parse(grid.value(row, spot), self._unit(column)) or 0
        except AmountError as error:
            self.error(row, spot, str(error))
            return None
        amount = read if column.type == COUNT else as_printed(read, self._table.unit)
        if amount != read:
            self.rounded.append(a1(row, spot))
        return Cell(amount, place=place)

    def _unit(self, column: Column) -> Unit:
        return Unit.YUAN if column.type == COUNT else self._table.unit

    def _is_faulty(self, row: int, spot: int) -> bool:
        grid = self._table.grid
        fault = grid.faults.get((row, spot))
        cached = grid.formulas.get((row, spot))
        if fault:
            self.error(row, spot, f"单元格是错误值 {fault}", "金额")
        elif cached is False:
            self.error(
                row,
                spot,
                "单元格是公式，但文件里没有算好的值",
                "金额（请用表格软件打开后另存）",
            )
        self.cached += cached is True
        return bool(fault) or cached is False
