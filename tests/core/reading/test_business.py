"""Business figures that a text reckons itself, each rule with what is right and what is wrong."""

from __future__ import annotations

import pytest

from disclosures.core.reading.annexes import form_slips, list_slips
from disclosures.core.reading.reckoned import slips, tasks
from disclosures.core.reading.tidy import tidy


def told(text: str) -> list[str]:
    even = tidy(text)
    return [s.text for s in (*slips(even), *list_slips(even.text))]


@pytest.mark.parametrize(
    "text",
    [
        "全年预算数 650 万元，执行数为 507.87 万元，完成预算的 78.13%。",
        "年初预算20万，全年使用数19.76万，资金使用率98.80%；",
        "年初预算0万，全年使用数15万；",
        "结余注销额235.85万元/年度预算总额1908.56万元为12.36%。",
        "年初预算数333.50万元与决算数483.12万元偏差程度为45%。",
        "房租按平均值测算，2500元/人/月，14人共42万元。",
        "差旅费按3000元/次测算，每人每年5次，14人共21万元。",
        "培训补贴1000元/人。全年培训40人，会议费2万元。",
        "实际993人支付补贴（33人因不符合资格而取消），按每人1000元支付，涉及金额99.3万元。",
        "达到≥42年（18岁-60岁）。",
        "批复650万元，实际使用600万元。完成率均在90%以上。",
        "共培训3期，每期按课时付费，共计12.5万元。",
        "伙食费100元/人，42人，培训3天，共1.26万元。",
        "补贴100元/人，42人，培训3天，共0.42万元。",
        "讲课费500元/次，6次，共3000元。",
        "批复100万元，实际使用80万元。绩效指标完成率达到95%以上。",
        "连续工作满30年（50岁-60岁）的职工。",
    ],
)
def test_what_adds_up_is_left_alone(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "预算数650万元，执行数为507.87万元，完成预算的87.13%。",
            "完成预算应为 78.13%，现写 87.13%",
        ),
        ("年初预算0万，全年使用数12.44万，资金使用率100%；", "预算数为零，不应写 100%"),
        ("结余235.85万元/年度预算总额1908.56万元为13.36%。", "两数之比应为 12.36%，现写 13.36%"),
        ("预算数333.50万元与决算数483.12万元偏差程度为44%。", "偏差应为 44.86%，现写 44%"),
        ("按2500元/人/月，14人共43万元。", "按单价和数量计算为 42万元，现写 43万元"),
        ("往返3000元/次，每人每年6次，14人共22万元。", "按单价和数量计算为 25.2万元，现写 22万元"),
        (
            "993人支付补贴，按每人1000元支付，共计93.3万元。",
            "按单价和数量计算为 99.3万元，现写 93.3万元",
        ),
        ("约62年（18岁-60岁）", "18 岁到 60 岁为 42 年，现写 62 年"),
        (
            "实际批复650万元，实际使用507.87万元。预算支出完成率均在90%以上。",
            "前面写批复 650 万元、使用 507.87 万元，即 78.13%",
        ),
    ],
)  # fmt: skip
def test_what_does_not_is_told_with_the_right_figure(text: str, said: str) -> None:
    assert told(text) == [said]


def test_a_claim_is_held_against_its_own_report_alone() -> None:
    text = "批复650万元，实际使用507.87万元。\n第二项目绩效评价报告\n一、概况\n完成率均在90%以上。"
    assert told(text) == []


LIST = (
    "2023年项目资金年初预算数共计{}万元，实际收到{}万元，已到位。\n"
    "其中：①甲年初预算10万，收入9万；\n②乙2021年补助年初预算0.5万，收入0.16万；\n"
    "③丙年初预算0万，收入20万。"
)


def test_items_add_up_to_the_sentence_before_them_column_by_column() -> None:
    assert told(LIST.format("10.5", "29.16")) == []
    assert told(LIST.format("10", "29.16")) == ["下列各项之和为 10.50 万元，合计写 10 万元"]
    assert told(LIST.format("10.5", "29.61")) == ["下列各项之和为 29.16 万元，合计写 29.61 万元"]
    assert told(LIST.format("10", "29.16").replace("，收入9万", "")) == []  # items that differ
    assert told(LIST.format("10", "29.16").replace("20万。", "20万等。")) == []


FORM = (
    "农民工培训经费绩效目标完成情况表\n\n"
    "项目名称\t\t农民工培训经费\t\t\n"
    "预算执行情况（万元）\t预算数:\t{budget} 万元\t执行数:\t{spent} 万元\t\n"
    "绩效指标\t一级指标\t二级指标\t三级指标\t预期\t实际\n"
    "\t项目完成指标\t数量指标\t初级培训\t20 人\t18 人\n"
    "\t项目完成指标\t数量指标\t高级培训\t10 人\t10 人\n"
    "\t项目完成指标\t成本指标\t教学\t3 万元\t2.80\n\n"
    "\t\t\t场地\t1 万元\t1.00 万元\n"
    "效益指标\t社会效益指标\t促进就业\t明显\t明显\n"
)
RATES = "农民工培训经费项目按初级1000元/人、高级2000元/人标准审核补贴。"


def form(budget: str, spent: str, rates: str = "") -> list[str]:
    return [s.text for s in form_slips(FORM.format(budget=budget, spent=spent), tidy(rates).text)]


def test_cost_indicators_add_up_in_both_columns_or_in_none() -> None:
    assert form("4", "3.80") == []
    assert form("5", "3.80") == ["成本指标之和为 4.00 万元，预算数写 5 万元"]
    assert form("4", "3.08") == ["成本指标之和为 3.80 万元，执行数写 3.08 万元"]
    assert form("6", "9") == []  # they are only some of the costs


def test_heads_by_their_grant_are_what_was_paid() -> None:
    assert form("4", "3.80", RATES) == []
    assert form("4", "3.80", RATES.replace("2000", "3000")) == [
        "按人数和标准计算为 4.80 万元，执行数写 3.80"
    ]
    assert form("4", "3.80", RATES.replace("农民工", "别的").replace("2000", "3000")) == []
    assert form("4", "3.80", RATES.replace("高级2000", "特级3000")) == []


def test_shares_of_a_task_are_known_by_what_was_done_and_how_much() -> None:
    text = (
        "全市完成职业技能培训2.66万人，达到年度任务的149.18%；带动就业6734人，达到年度任务的177.21%"
    )
    assert [(t.key, t.rate) for t in tasks(tidy(text))] == [
        (("职业技能培训", "2.66", "万人"), "149.18"),
        (("带动就业", "6734", "人"), "177.21"),
    ]
