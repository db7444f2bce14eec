"""A department puts its own figures and its units' together, internal flows eliminated.

Its own rows stay as they are; those that came from units, and the eliminations, are made anew
from what the units have handed up.  The journal names each unit with its version.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from disclosures import bulk, tasks
from disclosures.actions.guard import Seen, lock
from disclosures.actions.journal import Actor, Told, record
from disclosures.actions.unit_sheets import take_unit_sheets
from disclosures.assemble import rows_of
from disclosures.core.consolidate import Consolidation, Part, Source, Status, consolidate
from disclosures.core.facts import Fact, Facts
from disclosures.core.workflow import Action
from disclosures.models import (
    LEDGER,
    LEDGERS,
    Disclosure,
    Elimination,
    JournalEntry,
    LedgerRow,
    LocalCodeRow,
    UnitRow,
)
from disclosures.units import UnitState, facts_of_units, own_facts_of, own_rows, unit_states
from disclosures.versions import keep

#: (flow, 口径) → how much of it is eliminated, in 分, and what is said to it.
Decided = Mapping[tuple[str, str], tuple[int, str]]


class UnitsMoved(Exception):
    """Units are no longer as the person saw them; nothing was written."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__("这些单位的材料有了变动：" + "、".join(names))


class LeftOut(Exception):
    """Units would be left out, and nobody has said that they may be; nothing was written."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__("还缺这些单位：" + "、".join(names) + "。确实要先汇总的，请勾选确认")


@dataclass(frozen=True)
class Together:
    """What the department's disclosure would be, as its units stand now."""

    disclosure: Disclosure
    units: tuple[UnitState, ...]
    made: Consolidation

    @property
    def taken(self) -> list[UnitState]:
        """The units whose figures come in."""
        taken = {u.code for u in self.made.reconciliation.units if u.status is Status.TAKEN}
        return [unit for unit in self.units if unit.ready and unit.code in taken]

    @property
    def left_out(self) -> list[UnitState]:
        """The units whose figures do not: they have not handed up, or what they did is refused."""
        there = {unit.organisation.pk for unit in self.taken}
        return [u for u in self.units if u.organisation.pk not in there and not u.own]


def put_together(disclosure: Disclosure, decided: Decided | None = None) -> Together:
    """The department and its units as they stand; without ``decided`` what was decided last."""
    units = tuple(unit_states(disclosure))
    ready = [unit for unit in units if unit.ready]
    facts = facts_of_units(ready)
    parts = [
        Part(code=u.code, name=u.name, facts=facts[u.disclosure.pk]) for u in ready if u.disclosure
    ]
    if decided is None:
        decided = decided_before(disclosure)
    made = consolidate(
        own_facts_of(disclosure),
        parts,
        [(unit.code, unit.name) for unit in units],
        {key: amount for key, (amount, _) in decided.items()},
    )
    return Together(disclosure, units, made)


def decided_before(disclosure: Disclosure) -> Decided:
    """What was decided about internal flows."""
    rows = Elimination.objects.filter(disclosure=disclosure)
    return {(row.flow, row.measure): (row.amount, row.note) for row in rows}


def consolidate_units(
    *,
    disclosure: Disclosure,
    seen: Seen,
    units_seen: Mapping[int, Seen],
    decided: Decided,
    without: bool,
    by: Actor,
) -> Disclosure:
    """Consolidate the units that have handed up; a new version of the department's disclosure.

    ``units_seen``: disclosure of each unit that comes in → how it was shown.  ``without``: the
    person has said that units may be left out.  Moved and UnitsMoved where something is no longer
    as it was shown; LeftOut; ValidationError for an amount that cannot be eliminated; NotNow;
    PermissionDenied.
    """
    if disclosure.origin == Disclosure.Origin.FILED:
        raise ValidationError("按公开表填报的材料不能汇总")
    together = put_together(disclosure, decided)
    with transaction.atomic():
        now = lock(disclosure=disclosure, action=Action.CONSOLIDATE, by=by, seen=seen)
        _check_units(together, units_seen)
        _check(together, without)
        keep(now)
        before = _stated(now)
        highest = _highest(now)
        before |= {"rows": _remove(now)}
        now.version += 1
        now.save()
        brought, highest = _insert(now, together.made, highest)
        _decide(now, together, decided)
        after = _stated(now) | {"rows": brought, "highest": highest} | _told(together, decided)
        taken = [unit.disclosure for unit in together.taken if unit.disclosure is not None]
        was, said = take_unit_sheets(disclosure=now, units=taken, by=by)
        if said:
            before, after = before | {"sheets": was}, after | {"sheets": said}
        record(
            by=by,
            action=Action.CONSOLIDATE,
            disclosure=now,
            before=before,
            after=after,
        )
        transaction.on_commit(lambda: tasks.ring_check(now.pk))
    return now


def _check_units(together: Together, seen: Mapping[int, Seen]) -> None:
    """Every unit's disclosure is as it was shown and as it was read, and stays so until commit."""
    read = {u.disclosure.pk: u for u in together.units if u.disclosure is not None}
    rows = Disclosure.objects.select_for_update(of=("self",)).filter(pk__in=read).order_by("pk")
    stand = {row.pk: Seen.of(row) for row in rows}
    moved = {
        unit.name
        for pk, unit in read.items()
        if stand[pk] != Seen(unit.disclosure.state, unit.disclosure.version)  # type: ignore[union-attr]
        or unit.ready != (pk in seen)
        or (unit.ready and seen[pk] != stand[pk])
    }
    if moved or seen.keys() - read.keys():
        raise UnitsMoved(sorted(moved) or ["所列单位"])


