"""Two regions with departments and units, for the tests of permissions."""

from __future__ import annotations

from disclosures.core.workflow import Role
from disclosures.models import Disclosure, Membership, Organisation, Person

#: name: (level, parent)
TREE = {
    "甲市": ("region", None),
    "财政局": ("department", "甲市"),
    "预算所": ("unit", "财政局"),
    "信息中心": ("unit", "财政局"),
    "教育局": ("department", "甲市"),
    "第一中学": ("unit", "教育局"),
    "乙市": ("region", None),
    "乙市财政局": ("department", "乙市"),
    "乙市预算所": ("unit", "乙市财政局"),
}


def plant() -> dict[str, Organisation]:
    """The tree, by name."""
    made: dict[str, Organisation] = {}
    for number, (name, (level, parent)) in enumerate(TREE.items()):
        above = made[parent] if parent else None
        found = Organisation(name=name, code=str(700 + number), level=level, parent=above)
        found.full_clean()
        found.save()
        made[name] = found
    return made


def disclosure_of(organisation: Organisation, year: int = 2021) -> Disclosure:
    """A final account in which nothing is entered."""
    return Disclosure.objects.create(
        organisation=organisation,
        year=year,
        kind="final",
        form_set="sichuan-final-2020",
        origin="facts",
    )


def member(username: str, *roles: Role, of: Organisation | None = None) -> Person:
    """Somebody with those roles in one organisation."""
    person = Person.objects.create_user(username, name=username)
    for role in roles:
        Membership.objects.create(person=person, organisation=of, role=role)
    return person
