"""What ``permissions.can`` says, for many disclosures at once: in lists, and who acts next.

A test compares every answer with that of ``can``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from disclosures.core.workflow import (
    ENTERING,
    TRANSITIONS,
    VIEWERS,
    Action,
    Need,
    Role,
    State,
    Transition,
)
from disclosures.models import Disclosure, JournalEntry, Membership, Organisation, Person

#: Role, key of the organisation that it was given for.
Held = tuple[str, int]

#: Which deeds of one's own a need keeps apart from the action that has it.
APART: Mapping[Need, Collection[Action]] = {
    Need.NOT_ENTERED_BY_SELF: ENTERING,
    Need.NOT_SIGNED_BY_SELF: frozenset({Action.SIGN}),
}
LEVELS = {Need.OF_A_UNIT: "unit", Need.OF_A_DEPARTMENT: "department"}


@dataclass(frozen=True)
class Able:
    """What a person may do with a disclosure, and the roles by which they see it."""

    actions: frozenset[Action]
    roles: tuple[Role, ...]


def held_by(person: Person) -> list[Held]:
    """The person's roles; none where the account is out of use."""
    rows = Membership.objects.filter(person=person, person__is_active=True)
    return list(rows.values_list("role", "organisation"))


def open_to(person: Person, held: Collection[Held], state: State, action: Action) -> Q:
    """The disclosures in that state for which ``can`` allows the action, as a condition."""
    transition = TRANSITIONS[state, action]
    within = Q(pk__in=[])
    for role, reach in transition.who.items():
        places = [place for held_role, place in held if held_role == role]
        if places and reach.covers(own=True):
            within |= Q(organisation__in=places)
        if places and reach.covers(own=False):
            within |= Q(organisation__parent__in=places)
            within |= Q(organisation__parent__parent__in=places)
    levels = [level for need, level in LEVELS.items() if need in transition.needs]
    found = Q(state=state) & within & Q(*(Q(organisation__level=level) for level in levels))
    deeds = JournalEntry.objects.filter(disclosure=OuterRef("pk"), person=person)
    kept = _kept_apart(transition)
    return found & Q(~Exists(deeds.filter(action__in=kept))) if kept else found


def abilities(
    person: Person, held: Collection[Held], disclosures: Collection[Disclosure]
) -> dict[int, Able]:
    """What the person may do with each, by key, in one query however many there are.

    The disclosures bring their organisation and the one above it.
    """
    done = _done(disclosures, JournalEntry.objects.filter(person=person))
    return {
        d.pk: Able(
            frozenset(
                action
                for (state, action), transition in TRANSITIONS.items()
                if state == d.state and _may(transition, d, held, done[d.pk, person.pk])
            ),
            _roles(d.organisation, held),
        )
        for d in disclosures
    }


def people_for(asked: Collection[tuple[Disclosure, Action]]) -> dict[int, list[Person]]:
    """Who may do that to each, by its key, in two queries however many there are.

    The disclosures bring their organisation and the one above it; their state has the action.
    """
    places = {place for d, _ in asked for place in _lineage(d.organisation)}
    rows = Membership.objects.filter(organisation__in=places, person__is_active=True)
    held: defaultdict[Person, list[Held]] = defaultdict(list)
    for row in rows.select_related("person").order_by("person__name", "person"):
        held[row.person].append((row.role, row.organisation_id))
    done = _done([d for d, _ in asked], JournalEntry.objects.all())
    return {
        d.pk: [
            person
            for person, roles in held.items()
            if _may(TRANSITIONS[State(d.state), action], d, roles, done[d.pk, person.pk])
        ]
        for d, action in asked
    }


def apart_from(person: Person, disclosure: Disclosure, action: Action) -> list[Need]:
    """The needs of the action against which the person's own deeds stand."""
    needs = TRANSITIONS[State(disclosure.state), action].needs
    done = _done([disclosure], JournalEntry.objects.filter(person=person))
    mine = done[disclosure.pk, person.pk]
    return [need for need in APART if need in needs and mine & set(map(str, APART[need]))]


def _may(
    transition: Transition, disclosure: Disclosure, held: Iterable[Held], done: Collection[str]
) -> bool:
    own = disclosure.organisation
    lineage = _lineage(own)
    return (
        all(own.level == level for need, level in LEVELS.items() if need in transition.needs)
        and not (_kept_apart(transition) & set(done))
        and any(
            place in lineage and transition.who[Role(role)].covers(own=place == own.pk)
            for role, place in held
            if role in transition.who
        )
    )


def _roles(own: Organisation, held: Iterable[Held]) -> tuple[Role, ...]:
    lineage = _lineage(own)
    found = {
        role
        for role, place in held
        if place in lineage and VIEWERS[Role(role)].covers(own=place == own.pk)
    }
    return tuple(role for role in Role if role in found)


def _lineage(organisation: Organisation) -> set[int]:
    """The keys of the organisation and those above it; the one above is at hand."""
    above = organisation.parent
    found = {organisation.pk, organisation.parent_id, above.parent_id if above else None}
    return {pk for pk in found if pk is not None}


def _done(
    disclosures: Collection[Disclosure], deeds: QuerySet[JournalEntry]
) -> defaultdict[tuple[int, int], set[str]]:
    """The deeds that some need keeps apart, by disclosure and person."""
    kept = {str(action) for actions in APART.values() for action in actions}
    rows = deeds.filter(disclosure__in=disclosures, action__in=kept, person__isnull=False)
    found: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    done = rows.order_by().values_list("disclosure", "person", "action").distinct()
    for disclosure, person, action in done:
        if disclosure is not None and person is not None:
            found[disclosure, person].add(action)
    return found


def _kept_apart(transition: Transition) -> set[str]:
    return {
        str(action) for need, deeds in APART.items() if need in transition.needs for action in deeds
    }
