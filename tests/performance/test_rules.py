"""Every rule of forms: silent on sound forms, and what it says where they are spoilt."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from disclosures.core.chapters import Ground
from disclosures.core.facts import UnitInfo
from disclosures.pipeline import Book
from performance.core.book import PerformanceBook
from performance.core.rules import RULES
from performance.data import form, form_ids
from tests.factories import small_facts
from tests.performance.sound import BASE_DATA, COMPLETED, MONITORED, SELF, SETS, a_book


@dataclass(frozen=True)
class Case:
    """One way to spoil forms, and what the rule says: its message and the first place."""

    code: str
    forms: str
    sheet: str
    message: str
    at: str
    changes: dict[str, dict[str, str]]


def case(
    code: str,
    forms: str,
    sheet: str,
    message: str,
    at: str,
    others: dict[str, dict[str, str]] | None = None,
    **changes: str,
) -> Case:
    """``changes`` of the sheet are paths with __ for dots; ``others`` are those of other sheets."""
    own = {path.replace("__", "."): text for path, text in changes.items()}
    spoilt = dict(others or {})
    return Case(
        code, forms, sheet, message, at, {**spoilt, sheet: {**spoilt.get(sheet, {}), **own}}
    )


CASES = [
    case(
        "P-001",
        "self",
        "G1",
        "应为 95.00%，现为 97.82%",
        "money.total.rate",
        money__total__rate="97.82%",
    ),
    case(
        "P-002",
        "completed",
        "A1",
        "应为 60.00，现为 61.00，相差 1.00 万元",
        "money.budget_total",
        money__budget_total="61",
    ),
    case(
        "P-002",
        "goals",
        "D1",
        "年度资金总额 20，资金来源合计合计 21，相差 -1 万元",
        "money.y_total",
        sources__s_total="21",
        sources__s_other="6",
    ),
    case(
        "P-003",
        "completed",
        "A1",
        "执行数 61，大于预算数 60，超出 1 万元",
        "money.exec_total",
        money__exec_total="61",
    ),
    case(
        "P-004",
        "self",
        "G1",
        "产出指标应为 50 分，现为 55 分",
        "indicators.1.weight",
        indicators__1__weight="30",
    ),
    case(
        "P-004", "self", "G1", "应为 100，现为 90，相差 -10 分", "total.weight", total__weight="90"
    ),
    case(
        "P-005",
        "self",
        "G1",
        "得分 26，分值只有 25",
        "indicators.1.score",
        indicators__1__score="26",
    ),
    case(
        "P-005",
        "self",
        "G1",
        "得分 11，分值只有 10",
        "indicators.4.score",
        indicators__5__score="6",
    ),
    case(
        "P-006",
        "self",
        "G1",
        "应为 99.28，现为 98，相差 -1.28 分",
        "total.score",
        total__score="98",
    ),
    case(
        "P-007",
        "self",
        "G1",
        "应为 9.5，现为 9，相差 -0.5 分",
        "money.total.score",
        money__total__score="9",
    ),
    case(
        "P-008",
        "self",
        "G1",
        "“匹配率”扣 0.22 分，没有写偏差原因及改进措施",
        "indicators.2.reason",
        indicators__2__reason="",
    ),
    case(
        "P-009",
        "self",
        "G1",
        "“匹配率”实际 88%，未达到指标值 90%，得分没有扣减",
        "indicators.2.actual",
        indicators__2__score="10",
    ),
    case(
        "P-009",
        "completed",
        "A1",
        "写“圆满完成”，而“考试场次”实际 39场，未达到指标值 40场",
        "goal.goal_actual",
        goal__goal_actual="圆满完成任务",
        indicators__1__actual="39场",
    ),
    case(
        "P-010",
        "completed",
        "A1",
        "成本指标的指标值合计 59，预算数 60，相差 -1 万元",
        "indicators.4.target",
        indicators__4__target="39万元",
    ),
    case(
        "P-010",
        "completed",
        "A1",
        "成本指标的实际完成值合计 53，执行数 54，相差 -1 万元",
        "indicators.4.actual",
        indicators__4__actual="35",
    ),
    case(
        "P-011",
        "goals",
        "D1",
        "“会议5次，每次3万元”算得 15，指标值 20 万元",
        "indicators.4.l3y",
        indicators__4__l3y="会议5次，每次3万元",
    ),
    case(
        "P-013",
        "base",
        "E1",
        "应为 85.19%，现为 90%",
        "staff.control_rate",
        staff__control_rate="90%",
    ),
    case(
        "P-014",
        "base",
        "E1",
        "应为 3.66，现为 3.76，相差 0.10 万元",
        "cost.sangong.final",
        cost__sangong__final="3.76",
    ),
    case(
        "P-014",
        "base",
        "E1",
        "项目支出 决算数 30，业务工作经费 决算数、运行维护经费 决算数、市级专项资金 决算数、"
        "其他事业类发展资金 决算数合计 29，相差 1 万元",
        "cost.project.final",
        cost__project__final="30",
    ),
    case(
        "P-015",
        "self",
        "F1",
        "年度资金总额 年初预算数 90，基本支出、项目支出合计 91，相差 -1 万元",
        "money.total.initial",
        by__basic="71",
    ),
    case(
        "P-016",
        "goals",
        "C1",
        "应为 150.00，现为 151.00，相差 1.00 万元",
        "tasks.total.total",
        tasks__total__total="151",
        indicators__4__target="151万元",
    ),
    case(
        "P-016",
        "goals",
        "C1",
        "主要内容逐项合计 24.5，本行合计 25，相差 0.5 万元",
        "tasks.public.total",
        tasks__public__content="办公费20万元、水费4.5万元。",
    ),
    case(
        "P-017",
        "goals",
        "D1",
        "“鉴定经费”在部门整体支出绩效目标批复表为 19，在本表为 20，相差 1 万元",
        "money.y_total",
        {"C1": {"tasks.special.content": "鉴定经费19万元"}},
    ),
    case("P-018", "goals", "D1", "没有质量指标、效益指标", "indicators", indicators="1,3,4,6"),
    case(
        "P-019",
        "goals",
        "D1",
        "项目属性：只能选一项，勾选了新增项目、延续项目",
        "head.attr",
        head__attr="新增项目；延续项目",
    ),
    case("P-019", "goals", "D1", "项目期限：没有勾选", "head.term", head__term=""),
    case(
        "P-019",
        "goals",
        "D1",
        "立项依据：没有“局长同意”这个选项",
        "head.basis",
        head__basis="局长同意",
    ),
    case(
        "P-021",
        "self",
        "F1",
        "满意度 95.2%，2 个项目的平均为 93.60%",
        "indicators.7.actual",
        {"G2": {**MONITORED, "indicators.7.actual": "92%"}},
    ),
    case(
        "P-022",
        "goals",
        "C1",
        "“鉴定经费”没有单独的绩效表",
        "tasks.special.content",
        {"D1": {"head.project_name": "会议经费"}},
    ),
    case(
        "P-022",
        "goals",
        "C1",
        "本表列“鉴定经费”，项目自己的表为“鉴定工作经费”",
        "tasks.special.content",
        {"D1": {"head.project_name": "鉴定工作经费"}},
    ),
    case(
        "P-110",
        "self",
        "G2",
        "“招聘经费”已有一张项目支出绩效自评表",
        "head.project_name",
        {"G2": SELF},
    ),
    case(
        "P-101",
        "completed",
        "A1",
        "没有填：预算单位、预期目标",
        "head.budget_unit",
        head__budget_unit="　",
        goal__goal_expected="",
    ),
    case(
        "P-101",
        "goals",
        "D1",
        "没有填：资金来源合计",
        "sources.s_total",
        sources__s_total="",
        sources__s_gp="",
        sources__s_other="",
    ),
    case(
        "P-102",
        "completed",
        "A1",
        "实际完成情况与预期目标一字不差",
        "goal.goal_actual",
        goal__goal_actual="办好考试",
    ),
    case(
        "P-103",
        "completed",
        "A1",
        "“考生满意度”为 101%，不可能超过 100%",
        "indicators.7.actual",
        indicators__7__actual="101%",
    ),
    case(
        "P-104",
        "completed",
        "A1",
        "指标值“40场”与实际完成值“98%”单位不同",
        "indicators.1.target",
        indicators__1__actual="98%",
    ),
    case(
        "P-105",
        "self",
        "G1",
        "2 处没有填完或者应删除：“20**年12月”、“……”",
        "indicators.3.target",
        indicators__6__l3="……",
        indicators__3__target="20**年12月",
    ),
    case(
        "P-106",
        "completed",
        "A1",
        "“考试场次”指标值 40场，实际 60场，为指标值的 150.00%，没有说明原因",
        "indicators.1.actual",
        indicators__1__actual="60场",
    ),
    case(
        "P-106",
        "completed",
        "A1",
        "“完成时间”比指标值晚 5 天，没有说明原因",
        "indicators.3.actual",
        indicators__3__actual="2024年1月5日",
    ),
    case(
        "P-107",
        "completed",
        "A1",
        "“城镇失业率”的指标值为“≥95%”，越低越好的指标，指标值却是越高越好的写法",
        "indicators.2.l3",
        indicators__2__l3="城镇失业率",
        indicators__2__target="≥95%",
    ),
    case(
        "P-107",
        "completed",
        "A1",
        "“完成及时率”的指标值为“2023年12月31日前”，名称是比率，值是日期",
        "indicators.3.l3",
        indicators__3__l3="完成及时率",
    ),
    case(
        "P-108",
        "self",
        "G1",
        "“招聘会”有得分，没有实际完成值",
        "indicators.1.actual",
        indicators__1__actual="",
    ),
    case("P-109", "self", "G1", "总分空白，各项相加为 99.28", "total.score", total__score="　"),
    case(
        "P-111",
        "completed",
        "A1",
        "数量指标没有写三级指标",
        "indicators.1.l3",
        indicators__1__l3="",
    ),
    case(
        "P-111",
        "completed",
        "A1",
        "社会效益指标“人才选拔”没有指标值",
        "indicators.6.target",
        indicators__6__target="",
    ),
    case(
        "P-112",
        "self",
        "G1",
        "“招聘会”批复的指标值为“≥30场”，现为“≥20场”",
        "indicators.1.target",
        indicators__1__approved="≥30场",
    ),
    case(
        "P-113",
        "completed",
        "A1",
        "“考试场次”的指标值只有“≥”，没有数字",
        "indicators.1.target",
        indicators__1__target="≥",
    ),
    case(
        "P-113",
        "completed",
        "A1",
        "“考试场次”的指标值“40”没有单位",
        "indicators.1.target",
        indicators__1__target="40",
    ),
    case(
        "P-114",
        "completed",
        "A1",
        "“考生满意度”的实际完成值“>90%”不是确数",
        "indicators.7.actual",
        indicators__7__actual=">90%",
    ),
    case(
        "P-115",
        "completed",
        "A1",
        "“完成时间”的指标值“2022年12月31日前”不是 2023 年",
        "indicators.3.target",
        indicators__3__target="2022年12月31日前",
        indicators__3__actual="2022年12月",
    ),
    case(
        "P-117",
        "self",
        "G1",
        "应为数字，现为“约20”",
        "money.fiscal.initial",
        money__fiscal__initial="约20",
        money__total__initial="20",
    ),
    case(
        "P-120",
        "goals",
        "D1",
        "年度政府采购等 21，大于年度资金总额 20 万元",
        "money.procure",
        money__procure="21",
    ),
    case(
        "P-120",
        "base",
        "E1",
        "办公费 决算数等 65.11，大于公用经费 决算数 60 万元",
        "cost2.office.final",
        cost2__office__final="50",
    ),
    case(
        "P-121",
        "goals",
        "D1",
        "延续项目没有写以前年度预算安排",
        "money.prev_budget",
        money__prev_budget="",
    ),
    case(
        "P-121",
        "goals",
        "D1",
        "新增项目写了以前年度预算安排 18 万元",
        "head.attr",
        head__attr="新增项目",
    ),
    case(
        "P-122",
        "completed",
        "A1",
        "现为 -1.00，不应小于零",
        "money.exec_other",
        money__exec_other="-1",
        money__exec_total="43",
    ),
    case(
        "P-123",
        "self",
        "F1",
        "1 张项目表合计 20，本表为 30，相差 10 万元",
        "by.project",
        by__project="30",
    ),
    case(
        "P-126",
        "completed",
        "A1",
        "“考生满意度”的指标值“满意”没有数字",
        "indicators.7.target",
        indicators__7__target="满意",
    ),
]


#: Rules that other tests of this file spoil forms for: they look beyond the forms.
BEYOND = {"P-012", "P-020", "P-116", "P-124", "P-125"}


def told(book: PerformanceBook) -> list[tuple[str, str, str, str]]:
    """Code, sheet, first path and message of every finding."""
    return [
        (f.code, f.table.removeprefix("form:"), f.cells[0].row, f.message) for f in book.findings
    ]


@pytest.mark.parametrize("name", SETS)
def test_nothing_is_found_in_sound_forms(name: str) -> None:
    assert told(a_book(name)) == []


@pytest.mark.parametrize("spoilt", CASES, ids=lambda c: f"{c.code} {c.at}")
def test_a_rule_tells_what_is_wrong_and_where(spoilt: Case) -> None:
    found = told(a_book(spoilt.forms, spoilt.changes))
    assert (spoilt.code, spoilt.sheet, spoilt.at, spoilt.message) in found


def test_every_rule_is_told_in_full_and_spoilt_by_a_test() -> None:
    assert {c.code for c in CASES} | BEYOND == {rule.code for rule in RULES}
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert all(re.fullmatch(r"P-\d{3}", rule.code) for rule in RULES)
    assert all(rule.statement and rule.fix and rule.basis for rule in RULES)


def test_a_finding_names_the_form_the_place_and_the_amounts() -> None:
    book = a_book("base", {"E1": {"cost.sangong.final": "3.76"}})
    (found,) = book.findings
    assert found.severity == "error"
    assert found.table == "form:E1"
    assert found.places == ("部门整体支出绩效评价基础数据表 经费控制情况 三公经费 决算数",)
    assert (found.expected, found.found, found.difference) == (3_660_000, 3_760_000, 100_000)


def test_what_rounding_explains_is_a_note() -> None:
    (found,) = a_book("base", {"E1": {"cost.sangong.final": "3.67"}}).findings
    assert found.severity == "info"
    assert found.message == "应为 3.66，现为 3.67，相差 0.01 万元（四舍五入尾差）"


def test_what_the_ledger_states_is_compared_with_what_is_typed() -> None:
    facts = small_facts(
        year=2021, units=(UnitInfo(code="701001", name="局机关", establishment=54),)
    )
    ground = Ground(Book.of_facts(facts).tables, facts)
    typed = {**COMPLETED, "project": "业务经费", "money.exec_total": "5"}
    stored = {"A1": typed, "E1": {**BASE_DATA, "staff.establishment": "53"}}
    forms = {form_id: form(form_id) for form_id in form_ids()}
    found = told(PerformanceBook(stored, ground, forms, {}))
    message = "填报数据或附表为 4.00，应为 4.00，现为 5.00，相差 1.00 万元"
    assert ("P-012", "A1", "money.exec_total", message) in found
    assert ("P-116", "E1", "staff.establishment", "单位信息为 54 人，表中为 53") in found


ACCOUNT = (
    "（1）考试经费项目绩效目标完成情况综述。"
    "项目全年预算数 60.00 万元，执行数为 {} 万元，完成预算的{}。"
)


@pytest.mark.parametrize(
    ("executed", "rate", "messages"),
    [
        ("54.00", "90%", []),
        ("55.00", "91.67%", ["正文综述的执行数为 55，本表为 54，相差 -1 万元"]),
        ("54.00", "91%", ["正文综述的完成预算 91%，按所写金额应为 90.00%"]),
    ],
)
def test_the_account_of_a_project_in_the_text_is_that_of_its_form(
    executed: str, rate: str, messages: list[str]
) -> None:
    found = told(a_book("completed", None, ACCOUNT.format(executed, rate)))
    assert found == [("P-124", "A1", "money.exec_total", m) for m in messages]


@pytest.mark.parametrize(("problems", "count"), [("因疫情停考", 0), ("宣传不够", 1)])
def test_a_cause_that_the_text_tells_explains_what_was_missed(problems: str, count: int) -> None:
    text = ACCOUNT.format("54.00", "90%") + f"发现的主要问题：{problems}。"
    book = a_book("completed", {"A1": {"indicators.1.actual": "20场"}}, text)
    assert [f.code for f in book.findings] == ["P-106"] * count


def test_the_text_names_a_project_as_its_form_does() -> None:
    text = ACCOUNT.format("54.00", "90%").replace("考试经费", "考试工作经费")
    found = told(a_book("completed", None, text))
    message = "正文写“考试工作经费”，绩效表写“考试经费”"
    assert found == [("P-125", "A1", "head.project_name", message)]


def test_the_text_counts_the_projects_that_have_forms() -> None:
    text = "本部门在决算中反映“考试经费”“培训经费”等{}个项目绩效目标实际完成情况。"
    assert told(a_book("completed", None, text.format(1))) == []
    found = told(a_book("completed", None, text.format(2)))
    assert found == [("P-125", "A1", "head.project_name", "正文写 2 个项目，绩效表有 1 张")]


def a_report(text: str) -> dict[str, str]:
    paths = (p for p, e in form("PF-R4").fixed.items() if e.type == "long")
    return {"form": "PF-R4", next(paths): text}


def test_a_report_tells_of_projects_what_their_forms_do() -> None:
    text = "①招聘经费年初预算20万，全年使用数{}万，资金使用率{}；"
    right = told(a_book("self", {"R1": a_report(text.format("19", "95%"))}))
    assert [f for f in right if f[0] in ("P-020", "P-124")] == []
    wrong = told(a_book("self", {"R1": a_report(text.format("18", "95%"))}))
    assert [(code, message) for code, *_, message in wrong if code in ("P-020", "P-124")] == [
        ("P-124", "项目支出绩效自评报告的使用数为 18，本表为 19，相差 1 万元"),
        ("P-020", "使用率应为 90.00%，现写 95%（预算20万,全年使用数18万,资金使用率95%）"),
    ]
