"""From approval to publication, correction and withdrawal: what is frozen, what is public."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from disclosures import publishing
from disclosures.actions import (
    Moved,
    NotNow,
    NotReady,
    Seen,
    approve,
    correct,
    publish,
    publish_due,
    request_files,
    schedule,
    withdraw,
)
from disclosures.chapters import rules_of_chapters
from disclosures.core.document import check_code
from disclosures.core.rules import RULES
from disclosures.core.rules_version import rules_version
from disclosures.core.workflow import Need, State
from disclosures.models import Disclosure, Job, JournalEntry, Notice, Publication, Release
from disclosures.readiness import standing_of
from tests.portal.course import approved, corrected, now, published, submitted, warned
from tests.portal.people import Crew, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def disclosure(db: None) -> Disclosure:
    return warned()


def public(disclosure: Disclosure) -> list[int]:
    """The numbers of the versions that everybody may read."""
    rows = Publication.objects.filter(disclosure=disclosure).public().order_by("number")
    return list(rows.values_list("number", flat=True))


def last_deed(disclosure: Disclosure) -> tuple[object, ...]:
    deed = JournalEntry.objects.filter(disclosure=disclosure)[0]
    return deed.who, deed.place, deed.action, deed.state_before, deed.state_after


# -- freezing ---------------------------------------------------------------------------------


def test_approval_freezes_what_was_signed(disclosure: Disclosure, crew: Crew) -> None:
    here = submitted(disclosure, crew)
    standing = standing_of(here)
    frozen = approved_publication(here, crew)
    assert frozen.json == standing.json
    assert frozen.sha256 == standing.sha256 == hashlib.sha256(frozen.json.encode()).hexdigest()
    assert frozen.document == standing.document
    assert (frozen.number, frozen.version, frozen.schema) == (1, here.version, 1)
    assert (frozen.title, frozen.form_set) == ("某市某局2021年度部门决算", "sichuan-final-2020")
    assert (frozen.supersedes, frozen.why) == (None, "")
    assert frozen.rules == rules_version(rules_of_chapters()) != rules_version()
    assert now(here).state == State.APPROVED
    assert public(here) == []


def approved_publication(here: Disclosure, crew: Crew) -> Publication:
    approve(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    return Publication.objects.get(disclosure=here)


def test_a_publication_says_who_signed_and_who_approved(disclosure: Disclosure, crew: Crew) -> None:
    frozen = Publication.objects.get(disclosure=approved(disclosure, crew))
    assert [(s["role"], s["who"], s["statement"]) for s in frozen.signatures] == [
        ("单位负责人", "李强", "本单位已对所公开内容完成保密审查，不含涉密和不宜公开的内容"),
        ("财政审核人", "张敏", "经审核，同意公开"),
    ]
    assert {s["sha256"] for s in frozen.signatures} == {frozen.sha256}
    assert all(s["at"].endswith("+08:00") for s in frozen.signatures)


def test_what_is_frozen_stays_whatever_becomes_of_the_entries(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = published(disclosure, crew)
    frozen = Publication.objects.get(disclosure=here)
    before, code = frozen.json, frozen.sha256
    here.organisation.name = "改名后的某局"
    here.organisation.save()
    assert standing_of(now(here)).sha256 != code
    frozen.refresh_from_db()
    assert check_code(frozen.json) == code
    assert frozen.json == before


def test_the_files_of_a_publication_are_asked_for_when_it_is_frozen(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = approved(disclosure, crew)
    frozen = Publication.objects.get(disclosure=here)
    job = Job.objects.get(publication=frozen)
    assert (job.disclosure, job.version, job.draft, job.state) == (
        here, here.version, False, "waiting",
    )  # fmt: skip
    assert request_files(disclosure=here, draft=True, by=actor(crew.observer)) == job
    Job.objects.update(state=Job.State.FAILED)
    again = request_files(disclosure=here, draft=True, by=actor(crew.observer))
    assert (again.publication, again.draft) == (frozen, False)


def test_they_are_made_again_when_it_becomes_public_and_tell_the_day(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = approved(disclosure, crew)
    frozen = Publication.objects.get(disclosure=here)
    job = Job.objects.get(publication=frozen)
    publishing.run(job.pk)
    before = {r.kind: r.sha256 for r in job.renditions.all()}
    publish(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    assert Job.objects.get(publication=frozen).state == "waiting"
    publishing.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 1)
    after = {r.kind: r.sha256 for r in job.renditions.all()}
    same = {kind for kind in before if before[kind] == after[kind]}
    assert same == {"xlsx", "json"}
    package = zipfile.ZipFile(job.renditions.get(kind="data").file)
    day = timezone.localdate(Release.objects.get().at)
    told = f"- 公开日期：{day.year}年{day.month}月{day.day}日"
    assert told in package.read("README.md").decode()


def test_a_worker_that_is_at_it_when_it_becomes_public_starts_over(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = approved(disclosure, crew)
    lease = timezone.now() + timedelta(minutes=1)
    Job.objects.update(state="running", holder="worker", lease=lease, attempts=1)
    publish(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    job = Job.objects.get()
    assert (job.state, job.holder, job.attempts) == ("waiting", "", 0)
    assert publishing.unfinished() == [job.pk]


def test_an_approval_that_fails_freezes_nothing(disclosure: Disclosure, crew: Crew) -> None:
    here = submitted(disclosure, crew)
    here.organisation.name = "改名后的某局"
    here.organisation.save()
    with pytest.raises(NotReady, match="重新签署"):
        approved_publication(here, crew)
    assert not Publication.objects.exists()
    assert not Job.objects.exists()


def test_the_version_of_the_rules_tells_every_change_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = rules_version()
    assert code == rules_version()
    assert len(code) == 64
    for change in ({"tolerance": "X"}, {"statement": "另一句"}, {"code": "ZZ-1"}):
        first, *others = RULES
        monkeypatch.setattr(
            "disclosures.core.rules_version.RULES", (replace(first, **change), *others)
        )
        assert rules_version.__wrapped__() != code
    monkeypatch.setattr("disclosures.core.rules_version.RULES", tuple(reversed(RULES)))
    assert rules_version.__wrapped__() == code


# -- publishing -------------------------------------------------------------------------------


def test_publishing_makes_it_public_and_tells_it(disclosure: Disclosure, crew: Crew) -> None:
    here = published(disclosure, crew)
    release = Release.objects.get()
    assert (release.deed, release.who, release.person) == ("published", "张敏", crew.reviewer)
    assert (here.state, public(here)) == (State.PUBLISHED, [1])
    assert last_deed(here) == ("张敏", "192.0.2.10", "publish", "approved", "published")
    told = Notice.objects.filter(kind="published").values_list("person__name", flat=True)
    assert sorted(told) == ["李强", "王芳"]


def test_it_is_published_once(disclosure: Disclosure, crew: Crew) -> None:
    here = approved(disclosure, crew)
    seen, by = Seen.of(here), actor(crew.reviewer)
    publish(disclosure=here, seen=seen, by=by)
    with pytest.raises(Moved):
        publish(disclosure=here, seen=seen, by=by)
    with pytest.raises(NotNow, match="已公开，不能公开"):
        publish(disclosure=here, seen=Seen.of(now(here)), by=by)
    assert Release.objects.count() == 1


def test_what_was_approved_before_anything_was_frozen_is_not_published(
    disclosure: Disclosure, crew: Crew
) -> None:
    Disclosure.objects.update(state=State.APPROVED)
    here, by = now(disclosure), actor(crew.reviewer)
    with pytest.raises(NotReady) as refused:
        publish(disclosure=here, seen=Seen.of(here), by=by)
    assert refused.value.needs == (Need.IS_FROZEN,)
    at = timezone.now() + timedelta(days=1)
    with pytest.raises(NotReady, match="没有固定下来"):
        schedule(disclosure=here, seen=Seen.of(here), was=None, at=at, by=by)


# -- at a set time ----------------------------------------------------------------------------


def scheduled(disclosure: Disclosure, crew: Crew) -> Disclosure:
    here, at = approved(disclosure, crew), timezone.now() + timedelta(hours=2)
    schedule(disclosure=here, seen=Seen.of(here), was=None, at=at, by=actor(crew.reviewer))
    return now(here)


def its_time_comes(disclosure: Disclosure) -> None:
    Disclosure.objects.filter(pk=disclosure.pk).update(publish_at=timezone.now())


def test_at_its_time_it_becomes_public_once_and_the_journal_names_who_set_it(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = scheduled(disclosure, crew)
    assert publish_due() == 0
    assert public(here) == []
    its_time_comes(here)
    assert [publish_due(), publish_due()] == [1, 0]
    assert (now(here).state, now(here).publish_at, public(here)) == (State.PUBLISHED, None, [1])
    assert last_deed(here) == ("张敏", "定时公开", "publish", "approved", "published")
    assert Release.objects.get().person == crew.reviewer


def test_who_has_left_meanwhile_had_decided_it_all_the_same(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = scheduled(disclosure, crew)
    crew.reviewer.memberships.all().delete()
    its_time_comes(here)
    assert publish_due() == 1
    assert Release.objects.get().who == "张敏"


def test_a_time_can_be_moved_and_cancelled(disclosure: Disclosure, crew: Crew) -> None:
    here, by = scheduled(disclosure, crew), actor(crew.reviewer)
    later = timezone.now() + timedelta(days=3)
    schedule(disclosure=here, seen=Seen.of(here), was=here.publish_at, at=later, by=by)
    with pytest.raises(Moved):
        schedule(disclosure=here, seen=Seen.of(here), was=here.publish_at, at=None, by=by)
    schedule(disclosure=here, seen=Seen.of(here), was=later, at=None, by=by)
    schedule(disclosure=here, seen=Seen.of(here), was=None, at=None, by=by)
    told = JournalEntry.objects.filter(action="schedule").order_by("pk")
    assert [(d.before["publish_at"] is None, d.after["publish_at"] is None) for d in told] == [
        (True, False), (False, False), (False, True),
    ]  # fmt: skip
    its_time = timezone.now() + timedelta(days=9)
    assert Disclosure.objects.filter(publish_at__lte=its_time).count() == publish_due() == 0


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(days=-1), timedelta(days=400)])
def test_a_time_lies_ahead_and_not_too_far(
    disclosure: Disclosure, crew: Crew, ahead: timedelta
) -> None:
    here, at = approved(disclosure, crew), timezone.now() + ahead
    with pytest.raises(ValidationError, match="现在之后"):
        schedule(disclosure=here, seen=Seen.of(here), was=None, at=at, by=actor(crew.reviewer))


def test_one_that_fails_does_not_keep_the_others_back(disclosure: Disclosure, crew: Crew) -> None:
    here = scheduled(disclosure, crew)
    broken = Disclosure.objects.create(
        organisation=here.organisation, year=2019, kind="final", form_set=here.form_set,
        origin="facts", state="approved", publish_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    its_time_comes(here)
    assert publish_due() == 1
    assert (now(here).state, now(broken).state) == ("published", "approved")


# -- correcting -------------------------------------------------------------------------------


def test_a_correction_opens_the_next_version_and_the_old_one_stays_public(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = published(disclosure, crew)
    by, seen = actor(crew.clerk), Seen.of(here)
    with pytest.raises(NotReady, match="写明原因"):
        correct(disclosure=here, seen=seen, what="第3表", why=" ", by=by)
    correct(disclosure=here, seen=seen, what="第3表", why="漏列一项", by=by)
    opened = now(here)
    assert (opened.state, opened.version, opened.checked) == ("draft", here.version + 1, True)
    assert public(here) == [1]
    assert last_deed(here) == ("王芳", "192.0.2.10", "correct", "published", "draft")
    told = set(Notice.objects.filter(kind="correcting").values_list("person__name", flat=True))
    assert told == {"李强", "张敏"}


def test_a_correction_passes_the_same_way_and_supersedes(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = corrected(published(disclosure, crew), crew)
    first, second = Publication.objects.order_by("number")
    assert (second.number, second.supersedes) == (2, first)
    assert second.why == "更正内容：主要职能的表述\n更正原因：表述有误"
    assert public(here) == [1]
    publish(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    assert public(here) == [1, 2]
    assert list(Publication.objects.current()) == [second]


def test_what_was_approved_and_never_public_is_superseded_by_nothing(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = scheduled(disclosure, crew)
    here = corrected(here, crew)
    second = Publication.objects.get(number=2)
    assert (second.supersedes, second.why, here.publish_at) == (None, "", None)
    publish(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    assert public(here) == [2]


def test_two_corrections_may_follow_the_same_public_version(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = corrected(corrected(published(disclosure, crew), crew), crew, "又一项。")
    first, second, third = Publication.objects.order_by("number")
    assert (second.supersedes, third.supersedes) == (first, first)
    assert third.why.count("更正内容") == 2
    publish(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    assert public(here) == [1, 3]


# -- withdrawing ------------------------------------------------------------------------------


def test_withdrawal_needs_a_reason_and_is_done_once(disclosure: Disclosure, crew: Crew) -> None:
    here, by = published(disclosure, crew), actor(crew.reviewer)
    with pytest.raises(NotReady) as refused:
        withdraw(disclosure=here, numbers=[1], why=" ", by=by)
    assert refused.value.needs == (Need.REASON,)
    withdraw(disclosure=here, numbers=[1], why="含个人信息", by=by)
    assert (now(here).state, public(here)) == (State.WITHDRAWN, [])
    assert last_deed(here) == ("张敏", "192.0.2.10", "withdraw", "published", "withdrawn")
    with pytest.raises(NotNow):
        withdraw(disclosure=here, numbers=[1], why="含个人信息", by=by)
    assert list(Release.objects.values_list("deed", "why")) == [
        ("published", ""), ("withdrawn", "含个人信息"),
    ]  # fmt: skip


def test_it_can_be_withdrawn_while_a_correction_is_worked_on(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = published(disclosure, crew)
    correct(disclosure=here, seen=Seen.of(here), what="表", why="错", by=actor(crew.clerk))
    withdraw(disclosure=here, numbers=[1], why="含个人信息", by=actor(crew.reviewer))
    assert (now(here).state, public(here)) == (State.DRAFT, [])
    again = approved(now(here), crew)
    assert Publication.objects.get(number=2).supersedes == Publication.objects.get(number=1)
    publish(disclosure=again, seen=Seen.of(again), by=actor(crew.reviewer))
    assert public(here) == [2]


def test_an_old_version_is_withdrawn_and_the_new_one_stays(
    disclosure: Disclosure, crew: Crew
) -> None:
    here, by = corrected(published(disclosure, crew), crew), actor(crew.reviewer)
    publish(disclosure=here, seen=Seen.of(here), by=by)
    withdraw(disclosure=now(here), numbers=[1], why="含个人信息", by=by)
    assert (now(here).state, public(here)) == (State.PUBLISHED, [2])
    with pytest.raises(NotReady) as refused:
        withdraw(disclosure=now(here), numbers=[1, 2], why="再撤", by=by)
    assert refused.value.needs == (Need.IS_PUBLIC,)
    assert public(here) == [2]


@pytest.mark.parametrize("numbers", [[], [2], [1, 2]])
def test_only_what_is_public_is_withdrawn(
    disclosure: Disclosure, crew: Crew, numbers: list[int]
) -> None:
    here = published(disclosure, crew)
    with pytest.raises(NotReady) as refused:
        withdraw(disclosure=here, numbers=numbers, why="有误", by=actor(crew.reviewer))
    assert refused.value.needs == (Need.IS_PUBLIC,)
    assert public(here) == [1]


# -- who may ----------------------------------------------------------------------------------


def test_only_the_reviewer_publishes_and_withdraws_and_only_the_clerk_corrects(
    disclosure: Disclosure, crew: Crew
) -> None:
    here, at = approved(disclosure, crew), timezone.now() + timedelta(days=1)
    others = [actor(p) for p in (crew.clerk, crew.signatory, crew.observer, crew.administrator)]
    for by in others:
        with pytest.raises(PermissionDenied):
            publish(disclosure=here, seen=Seen.of(here), by=by)
        with pytest.raises(PermissionDenied):
            schedule(disclosure=here, seen=Seen.of(here), was=None, at=at, by=by)
    publish(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    here = now(here)
    for by in others:
        with pytest.raises(PermissionDenied):
            withdraw(disclosure=here, numbers=[1], why="有误", by=by)
    for by in (*others[1:], actor(crew.reviewer)):
        with pytest.raises(PermissionDenied):
            correct(disclosure=here, seen=Seen.of(here), what="x", why="y", by=by)
    assert (now(here).state, public(here)) == (State.PUBLISHED, [1])
