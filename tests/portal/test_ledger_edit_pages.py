"""The pages of the ledgers: forms that lose nothing, JSON for the grid, and who is let in."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosures.actions import save_book
from disclosures.actions.ledger import edit
from disclosures.core.workflow import Role, State
from disclosures.models import Disclosure, ExpenditureRow, Organisation
from disclosures.pipeline import Book
from disclosures.views.ledgers_pages import PAGES
from tests.core.rules.builders import as_filed
from tests.factories import small_facts
from tests.portal.editing import NEW, cell, empty_disclosure, texts
from tests.portal.people import Crew, browser_of, somebody
from tests.random_facts import random_facts

pytestmark = pytest.mark.django_db

Answer = Any


@pytest.fixture
def desk(crew: Crew) -> Client:
    """The clerk's browser."""
    return browser_of(crew.clerk)


def address(disclosure: Disclosure, name: str = "expenditure", what: str = "ledger") -> str:
    return reverse(what, args=[disclosure.pk, name])


def send(client: Client, disclosure: Disclosure, *changes: dict[str, Any], **more: Any) -> Answer:
    """What the grid sends."""
    body = {"changes": [{"key": "k", **change} for change in changes], **more}
    where = address(disclosure, more.pop("name", "expenditure"))
    return client.post(where, json.dumps(body), content_type="application/json")


def form_of(answer: Answer) -> dict[str, str]:
    """The fields of the page's form as a browser would send them back."""
    html = answer.content.decode()
    found: dict[str, Any] = {"row": re.findall(r'name="row" value="([^"]*)"', html)}
    for name, value in re.findall(r'<input type="hidden" name="(was[^"]*)" value="([^"]*)"', html):
        found[name] = unescape(value)
    for name, value in re.findall(r'<input id="c-[^"]*" name="([^"]*)" value="([^"]*)"', html):
        found[name] = unescape(value)
    for name, rest in re.findall(
        r'<select id="c-[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', html, re.S
    ):
        found[name] = "".join(re.findall(r'<option value="([^"]*)" selected', rest)[:1])
    return found


AMOUNT = {"position": 1, "was": {"amount": "100000.00"}, "now": {"amount": "5"}}


def test_every_ledger_has_a_page_with_its_rows(desk: Client, disclosure: Disclosure) -> None:
    first = desk.get(reverse("ledgers", args=[disclosure.pk]))
    assert first["Location"] == address(disclosure)
    shown = {}
    for name, page in PAGES.items():
        answer = desk.get(address(disclosure, name))
        assert page.title in answer.content.decode()
        shown[name] = len([line for line in answer.context["lines"] if line.number])
    assert shown == {
        "expenditure": 3, "project": 1, "income": 2, "balance": 1, "sangong": 1, "count": 0,
        "asset": 1, "purchase": 2, "service": 0, "indicator": 1, "unit": 2, "local_code": 1,
    }  # fmt: skip
    tabs = {tab.page.name: (tab.rows, tab.total) for tab in answer.context["tabs"]}
    assert {name: rows for name, (rows, _) in tabs.items()} == shown
    assert [tabs[n][1] for n in ("expenditure", "project", "income")] == ["16.00", "4.00", "16.00"]


def test_a_form_that_is_sent_back_as_it_came_changes_nothing(
    desk: Client, disclosure: Disclosure
) -> None:
    edit(disclosure=disclosure, changes=[cell(2, "note", "", "一\n二")])
    for name in PAGES:
        page = desk.get(address(disclosure, name))
        answer = desk.post(address(disclosure, name), form_of(page), follow=True)
        assert "没有要保存的改动" in answer.content.decode()
    disclosure.refresh_from_db()
    assert disclosure.version == 2


def test_a_form_saves_changed_new_and_removed_rows_and_can_be_undone(
    desk: Client, disclosure: Disclosure
) -> None:
    form = form_of(desk.get(address(disclosure)))
    form |= {"1.amount": "１２３,456.00", "remove.3": "on"}
    form |= {f"new1.{field}": text for field, text in NEW.items()}
    answer = desk.post(address(disclosure), form, follow=True)
    assert "已保存 3 行" in answer.content.decode()
    rows = ExpenditureRow.objects.filter(disclosure=disclosure)
    assert dict(rows.values_list("position", "amount")) == {
        1: 12_345_600, 2: 2_000_000, 4: 100_000,
    }  # fmt: skip
    version = answer.context["undo"]
    undone = desk.post(address(disclosure), {"undo": version}, follow=True)
    assert "已保存" in undone.content.decode()
    assert dict(rows.values_list("position", "amount")) == {
        1: 10_000_000, 2: 2_000_000, 3: 4_000_000,
    }  # fmt: skip


