"""The sentences: amounts, shares, changes and words, and nothing where there is nothing to say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from disclosures.core.document import ChartPlace, Made, Role, Source
from disclosures.core.money import Unit
from disclosures.core.narrative import Project, Threshold, build
from disclosures.core.narrative.figures import direction
from disclosures.core.narrative.numbers import chinese, heading_number
from disclosures.core.tables import Address
from disclosures.data import outline_for
from tests.core.narrative import makers
from tests.core.narrative.makers import final, material, text, without, written
from tests.core.rules.builders import FINAL, as_filed, earn, sangong, spend


def test_totals_tell_the_change_in_amount_and_percent() -> None:
    assert text(written(final()).document, "totals") == (
        "2020年度收、支总计335.05万元。与2019年相比，收、支总计各增加84.75万元，增长33.86%。"
    )


def test_income_and_spending_tell_shares() -> None:
    document = written(final()).document
    assert "事业收入15.01万元，占4.60%；" in text(document, "incomes")
    assert "基本支出226.86万元，占68.97%；项目支出102.09万元，占31.03%；" in text(
        document, "spendings"
    )


def test_items_tell_the_completion_of_the_budget_and_its_direction() -> None:
    lines = text(written(final()).document, "general_items").splitlines()
    assert lines[0] == "2020年一般公共预算支出决算数为275.44万元，完成预算97.21%。其中："
    assert lines[1] == (
        "1. 社会保障和就业支出（类）人力资源和社会保障管理事务（款）行政运行（项）："
        "支出决算为180.25万元，完成预算100%，决算数等于预算数。"
    )
    assert lines[2].endswith("支出决算为62.58万元，完成预算89.40%，决算数小于预算数。")


def test_basic_spending_is_told_by_economic_items() -> None:
    lines = text(written(final()).document, "basic").splitlines()
    assert lines == [
        "2020年一般公共预算财政拨款基本支出212.86万元，其中：",
        "人员经费182.73万元，主要包括：基本工资150.12万元、"
        "机关事业单位基本养老保险缴费20.11万元、住房公积金12.50万元。",
        "日常公用经费30.12万元，主要包括：办公费20.50万元、公务接待费0.12万元、"
        "公务用车运行维护费6.50万元、办公设备购置3.00万元。",
    ]


def test_the_three_expenses_are_told_with_counts_budget_and_last_year() -> None:
    document = written(final()).document
    assert text(document, "sangong_total") == (
        "2020年“三公”经费财政拨款支出决算为6.62万元，完成预算88.31%，决算数小于预算数。"
    )
    assert text(document, "car").splitlines()[1] == (
        "其中：公务用车购置支出0万元。全年按规定更新购置公务用车0辆。"
        "截至2020年12月底，单位共有公务用车3辆，其中：轿车2辆、越野车1辆、载客汽车0辆。"
    )
    assert text(document, "reception").splitlines()[:2] == [
        "公务接待费支出0.12万元，完成预算24.69%。"
        "公务接待费支出决算比2019年减少0.08万元，下降38.27%。",
        "国内公务接待4批次，31人次（不包括陪同人员）。",
    ]


def test_procurement_tells_the_shares_of_small_firms() -> None:
    assert text(written(final()).document, "purchase") == (
        "2020年，某某局政府采购支出总额30.75万元，其中：政府采购货物支出10.50万元、"
        "政府采购工程支出0万元、政府采购服务支出20.25万元。授予中小企业合同金额25.00万元，"
        "占政府采购支出总额的81.30%，其中：授予小微企业合同金额5.50万元，"
        "占政府采购支出总额的17.89%。"
    )


def test_operating_cost_assets_and_goals() -> None:
    document = written(final()).document
    assert "机关运行经费支出40.55万元，比2019年减少0.65万元，下降1.58%。" in text(
        document, "operating"
    )
    assert text(document, "assets") == (
        "截至2020年12月31日，某某局共有车辆3辆，其中：应急保障用车3辆。"
        "单价50万元以上通用设备2台（套），单价100万元以上专用设备0台（套）。"
    )
    assert text(document, "performance").endswith("对12个项目编制了绩效目标。")


def test_projects_are_told_one_by_one() -> None:
    project = Project(
        name="档案数字化", budget=42_000_000, spent=40_333_333, effect="完成了全部档案"
    )
    found = text(written(final(projects=(project,))).document, "performance")
    assert found.endswith(
        "1. 档案数字化项目：全年预算数42.00万元，执行数为40.33万元，完成预算的96.03%。"
        "通过项目实施，完成了全部档案。"
    )


def test_hunan_compares_with_the_initial_budget() -> None:
    lines = text(written(final("hunan-final-2023")).document, "general_items").splitlines()
    assert lines[2].endswith(
        "年初预算为80万元，支出决算为62.58万元，完成年初预算的78.23%，决算数小于年初预算数。"
    )
    assert lines[3].endswith("年初预算为0万元，支出决算为20.11万元，决算数大于年初预算数。")


def test_a_budget_is_told_alike() -> None:
    document = written(makers.budget()).document
    assert text(document, "spendings") == (
        "2022年支出预算180.73万元，其中：基本支出125.23万元，占69.29%；"
        "项目支出55.50万元，占30.71%。"
    )
    assert text(document, "general_items").splitlines()[0] == (
        "1. 社会保障和就业支出（类）人力资源和社会保障管理事务（款）行政运行（项）：75.12万元。"
    )
    assert text(document, "abroad") == "2022年未安排因公出国（境）经费。"


# -- zero rules --------------------------------------------------------------------------------


def test_no_share_of_nothing() -> None:
    document = written(material(spend("2080101", "30101", "5"))).document
    assert text(document, "incomes") == "2020年本年收入合计0万元。"
    assert "占" not in text(document, "sangong_items")


def test_no_percentage_of_a_zero_base() -> None:
    facts = (
        *FINAL,
        makers.indicator("机关运行经费", "5"),
        makers.indicator("机关运行经费", "0", "prior"),
    )
    assert text(written(material(*facts)).document, "operating") == (
        "2020年，某某局机关运行经费支出5.00万元，比2019年增加5.00万元。"
    )  # fmt: skip


def test_no_completion_of_a_zero_budget() -> None:
    document = written(material(*FINAL, sangong("abroad", "0"))).document
    assert text(document, "abroad") == "因公出国（境）经费支出0万元。"


def test_what_is_printed_alike_is_level() -> None:
    facts = (
        spend("2080101", "30101", "10.004"),
        spend("2080101", "30101", "9.996", measure="prior"),
    )
    assert text(written(material(*facts)).document, "general_total") == (
        "2020年一般公共预算财政拨款支出10.00万元，占本年支出合计的100%。"
        "与2019年相比，一般公共预算财政拨款支出持平。"
    )


@pytest.mark.parametrize(
    ("this", "last", "sign"),
    [(10_004_999, 9_995_001, 0), (10_005_000, 10_004_999, 0), (10_010_000, 10_000_000, 1)],
)
def test_direction_is_that_of_what_is_printed(this: int, last: int, sign: int) -> None:
    assert direction(this, last, Unit.WAN) == sign
    assert direction(last, this, Unit.WAN) == -sign


def test_what_is_not_known_is_not_said() -> None:
    """Without last year's spending nothing is said of a change, though income is known."""
    facts = without((*FINAL, *makers.MORE), "expenditure", "prior")
    document = written(material(*facts)).document
    assert "相比" not in text(document, "general_total")
    assert "与2019年相比" in text(document, "totals")


