"""One line of a ledger: texts as typed → values, and values → the texts that stand for them.

Read by the columns of the facts workbook, one sheet for each ledger, so that what a workbook may
say and what may be typed is the same.  Every trouble of a line is told, each by its field.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property

from disclosures.core import facts_sheets as declared
from disclosures.core.codes import Classification, Code, bare
from disclosures.core.facts import Kind, Measure
from disclosures.core.facts_sheets import Column, FactSheet, Holds
from disclosures.core.money import Unit, show
from disclosures.importing.facts_spending import faults
from disclosures.importing.facts_values import (
    TOTALS,
    AmountReader,
    Bad,
    ChoiceReader,
    CodeReader,
    CountReader,
    NumberReader,
    TextReader,
    UnitReader,
    describe,
    unit_code,
)

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
#: Amounts (分) and numbers (hundredths) from here on are slips of the keyboard.
MOST, MOST_PEOPLE = 10**15, 10**7
#: The longest texts that the ledger keeps.
_LONGEST = {"uom": 20, "unit": 32, "name": 100}
_POWER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d{1,2}")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d*)?|\.\d+")

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


@dataclass(frozen=True)
class Ground:
    """What lines are read against: units and own codes (code → name), year and kind, and the
    unit in which amounts without one are typed."""

    year: int
    kind: Kind
    functions: Classification
    economic: Classification
    units: Mapping[str, str] = field(default_factory=dict)
    local: Mapping[str, str] = field(default_factory=dict)
    money: Unit = Unit.YUAN

    @property
    def measure(self) -> Measure:
        """The 口径 that has to be stated to the last detail."""
        return Measure.FINAL if self.kind is Kind.FINAL else Measure.INITIAL

    @cached_property
    def codes(self) -> Classification:
        """The function codes with the organisation's own."""
        own = (Code(code, name, local=True) for code, name in self.local.items())
        return self.functions.with_local(own)


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
            name: _reader(ledger, name, column, ground)
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


# --- One reader for each kind of column ----------------------------------------------------------


def _reader(ledger: str, name: str, column: Column, ground: Ground) -> Callable[[str], object]:
    makers: dict[Holds, Callable[[], Callable[[str], object]]] = {
        Holds.TEXT: lambda: TextReader(filled=column.filled, longest=_longest(ledger, name)),
        Holds.NOTE: lambda: TextReader(lines=True, longest=1000),
        Holds.CHOICE: lambda: _Choice(column),
        Holds.UNIT: lambda: UnitReader(ground.units),
        Holds.FUNCTION: lambda: _Coded(ground.codes, (3, 5, 7), ground.year, own=True),
        Holds.ECON: lambda: _Coded(ground.economic, (3, 5), ground.year),
        Holds.AMOUNT: lambda: _Amount(ground.money, blank=0 if name == "price" else None),
        Holds.NUMBER: lambda: _Number(blank=0 if name == "qty" else None),
        Holds.COUNT: lambda: _people,
    }
    if name in ("code", "unit") and column.holds is Holds.TEXT:
        return _own_code
    return makers[column.holds]()


def _longest(ledger: str, name: str) -> int:
    """How long a text may be; names of units and own codes are as long as those of projects."""
    return 200 if ledger in ("unit", "local_code") else _LONGEST.get(name, 200)


def _own_code(text: str) -> str:
    """A code that the organisation gives itself."""
    code = unit_code(text)
    if not code:
        raise Bad("没有填", "编码")
    if len(code) > _LONGEST["unit"]:
        raise Bad(f"有 {len(code)} 个字", f"{_LONGEST['unit']} 个字以内")
    return code


class _Choice:
    """A label or what else people call it; also the key itself."""

    def __init__(self, column: Column) -> None:
        self._keys, self._by_label = column.keys, ChoiceReader(column)

    def __call__(self, text: str) -> str:
        plain = text.strip()
        return plain if plain in self._keys else self._by_label(plain)


