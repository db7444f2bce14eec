"""The board of a season: who sees it, what it counts, and that it grows without more queries."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosures.core.workflow import Role, State
from disclosures.models import Organisation, Person, Season
from tests.portal.people import browser_of
from tests.portal.region import populate, region, season, stand
from tests.portal.tree import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def top() -> Organisation:
    return region()


@pytest.fixture
def here(top: Organisation) -> Season:
    """Three departments with two units each; eight of the nine have begun, one is late."""
    made = season(top, populate(top, 3, units=2), left=-2)
    for code, state in {
        "101": State.SUBMITTED,
        "101001": State.HANDED_UP,
        "101002": State.RETURNED,
        "102": State.APPROVED,
        "102001": State.SIGNED,
        "102002": State.DRAFT,
        "103001": State.PUBLISHED,
        "103002": State.WITHDRAWN,
    }.items():
        stand(made, code, state)
    return made


@pytest.fixture
def reviewer(top: Organisation) -> Client:
    return browser_of(member("zhang", Role.REVIEWER, of=top))


def shown(client: Client, season: Season, **query: str) -> str:
    page = client.get(reverse("season-board", args=[season.pk]), query)
    assert page.status_code == 200
    return page.content.decode()


def test_every_stage_is_counted_and_led_to(reviewer: Client, here: Season) -> None:
    page = reviewer.get(reverse("season-board", args=[here.pk]))
    counts = {chip.label: chip.count for chip in page.context["chips"]}
    assert counts == {
        "全部": 9, "逾期未报": 4, "未开始": 1, "填报中": 1, "已报部门": 1, "已签署": 1,
        "待审核": 1, "已退回": 1, "已通过": 1, "已公开": 1, "已撤回": 1,
    }  # fmt: skip
    text = page.content.decode()
    assert 'href="?stage=late"' in text
    assert "已过 2 天" in text
    tally = page.context["tally"]
    assert (tally.reported, tally.done, tally.all) == (5, 3, 9)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"stage": "not_begun"}, {"103"}),
        ({"stage": "late"}, {"103", "101002", "102001", "102002"}),
        ({"stage": "submitted"}, {"101"}),
        ({"q": "1020"}, {"102001", "102002"}),
        ({"q": "第1局"}, {"102", "102001", "102002"}),
        ({"q": "102", "stage": "signed"}, {"102001"}),
        ({"stage": "nonsense", "q": "第2局2"}, {"103002"}),
        ({"q": "没有这样的"}, set()),
    ],
)
def test_filters(reviewer: Client, here: Season, query: dict[str, str], names: set[str]) -> None:
    page = reviewer.get(reverse("season-board", args=[here.pk]), query)
    lines = page.context["lines"]
    rows = [row for line in lines for row in (line.own, *line.units) if row and row.fits]
    assert {row.code for row in rows} == names
    text = page.content.decode()
    assert ("没有符合条件的组织" in text) == (not names)
    exported = reviewer.get(reverse("season-board-file", args=[here.pk, "csv"]), query)
    assert len(exported.content.decode("utf-8-sig").splitlines()) == 1 + len(names)


def test_units_are_folded_below_their_department(reviewer: Client, here: Season) -> None:
    lines = reviewer.get(reverse("season-board", args=[here.pk])).context["lines"]
    told = [(x.code, len(x.units), x.all_units, x.reported_units) for x in lines]
    assert told == [("101", 2, 2, 1), ("102", 2, 2, 0), ("103", 2, 2, 2)]
    assert "<details>" in shown(reviewer, here)
    assert "<details open>" in shown(reviewer, here, stage="late")


def test_nobody_is_late_before_the_deadline_has_passed(reviewer: Client, top: Organisation) -> None:
    made = season(top, populate(top, 1, units=0), left=0)
    text = shown(reviewer, made)
    assert "就是今天" in text
    assert "逾期" not in text


def test_the_board_as_a_file_is_text_and_never_a_formula(
    reviewer: Client, here: Season, top: Organisation
) -> None:
    Organisation.objects.filter(code="103").update(name='=HYPERLINK("http://x")')
    address = reverse("season-board-file", args=[here.pk, "xlsx"])
    book = openpyxl.load_workbook(io.BytesIO(reviewer.get(address).content))
    rows = list(book.active.iter_rows())
    assert len(rows) == 10
    assert [cell.value for cell in rows[1]][:6] == ["101", "第0局", "", "", "待审核", ""]
    assert {cell.data_type for row in rows for cell in row if cell.value} == {"s"}
    text = reviewer.get(reverse("season-board-file", args=[here.pk, "csv"])).content.decode()
    names = [row[1] for row in csv.reader(io.StringIO(text))]
    assert names[-3:] == ['\'=HYPERLINK("http://x")'] * 3
    assert reviewer.get(address.replace("xlsx", "ods")).status_code == 404


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("place", ["甲市", "乙市", "101", None])
def test_only_the_bureau_and_observers_of_the_region_see_it(
    top: Organisation, here: Season, role: Role, place: str | None
) -> None:
    places = {"甲市": top, "乙市": region("乙市", "52")}
    department = Organisation.objects.get(code="101")
    person = member("某人")
    if place:
        person.memberships.create(organisation=places.get(place, department), role=role)
    may = place == "甲市" and role in ("reviewer", "administrator", "observer")
    client = browser_of(person)
    for name, *more in (("season-board",), ("season-board-file", "xlsx")):
        answer = client.get(reverse(name, args=[here.pk, *more]))
        assert answer.status_code == (200 if may else 404)
    led = client.get(reverse("board"))
    follows = place in ("甲市", "乙市") and role in ("reviewer", "administrator", "observer")
    assert led.status_code == (302 if may else 200 if follows else 404)


def test_who_follows_several_seasons_chooses(
    reviewer: Client, top: Organisation, here: Season
) -> None:
    assert reviewer.get(reverse("board"))["Location"] == reverse("season-board", args=[here.pk])
    Season.objects.create(
        region=top, year=2022, kind="budget", form_set="bazhong-budget-2022",
        opens_on=here.opens_on, deadline=here.deadline, publish_by=here.publish_by,
    )  # fmt: skip
    page = reviewer.get(reverse("board"))
    assert [(s.year, s.reported, s.done, s.all) for s in page.context["seasons"]] == [
        (2022, 0, 0, 0),
        (2021, 5, 3, 9),
    ]


def test_strangers_and_other_methods_are_refused(here: Season, reviewer: Client) -> None:
    for name in ("board", "season-board"):
        address = reverse(name, args=[here.pk] if name != "board" else [])
        assert "/login/" in Client().get(address)["Location"]
        assert reviewer.post(address).status_code == 405
    assert reviewer.get(reverse("season-board", args=[here.pk]), {"q": "a\x00b", "page": "x"})


def test_more_organisations_take_no_more_queries(reviewer: Client, top: Organisation) -> None:
    few = season(top, populate(top, 3))
    other = region("乙市", "52")
    Person.objects.get(username="zhang").memberships.create(organisation=other, role="reviewer")
    many = season(other, populate(other, 30))
    assert (few.disclosures.count(), many.disclosures.count()) == (30, 300)
    reviewer.get(reverse("season-board", args=[few.pk]))
    for name, *more in (("season-board",), ("season-board-file", "csv")):
        counts = []
        for one in (few, many):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                reviewer.get(reverse(name, args=[one.pk, *more]))
            counts.append(len(queries))
        assert counts[0] == counts[1] < 16


@pytest.mark.parametrize(("role", "of", "led"), [
    (Role.OBSERVER, "region", True),
    (Role.OBSERVER, "department", False),
    (Role.REVIEWER, "region", True),
    (Role.CLERK, "department", False),
])  # fmt: skip
def test_the_head_of_every_page_leads_whoever_may_see_a_board_to_it(
    top: Organisation, role: Role, of: str, led: bool
) -> None:
    place = top if of == "region" else populate(top, 1, 0)[0]
    client = browser_of(member("somebody", role, of=place))
    page = client.get(reverse("rules")).content.decode()
    assert (f'<a href="{reverse("board")}">进度</a>' in page) == led
    assert (client.get(reverse("board")).status_code == 200) == led
