"""One field of a ledger's line as typed: a reader for each kind of column.

They read what the facts workbook's readers do, and what people type besides: keys, names of codes,
other units; and they say what may be meant instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from difflib import get_close_matches

from disclosures.core.codes import Classification, Code, bare
from disclosures.core.facts_sheets import Column, Holds
from disclosures.core.money import Unit
from disclosures.importing.facts_values import (
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
from disclosures.importing.ground import Ground

#: Amounts (分) and numbers (hundredths) from here on are slips of the keyboard.
MOST, MOST_PEOPLE = 10**15, 10**7
#: The longest texts that the ledger keeps.
_LONGEST = {"uom": 20, "unit": 32, "name": 100}
_POWER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d{1,2}")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d*)?|\.\d+")


def reader_of(ledger: str, name: str, column: Column, ground: Ground) -> Callable[[str], object]:
    """What reads the texts of a column; it raises Bad for what it cannot take."""
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
