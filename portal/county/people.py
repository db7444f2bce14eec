"""Who is told of the county: people of the demonstration get roles in it, the public site its
lists."""

from __future__ import annotations

import logging

from django.db import transaction
from kombu.exceptions import OperationalError

from disclosures.actions import operator
from disclosures.core.workflow import State
from disclosures.demo import PEOPLE
from disclosures.models import Disclosure, Organisation, Person
from portal.county.plan import CODE
from public import index, tasks

log = logging.getLogger(__name__)

#: In so many departments that are not done yet a clerk and a signatory find something to do.
PLACES = 5


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


def announce() -> None:
    """Let the public site list what is public; a worker reads the Documents, as it always does."""
    with transaction.atomic():
        for pk in index.unheard():
            index.hear(pk)
        index.expect()
    try:
        tasks.sweep.delay()
    except (OperationalError, OSError):
        log.warning("broker out of reach; the worker's own sweep reads the county")
