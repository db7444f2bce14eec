"""One line of a ledger: texts as typed → values, and values → the texts that stand for them.

Read by the columns of the facts workbook, one sheet for each ledger, so that what a workbook may
say and what may be typed is the same.  Every trouble of a line is told, each by its field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from disclosures.core import facts_sheets as declared
from disclosures.core.facts import Kind, Measure
from disclosures.core.facts_sheets import Column, FactSheet, Holds
from disclosures.core.money import Unit, show
from disclosures.importing.facts_spending import faults
from disclosures.importing.facts_values import TOTALS, Bad
from disclosures.importing.ground import Ground
from disclosures.importing.line_fields import reader_of

#: The sheet that declares the columns of each ledger, by the ledger's name.
SHEETS: dict[str, FactSheet] = {
    "unit": declared.UNITS,
    "expenditure": declared.EXPENDITURE,
    "income": declared.INCOME,
    "balance": declared.BALANCE,
    "sangong": declared.SANGONG,
    "purchase": declared.PURCHASE,
    "indicator": declared.INDICATOR,
    "count": declared.COUNT,
    "local_code": declared.LOCAL,
}
#: The fields that tell the lines of a ledger apart: no two lines may have all of them alike.
KEYS: dict[str, tuple[str, ...]] = {
    "unit": ("unit",),
    "expenditure": (
        "unit", "measure", "fund", "function", "spend", "econ", "project", "money_year",
    ),
    "income": ("unit", "measure", "category", "function"),
    "balance": ("unit", "measure", "fund", "nature", "function", "spend"),
    "sangong": ("unit", "measure", "fund", "item"),
    "purchase": ("unit", "method", "project", "item", "source"),
    "indicator": ("unit", "measure", "name"),
    "count": ("unit", "name"),
    "local_code": ("code",),
}  # fmt: skip

#: A field's texts (as typed, or as shown) and its values.
Texts = Mapping[str, str]
Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a field: what was found, and what would be right ("" if nothing else is)."""

    field: str
    found: str
    expected: str = ""

    def __str__(self) -> str:
        return f"{self.found}；应为：{self.expected}" if self.expected else self.found


def field_of(ledger: str, column: Column) -> str:
    """The ledger's field of a column, "" for one that only explains a code."""
    return "unit" if ledger == "unit" and column.field == "code" else column.field


def columns_of(ledger: str) -> dict[str, Column]:
    """The columns that are typed in, by field."""
    sheet = SHEETS[ledger]
    return {field_of(ledger, column): column for column in sheet.columns if column.field}


def texts_of(ledger: str, values: Mapping[str, object]) -> dict[str, str]:
    """The texts that stand for a row's values: amounts in 元 (1234.50), choices by their key.

    Read again they give the same values; the same values always give the same texts.
    """
    return {name: text_of(column, values[name]) for name, column in columns_of(ledger).items()}


def text_of(column: Column, value: object) -> str:
    """The text that stands for a value of a column."""
    if value is None:
        return ""
    if column.holds is Holds.AMOUNT:
        return show(int(str(value)), Unit.YUAN, grouped=False)
    if column.holds is Holds.NUMBER:
        return show(int(str(value)), Unit.YUAN, grouped=False).removesuffix(".00")
    return str(value)


class LineReader:
    """Reads the lines of one ledger."""

    def __init__(self, ledger: str, ground: Ground) -> None:
        self._ledger, self._ground = ledger, ground
        self._readers = {
            name: reader_of(ledger, name, column, ground)
            for name, column in columns_of(ledger).items()
        }

    def read(self, typed: Texts, there: Mapping[str, object] | None = None) -> Line:
        """The line that ``typed`` makes of the values ``there``; of nothing without them.

        A field that is not typed keeps its value.  KeyError for a field that there is not.
        """
        values: Values = {}
        wrong: list[Fault] = []
        asked = (
            typed if there else {name: typed.get(name, "") for name in self._readers} | {**typed}
        )
        for name, text in asked.items():
            try:
                values[name] = self._readers[name](_clean(text))
            except Bad as bad:
                wrong.append(Fault(name, bad.found, bad.expected))
        whole = {name: (there or {}).get(name) for name in self._readers} | values
        told = {fault.field for fault in wrong}
        wrong += [fault for fault in self._judge(whole) if fault.field not in told]
        return Line(whole, tuple(wrong))

    def _judge(self, values: Mapping[str, object]) -> list[Fault]:
        """What a line lacks of which every field could be read."""
        lacking = [
            Fault(name, "没有填", "金额（为零的填 0）" if name == "amount" else "")
            for name in _NEEDED
            if name in self._readers and values.get(name) in (None, "")
        ]
        judge = _JUDGES.get(self._ledger)
        return lacking + (judge(values, self._ground) if judge else [])


@dataclass(frozen=True, slots=True)
class Line:
    """A line as read: its values by field (those that could not be read keep what was there),
    and what is wrong with it."""

    values: Values
    faults: tuple[Fault, ...]


#: Needed in every row, whatever its columns say of blanks.
_NEEDED = ("amount", "number", "source")


def _judge_expenditure(values: Mapping[str, object], ground: Ground) -> list[Fault]:
    function, econ = str(values["function"] or ""), str(values["econ"] or "")
    wrong = faults(
        values["measure"] == ground.measure,
        str(values["fund"]),
        len(function),
        str(values["spend"] or ""),
        len(econ),
        bool(values["project"]),
    )
    return [Fault(*fault) for fault in wrong]


def _judge_income(values: Mapping[str, object], ground: Ground) -> list[Fault]:
    """A final account tells its income by 项; a budget may leave functions out."""
    function = str(values["function"] or "")
    if ground.kind is not Kind.FINAL or values["measure"] != Measure.FINAL or len(function) == 7:
        return []
    found = f"只有 {len(function)} 位" if function else "没有填"
    return [Fault("function", found, "7 位项级编码")]


def _judge_local(values: Mapping[str, object], ground: Ground) -> list[Fault]:
    code = str(values["code"] or "")
    if not code:
        return []
    if len(code) != 7 or not code.isdecimal() or code[:5] not in ground.functions:
        return [Fault("code", f"现为“{code}”", "7 位编码，前 5 位是已有的款")]
    if code in ground.functions:
        name = ground.functions.name(code, ground.year)
        return [Fault("code", f"“{code} {name}”是已有的科目，不用自设")]
    return []


def _judge_unit(values: Mapping[str, object], ground: Ground) -> list[Fault]:
    if values["unit"] in TOTALS or values["name"] in TOTALS:
        return [Fault("unit", "是合计行：合计由系统计算，请删去这一行")]
    return []


_JUDGES: dict[str, Callable[[Mapping[str, object], Ground], list[Fault]]] = {
    "expenditure": _judge_expenditure,
    "income": _judge_income,
    "local_code": _judge_local,
    "unit": _judge_unit,
}


def _clean(text: str) -> str:
    """Without what no database keeps: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()
