"""The day until which what was approved must be public: where it is shown, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosures import notices
from disclosures.actions import Seen, approve, publish
from disclosures.models import Disclosure, Notice, Season
from disclosures.releases import Asked, due_of, due_on, told, waiting
from disclosures.views.lines import line_of
from tests.portal.course import corrected, now, submitted, warned
from tests.portal.people import Crew, actor, browser_of

pytestmark = pytest.mark.django_db

Approve = Callable[[Disclosure, int], Disclosure]


@pytest.fixture
def disclosure(db: None) -> Disclosure:
    return warned()


@pytest.fixture
def approved_before(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> Approve:
    """Approve a disclosure as if it were so many days ago."""

    def deed(disclosure: Disclosure, days: int) -> Disclosure:
        here, then = submitted(disclosure, crew), timezone.now() - timedelta(days=days)
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda: then)
            approve(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
        return now(here)

    return deed


def season(disclosure: Disclosure, left: int) -> Season:
    """A season of the disclosure in which all must be public in so many days."""
    here, publish_by = now(disclosure), timezone.localdate() + timedelta(days=left)
    assert here.organisation.parent is not None
    made = Season.objects.create(
        region=here.organisation.parent,
        year=2021,
        kind="final",
        form_set=here.form_set,
        opens_on=publish_by - timedelta(days=90),
        deadline=publish_by - timedelta(days=30),
        publish_by=publish_by,
    )
    Disclosure.objects.filter(pk=here.pk).update(season=made)
    return made


@pytest.mark.parametrize(
    ("publish_by", "correction", "due"),
    [
        (None, False, date(2022, 9, 21)),
        (date(2022, 9, 30), False, date(2022, 9, 21)),
        (date(2022, 9, 20), False, date(2022, 9, 20)),
        (date(2022, 8, 1), False, date(2022, 8, 1)),
        (date(2022, 8, 1), True, date(2022, 9, 21)),
    ],
)
def test_it_is_due_in_20_days_or_when_the_season_says_whichever_is_earlier(
    publish_by: date | None, correction: bool, due: date
) -> None:
    assert due_on(date(2022, 9, 1), publish_by, correction=correction) == due


@pytest.mark.parametrize(
    ("ago", "left", "says"),
    [
        (0, None, "还有 20 天"),
        (17, None, "还有 3 天"),
        (20, None, "今天截止"),
        (22, None, "已逾期 2 天"),
        (0, 5, "还有 5 天"),
        (22, 5, "已逾期 2 天"),
        (2, -1, "已逾期 1 天"),
    ],
)
def test_the_desk_the_list_and_the_board_say_until_when(
    disclosure: Disclosure,
    crew: Crew,
    approved_before: Approve,
    ago: int,
    left: int | None,
    says: str,
) -> None:
    made = season(disclosure, left) if left is not None else season(disclosure, 300)
    here = approved_before(disclosure, ago)
    line, reviewer = line_of(crew.reviewer, here), browser_of(crew.reviewer)
    assert line.due is not None
    day = f"应于 {line.due.on.month}月{line.due.on.day}日前公开，{says}"
    assert line.due.told == day
    board, queue = reverse("season-board", args=[made.pk]), reverse("queue") + "?state=approved"
    for url in (here.get_absolute_url(), reverse("desk"), reverse("publications"), board, queue):
        assert day in reviewer.get(url).content.decode(), url
    late = says.startswith("已逾期")
    assert ("逾期未公开" in reviewer.get(board).content.decode()) is late
    chosen = reviewer.get(board + "?stage=unpublished").content.decode()
    assert (reverse("review", args=[here.pk]) in chosen) is late


@pytest.mark.parametrize("left", [None, 40])
@pytest.mark.parametrize(
    ("ago", "found"),
    [(0, {"unset"}), (12, {"unset"}), (13, {"unset", "soon"}), (20, {"unset", "soon"}),
     (21, {"unset", "late"})],
)  # fmt: skip
def test_the_list_is_narrowed_by_the_day(
    disclosure: Disclosure,
    crew: Crew,
    approved_before: Approve,
    ago: int,
    found: set[str],
    left: int | None,
) -> None:
    if left:
        season(disclosure, left)
    approved_before(disclosure, ago)
    today = timezone.localdate()
    shown = {
        due
        for due in ("late", "soon", "set", "unset")
        if waiting(crew.reviewer, Asked(due=due), today).exists()
    }
    assert shown == found


def test_a_correction_has_20_days_whatever_the_season_says(
    disclosure: Disclosure, crew: Crew, approved_before: Approve
) -> None:
    season(disclosure, -5)
    here = approved_before(disclosure, 0)
    publish(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    again = corrected(now(here), crew)
    row = told(Disclosure.objects.filter(pk=again.pk)).select_related("season").get()
    assert due_of(row) == timezone.localdate() + timedelta(days=20)
    assert not waiting(crew.reviewer, Asked(due="late"), timezone.localdate()).exists()


# -- notices ----------------------------------------------------------------------------------


def reminded(*days: int) -> list[tuple[str, str, str]]:
    """The clock goes on to each of those days from now; who was told what."""
    for ahead in days:
        for _ in range(2):
            notices.remind(timezone.localdate() + timedelta(days=ahead))
    kinds = ("publish_near", "publish_overdue")
    rows = Notice.objects.filter(kind__in=kinds).order_by("pk")
    return [(n.person.name, n.kind, n.text.partition("，")[2]) for n in rows]


def test_the_bureau_is_told_before_and_after_each_once(
    disclosure: Disclosure, crew: Crew, approved_before: Approve
) -> None:
    approved_before(disclosure, 0)
    it = f"：{now(disclosure)}"
    assert reminded(*range(26)) == [
        ("张敏", "publish_near", f"还有 7 天{it}"),
        ("张敏", "publish_near", f"还有 3 天{it}"),
        ("张敏", "publish_near", f"还有 1 天{it}"),
        ("张敏", "publish_overdue", f"已经逾期，请尽快公开{it}"),
    ]


def test_what_becomes_public_in_time_by_itself_needs_no_reminder(
    disclosure: Disclosure, crew: Crew, approved_before: Approve
) -> None:
    here = approved_before(disclosure, 0)
    due = timezone.now() + timedelta(days=20)
    Disclosure.objects.filter(pk=here.pk).update(publish_at=due + timedelta(days=1))
    assert len(reminded(14)) == 1
    Disclosure.objects.filter(pk=here.pk).update(publish_at=due - timedelta(days=1))
    assert len(reminded(17, 19)) == 1


def test_a_notice_leads_to_the_list_of_what_is_due(
    disclosure: Disclosure, crew: Crew, approved_before: Approve
) -> None:
    approved_before(disclosure, 0)
    reminded(14)
    notice = Notice.objects.get(kind="publish_near")
    answer = browser_of(crew.reviewer).get(reverse("notice", args=[notice.pk]))
    assert answer["Location"] == reverse("publications") + "?due=soon"


def test_nobody_is_told_of_what_is_public(
    disclosure: Disclosure, crew: Crew, approved_before: Approve
) -> None:
    here = approved_before(disclosure, 15)
    publish(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    assert reminded(0, 6) == []
