"""What only whoever runs the machine does, from the command line: the first region, the first
administrator, a way back in for somebody who lost theirs.

Deeds stand in the journal of every region that they concern; a password never does.
"""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from disclosures.actions.journal import SYSTEM, Told
from disclosures.actions.parties import tell
from disclosures.core.workflow import BureauAction, Role
from disclosures.exchange.people import misplaced
from disclosures.models import Membership, Organisation, Person


def found_region(*, code: str, name: str) -> Organisation:
    """A new region; ValidationError where its code is taken."""
    with transaction.atomic():
        if Organisation.objects.filter(code=code, level=Organisation.Level.REGION).exists():
            raise ValidationError(f"已经有编码为 {code} 的地区")
        region = Organisation(code=code, name=name, level=Organisation.Level.REGION)
        region.full_clean()
        region.save()
        tell(region, SYSTEM, BureauAction.CHANGE_ORGANISATIONS, {}, {"code": code, "name": name})
    return region


def enter_person(
    *, username: str, name: str, email: str, organisation: Organisation, role: Role
) -> Person:
    """Somebody new with a first role, and no password yet; ValidationError where that is wrong."""
    with transaction.atomic():
        if Person.objects.filter(username__iexact=username).exists():
            raise ValidationError(f"用户名 {username} 已有人使用（不分大小写）")
        person = Person(username=username, name=name, email=email)
        person.set_unusable_password()
        person.full_clean(exclude=["password"])
        person.save()
        give_role(person=person, organisation=organisation, role=role)
    return person


def give_role(*, person: Person, organisation: Organisation, role: Role) -> None:
    """A role more; nothing happens where the person has it."""
    if bad := misplaced(role, organisation.level):
        raise ValidationError(f"{bad.found}，应设在{bad.expected}")
    with transaction.atomic():
        _, new = Membership.objects.get_or_create(
            person=person, organisation=organisation, role=role
        )
        if new:
            _tell_of(organisation, {}, _told(person, organisation, role))


def take_role(*, person: Person, organisation: Organisation, role: Role) -> None:
    """A role less; ValidationError where the person has none."""
    with transaction.atomic():
        gone, _ = person.memberships.filter(organisation=organisation, role=role).delete()
        if not gone:
            raise ValidationError("此人没有这个任职")
        _tell_of(organisation, _told(person, organisation, role), {})


def set_password(*, person: Person, password: str) -> None:
    """A new password, which ends all sessions; ValidationError where it is too weak."""
    validate_password(password, person)
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        tell_regions_of(person=person, what={"password": "新设置"})


def set_active(*, person: Person, active: bool) -> None:
    """An account in use, or out of use, which ends all sessions."""
    with transaction.atomic():
        person.is_active = active
        person.save(update_fields=["is_active"])
        tell_regions_of(person=person, what={"is_active": active})


def tell_regions_of(*, person: Person, what: Told) -> None:
    """Write what was done with an account into the journal of each region the person serves."""
    held = person.memberships.select_related("organisation__parent__parent")
    for region in {_region_of(membership.organisation) for membership in held} - {None}:
        after = {"username": person.username, **what}
        tell(region, SYSTEM, BureauAction.CHANGE_PEOPLE, {}, after)  # type: ignore[arg-type]


def _told(person: Person, organisation: Organisation, role: Role) -> Told:
    return {"username": person.username, "roles": [[role, organisation.pk]]}


def _tell_of(organisation: Organisation, before: Told, after: Told) -> None:
    region = _region_of(organisation)
    if region is not None:
        tell(region, SYSTEM, BureauAction.CHANGE_PEOPLE, before, after)


def _region_of(organisation: Organisation) -> Organisation | None:
    """The region that it is, or stands in; None for a department that came in by command."""
    while organisation.level != Organisation.Level.REGION:
        if organisation.parent is None:
            return None
        organisation = organisation.parent
    return organisation
