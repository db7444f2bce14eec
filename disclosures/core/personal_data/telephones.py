"""Landline numbers 座机, with the area code or after words that call them so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from disclosures.core.personal_data.found import Found, Kind, begins, ends, is_amount, masked

_AREA = r"\(?(?P<area>010|02[0-9]|0[3-9][0-9]{2})\)?[ \-]{0,2}"
_LOCAL = r"(?P<local>[2-8][0-9]{2,3}[ \-]?[0-9]{4})(?![0-9])"
_EXTENSION = r"(?:[ \-]{1,2}[0-9]{1,5}(?![0-9])|转[0-9]{1,5})?"
_COUNTRY = r"(?:\+?86[ \-]{1,2})?"
_WITH_AREA = re.compile(_COUNTRY + _AREA + _LOCAL + _EXTENSION)
_CALLED = re.compile(r"(?:电话|座机|传真)(?:号码)?:[ ]?" + _LOCAL)


def landlines(plain: str) -> Iterator[Found]:
    """Every landline number of a text in one width."""
    for match in _WITH_AREA.finditer(plain):
        local = _digits(match["local"])
        # three-digit area codes have numbers of eight digits
        whole = len(local) == 8 or len(match["area"]) == 4
        if whole and _stands_alone(plain, *match.span()):
            yield Found(Kind.LANDLINE, *match.span(), f"{match['area']}-{masked(local, 0, 3)}")
    for match in _CALLED.finditer(plain):
        if _stands_alone(plain, *match.span("local")):
            local = masked(_digits(match["local"]), 0, 3)
            yield Found(Kind.LANDLINE, *match.span("local"), local)


def _digits(text: str) -> str:
    return re.sub(r"[ \-]", "", text)


def _stands_alone(plain: str, start: int, end: int) -> bool:
    return begins(plain, start) and ends(plain, end) and not is_amount(plain, start, end)