def test_a_new_row_of_projects_is_a_project(desk: Client, disclosure: Disclosure) -> None:
    form = form_of(desk.get(address(disclosure, "project")))
    assert "new1.spend" not in form
    form |= {f"new1.{field}": text for field, text in NEW.items() if field != "spend"}
    form["new1.project"] = "新项目"
    desk.post(address(disclosure, "project"), form)
    row = ExpenditureRow.objects.get(disclosure=disclosure, project="新项目")
    assert row.spend == "project"


def test_a_form_with_faults_keeps_all_that_was_typed(desk: Client, disclosure: Disclosure) -> None:
    form = form_of(desk.get(address(disclosure)))
    form |= {"1.amount": "五", "2.amount": "7", "new2.function": "2080191", "new2.note": "<新>"}
    answer = desk.post(address(disclosure), form)
    assert answer.status_code == 422
    html = answer.content.decode()
    for said in ("现为“五”", 'value="五"', 'value="7"', "&lt;新&gt;", "2080191", "没有填"):
        assert said in html
    sent_again = form_of(answer)
    assert {k: v for k, v in sent_again.items() if form.get(k) != v} == {}
    assert texts(disclosure, "expenditure", 2)["amount"] == "20000.00"


def test_a_form_that_comes_second_shows_both_values_and_lets_choose(
    desk: Client, disclosure: Disclosure
) -> None:
    form = form_of(desk.get(address(disclosure)))
    edit(disclosure=disclosure, changes=[cell(1, "amount", "100000.00", "7")])
    edit(disclosure=disclosure, changes=[cell(2, "amount", "20000.00", "8")])
    form |= {"1.amount": "9", "2.amount": "10"}
    answer = desk.post(address(disclosure), form)
    assert answer.status_code == 409
    assert "别人刚改为“7.00”" in answer.content.decode()
    chosen = form_of(answer) | {"theirs.2.amount": "on"}
    desk.post(address(disclosure), chosen)
    amounts = [texts(disclosure, "expenditure", n)["amount"] for n in (1, 2)]
    assert amounts == ["9.00", "8.00"]


def test_a_row_that_is_gone_is_told_with_what_was_typed(
    desk: Client, disclosure: Disclosure
) -> None:
    form = form_of(desk.get(address(disclosure))) | {"3.amount": "9"}
    ExpenditureRow.objects.filter(position=3).delete()
    answer = desk.post(address(disclosure), form)
    assert answer.status_code in (400, 409)


def test_a_page_holds_fifty_rows_and_finds_a_row(desk: Client, disclosure: Disclosure) -> None:
    rows = [
        ExpenditureRow(
            disclosure=disclosure, position=n, unit="701001", measure="final", fund="gp",
            function="2080102", spend="project", econ="30201", project=f"项目{n}", amount=n,
            money_year="current",
        )
        for n in range(10, 160)
    ]  # fmt: skip
    ExpenditureRow.objects.bulk_create(rows)
    page = desk.get(address(disclosure) + "?page=2")
    assert [line.number for line in page.context["lines"]][:2] == [57, 58]
    assert desk.get(address(disclosure) + "?row=150").context["pages"].number == 3
    assert desk.get(address(disclosure) + "?row=x&page=y").context["pages"].number == 1


