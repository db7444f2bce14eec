"""Filling in, adding, copying, ordering and taking away the sheets of a disclosure."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from disclosures.actions import Actor
from disclosures.actions.sheets import Filled, Filling, fill
from disclosures.core.chapters import Fields
from disclosures.models import Disclosure, JournalEntry, Sheet
from performance.chapter import NAME
from performance.core.carry import UNITS
from performance.core.edits import rebased
from performance.core.forms import Form
from performance.core.sheet import FORM, ORDER, PROJECT
from performance.data import form as form_of
from performance.data import form_ids, use_of

#: Between two sheets there is room for others.
STEP = 10


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of it; ``renamed``: rows that got another number, old → new."""

    filled: Filled
    renamed: Mapping[str, str] = field(default_factory=dict)


def stored(disclosure: Disclosure) -> dict[str, dict[str, str]]:
    """The sheets of performance as they stand now, by key."""
    rows = Sheet.objects.filter(disclosure=disclosure, chapter=NAME)
    return {sheet.key: sheet.fields for sheet in rows}


def save(*, disclosure: Disclosure, key: str, was: Fields, now: Fields, by: Actor) -> Saved:
    """Save what somebody typed into one sheet: the entries in which ``was`` and ``now`` differ.

    Rows that two people add at once are both kept.  NotNow, PermissionDenied, ValidationError.
    """
    there = stored(disclosure).get(key)
    renamed: dict[str, str] = {}
    if there is not None and (form := _form(there)) is not None:
        was, now, renamed = rebased(form, was, now, there)
    filling = Filling(NAME, key, was, now)
    return Saved(fill(disclosure=disclosure, fillings=[filling], by=by), renamed)


def add(*, disclosure: Disclosure, sheets: Sequence[Fields], by: Actor) -> list[str]:
    """Add sheets after those that are there; their keys.  ValidationError for unknown forms."""
    last = last_place(stored(disclosure))
    wanted = use_of(disclosure.form_set).get("forms", ())
    strange = {f.get(FORM, "") for f in sheets} - set(wanted)
    if strange:
        raise ValidationError([f"这一表样不用{name or '（空）'}" for name in sorted(strange)])
    fillings = [
        Filling(NAME, new_key(f[FORM]), None, {**f, ORDER: str(last + STEP * number)})
        for number, f in enumerate(sheets, start=1)
    ]
    fill(disclosure=disclosure, fillings=fillings, by=by)
    return [filling.key for filling in fillings]


def last_place(sheets: Mapping[str, Fields]) -> int:
    """Where the last of the sheets stands."""
    return max((_place(fields) for fields in sheets.values()), default=0)


def new_key(form_id: str) -> str:
    """The key of a new sheet, which no other ever had."""
    return f"{form_id}.{secrets.token_hex(4)}"


def blank(form_id: str, project: str, unit: str, *, in_ledger: bool = True) -> dict[str, str]:
    """What a new sheet begins with: its form, its project, the unit that fills it in."""
    fields = {FORM: form_id}
    if form_id not in form_ids():
        return fields
    form = form_of(form_id)
    if project and in_ledger:
        fields[PROJECT] = project
    if project and "head.project_name" in form.fixed:
        fields["head.project_name"] = project
    return fields | {path: unit for path in UNITS if unit and path in form.fixed}


def copy(*, disclosure: Disclosure, key: str, by: Actor) -> str | None:
    """The same sheet once more, beside it; None where it is gone."""
    there = stored(disclosure).get(key)
    if there is None:
        return None
    again = {**there, ORDER: str(_place(there) + 1)}
    made = new_key(there.get(FORM, ""))
    fill(disclosure=disclosure, fillings=[Filling(NAME, made, None, again)], by=by)
    return made


def remove(*, disclosure: Disclosure, seen: Mapping[str, Fields], by: Actor) -> Filled:
    """Take sheets away, as they were seen."""
    fillings = [Filling(NAME, key, fields, None) for key, fields in seen.items()]
    return fill(disclosure=disclosure, fillings=fillings, by=by)


def restore(*, disclosure: Disclosure, version: int, by: Actor) -> Filled:
    """Bring back the sheets that a deed of this person took away.

    LookupError where that version took none away.
    """
    deeds = JournalEntry.objects.filter(disclosure=disclosure, version=version, person=by.person)
    deed = deeds.filter(before__has_key="sheets").first()
    gone = {
        name.partition(":")[2]: fields
        for name, fields in (deed.before["sheets"] if deed else {}).items()
        if fields is not None and deed and deed.after["sheets"][name] is None
    }
    if not gone:
        raise LookupError(f"第{version}版没有删除绩效表，不能撤销")
    fillings = [Filling(NAME, key, None, fields) for key, fields in gone.items()]
    return fill(disclosure=disclosure, fillings=fillings, by=by)


def put_in_order(*, disclosure: Disclosure, keys: Sequence[str], by: Actor) -> Filled:
    """Let the sheets of the keys stand in that order."""
    there = stored(disclosure)
    fillings = [
        Filling(NAME, key, {ORDER: there[key].get(ORDER, "")}, {ORDER: str(place * STEP)})
        for place, key in enumerate((k for k in keys if k in there), start=1)
    ]
    return fill(disclosure=disclosure, fillings=fillings, by=by)


def _form(fields: Fields) -> Form | None:
    form_id = fields.get(FORM, "")
    return form_of(form_id) if form_id in form_ids() else None


def _place(fields: Fields) -> int:
    text = fields.get(ORDER, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
