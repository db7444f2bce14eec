"""Numbers as people type them into forms: 650.00 万元, 97.82%, 1,234, ——."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"[-−－]?\d[\d,，]*(?:\.\d+)?")
#: More digits than any amount has; beyond them it is a slip of the keyboard.
LONGEST = 20
_SUFFIX = {"money": ("万元", "万", "元"), "percent": ("%",)}


def read_number(text: str, type_: str) -> int | None:
    """Hundredths of what is typed; of money 分, ``万元`` where no unit is typed.

    None where the text is not one number: words beside it are no number.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").strip("。")
    found = _NUMBER.match(plain)
    if not found:
        return None
    rest = plain[found.end() :]
    suffixes = _SUFFIX.get(
        type_, ("分",) if type_ == "score" else ("人",) if type_ == "whole" else ()
    )
    if rest and rest not in suffixes:
        return None
    if len(found[0]) > LONGEST:
        return None
    scale = 100
    if type_ == "money":
        scale = 100 if rest == "元" else 1_000_000
    return _scaled(found[0].replace(",", "").replace("−", "-"), scale)


def _scaled(number: str, scale: int) -> int | None:
    """``number`` × ``scale`` as a whole number, rounded half away from zero."""
    negative, digits = number.startswith("-"), number.lstrip("-")
    whole, _, part = digits.partition(".")
    value = int(whole + part) * scale
    unit = int(10 ** len(part))
    rounded = (2 * value + unit) // (2 * unit)
    return -rounded if negative else rounded


def show_number(amount: int, type_: str) -> str:
    """As a form prints it: money in 万元 with two decimals, percent with its sign.

    Scores and numbers lose zeros at the end; people are whole.
    """
    if type_ == "money":
        from_fen = (2 * abs(amount) + 10_000) // 20_000
        text = f"{from_fen // 100}.{from_fen % 100:02d}"
    else:
        text = f"{abs(amount) // 100}.{abs(amount) % 100:02d}"
    if type_ in ("score", "number", "whole"):
        text = text.rstrip("0").rstrip(".")
    sign = "-" if amount < 0 else ""
    return f"{sign}{text}%" if type_ == "percent" else sign + text
