"""The Bazhong budget split into its three units: a department, its units, people for each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from django.conf import settings

from disclosures.actions import Seen, save_book
from disclosures.actions.consolidation import Decided, consolidate_units, put_together
from disclosures.core.facts import Expenditure, Fact, Facts, Income
from disclosures.core.workflow import Role, State
from disclosures.models import Disclosure, Organisation, Person
from disclosures.pipeline import Book, take_in
from tests.portal.people import actor, somebody

A, B, C = "701001", "701002", "701003"


@cache
def whole() -> Facts:
    """The whole department's facts."""
    path = Path(settings.BASE_DIR, "examples", "bazhong-2022-budget-facts.xlsx")
    book = take_in(path.read_bytes(), path.name).book
    assert book is not None
    return replace(book.facts, notes=())


def of_unit(code: str, *more: Fact) -> Facts:
    """One unit's facts, under its own name, and ``more``."""
    facts = whole()
    unit = next(u for u in facts.units if u.code == code)
    own = tuple(f for f in facts.facts if f.unit == code)
    return replace(
        facts, department=unit.name, department_code=code, units=(unit,), facts=(*own, *more)
    )


def granted(unit: str, amount: int) -> Expenditure:
    """What a unit grants to another one, from its own money."""
    return Expenditure(
        unit=unit, measure="initial", fund="own", function="2080101", spend="granted",
        amount=amount,
    )  # fmt: skip


def received(unit: str, amount: int) -> Income:
    """What a unit receives from another one."""
    return Income(
        unit=unit, measure="initial", category="superior_subsidy", function="2080101",
        amount=amount,
    )  # fmt: skip


@dataclass
class House:
    """The department's disclosure, those of its units by code, and the department's clerk."""

    disclosure: Disclosure
    units: dict[str, Disclosure]
    clerk: Person
    unit_clerk: Person

    def now(self) -> Disclosure:
        """The department's disclosure as it stands."""
        return Disclosure.objects.select_related("organisation").get(pk=self.disclosure.pk)

    def unit(self, code: str) -> Disclosure:
        """A unit's disclosure as it stands."""
        found = Disclosure.objects.select_related("organisation")
        return found.get(pk=self.units[code].pk)

    def state(self, state: State, *codes: str) -> None:
        """Let units stand in a state."""
        pks = [self.units[code].pk for code in codes]
        Disclosure.objects.filter(pk__in=pks).update(state=state)

    def states(self, code: str, facts: Facts, state: State = State.HANDED_UP) -> None:
        """Let a unit state other facts, and hand them up."""
        self.state(State.DRAFT, code)
        save_book(book=Book.of_facts(facts), disclosure=self.unit(code))
        self.state(state, code)

    def consolidate(
        self, decided: Decided | None = None, *, without: bool = False, by: Person | None = None
    ) -> Disclosure:
        """As the department's clerk does who has just read the page."""
        here = self.now()
        together = put_together(here, decided)
        handed = [u.disclosure for u in together.units if u.ready and u.disclosure]
        return consolidate_units(
            disclosure=here,
            seen=Seen.of(here),
            units_seen={d.pk: Seen.of(d) for d in handed},
            decided=decided or {},
            without=without,
            by=actor(by or self.clerk),
        )


def build(*, handed_up: bool = True, entered: bool = True) -> House:
    """The house; its units have entered their figures and handed them up."""
    facts = whole()
    region = Organisation.objects.create(name="巴中市", code="5119", level="region")
    top = Organisation.objects.create(
        name=facts.department, code=facts.department_code, level="department", parent=region
    )
    units = {}
    for unit in facts.units:
        own = Organisation.objects.create(
            name=unit.name, code=unit.code, level="unit", parent=top, nature=unit.nature
        )
        units[unit.code] = _disclosure(own)
    first = units[A].organisation
    house = House(
        disclosure=_disclosure(top),
        units=units,
        clerk=somebody("clerk", "王芳", Role.CLERK, top),
        unit_clerk=somebody("unit-clerk", "赵军", Role.CLERK, first),
    )
    for code in units if entered else ():
        house.states(code, of_unit(code), State.HANDED_UP if handed_up else State.DRAFT)
    return house


def _disclosure(organisation: Organisation) -> Disclosure:
    return Disclosure.objects.create(
        organisation=organisation, year=2022, kind="budget", form_set="bazhong-budget-2022",
        origin="facts", version=0,
    )  # fmt: skip
