"""What the cells of a facts workbook mean: one reader for each kind of column.

A reader takes a cell's value and returns the fact's value, or raises ``Bad``, which says what was
found and what was expected.  ``known`` holds the texts it has read before.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from disclosures.core.codes import Classification, fold
from disclosures.core.facts_sheets import Column
from disclosures.core.money import AmountError, Unit, parse
from disclosures.importing.cells import Value
from disclosures.importing.synonyms import SYNONYMS

TOTALS = {"合计", "小计", "总计", "共计"}
_YEAR = re.compile(r"^20\d\d年度?")
_CODE = re.compile(r"(\d(?: ?\d)*)(?:\.0*)?(?:[\s:、_\-—]*\D.*)?", re.DOTALL)


class Bad(ValueError):
    """A value that cannot be taken: what was found, and what would be right."""

    def __init__(self, found: str, expected: str = "") -> None:
        super().__init__(found)
        self.found, self.expected = found, expected


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands in a row for a cell that has no value to read: why."""

    why: str


def describe(value: object) -> str:
    """What a cell holds, for a message: 日期 2020-01-02, 逻辑值 TRUE, “abc”."""
    if isinstance(value, Unreadable):
        return value.why
    if isinstance(value, bool):
        return f"现为逻辑值 {str(value).upper()}"
    if isinstance(value, dt.datetime | dt.date):
        return f"现为日期 {value:%Y-%m-%d}"
    if isinstance(value, dt.time | dt.timedelta):
        return f"现为时间 {value}"
    if isinstance(value, float):
        return f"现为数字 {value:.15g}"
    text = str(value).strip()
    return f"现为“{text[:40]}{'…' if len(text) > 40 else ''}”"


def text_of(value: object) -> str:
    """A value as text, whole numbers without decimals.  Raises Bad for dates and the like."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise Bad(describe(value), "文字")


class TextReader:
    """A name: on one line, no space around.  ``lines`` keeps line breaks, for notes."""

    def __init__(self, *, filled: bool = False, lines: bool = False, longest: int = 200) -> None:
        self.known: dict[Value, str] = {}
        self._filled, self._lines, self._longest = filled, lines, longest

    def __call__(self, value: object) -> str:
        """The text, "" for a blank."""
        given = text_of(value)
        text = given.strip() if self._lines else " ".join(given.split())
        if self._filled and not text:
            raise Bad("没有填", "文字")
        if len(text) > self._longest:
            raise Bad(f"有 {len(text)} 个字", f"{self._longest} 个字以内")
        return text


class ChoiceReader:
    """One of the labels of a column, or what else people call it."""

    def __init__(self, column: Column) -> None:
        keys = column.keys
        self.known: dict[Value, str] = {label: key for key, label in keys.items()}
        synonyms = SYNONYMS.get(column.choices, {})
        self._folded = {fold(name): key for name, key in synonyms.items() if key in keys}
        self._folded |= {fold(label): key for key, label in keys.items()}
        self._labels = "、".join(keys.values())
        self._filled, self._default = column.filled, column.default

    def __call__(self, value: object) -> str:
        """The key, or the default for a blank."""
        if isinstance(value, str):
            folded = fold(value)
            folded = _YEAR.sub("", folded)
            if folded in self._folded:
                return self._folded[folded]
            if not folded and not self._filled:
                return self._default
        raise Bad("没有填" if value == "" else describe(value), f"{self._labels} 之一")


class UnitReader:
    """A unit of the department: its code, its name, or both.  Without units any code passes."""

    def __init__(self, units: Mapping[str, str]) -> None:
        self._units = {code: code for code in units}
        for code, name in units.items():
            self._units.setdefault(fold(name), code)
            self._units.setdefault(fold(f"{code}{name}"), code)
        self.known: dict[Value, str] = {code: code for code in units}
        listed = "、".join(list(units)[:5])
        self._expected = f"“单位”表中的单位编码（{listed}{'等' if len(units) > 5 else ''}）"

    def __call__(self, value: object) -> str:
        """The unit's code."""
        given = unit_code(value)
        if not given:
            raise Bad("没有填", self._expected)
        if fold(given) in TOTALS:
            raise Bad(f"是{given}行：合计由系统计算，请删去这一行")
        found = self._units.get(given) or self._units.get(fold(given))
        if found is None and self._units:
            raise Bad(f"现为“{given}”，“单位”表里没有这个单位", self._expected)
        return found or given