def test_filed_tables_tell_what_they_print() -> None:
    given = final()
    filed = replace(given, tables=as_filed(given.tables), facts=None, prior=None, budget=None)
    document = written(filed).document
    assert text(document, "totals") == "2020年度收、支总计335.05万元。"
    assert "完成预算" not in text(document, "general_items")
    assert "完成预算88.27%" in text(document, "sangong_total")


# -- bound figures, reasons, charts ------------------------------------------------------------


def test_a_figure_knows_its_cells() -> None:
    document = written(final()).document
    figures = {f.slot: f for f in document.figures}
    share = figures["it:share@basic"]
    assert (share.shown, share.value, share.role, share.made) == (
        "68.97%", 6897, Role.SHARE, Made.RATIO,
    )  # fmt: skip
    assert share.sources == (
        Source(amount=226_864_024, cells=(Address("expenditure", "total", "c2"),)),
        Source(amount=328_951_357, cells=(Address("expenditure", "total", "c1"),)),
    )
    delta = figures["total:delta"]
    assert [(s.of, s.cells) for s in delta.sources] == [
        ("this", (Address("overview", "income.grand_total", "in.amt"),)),
        ("prior", (Address("overview", "income.grand_total", "in.amt"),)),
    ]


def test_reasons_are_asked_where_the_change_passes_the_threshold() -> None:
    plan = outline_for("sichuan-final-2020")
    strict = build(plan, final())
    asked = {a.key for a in strict.missing if a.wanted in ("reason", "why")}
    assert {"totals.total.reason", "general_items.2080199.why"} <= asked
    mild = build(replace(plan, threshold=Threshold(amount=50_000_000, percent=10_000)), final())
    assert {a.key for a in mild.missing if a.wanted in ("reason", "why")} == {
        "totals.total.reason",
        "fiscal_totals.fiscal.reason",
        "fund.fund.reason",
        "capital.capital.reason",
        "car.car.reason",
    }


