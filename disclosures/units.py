"""A department and its units: what each has handed up, and what of it the department holds.

Rows of a department's ledger are its own or came by consolidation (``LedgerRow.via``); which
versions of which units came in is told by the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from disclosures.assemble import Ledger, book_of, columns_of, facts_of
from disclosures.core.facts import Facts
from disclosures.core.workflow import Action, State
from disclosures.models import (
    LEDGER,
    Disclosure,
    JournalEntry,
    LedgerRow,
    LocalCodeRow,
    Organisation,
    UnitRow,
)

#: In these states a unit stands by its figures.
HANDED_UP = frozenset(
    {State.HANDED_UP, State.SIGNED, State.SUBMITTED, State.APPROVED, State.PUBLISHED}
)
_NO_FACTS = (UnitRow, LocalCodeRow)


@dataclass(frozen=True)
class UnitState:
    """One unit of a department: its disclosure, or None, and the version consolidated, or None.

    ``own``: the department states figures of this unit itself.
    """

    organisation: Organisation
    disclosure: Disclosure | None
    consolidated: int | None
    own: bool = False

    @property
    def code(self) -> str:
        """The unit's code; its name where it has none, for a part must be told apart."""
        return self.organisation.code or self.organisation.name

    @property
    def name(self) -> str:
        """The unit's name."""
        return self.organisation.name

    @property
    def ready(self) -> bool:
        """Whether it has handed up."""
        return self.disclosure is not None and self.disclosure.state in HANDED_UP

    @property
    def missing(self) -> bool:
        """Whether the department is without its figures."""
        return self.consolidated is None and not self.own

    @property
    def changed(self) -> bool:
        """Whether it is no longer as it was consolidated."""
        return self.consolidated is not None and (
            self.disclosure is None
            or self.disclosure.version != self.consolidated
            or not self.ready
        )


def unit_states(disclosure: Disclosure) -> list[UnitState]:
    """Every unit below a department, by code; empty for any other organisation.

    A few queries, however many units there are.
    """
    organisation = disclosure.organisation
    if organisation.level != Organisation.Level.DEPARTMENT:
        return []
    units = list(Organisation.objects.filter(parent=organisation).order_by("code", "name", "pk"))
    if not units:
        return []
    handed = _disclosures_of(units, disclosure)
    done = consolidated_versions(disclosure)
    own = own_unit_codes(disclosure)
    return [
        UnitState(unit, handed.get(unit.pk), done.get(unit.pk), bool(unit.code in own))
        for unit in units
    ]


def missing_units(disclosure: Disclosure) -> list[UnitState]:
    """The units whose figures the department's disclosure is without.

    None where no unit has a disclosure of that year and kind: there the department states
    everything itself.
    """
    return missing_among(unit_states(disclosure))


def missing_among(units: Sequence[UnitState]) -> list[UnitState]:
    """``missing_units`` of units that are at hand."""
    asked = any(unit.disclosure or unit.consolidated is not None for unit in units)
    return [unit for unit in units if unit.missing] if asked else []


def changed_units(disclosure: Disclosure) -> list[UnitState]:
    """The units that have changed since they were consolidated."""
    return [unit for unit in unit_states(disclosure) if unit.changed]


def _disclosures_of(units: Iterable[Organisation], of: Disclosure) -> dict[int, Disclosure]:
    """The one of each unit that counts: handed up before not, facts before tables."""
    rows = Disclosure.objects.filter(organisation__in=units, year=of.year, kind=of.kind)
    found: dict[int, Disclosure] = {}
    for row in sorted(rows.select_related("organisation"), key=_rank, reverse=True):
        found[row.organisation_id] = row
    return found


def _rank(disclosure: Disclosure) -> tuple[bool, bool]:
    return disclosure.state not in HANDED_UP, disclosure.origin != Disclosure.Origin.FACTS


def last_consolidation(disclosure: Disclosure) -> JournalEntry | None:
    """The deed that last put the units together, if what it brought is still there."""
    deeds = JournalEntry.objects.filter(disclosure=disclosure)
    deed = deeds.filter(action=Action.CONSOLIDATE).first()  # the newest comes first
    if deed is None:
        return None
    replaced = deeds.filter(pk__gt=deed.pk, after__has_key="rows").exclude(after__has_key="kept")
    return None if replaced.exists() else deed


def consolidated_versions(disclosure: Disclosure) -> dict[int, int]:
    """Organisation of a unit → the version of its disclosure that came in."""
    deed = last_consolidation(disclosure)
    units = deed.after.get("units", []) if deed else []
    return {unit["organisation"]: unit["version"] for unit in units}


# -- what units state -------------------------------------------------------------------------


def facts_of_units(units: Iterable[UnitState]) -> dict[int, Facts]:
    """Disclosure of a unit → what it states; a query a ledger, however many units there are."""
    handed = [unit.disclosure for unit in units if unit.disclosure is not None]
    entered = [d for d in handed if d.origin == Disclosure.Origin.FACTS]
    ledgers: dict[int, dict[type[LedgerRow], list[tuple[Any, ...]]]] = {
        d.pk: {model: [] for model in LEDGER} for d in entered
    }
    for model in LEDGER:
        rows = model._default_manager.filter(disclosure__in=entered).order_by("position")
        for pk, *values in rows.values_list("disclosure_id", *columns_of(model)).iterator(5000):
            ledgers[pk][model].append(tuple(values))
    found = {d.pk: facts_of(d, ledgers[d.pk]) for d in entered}
    return found | {d.pk: book_of(d).facts for d in handed if d.pk not in found}


# -- the department's own rows ----------------------------------------------------------------


def own_ledger_of(disclosure: Disclosure) -> Ledger:
    """The rows that the organisation itself has entered."""
    return {model: _rows(model, own_rows(model, disclosure)) for model in LEDGER}


def own_facts_of(disclosure: Disclosure) -> Facts:
    """What the organisation itself states."""
    return facts_of(disclosure, own_ledger_of(disclosure))


def own_rows(model: type[LedgerRow], disclosure: Disclosure) -> QuerySet[LedgerRow]:
    """Those rows of a ledger that did not come by consolidation."""
    return model._default_manager.filter(disclosure=disclosure, via=LedgerRow.Via.ENTERED)


def _rows(model: type[LedgerRow], rows: QuerySet[LedgerRow]) -> Iterator[tuple[Any, ...]]:
    yield from rows.order_by("position").values_list(*columns_of(model)).iterator(5000)


def own_unit_codes(disclosure: Disclosure) -> set[str]:
    """The units of which the organisation itself states figures."""
    return _unit_codes(disclosure, own=True)


def codes_from_units(disclosure: Disclosure) -> set[str]:
    """The units whose figures came by consolidation."""
    return _unit_codes(disclosure, own=False)


def _unit_codes(disclosure: Disclosure, *, own: bool) -> set[str]:
    asked = []
    for model in LEDGER:
        if model in _NO_FACTS:
            continue
        rows = model._default_manager.filter(disclosure=disclosure)
        entered = {"via": LedgerRow.Via.ENTERED}
        rows = rows.filter(**entered) if own else rows.exclude(**entered)
        asked.append(rows.order_by().values_list("unit", flat=True).distinct())
    return set(asked[0].union(*asked[1:]))
