"""Filled forms in which nothing is wrong, to be spoilt by the tests of rules."""

from __future__ import annotations

from collections.abc import Mapping

from disclosures.core.chapters import Ground
from disclosures.core.document import Document, Paragraph, Part, Section, Text
from disclosures.core.tables import Tables
from disclosures.data import economic, form_set
from performance.core.book import PerformanceBook
from performance.core.sheet import rows_as_fields
from performance.data import form, form_ids, use_of

Fields = dict[str, str]


def rows(*lines: str, columns: str = "l1 l2 l3 target actual weight score reason") -> Fields:
    """Indicators, one a line, the columns parted by |."""
    keys = columns.split()
    told = [dict(zip(keys, map(str.strip, line.split("|")), strict=False)) for line in lines]
    return rows_as_fields("indicators", told)


COMPLETED = {
    "form": "PF-A",
    "head.project_name": "考试经费",
    "head.budget_unit": "某局",
    "money.budget_total": "60.00",
    "money.budget_fiscal": "50.00",
    "money.budget_other": "10.00",
    "money.exec_total": "54.00",
    "money.exec_fiscal": "44.00",
    "money.exec_other": "10.00",
    "goal.goal_expected": "办好考试",
    "goal.goal_actual": "考试办好了",
    **rows(
        "产出|数量指标|考试场次|40场|41场",
        "产出|质量指标|准确率|≥99%|99.5%",
        "产出|时效指标|完成时间|2023年12月31日前|2023年12月20日",
        "产出|成本指标|命题费|40万元|36万元",
        "产出|成本指标|考务费|20万元|18万元",
        "效益指标|社会效益指标|人才选拔|明显|明显",
        "满意度指标|满意度指标|考生满意度|≥90%|95%",
    ),
}
WHOLE_GOALS = {
    "form": "PF-C",
    "head.dept": "某局",
    "tasks.total.total": "150.00",
    "tasks.total.fiscal": "145.00",
    "tasks.total.other": "5",
    "tasks.personnel.total": "100",
    "tasks.personnel.fiscal": "100",
    "tasks.public.content": "办公费20.5万元、水费4.5万元。",
    "tasks.public.total": "25",
    "tasks.public.fiscal": "25",
    "tasks.running.total": "5",
    "tasks.running.fiscal": "5",
    "tasks.special.content": "鉴定经费20万元",
    "tasks.special.total": "20",
    "tasks.special.fiscal": "15",
    "tasks.special.other": "5",
    "goal.overall_goal": "就业稳定",
    **rows(
        "完成指标|数量指标|培训|3万人次",
        "完成指标|质量指标|裁决率|100%",
        "完成指标|时效指标|完成时间|2022年12月31日前",
        "完成指标|成本指标|全部经费|150万元",
        "效益指标|社会效益指标|就业|稳定",
        "满意度指标|服务对象满意度指标|公众满意度|≥96%",
    ),
}
PROJECT_GOALS = {
    "form": "PF-D",
    "head.project_name": "鉴定经费",
    "head.budget_unit": "某局",
    "head.impl": "某科",
    "head.attr": "延续项目",
    "head.term": "经常性",
    "head.basis": "上级文件要求；其他",
    "money.y_total": "20",
    "money.y_fiscal": "15",
    "money.y_other": "5",
    "money.procure": "7",
    "money.purchase_service": "2",
    "money.prev_budget": "18",
    "sources.s_total": "20",
    "sources.s_gp": "15",
    "sources.s_other": "5",
    "goal.goal_year": "做好鉴定",
    **rows(
        "产出指标|数量指标|鉴定|≥15次",
        "产出指标|质量指标|合格率|≥98%",
        "产出指标|时效指标|完成时间|2022年12月31日前",
        "产出指标|成本指标|会议5次，每次4万元|20万元",
        "效益指标|社会效益|持证率|提高",
        "满意度指标|服务对象满意度|满意度|≥95%",
        columns="l1 l2y l3y y_target",
    ),
}
BASE_DATA = {
    "form": "PF-E",
    "head.unit": "某中心",
    "staff.establishment": "54",
    "staff.actual": "46",
    "staff.control_rate": "85%",
    "cost.sangong.final": "3.66",
    "cost.cars.final": "2.50",
    "cost.car_run.final": "2.50",
    "cost.reception.final": "1.16",
    "cost.project.final": "29.00",
    "cost.earmarked.final": "29",
    "earmarks": "1,2",
    "earmarks.1.name": "招聘经费",
    "earmarks.1.final": "19",
    "earmarks.2.name": "监测经费",
    "earmarks.2.final": "10",
    "cost2.public.final": "60",
    "cost2.office.final": "20",
    "cost2.utilities.final": "15.11",
}
SCORED = rows(
    "产出指标|数量指标|招聘会|≥20场|22场|25|25",
    "产出指标|质量指标|匹配率|90%|88%|10|9.78|疫情影响",
    "产出指标|时效指标|完成时间|2023年12月|2023年12月|5|5",
    "产出指标|成本指标|场地费|≤12万元|11万元|10|5",
    "产出指标|成本指标|宣传费|≤8万元|8万元||5",
    "效益指标|社会效益指标|就业|明显|明显|30|30",
    "满意度指标|服务对象满意度指标|满意度|≥90%|95.2%|10|10",
)
SELF = {
    "form": "PF-G",
    "head.project_name": "招聘经费",
    "head.dept": "某局",
    "head.unit": "某中心",
    "money.total.initial": "20",
    "money.total.full": "20",
    "money.total.executed": "19",
    "money.total.weight": "10",
    "money.total.rate": "95%",
    "money.total.score": "9.5",
    "money.fiscal.initial": "20",
    "money.fiscal.full": "20",
    "money.fiscal.executed": "19",
    "goal.goal_expected": "办好招聘会",
    "goal.goal_actual": "办了招聘会",
    "total.weight": "100",
    "total.score": "99.28",
    **SCORED,
}
WHOLE_SELF = {
    "form": "PF-F",
    "head.unit": "某中心",
    "money.total.initial": "90",
    "money.total.full": "100",
    "money.total.executed": "99",
    "money.total.rate": "99.00%",
    "money.total.score": "9.9",
    "by.general": "88",
    "by.other": "2",
    "by.basic": "70",
    "by.project": "20",
    "goal.goal_expected": "就业稳定",
    "goal.goal_actual": "就业很稳定",
    **{k: v for k, v in SCORED.items() if not k.startswith(("indicators.4.", "indicators.5."))},
    "indicators.4.l2": "成本指标",
    "indicators.4.l3": "全部支出",
    "indicators.4.target": "≤100万元",
    "indicators.4.actual": "99万元",
    "indicators.4.weight": "10",
    "indicators.4.score": "10",
    "indicators": "1,2,3,4,6,7",
}
MONITORED = {**SELF, "head.project_name": "监测经费", "money.total.initial": ""}
#: The sheets of one disclosure each.
SETS: dict[str, tuple[str, int, dict[str, Fields]]] = {
    "completed": ("sichuan-final-2020", 2023, {"A1": COMPLETED}),
    "goals": ("bazhong-budget-2022", 2022, {"C1": WHOLE_GOALS, "D1": PROJECT_GOALS}),
    "self": ("hunan-final-2023", 2023, {"F1": WHOLE_SELF, "G1": SELF}),
    "base": ("hunan-final-2023", 2023, {"E1": BASE_DATA}),
}


