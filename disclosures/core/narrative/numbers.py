"""Numbers of headings, as documents of Chinese offices print them."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """1 to 99 in Chinese numerals.  ValueError beyond."""
    if not 0 < number < 100:
        raise ValueError(number)
    tens, ones = divmod(number, 10)
    lead = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return lead + (_DIGITS[ones] if ones else "")


def part_number(number: int) -> str:
    """第一部分, 第二部分 …"""
    return f"第{chinese(number)}部分"


def heading_number(depth: int, number: int) -> str:
    """一、 then （一） then 1. then (1)."""
    forms = (f"{chinese(number)}、", f"（{chinese(number)}）", f"{number}. ", f"（{number}）")
    return forms[min(depth, len(forms) - 1)]
