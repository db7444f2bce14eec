"""One place with suspected personal data, and what all patterns ask of their surroundings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What kind of personal data."""

    ID_CARD = "id_card"
    MOBILE = "mobile"
    LANDLINE = "landline"
    BANK_CARD = "bank_card"
    ADDRESS = "address"


KIND_LABELS = {
    "id_card": "身份证号",
    "mobile": "手机号",
    "landline": "座机号码",
    "bank_card": "银行卡号",
    "address": "家庭住址",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One place: ``text[start:end]`` as written, and ``masked`` what of it may be shown."""

    kind: Kind
    start: int
    end: int
    masked: str

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return KIND_LABELS[self.kind]


_WORD = re.compile(r"[0-9A-Za-z_*]")
_AMOUNT = re.compile(r" ?[元万亿千%‰]")


def begins(plain: str, start: int) -> bool:
    """Whether a number may begin here: not within a word, a decimal or a grouped amount."""
    before = plain[max(0, start - 2) : start]
    inside = len(before) == 2 and before[0].isdigit() and before[1] == "."
    return not inside and not (before and _WORD.match(before[-1]))


def ends(plain: str, end: int) -> bool:
    """Whether a number may end here."""
    after = plain[end : end + 2]
    decimal = len(after) == 2 and after[0] == "." and after[1].isdigit()
    return not decimal and not _WORD.match(after)


def is_amount(plain: str, start: int, end: int) -> bool:
    """Whether the digits are said to be money or a share."""
    return plain[max(0, start - 1) : start] in ("¥", "$") or bool(_AMOUNT.match(plain, end))


def masked(digits: str, head: int, tail: int) -> str:
    """The first and last digits, stars between them."""
    return digits[:head] + "*" * (len(digits) - head - tail) + digits[-tail:]
