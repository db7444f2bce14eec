"""Writing the text of a document, piece by piece, without overwriting anybody unseen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from disclosures import tasks
from disclosures.actions.guard import lock
from disclosures.actions.journal import SYSTEM, Actor, record
from disclosures.core.narrative import LONGEST, Written, Wrote
from disclosures.core.workflow import Action
from disclosures.models import Disclosure, Person, Writing


@dataclass(frozen=True, slots=True)
class Piece:
    """What a person wants one piece to say; ``now`` None takes it away.

    ``was`` is what stood there when they began, None where nothing did.
    """

    kind: Wrote
    key: str
    was: str | None
    now: str | None

    @property
    def id(self) -> str:
        """Names the piece within its disclosure."""
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A piece that somebody else changed meanwhile: what they wrote, and what was wanted."""

    piece: Piece
    theirs: str | None


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What came of it: the disclosure as it is now, and the pieces for which nothing was saved."""

    disclosure: Disclosure
    overtaken: tuple[Overtaken, ...] = ()

    @property
    def done(self) -> bool:
        """Whether everything is saved."""
        return not self.overtaken


def write(*, disclosure: Disclosure, pieces: Sequence[Piece], by: Actor = SYSTEM) -> Rewritten:
    """Save the pieces as the disclosure's next version: all of them, or none.

    A piece counts by itself: others may have written elsewhere meanwhile.  NotNow,
    PermissionDenied; ValidationError for a piece that is too long.
    """
    for piece in pieces:
        if piece.now is not None and len(piece.now) > LONGEST:
            raise ValidationError(f"一处文字最多 {LONGEST} 字，现有 {len(piece.now)} 字")
    with transaction.atomic():
        now = lock(disclosure=disclosure, action=Action.WRITE, by=by)
        there = {f"{w.kind}:{w.key}": w.text for w in Writing.objects.filter(disclosure=now)}
        overtaken = tuple(
            Overtaken(piece, there.get(piece.id))
            for piece in pieces
            if there.get(piece.id) not in (piece.was, piece.now)
        )
        changed = [p for p in pieces if p.now != there.get(p.id)]
        if overtaken or not changed:
            return Rewritten(now, overtaken)
        put(disclosure=now, pieces={p.id: p.now for p in changed}, person=by.person)
        now.version += 1
        now.save()
        record(
            by=by,
            action=Action.WRITE,
            disclosure=now,
            before={"writings": {p.id: there.get(p.id) for p in changed}},
            after={"writings": {p.id: p.now for p in changed}},
        )
        transaction.on_commit(lambda: tasks.ring_check(now.pk))
    return Rewritten(now)


def take_over(
    *, disclosure: Disclosure, written: Written, person: Person | None
) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """Put what a workbook brings beside what is written, in the caller's transaction and version.

    Pieces that it does not bring stay.  Returns what was and is, by piece, for the journal.
    """
    wanted = {f"{kind}:{key}": text for kind, key, text in written.pieces}
    there = {f"{w.kind}:{w.key}": w.text for w in Writing.objects.filter(disclosure=disclosure)}
    after: dict[str, str | None] = {k: v for k, v in wanted.items() if there.get(k) != v}
    before = {key: there.get(key) for key in after}
    put(disclosure=disclosure, pieces=after, person=person)
    return before, after


def put(*, disclosure: Disclosure, pieces: Mapping[str, str | None], person: Person | None) -> None:
    """Bring the pieces into the database; the caller counts the version and tells the journal."""
    for name, text in pieces.items():
        kind, _, key = name.partition(":")
        if text is None:
            Writing.objects.filter(disclosure=disclosure, kind=kind, key=key).delete()
        else:
            Writing.objects.update_or_create(
                disclosure=disclosure, kind=kind, key=key, defaults={"text": text, "person": person}
            )
