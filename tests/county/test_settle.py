"""The county in the database: what is published is what the portal itself would have frozen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from disclosures.core.workflow import Action, State
from disclosures.models import (
    Disclosure,
    Job,
    JournalEntry,
    Membership,
    Notice,
    Organisation,
    Person,
    Publication,
    Release,
    Season,
    Signature,
)
from disclosures.publishing import unfinished
from disclosures.readiness import standing_of
from disclosures.versions import content_at
from portal.county.plan import CODE, county
from portal.county.settle import Settled, settle, settled

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 30)
SEED = 5


@pytest.fixture(scope="module", autouse=True)
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Settled]:
    """Three departments in one year, once for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        plan = county(SEED, departments=3, years=1, today=TODAY)
        yield settle(plan, seed=SEED, today=TODAY, progress=lambda said: None)
        transaction.set_rollback(True)


def test_what_was_frozen_is_what_is_entered_and_signed(made: Settled) -> None:
    assert (made.disclosures, Disclosure.objects.count(), Season.objects.count()) == (6, 6, 2)
    assert made.publications == Publication.objects.count() == 6
    for publication in Publication.objects.all():
        assert sha256(publication.json.encode()).hexdigest() == publication.sha256
        assert [s["sha256"] for s in publication.signatures] == [publication.sha256] * 2
        assert publication.document.title == publication.title


def test_a_published_disclosure_stands_as_the_portal_judges_it() -> None:
    published = Disclosure.objects.filter(state=State.PUBLISHED).order_by("-pk")[:2]
    for disclosure in published:
        standing = standing_of(disclosure)
        assert (standing.errors, standing.unexplained, standing.uncleared) == ([], [], [])
        newest = disclosure.publications.first()
        assert newest is not None
        assert (standing.sha256, disclosure.version) == (newest.sha256, newest.version)
        counts = standing.book.counts
        kept = (disclosure.error_count, disclosure.warning_count, disclosure.info_count)
        assert kept == (counts["error"], counts["warning"], counts["info"])
        assert disclosure.checked


def test_some_are_late_and_one_is_corrected() -> None:
    firsts = Release.objects.filter(publication__number=1, deed=Release.Deed.PUBLISHED)
    late = [
        str(r.publication.disclosure)
        for r in firsts.select_related("publication__disclosure__season")
        if (season := r.publication.disclosure.season)
        and timezone.localdate(r.at) > season.publish_by
    ]
    assert late
    second = Publication.objects.filter(number=2).first()
    assert second is not None
    assert second.supersedes is not None
    first = second.supersedes
    assert (first.number, first.disclosure) == (1, second.disclosure)
    assert first.at < second.at
    assert "更正原因" in second.why
    assert first.sha256 != second.sha256


def test_every_version_of_what_was_corrected_can_be_told() -> None:
    second = Publication.objects.filter(number=2).select_related("disclosure").latest("pk")
    assert second.supersedes is not None
    before = content_at(second.disclosure, second.supersedes.version)
    after = content_at(second.disclosure, second.version)
    changed = {
        position: (row["amount"], after.ledger["expenditure"][position]["amount"])
        for position, row in before.ledger["expenditure"].items()
        if row != after.ledger["expenditure"][position]
    }
    (one, other), (back, forth) = changed.values()
    assert (one, other) == (forth, back)


def test_the_newest_season_goes_on_today() -> None:
    season = Season.objects.filter(kind="final").latest("year")
    assert season.opens_on < TODAY < season.publish_by
    states = Counter(season.disclosures.values_list("state", flat=True))
    assert states == {State.PUBLISHED: 2, State.RETURNED: 1}
    returned = season.disclosures.get(state=State.RETURNED)
    assert returned.remarks.filter(resolved_at=None).exists()


def test_what_was_done_stands_in_the_journal_in_its_order_and_nothing_of_it_is_to_come() -> None:
    entries = list(JournalEntry.objects.order_by("pk"))
    assert [e.at for e in entries] == sorted(e.at for e in entries)
    assert timezone.localdate(entries[-1].at) < TODAY
    for disclosure in Disclosure.objects.all():
        own = [e for e in entries if e.disclosure_id == disclosure.pk]
        states = [(e.state_before, e.state_after) for e in own]
        assert all(after == before for (_, after), (before, _) in pairwise(states))
        assert own[-1].state_after == disclosure.state
        assert own[-1].version == disclosure.version
    for signature in Signature.objects.all():
        signed = [e for e in entries if e.action == Action.SIGN and e.at == signature.at]
        assert signature.sha256 in [e.after["sha256"] for e in signed]
    named = [e for e in entries if e.action == Action.PUBLISH]
    assert {e.after["publication"] for e in named} <= set(
        Publication.objects.values_list("pk", flat=True)
    )
    assert not Notice.objects.exists()


def test_files_of_what_is_newest_are_made_first() -> None:
    waiting = [Job.objects.get(pk=pk).publication for pk in unfinished()]
    days = [p.at for p in waiting if p]
    assert len(days) == Publication.objects.count()
    assert days == sorted(days, reverse=True)


def test_only_a_demonstration_makes_the_county_and_only_once(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="run demo"):
        call_command("county")
    settings.DEMO = True
    counted: tuple[Any, ...] = (Organisation, Person, Membership, Publication, JournalEntry)
    before = [model.objects.count() for model in counted]
    said = StringIO()
    call_command("county", stdout=said)
    assert said.getvalue() == "演示县：已生成\n"
    assert [model.objects.count() for model in counted] == before
    assert settled()
    assert Organisation.objects.get(code=CODE).name == "演示县"


def test_a_county_of_the_wrong_size_is_refused(settings: Settings) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="1 至 40"):
        call_command("county", departments=41)


def test_days_of_approval_and_of_publication_are_those_that_the_rule_asks_for() -> None:
    for release in Release.objects.filter(deed=Release.Deed.PUBLISHED, publication__number=2):
        assert release.at - release.publication.at <= timedelta(days=20)
