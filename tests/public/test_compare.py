"""Comparisons: one address each, what is shown is what is downloaded, nothing read is lost."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from django.test import Client

from public.core.comparison import Told, compare
from public.core.comparison_asked import Asked, read
from public.core.lines import pictures
from public.core.prices import Prices
from tests.public.money import body, paper

PRICES = Prices("某指数", "某公报", {2022: 1020, 2023: 1002})


def test_an_address_says_only_what_does_not_go_without_saying() -> None:
    given = {"prices": ["real"], "with": ["7", "3", "7"], "kind": ["final"], "from": ["2021"]}
    told = read(given)
    assert told.asked.query == "with=7&with=3&from=2021&prices=real"
    assert told.troubles == []
    assert read({"measure": ["spending"], "per": ["all"]}).asked == Asked()


def test_what_cannot_be_read_is_told_and_the_rest_is_kept() -> None:
    told = read(
        {
            "with": ["5", "\x00", "-1"],
            "measure": ["'; drop table"],
            "from": ["20x4"],
            "to": ["9999999999999999"],
            "per": ["staff"],
            "<script>": ["1"],
        }
    )
    assert told.asked == Asked(bodies=(5,), per_head=True)
    assert told.words == ["-1"]
    assert [t.split("”")[0] for t in told.troubles] == [
        "不认识参数“<script>",
        "年度“20x4",
        "年度“9999999999999999",
        "指标“'; drop table",
    ]


def test_years_in_the_wrong_order_are_turned() -> None:
    asked = read({"from": ["2024"], "to": ["2020"]}).asked
    assert (asked.first, asked.last) == (2020, 2024)


def test_more_than_fit_are_refused() -> None:
    told = read({"with": [str(n) for n in range(1, 12)]})
    assert told.asked.bodies == tuple(range(1, 9))
    assert told.troubles == ["一次最多比较 8 个部门或单位，只用了前 8 个。"]


def test_real_amounts_and_those_per_head_are_rounded_once() -> None:
    told = {(1, 2021): Told(1_000_000_01, 3), (1, 2023): Told(6_000_000_00, 4)}
    asked = Asked(bodies=(1,), real=True, per_head=True)
    cells = compare(asked, {1: "财政局"}, told, PRICES).cells
    # 1,000,000.01 ÷ 3; and × 1.020 × 1.002 ÷ 3
    assert (cells[2021][0].nominal, cells[2021][0].real) == (333_333_34, 340_680_00)
    assert (cells[2023][0].nominal, cells[2023][0].real) == (1_500_000_00, 1_500_000_00)


def test_what_is_not_known_is_a_dash_with_its_reason() -> None:
    told = {(1, 2020): Told(5_0000_00, None), (1, 2023): Told(7_0000_00, 10)}
    asked = Asked(bodies=(1,), real=True, per_head=True)
    table = compare(asked, {1: "财政局"}, told, PRICES)
    assert table.rows == [["2020", "—", "—"], ["2023", "0.70", "0.70"]]
    assert "2020年没有价格指数，只列名义金额。" in table.notes
    assert "没有公开实有人数，无法算人均：财政局2020年。" in table.notes
    assert table.head == ["年度", "财政局（万元/人）", "财政局，按2023年价格（万元/人）"]


def test_a_line_is_broken_where_a_year_is_not_known() -> None:
    wide, tall = pictures([2020, 2021, 2022, 2023], ["甲"], [[10_0000, None, 30_0000, 40_0000]])
    for one in (wide, tall):
        (line,) = one.lines
        assert len(line.runs) == 1
        assert [m.title for m in line.marks] == [
            "甲 2020年 0.10",
            "甲 2022年 0.30",
            "甲 2023年 0.40",
        ]
        assert all(0 < m.x < one.width and 0 < m.y < one.height for m in line.marks)
    assert pictures([2020], ["甲"], [[None]]) == ()
    assert len(pictures([2020], ["甲"], [[-5]])) == 2


@pytest.mark.django_db
class TestPages:
    def test_the_csv_is_the_table_that_is_shown(self) -> None:
        one, two = body("=财政局"), body("教育局")
        for year in (2022, 2023):
            paper(one, year=year, spending=year * 1_000_000, staff=10)
            paper(two, year=year, spending=1_234_567_890_12, staff=None)
        query = f"with={one.pk}&with={two.pk}&prices=real"
        page = Client().get(f"/compare/?{query}").content.decode()
        shown = [
            [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
            for row in re.findall(r"<tr>(.*?)</tr>", page.split("wide-table")[1])
        ]
        answer = Client().get(f"/compare/table.csv?{query}")
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [[cell.lstrip("'") for cell in rows[0]], *rows[1:]] == [
            [cell.replace(",", "") for cell in row] for row in shown
        ]
        assert rows[0][1].startswith("'=")
        assert rows[1][:2] == ["2022", "2022.00"]
        data = json.loads(Client().get(f"/compare/table.json?{query}").content)
        assert data["rows"] == [[int(row[0]), *row[1:]] for row in rows[1:]]
        assert data["query"] == query

    def test_any_other_way_to_ask_leads_to_the_one_address(self) -> None:
        one = body("财政局")
        answer = Client().get(f"/compare/?kind=final&add=&from=&with={one.pk}&per=all")
        assert (answer.status_code, answer["Location"]) == (302, f"/compare/?with={one.pk}")
        answer = Client().get("/en/compare/?add=财政")
        assert (answer.status_code, answer["Location"]) == (302, f"/en/compare/?with={one.pk}")
        assert Client().get("/compare/").status_code == 200

    def test_a_word_that_means_several_offers_them(self) -> None:
        first, one, two = body("财政局"), body("甲县教育局"), body("乙县教育局")
        page = Client().get(f"/compare/?with={first.pk}&add=教育").content.decode()
        assert f"?with={first.pk}&amp;with={one.pk}" in page
        assert f"?with={first.pk}&amp;with={two.pk}" in page
        page = Client().get("/compare/?add=水利").content.decode()
        assert "没有名称含“水利”的部门或单位" in page

    def test_hostile_parameters_get_an_answer_that_keeps_what_could_be_read(self) -> None:
        one = body("财政局")
        paper(one, spending=5_0000_00)
        query = f"with={one.pk}&with=999999&measure=__class__&to=%00&x=<script>alert(1)</script>"
        answer = Client().get(f"/compare/?{query}")
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "没有编号为 999999 的部门或单位" in page
        assert "<script>alert" not in page
        assert '<td class="number">5.00</td>' in page
        refused = Client().get(f"/compare/table.json?{query}")
        assert refused.status_code == 400
        assert len(json.loads(refused.content)["errors"]) == 3
