"""A disclosure begins from last year's, or from the budget: chosen, looked at, confirmed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from disclosures.actions import Moved, NotNow, Seen, save_book
from disclosures.actions.begin import NotEmpty, begin, sources_of
from disclosures.assemble import facts_of
from disclosures.core.facts import Facts, Kind
from disclosures.core.workflow import Role, State
from disclosures.models import Disclosure, JournalEntry, Organisation
from disclosures.pipeline import Book
from tests.factories import small_disclosure, small_facts
from tests.portal.course import now
from tests.portal.people import Crew, actor, crew_of, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def last() -> Disclosure:
    """Last year's final account."""
    return small_disclosure()


@pytest.fixture
def crew(last: Disclosure) -> Crew:
    return crew_of(last)


@pytest.fixture
def fresh(last: Disclosure, crew: Crew) -> Disclosure:
    """This year's, in which nothing is entered."""
    return empty(last.organisation)


@pytest.fixture
def client(crew: Crew) -> Client:
    found = Client()
    found.force_login(crew.clerk)
    return found


def empty(organisation: Organisation, **more: object) -> Disclosure:
    values: dict[str, object] = {
        "year": 2022, "kind": "final", "form_set": "sichuan-final-2022", "origin": "facts",
        "version": 0, **more,
    }  # fmt: skip
    return Disclosure.objects.create(organisation=organisation, **values)


def budget(organisation: Organisation, state: str = "approved") -> Disclosure:
    """The same year's budget."""
    facts = small_facts()
    rows = tuple(
        replace(f, measure="initial") for f in facts.facts if f.of in ("expenditure", "income")
    )
    made = empty(organisation, kind="budget", form_set="bazhong-budget-2022")
    stated = replace(facts, facts=rows, year=2022, kind=Kind.BUDGET, form_set="bazhong-budget-2022")
    save_book(book=Book.of_facts(stated), disclosure=made)
    Disclosure.objects.filter(pk=made.pk).update(state=state)
    return now(made)


