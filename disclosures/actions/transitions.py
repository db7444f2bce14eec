"""The steps of a disclosure from draft to approval, each by one function.

All of them raise, and then nothing is written: ``Moved`` where the disclosure is not as the
person saw it, ``NotNow`` where its state has no such step, PermissionDenied where the person may
not take it, ``NotReady`` where something must be done first.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from disclosures import notices
from disclosures.actions.guard import Moved, NotReady, Seen, lock
from disclosures.actions.journal import Actor, Told, record
from disclosures.actions.publication import freeze
from disclosures.core.workflow import TRANSITIONS, Action, Need, State, unmet
from disclosures.models import Disclosure, Signature
from disclosures.permissions import ANSWERED_BY_CAN
from disclosures.readiness import Standing, standing_of
from disclosures.versions import keep

#: What the signatory states.
SECRECY = "本单位已对所公开内容完成保密审查，不含涉密和不宜公开的内容"


def hand_up(*, disclosure: Disclosure, seen: Seen, by: Actor) -> Disclosure:
    """A unit hands its disclosure up to its department."""
    return _step(disclosure, Action.HAND_UP, seen, by)


def sign(*, disclosure: Disclosure, seen: Seen, sha256: str, secrecy: bool, by: Actor) -> Signature:
    """Sign what the person has read: ``sha256`` is that of the page before their eyes.

    ``secrecy``: they state that the secrecy review is done.
    """
    standing = _judged(disclosure)
    stated = {Need.SECRECY_REVIEWED} if secrecy else set()
    if sha256 == standing.sha256:
        stated.add(Need.AS_READ)
    assert by.person is not None  # nobody signs from the command line
    with transaction.atomic():
        signed = _move(standing, Action.SIGN, seen, by, stated, told={"sha256": sha256})
        return Signature.objects.create(
            disclosure=signed,
            version=signed.version,
            person=by.person,
            who=by.who,
            secrecy=SECRECY,
            sha256=sha256,
        )


def unsign(*, disclosure: Disclosure, seen: Seen, why: str, by: Actor) -> Disclosure:
    """Take a signature back before it is submitted."""
    return _step(disclosure, Action.UNSIGN, seen, by, why)


def submit(*, disclosure: Disclosure, seen: Seen, by: Actor) -> Disclosure:
    """Submit a signed disclosure to the finance bureau."""
    return _step(disclosure, Action.SUBMIT, seen, by)


def return_(*, disclosure: Disclosure, seen: Seen, why: str, by: Actor) -> Disclosure:
    """Return it for correction; the signature lapses."""
    return _step(disclosure, Action.RETURN, seen, by, why)


def approve(*, disclosure: Disclosure, seen: Seen, by: Actor) -> Disclosure:
    """Approve what was submitted, and freeze it; today's rules are run on it once more."""
    standing = _judged(disclosure)
    with transaction.atomic():
        approved = _move(standing, Action.APPROVE, seen, by, ())
        freeze(standing=standing, disclosure=approved)
        return approved


def readiness(standing: Standing, action: Action) -> list[Need]:
    """What still stands in the way of the action, apart from what is asked in its own form."""
    state = State(standing.disclosure.state)
    if (state, action) not in TRANSITIONS:
        return []
    asked = {Need.REASON, Need.SECRECY_REVIEWED, Need.AS_READ}
    return unmet(state, action, standing.held | ANSWERED_BY_CAN | asked)


def _judged(disclosure: Disclosure) -> Standing:
    """How it stands, worked out before the transaction so that nobody waits for it."""
    standing = standing_of(disclosure)
    _ = standing.judged
    return standing


def _step(
    disclosure: Disclosure, action: Action, seen: Seen, by: Actor, why: str = ""
) -> Disclosure:
    stated = {Need.REASON} if why.strip() else set()
    standing = _judged(disclosure)
    with transaction.atomic():
        return _move(standing, action, seen, by, stated, why=why.strip())


def _move(
    standing: Standing,
    action: Action,
    seen: Seen,
    by: Actor,
    stated: Collection[Need],
    *,
    why: str = "",
    told: Told | None = None,
) -> Disclosure:
    """The step itself, in the caller's transaction."""
    now = lock(disclosure=standing.disclosure, action=action, by=by, seen=seen)
    if Seen.of(standing.disclosure) != seen:
        raise Moved(now)  # what was judged is older than what was seen
    was = State(now.state)
    held = standing.held | frozenset(stated) | ANSWERED_BY_CAN
    missing = unmet(was, action, held)
    if missing:
        raise NotReady(missing)
    now.state = TRANSITIONS[was, action].after
    now.save(update_fields=["state"])
    keep(now)
    entry = record(by=by, action=action, disclosure=now, was=was, why=why, after=told)
    notices.of_deed(entry)
    return now
