"""Who may do what: memberships and the organisation tree, asked by ``core.workflow``.

Buttons, views, listings and the API ask here; nothing else compares roles.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from disclosures.core.workflow import (
    BUREAU,
    BUREAU_ACTIONS,
    ENTERING,
    FOLLOWERS,
    OVERSEERS,
    TRANSITIONS,
    VIEWERS,
    Action,
    BureauAction,
    Need,
    Role,
    State,
    Who,
)
from disclosures.models import Disclosure, JournalEntry, Membership, Organisation, Person, Remark

#: The needs that ``can`` answers for; whoever has asked it need not ask for them again.
ANSWERED_BY_CAN = frozenset(
    {
        Need.OF_A_UNIT,
        Need.OF_A_DEPARTMENT,
        Need.NOT_ENTERED_BY_SELF,
        Need.NOT_SIGNED_BY_SELF,
    }
)
#: From an organisation to those above it: a unit's department, and that one's region.
_ABOVE = ("parent", "parent__parent")


def can(person: Person | AnonymousUser, action: Action, disclosure: Disclosure) -> bool:
    """Whether the person may do this, as the disclosure stands now.

    Answers for role, organisation, state and separation of duties.  What else must hold (no
    errors, a reason …) depends on the moment, and ``actions`` asks ``workflow.unmet`` for it.
    """
    transition = TRANSITIONS.get((State(disclosure.state), action))
    return (
        transition is not None
        and isinstance(person, Person)
        and person.is_active
        and _structure_allows(disclosure.organisation, transition.needs)
        and _has_role(person, transition.who, disclosure.organisation)
        and _duties_apart(person, disclosure, transition.needs)
    )


def settled_by(person: Person | AnonymousUser, disclosure: Disclosure) -> Callable[[Remark], bool]:
    """Whether a remark on the disclosure is theirs to settle: as its author, or from above."""
    if not can(person, Action.RESOLVE, disclosure) or not isinstance(person, Person):
        return lambda remark: False
    above = _has_role(person, OVERSEERS, disclosure.organisation)
    return lambda remark: above or remark.person_id == person.pk


def can_act_for(person: Person | AnonymousUser, region: Organisation, action: BureauAction) -> bool:
    """Whether the person may do this for the finance bureau of the region."""
    return action in deeds_for(person, region)


def acts_for(person: Person | AnonymousUser, region: Organisation) -> bool:
    """Whether the person is of the region's finance bureau, and sees what it keeps."""
    return regions_served_by(person).filter(pk=region.pk).exists()


def deeds_for(person: Person | AnonymousUser, region: Organisation) -> frozenset[BureauAction]:
    """All that the person may do for the finance bureau of the region, in one query."""
    if not isinstance(person, Person) or not person.is_active:
        return frozenset()
    level = Organisation.Level.REGION
    held = Membership.objects.filter(person=person, organisation=region, organisation__level=level)
    roles = set(map(Role, held.values_list("role", flat=True)))
    return frozenset(
        action
        for action, who in BUREAU_ACTIONS.items()
        if any(role in roles and reach.covers(own=True) for role, reach in who.items())
    )


def regions_served_by(person: Person | AnonymousUser) -> QuerySet[Organisation]:
    """The regions for whose finance bureau the person acts."""
    return _regions(person, BUREAU)


def regions_followed_by(person: Person | AnonymousUser) -> QuerySet[Organisation]:
    """The regions of whose organisations the person sees how far they are."""
    return _regions(person, FOLLOWERS)


def _regions(person: Person | AnonymousUser, roles: Collection[Role]) -> QuerySet[Organisation]:
    if not isinstance(person, Person) or not person.is_active:
        return Organisation.objects.none()
    held = Membership.objects.filter(person=person, role__in=roles).values("organisation")
    return Organisation.objects.filter(level=Organisation.Level.REGION, pk__in=held)


def visible_to(person: Person | AnonymousUser) -> QuerySet[Disclosure]:
    """The disclosures that the person may view, in one query however many there are."""
    return _reached(person, VIEWERS)


def reviewable_by(person: Person | AnonymousUser) -> QuerySet[Disclosure]:
    """The disclosures, in whatever state, that are the person's to approve once submitted.

    Answers for role and organisation alone; ``can`` also keeps duties apart.
    """
    return _reached(person, TRANSITIONS[State.SUBMITTED, Action.APPROVE].who)


def publishable_by(person: Person | AnonymousUser) -> QuerySet[Disclosure]:
    """The disclosures, in whatever state, that are the person's to make public once approved."""
    return _reached(person, TRANSITIONS[State.APPROVED, Action.PUBLISH].who)


def _structure_allows(organisation: Organisation, needs: frozenset[Need]) -> bool:
    levels = {Need.OF_A_UNIT: "unit", Need.OF_A_DEPARTMENT: "department"}
    return all(organisation.level == level for need, level in levels.items() if need in needs)


def _has_role(person: Person, who: Who, organisation: Organisation) -> bool:
    lineage = {organisation.pk, *_above(organisation)}
    held = Membership.objects.filter(person=person, organisation__in=lineage, role__in=who)
    return any(
        who[Role(role)].covers(own=place == organisation.pk)
        for role, place in held.values_list("role", "organisation")
    )


def _above(organisation: Organisation) -> list[int]:
    """The keys of the organisations above."""
    if organisation.parent_id is None:
        return []
    above = Organisation.objects.filter(pk=organisation.pk).values_list(*_ABOVE).get()
    return [pk for pk in above if pk is not None]


def _duties_apart(person: Person, disclosure: Disclosure, needs: frozenset[Need]) -> bool:
    """Whether the person has done nothing that the needs keep apart, in any version of it."""
    apart = {Need.NOT_ENTERED_BY_SELF: ENTERING, Need.NOT_SIGNED_BY_SELF: {Action.SIGN}}
    done = {action for need, actions in apart.items() if need in needs for action in actions}
    deeds = JournalEntry.objects.filter(disclosure=disclosure, person=person, action__in=done)
    return not done or not deeds.exists()


def _reached(person: Person | AnonymousUser, who: Who) -> QuerySet[Disclosure]:
    """The disclosures that those roles of the person cover."""
    if not isinstance(person, Person) or not person.is_active:
        return Disclosure.objects.none()
    found = Q(pk__in=[])
    for reach in set(who.values()):
        roles = [role for role, own in who.items() if own is reach]
        given = Membership.objects.filter(person=person, role__in=roles).values("organisation")
        paths = ["organisation"] if reach.covers(own=True) else []
        if reach.covers(own=False):
            paths += [f"organisation__{path}" for path in _ABOVE]
        found |= Q(*((f"{path}__in", given) for path in paths), _connector=Q.OR)
    return Disclosure.objects.filter(found)
