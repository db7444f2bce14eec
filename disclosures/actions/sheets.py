"""Filling the forms of chapters, without overwriting anybody unseen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from disclosures import tasks
from disclosures.actions.guard import lock
from disclosures.actions.journal import SYSTEM, Actor, Told, record
from disclosures.chapters import chapters
from disclosures.core.chapters import unit_of
from disclosures.core.workflow import Action
from disclosures.models import Disclosure, Sheet

#: Most signs of one text, entries of one sheet, and sheets of one chapter.
LONGEST, MOST_ENTRIES, MOST_SHEETS = 20_000, 5_000, 2_000
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,79}")

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Filling:
    """What a person wants one sheet to say.

    ``was`` is what stood there when they began, None where there was no sheet; ``now`` None takes
    the sheet away.  Paths that are alike in both are nobody's matter.
    """

    chapter: str
    key: str
    was: Fields | None
    now: Fields | None

    @property
    def id(self) -> str:
        """Names the sheet within its disclosure."""
        return f"{self.chapter}:{self.key}"


@dataclass(frozen=True, slots=True)
class OvertakenEntry:
    """An entry that somebody else changed meanwhile: what they wrote, and what was wanted.

    ``path`` is empty where the sheet as a whole was taken away, or made, by somebody else.
    """

    key: str
    path: str
    theirs: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of it: the disclosure as it is now, and the entries for which nothing was saved."""

    disclosure: Disclosure
    overtaken: tuple[OvertakenEntry, ...] = ()

    @property
    def done(self) -> bool:
        """Whether everything is saved."""
        return not self.overtaken


def fill(
    *,
    disclosure: Disclosure,
    fillings: Sequence[Filling],
    by: Actor = SYSTEM,
    action: Action = Action.ENTER,
    told: Told | None = None,
) -> Filled:
    """Save the sheets as the disclosure's next version: all of them, or none.

    An entry counts by itself: others may have written elsewhere in the same sheet meanwhile.
    NotNow, PermissionDenied; ValidationError, with all sentences, for what its chapter refuses.
    """
    with transaction.atomic():
        now = lock(disclosure=disclosure, action=action, by=by)
        there = {f"{s.chapter}:{s.key}": s for s in Sheet.objects.filter(disclosure=now)}
        overtaken = [o for f in fillings for o in _overtaken(f, there.get(f.id))]
        if overtaken:
            return Filled(now, tuple(overtaken))
        changes = {f.id: c for f in fillings if (c := _change(f, there.get(f.id)))}
        if not changes:
            return Filled(now)
        _refuse(fillings, {name: after for name, (_, after) in changes.items()}, there)
        put(disclosure=now, sheets={n: after for n, (_, after) in changes.items()}, by=by)
        now.version += 1
        now.save()
        record(
            by=by,
            action=action,
            disclosure=now,
            before={"sheets": {n: _told(n, b, a)[0] for n, (b, a) in changes.items()}},
            after={
                "sheets": {n: _told(n, b, a)[1] for n, (b, a) in changes.items()},
                **(told or {}),
            },
        )
        transaction.on_commit(lambda: tasks.ring_check(now.pk))
    return Filled(now)


def put(*, disclosure: Disclosure, sheets: Mapping[str, Fields | None], by: Actor) -> None:
    """Bring the sheets into the database; the caller counts the version and tells the journal."""
    for name, fields in sheets.items():
        chapter, _, key = name.partition(":")
        if fields is None:
            Sheet.objects.filter(disclosure=disclosure, chapter=chapter, key=key).delete()
        else:
            Sheet.objects.update_or_create(
                disclosure=disclosure,
                chapter=chapter,
                key=key,
                defaults={"fields": dict(fields), "person": by.person},
            )


_Change = tuple[Fields | None, Fields | None]


def _overtaken(filling: Filling, sheet: Sheet | None) -> list[OvertakenEntry]:
    if (filling.was is None) != (sheet is None):
        if sheet is None and filling.now is None:
            return []  # both took it away
        return [OvertakenEntry(filling.key, "", "" if sheet is None else sheet.key, filling.key)]
    if sheet is None or filling.was is None:
        return []
    if filling.now is None:
        now: Fields = {}
        paths = set(filling.was) | set(sheet.fields)  # nothing that others wrote goes unseen
    else:
        now = filling.now
        paths = {p for p in {*filling.was, *now} if filling.was.get(p, "") != now.get(p, "")}
    return [
        OvertakenEntry(filling.key, path, theirs, now.get(path, ""))
        for path in sorted(paths)
        if (theirs := sheet.fields.get(path, ""))
        not in (filling.was.get(path, ""), now.get(path, ""))
    ]


def _change(filling: Filling, sheet: Sheet | None) -> _Change | None:
    """What stands there, and what is to stand there; None where that is the same."""
    before: Fields | None = sheet.fields if sheet else None
    if filling.now is None:
        return None if before is None else (before, None)
    if before is None:
        return None, {path: text for path, text in filling.now.items() if text}
    was = filling.was or {}
    after = dict(before)
    for path in {*was, *filling.now}:
        text = filling.now.get(path, "")
        if was.get(path, "") != text:
            after[path] = text
    after = {path: text for path, text in after.items() if text}
    return None if after == before else (before, after)


def _refuse(
    fillings: Sequence[Filling], after: Mapping[str, Fields | None], there: Mapping[str, Sheet]
) -> None:
    said: list[str] = []
    for filling in fillings:
        fields = after.get(filling.id)
        if fields is None:
            continue
        chapter = chapters().get(filling.chapter)
        if chapter is None or not _KEY.fullmatch(filling.key):
            said.append(f"没有这样的表单：{filling.id[:100]}")
            continue
        title = chapter.title(fields)
        if unit_of(filling.key) is not None:
            said.append(f"{title}：来自下级汇总，请由单位修改后重新汇总")
            continue
        said += [f"{title}：{why}" for why in chapter.refused(filling.key, fields)]
        if len(fields) > MOST_ENTRIES:
            said.append(f"{title}：一张表最多 {MOST_ENTRIES} 项，现有 {len(fields)} 项")
        said += [
            f"{title} {chapter.words(fields, path)}：最多 {LONGEST} 字，现有 {len(text)} 字"
            for path, text in fields.items()
            if len(text) > LONGEST
        ]
    if len(set(there) | {n for n, fields in after.items() if fields is not None}) > MOST_SHEETS:
        said.append(f"一份材料最多 {MOST_SHEETS} 张表单")
    if said:
        raise ValidationError(said)


def _told(name: str, before: Fields | None, after: Fields | None) -> tuple[Any, Any]:
    """What of both differs, for the journal, beside what names the sheet: None where there is no
    sheet, or no such entry."""
    if before is None or after is None:
        return before, after
    naming = chapters()[name.partition(":")[0]].naming
    paths = [p for p in {**before, **after} if p in naming or before.get(p) != after.get(p)]
    return {p: before.get(p) for p in paths}, {p: after.get(p) for p in paths}
