"""Rows of printed tables that unfold along codes and names, level by level of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from disclosures.core.codes import Classification, Code, fold
from disclosures.core.forms import Level
from disclosures.core.tables import SINGLE, TOTAL, Row
from disclosures.core.unfold import row_key, rows_above
from disclosures.importing.printed_table import Amounts, PrintedTable, is_total, plain_code
from disclosures.importing.printed_units import Units

CODED = frozenset({"function", "econ"})
#: How sure a value is: its code is printed, its name is known, or only its position tells.
BY_CODE, BY_NAME, BY_PLACE = 3, 2, 1


@dataclass(frozen=True)
class _Reading:
    """What a row is: the level's number and the value of the level's own dimension."""

    level: int
    value: str
    trust: int
    score: int


class RowReader:
    """Reads the rows of one table from top to bottom."""

    def __init__(
        self,
        table: PrintedTable,
        amounts: Amounts,
        units: Units,
        functions: Classification,
        economic: Classification,
        year: int,
    ) -> None:
        self._table, self._amounts, self._units, self._year = table, amounts, units, year
        self._codes = {"function": functions, "econ": economic}
        self._levels = table.form.levels
        self._order = list(dict.fromkeys(level.by for level in self._levels))
        self._dims: dict[str, str] = {}
        self._soft = {c for lv in self._levels for c, s in lv.show if s not in self._telling()}

    def _telling(self) -> set[str]:
        return {s for by in self._order for s in (by, f"{by}.name")}

    def read(self) -> tuple[Row, ...]:
        """The rows; what cannot be told apart is named in the report."""
        rows: dict[str, Row] = {}
        for number in self._table.body():
            row = self._row(number, rows)
            if row is not None:
                rows[row.key] = row
        return tuple(rows.values())

    def _row(self, number: int, rows: Mapping[str, Row]) -> Row | None:
        texts = self._table.texts(number)
        telling = {c: t for c, t in texts.items() if c not in self._soft}
        if telling and all(is_total(t, self._table.form) for t in telling.values()):
            return self._total(number, texts, rows)
        reading = self._identify(telling)
        if reading is None:
            self._leave(number, texts)
            return None
        dims = self._place(reading, telling)
        key = self._own_key(number, row_key(dims), reading, rows)
        if not key:
            return None
        above = rows_above(self._table.form, reading.level, dims)
        return Row(
            key=key,
            role=self._levels[reading.level].role,
            depth=reading.level,
            texts=texts,
            cells=self._amounts.row(number, list(self._table.form.columns)),
            dims=dims,
            parent=next((k for k in above if k in rows), TOTAL),
            place=self._place_of(number, texts),
        )

    def _total(self, number: int, texts: dict[str, str], rows: Mapping[str, Row]) -> Row | None:
        if TOTAL in rows:
            self._amounts.error(number, 0, "合计行印了两次")
            return None
        cells = self._amounts.row(number, list(self._table.form.columns))
        place = self._place_of(number, texts)
        return Row(TOTAL, "total", 0, texts, cells, place=place)

    def _place_of(self, number: int, texts: Mapping[str, str]) -> str:
        column = next(iter(texts), "")
        spot = self._table.at(column) if column else 0
        return self._table.grid.place(number, spot)

    # -- which level

    def _identify(self, texts: Mapping[str, str]) -> _Reading | None:
        best: _Reading | None = None
        for number, level in enumerate(self._levels):
            value, trust = self._value(level, texts)
            if level.hidden or not value:
                continue
            score = 10 * trust + self._likeness(level, texts)
            if best is None or score > best.score:
                best = _Reading(number, value, trust, score)
        return best

    def _likeness(self, level: Level, texts: Mapping[str, str]) -> int:
        """How well the columns filled are those that the level fills."""
        shape = {c for c, _ in level.show if self._table.has(c)} - self._soft
        given = set(texts)
        return 2 * len(given & shape) - 3 * len(given - shape) - 2 * len(shape - given)

    def _value(self, level: Level, texts: Mapping[str, str]) -> tuple[str, int]:
        """The level's own value if the row can be of that level, and how sure it is."""
        own = next((texts.get(c, "") for c, s in level.show if s == level.by), "")
        name = next((texts.get(c, "") for c, s in level.show if s == f"{level.by}.name"), "")
        if level.by in CODED:
            return self._classified(level, own, name)
        if level.by == "department":
            return self._department(own, name)
        if level.by == "unit":
            return self._unit(own, name)
        return (own, BY_CODE) if own else ("", 0)

    def _classified(self, level: Level, printed: str, name: str) -> tuple[str, int]:
        code = plain_code(printed)
        if code:
            known = code in self._codes[level.by] or code not in self._units
            return (code, BY_CODE) if len(code) == level.digits and known else ("", 0)
        if printed or not name:
            return "", 0
        found = self._named(level, name, self._within(level))
        return (found.code, BY_NAME) if found else ("", 0)

    def _within(self, level: Level) -> str:
        """The class or group whose rows are being read, for names that several classes have."""
        above = [lv.digits for lv in self._levels if lv.by == level.by and lv.digits < level.digits]
        return self._dims.get(level.by, "")[: max(above)] if above else ""

    def _named(self, level: Level, name: str, within: str) -> Code | None:
        """The only code of the level, within a class or group, that bears or bore a name."""
        pool = [
            c
            for c in self._codes[level.by].valid(self._year)
            if len(c.code) == level.digits and c.code.startswith(within)
        ]
        for hits in (
            [c for c in pool if fold(c.name_in(self._year)) == fold(name)],
            [c for c in pool if c.is_named(name, self._year)],
            [c for c in pool if c.was_named(name)],
        ):
            if len(hits) == 1:
                return hits[0]
        return None

    def _department(self, printed: str, name: str) -> tuple[str, int]:
        code = self._units.department_code
        if plain_code(printed) and plain_code(printed) == code:
            return code, BY_CODE
        return (code or name, BY_NAME) if self._units.is_department(name) else ("", 0)

    def _unit(self, printed: str, name: str) -> tuple[str, int]:
        code = plain_code(printed)
        functions = self._codes["function"]
        if code and (code in self._units or code not in functions):
            is_function = len(code) == 7 and code[:5] in functions
            return ("", 0) if is_function and code not in self._units else (code, BY_CODE)
        if printed or not name:
            return "", 0
        known = self._units.code(name)
        return (known, BY_NAME) if known else (name, BY_PLACE)

    # -- which row

    def _place(self, reading: _Reading, texts: Mapping[str, str]) -> dict[str, str]:
        """The dimensions of a row: its own, those it prints, and those of the rows above it."""
        level = self._levels[reading.level]
        shown = {s: texts[c] for c, s in level.show if texts.get(c)}
        dims: dict[str, str] = {}
        for by in self._order[: self._order.index(level.by) + 1]:
            value = reading.value if by == level.by else self._printed(by, shown)
            dims[by] = value or self._dims.get(by, "") or self._default(by)
        self._dims = dims
        return dict(dims)

    def _printed(self, by: str, shown: Mapping[str, str]) -> str:
        text = shown.get(by, "")
        return plain_code(text) if by in ("unit", "department", *CODED) else text

    def _default(self, by: str) -> str:
        if by == "department":
            return self._units.department_code
        return self._units.only if by == "unit" else ""

    def _own_key(self, number: int, key: str, reading: _Reading, rows: Mapping[str, Row]) -> str:
        """A key of its own: a code stands once, projects and items of one name are told apart."""
        if key not in rows:
            return key
        column = next(iter(self._table.header.columns.values()))[0]
        if self._levels[reading.level].by in ("project", "item"):
            self._amounts.note(number, column, f"“{reading.value}”印了不止一次，按两行读取")
            again = sum(k == key or k.startswith(f"{key}（") for k in rows)
            return f"{key}（{again + 1}）"
        self._amounts.error(number, column, f"“{reading.value}”这一行印了不止一次")
        return ""

    def _leave(self, number: int, texts: Mapping[str, str]) -> None:
        columns = list(self._table.form.columns)
        holds = self._amounts.something(number, columns)
        shown = " ".join(texts.values())
        spot = self._table.at(next(iter(texts))) if texts else 0
        if holds and texts:
            self._amounts.error(number, spot, f"不认识的行“{shown}”", self._expected())
        elif holds:
            spot = self._table.spot(number, holds[0])
            self._amounts.error(
                number, spot, "这一行有金额而没有科目、单位或项目", self._expected()
            )
        elif texts:
            self._amounts.note(number, spot, f"不认识的行“{shown}”没有金额，已略过")

    def _expected(self) -> str:
        words = {
            "function": "功能分类科目编码", "econ": "经济分类科目", "unit": "单位",
            "department": "部门", "project": "项目名称", "item": "品目",
        }  # fmt: skip
        return "、".join(words.get(by, by) for by in self._order)


def read_single(table: PrintedTable, amounts: Amounts) -> tuple[Row, ...]:
    """The one row of a table without lines or levels (“三公”经费支出决算表)."""
    columns = list(table.form.columns)
    filled = [row for row in table.body() if amounts.something(row, columns)]
    filled = _totals(table, filled, amounts) or filled
    for row in filled[1:]:
        spot = table.spot(row, amounts.something(row, columns)[0])
        amounts.error(row, spot, "这张表只有一行金额，这里又有一行")
    bodies = list(table.body())
    if not bodies:
        return ()
    row = filled[0] if filled else bodies[0]
    first = table.header.columns[columns[0].id][0] if table.has(columns[0].id) else 0
    cells = amounts.row(row, columns)
    return (Row(SINGLE, "item", 0, {}, cells, place=table.grid.place(row, first)),)


def _totals(table: PrintedTable, rows: Sequence[int], amounts: Amounts) -> list[int]:
    """Of several rows those of the total, where units are listed beside it."""
    if len(rows) < 2:
        return []
    totals = [r for r in rows if any(is_total(t, table.form) for _, t in table.grid.texts(r))]
    if totals:
        amounts.note(totals[0], 0, "这张表只取合计行，其余各行没有读取")
    return totals
