"""Workbooks of forms: kept as they were handed in, shown, and taken in when that is confirmed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from django.db import transaction

from disclosures.actions import Actor
from disclosures.actions.entries import file_told, keep_source
from disclosures.actions.guard import lock
from disclosures.actions.proposals import data_of
from disclosures.actions.sheets import Filled, Filling, fill
from disclosures.core.chapters import unit_of
from disclosures.core.codes import fold
from disclosures.core.workflow import Action
from disclosures.importing.guard import open_workbook
from disclosures.importing.limits import MAX_FILE, MIB
from disclosures.importing.messages import Message
from disclosures.importing.refusals import Refused
from disclosures.models import Disclosure, SourceFile
from performance.actions.sheets import STEP, last_place, new_key, stored
from performance.chapter import NAME
from performance.core.sheet import FORM, ORDER, PROJECT, Sheet
from performance.data import form as form_of
from performance.data import form_ids, use_of
from performance.exchange import Reading, ReadSheet, read_workbook


@dataclass(frozen=True, slots=True)
class Change:
    """What a workbook makes of one sheet; ``key`` is empty where the sheet is new."""

    key: str
    place: str
    was: dict[str, str]
    now: dict[str, str]

    @property
    def paths(self) -> list[str]:
        """The entries that change."""
        both = dict.fromkeys((*self.now, *self.was))
        return [p for p in both if self.was.get(p, "") != self.now.get(p, "")]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a workbook changes now; ``same`` of its sheets change nothing.

    With ``errors`` nothing is taken in.  ``digest`` names the plan: what is confirmed is what was
    shown.
    """

    changes: tuple[Change, ...]
    same: int
    errors: tuple[Message, ...]
    notes: tuple[Message, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of what it changes."""
        plain = [[c.key, c.was, c.now] for c in self.changes]
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def keep(*, disclosure: Disclosure, data: bytes, filename: str, by: Actor) -> SourceFile:
    """Keep a workbook of forms.  Refused where it is none or would do harm; NotNow,
    PermissionDenied."""
    name = PurePath(filename.replace("\\", "/")).name
    if not data:
        raise Refused("文件是空的")
    if len(data) > MAX_FILE:
        raise Refused(f"文件超过 {MAX_FILE // MIB} MiB")
    open_workbook(data, name)
    with transaction.atomic():
        now = lock(disclosure=disclosure, action=Action.IMPORT, by=by)
        return keep_source(disclosure=now, data=data, filename=name, by=by)


def plan_of(disclosure: Disclosure, source: SourceFile) -> Plan:
    """What a kept workbook would change now.  OSError where the file is lost; Refused."""
    used = [f for f in use_of(disclosure.form_set).get("forms", ()) if f in form_ids()]
    reading = read_workbook(data_of(source), source.name, {f: form_of(f) for f in used})
    return _plan(reading, stored(disclosure))


def take_in(*, disclosure: Disclosure, source: SourceFile, digest: str, by: Actor) -> Filled | None:
    """Take the workbook in, if it still changes what was shown; None where it does not."""
    plan = plan_of(disclosure, source)
    if plan.errors or plan.digest != digest:
        return None
    last = last_place(stored(disclosure))
    fillings = []
    for number, change in enumerate(plan.changes, start=1):
        if change.key:
            fillings.append(Filling(NAME, change.key, change.was, change.now))
        else:
            placed = {**change.now, ORDER: str(last + STEP * number)}
            fillings.append(Filling(NAME, new_key(change.now[FORM]), None, placed))
    told = file_told(source.name, source.sha256)
    return fill(disclosure=disclosure, fillings=fillings, by=by, action=Action.IMPORT, told=told)


def _plan(reading: Reading, there: dict[str, dict[str, str]]) -> Plan:
    changes, errors, same = [], list(reading.errors), 0
    for sheet in reading.sheets:
        key = _key_of(sheet, there)
        if unit_of(key) is not None:
            errors.append(Message(sheet.place, "", "这张表来自下级汇总", "由单位修改后重新汇总"))
            continue
        was = there.get(key, {})
        now = sheet.onto(was, form_of(sheet.form)) if was else {FORM: sheet.form, **sheet.fields}
        now = {**{p: was[p] for p in (FORM, ORDER, PROJECT) if p in was}, **now}
        now = {path: text for path, text in now.items() if text}
        if was == now:
            same += 1
        else:
            changes.append(Change(key if was else "", sheet.place, was, now))
    return Plan(tuple(changes), same, tuple(errors), reading.notes)


def _key_of(sheet: ReadSheet, there: dict[str, dict[str, str]]) -> str:
    """Which of the sheets is meant: the one exported, else the only one of that form and name."""
    if sheet.key in there and there[sheet.key].get(FORM) == sheet.form:
        return sheet.key
    subject = fold(Sheet("", form_of(sheet.form), sheet.fields).subject)
    found = list(_alike(sheet.form, subject, there))
    return found[0] if len(found) == 1 else ""


def _alike(form_id: str, subject: str, there: dict[str, dict[str, str]]) -> Iterator[str]:
    own = (key for key, fields in there.items() if fields.get(FORM) == form_id)
    yield from (k for k in own if fold(Sheet("", form_of(form_id), there[k]).subject) == subject)