def test_pages_ask_no_more_of_the_database_for_more_rows(
    crew: Crew, disclosure: Disclosure
) -> None:
    def queries(what: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert desk.get(address(disclosure, what=what)).status_code == 200
        return len(captured)

    desk = browser_of(crew.clerk)
    desk.get(address(disclosure))
    whats = ("ledger", "ledger-rows", "ledger-findings")
    few = {what: queries(what) for what in whats}
    facts = random_facts(3, "sichuan-final-2020", 2021)
    save_book(book=Book.of_facts(facts), disclosure=disclosure)
    assert {what: queries(what) for what in whats} == few
    assert max(few.values()) <= 40


def test_the_grid_saves_and_gets_the_rows_as_they_are(desk: Client, disclosure: Disclosure) -> None:
    new = {"key": "n1", "position": None, "was": None, "now": {**NEW, "amount": "1.5"}}
    answer = send(desk, disclosure, AMOUNT, new, money="万元")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["before"], told["version"]) == (1, 2)
    saved = {row["key"]: (row["position"], row["texts"]["amount"]) for row in told["saved"]}
    assert saved == {"k": (1, "50000.00"), "n1": (4, "15000.00")}


def test_the_grid_is_told_of_faults_and_clashes(desk: Client, disclosure: Disclosure) -> None:
    faulty = {"position": 1, "was": {"amount": "100000.00"}, "now": {"amount": "x"}}
    answer = send(desk, disclosure, faulty)
    assert answer.status_code == 422
    assert [(f["key"], f["field"]) for f in answer.json()["faults"]] == [("k", "amount")]
    edit(disclosure=disclosure, changes=[cell(1, "amount", "100000.00", "7")])
    answer = send(desk, disclosure, AMOUNT)
    assert answer.status_code == 409
    (clash,) = answer.json()["clashes"]
    assert clash == {
        "key": "k", "field": "amount", "was": "100000.00", "theirs": "7.00", "mine": "5",
    }  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        "[]", "{}", '{"changes": 1}', '{"changes": [1]}', "{" * 9999,
        '{"changes": [{"key": 1}]}',
        '{"changes": [{"key": "k", "position": true, "was": null, "now": null}]}',
        '{"changes": [{"key": "k", "position": 1, "was": {"note": 1}, "now": null}]}',
        '{"changes": [{"key": "k", "position": -1, "was": null, "now": {}}]}',
        '{"changes": [{"key": "k", "position": 1, "was": {"via": ""}, "now": {"via": "unit"}}]}',
        '{"changes": [], "money": "美元"}',
    ],
)  # fmt: skip
def test_what_no_grid_sends_is_refused(desk: Client, disclosure: Disclosure, body: str) -> None:
    answer = desk.post(address(disclosure), body, content_type="application/json")
    assert answer.status_code == 400
    disclosure.refresh_from_db()
    assert disclosure.version == 1


@pytest.mark.parametrize(
    "form",
    [
        {"row": "1"},
        {"row": "1", "was.1": "x"},
        {"row": "1", "was.1": "[]"},
        {"row": "x", "was.x": "{}"},
        {"row": "1", "was.1": '{"via": "unit"}', "remove.1": "on"},
    ],
)
def test_forged_forms_are_refused(desk: Client, disclosure: Disclosure, form: Any) -> None:
    assert desk.post(address(disclosure), form).status_code == 400
    disclosure.refresh_from_db()
    assert disclosure.version == 1


def test_rows_come_whole_and_then_only_what_changed(desk: Client, disclosure: Disclosure) -> None:
    rows = address(disclosure, what="ledger-rows")
    told = desk.get(rows).json()
    assert [row["position"] for row in told["rows"]] == [1, 2, 3]
    assert told["rows"][0]["texts"]["amount"] == "100000.00"
    assert desk.get(f"{rows}?since=1").json()["rows"] == []
    send(desk, disclosure, AMOUNT)
    removal = {"position": 2, "was": texts(disclosure, "expenditure", 2), "now": None}
    send(desk, disclosure, removal)
    told = desk.get(f"{rows}?since=1").json()
    assert (told["version"], told["gone"]) == (3, [2])
    assert [(r["position"], r["texts"]["amount"]) for r in told["rows"]] == [(1, "5.00")]
    save_book(book=Book.of_facts(small_facts()), disclosure=disclosure)
    told = desk.get(f"{rows}?since=3").json()
    assert told["whole"] is True
    assert len(told["rows"]) == 3


def test_it_is_told_who_else_changed_what(desk: Client, disclosure: Disclosure, crew: Crew) -> None:
    other = browser_of(somebody("w2", "周敏", Role.CLERK, disclosure.organisation))
    send(desk, disclosure, AMOUNT)
    since = f"{address(disclosure, what='ledger-rows')}?since=1"
    assert desk.get(since).json()["deeds"] == []
    (deed,) = other.get(since).json()["deeds"]
    assert (deed["who"], deed["what"]) == ("王芳", "修改了第 1 行")


