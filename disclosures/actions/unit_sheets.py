"""The sheets of units come into their department's disclosure when it consolidates them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from disclosures.actions.journal import Actor
from disclosures.actions.sheets import put
from disclosures.core.chapters import UNIT, unit_key, unit_of
from disclosures.models import Disclosure, Sheet

#: Name of the sheet → what stands in it, None where there is none.
Told = dict[str, Any]


def take_unit_sheets(
    *, disclosure: Disclosure, units: Iterable[Disclosure], by: Actor
) -> tuple[Told, Told]:
    """Put the units' sheets in the place of those that came from units before.

    In the caller's transaction and version.  Returns what was and is, as far as it differs.
    """
    wanted = {
        f"{sheet.chapter}:{unit_key(unit.organisation_id, sheet.key)}": {
            **sheet.fields,
            UNIT: unit.organisation.code,
        }
        for unit in units
        for sheet in Sheet.objects.filter(disclosure=unit)
        if unit_of(sheet.key) is None
    }
    there = {
        f"{sheet.chapter}:{sheet.key}": sheet.fields
        for sheet in Sheet.objects.filter(disclosure=disclosure)
        if unit_of(sheet.key) is not None
    }
    names = [name for name in {**there, **wanted} if there.get(name) != wanted.get(name)]
    put(disclosure=disclosure, sheets={name: wanted.get(name) for name in names}, by=by)
    return {n: _some(there, n, wanted) for n in names}, {n: _some(wanted, n, there) for n in names}


def _some(own: Told, name: str, other: Told) -> Any:
    """One side of a change: all of a sheet that only this side has, else what differs."""
    mine, theirs = own.get(name), other.get(name)
    if mine is None or theirs is None:
        return mine
    return {p: mine.get(p) for p in {**mine, **theirs} if mine.get(p) != theirs.get(p)}
