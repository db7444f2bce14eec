"""What is different between the lines of two Documents, whether a table shows it or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from disclosures.core.document.line_words import KINDS, more_of, name_of, yuan
from disclosures.core.document.origins import Ledger, LedgerLine
from disclosures.core.document.values import Document
from disclosures.core.money import show_count

#: Kind and codes: lines that say the same count as one.
_Key = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """A line that is new (``before`` empty), gone (``after`` empty) or has another amount.

    ``kind`` is what it is, e.g. 支出; ``name`` and ``more`` are its codes in words.
    """

    kind: str
    name: str
    more: str
    before: str
    after: str


def line_changes(before: Document, after: Document) -> tuple[LineChange, ...]:
    """What became of the lines, in the order of ``after``, what is gone at the end.

    Nothing where one of the two has no lines: filed as printed, or older than they are kept.
    """
    if not before.lines or not after.lines:
        return ()
    return tuple(_changes(before.ledger, after.ledger))


def _changes(before: Ledger, after: Ledger) -> Iterator[LineChange]:
    old, new = _summed(before), _summed(after)
    for key in dict.fromkeys((*new, *old)):
        was, now = _shown(old.get(key)), _shown(new.get(key))
        if was != now:
            ledger, line = (after, new[key][0]) if key in new else (before, old[key][0])
            yield LineChange(
                kind=KINDS[line.of],
                name=name_of(ledger, line),
                more=more_of(ledger, line, numbered=False),
                before=was,
                after=now,
            )


def _summed(ledger: Ledger) -> Mapping[_Key, list[LedgerLine]]:
    found: dict[_Key, list[LedgerLine]] = {}
    for line in ledger.by_number.values():
        found.setdefault((line.of, tuple(line.codes.items())), []).append(line)
    return found


def _shown(lines: list[LedgerLine] | None) -> str:
    """The amount of lines that say the same, or how many things; empty where there are none."""
    if not lines:
        return ""
    quantity, amount = sum(n.quantity for n in lines), sum(n.amount for n in lines)
    counted = [show_count(quantity)] if quantity else []
    told = [yuan(amount)] if amount or not counted else []
    return " × ".join((*counted, *told))