def test_findings_come_with_the_rows_they_are_made_of(desk: Client, disclosure: Disclosure) -> None:
    send(desk, disclosure, AMOUNT)
    html = desk.get(address(disclosure, what="ledger-findings")).content.decode()
    assert "<b>0</b> 错误" not in html
    assert re.search(r'href="[^"]*ledgers/[a-z]+/\?row=\d+#row-\d+"', html)
    assert 'data-row="' in html
    assert "?at=" in html


def test_who_may_not_enter_sees_why_and_cannot_forge(disclosure: Disclosure, crew: Crew) -> None:
    for person in (crew.observer, crew.reviewer, crew.signatory, crew.administrator):
        client = browser_of(person)
        page = client.get(address(disclosure))
        assert "您不是这里的填报人" in page.content.decode()
        assert "<input" not in page.content.decode().split("ledger-form")[1].split("</form>")[
            0
        ].replace('<input type="hidden"', "")
        assert send(client, disclosure, AMOUNT).status_code == 403
        assert client.post(address(disclosure), {"begin": "1"}).status_code == 403
        assert (
            client.post(address(disclosure), {"row": "new1", "new1.note": "x"}).status_code == 403
        )
    disclosure.refresh_from_db()
    assert disclosure.version == 1


def test_other_peoples_ledgers_are_not_there(disclosure: Disclosure, crew: Crew) -> None:
    other = Organisation.objects.create(name="别的局", code="9")
    client = browser_of(somebody("z", "赵云", Role.CLERK, other))
    for what in ("ledger", "ledger-rows", "ledger-findings"):
        assert client.get(address(disclosure, what=what)).status_code == 404
    assert client.get(reverse("ledgers", args=[disclosure.pk])).status_code == 404
    assert send(client, disclosure, AMOUNT).status_code == 404


def test_unknown_ledgers_are_not_there(desk: Client, disclosure: Disclosure) -> None:
    for what in ("ledger", "ledger-rows", "ledger-findings"):
        assert desk.get(address(disclosure, "nothing", what)).status_code == 404


@pytest.mark.parametrize("state", [s for s in State if s not in ("draft", "returned")])
def test_what_is_no_longer_open_is_read_only(
    desk: Client, disclosure: Disclosure, state: State
) -> None:
    Disclosure.objects.update(state=state)
    page = desk.get(address(disclosure))
    assert "现在只能查看" in page.content.decode()
    answer = send(desk, disclosure, AMOUNT)
    assert answer.status_code == 409
    assert "不能填报" in answer.json()["closed"]
    assert desk.post(address(disclosure), {"begin": "1"}).status_code == 409
    assert texts(disclosure, "expenditure", 1)["amount"] == "100000.00"


def test_whoever_is_signed_out_is_told_so_as_json(disclosure: Disclosure) -> None:
    answer = send(Client(), disclosure, AMOUNT)
    assert answer.status_code == 401
    assert answer.json()["error"] == "sign-in"


def test_what_was_filed_as_printed_has_an_empty_ledger(crew: Crew) -> None:
    book = Book.of_tables(as_filed(Book.of_facts(small_facts(year=2020)).tables))
    filed = save_book(book=book)
    Disclosure.objects.filter(pk=filed.pk).update(
        organisation=Disclosure.objects.earliest("pk").organisation
    )
    page = browser_of(crew.clerk).get(address(filed))
    assert "按公开表导入" in page.content.decode()


def test_a_disclosure_is_begun_by_a_button(crew: Crew) -> None:
    fresh = empty_disclosure()
    client = browser_of(somebody("n", "钱进", Role.CLERK, fresh.organisation))
    page = client.get(address(fresh))
    assert "还没有填报" in page.content.decode()
    assert client.get(address(fresh, what="ledger-findings")).status_code == 200
    client.post(address(fresh), {"begin": "1"})
    fresh.refresh_from_db()
    assert fresh.version == 1
    assert 'value="702"' in client.get(address(fresh, "unit")).content.decode()
