"""The list of versions, and any two of them side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosures.actions import SYSTEM, Seen, explain, record, return_, save_book
from disclosures.core.workflow import Action, Role
from disclosures.models import Disclosure, ExpenditureRow, Organisation
from disclosures.pipeline import Book
from tests.factories import WAN, small_facts
from tests.portal.course import now, submitted
from tests.portal.people import Crew, actor, browser_of, crew_of
from tests.portal.tree import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(crew: Crew) -> Client:
    return browser_of(crew.clerk)


def edited(disclosure: Disclosure, crew: Crew, amount: int) -> None:
    """The first amount of spending changed, as the grid does it."""
    row = ExpenditureRow.objects.get(disclosure=disclosure, position=1)
    before = {"ledger": {"expenditure": {"1": {"amount": row.amount}}}}
    after = {"ledger": {"expenditure": {"1": {"amount": amount}}}}
    row.amount = amount
    row.save()
    here = now(disclosure)
    here.version += 1
    here.save()
    by = actor(crew.clerk)
    record(by=by, action=Action.ENTER, disclosure=here, before=before, after=after)


def explained(disclosure: Disclosure, crew: Crew, text: str) -> None:
    told = {"k": {"code": "B-013", "message": "差额 2 万元", "text": text}}
    here = now(disclosure)
    explain(disclosure=here, reasons=told, seen=Seen.of(here), by=actor(crew.clerk))


def compare(client: Client, disclosure: Disclosure, left: object, right: object, **more: str):
    query = {"left": str(left), "right": str(right), **more}
    return client.get(reverse("compare", args=[disclosure.pk]), query)


def text_of(page: HttpResponse) -> str:
    assert page.status_code == 200
    return page.content.decode()


def test_milestones_stand_in_front_and_edits_between_them_are_folded(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    for amount in (11 * WAN, 12 * WAN, 10 * WAN):
        edited(disclosure, crew, amount)
    here = submitted(disclosure, crew)
    by = actor(crew.reviewer)
    return_(disclosure=here, seen=Seen.of(here), why="请核对合计", by=by)
    edited(disclosure, crew, 13 * WAN)
    page = clerk.get(reverse("versions", args=[disclosure.pk]))
    steps = page.context["steps"]
    told = [(s.milestone, s.last.action, s.first.version, s.last.version, s.who) for s in steps]
    assert told == [
        (False, "enter", 5, 5, "王芳"),
        (True, "return", 4, 4, "张敏"),
        (True, "submit", 4, 4, "王芳"),
        (True, "sign", 4, 4, "李强"),
        (False, "enter", 1, 4, "王芳、系统"),
    ]
    text = text_of(page)
    assert "请核对合计" in text
    assert "修改 4 次" in text
    assert (page.context["left"], page.context["right"]) == (4, 5)
    assert reverse("compare", args=[disclosure.pk]) + "?left=4&amp;right=5" in text


def test_looking_and_remarks_are_no_versions(disclosure: Disclosure, clerk: Client) -> None:
    for action in (Action.REQUEST_FILES, Action.REMARK, Action.ANSWER):
        record(by=SYSTEM, action=action, disclosure=disclosure)
    steps = clerk.get(reverse("versions", args=[disclosure.pk])).context["steps"]
    assert [step.last.action for step in steps] == ["enter"]


def test_tables_side_by_side_largest_first(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    edited(disclosure, crew, 13 * WAN)
    page = compare(clerk, disclosure, 1, 2, table="general")
    found = {(c.link.at, c.before, c.after, c.difference) for c in page.context["changes"]}
    assert ("general/2080101/c1", "12.00", "15.00", "+3.00") in found
    assert "第1版与第2版" in text_of(page)
    back = compare(clerk, disclosure, 2, 1, table="general")
    assert {c.difference for c in back.context["changes"]} == {"-3.00"}


def test_rows_of_the_ledgers_side_by_side(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    edited(disclosure, crew, 13 * WAN)
    facts = small_facts()
    fewer = replace(facts, facts=tuple(f for f in facts.facts if f.of != "sangong"))
    save_book(book=Book.of_facts(fewer), disclosure=now(disclosure), by=actor(crew.clerk))
    text = text_of(compare(clerk, disclosure, 1, 2, part="rows"))
    assert "100,000.00" in text
    assert "130,000.00" in text
    gone = text_of(compare(clerk, disclosure, 1, 3, part="rows"))
    assert "删除 1" in gone
    assert "填报数据没有改动" in text_of(
        compare(clerk, small_again(disclosure, crew), 1, 4, part="rows")
    )


def small_again(disclosure: Disclosure, crew: Crew) -> Disclosure:
    """All as it was first."""
    book = Book.of_facts(small_facts())
    return save_book(book=book, disclosure=now(disclosure), by=actor(crew.clerk))


def test_reasons_side_by_side(disclosure: Disclosure, crew: Crew, clerk: Client) -> None:
    explained(disclosure, crew, "新增项目")
    explained(disclosure, crew, "新增项目，已批复<b>")
    page = compare(clerk, disclosure, 2, 3, part="reasons")
    (change,) = page.context["reasons"]
    assert (change.code, change.before, change.after) == (
        "B-013", "新增项目", "新增项目，已批复<b>"
    )  # fmt: skip
    assert "已批复&lt;b&gt;" in text_of(page)
    came = compare(clerk, disclosure, 1, 3, part="reasons").context["reasons"]
    assert [(c.before, c.after) for c in came] == [("", "新增项目，已批复<b>")]
    assert compare(clerk, disclosure, 3, 3).context["left"] == 3
    assert "这是同一版" in text_of(compare(clerk, disclosure, 3, 3))


@pytest.mark.parametrize(("left", "right"), [(1, 99), ("x", 1), ("", ""), (-1, 1), ("1" * 30, 1)])
def test_a_version_that_is_not_there_is_told_in_words(
    disclosure: Disclosure, clerk: Client, left: object, right: object
) -> None:
    page = compare(clerk, disclosure, left, right)
    assert page.status_code == 404
    assert "不能比较" in page.content.decode()


def test_what_was_not_kept_is_told_in_words(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    here = now(disclosure)
    here.version += 1
    here.save()
    record(by=SYSTEM, action=Action.IMPORT, disclosure=here, before={"rows": 3})
    page = compare(clerk, disclosure, 1, 2)
    assert page.status_code == 404
    assert "这一版没有留存" in page.content.decode()


def test_tables_that_were_filed_as_printed(disclosure: Disclosure) -> None:
    book = Book.of_tables(Book.of_facts(small_facts()).tables)
    filed = save_book(book=book)
    client = browser_of(crew_of(filed).clerk)
    save_book(book=book, disclosure=now(filed))
    assert "没有填报数据" in text_of(compare(client, filed, 1, 2, part="rows"))
    assert "各表金额没有变动" in text_of(compare(client, filed, 1, 2))


def test_strangers_find_nothing(disclosure: Disclosure) -> None:
    other = Organisation.objects.create(name="乙市", code="52", level="region")
    client = browser_of(member("外人", Role.REVIEWER, of=other))
    for name in ("versions", "compare"):
        address = reverse(name, args=[disclosure.pk])
        assert client.get(address, {"left": 1, "right": 1}).status_code == 404
        assert "/login/" in Client().get(address)["Location"]


def test_many_edits_come_in_pages_with_no_more_queries(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    counts = []
    for more in (2, 210):
        for n in range(more):
            here = now(disclosure)
            here.version += 1
            here.save()
            action = Action.ENTER if n % 3 else Action.IMPORT
            record(by=actor(crew.clerk), action=action, disclosure=here)
        clerk.get(reverse("versions", args=[disclosure.pk]))
        with CaptureQueriesContext(connection) as queries:
            page = clerk.get(reverse("versions", args=[disclosure.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "第 1 / 2 页" in text_of(page)