def unit_code(value: object) -> str:
    """A unit's code as text: 701001.0, "７０１００１ " → "701001"."""
    text = unicodedata.normalize("NFKC", text_of(value)).strip()
    return re.sub(r"^(\d+)\.0+$", r"\1", text)


class CodeReader:
    """A code of a classification: a number, or text with a name behind it.  "" for a blank."""

    def __init__(self, codes: Classification, lengths: tuple[int, ...], year: int) -> None:
        self.known: dict[Value, str] = {"": ""}
        self._codes, self._lengths, self._year = codes, lengths, year

    def __call__(self, value: object) -> str:
        """The digits.  Whether 7 of them are known is judged with the name beside."""
        text = unicodedata.normalize("NFKC", text_of(value)).strip().lstrip("'‘’")
        if not text:
            return ""
        found = _CODE.fullmatch(text)
        if found is None:
            raise Bad(describe(value), self._expected(text))
        code = found.group(1).replace(" ", "")
        if len(code) not in self._lengths:
            raise Bad(f"现为“{code}”，有 {len(code)} 位", self._expected(""))
        if code not in self._codes and not self._local(code):
            raise Bad(f"现为“{code}”，{self._codes.title}里没有", self._expected(""))
        return code

    def _local(self, code: str) -> bool:
        return len(code) == 7 and code[:5] in self._codes

    def _expected(self, name: str) -> str:
        digits = "、".join(map(str, self._lengths))
        named = self._codes.by_name(name, self._year) if name else None
        if named:
            return f"编码 {named.code}（{named.name}）"
        return f"{self._codes.title}的编码（{digits} 位，见“科目”表）"


class AmountReader:
    """An amount in 分, None for a blank; a dash counts as nothing, that is as zero."""

    keeps = False

    def __init__(self, unit: Unit) -> None:
        self.known: dict[Value, int | None] = {"": None}
        self._unit = unit
        self._finest = 0.001 / unit.fen
        #: How many numbers were finer than 1 分.
        self.rounded = 0

    def __call__(self, value: object) -> int | None:
        """The amount.  Raises Bad."""
        try:
            fen = parse(value, self._unit)
        except AmountError as error:
            why = str(error) if "过大" in str(error) else describe(value)
            raise Bad(why, f"金额，单位{self._unit.value}，如 1,234.50") from None
        if fen is None:
            return 0 if str(value).strip() else None
        if isinstance(value, float) and abs(fen / self._unit.fen - value) > self._finest:
            self.rounded += 1
        return fen


class NumberReader:
    """A number of things in hundredths, None for a blank."""

    keeps = False

    def __init__(self) -> None:
        self.known: dict[Value, int | None] = {"": None}

    def __call__(self, value: object) -> int | None:
        """The number.  Raises Bad."""
        text = str(value)
        try:
            if isinstance(value, dt.date | dt.time | dt.timedelta) or "元" in text:
                raise AmountError
            number = parse(value, Unit.YUAN)
        except AmountError:
            raise Bad(describe(value), "数量，如 12") from None
        if number is None:
            return 0 if text.strip() else None
        if number < 0:
            raise Bad(describe(value), "不小于 0 的数量")
        return number


class CountReader(NumberReader):
    """A whole number, None for a blank."""

    def __call__(self, value: object) -> int | None:
        """The number itself.  Raises Bad."""
        number = super().__call__(value)
        if number is None:
            return None
        if number % 100:
            raise Bad(describe(value), "整数")
        return number // 100
