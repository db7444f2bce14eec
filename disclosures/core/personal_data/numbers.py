"""Numbers of identity cards, bank cards and mobile telephones, told by length, head and check."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from disclosures.core.personal_data.found import Found, Kind, begins, ends, is_amount, masked

#: How many digits stand in each group as written: 138 0013 8000 is (3, 4, 4).
Sizes = tuple[int, ...]
Span = tuple[int, int]

_RUN = re.compile(r"[0-9]+(?:[ \-\n]{1,2}[0-9]+)*")
_GROUP = re.compile(r"[0-9]+")
_LENGTHS = frozenset({11, 13, 15, 16, 17, 18, 19})
_MOST_GROUPS = 5


def numbers(plain: str) -> Iterator[Found]:
    """Every such number of a text in one width, in order."""
    for run in _RUN.finditer(plain):
        groups = [m.span() for m in _GROUP.finditer(plain, *run.span())]
        if max(_LENGTHS) >= len(groups) == run_digits(groups) > _MOST_GROUPS:
            # digit by digit: as one number, or none
            yield from _one(plain, groups, spelt=True)
            continue
        first = 0
        while first < len(groups):
            hit, used = _longest(plain, groups[first : first + _MOST_GROUPS])
            yield from hit
            first += used


def run_digits(groups: list[Span]) -> int:
    """How many digits all groups have."""
    return sum(right - left for left, right in groups)


def _longest(plain: str, groups: list[Span]) -> tuple[list[Found], int]:
    """The longest number that begins with the first group, and how many groups it takes."""
    if begins(plain, groups[0][0]):
        for count in range(len(groups), 0, -1):
            if hit := _one(plain, groups[:count]):
                return hit, count
    return [], 1


def _one(plain: str, groups: list[Span], *, spelt: bool = False) -> list[Found]:
    """What number the groups are together, if any; ``spelt``: digit by digit."""
    if run_digits(groups) not in _LENGTHS:
        return []
    start, end = groups[0][0], groups[-1][1]
    digits = "".join(plain[left:right] for left, right in groups)
    sizes = (len(digits),) if spelt else tuple(right - left for left, right in groups)
    crossed = _LAST.match(plain, end) if len(digits) == 17 else None
    if crossed:
        digits, sizes, end = f"{digits}X", (*sizes[:-1], sizes[-1] + 1), crossed.end()
    kind = _kind(plain, start, end, digits, sizes) if ends(plain, end) else None
    if kind is None:
        return []
    if kind is Kind.MOBILE:
        return [Found(kind, start, end, masked(digits[-11:], 3, 4))]
    return [Found(kind, start, end, masked(digits, 4, 4))]


_LAST = re.compile(r"[ \-\n]{0,2}[xX]")


def _kind(plain: str, start: int, end: int, digits: str, sizes: Sizes) -> Kind | None:
    if _is_person(digits, sizes) and not _credit_code(plain, start):
        return Kind.ID_CARD
    if not digits.isdigit() or "\n" in plain[start:end] or is_amount(plain, start, end):
        return None
    if _is_card(digits, sizes):
        return Kind.BANK_CARD
    return Kind.MOBILE if _is_mobile(digits, sizes) else None


# -- 身份证: GB 11643-1999 (18 places, ISO 7064 MOD 11-2), and the older number of 15 ------------

_PROVINCES = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
              *range(61, 66), 71, 81, 82, 83))
)  # fmt: skip
_CHECK = "10X98765432"
_PERSON_SIZES = frozenset({(6, 4, 4, 4), (6, 8, 4), (6, 4, 2, 2, 4), (3, 3, 8, 4), (3, 3, 4, 4, 4)})
_OLD_SIZES = frozenset({(15,), (6, 6, 3), (6, 9)})


def _is_person(digits: str, sizes: Sizes) -> bool:
    if digits[:2] not in _PROVINCES:
        return False
    if len(digits) == 15:
        return sizes in _OLD_SIZES and is_date("19" + digits[6:12])
    if len(digits) != 18 or not (len(sizes) <= 2 or sizes in _PERSON_SIZES):
        return False
    return is_date(digits[6:14]) and check_digit(digits) == digits[17]


def check_digit(digits: str) -> str:
    """The 18th place of an identity number from its first 17 digits, by MOD 11-2."""
    total = sum(int(d) * pow(2, 17 - n, 11) for n, d in enumerate(digits[:17]))
    return _CHECK[total % 11]


def is_date(digits: str) -> bool:
    """Whether eight digits are a day of 1900 to 2049."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    if not (1900 <= year < 2050 and 1 <= month <= 12):
        return False
    return 1 <= day <= monthrange(year, month)[1]


def _credit_code(plain: str, start: int) -> bool:
    """Whether the number is said to be a 统一社会信用代码, which has 18 places too."""
    return "信用代码" in plain[max(0, start - 8) : start]


# -- 银行卡: ISO/IEC 7812; the heads of cards issued in China, and how long those cards' are ------

_CARD_HEADS: tuple[tuple[str, frozenset[int]], ...] = (
    ("62", frozenset({16, 17, 18, 19})),
    *((head, frozenset({19})) for head in ("9558", "95599", "6013", "4367", "4563")),
    *((head, frozenset({16})) for head in ("35", "4", "51", "52", "53", "54", "55", "60")),
)
_FOURS = (4, 4, 4, 4)
#: 2d with its two digits added up: 2 × 8 = 16 → 7.
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def _is_card(digits: str, sizes: Sizes) -> bool:
    halves = len(sizes) == 2 and sizes[0] == 6
    if not (len(sizes) == 1 or halves or sizes[:4] == _FOURS):
        return False
    known = any(digits.startswith(h) and len(digits) in lengths for h, lengths in _CARD_HEADS)
    return known and luhn(digits)


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others."""
    odd = sum(map(int, digits[::-2]))
    return (odd + sum(_DOUBLED[int(d)] for d in digits[-2::-2])) % 10 == 0


# -- 手机: 11 digits, with or without the country's code ------------------------------------------

_MOBILE = re.compile(r"(?:86)?1[3-9][0-9]{9}")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def _is_mobile(digits: str, sizes: Sizes) -> bool:
    if not _MOBILE.fullmatch(digits):
        return False
    if len(digits) == 13 and sizes[0] == 2:
        sizes = sizes[1:]
    last = digits[-8:]
    if sizes == (3, 8):
        # 150 20230101: a number of things, and a day
        return not is_date(last)
    if sizes == (3, 4, 4):
        return not (_YEAR.match(last) and _YEAR.match(last, 4))
    return len(sizes) == 1
