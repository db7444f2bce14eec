"""People around a disclosure: who enters, signs, reviews and looks on."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client

from disclosures.actions import Actor
from disclosures.core.workflow import Role
from disclosures.models import Disclosure, Membership, Organisation, Person


def actor(person: Person) -> Actor:
    """The person at a machine of the office."""
    return Actor(person.name, "192.0.2.10", person)


@dataclass(frozen=True)
class Crew:
    """One person for each role; the reviewer and the administrator are the region's."""

    clerk: Person
    signatory: Person
    reviewer: Person
    observer: Person
    administrator: Person


NAMES = {
    Role.CLERK: "王芳",
    Role.SIGNATORY: "李强",
    Role.REVIEWER: "张敏",
    Role.OBSERVER: "陈静",
    Role.ADMINISTRATOR: "刘洋",
}


def crew_of(disclosure: Disclosure) -> Crew:
    """People for a disclosure; its department is put below a region if it stands alone."""
    own = disclosure.organisation
    top = region_of(own)
    found = {}
    for role, name in NAMES.items():
        of = top if role in (Role.REVIEWER, Role.ADMINISTRATOR) else own
        found[role.value] = somebody(f"{role}-{own.pk}", name, role, of)
    return Crew(**found)


def somebody(username: str, name: str, role: Role, of: Organisation) -> Person:
    """A person with one role, who can sign in without a password in tests."""
    person = Person.objects.create_user(username, f"{username}@example.org", name=name)
    Membership.objects.create(person=person, organisation=of, role=role)
    return person


def region_of(own: Organisation) -> Organisation:
    """The region above; a new one where there is none."""
    while own.parent is not None:
        own = own.parent
    if own.level != Organisation.Level.REGION:
        top = Organisation.objects.create(name="某市", code=f"R{own.pk}", level="region")
        own.parent = top
        own.save()
        return top
    return own


def browser_of(person: Person) -> Client:
    """The browser of somebody who is signed in."""
    found = Client()
    found.force_login(person)
    return found
