"""The reviewer's queue: whose it is, its order and filters; several approved, each by itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosures.actions import Seen, record, remark, save_book
from disclosures.core.workflow import Action, Role, State
from disclosures.models import Disclosure, JournalEntry, Organisation, Person, Season
from disclosures.permissions import can
from disclosures.pipeline import Book
from disclosures.publishing import check
from disclosures.waiting import Asked, neighbours, queue
from tests.factories import answers, small_facts
from tests.portal.course import submitted
from tests.portal.people import Crew, actor, browser_of, crew_of
from tests.portal.region import populate, region, season, stand
from tests.portal.tree import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def top() -> Organisation:
    return region()


@pytest.fixture
def reviewer(top: Organisation) -> Person:
    return member("zhang", Role.REVIEWER, of=top)


@pytest.fixture
def here(top: Organisation) -> Season:
    """Three departments with a unit each, all submitted; 102's after the deadline."""
    made = season(top, populate(top, 3, units=1), left=-1)
    for code in ("103", "101", "102", "101001", "102001", "103001"):
        lying = stand(made, code, State.SUBMITTED)
        record(by=actor(Person.objects.get_or_create(username="x")[0]), action=Action.SUBMIT,
               disclosure=lying)  # fmt: skip
    return made


def codes(person: Person, **asked: str) -> list[str]:
    found = queue(person, Asked.of(asked))
    return list(found.values_list("organisation__code", flat=True))


def departments_of(top: Organisation, count: int) -> list[tuple[Disclosure, Crew]]:
    """Departments whose disclosures are really submitted, with nothing open."""
    made = []
    for n in range(count):
        facts = replace(small_facts(), department=f"第{n}局", department_code=f"9{n:02}")
        disclosure = save_book(book=Book.of_facts(facts, answers(facts)))
        Organisation.objects.filter(pk=disclosure.organisation_id).update(parent=top)
        disclosure.organisation.refresh_from_db()
        crew = crew_of(disclosure)
        here = submitted(disclosure, crew)
        check(here.pk)
        here.refresh_from_db()
        made.append((here, crew))
    return made


def item(disclosure: Disclosure) -> str:
    return f"{disclosure.pk}:{disclosure.state}:{disclosure.version}"


def approve(client: Client, *items: str) -> HttpResponse:
    return client.post(reverse("queue-approve"), {"item": items})


def test_the_oldest_submission_comes_first(reviewer: Person, here: Season) -> None:
    assert codes(reviewer) == ["103", "101", "102", "101001", "102001", "103001"]
    page = browser_of(reviewer).get(reverse("queue")).content.decode().partition("<tbody")[2]
    assert page.index("第2局") < page.index("第0局") < page.index("第1局")


def test_filters(reviewer: Person, here: Season) -> None:
    department = Organisation.objects.get(code="102")
    Disclosure.objects.filter(organisation__code="101").update(warning_count=2)
    stand(here, "103", State.RETURNED)
    assert codes(reviewer, department=str(department.pk)) == ["102", "102001"]
    assert codes(reviewer, findings="warnings") == ["101"]
    assert codes(reviewer, findings="none", q="101") == ["101001"]
    assert codes(reviewer, state="returned") == ["103"]
    assert codes(reviewer, season=str(here.pk + 1)) == []
    assert codes(reviewer, season="x", state="nonsense", findings="?", q="\x00") == codes(reviewer)
    assert codes(reviewer, late="1") == codes(reviewer)
    here.deadline = here.publish_by
    here.save()
    assert codes(reviewer, late="1") == []
    lying = Disclosure.objects.get(organisation__code="102")
    by = actor(reviewer)
    remark(disclosure=lying, at="", subject="整份材料", shown="", text="问", by=by)
    assert codes(reviewer, findings="remarks") == ["102"]


