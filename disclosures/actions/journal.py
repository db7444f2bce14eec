"""Who acts, and the journal in which every deed is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from disclosures.core.workflow import ACTION_LABELS, STATE_LABELS, Action, State
from disclosures.models import Disclosure, JournalEntry, Person

#: What a deed changed, for the journal: names and plain JSON values.
Told = dict[str, object]


@dataclass(frozen=True)
class Actor:
    """Who acts, and from where: an address, or the command line.  ``person`` is None for 系统."""

    who: str
    place: str
    person: Person | None = None


SYSTEM = Actor("系统", "命令行")


class NotNow(Exception):
    """The state of the disclosure does not allow it; the text says so in Chinese."""

    def __init__(self, disclosure: Disclosure, action: Action) -> None:
        self.disclosure = disclosure
        state = STATE_LABELS[disclosure.state]
        super().__init__(f"{disclosure}{state}，不能{ACTION_LABELS[action]}")


def record(
    *,
    by: Actor,
    action: Action,
    disclosure: Disclosure,
    was: State | None = None,
    why: str = "",
    before: Told | None = None,
    after: Told | None = None,
) -> JournalEntry:
    """Write a deed into the journal, in the transaction that does it.

    ``disclosure`` is as the deed leaves it; ``was`` is its state before, if that has changed.
    """
    return JournalEntry.objects.create(
        **who_of(by),
        action=action,
        disclosure=disclosure,
        version=disclosure.version,
        state_before=was or disclosure.state,
        state_after=disclosure.state,
        why=why,
        before=before or {},
        after=after or {},
    )


def who_of(by: Actor) -> dict[str, Any]:
    """The journal's columns that tell who acted."""
    return {"person": by.person, "who": by.who, "place": by.place}
