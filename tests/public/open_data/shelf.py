"""A public site with a little of everything, made once for a whole package of tests.

The first department's account was corrected (versions 1 and 2 are public, a third is approved
only); that of the second was withdrawn; that of the third is a draft.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction

from disclosures.actions import Seen, publish, withdraw
from disclosures.imprints import imprint_of
from disclosures.models import Disclosure, Job, Publication, Rendition
from disclosures.render.data import data_package
from public import index
from public.models import Paper
from tests.factories import small_disclosure, small_facts
from tests.portal.course import corrected, now, published, warned
from tests.portal.people import actor, crew_of

SECRET, TAKEN_BACK = "某市未公开局", "某市撤回局"
WHY = "附件中有个人信息"
HARMFUL = '=1+1</script><b>"&'


@dataclass(frozen=True)
class Shelf:
    """Its papers: superseded, current, withdrawn; and the publication that is only approved."""

    old: Paper
    new: Paper
    gone: Paper
    approved: Publication


@contextmanager
def stocked() -> Iterator[Shelf]:
    """It in the database, for as long as the context lasts."""
    with transaction.atomic():
        yield _stock()
        transaction.set_rollback(True)


def _stock() -> Shelf:
    here = warned()
    crew = crew_of(here)
    published(here, crew)
    again = corrected(now(here), crew, more=HARMFUL)
    publish(disclosure=again, seen=Seen.of(again), by=actor(crew.reviewer))
    taken = small_disclosure(small_facts(department=TAKEN_BACK, department_code="702"))
    own = crew_of(taken)
    published(taken, own)
    withdraw(disclosure=now(taken), numbers=[1], why=WHY, by=actor(own.reviewer))
    small_disclosure(small_facts(department=SECRET, department_code="703"))
    corrected(now(here), crew, more="第三版。")
    packed(Publication.objects.get(disclosure=here, number=2))
    index.catch_up()
    one, two = Paper.objects.filter(disclosure_id=here.pk).order_by("number")
    return Shelf(one, two, Paper.objects.get(disclosure_id=taken.pk), _approved(here))


def _approved(here: Disclosure) -> Publication:
    return Publication.objects.get(disclosure=here, number=3)


def packed(publication: Publication) -> None:
    """Its data package is made, as by a worker."""
    job = Job.objects.get(publication=publication)
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
    document = publication.document
    data = data_package(document, imprint_of(publication, document), text=publication.json)
    digest = hashlib.sha256(data).hexdigest()
    file = Rendition(job=job, kind="data", name="x.zip", sha256=digest, size=len(data))
    file.file.save("x.zip", ContentFile(data))
