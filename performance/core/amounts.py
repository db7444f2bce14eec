"""Amounts as they stand in words: 不超过10万元, 办公费40.2万元、水费5.81万元."""

from __future__ import annotations

import re
from fractions import Fraction

from disclosures.core.money import Unit, exact
from performance.core.indicators import plain

_MONEY = re.compile(
    r"(?:≥|≤|>|<|=|不超过|不高于|控制在|约)?(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>万元|万|元|亿元)?"
    r"(?:以内|以下|之内)?"
)
_ITEM = re.compile(r"(?P<name>[^\d，、；;：:。,]+?)(?P<number>\d[\d,]*(?:\.\d+)?)万元")
_UNITS = {"万元": 1_000_000, "万": 1_000_000, "": 1_000_000, "元": 100, "亿元": 10**10}
#: More digits than any amount has.
LONGEST = 16


def fen_of(text: str) -> int | None:
    """The amount (分) of a text that is nothing but money; 万元 where no unit is typed."""
    found = _MONEY.fullmatch(plain(text))
    if not found or len(found["number"]) > LONGEST:
        return None
    return fen(found["number"], found["unit"] or "")


def fen(number: str, unit: str = "万元") -> int:
    """分 of a plain number in a unit."""
    return int(Fraction(number.replace(",", "")) * _UNITS[unit])


def items(text: str) -> list[tuple[str, int]]:
    """What a text lists with amounts, "办公费40.2万元、水费5.81万元": name and 分."""
    found = _ITEM.finditer(re.sub(r"[（(]\d+[)）]", "，", plain(text)))
    return [(m["name"], fen(m["number"], "万元")) for m in found if len(m["number"]) <= LONGEST]


def wan(amount: int) -> str:
    """万元 with all its digits, without the unit."""
    return exact(amount, Unit.WAN)
