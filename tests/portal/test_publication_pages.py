"""The pages by which the bureau publishes, one or several, now or later, and takes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disclosures.actions import Seen, publish
from disclosures.core.workflow import Role, State
from disclosures.models import Disclosure, JournalEntry, Publication, Release
from tests.portal.course import approved, corrected, now, published, warned
from tests.portal.people import Crew, actor, browser_of, somebody

pytestmark = pytest.mark.django_db

STEPS = ("publish", "schedule", "correct", "withdraw")


@pytest.fixture
def disclosure(db: None) -> Disclosure:
    return warned()


def seen(disclosure: Disclosure) -> dict[str, str]:
    return {"state": disclosure.state, "version": str(disclosure.version)}


def everything(disclosure: Disclosure) -> dict[str, str]:
    """What a form of any step could carry."""
    return {**seen(disclosure), "what": "表", "why": "错", "number": "1", "at": later()}


def later(days: int = 1) -> str:
    return (timezone.localtime() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def text(client: Client, route: str, disclosure: Disclosure, status: int = 200) -> str:
    answer = client.get(reverse(route, args=[disclosure.pk]))
    assert answer.status_code == status
    return answer.content.decode()


def send(
    client: Client, route: str, disclosure: Disclosure, status: int = 302, **fields: object
) -> str:
    answer = client.post(reverse(route, args=[disclosure.pk]), {**seen(disclosure), **fields})
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def test_the_whole_way_by_the_pages(disclosure: Disclosure, crew: Crew) -> None:
    here = approved(disclosure, crew)
    reviewer, clerk = browser_of(crew.reviewer), browser_of(crew.clerk)
    code = Publication.objects.get().sha256
    assert code in text(reviewer, "publish", here)
    send(reviewer, "publish", here)
    bar = text(reviewer, "disclosure", here)
    assert "公开页" in bar
    assert reverse("withdraw", args=[here.pk]) in bar
    here = now(here)
    send(clerk, "correct", here, what="第3表", why="漏列")
    here = now(here)
    assert (here.state, here.version) == (State.DRAFT, 3)
    again = approved(here, crew)
    assert "更正内容：第3表" in text(reviewer, "publish", again)
    send(reviewer, "publish", again)
    withdrawn = text(reviewer, "withdraw", again)
    assert 'id="number-1"' in withdrawn
    assert 'id="number-2"' in withdrawn
    send(reviewer, "withdraw", now(again), number=["1", "2"], why="有误")
    assert now(again).state == State.WITHDRAWN
    journal = text(reviewer, "journal", again)
    for said in ("更正内容：第3表", "公开版次：第2版", "撤回版次：第1版、第2版", "原因：有误"):
        assert said in journal, said


def test_buttons_are_for_who_may(disclosure: Disclosure, crew: Crew) -> None:
    def offered() -> dict[str, set[str]]:
        pages = {name: text(browser_of(who), "disclosure", disclosure) for name, who in people}
        return {
            name: {step for step in STEPS if f'"{reverse(step, args=[disclosure.pk])}"' in page}
            for name, page in pages.items()
        }

    people = [
        (name, getattr(crew, name)) for name in ("clerk", "signatory", "reviewer", "observer")
    ]
    here = approved(disclosure, crew)
    nothing: set[str] = set()
    assert offered() == {
        "clerk": {"correct"}, "signatory": nothing, "reviewer": {"publish", "schedule"},
        "observer": nothing,
    }  # fmt: skip
    publish(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    assert offered() == {
        "clerk": {"correct"}, "signatory": nothing, "reviewer": {"withdraw"}, "observer": nothing,
    }  # fmt: skip


ROLES = ("clerk", "signatory", "observer", "administrator", "reviewer")
MAY = {"publish": "reviewer", "schedule": "reviewer", "withdraw": "reviewer", "correct": "clerk"}


@pytest.mark.parametrize("state", ["approved", "published"])
def test_a_forged_form_does_nothing_that_the_role_may_not(
    disclosure: Disclosure, crew: Crew, state: str
) -> None:
    here = approved(disclosure, crew)
    if state == "published":
        publish(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
        here = now(here)
    before = JournalEntry.objects.count()
    for step in ("withdraw", "correct") if state == "published" else ("publish", "schedule"):
        for role in ROLES:
            browser, url = browser_of(getattr(crew, role)), reverse(step, args=[here.pk])
            if role == MAY[step]:
                assert browser.get(url).status_code == 200, (role, step)
                continue
            assert browser.get(url).status_code == 403, (role, step)
            assert browser.post(url, everything(here)).status_code == 403, (role, step)
    assert (JournalEntry.objects.count(), now(here).state) == (before, state)


def test_what_the_state_does_not_have_is_refused_with_a_sentence(
    disclosure: Disclosure, crew: Crew
) -> None:
    here, reviewer = approved(disclosure, crew), browser_of(crew.reviewer)
    page = send(reviewer, "withdraw", here, status=409, number="1", why="有误")
    assert "所选的版次没有在公开" in page
    publish(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    assert "不能定时公开" in send(reviewer, "schedule", now(here), status=409, at=later(), was="")


def test_a_double_click_publishes_once_and_says_that_it_is_done(
    disclosure: Disclosure, crew: Crew
) -> None:
    here, reviewer = approved(disclosure, crew), browser_of(crew.reviewer)
    for _ in range(2):
        send(reviewer, "publish", here)
    assert Release.objects.count() == 1


@pytest.mark.parametrize(("step", "who"), [("correct", "clerk"), ("withdraw", "reviewer")])
def test_a_double_click_corrects_or_withdraws_once(
    disclosure: Disclosure, crew: Crew, step: str, who: str
) -> None:
    here, browser = published(disclosure, crew), browser_of(getattr(crew, who))
    for _ in range(2):
        send(browser, step, here, what="表", why="错", number="1")
    assert JournalEntry.objects.filter(action=step).count() == 1


def test_who_was_slower_is_told(disclosure: Disclosure, crew: Crew) -> None:
    here = approved(disclosure, crew)
    publish(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    other = somebody_else(crew)
    page = send(other, "publish", here, status=409)
    assert "没有办理" in page


def somebody_else(crew: Crew) -> Client:
    top = crew.reviewer.memberships.get().organisation
    return browser_of(somebody("second", "赵丽", Role.REVIEWER, top))


def test_without_a_reason_what_was_typed_comes_back(disclosure: Disclosure, crew: Crew) -> None:
    here = published(disclosure, crew)
    page = send(browser_of(crew.clerk), "correct", here, status=422, what="支出表第3行", why=" ")
    assert "支出表第3行</textarea>" in page
    assert "需要写明原因" in page
    page = send(browser_of(crew.reviewer), "withdraw", here, status=409, why="涉密，立即撤回")
    assert "涉密，立即撤回" in page
    assert now(here).state == State.PUBLISHED


def test_a_time_is_set_moved_and_cancelled_on_its_page(disclosure: Disclosure, crew: Crew) -> None:
    here, reviewer = approved(disclosure, crew), browser_of(crew.reviewer)
    assert "请填写公开的日期和时间" in send(reviewer, "schedule", here, status=422, at="x", was="")
    past = later(-1)
    assert "须在现在之后" in send(reviewer, "schedule", here, status=422, at=past, was="")
    at = later()
    send(reviewer, "schedule", here, at=at, was="")
    assert timezone.localtime(now(here).publish_at).strftime("%Y-%m-%dT%H:%M") == at
    page = text(reviewer, "schedule", here)
    assert "取消定时" in page
    assert at.replace("T", " ") in text(reviewer, "disclosure", here)
    was = page.partition('name="was" value="')[2].partition('"')[0]
    send(reviewer, "schedule", here, cancel="1", was=was)
    assert now(here).publish_at is None
    assert "定时公开：" in text(reviewer, "journal", here)


def test_a_disclosure_that_was_never_frozen_says_what_to_do(
    disclosure: Disclosure, crew: Crew
) -> None:
    Disclosure.objects.update(state=State.APPROVED)
    page = text(browser_of(crew.reviewer), "publish", now(disclosure))
    assert "须更正后重新签署、审核" in page
    assert "<button>公开</button>" not in page


# -- the list -----------------------------------------------------------------------------------


def ticked(disclosure: Disclosure) -> str:
    return f"{disclosure.pk}:{disclosure.state}:{disclosure.version}"


def listed(client: Client, **asked: str) -> str:
    answer = client.get(reverse("publications"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_several_are_published_from_the_list_each_by_itself(
    disclosure: Disclosure, crew: Crew
) -> None:
    here, reviewer = approved(disclosure, crew), browser_of(crew.reviewer)
    assert ticked(here) in listed(reviewer)
    items = {"item": [ticked(here), f"{here.pk + 99}:approved:1", "x"]}
    page = reviewer.post(reverse("publications-confirm"), items).content.decode()
    assert "共 1 份" in page
    done = reviewer.post(reverse("publications-publish"), {**items, "when": "now"}).content.decode()
    assert "1 份已公开，1 份没有办理" in done
    assert "没有这份材料，或不由您公开" in done
    again = reviewer.post(reverse("publications-publish"), {**items, "when": "now"})
    assert "0 份已公开，2 份没有办理" in again.content.decode()
    assert Release.objects.count() == 1
    assert "没有等待公开的材料" in listed(reviewer)
    assert here.organisation.name in listed(reviewer, state="published")


def test_several_are_published_at_a_set_time(disclosure: Disclosure, crew: Crew) -> None:
    here, reviewer = approved(disclosure, crew), browser_of(crew.reviewer)
    sent = {"item": ticked(here), "when": "at", "at": later(-2)}
    refused = reviewer.post(reverse("publications-publish"), sent)
    assert (refused.status_code, now(here).publish_at) == (422, None)
    done = reviewer.post(reverse("publications-publish"), {**sent, "at": later()})
    assert "1 份已定于" in done.content.decode()
    assert now(here).state == State.APPROVED
    assert ticked(here) in listed(reviewer, due="set")
    assert ticked(here) not in listed(reviewer, due="unset")


def test_the_list_of_others_is_empty_and_does_nothing(disclosure: Disclosure, crew: Crew) -> None:
    here = approved(disclosure, crew)
    for role in ROLES[:-1]:
        browser = browser_of(getattr(crew, role))
        assert ticked(here) not in listed(browser)
        sent = {"item": ticked(here), "when": "now"}
        done = browser.post(reverse("publications-publish"), sent).content.decode()
        assert "没有这份材料，或不由您公开" in done
    assert now(here).state == State.APPROVED


def test_a_correction_is_marked_in_the_list(disclosure: Disclosure, crew: Crew) -> None:
    corrected(published(disclosure, crew), crew)
    assert "更正</span>" in listed(browser_of(crew.reviewer))