def test_a_reason_given_stands_in_the_sentence() -> None:
    given = final(reasons={"totals.total.reason": "新增两个项目。"})
    narrative = written(given)
    assert text(narrative.document, "totals").endswith("主要变动原因是新增两个项目。")
    assert "totals.total.reason" not in {a.key for a in narrative.missing}


def test_texts_of_people_stand_as_written() -> None:
    given = final(texts={"duties": "拟订规划。\n组织实施。"})
    paragraphs = list(written(given).document.by_id["duties"].paragraphs)
    assert [(p.text, p.origin) for p in paragraphs] == [
        ("拟订规划。", "written"),
        ("组织实施。", "written"),
    ]


def test_charts_are_numbered_through_and_show_no_zeros() -> None:
    document = written(final()).document
    assert [c.number for c in document.charts] == [f"图{n}" for n in range(1, 8)]
    pie = document.charts[1]
    assert [(p.label, p.shown, p.share) for p in pie.points][-1] == ("事业收入", "15.01", "4.60%")
    assert all(p.value for p in pie.points)


def test_there_is_no_pie_of_zeros() -> None:
    document = written(material(spend("2080101", "30101", "5"))).document
    assert "fig2" not in {c.id for c in document.charts}
    places = [b.id for s in document.walk() for b in s.blocks if isinstance(b, ChartPlace)]
    assert places == [c.id for c in document.charts]


def test_the_glossary_explains_what_is_used_in_the_years_own_names() -> None:
    document = written(final()).document
    codes = [t.code for t in document.glossary if t.code]
    assert codes == ["2080101", "2080199", "2080505", "2210201", "2230105", "2296002"]
    names = [t.name for t in document.glossary]
    assert "经营收入" not in names
    assert "事业收入" in names


def test_numbers_of_headings() -> None:
    assert [chinese(n) for n in (1, 10, 11, 20, 35)] == ["一", "十", "十一", "二十", "三十五"]
    assert [heading_number(d, 2) for d in range(4)] == ["二、", "（二）", "2. ", "（2）"]
    with pytest.raises(ValueError, match="100"):
        chinese(100)


def test_income_alone_has_no_spending_to_compare() -> None:
    document = written(material(earn("gp", "5", "2080101"))).document
    assert text(document, "general_total") == "2020年一般公共预算财政拨款支出0万元。"
