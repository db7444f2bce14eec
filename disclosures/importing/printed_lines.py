"""Fixed lines of printed tables (收入支出决算总表 and the like), matched by their labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from disclosures.core.codes import Classification, Code, bare, fold
from disclosures.core.fixed import line_dims
from disclosures.core.forms import CODE, LINE, Block, Line
from disclosures.core.tables import Row
from disclosures.importing.printed_table import TOTAL_WORDS, Amounts, PrintedTable, plain_code

#: From which likeness on an unknown label with an amount may be a line by its place.
LIKE = 0.5
_JOINING = str.maketrans("", "", "与和及、")


@dataclass(frozen=True)
class _Printed:
    """One printed line of a block: its row in the sheet, label, code."""

    row: int
    label: str
    code: str
    spot: int


def read_blocks(
    table: PrintedTable,
    amounts: Amounts,
    functions: Classification,
    economic: Classification,
    year: int,
) -> tuple[tuple[Row, ...], ...]:
    """The blocks of a table with fixed lines, in the order in which they are printed."""
    rows = list(table.body())
    names = _Names(functions, economic, year)
    return tuple(_Block(table, block, amounts, names).read(rows) for block in table.form.blocks)


class _Names:
    """Whether a label is a present or former name of what a line stands for."""

    def __init__(self, functions: Classification, economic: Classification, year: int) -> None:
        self._functions, self._economic, self._year = functions, economic, year

    def mean(self, line: Line, label: str) -> bool:
        code = self._code(line)
        if code is None:
            return False
        wanted = _same_words(label)
        known = (code.name, *code.aliases, *(f.name for f in code.former))
        return wanted in {_same_words(bare(name)) for name in known}

    def _code(self, line: Line) -> Code | None:
        if line.code:
            return self._economic.get(line.code)
        function = line.query.only("function") if line.query else ""
        return self._functions.get(function) if function else None


class _Block:
    """The lines of one block being read."""

    def __init__(self, table: PrintedTable, block: Block, amounts: Amounts, names: _Names) -> None:
        self._table, self._block, self._amounts, self._names = table, block, amounts, names
        self._lines = [line for line in block.lines if line.key]
        self._texts = [c for c in block.columns if not table.form.column[c].numeric]
        self._columns = [table.form.column[c] for c in block.columns]

    def read(self, rows: Sequence[int]) -> tuple[Row, ...]:
        printed = {row: line for row in rows if (line := self._printed(row)) is not None}
        found = self._match(list(printed.values()))
        result: list[Row] = []
        for row in rows:
            position = found.get(row)
            if position is None:
                self._leave(row, printed.get(row))
                result.append(Row("", "blank", 0, {}, {}))
            else:
                result.append(self._row(row, self._lines[position]))
        while result and not result[-1].key:
            result.pop()
        return tuple(result)

    # -- what is printed

    def _printed(self, row: int) -> _Printed | None:
        """The line's label, or None for a blank; a label that spans into the block counts."""
        kinds = self._table.form.column
        code = next((self._table.text(row, c) for c in self._texts if kinds[c].type == CODE), "")
        names = [c for c in self._texts if kinds[c].type not in (CODE, LINE)]
        label = next((t for c in names if (t := self._table.text(row, c))), "")
        if not plain_code(code):
            label, code = label or code, ""
        if not label or self._spanning(label, own=False):
            label, code = self._spanned(row), ""
        spot = self._table.header.columns.get((names or self._texts)[0], (0,))[0]
        return _Printed(row, label, plain_code(code), spot) if label or code else None

    def _spanning(self, label: str, *, own: bool) -> Line | None:
        """The line with a spanning label of that wording, of this block or of another."""
        for block in self._table.form.blocks:
            if (block is self._block) is own:
                for line in block.lines:
                    if line.span and fold_line(line.label) == fold_line(label):
                        return line
        return None

    def _spanned(self, row: int) -> str:
        """The spanning label of one of this block's lines, wherever on its span it stands."""
        for line in self._lines:
            for column in line.span:
                for spot in self._table.header.columns.get(column, ()):
                    text = self._table.grid.text(row, spot)
                    if text and fold_line(text) == fold_line(line.label):
                        return text
        return ""

    # -- which line it is

    def _match(self, printed: Sequence[_Printed]) -> dict[int, int]:
        """The position of the form's line for each row of the sheet."""
        found: dict[int, int] = {}
        for test in (self._by_code, self._by_label, self._by_bare_label, self._by_name):
            for one in printed:
                if one.row not in found:
                    free = [n for n in range(len(self._lines)) if n not in found.values()]
                    hits = [n for n in free if test(one, self._lines[n])]
                    if hits:
                        found[one.row] = _nearest(hits, found, one.row)
        self._totals(printed, found)
        self._by_order(printed, found)
        return found

    def _by_code(self, one: _Printed, line: Line) -> bool:
        return bool(one.code) and one.code == line.code

    def _by_label(self, one: _Printed, line: Line) -> bool:
        return not one.code and fold_line(one.label) == fold_line(line.label)

    def _by_bare_label(self, one: _Printed, line: Line) -> bool:
        return not one.code and _same_words(one.label) == _same_words(line.label)

    def _by_name(self, one: _Printed, line: Line) -> bool:
        return not one.code and self._names.mean(line, one.label)

    def _totals(self, printed: Sequence[_Printed], found: dict[int, int]) -> None:
        """The closing total under any of its usual names (总计, 收入总计, 支出合计 …)."""
        last = len(self._lines) - 1
        if not self._lines or self._lines[last].role != "total" or last in found.values():
            return
        for one in reversed(printed):
            word = re.sub(r"^(?:收入|支出)", "", fold_line(one.label))
            if one.row not in found and word in TOTAL_WORDS:
                found[one.row] = last
                return

    def _by_order(self, printed: Sequence[_Printed], found: dict[int, int]) -> None:
        """Between two known neighbours, as many unknown labels as lines left: taken in order.

        A label that holds an amount has to be like the line's besides.
        """
        run: list[_Printed] = []
        before = -1
        for one in [*printed, None]:
            if one is not None and one.row not in found:
                run.append(one)
                continue
            after = len(self._lines) if one is None else found[one.row]
            free = [n for n in range(before + 1, after) if n not in found.values()]
            if run and len(free) == len(run):
                for given, position in zip(run, free, strict=True):
                    if self._may_be(given, self._lines[position]):
                        found[given.row] = position
                        self._say_order(given, self._lines[position])
            run, before = [], after

    def _may_be(self, one: _Printed, line: Line) -> bool:
        likeness = SequenceMatcher(None, fold_line(one.label), fold_line(line.label)).ratio()
        return likeness >= LIKE or not self._amounts.something(one.row, self._columns)

    def _say_order(self, one: _Printed, line: Line) -> None:
        self._amounts.note(one.row, one.spot, f"“{one.label}”按次序认作“{line.label}”")

    # -- what it says

    def _row(self, row: int, line: Line) -> Row:
        columns = [c for c in self._columns if c.id in (line.columns or self._block.columns)]
        texts = {c: t for c in self._texts if (t := self._table.text(row, c))}
        if line.span:
            texts = {line.span[0]: self._spanned(row) or line.label}
        first = self._table.header.columns.get(self._texts[0], (0,))[0]
        return Row(
            key=line.key,
            role=line.role,
            depth=0,
            texts=texts,
            cells=self._amounts.row(row, columns),
            dims=line_dims(line),
            place=self._table.grid.place(row, first),
            span=line.span,
        )

    def _leave(self, row: int, one: _Printed | None) -> None:
        """A line that the form does not have: an error where it holds an amount, else a note."""
        holds = self._amounts.something(row, self._columns)
        if one is None and holds:
            spot = self._table.spot(row, holds[0])
            self._amounts.error(row, spot, "这一行有金额而没有项目名称", "项目名称")
        elif one is not None and holds:
            expected = f"“{self._table.form.title}”的项目"
            self._amounts.error(row, one.spot, f"不认识的项目“{one.label}”", expected)
        elif one is not None:
            self._amounts.note(row, one.spot, f"不认识的项目“{one.label}”没有金额，已略过")


def _nearest(hits: Sequence[int], found: dict[int, int], row: int) -> int:
    """Of equal labels the first that comes after what is printed above."""
    above = max((n for r, n in found.items() if r < row), default=-1)
    return next((n for n in hits if n > above), hits[0])


def fold_line(label: str) -> str:
    """A line's label for comparison: no list number, no spaces, no 其中, 加 or 减 before it."""
    text = re.sub(r"^(?:\([一二三四五六七八九十\d]+\)|\d+[.、])", "", fold(label))
    return re.sub(r"^(?:其中|加|减)[:：]", "", text).strip(":：")


def _same_words(label: str) -> str:
    """A label with the words that differ from region to region told as one."""
    text = bare(fold_line(label)) if label else ""
    return re.sub(r"财政|收入$", "", text).translate(_JOINING)
