"""What every write asks before it writes: who, in which state, against which version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from disclosures.actions.journal import Actor, NotNow
from disclosures.core.workflow import NEED_TEXTS, TRANSITIONS, Action, Need, State
from disclosures.models import Disclosure
from disclosures.permissions import can


@dataclass(frozen=True)
class Seen:
    """The state and version that a person had before their eyes when they acted."""

    state: str
    version: int

    @classmethod
    def of(cls, disclosure: Disclosure) -> Seen:
        """As the disclosure stands in the caller's hands."""
        return cls(disclosure.state, disclosure.version)


class Moved(Exception):
    """The disclosure is no longer as the person saw it; nothing was written."""

    def __init__(self, disclosure: Disclosure) -> None:
        self.disclosure = disclosure
        super().__init__(
            f"{disclosure}已有变动：现在是第{disclosure.version}版、{disclosure.get_state_display()}"
        )


class NotReady(Exception):
    """Something must be done first; ``needs`` says what."""

    def __init__(self, needs: Sequence[Need]) -> None:
        self.needs = tuple(needs)
        super().__init__("；".join(NEED_TEXTS[need] for need in needs))


def lock(
    *, disclosure: Disclosure, action: Action, by: Actor, seen: Seen | None = None
) -> Disclosure:
    """The disclosure as it stands now, locked until the transaction ends.

    Moved where it is not as ``seen``; NotNow where its state has no such action; PermissionDenied
    where the person may not.
    """
    locked = Disclosure.objects.select_for_update(of=("self",)).select_related("organisation")
    now = locked.get(pk=disclosure.pk)
    if seen is not None and seen != Seen.of(now):
        raise Moved(now)
    refuse(disclosure=now, action=action, by=by)
    return now


def refuse(*, disclosure: Disclosure, action: Action, by: Actor) -> None:
    """NotNow where its state has no such action; PermissionDenied where the person may not."""
    if (State(disclosure.state), action) not in TRANSITIONS:
        raise NotNow(disclosure, action)
    if by.person and not can(by.person, action, disclosure):
        raise PermissionDenied
