"""Several who publish, correct or withdraw at the same moment, and a task that runs twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from disclosures.actions import (
    Moved,
    NotNow,
    NotReady,
    Seen,
    approve,
    correct,
    publish,
    publish_due,
    schedule,
    withdraw,
)
from disclosures.core.workflow import State
from disclosures.models import Disclosure, Job, JournalEntry, Publication, Release
from tests.portal.course import approved, now, published, submitted, warned
from tests.portal.people import Crew, actor, crew_of

pytestmark = pytest.mark.django_db(transaction=True)

RIVALS = 4


@pytest.fixture
def disclosure() -> Disclosure:
    return warned()


@pytest.fixture
def crew(disclosure: Disclosure) -> Crew:
    return crew_of(disclosure)


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """What became of each of several deeds that begin together."""
    start = Barrier(len(deeds))

    def attempt(deed: Callable[[], object]) -> str:
        close_old_connections()
        try:
            start.wait()
            return f"done {found}" if isinstance(found := deed(), int) else "done"
        except (Moved, NotNow, NotReady) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(attempt, deeds))


def deeds(action: str) -> int:
    return JournalEntry.objects.filter(action=action).count()


def test_it_is_approved_and_frozen_once(disclosure: Disclosure, crew: Crew) -> None:
    here = submitted(disclosure, crew)
    seen, by = Seen.of(here), actor(crew.reviewer)
    results = at_once(*[lambda: approve(disclosure=here, seen=seen, by=by)] * RIVALS)
    assert results == ["Moved"] * (RIVALS - 1) + ["done"]
    assert (Publication.objects.count(), Job.objects.count(), deeds("approve")) == (1, 1, 1)


def test_it_is_published_once(disclosure: Disclosure, crew: Crew) -> None:
    here = approved(disclosure, crew)
    seen, by = Seen.of(here), actor(crew.reviewer)
    results = at_once(*[lambda: publish(disclosure=here, seen=seen, by=by)] * RIVALS)
    assert results == ["Moved"] * (RIVALS - 1) + ["done"]
    assert (Release.objects.count(), deeds("publish")) == (1, 1)


def test_the_sweep_and_a_reviewer_publish_once_between_them(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = approved(disclosure, crew)
    at_its_time(here, crew)
    seen, by = Seen.of(here), actor(crew.reviewer)
    results = at_once(publish_due, publish_due, lambda: publish(disclosure=here, seen=seen, by=by))
    assert results in (["Moved", "done 0", "done 1"], ["done", "done 0", "done 0"])
    assert (Release.objects.count(), deeds("publish")) == (1, 1)


def at_its_time(here: Disclosure, crew: Crew) -> None:
    """Its time was set, and has come."""
    at = timezone.now() + timedelta(hours=1)
    schedule(disclosure=here, seen=Seen.of(here), was=None, at=at, by=actor(crew.reviewer))
    Disclosure.objects.update(publish_at=timezone.now())


def test_a_worker_that_dies_before_the_end_has_done_nothing_and_the_next_does_it(
    disclosure: Disclosure, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = approved(disclosure, crew)
    at_its_time(here, crew)

    def die(*args: object) -> None:
        raise SystemExit  # as the death of the process: nothing catches it

    with monkeypatch.context() as patch:
        patch.setattr("disclosures.notices.of_deed", die)
        with pytest.raises(SystemExit):
            publish_due()
    assert (Release.objects.count(), deeds("publish"), now(here).state) == (0, 0, State.APPROVED)
    assert [publish_due(), publish_due()] == [1, 0]
    assert (Release.objects.count(), deeds("publish")) == (1, 1)


def test_it_is_corrected_once(disclosure: Disclosure, crew: Crew) -> None:
    here = published(disclosure, crew)
    seen, by = Seen.of(here), actor(crew.clerk)
    results = at_once(
        *[lambda: correct(disclosure=here, seen=seen, what="表", why="错", by=by)] * RIVALS
    )
    assert results == ["Moved"] * (RIVALS - 1) + ["done"]
    assert (deeds("correct"), now(here).version) == (1, here.version + 1)


def test_it_is_withdrawn_once(disclosure: Disclosure, crew: Crew) -> None:
    here, by = published(disclosure, crew), actor(crew.reviewer)
    results = at_once(*[lambda: withdraw(disclosure=here, numbers=[1], why="有误", by=by)] * RIVALS)
    assert results == ["NotNow"] * (RIVALS - 1) + ["done"]
    assert (Release.objects.count(), deeds("withdraw")) == (2, 1)


def test_what_is_withdrawn_while_a_correction_begins_is_both(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = published(disclosure, crew)
    seen = Seen.of(here)
    results = at_once(
        lambda: withdraw(disclosure=here, numbers=[1], why="有误", by=actor(crew.reviewer)),
        lambda: correct(disclosure=here, seen=seen, what="表", why="错", by=actor(crew.clerk)),
    )
    # Where it was withdrawn first, the clerk saw another state and is told so.
    assert results in (["done", "done"], ["Moved", "done"])
    assert not Publication.objects.public().exists()
    assert now(here).state == (State.DRAFT if results == ["done", "done"] else State.WITHDRAWN)
