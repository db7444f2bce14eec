"""Lists of a sheet that people change at once: orders are joined, new rows get own numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from disclosures.core.chapters import Fields
from performance.core.forms import Form


def numbers_of(text: str) -> list[int]:
    """The rows that a list's order names."""
    return [int(part) for part in text.split(",") if part.isascii() and part.isdecimal()]


def order_text(numbers: Iterable[int]) -> str:
    """The order that names those rows, each once."""
    return ",".join(str(n) for n in dict.fromkeys(numbers))


def next_number(fields: Fields, section: str) -> int:
    """The number of the next row: higher than that of any row that stands or stood there."""
    prefix = section + "."
    found = [int(n) for p in fields if (n := _row(p, prefix)).isdecimal()]
    return max([0, *found, *numbers_of(fields.get(section, ""))]) + 1


def _row(path: str, prefix: str) -> str:
    return path.removeprefix(prefix).partition(".")[0] if path.startswith(prefix) else ""


def rebased(
    form: Form, was: Fields, now: Fields, there: Fields
) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """``was`` and ``now`` of a person, where ``there`` is what others have made of it meanwhile.

    Orders are joined: rows that others added or moved stay, those added and removed here are added
    and removed.  A new row whose number somebody else has given away gets another one; the third
    mapping tells those, ``indicators.3`` → ``indicators.4``.
    """
    was, now = dict(was), dict(now)
    renamed: dict[str, str] = {}
    for section in form.listed:
        if section not in now and section not in was:
            continue
        before, mine = numbers_of(was.get(section, "")), numbers_of(now.get(section, ""))
        theirs = numbers_of(there.get(section, ""))
        taken = set(theirs) - set(before)
        moves = _moves(mine, before, taken, next_number({**there, **now}, section))
        now = _renumbered(now, section, moves)
        renamed |= {f"{section}.{a}": f"{section}.{b}" for a, b in moves.items()}
        mine = [moves.get(n, n) for n in mine]
        was[section] = there.get(section, "")
        now[section] = order_text(joined(before, mine, theirs))
    return was, now, renamed


def _moves(mine: list[int], before: list[int], taken: set[int], fresh: int) -> dict[int, int]:
    clashing = [n for n in mine if n in taken and n not in before]
    return {n: fresh + place for place, n in enumerate(clashing)}


def _renumbered(fields: Fields, section: str, moves: Mapping[int, int]) -> dict[str, str]:
    found: dict[str, str] = {}
    for path, text in fields.items():
        number = _row(path, section + ".")
        if number.isdecimal() and int(number) in moves:
            key = path.removeprefix(f"{section}.{number}.")
            path = f"{section}.{moves[int(number)]}.{key}"
        found[path] = text
    return found


def joined(before: list[int], mine: list[int], theirs: list[int]) -> list[int]:
    """One order of two that began from ``before``: mine, with what they added after its neighbour,
    without what they removed."""
    if theirs == before:
        return mine
    if mine == before:
        return theirs
    order = [n for n in mine if n in theirs or n not in before]
    for place, number in enumerate(theirs):
        if number in order or number in before:
            continue
        above = next((n for n in reversed(theirs[:place]) if n in order), None)
        order.insert(order.index(above) + 1 if above is not None else 0, number)
    return order
