"""People and their roles: what the administrators of a region keep in order.

Deeds stand in the journal of the region; a password never does.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator

from django.contrib.auth.hashers import make_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction

from disclosures.actions.journal import Actor, Told
from disclosures.actions.parties import (
    Overtaken,
    check_bureau,
    do_as_shown,
    lock_region,
    tell,
    told_of,
)
from disclosures.core.workflow import ROLE_LABELS, BureauAction
from disclosures.exchange.listing import Upload
from disclosures.exchange.people import Held, PersonResource, misplaced, only_of, people_of
from disclosures.exchange.plan import Plan
from disclosures.exchange.trees import in_region
from disclosures.models import Membership, Organisation, Person

PROFILE = ("username", "name", "email", "is_active")
#: No letters or digits that are taken for one another.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"
_LETTERS_OF_PASSWORD = 14
_TAKEN = "这个用户名已有人使用"
#: So many letters leave at once; a bureau with more clerks asks again.
MOST_LETTERS = 200


def stated(region: Organisation, person: Person) -> Told:
    """What is there, for a form to hand back and for the journal; roles as [role, place]."""
    profile = {name: getattr(person, name) for name in PROFILE}
    return {**profile, "roles": sorted([role, place] for role, place in held_in(region, person))}


def held_in(region: Organisation, person: Person) -> frozenset[Held]:
    """The person's roles in the region and below."""
    places = {region.pk, *in_region(region).values_list("pk", flat=True)}
    rows = Membership.objects.filter(person=person).values_list("role", "organisation")
    return frozenset((role, place) for role, place in rows if place in places)


def is_ours(region: Organisation, person: Person) -> bool:
    """Whether the region's bureau alone looks after the person: no role is held elsewhere."""
    return only_of(region).filter(pk=person.pk).exists()


def save_person(
    *, region: Organisation, person: Person, held: Collection[Held], seen: Told | None, by: Actor
) -> Person:
    """Save somebody, new (``seen`` None) or changed, with all their roles in the region.

    Overtaken where what was ``seen`` is no longer there.  A new person has no password yet.
    """
    with transaction.atomic():
        lock_region(region, by, BureauAction.CHANGE_PEOPLE)
        before = _as_there(region, person) if person.pk else None
        if before != seen:
            raise Overtaken
        _check(region, person, set(held), before, by)
        if before is None:
            person.password = make_password(None)
        _save(person)
        _give(region, person, set(held))
        after = stated(region, person)
        if before != after:
            tell(region, by, BureauAction.CHANGE_PEOPLE, before or {}, after)
    return person


def import_people(*, region: Organisation, upload: Upload, fingerprint: str, by: Actor) -> Plan:
    """Make and change people as the preview of that fingerprint showed it.

    Outdated where the file would now do something else, or cannot be taken in.
    """
    with transaction.atomic():
        lock_region(region, by, BureauAction.CHANGE_PEOPLE)
        resource = PersonResource(region, by.person)
        plan = do_as_shown(resource, upload, fingerprint)
        tell(region, by, BureauAction.CHANGE_PEOPLE, {}, told_of(upload, plan))
    return plan


def give_password(*, region: Organisation, person: Person, by: Actor) -> str:
    """A new password for somebody, to be told them once; the old one no longer counts."""
    with transaction.atomic():
        lock_region(region, by, BureauAction.CHANGE_PEOPLE)
        _look_after(region, person, by)
        password = "".join(secrets.choice(_LETTERS) for _ in range(_LETTERS_OF_PASSWORD))
        person.set_password(password)
        person.save(update_fields=["password"])
        told: Told = {"username": person.username, "password": "新生成"}
        tell(region, by, BureauAction.CHANGE_PEOPLE, {}, told)
    return password


def invite(
    *,
    region: Organisation,
    people: Collection[Person],
    letter: Callable[[Person], EmailMessage],
    by: Actor,
) -> int:
    """Send everybody a letter with which they choose a password; the number of letters.

    ValidationError where somebody has no address.
    """
    nowhere = [person.name for person in people if not person.email]
    if nowhere:
        raise ValidationError("没有电子邮箱：" + "、".join(nowhere))
    if len(people) > MOST_LETTERS:
        raise ValidationError(f"一次最多发送 {MOST_LETTERS} 封")
    check_bureau(region, by, BureauAction.CHANGE_PEOPLE)
    for person in people:
        _look_after(region, person, by)
    # No transaction waits for the post; where it does not take them, nothing is said to be sent.
    with get_connection() as post:
        post.send_messages([letter(person) for person in people])
    told: Told = {"invited": [person.username for person in people]}
    tell(region, by, BureauAction.CHANGE_PEOPLE, {}, told)
    return len(people)