def a_book(
    name: str, changes: Mapping[str, Mapping[str, str]] | None = None, *texts: str
) -> PerformanceBook:
    """The sound sheets of that set, some of their entries changed; a new key is a new sheet."""
    form_set_id, year, sheets = SETS[name]
    stored = {key: dict(fields) for key, fields in sheets.items()}
    for key, fields in (changes or {}).items():
        stored[key] = {**stored.get(key, {}), **fields}
    tables = Tables(form_set(form_set_id, year), "某局", ())
    forms = {form_id: form(form_id) for form_id in form_ids()}
    ground = Ground(tables, None, lambda: a_text(*texts) if texts else None)
    return PerformanceBook(stored, ground, forms, use_of(form_set_id), economic())


def a_text(*texts: str) -> Document:
    """A document of one section with those paragraphs."""
    told = (Paragraph(id=f"p{n}", spans=(Text(text),)) for n, text in enumerate(texts))
    section = Section(id="performance", number="一、", title="绩效", blocks=tuple(told))
    part = Part(id="text", number="第一部分", title="说明", sections=(section,))
    return Document(
        kind="final",
        year=2023,
        department="某局",
        title="某局2023年度部门决算",
        form_set="sichuan-final-2020",
        outline="sichuan-final",
        parts=(part,),
    )
