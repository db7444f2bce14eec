"""Reading a worksheet that this portal wrote: every row by the code in its hidden column."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from disclosures.importing.cells import a1
from disclosures.importing.grid import Grid
from performance.core.forms import Form
from performance.core.sheet import ORDER, PROJECT
from performance.exchange.found import MOST_ROWS, Gatherer, ReadSheet, Told
from performance.exchange.plan import MARK, NOTHING, Plan, PlanRow, of_row, plan_of


@dataclass
class _Lists:
    """The rows of each list in their order; those without a number come to one in the end."""

    rows: dict[str, list[tuple[int, int | None]]] = field(default_factory=dict)

    def add(self, section: str, row: int, number: int | None) -> None:
        own = self.rows.setdefault(section, [])
        if len(own) > MOST_ROWS:
            return
        if number is not None and number in (n for _, n in own):
            number = None  # a row that was copied with its code
        own.append((row, number))

    def numbered(self, section: str) -> Iterator[tuple[int, int]]:
        """(row of the worksheet, number of the row in the list)"""
        own = self.rows[section]
        free = max((n for _, n in own if n is not None), default=0)
        for row, number in own:
            if number is None:
                free += 1
            yield row, free if number is None else number


def read_coded(
    grid: Grid, forms: Mapping[str, Form], told: Told, plans: dict[str, Plan]
) -> Iterator[ReadSheet]:
    """The sheet of a worksheet, if its form is known; ``plans`` keeps what was made of forms."""
    known = _known(grid.text(0, 0))
    form = forms.get(known.get("form", ""))
    if form is None:
        told.error(grid.name, "A1", "不知道是哪种绩效表", "从本系统导出的工作表，隐藏的A列没有改动")
        return
    if form.id not in plans:
        plans[form.id] = plan_of(form)
    reader = _Coded(grid, form, told, plans[form.id])
    reader.read()
    for path in (ORDER, PROJECT):
        if known.get(path):
            reader.found.fields[path] = known[path]
    found = reader.found
    yield ReadSheet(
        known.get("key", ""), form.id, grid.name, found.fields, found.cells,
        told=frozenset(form.section),
    )  # fmt: skip


def _known(mark: str) -> dict[str, str]:
    try:
        found = json.loads(mark.removeprefix(MARK))
    except ValueError:
        return {}
    return {k: str(v) for k, v in found.items()} if isinstance(found, dict) else {}


class _Coded:
    def __init__(self, grid: Grid, form: Form, told: Told, plan: Plan) -> None:
        self.grid, self.told, self.plan = grid, told, plan
        self.found = Gatherer(grid, told, form.id)
        self.lists = _Lists()
        self.list = ""  # the list in which an added row would stand

    def read(self) -> None:
        for row in range(1, self.grid.height):
            code, reckoned = self._code(row)
            if code == NOTHING:
                self.list = ""
            elif "#" in code:
                self._listed(row, code)
            elif code:
                self._fixed(row, code, reckoned)
            elif not self._blank(row):
                self._added(row)
        for section, rows in self.lists.rows.items():
            if len(rows) > MOST_ROWS:
                self.told.error(self.grid.name, a1(rows[-1][0], 0), f"一张表最多 {MOST_ROWS} 行")
            self._take(section)

    def _code(self, row: int) -> tuple[str, dict[str, str]]:
        code, _, rest = self.grid.text(row, 0).partition(" ")
        return code, _known(rest) if rest else {}

    def _fixed(self, row: int, code: str, reckoned: dict[str, str]) -> None:
        planned = self.plan.get(code)
        if planned is None or planned.listed:
            self._unknown(row)
            return
        self.list = planned.section.key if planned.section.is_list else ""
        for spot in planned.spots:
            if spot.cell.places:
                self.found.cell(spot.cell, row, spot.column + 1, reckoned)

    def _listed(self, row: int, code: str) -> None:
        section, _, number = code.partition("#")
        planned = self.plan.get(f"{section}#")
        if planned is None:
            self._unknown(row)
            return
        self.list = section
        own = int(number) if number.isdecimal() and len(number) < 7 else None
        if own is not None or not self._silent(row, planned):
            self.lists.add(section, row, own)

    def _added(self, row: int) -> None:
        if self.list:
            self.lists.add(self.list, row, None)
        else:
            self._unknown(row)

    def _unknown(self, row: int) -> None:
        self.told.error(
            self.grid.name, a1(row, 0), "这一行不是表中的行", "表中的行；加行请加在指标之间"
        )

    def _take(self, section: str) -> None:
        planned = self.plan[f"{section}#"]
        numbers = []
        for row, number in self.lists.numbered(section):
            numbers.append(str(number))
            for spot in planned.spots:
                if spot.cell.places:
                    self.found.cell(of_row(spot.cell, section, number), row, spot.column + 1)
        if numbers:
            self.found.fields[section] = ",".join(numbers)

    def _silent(self, row: int, planned: PlanRow) -> bool:
        return not any(self.grid.text(row, s.column + 1) for s in planned.spots if s.cell.places)

    def _blank(self, row: int) -> bool:
        return not any(text for column, text in self.grid.texts(row) if column)
