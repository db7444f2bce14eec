"""Personal data in what people write: numbers of persons, telephones and cards, home addresses.

``scan`` names each place; whether it must go or may stay is a person's decision.  Full-width
digits are read as digits; spaces and hyphens within a number are seen through where they group it
as people do.  Everything runs in linear time: patterns have bounded repetitions only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from disclosures.core.personal_data.addresses import addresses
from disclosures.core.personal_data.found import KIND_LABELS, Found, Kind
from disclosures.core.personal_data.numbers import numbers
from disclosures.core.personal_data.telephones import landlines

__all__ = ["KIND_LABELS", "Found", "Kind", "scan"]


def scan(text: str) -> tuple[Found, ...]:
    """All suspected personal data of a text, in order; no two places overlap."""
    plain = _plain(text)
    told = _apart((*numbers(plain), *landlines(plain)))
    return _apart((*told, *addresses(_without(plain, told))))


def _apart(found: Iterable[Found]) -> tuple[Found, ...]:
    """In order of place, of two that overlap the first and longer one."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _without(plain: str, found: Iterable[Found]) -> str:
    """The text with marks instead of the places, so that no address takes them in."""
    letters = list(plain)
    for one in found:
        letters[one.start : one.end] = "," * (one.end - one.start)
    return "".join(letters)


_DASHES = frozenset("-‐‑‒–—―−－﹣")
_BLANKS = frozenset("\t\r\u00ad\u200b\u200c\u200d\u2060\ufeff")


def _plain(text: str) -> str:
    """The text letter by letter in one width: every dash "-", every blank within a line " "."""
    return "".join(map(_letter, text))


@lru_cache(8192)
def _letter(letter: str) -> str:
    if letter in _DASHES:
        return "-"
    if letter in _BLANKS or unicodedata.category(letter) == "Zs":
        return " "
    folded = unicodedata.normalize("NFKC", letter)
    return folded if len(folded) == 1 else letter