def choose_password(*, person: Person, password: str) -> None:
    """Set the password of somebody who followed the link of a letter.

    ValueError where another was set in the meantime.
    """
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        if locked.password != person.password:
            raise ValueError("the password was changed meanwhile")
        locked.set_password(password)
        locked.save(update_fields=["password"])


def uninvited(region: Organisation) -> list[Person]:
    """Active people of the region alone who have an address and no password yet."""
    without = only_of(region).filter(is_active=True, password__startswith="!").exclude(email="")
    return list(without.order_by("username"))


def _save(person: Person) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # another region took the user name in this moment
        raise ValidationError({"username": _TAKEN}) from None


def _look_after(region: Organisation, person: Person, by: Actor) -> None:
    """Refuse who is not the bureau's to let in, and the person who acts."""
    if not is_ours(region, person) or person == by.person:
        raise PermissionDenied


def _as_there(region: Organisation, person: Person) -> Told:
    there = people_of(region).filter(pk=person.pk).first()
    if there is None:
        raise PermissionDenied
    return stated(region, there)


def _give(region: Organisation, person: Person, held: set[Held]) -> None:
    before = held_in(region, person)
    for role, place in before - held:
        Membership.objects.filter(person=person, role=role, organisation=place).delete()
    Membership.objects.bulk_create(
        Membership(person=person, role=role, organisation_id=place)
        for role, place in sorted(held - before)
    )


def _check(
    region: Organisation, person: Person, held: set[Held], before: Told | None, by: Actor
) -> None:
    """Raises ValidationError, with everything that is wrong."""
    wrong: dict[str, list[ValidationError]] = {}
    objections = [
        *_role_objections(region, held),
        *_new_objections(person, before),
        *_own_objections(person, held, before, by),
        *_foreign_objections(region, person, before),
    ]
    for name, text in objections:
        wrong.setdefault(name, []).append(ValidationError(text))
    try:
        person.clean_fields(exclude=["password", *wrong])
    except ValidationError as error:
        wrong = error.update_error_dict(wrong)
    if wrong:
        raise ValidationError(wrong)


def _role_objections(region: Organisation, held: set[Held]) -> Iterator[tuple[str, str]]:
    levels = {o.pk: o.level for o in (region, *in_region(region))}
    if not held:
        yield "roles", "至少一个角色；不再使用的账号请停用"
    for role, place in held:
        if role not in ROLE_LABELS or place not in levels:
            yield "roles", "角色或组织不属于本地区"
        elif bad := misplaced(role, levels[place]):
            yield "roles", f"{bad.found}，应设在{bad.expected}"


def _new_objections(person: Person, before: Told | None) -> Iterator[tuple[str, str]]:
    if before is not None and before["username"] != person.username:
        yield "username", "用户名不能修改"
    if before is None and Person.objects.filter(username__iexact=person.username).exists():
        yield "username", _TAKEN
    try:
        UnicodeUsernameValidator()(person.username)
    except ValidationError:
        yield "username", "用户名由文字、数字和 @ . + - _ 组成"


def _own_objections(
    person: Person, held: set[Held], before: Told | None, by: Actor
) -> Iterator[tuple[str, str]]:
    if before is None or by.person is None or person.pk != by.person.pk:
        return
    if sorted([role, place] for role, place in held) != before["roles"]:
        yield "roles", "不能修改自己的角色，请另一位管理员修改"
    if not person.is_active:
        yield "is_active", "不能停用自己"


def _foreign_objections(
    region: Organisation, person: Person, before: Told | None
) -> Iterator[tuple[str, str]]:
    if before is None or is_ours(region, person):
        return
    if any(before[name] != getattr(person, name) for name in PROFILE):
        yield "name", "此人另在其他地区任职，姓名、邮箱和状态不能由本地区修改"