def _check(together: Together, without: bool) -> None:
    troubles = [f.trouble for f in together.made.reconciliation.flows if f.trouble]
    if troubles:
        raise ValidationError(troubles)
    if together.left_out and not without:
        raise LeftOut(unit.name for unit in together.left_out)


# -- rows -------------------------------------------------------------------------------------


def _highest(disclosure: Disclosure) -> dict[str, int]:
    """The highest number that a row of each ledger ever had: none is given twice."""
    found = {}
    deeds = JournalEntry.objects.filter(disclosure=disclosure)
    for name, model in LEDGERS.items():
        told = deeds.filter(after__highest__has_key=name).values_list("after", flat=True).first()
        rows = model._default_manager.filter(disclosure=disclosure)
        there = rows.aggregate(most=Max("position"))["most"] or 0
        found[name] = max(there, told["highest"][name] if told else 0)
    return found


def _remove(disclosure: Disclosure) -> dict[str, int]:
    """Remove what the last consolidation brought; how many rows, by ledger."""
    removed = {}
    for model in LEDGER:
        rows = model._default_manager.filter(disclosure=disclosure)
        removed[_label(model)], _ = rows.exclude(via=LedgerRow.Via.ENTERED).delete()
    return {name: count for name, count in removed.items() if count}


def _insert(
    disclosure: Disclosure, made: Consolidation, highest: dict[str, int]
) -> tuple[dict[str, int], dict[str, int]]:
    """Insert what comes in after all other rows; how many by ledger, and the numbers reached."""
    brought: dict[str, int] = {}
    last = dict(highest)
    for via, facts in _coming(disclosure, made):
        for model, rows in rows_of(facts):
            name = next(n for n, m in LEDGERS.items() if m is model)
            key = {"disclosure_id": disclosure.pk, "via": via}
            start = last[name] + 1
            bulk.insert(model, [{**key, "position": n, **r} for n, r in enumerate(rows, start)])
            last[name] += len(rows)
            if rows:
                brought[_label(model)] = brought.get(_label(model), 0) + len(rows)
    return brought, {name: number for name, number in last.items() if number > highest[name]}


def _coming(disclosure: Disclosure, made: Consolidation) -> Iterable[tuple[str, Facts]]:
    """What is not the department's own: from units, then eliminations."""
    units = set(own_rows(UnitRow, disclosure).values_list("unit", flat=True))
    codes = set(_own_codes(disclosure))
    whole = made.facts
    yield (
        LedgerRow.Via.UNIT,
        replace(
            whole,
            facts=_of(made, Source.UNIT),
            units=tuple(u for u in whole.units if u.code not in units),
            local_codes=tuple(c for c in whole.local_codes if c.code not in codes),
        ),
    )
    removed = _of(made, Source.ELIMINATION)
    yield LedgerRow.Via.ELIMINATION, replace(whole, facts=removed, units=(), local_codes=())


def _own_codes(disclosure: Disclosure) -> Collection[str]:
    rows = LocalCodeRow.objects.filter(disclosure=disclosure, via=LedgerRow.Via.ENTERED)
    return set(rows.values_list("code", flat=True))


def _of(made: Consolidation, source: Source) -> tuple[Fact, ...]:
    pairs = zip(made.facts.facts, made.origins, strict=True)
    return tuple(fact for fact, origin in pairs if origin.source is source)


def _label(model: type[LedgerRow]) -> str:
    return str(model._meta.verbose_name)


# -- what is told -----------------------------------------------------------------------------


def _stated(disclosure: Disclosure) -> Told:
    return {"version": disclosure.version, "form_set": disclosure.form_set}


def _told(together: Together, decided: Decided) -> Told:
    """The units that came in with their versions, those that did not, and the eliminations."""
    return {
        "units": [_unit_told(unit) for unit in together.taken],
        "left_out": [{"code": u.code, "name": u.name} for u in together.left_out],
        "eliminated": [
            {
                "flow": str(flow.flow),
                "measure": str(flow.measure),
                "proposed": flow.proposed,
                "amount": flow.eliminated,
                "note": decided.get((flow.flow, flow.measure), (0, ""))[1],
            }
            for flow in together.made.reconciliation.flows
        ],
    }


def _unit_told(unit: UnitState) -> Told:
    assert unit.disclosure is not None  # taken
    return {
        "organisation": unit.organisation.pk,
        "code": unit.code,
        "name": unit.name,
        "disclosure": unit.disclosure.pk,
        "version": unit.disclosure.version,
        "state": unit.disclosure.state,
    }


def _decide(disclosure: Disclosure, together: Together, decided: Decided) -> None:
    """Keep what was decided, where it is not simply what is proposed."""
    flows = {(str(f.flow), str(f.measure)): f.proposed for f in together.made.reconciliation.flows}
    Elimination.objects.filter(disclosure=disclosure).delete()
    Elimination.objects.bulk_create(
        Elimination(disclosure=disclosure, flow=flow, measure=measure, amount=amount, note=note)
        for (flow, measure), (amount, note) in decided.items()
        if (flow, measure) in flows and (note or amount != flows[flow, measure])
    )
