"""What the people of the demonstration are in the county: the bureau, and a few departments."""

from __future__ import annotations

from disclosures.actions import operator
from disclosures.core.workflow import State
from disclosures.demo import PEOPLE
from disclosures.models import Disclosure, Organisation, Person
from portal.county.plan import CODE

#: In so many departments that are not done yet a clerk and a signatory find something to do.
PLACES = 4


def welcome() -> None:
    """Give those who are there their roles in the county."""
    region = Organisation.objects.get(code=CODE, level=Organisation.Level.REGION)
    open_ones = Disclosure.objects.filter(
        season__region=region, state__in=(State.DRAFT, State.RETURNED, State.SIGNED)
    )
    departments = Organisation.objects.filter(disclosures__in=open_ones).distinct()
    places = list(departments.order_by("code")[:PLACES])
    for one in PEOPLE:
        person = Person.objects.filter(username=one.username).first()
        if person is None:
            continue
        for organisation in places if one.everywhere else [region]:
            operator.give_role(person=person, organisation=organisation, role=one.role)