def test_the_page_offers_what_there_is_to_choose_from(reviewer: Person, here: Season) -> None:
    page = browser_of(reviewer).get(reverse("queue"), {"department": "", "q": "第1局"})
    assert [o.code for o in page.context["departments"]] == ["101", "102", "103"]
    text = page.content.decode()
    assert "?q=%E7%AC%AC1%E5%B1%80" in text
    empty = browser_of(reviewer).get(reverse("queue"), {"q": "没有这样的"}).content.decode()
    assert "没有符合条件的材料" in empty


def test_next_and_previous_keep_the_filter(reviewer: Person, here: Season) -> None:
    keys = list(queue(reviewer, Asked()).values_list("pk", flat=True))
    near = neighbours(reviewer, Asked(), keys[1])
    assert (near.before, near.after, near.place, near.all) == (keys[0], keys[2], 2, 6)
    assert neighbours(reviewer, Asked(), keys[0]).before is None
    assert neighbours(reviewer, Asked(), keys[-1]).after is None
    gone = neighbours(reviewer, Asked(q="第0局"), keys[0])
    assert (gone.before, gone.place, gone.all) == (None, 0, 2)
    page = (
        browser_of(reviewer).get(reverse("review", args=[keys[1]]), {"late": "1"}).content.decode()
    )
    assert reverse("review", args=[keys[2]]) + "?late=1" in page
    assert reverse("queue") + "?late=1" in page


def test_a_filter_reads_back_what_it_wrote() -> None:
    asked = Asked(season="3", department="4", findings="none", state="returned", late="1", q="局&=")
    assert Asked.read(asked.query) == asked
    assert Asked().query == ""


@pytest.mark.parametrize(
    ("role", "place", "count"),
    [
        (Role.REVIEWER, "甲市", 6), (Role.REVIEWER, "101", 2), (Role.REVIEWER, "101001", 1),
        (Role.REVIEWER, "乙市", 0), (Role.CLERK, "101", 0), (Role.SIGNATORY, "101", 0),
        (Role.OBSERVER, "甲市", 0), (Role.ADMINISTRATOR, "甲市", 0),
    ],
)  # fmt: skip
def test_whose_queue_it_is(here: Season, role: Role, place: str, count: int) -> None:
    region("乙市", "52")
    one = Organisation.objects.filter(code=place).first() or Organisation.objects.get(name=place)
    person = member("某人", role, of=one)
    page = browser_of(person).get(reverse("queue"))
    assert page.status_code == 200
    assert page.context["pages"].paginator.count == count


def test_anonymous_people_and_other_methods(here: Season, reviewer: Person) -> None:
    assert "/login/" in Client().get(reverse("queue"))["Location"]
    for name in ("queue-confirm", "queue-approve"):
        assert browser_of(reviewer).get(reverse(name)).status_code == 405
        assert Client().post(reverse(name)).status_code == 401
        assert browser_of(reviewer).post(reverse(name), {"queue": "late=1"})["Location"] == (
            reverse("queue") + "?late=1"
        )


def test_only_those_in_which_nothing_is_open_can_be_ticked(
    top: Organisation, reviewer: Person
) -> None:
    (one, _), (two, _), (three, _) = departments_of(top, 3)
    by = actor(reviewer)
    remark(disclosure=two, at="", subject="整份材料", shown="", text="问", by=by)
    record(by=by, action=Action.IMPORT, disclosure=three)
    page = browser_of(reviewer).get(reverse("queue"))
    assert {d.pk: d.plain for d in page.context["pages"]} == {
        one.pk: True, two.pk: False, three.pk: False
    }  # fmt: skip
    text = page.content.decode()
    assert f'value="{item(one)}"' in text
    assert f'value="{item(two)}"' not in text


