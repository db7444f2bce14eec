"""The review page: what changed, what was found and why, what stands in the way; the decision."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosures.actions import Seen, remark, resolve, return_, save_book
from disclosures.assemble import facts_of
from disclosures.core.facts import Expenditure, Income, Kind
from disclosures.core.workflow import Role, State
from disclosures.models import Disclosure, JournalEntry, Organisation, Person
from disclosures.pipeline import Book
from tests.factories import WAN, small_disclosure, small_facts
from tests.portal.course import now, submitted, warned_facts
from tests.portal.people import Crew, actor, browser_of
from tests.portal.tree import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def disclosure() -> Disclosure:
    return small_disclosure(warned_facts())


@pytest.fixture
def here(disclosure: Disclosure, crew: Crew) -> Disclosure:
    return submitted(disclosure, crew)


@pytest.fixture
def reviewer(crew: Crew) -> Client:
    return browser_of(crew.reviewer)


def look(client: Client, disclosure: Disclosure, **query: str) -> HttpResponse:
    page = client.get(reverse("review", args=[disclosure.pk]), query)
    assert page.status_code == 200
    return page


def decide(client: Client, name: str, disclosure: Disclosure, **more: str) -> HttpResponse:
    seen = {"state": disclosure.state, "version": str(disclosure.version)}
    return client.post(reverse(name, args=[disclosure.pk]), {**seen, **more})


def again(disclosure: Disclosure, crew: Crew, change: int) -> Disclosure:
    """Returned, the first amount of spending and of income changed, and submitted anew."""
    by = actor(crew.reviewer)
    return_(disclosure=disclosure, seen=Seen.of(disclosure), why="请核对", by=by)
    facts = facts_of(now(disclosure))
    seen: set[type] = set()
    changed = []
    for fact in facts.facts:
        if isinstance(fact, Expenditure | Income) and type(fact) not in seen:
            seen.add(type(fact))
            fact = replace(fact, amount=fact.amount + change)
        changed.append(fact)
    book = Book.of_facts(replace(facts, facts=tuple(changed)))
    save_book(book=book, disclosure=now(disclosure), by=actor(crew.clerk))
    return submitted(disclosure, crew)


def test_reasons_stand_with_what_was_found(here: Disclosure, reviewer: Client) -> None:
    page = look(reviewer, here)
    (said,) = page.context["said"]
    assert (said.group.severity, said.reason.text, said.current) == ("warning", "已核实", True)
    assert page.context["obstacles"] == []
    text = page.content.decode()
    assert "通过第2版" in text
    assert "王芳于" in text


def test_approval_and_then_no_second_one(here: Disclosure, reviewer: Client, crew: Crew) -> None:
    led = decide(reviewer, "review-approve", here, queue="late=1&q=局")
    assert led["Location"] == reverse("review", args=[here.pk]) + "?late=1&q=%E5%B1%80"
    assert now(here).state == State.APPROVED
    assert "已通过：" in reviewer.get(led["Location"]).content.decode()
    twice = decide(reviewer, "review-approve", here)
    assert twice.status_code == 409
    assert "已有变动" in twice.content.decode()
    assert JournalEntry.objects.filter(action="approve").count() == 1
    text = look(reviewer, here).content.decode()
    assert reverse("review-approve", args=[here.pk]) not in text
    assert reverse("review-return", args=[here.pk]) not in text


def test_return_needs_a_reason_and_hands_the_text_back_to_who_was_slower(
    here: Disclosure, reviewer: Client
) -> None:
    assert decide(reviewer, "review-return", here, why=" ").status_code == 409
    assert now(here).state == State.SUBMITTED
    assert decide(reviewer, "review-return", here, why="请核对合计").status_code == 302
    late = decide(reviewer, "review-return", here, why="写了很久的另一个原因")
    assert late.status_code == 409
    assert "写了很久的另一个原因" in late.content.decode()
    entry = JournalEntry.objects.get(action="return")
    assert (entry.why, entry.state_after) == ("请核对合计", "returned")


def test_an_open_remark_stands_in_the_way(here: Disclosure, reviewer: Client, crew: Crew) -> None:
    by = actor(crew.reviewer)
    made = remark(disclosure=here, at="", subject="整份材料", shown="", text="问", by=by)
    page = look(reviewer, here)
    assert page.context["obstacles"] == [("remarks_resolved", "还有批注没有了结")]
    text = page.content.decode()
    assert "还不能通过" in text
    assert reverse("review-approve", args=[here.pk]) not in text
    refused = decide(reviewer, "review-approve", here)
    assert refused.status_code == 409
    assert "还有批注没有了结" in refused.content.decode()
    resolve(remark=made, by=by)
    assert decide(reviewer, "review-approve", here).status_code == 302


@pytest.mark.parametrize("role", ["clerk", "signatory", "observer", "administrator"])
def test_others_see_the_page_without_forms_and_are_refused(
    here: Disclosure, crew: Crew, role: str
) -> None:
    client = browser_of(getattr(crew, role))
    text = look(client, here).content.decode()
    for name in ("review-approve", "review-return"):
        assert reverse(name, args=[here.pk]) not in text
        assert decide(client, name, here, why="不该").status_code == 403
    assert now(here).state == State.SUBMITTED


def test_strangers_find_nothing(here: Disclosure) -> None:
    other = Organisation.objects.create(name="乙市", code="52", level="region")
    client = browser_of(member("外人", Role.REVIEWER, of=other))
    assert client.get(reverse("review", args=[here.pk])).status_code == 404
    for name in ("review-approve", "review-return"):
        assert decide(client, name, here, why="x").status_code == 404
        assert client.get(reverse(name, args=[here.pk])).status_code == 405
    assert "/login/" in Client().get(reverse("review", args=[here.pk]))["Location"]


def test_who_entered_it_may_return_but_not_approve(here: Disclosure, crew: Crew) -> None:
    crew.clerk.memberships.create(organisation=here.organisation.parent, role="reviewer")
    client = browser_of(crew.clerk)
    text = look(client, here).content.decode()
    assert "须由其他人通过" in text
    assert reverse("review-approve", args=[here.pk]) not in text
    assert decide(client, "review-approve", here).status_code == 403


def test_what_changed_since_the_last_submission(
    here: Disclosure, reviewer: Client, crew: Crew
) -> None:
    first = look(reviewer, here, against="submission")
    assert "没有更早的提交可比" in first.content.decode()
    later = again(here, crew, 3 * WAN)
    page = look(reviewer, later, table="general")
    assert page.context["against"] == "submission"
    told = page.context["changes"]
    assert {change.difference for change in told} == {"+3.00"}
    assert "上次提交的第2版" in page.content.decode()
    found = {(c.link.at, c.before, c.after, c.rate) for c in told}
    assert ("general/2080101/c1", "12.00", "15.00", "25.00%") in found
    narrowed = look(reviewer, later, table="general", least="3", rate="20").context
    assert {c.link.table for c in narrowed["changes"]} == {"general"}
    assert 0 < narrowed["chosen_cells"] < narrowed["changed_cells"]
    nothing = look(reviewer, later, least="3.01")
    assert nothing.context["chosen_cells"] == 0
    assert "都小于所设的幅度" in nothing.content.decode()


def test_a_return_with_nothing_changed_says_so(
    here: Disclosure, reviewer: Client, crew: Crew
) -> None:
    by = actor(crew.reviewer)
    return_(disclosure=here, seen=Seen.of(here), why="请核对", by=by)
    text = look(reviewer, here).content.decode()
    assert "各表金额没有变动" in text


def test_against_last_year_by_its_own_disclosure_or_the_figures_stated_here(
    here: Disclosure, reviewer: Client, crew: Crew
) -> None:
    assert "没有上年的公开材料" in look(reviewer, here, against="last_year").content.decode()
    facts = replace(warned_facts(), year=2020)
    less = tuple(
        replace(f, amount=f.amount // 2) if isinstance(f, Expenditure | Income) else f
        for f in facts.facts
    )
    last = save_book(book=Book.of_facts(replace(facts, facts=less)))
    Disclosure.objects.filter(pk=last.pk).update(organisation=here.organisation)
    page = look(reviewer, here, against="last_year", table="general")
    assert "2020年决算（第1版，填报中）" in page.content.decode()
    found = {(c.link.at, c.before, c.after, c.rate) for c in page.context["changes"]}
    assert ("general/2080101/c1", "6.00", "12.00", "100.00%") in found


def test_last_years_figures_stated_here_are_used_where_there_is_no_disclosure(
    crew: Crew, reviewer: Client, here: Disclosure
) -> None:
    facts = warned_facts()
    prior = replace(facts.facts[0], measure="prior", amount=4 * WAN, note="")
    by = actor(crew.reviewer)
    return_(disclosure=here, seen=Seen.of(here), why="请补上年数", by=by)
    book = Book.of_facts(replace(facts, facts=(*facts.facts, prior)))
    save_book(book=book, disclosure=now(here), by=actor(crew.clerk))
    page = look(reviewer, here, against="last_year", table="general")
    assert "本年材料中填报的上年决算数" in page.content.decode()
    found = {(c.link.at, c.before, c.after) for c in page.context["changes"]}
    assert ("general/2080101/c1", "4.00", "12.00") in found
    assert not any(before == "" for _, before, _ in found)


def test_against_the_budget(here: Disclosure, reviewer: Client) -> None:
    assert "没有本年的预算公开材料" in look(reviewer, here, against="budget").content.decode()
    spent = Expenditure(
        unit="701001", measure="initial", fund="gp", function="2080101", spend="basic",
        econ="30101", amount=9 * WAN,
    )  # fmt: skip
    planned = small_facts(kind=Kind.BUDGET, form_set="bazhong-budget-2022", facts=(spent,))
    budget = save_book(book=Book.of_facts(planned))
    Disclosure.objects.filter(pk=budget.pk).update(organisation=here.organisation)
    page = look(reviewer, here, against="budget", table="general")
    assert "2021年预算" in page.content.decode()
    found = {(c.link.at, c.before, c.after) for c in page.context["changes"]}
    assert ("general/2080101/c1", "9.00", "12.00") in found
    own = look(browser_of(Person.objects.get(name="张敏")), now(budget))
    assert [kind for kind, _ in own.context["kinds"]] == ["submission", "last_year"]


def test_larger_disclosures_take_no_more_queries(
    here: Disclosure, reviewer: Client, crew: Crew
) -> None:
    again(here, crew, WAN)
    address = reverse("review", args=[here.pk])
    counts = []
    for others in (0, 30):
        for n in range(others):
            facts = replace(warned_facts(), department=f"第{n}局", department_code=f"8{n:02}")
            made = save_book(book=Book.of_facts(facts))
            Organisation.objects.filter(pk=made.organisation_id).update(
                parent=here.organisation.parent
            )
            Disclosure.objects.filter(pk=made.pk).update(state=State.SUBMITTED)
        reviewer.get(address)
        with CaptureQueriesContext(connection) as queries:
            reviewer.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_empty_disclosure_and_every_state_have_these_pages(
    disclosure: Disclosure, crew: Crew
) -> None:
    client = browser_of(crew.reviewer)
    names = ("review", "remarks", "versions")
    for state in State:
        Disclosure.objects.filter(pk=disclosure.pk).update(state=state)
        for name in names:
            assert client.get(reverse(name, args=[disclosure.pk])).status_code == 200
    empty = Disclosure.objects.create(
        organisation=disclosure.organisation,
        year=2022,
        kind="final",
        form_set="sichuan-final-2020",
        origin="facts",
        version=0,
    )
    for name in names:
        assert client.get(reverse(name, args=[empty.pk])).status_code == 200
    page = client.get(reverse("compare", args=[empty.pk]), {"left": 0, "right": 0})
    assert page.status_code == 200
