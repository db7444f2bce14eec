"""Seasons in the bureau's office: form, preview, confirmation, and what changes later."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from disclosures.core.workflow import Role
from disclosures.models import JournalEntry, Membership, Organisation, Person, Season
from tests.portal.office_pages import address, hidden, text
from tests.portal.tree import disclosure_of, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client, tree: dict[str, Organisation]) -> Client:
    client.force_login(member("zhangmin", Role.REVIEWER, of=tree["甲市"]))
    return client


def asked(**changes: object) -> dict[str, object]:
    values: dict[str, object] = {
        "kind": "final",
        "year": "2021",
        "form_set": "sichuan-final-2020",
        "opens_on": "2022-07-01",
        "deadline": "2022-08-20",
        "publish_by": "",
        "who": "departments",
    }
    return values | changes


def previewed(office: Client, tree: dict[str, Organisation], **changes: object) -> Any:
    return office.post(address(tree, "season-open"), asked(**changes))


def confirmed(office: Client, tree: dict[str, Organisation], page: Any) -> Any:
    return office.post(address(tree, "season-confirm"), {"draft": hidden(page, "draft")})


def names(season: Season) -> list[str]:
    return sorted(season.disclosures.values_list("organisation__name", flat=True))


def listed(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("名单.csv", "\n".join(("编码,名称", *rows)).encode())


@pytest.mark.parametrize(
    ("who", "part"),
    [
        ("departments", ["教育局", "财政局"]),
        ("all", ["信息中心", "教育局", "第一中学", "财政局", "预算所"]),
        ("ticked", ["第一中学", "财政局"]),
    ],
)
def test_a_season_is_previewed_and_opened_once(
    tree: dict[str, Organisation], office: Client, who: str, part: list[str]
) -> None:
    ticks = [tree["财政局"].pk, tree["第一中学"].pk, tree["乙市财政局"].pk]
    page = previewed(office, tree, who=who, organisation=ticks if who == "ticked" else [])
    said = text(page)
    assert "甲市2021年部门决算公开" in said
    assert "2022-09-09" in said
    assert not Season.objects.exists()
    done = confirmed(office, tree, page)
    season = Season.objects.get()
    assert done["Location"] == address(tree, "season", season.pk)
    assert names(season) == part
    assert str(season.publish_by) == "2022-09-09"
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.who) == ("open_season", "zhangmin")
    again = confirmed(office, tree, page)
    assert again.status_code == 409
    assert "这个任务已经发起" in text(again)
    assert JournalEntry.objects.count() == 1


def test_form_sets_are_those_of_the_kind_and_year(
    tree: dict[str, Organisation], office: Client
) -> None:
    def offered(kind: str, year: int) -> list[str]:
        page: Any = office.get(address(tree, "season-open"), {"kind": kind, "year": year})
        return [key for key, _ in page.context["form"].fields["form_set"].choices]

    assert "sichuan-final-2020" in offered("final", 2021)
    assert "sichuan-final-2020" not in offered("final", 2022)
    assert all("budget" in key for key in offered("budget", 2022))
    odd = office.get(address(tree, "season-open"), {"kind": "x", "year": "99999999999"})
    assert odd.status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"form_set": "sichuan-final-2022"}, "请选择表样"),
        ({"form_set": "bazhong-budget-2022"}, "请选择表样"),
        ({"opens_on": ""}, "请填开始日期"),
        ({"opens_on": "2022-13-01"}, "日期如"),
        ({"deadline": "2022-06-30"}, "报送截止日期不能早于开始日期"),
        ({"publish_by": "2022-08-01"}, "公开截止日期不能早于报送截止日期"),
        ({"who": "ticked"}, "没有参加的组织"),
        ({"who": "everyone"}, "请选择参加的组织"),
        ({"who": "file"}, "请选择名单文件"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_lost(
    tree: dict[str, Organisation], office: Client, changes: dict[str, object], said: str
) -> None:
    page = previewed(office, tree, **changes)
    assert page.status_code == 200
    assert said in text(page)
    assert 'name="draft"' not in page.content.decode()
    assert not Season.objects.exists()


def test_a_list_says_who_takes_part_and_new_ones_are_made(
    tree: dict[str, Organisation], office: Client
) -> None:
    rows = ("701,财政局", "801,水利局", "801001,水利站")
    office.force_login(member("liuyang", Role.ADMINISTRATOR, of=tree["甲市"]))
    page = previewed(office, tree, who="file", file=listed(*rows))
    told = re.sub(r"\s+", " ", text(page))
    assert "按上传的名单（名单.csv）：3 个，其中新增 2 个" in told
    assert not Organisation.objects.filter(code="801").exists()
    confirmed(office, tree, page)
    assert names(Season.objects.get()) == ["水利局", "水利站", "财政局"]
    assert confirmed(office, tree, page).status_code == 409
    assert Season.objects.count() == 1


def test_a_reviewer_opens_from_a_list_of_organisations_that_are_there(
    tree: dict[str, Organisation], office: Client
) -> None:
    page = previewed(office, tree, who="file", file=listed("701,财政局", "801,水利局"))
    assert "组织由甲市的管理员维护" in text(page)
    assert 'name="draft"' not in page.content.decode()
    page = previewed(office, tree, who="file", file=listed("701,财政局", "702,预算所"))
    confirmed(office, tree, page)
    assert names(Season.objects.get()) == ["财政局", "预算所"]


def test_what_a_reviewer_was_shown_may_no_longer_be_theirs_to_do(
    tree: dict[str, Organisation], office: Client
) -> None:
    page = previewed(office, tree, who="file", file=listed("701,财政局"))
    Organisation.objects.filter(pk=tree["财政局"].pk).update(name="甲市财政局")
    stale = confirmed(office, tree, page)
    assert stale.status_code == 409
    assert "组织由甲市的管理员维护" in text(stale)
    assert 'name="draft"' not in stale.content.decode()
    assert not Season.objects.exists()


def test_what_would_count_for_nothing_is_told(
    tree: dict[str, Organisation], office: Client
) -> None:
    page = previewed(office, tree, file=listed("801,水利局"))
    assert "请选“按上传的名单”" in text(page)
    page = previewed(office, tree, who="all", organisation=[tree["财政局"].pk])
    assert "请选“在下面勾选”" in text(page)
    assert "checked" in page.content.decode()


def test_a_season_is_not_previewed_twice(
    tree: dict[str, Organisation], office: Client, season: Season
) -> None:
    assert f"{season}已经发起过" in text(previewed(office, tree))


def test_a_list_with_errors_opens_nothing(tree: dict[str, Organisation], office: Client) -> None:
    page = previewed(office, tree, who="file", file=listed("801,", "802,某局"))
    assert "CSV!B2" in text(page)
    assert 'name="draft"' not in page.content.decode()
    for file in (SimpleUploadedFile("x.xlsx", b"%PDF"), listed()):
        page = previewed(office, tree, who="file", file=file)
        assert "名单：" in text(page)


def test_organisations_that_changed_meanwhile_are_shown_again(
    tree: dict[str, Organisation], office: Client
) -> None:
    page = previewed(office, tree)
    Organisation.objects.create(name="水利局", code="801", parent=tree["甲市"])
    stale = confirmed(office, tree, page)
    assert stale.status_code == 409
    assert "水利局" in text(stale)
    assert not Season.objects.exists()
    confirmed(office, tree, stale)
    assert names(Season.objects.get()) == ["教育局", "水利局", "财政局"]


def test_a_list_that_means_something_else_meanwhile_is_shown_again(
    tree: dict[str, Organisation], office: Client
) -> None:
    office.force_login(member("liuyang", Role.ADMINISTRATOR, of=tree["甲市"]))
    page = previewed(office, tree, who="file", file=listed("701,财政局", "801,水利局"))
    Organisation.objects.create(name="水务局", code="801", parent=tree["甲市"])
    stale = confirmed(office, tree, page)
    assert stale.status_code == 409
    assert "水务局" in text(stale)
    assert not Season.objects.exists()
    confirmed(office, tree, stale)
    assert names(Season.objects.get()) == ["水利局", "财政局"]


def test_a_draft_counts_in_its_own_region_only(
    tree: dict[str, Organisation], office: Client
) -> None:
    page = previewed(office, tree)
    person = Person.objects.get(username="zhangmin")
    Membership.objects.create(person=person, organisation=tree["乙市"], role=Role.REVIEWER)
    other = reverse("office-season-confirm", args=[tree["乙市"].pk])
    for where, draft in (
        (other, hidden(page, "draft")),
        (address(tree, "season-confirm"), "forged"),
        (address(tree, "season-confirm"), ""),
    ):
        assert office.post(where, {"draft": draft}).status_code == 409
    assert not Season.objects.exists()


@pytest.fixture
def season(tree: dict[str, Organisation], office: Client) -> Season:
    disclosure_of(tree["教育局"])
    page = previewed(office, tree)
    assert "1 个已有本年度材料，照原样加入" in text(page)
    confirmed(office, tree, page)
    return Season.objects.get()


def test_the_list_and_the_page_lead_to_the_board(
    tree: dict[str, Organisation], office: Client, season: Season
) -> None:
    board = reverse("season-board", args=[season.pk])
    for page in (address(tree, "seasons"), address(tree, "season", season.pk)):
        assert f'href="{board}"' in office.get(page).content.decode()
    assert "财政局" in text(office.get(address(tree, "season", season.pk), {"q": "财政"}))
    assert "没有符合条件的组织" in text(
        office.get(address(tree, "season", season.pk), {"q": "水利"})
    )


def test_a_season_counts_those_that_have_not_begun_apart(
    tree: dict[str, Organisation], office: Client, season: Season
) -> None:
    season.disclosures.update(version=0)
    season.disclosures.filter(organisation=tree["教育局"]).update(version=1)
    page = office.get(address(tree, "season", season.pk)).content.decode()
    others = season.disclosures.count() - 1
    assert f"<b>{others}</b> 未开始" in page
    assert "<b>1</b> 填报中" in page


def test_the_days_stand_in_the_form_as_a_browser_reads_them(
    tree: dict[str, Organisation], office: Client, season: Season
) -> None:
    page = office.get(address(tree, "season", season.pk)).content.decode()
    for day in ("2022-07-01", "2022-08-20", "2022-09-09"):
        assert f'value="{day}"' in page
    new = office.get(address(tree, "season-open")).content.decode()
    assert f'value="{timezone.localdate().isoformat()}"' in new


def test_days_are_moved_and_a_race_is_lost_openly(
    tree: dict[str, Organisation], office: Client, season: Season
) -> None:
    page, days = address(tree, "season", season.pk), address(tree, "season-days", season.pk)
    seen = hidden(office.get(page), "seen")
    values = {"opens_on": "2022-07-01", "deadline": "2022-08-31", "publish_by": "", "seen": seen}
    assert "请写明调整原因" in text(office.post(days, values))
    office.post(days, values | {"why": "系统维护"})
    season.refresh_from_db()
    assert (str(season.deadline), str(season.publish_by)) == ("2022-08-31", "2022-09-20")
    lost = office.post(days, values | {"why": "再改", "deadline": "2022-08-25"})
    assert lost.status_code == 409
    assert "报送截止 2022-08-31" in text(lost)
    assert 'value="2022-08-25"' in lost.content.decode()
    again = values | {"why": "再改", "deadline": "2022-08-25", "seen": hidden(lost, "seen")}
    assert office.post(days, again).status_code == 302
    season.refresh_from_db()
    assert str(season.deadline) == "2022-08-25"
    assert "系统维护" in text(office.get(page))


def test_organisations_join_and_leave(
    tree: dict[str, Organisation], office: Client, season: Season
) -> None:
    join, leave = (address(tree, f"season-{name}", season.pk) for name in ("join", "leave"))
    assert "预算所" in text(office.get(join))
    found = text(office.get(join, {"q": "中学"}))
    assert ("第一中学" in found, "预算所" in found) == (True, False)
    both = [tree["预算所"].pk, tree["第一中学"].pk, tree["乙市财政局"].pk]
    assert "已加入 2 个组织" in text(office.post(join, {"organisation": both}, follow=True))
    assert names(season) == ["教育局", "第一中学", "财政局", "预算所"]
    begun = [tree["教育局"].pk, tree["财政局"].pk]
    refused = office.post(leave, {"organisation": begun}, follow=True)
    assert "已有填报内容，不能移出：教育局" in text(refused)
    office.post(leave, {"organisation": [tree["财政局"].pk, "x"]})
    assert names(season) == ["教育局", "第一中学", "预算所"]
    assert "没有勾选" in text(office.post(leave, {}, follow=True))


def test_another_region_and_other_roles_do_not_reach_it(
    tree: dict[str, Organisation], office: Client, season: Season
) -> None:
    views = ("season", "season-days", "season-join", "season-leave")
    pages = [address(tree, view, season.pk) for view in views]
    for role, place in (
        (Role.CLERK, "财政局"),
        (Role.SIGNATORY, "财政局"),
        (Role.OBSERVER, "甲市"),
        (Role.REVIEWER, "乙市"),
    ):
        other = Client()
        other.force_login(member(f"{role}{place}", role, of=tree[place]))
        for page in pages:
            assert other.post(page, {}).status_code in (404, 405)
            assert other.get(page).status_code in (404, 405)
        theirs = reverse("office-season", args=[tree["乙市"].pk, season.pk])
        assert other.get(theirs).status_code == 404
    assert Client().get(pages[0]).status_code == 302
    assert Client().post(pages[1], {}).status_code == 401
    assert JournalEntry.objects.count() == 1


def test_pages_take_the_same_queries_with_hundreds_of_organisations(
    tree: dict[str, Organisation],
    office: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    Organisation.objects.bulk_create(
        Organisation(name=f"{n}局", code=f"8{n:03}", parent=tree["甲市"]) for n in range(300)
    )
    with django_assert_max_num_queries(12):
        page = previewed(office, tree)
    with django_assert_max_num_queries(30):
        confirmed(office, tree, page)
    season = Season.objects.get()
    for view, more in (("seasons", ()), ("season", (season.pk,)), ("season-join", (season.pk,))):
        with django_assert_max_num_queries(12):
            assert office.get(address(tree, view, *more)).status_code == 200
