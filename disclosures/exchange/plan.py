"""What an import would do, row by row: shown before, and done only as shown."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property

from disclosures.importing.messages import Message

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


@dataclass(frozen=True, slots=True)
class Change:
    """One cell: the column, what stands there now and what would."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file that changes something; ``kind`` is new or changed.

    Of a new row ``changes`` are the cells that are filled.
    """

    number: int
    kind: str
    name: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Plan:
    """All that an import would do; with errors it does nothing."""

    lines: tuple[Line, ...] = ()
    unchanged: int = 0
    errors: tuple[Message, ...] = ()
    warnings: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    refused: str = ""

    @property
    def sound(self) -> bool:
        """Whether it could be done: a file that was read, without errors."""
        return not self.refused and not self.errors

    @property
    def idle(self) -> bool:
        """Whether it would change nothing."""
        return not self.lines

    @property
    def new(self) -> tuple[Line, ...]:
        """Rows of what is not there yet."""
        return tuple(line for line in self.lines if line.kind == NEW)

    @property
    def changed(self) -> tuple[Line, ...]:
        """Rows of what is there and would be different."""
        return tuple(line for line in self.lines if line.kind == CHANGED)

    @cached_property
    def fingerprint(self) -> str:
        """Tells whether two plans do the same."""
        lines = [asdict(line) for line in self.lines]
        said = [lines, self.unchanged, list(map(str, self.errors)), self.refused]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def told(self) -> dict[str, object]:
        """For the journal: what is made and what is changed, cell by cell."""
        return {
            "new": [f"{line.name}" for line in self.new],
            "changed": {
                line.name: {c.column: [c.old, c.new] for c in line.changes} for line in self.changed
            },
        }