def test_several_are_named_before_they_are_approved(top: Organisation, reviewer: Person) -> None:
    (one, _), (two, _) = departments_of(top, 2)
    client = browser_of(reviewer)
    page = client.post(reverse("queue-confirm"), {"item": [item(one), item(two)], "queue": "q=局"})
    assert "共 2 份" in page.content.decode()
    assert JournalEntry.objects.filter(action="approve").count() == 0
    gone = client.post(reverse("queue-confirm"), {"item": ["999999:submitted:1"]})
    assert "已不在队列中" in gone.content.decode()


def test_one_that_is_refused_does_not_keep_the_others_back(
    top: Organisation, reviewer: Person
) -> None:
    (good, _), (remarked, _), (moved, _), (own, _), (fine, _) = departments_of(top, 5)
    by = actor(reviewer)
    remark(disclosure=remarked, at="", subject="整份材料", shown="", text="问", by=by)
    record(by=by, action=Action.SIGN, disclosure=own)
    elsewhere = departments_of(region("乙市", "52"), 1)[0][0]
    items = [item(one) for one in (good, remarked, own, elsewhere, fine)]
    items += [f"{moved.pk}:submitted:1999", "nonsense", "1:2", ":::", item(good)]
    page = approve(browser_of(reviewer), *items)
    assert page.status_code == 200
    assert [result.pk for result in page.context["approved"]] == [good.pk, fine.pk]
    refused = {result.pk: (result.name, result.why) for result in page.context["refused"]}
    assert refused[remarked.pk] == (str(remarked), "还有批注没有了结")
    assert refused[own.pk] == (str(own), "您填报或签署过这份材料，须由其他人通过")
    assert refused[elsewhere.pk] == ("", "没有这份材料，或不由您审核")
    assert "已有变动" in refused[moved.pk][1]
    states = dict(Disclosure.objects.values_list("pk", "state"))
    assert [pk for pk, state in states.items() if state == "approved"] == [good.pk, fine.pk]
    again = approve(browser_of(reviewer), item(good))
    assert again.context["approved"] == []
    assert JournalEntry.objects.filter(action="approve").count() == 2


def test_whoever_may_not_approves_nothing(top: Organisation) -> None:
    ((one, crew),) = departments_of(top, 1)
    for person in (crew.clerk, crew.signatory, crew.observer, crew.administrator):
        page = approve(browser_of(person), item(one))
        assert page.context["approved"] == []
    one.refresh_from_db()
    assert one.state == State.SUBMITTED
    assert Seen.of(one) == Seen("submitted", one.version)


def test_more_organisations_take_no_more_queries(reviewer: Person, top: Organisation) -> None:
    client = browser_of(reviewer)
    counts = []
    for departments, code in ((3, "51a"), (30, "51b")):
        Organisation.objects.filter(parent=top).update(parent=region("旧" + code, code))
        Season.objects.all().update(region=region("旧任务" + code, code + "x"))
        made = season(top, populate(top, departments))
        made.disclosures.update(state=State.SUBMITTED, version=1, checked_version=1)
        client.get(reverse("queue"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("queue"))
        assert page.context["pages"].paginator.count == departments * 10
        counts.append(len(queries))
    assert counts[0] == counts[1] < 20


def test_the_queue_holds_what_can_says(top: Organisation) -> None:
    """For every role in every place, also of those who entered or signed something."""
    made = season(top, [*populate(top, 2, units=2)])
    made.disclosures.update(state=State.SUBMITTED, version=1, checked_version=1)
    lying = list(made.disclosures.select_related("organisation"))
    places = [top, *(d.organisation for d in lying), region("乙市", "52")]
    for number, (role, place) in enumerate(product(Role, places)):
        person = member(f"p{number}", role, of=place)
        record(by=actor(person), action=Action.ENTER, disclosure=lying[number % len(lying)])
        found = queue(person, Asked())
        approvable = {d.pk for d in lying if can(person, Action.APPROVE, d)}
        assert {d.pk for d in found if d.plain} == approvable, (role, place)
        seen = {d.pk for d in lying if can(person, Action.RETURN, d)}
        assert {d.pk for d in found} == seen, (role, place)