def shown(client: Client, disclosure: Disclosure, **query: object) -> str:
    answer = client.get(reverse("begin", args=[disclosure.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def confirm(
    client: Client, disclosure: Disclosure, source: Disclosure, **more: object
) -> HttpResponse:
    fields = {
        "source": source.pk, "source_version": source.version, "state": disclosure.state,
        "version": disclosure.version, **more,
    }  # fmt: skip
    return client.post(reverse("begin", args=[disclosure.pk]), fields)


def by_note(facts: Facts) -> dict[str, int]:
    found: dict[str, int] = {}
    for fact in facts.facts:
        found[fact.note] = found.get(fact.note, 0) + 1
    return found


def test_the_page_offers_what_there_is_and_shows_what_it_brings(
    client: Client, fresh: Disclosure, last: Disclosure
) -> None:
    assert "确认带入" not in shown(client, fresh)
    page = shown(client, fresh, source=last.pk)
    assert "将从“某市某局2021年决算”带入" in page
    assert "<b>0</b> 修改" in page
    assert "待填" in page
    assert now(fresh).version == 0


def test_confirmed_comparators_and_structure_stand_and_the_journal_says_from_where(
    client: Client, fresh: Disclosure, last: Disclosure
) -> None:
    assert confirm(client, fresh, last).status_code == 302
    begun = facts_of(now(fresh))
    assert (begun.year, begun.form_set, len(begun.units)) == (2022, "sichuan-final-2022", 2)
    prior = [f.amount for f in begun.facts if getattr(f, "measure", "") == "prior"]
    assert sum(prior) == 16_000_000 * 2 + 1_000_000  # spending, income, one indicator
    assert [f.amount for f in begun.facts if f.note == "待填" and f.of == "expenditure"] == [0] * 3
    deed = JournalEntry.objects.get(disclosure=fresh)
    assert (deed.action, deed.who) == ("enter", "王芳")
    assert deed.after["begun_from"] == {
        "source": last.pk, "name": "某市某局2021年决算", "version": 1,
    }  # fmt: skip


def test_the_approved_budget_comes_first_and_is_filled_in(
    client: Client, fresh: Disclosure, last: Disclosure
) -> None:
    planned = budget(last.organisation)
    page = shown(client, fresh)
    assert page.index("2022年预算") < page.index("2021年决算")
    confirm(client, fresh, planned)
    facts = facts_of(now(fresh)).facts
    initial = [f.amount for f in facts if getattr(f, "measure", "") == "initial"]
    assert sum(initial) == 2 * 16_000_000
    assert [f.amount for f in facts if getattr(f, "measure", "") == "final"] == [0] * 5


def test_what_is_entered_is_replaced_only_after_a_tick(
    client: Client, fresh: Disclosure, last: Disclosure
) -> None:
    entered = replace(small_facts(), year=2022, form_set="sichuan-final-2022")
    save_book(book=Book.of_facts(entered), disclosure=fresh)
    here = now(fresh)
    assert "已经填报了 14 行" in shown(client, here, source=last.pk)
    answer = confirm(client, here, last)
    assert answer.status_code == 422
    assert "已填报的 14 行会被替换，请先勾选确认" in answer.content.decode()
    assert now(fresh).version == 1
    assert confirm(client, here, last, replacing="on").status_code == 302
    assert now(fresh).version == 2
    assert "待填" in by_note(facts_of(now(fresh)))


def test_who_was_slower_is_told_and_nothing_is_written(
    client: Client, fresh: Disclosure, last: Disclosure
) -> None:
    entered = replace(small_facts(), year=2022, form_set="sichuan-final-2022")
    save_book(book=Book.of_facts(entered), disclosure=fresh)
    answer = confirm(client, fresh, last)
    assert answer.status_code == 409
    assert 'name="version" value="1"' in answer.content.decode()
    save_book(book=Book.of_facts(small_facts()), disclosure=last)
    assert confirm(client, now(fresh), last, replacing="on").status_code == 409
    assert now(fresh).version == 1


def test_a_second_confirmation_does_nothing(
    client: Client, fresh: Disclosure, last: Disclosure
) -> None:
    assert [confirm(client, fresh, last).status_code for _ in range(2)] == [302, 409]
    assert now(fresh).version == 1


@pytest.mark.parametrize("state", [s for s in State if s not in (State.DRAFT, State.RETURNED)])
def test_what_is_handed_in_does_not_begin_anew(
    client: Client, fresh: Disclosure, last: Disclosure, crew: Crew, state: State
) -> None:
    Disclosure.objects.filter(pk=fresh.pk).update(state=state)
    here = now(fresh)
    assert "<button>确认带入" not in shown(client, here, source=last.pk)
    assert confirm(client, here, last).status_code == 409
    with pytest.raises(NotNow):
        begun(here, last, crew)
    assert now(fresh).version == 0


def begun(disclosure: Disclosure, source: Disclosure, crew: Crew) -> Disclosure:
    return begin(
        disclosure=disclosure,
        source=source,
        source_version=source.version,
        seen=Seen.of(disclosure),
        replacing=False,
        by=actor(crew.clerk),
    )


def test_only_a_clerk_of_the_organisation_begins(
    fresh: Disclosure, last: Disclosure, crew: Crew
) -> None:
    other = small_disclosure(replace(small_facts(), department="另一局", department_code="9"))
    stranger = somebody("stranger", "外人", Role.CLERK, other.organisation)
    people = {
        crew.signatory: 403, crew.reviewer: 403, crew.observer: 403, crew.administrator: 403,
        stranger: 404,
    }  # fmt: skip
    for person, status in people.items():
        browser = Client()
        browser.force_login(person)
        assert confirm(browser, fresh, last).status_code == status
        seen = browser.get(reverse("begin", args=[fresh.pk]), {"source": last.pk})
        assert seen.status_code == (200 if status == 403 else 404)
        assert "<button>确认带入" not in seen.content.decode()
    assert now(fresh).version == 0


def test_nobody_begins_from_what_they_may_not_see_or_what_is_not_earlier(
    client: Client, fresh: Disclosure, last: Disclosure, crew: Crew
) -> None:
    secret = small_disclosure(replace(small_facts(), department="另一局", department_code="9"))
    later = empty(last.organisation, year=2023, version=1)
    for other in (secret, later):
        assert confirm(client, fresh, other).status_code == 404
    with pytest.raises(PermissionDenied):
        begun(fresh, secret, crew)
    with pytest.raises(ValidationError):
        begun(fresh, later, crew)
    assert [s.disclosure.pk for s in sources_of(fresh, crew.clerk)] == [last.pk]


def test_the_action_itself_keeps_what_is_entered(
    fresh: Disclosure, last: Disclosure, crew: Crew
) -> None:
    begun(fresh, last, crew)
    with pytest.raises(NotEmpty):
        begun(now(fresh), last, crew)
    with pytest.raises(Moved):
        begun(fresh, last, crew)


def test_an_organisation_without_a_past_is_led_to_the_workbook(
    client: Client, last: Disclosure
) -> None:
    page = shown(client, last)
    assert "还没有可以带入的往年材料" in page
    assert reverse("workbook", args=[last.pk]) in page


def test_the_page_of_workbooks_leads_here_where_there_is_something_to_begin_from(
    client: Client, fresh: Disclosure, last: Disclosure
) -> None:
    for disclosure, leads in ((fresh, True), (last, False)):
        page = client.get(reverse("import", args=[disclosure.pk])).content.decode()
        assert (reverse("begin", args=[disclosure.pk]) in page) == leads
