"""For many disclosures at once the same is said as ``can`` says for one."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from disclosures.abilities import abilities, held_by, open_to, people_for
from disclosures.actions import Actor, record
from disclosures.core.workflow import TRANSITIONS, Action, Role, State
from disclosures.models import Disclosure, Person
from disclosures.permissions import can
from tests.portal.tree import disclosure_of, member, plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[Person]:
    """Everybody in one role somewhere, one in two places, some who have entered or signed."""
    tree = plant()
    found = [member(f"{name}-{role}", role, of=tree[name]) for name in tree for role in Role]
    both = member("两处", Role.CLERK, of=tree["预算所"])
    both.memberships.create(organisation=tree["财政局"], role=Role.SIGNATORY)
    made = [disclosure_of(organisation) for organisation in tree.values()]
    for disclosure in made:
        for role, deed in ((Role.SIGNATORY, Action.ENTER), (Role.REVIEWER, Action.SIGN)):
            person = next(p for p in found if p.name == f"{disclosure.organisation.name}-{role}")
            record(by=Actor(person.name, "::1", person), action=deed, disclosure=disclosure)
    return [*found, both, member("无职")]


def stored(state: State) -> list[Disclosure]:
    Disclosure.objects.update(state=state)
    return list(Disclosure.objects.select_related("organisation__parent").order_by("pk"))


@pytest.mark.parametrize("state", State)
def test_the_answers_are_those_of_can(people: list[Person], state: State) -> None:
    here = [d for d in stored(state) if d.organisation.name in ("甲市", "财政局", "预算所")]
    actions = [action for (s, action) in TRANSITIONS if s == state]
    allowed = {(p, d, a): can(p, a, d) for p in people for d in here for a in actions}
    for person in people:
        held = held_by(person)
        able = abilities(person, held, here)
        for disclosure in here:
            may = {a for a in actions if allowed[person, disclosure, a]}
            assert able[disclosure.pk].actions == may
        for action in actions:
            found = Disclosure.objects.filter(
                open_to(person, held, state, action), pk__in=[d.pk for d in here]
            )
            assert set(found) == {d for d in here if allowed[person, d, action]}
    for action in actions:
        named = people_for([(d, action) for d in here])
        for disclosure in here:
            assert set(named[disclosure.pk]) == {
                p for p in people if allowed[p, disclosure, action]
            }


def test_the_number_of_queries_does_not_grow(
    people: list[Person], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    here = stored(State.DRAFT)
    held = held_by(people[0])
    for count in (1, 9):
        with django_assert_num_queries(3):
            abilities(people[0], held, here[:count])
            people_for([(d, Action.SIGN) for d in here[:count]])


def test_who_is_out_of_use_may_nothing(people: list[Person]) -> None:
    clerk = next(p for p in people if p.name == "财政局-clerk")
    clerk.is_active = False
    clerk.save()
    assert held_by(clerk) == []
    here = stored(State.DRAFT)
    assert all(clerk not in who for who in people_for([(d, Action.ENTER) for d in here]).values())