class _Coded:
    """A code, a code with its name, or a name that only one code has.  Says what is near."""

    def __init__(
        self, codes: Classification, lengths: tuple[int, ...], year: int, *, own: bool = False
    ) -> None:
        self._codes, self._year, self._own = codes, year, own
        self._lengths = lengths
        self._read = CodeReader(codes, lengths, year)

    def __call__(self, text: str) -> str:
        typed = unicodedata.normalize("NFKC", text).strip()
        named = self._codes.by_name(typed, self._year) if typed and not typed[0].isdigit() else None
        if named and len(named.code) in self._lengths:
            return named.code
        try:
            code = self._read(typed)
        except Bad as bad:
            raise Bad(bad.found, self._near(typed) or bad.expected) from None
        if code and code not in self._codes:
            own = "；自设科目请先登记在“自设科目”里" if self._own else ""
            raise Bad(f"现为“{code}”，{self._codes.title}里没有", f"{self._near(code)}{own}")
        return code

    def _near(self, typed: str) -> str:
        """A few codes that may be meant: like digits, or a name that holds what was typed."""
        pool = [c for c in self._codes.valid(self._year) if len(c.code) == max(self._lengths)]
        if typed[:1].isdigit():
            found = _like(re.sub(r"\D.*", "", typed), pool)
        else:
            found = [c for c in pool if bare(typed) in c.name_in(self._year)][:3] if typed else []
        return "、".join(f"{c.code} {c.name_in(self._year)}" for c in found)


def _like(digits: str, pool: Sequence[Code]) -> list[Code]:
    """Up to three codes that begin like that, or are spelt like it, in the same 款 if it is one."""
    begun = [c for c in pool if c.code.startswith(digits)]
    beside = [c for c in pool if len(digits) > 5 and c.code[:5] == digits[:5]] or pool
    by_code = {c.code: c for c in beside}
    return begun[:3] or [by_code[code] for code in get_close_matches(digits, by_code, n=3)]


class _Amount:
    """An amount in 分, exact."""

    def __init__(self, money: Unit, blank: int | None) -> None:
        self._read, self._money, self._blank = AmountReader(money), money, blank

    def __call__(self, text: str) -> int | None:
        plain = _plain(text)
        fen = self._read(plain)
        if fen is None:
            return self._blank
        if abs(fen) >= MOST:
            raise Bad(f"{describe(text)}，金额过大", "正确的金额，请核对单位")
        unit = next((u for u in (Unit.WAN, Unit.YUAN) if plain.endswith(u.value)), self._money)
        if _is_finer(plain, unit.fen):
            raise Bad(f"{describe(text)}，细于 1 分", "精确到分的金额")
        return fen


class _Number:
    """A number of things in hundredths, exact."""

    def __init__(self, blank: int | None) -> None:
        self._read, self._blank = NumberReader(), blank

    def __call__(self, text: str) -> int | None:
        plain = _plain(text)
        number = self._read(plain)
        if number is None:
            return self._blank
        if number >= MOST:
            raise Bad(f"{describe(text)}，数量过大", "正确的数量")
        if _is_finer(plain, 100):
            raise Bad(f"{describe(text)}，多于两位小数", "最多两位小数的数量")
        return number


def _clean(text: str) -> str:
    """Without what no database keeps: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def _people(text: str) -> int | None:
    number = CountReader()(_plain(text))
    if number is not None and number >= MOST_PEOPLE:
        raise Bad(f"{describe(text)}，人数过大", "正确的人数")
    return number


def _plain(text: str) -> str:
    """A number as ``money.parse`` reads it: Excel's 1.2E+5 is written out."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return f"{Decimal(plain):f}" if _POWER.fullmatch(plain) else plain


def _is_finer(plain: str, steps: int) -> bool:
    """Whether a number has more digits than ``steps`` of its unit can hold."""
    found = _DIGITS.search(plain)
    return bool(found) and Decimal(found.group().replace(",", "")) * steps % 1 != 0  # type: ignore[union-attr]
