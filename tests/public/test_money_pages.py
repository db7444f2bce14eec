"""Where the money goes, as pages: sums that add up, nothing twice, ways down and across."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.models import Disclosure
from public.core.spent import Amounts
from public.held import HELD
from public.index import index
from public.models import KeptPage, Paper, Spending
from public.spending import Asked
from tests.public.money import SPENT, body, paper, project

pytestmark = pytest.mark.django_db
ALL = sum(a + b for a, b in SPENT.values())


@pytest.fixture
def browser() -> Client:
    return Client()


def text(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, address
    return re.sub(r"\s+", " ", answer.content.decode())


def rows(page: str) -> list[list[str]]:
    """The lines of all tables, tags and bars taken out."""
    found = []
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", page):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        found.append([re.sub(r"<[^>]+>", "", cell).strip() for cell in cells])
    return found


def test_a_class_is_the_sum_of_its_groups_and_a_group_of_its_items() -> None:
    one, two = body("财政局"), body("教育局")
    paper(one)
    paper(two, spent={"2080501": (7, 0), "2050201": (0, 1000)})
    tree = Asked(2024, "final").trees("function")["all"]
    for size in (3, 5):
        for code, amounts in tree.by_code.items():
            if len(code) == size:
                assert sum((row.amounts for row in tree.below(code)), Amounts()) == amounts
    assert tree.whole.total == ALL + 1007
    assert tree.by_code["20805"].total == 5007


def test_a_unit_is_part_of_its_department_and_not_added_again(browser: Client) -> None:
    department = body("财政局")
    paper(department)
    paper(body("国库支付中心", department, parent=department), spent={"2080101": (100_00, 0)})
    assert Asked(2024, "final").trees("function")["all"].whole.total == ALL
    page = text(browser, "/money/2024/final/")
    assert "1 个部门的支出" in page
    assert ["社会保障和就业支出 208", "0.05", "90.0%", "0.04", "0.01"] in rows(page)


def test_what_is_read_of_a_publication_adds_up_to_what_it_prints(here: Disclosure) -> None:
    index(here.pk)
    own = Paper.objects.get(disclosure_id=here.pk)
    assert own.spending
    rows = Spending.objects.filter(paper=own)
    assert {(r.whole, r.body_id, r.year, r.kind) for r in rows} == {
        (True, own.body_id, own.year, own.kind)
    }
    assert set(rows.values_list("scheme", "extent").distinct()) == {
        ("function", "all"),
        ("econ", "fiscal"),
    }
    assert Asked(own.year, own.kind).trees("function")["all"].whole.total == own.spending
    assert own.figures["sangong"] == sum(
        getattr(own, name) for name in ("abroad", "car_buy", "car_run", "reception")
    )


def test_a_region_shows_its_own_departments_only(browser: Client) -> None:
    one, two = body("财政局"), body("教育局")
    paper(one)
    paper(two, spent={"2050201": (0, 1000)})
    assert Asked(2024, "final", two.region_id).trees("function")["all"].by_code == {
        code: Amounts(1000, 0, 1000) for code in ("205", "20502", "2050201")
    }
    page = text(browser, f"/money/2024/final/in/{two.region_id}/functions/205/")
    assert "教育局所在市" in page
    assert "/functions/20502/" in page
    text(browser, "/money/2024/final/in/999999/", 404)


def test_one_walks_from_a_class_to_the_departments_that_spend_an_item(browser: Client) -> None:
    own = body("财政局")
    paper(own)
    paper(body("教育局"), spent={"2080501": (150_00, 0)})
    for address, leads_to in (
        ("/money/", "/money/2024/final/functions/208/"),
        ("/money/2024/final/functions/208/", "/money/2024/final/functions/20805/"),
        ("/money/2024/final/functions/20805/", "/money/2024/final/functions/2080501/"),
        ("/money/2024/final/functions/2080501/", f"/departments/{own.pk}/2024/money/final/"),
    ):
        assert f'href="{leads_to}"' in text(browser, address)
    listed = rows(text(browser, "/money/2024/final/functions/2080501/"))[-2:]
    assert listed == [["教育局", "0.02", "75.0%"], ["财政局", "0.01", "25.0%"]]


def test_a_code_is_told_over_the_years(browser: Client) -> None:
    own = body("财政局")
    paper(own, year=2023, spent={"2080501": (150_00, 0)})
    paper(own)
    paper(own, kind="budget", spent={"2080505": (200_00, 0), "2050201": (9, 0)})
    assert rows(text(browser, "/money/functions/20805/"))[1:] == [
        ["2024 预算", "0.02", "0.02", "0.00"],
        ["2024 决算", "0.01", "0.01", "0.00"],
        ["2023 决算", "0.02", "0.02", "0.00"],
    ]
    text(browser, "/money/functions/299/", 404)


def test_economic_extents_are_told_apart_and_never_added(browser: Client) -> None:
    paper(body("财政局"), econ={"30101": 500_00}, extent="fiscal")
    paper(body("教育局"), econ={"30101": 200_00}, extent="basic")
    trees = Asked(2024, "final").trees("econ")
    assert {extent: tree.whole.total for extent, tree in trees.items()} == {
        "fiscal": 500_00,
        "basic": 200_00,
    }
    page = text(browser, "/money/2024/final/economic/")
    assert "项目支出没有按经济分类公开" in page
    assert "其他资金的支出没有按经济分类公开" in page
    assert page.count("列出的有 1 个部门") == 2


def test_what_is_not_told_down_to_the_item_is_said(browser: Client) -> None:
    paper(body("财政局"), spending=ALL + 100_0000)
    assert "其余没有列到项级" in text(browser, "/money/2024/final/functions/")


def test_a_department_shows_the_whole_tree(browser: Client) -> None:
    own = body("财政局")
    paper(own, econ={"30101": 10}, extent="basic")
    paper(own, kind="budget", spent={"2080501": (9, 0)})
    page = text(browser, f"/departments/{own.pk}/2024/money/")
    assert [row[0].split()[-1] for row in rows(page) if row[0][-1:].isdigit()] == [
        "208", "20801", "2080101", "2080199", "20805", "2080501",
        "210", "21011", "2101101", "221", "22102", "2210201", "301", "30101",
    ]  # fmt: skip
    assert f"/departments/{own.pk}/2024/money/budget/" in page
    text(browser, f"/departments/{own.pk}/2023/money/", 404)


def test_a_local_item_bears_the_name_of_its_papers(browser: Client) -> None:
    paper(body("财政局"), spent={"2080177": (5, 0), "2080101": (1, 0)})
    Spending.objects.filter(code="2080177").update(name="本地科目")
    assert "本地科目" in text(browser, "/money/2024/final/functions/20801/")


def test_budget_against_final_leaves_out_who_has_but_one(browser: Client) -> None:
    both, late = body("财政局"), body("教育局")
    paper(both, kind="budget", spending=400_0000)
    paper(both, spending=500_0000)
    paper(late, kind="budget", spending=100_0000)
    page = text(browser, "/money/2024/execution/")
    assert "另有 1 个部门只公开了其中一样" in page
    assert "不等于超支" in page
    assert rows(page)[1:] == [["财政局", "4.00", "5.00", "125.0%"]]
    text(browser, "/money/2024/execution/sideways/", 404)
    text(browser, "/money/2024/execution/lowest/9/", 404)
    text(browser, "/money/1999/execution/", 404)


def test_departments_are_ordered_by_rate_and_those_without_one_come_last(browser: Client) -> None:
    for name, budget, final in (("甲", 100, 90), ("乙", 100, 110), ("丙", 0, 5)):
        own = body(name)
        paper(own, kind="budget", spending=budget)
        paper(own, spending=final)

    def order(by: str) -> list[str]:
        return [row[0] for row in rows(text(browser, f"/money/2024/execution/{by}/"))[1:]]

    assert order("highest") == ["乙", "甲", "丙"]
    assert order("lowest") == ["甲", "乙", "丙"]
    assert order("final") == ["乙", "甲", "丙"]


def test_sangong_is_told_by_year_and_by_department(browser: Client) -> None:
    items = {"abroad": 0, "car_buy": 1_0000, "car_run": 2_0000, "reception": 3_0000}
    one, two = body("财政局"), body("教育局")
    paper(one, year=2023, sangong=12_0000)
    paper(one, sangong=6_0000, sangong_budget=8_0000, **items)
    paper(two, kind="budget", sangong=10_0000)
    paper(two, sangong=5_0000)
    page = text(browser, "/sangong/")
    assert "2024年决算，2 个部门的“三公”经费合计" in page
    assert "比上年少 0.01 万元" in page
    assert "是预算数的 75.0%" in page  # of the one that prints a budget
    table = rows(text(browser, "/sangong/2024/"))
    assert table[1:] == [
        ["财政局", "0.06", "0.00", "0.01", "0.02", "0.03", "0.08", "75.0%"],
        ["教育局", "0.05", "—", "—", "—", "—", "0.10 年初", "50.0%"],
    ]
    assert rows(text(browser, "/sangong/2024/reception/"))[1][0] == "财政局"
    text(browser, "/sangong/2024/pk/", 404)


def test_projects_are_listed_and_have_a_page_that_a_correction_keeps(browser: Client) -> None:
    own = body("财政局")
    of = paper(own)
    goal = {"name": "培训人次", "target": "≥500", "actual": "520", "score": "10"}
    small = project(of, "小项目", 1_0000_00)
    large = project(of, "大项目", 90_0000_00, goals=[goal], score="98", expected="培训骨干")
    project(of, "无数项目")
    page = text(browser, "/projects/")
    assert [row[0] for row in rows(page)[1:]] == ["大项目", "小项目", "无数项目"]
    assert "培训人次：≥500 → 520" in page
    address = f"/projects/{of.disclosure_id}-{large.key}/"
    assert f'href="{address}"' in page
    page = text(browser, address)
    assert all(word in page for word in ("培训骨干", "≥500", "520", "98", "90.00"))
    assert "没有这个项目的绩效表" in text(browser, f"/projects/{of.disclosure_id}-{small.key}/")
    text(browser, f"/projects/{of.disclosure_id}-0000000000/", 404)


def test_a_year_leads_only_to_pages_that_are_there(browser: Client) -> None:
    paper(body("财政局"))
    page = text(browser, "/money/")
    assert "/money/2024/execution/" in page
    assert "/sangong/2024/" not in page
    assert "/projects/2024/" not in page


def test_nothing_published_is_said_and_no_error(browser: Client) -> None:
    assert "还没有公开的预决算" in text(browser, "/money/")
    assert "还没有部门公开“三公”经费" in text(browser, "/sangong/")
    assert "还没有公开的项目" in text(browser, "/projects/")
    text(browser, "/money/2024/final/", 404)
    text(browser, "/sangong/2024/", 404)


def test_every_page_is_there_in_english_too(browser: Client) -> None:
    own = body("财政局")
    of = paper(own, econ={"30101": 10}, sangong=5)
    one = project(of, "项目", 5)
    for address in (
        "money/", "money/2024/final/functions/208/", "money/2024/final/economic/",
        f"departments/{own.pk}/2024/money/", "money/2024/execution/", "sangong/", "sangong/2024/",
        "projects/", f"projects/{of.disclosure_id}-{one.key}/", "compare/",
        f"compare/?with={own.pk}",
    ):  # fmt: skip
        assert '<html lang="en">' in text(browser, f"/en/{address}")


def test_pages_ask_the_same_number_of_questions_however_much_is_published(browser: Client) -> None:
    own = body("财政局")

    def grow(names: str) -> None:
        for name in names:
            more = body(name)
            for kind in ("budget", "final"):
                of = paper(more, kind=kind, econ={"30101": 9, "30201": 9}, sangong=5)
                for n in range(3):
                    project(of, f"{name}{n}", n)

    paper(own, econ={"30101": 9})
    paper(own, kind="budget")
    project(paper(own, year=2023, sangong=5), "旧", 1)
    grow("甲")
    addresses = (
        "/money/", "/money/2024/final/functions/208/", "/money/2024/final/economic/",
        f"/departments/{own.pk}/2024/money/", "/money/2024/execution/", "/sangong/",
        "/sangong/2024/", "/projects/", f"/compare/?with={own.pk}",
    )  # fmt: skip

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            KeptPage.objects.all().delete()
            HELD.clear()
            with CaptureQueriesContext(
                connection,
            ) as queries:
                browser.get(address)
            counts.append(len(queries))
        return counts

    before = asked()
    grow("乙丙丁戊己")
    assert asked() == before
    assert max(before) < 30
