"""What a person wants of the rows of a ledger, and what is answered: saved, wrong, or a clash."""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.importing.line import Texts


@dataclass(frozen=True, slots=True)
class Change:
    """What a person wants of one row.

    ``was``: the texts that the person saw, of the fields changed; of the whole row for a removal;
    None where there was no row.  ``now``: the new texts as typed; None removes.  ``position``:
    None for a new row, which the page knows by ``key``.
    """

    ledger: str
    was: Texts | None
    now: Texts | None
    position: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A row as it is now, ``texts`` None where it is removed."""

    ledger: str
    position: int
    key: str
    texts: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in a cell, or in a whole row (``field`` empty)."""

    ledger: str
    position: int | None
    key: str
    field: str
    found: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that somebody else changed meanwhile; None where there is no such row.

    ``field`` is empty where a whole row is gone.
    """

    ledger: str
    position: int
    key: str
    field: str
    was: str | None
    theirs: str | None
    mine: str | None
