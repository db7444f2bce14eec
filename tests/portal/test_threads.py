"""Remarks: pinned to a cell, a table or the whole; answered and settled by whoever may."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosures.actions import Seen, answer, remark, resolve, return_
from disclosures.assemble import book_of
from disclosures.core.workflow import Role
from disclosures.models import Disclosure, JournalEntry, Organisation, Remark, Reply
from disclosures.views.threads import place_of, threads_of
from tests.factories import observer
from tests.portal.course import now, submitted
from tests.portal.people import Crew, actor, browser_of
from tests.portal.tree import member

pytestmark = pytest.mark.django_db

AT = "general/2080101/c1"


@pytest.fixture
def here(disclosure: Disclosure, crew: Crew) -> Disclosure:
    return submitted(disclosure, crew)


@pytest.fixture
def reviewer(crew: Crew) -> Client:
    return browser_of(crew.reviewer)


def pin(client: Client, disclosure: Disclosure, at: str = AT, text: str = "请核对", **more: str):
    address = reverse("remarks", args=[disclosure.pk])
    return client.post(address, {"at": at, "text": text, **more})


def pinned(disclosure: Disclosure, crew: Crew, at: str = AT) -> Remark:
    by = actor(crew.reviewer)
    return remark(
        disclosure=disclosure, at=at, subject="某处", shown="12.00 万元", text="问", by=by
    )


def sent_back(disclosure: Disclosure, crew: Crew) -> Disclosure:
    by = actor(crew.reviewer)
    return_(disclosure=disclosure, seen=Seen.of(disclosure), why="请核对合计", by=by)
    return now(disclosure)


@pytest.mark.parametrize(
    ("at", "subject", "shown"),
    [
        (
            AT,
            "公开06表 一般公共预算财政拨款支出决算表 2080101 行政运行 · 本年支出 合计",
            "12.00 万元",
        ),
        ("general", "公开06表 一般公共预算财政拨款支出决算表", ""),
        ("", "整份材料", ""),
    ],
)
def test_a_remark_says_what_stood_there(
    reviewer: Client, here: Disclosure, at: str, subject: str, shown: str
) -> None:
    answered = pin(reviewer, here, at, subject="别的", shown="0")
    made = Remark.objects.get()
    assert answered["Location"] == reverse("remarks", args=[here.pk]) + f"#remark-{made.pk}"
    assert (made.at, made.shown, made.text, made.version) == (at, shown, "请核对", here.version)
    assert made.subject == subject
    assert made.person.name == "张敏"


def test_from_the_table_one_returns_to_the_cell(reviewer: Client, here: Disclosure) -> None:
    led = pin(reviewer, here, **{"from": "table"})["Location"]
    assert (
        led == reverse("table", args=[here.pk, "general"]) + f"?at={AT.replace('/', '%2F')}#remarks"
    )
    page = reviewer.get(led).content.decode()
    assert "请核对" in page
    assert 'aria-label="批注 1 条待答复"' in page
    assert "remarked picked" in page


@pytest.mark.parametrize(
    "at", ["nowhere", "general/2080101/c99", "general/none/c1", "x" * 400, "general//c1", "/"]
)
def test_a_place_that_is_not_there_is_refused_and_the_text_handed_back(
    reviewer: Client, here: Disclosure, at: str
) -> None:
    page = pin(reviewer, here, at, "很长的一段话")
    assert page.status_code == 400
    assert "很长的一段话" in page.content.decode()
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"), [("  ", "请写明内容"), ("字" * 5001, "不能超过 5000 字")]
)
def test_a_remark_says_something_and_not_a_book(
    reviewer: Client, here: Disclosure, text: str, said: str
) -> None:
    page = pin(reviewer, here, text=text)
    assert page.status_code == 400
    assert said in page.content.decode()
    assert not Remark.objects.exists()


@pytest.mark.parametrize("role", ["clerk", "signatory", "observer", "administrator"])
def test_whoever_may_not_sees_no_form_and_is_refused(
    here: Disclosure, crew: Crew, role: str
) -> None:
    client = browser_of(getattr(crew, role))
    made = pinned(here, crew)
    list_page = client.get(reverse("remarks", args=[here.pk]))
    table_page = client.get(reverse("table", args=[here.pk, "general"]), {"at": AT})
    for page in (list_page, table_page):
        text = page.content.decode()
        assert page.status_code == 200
        assert "问" in text
        assert "<textarea" not in text
        assert reverse("remark-resolve", args=[made.pk]) not in text
    forged = (
        pin(client, here),
        client.post(reverse("remark-answer", args=[made.pk]), {"text": "答"}),
        client.post(reverse("remark-resolve", args=[made.pk])),
    )
    assert [page.status_code for page in forged] == [403, 409, 403]
    assert (Remark.objects.count(), Reply.objects.count()) == (1, 0)


def test_strangers_find_nothing(here: Disclosure, crew: Crew) -> None:
    made = pinned(here, crew)
    other = Organisation.objects.create(name="乙市", code="52", level="region")
    client = browser_of(member("外人", Role.REVIEWER, of=other))
    address = reverse("remarks", args=[here.pk])
    assert client.get(address).status_code == 404
    assert pin(client, here).status_code == 404
    for name in ("remark-answer", "remark-resolve"):
        answered = client.post(reverse(name, args=[made.pk]), {"text": "答"})
        assert answered.status_code == 404
        assert Client().post(reverse(name, args=[made.pk])).status_code == 401
        assert client.get(reverse(name, args=[made.pk])).status_code == 405
    assert "/login/" in Client().get(address)["Location"]


def test_after_the_return_the_clerk_answers_and_the_reviewer_settles(
    here: Disclosure, crew: Crew, reviewer: Client
) -> None:
    made = pinned(here, crew)
    back = sent_back(here, crew)
    clerk = browser_of(crew.clerk)
    page = clerk.get(reverse("remarks", args=[back.pk])).content.decode()
    assert "请核对合计" in page
    assert "答复内容" in page
    assert reverse("ledger", args=[back.pk, "expenditure"]) + "?row=" in page
    assert pin(clerk, back).status_code == 403
    said = clerk.post(reverse("remark-answer", args=[made.pk]), {"text": "已核对<b>"})
    assert said.status_code == 302
    assert [t.status for t in threads_of(back, book_of(back))] == ["answered"]
    assert "已核对&lt;b&gt;" in clerk.get(reverse("remarks", args=[back.pk])).content.decode()
    assert clerk.post(reverse("remark-resolve", args=[made.pk])).status_code == 403
    done = reviewer.post(reverse("remark-resolve", args=[made.pk]))
    assert done.status_code == 302
    assert [t.status for t in threads_of(back, book_of(back))] == ["resolved"]
    again = reviewer.post(reverse("remark-resolve", args=[made.pk]))
    assert again.status_code == 409
    deeds = JournalEntry.objects.order_by("-pk").values_list("action", flat=True)
    assert list(deeds[:2]) == ["resolve", "answer"]


def test_what_changed_since_is_told(here: Disclosure, crew: Crew) -> None:
    pinned(here, crew)
    thread = threads_of(here, book_of(here))[0]
    assert (thread.now, thread.remark.shown) == ("", "12.00 万元")
    Remark.objects.update(shown="11.00 万元")
    thread = threads_of(here, book_of(here))[0]
    assert thread.now == "12.00 万元"
    Remark.objects.update(at="general/gone/c1")
    page = browser_of(crew.reviewer).get(reverse("remarks", args=[here.pk])).content.decode()
    assert "已不存在" in page


def test_the_list_is_narrowed_by_status(here: Disclosure, crew: Crew, reviewer: Client) -> None:
    one, two, three = (pinned(here, crew, at) for at in ("", "general", AT))
    answer(remark=two, text="补充", by=actor(crew.reviewer))
    resolve(remark=three, by=actor(crew.reviewer))
    back = sent_back(here, crew)
    answer(remark=one, text="答", by=actor(crew.clerk))
    found = {}
    for status in ("", "open", "answered", "resolved", "nonsense"):
        page = reviewer.get(reverse("remarks", args=[back.pk]), {"status": status})
        found[status] = [thread.remark.pk for thread, _ in page.context["threads"]]
    everything = [two.pk, one.pk, three.pk]
    assert found == {
        "": everything,
        "open": [two.pk],
        "answered": [one.pk],
        "resolved": [three.pk],
        "nonsense": everything,
    }


def test_a_remark_on_a_table_stands_beside_it(here: Disclosure, crew: Crew) -> None:
    pinned(here, crew, "general")
    client = browser_of(observer())
    assert (
        "对本表的批注" in client.get(reverse("table", args=[here.pk, "general"])).content.decode()
    )
    other = client.get(reverse("table", args=[here.pk, "overview"])).content.decode()
    assert "对本表的批注" not in other


def test_the_fragment_of_a_cell_brings_its_form(here: Disclosure, reviewer: Client) -> None:
    page = reviewer.get(reverse("cell", args=[here.pk]), {"at": AT}).content.decode()
    assert "csrfmiddlewaretoken" in page
    assert f'name="at" value="{AT}"' in page


def test_places(here: Disclosure) -> None:
    book = book_of(here)
    cell = place_of(book, here, AT)
    assert cell is not None
    assert cell.link is not None
    assert place_of(book, here, "general/2080101/nope") is None


def test_more_remarks_take_no_more_queries(here: Disclosure, crew: Crew, reviewer: Client) -> None:
    pages = (
        (reverse("remarks", args=[here.pk]), {}),
        (reverse("table", args=[here.pk, "general"]), {"at": AT}),
        (reverse("review", args=[here.pk]), {}),
    )
    counts = []
    for more in (1, 20):
        for _ in range(more):
            made = pinned(here, crew)
            answer(remark=made, text="补充", by=actor(crew.reviewer))
        for address, query in pages:
            reviewer.get(address, query)
        counts.append([])
        for address, query in pages:
            with CaptureQueriesContext(connection) as queries:
                reviewer.get(address, query)
            counts[-1].append(len(queries))
    assert counts[0] == counts[1]
