"""The rules of texts: each passes a sound text and finds its own fault in a spoilt one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import pytest

from disclosures.core.document import Attachment, Document, Figure, Paragraph
from disclosures.core.narrative import Material, Narrative, Project, build
from disclosures.core.reading import TEXT_RULES, TextFinding, check_text, evidence_of
from disclosures.data import economic, outline_for
from tests.core.narrative import makers
from tests.core.rules.builders import sangong

SICHUAN, HUNAN = "sichuan-final-2020", "hunan-final-2023"
TEXTS = {
    "duties": "拟订规划。",
    "achievements": "完成全部任务。",
    "organisation": (
        "某某局下属二级单位3个，其中行政单位0个，参照公务员法管理的事业单位1个，其他事业单位2个。"
    ),
    "units": "单位本级。",
    "reception_use": (
        "共计支出0.12万元，具体内容包括：调研接待0.07万元、检查接待0.05万元"
    ),
    "performance": "开展了自评。",
    "management": "开展了自评。",
    "results": "总体较好。",
    "troubles": "暂无。",
    "offices": "综合科。",
}  # fmt: skip
REPORT = Attachment(
    number="附件1",
    title="附件1 整体支出绩效评价报告",
    paragraphs=("2020年本年支出合计328.95万元，其中：基本支出226.86万元，占68.97%；",),
)
PROJECT = Project(name="档案数字化", budget=42_000_000, spent=40_333_333, effect="完成了档案")


@cache
def sound(form: str) -> tuple[Material, Narrative]:
    """A sound department with everything answered, and its narrative."""
    found = makers.final(form, sangong("abroad", "0"), texts=TEXTS, projects=(PROJECT,))
    given = makers.answered(found)
    return given, build(outline_for(form), given, (REPORT,) if form == SICHUAN else ())


@cache
def findings(form: str, *changes: tuple[str, str]) -> tuple[TextFinding, ...]:
    """What the rules find in the sound text after those replacements."""
    given, narrative = sound(form)
    text = makers.plain_text(narrative.document)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return check_text(evidence_of(text, outline_for(form), given, economic()))


def of_document(document: Document, form: str = SICHUAN) -> tuple[TextFinding, ...]:
    given, _ = sound(form)
    return check_text(evidence_of(document, outline_for(form), given, economic()))


@dataclass(frozen=True)
class Fault:
    """A change of the text, and what the rule of that code says of it."""

    code: str
    old: str
    new: str
    says: str
    form: str = SICHUAN


# ruff: noqa: E501
FAULTS = (
    Fault("N-001", "收、支总计335.05万元", "收、支总计670.10万元", "应为 335.05万元，现写 670.10万元"),
    Fault("N-002", "事业收入15.01万元", "事业收入15.10万元", "“事业收入”应为 15.01万元"),
    Fault("N-003", "项目支出102.09万元", "项目支出102.90万元", "“项目支出”应为 102.09万元"),
    Fault("N-004", "占68.97%；项目", "占68.79%；项目", "“基本支出”占比应为 68.97%"),
    Fault("N-005", "占68.97%；项目", "占67.97%；项目", "各项占比之和应为 100%，现为 99.00%"),
    Fault("N-006", "完成预算24.69%", "完成预算1.86%", "完成预算应为 24.69%，现写的是占比"),
    Fault("N-007", "占68.97%；项目", "占69.0%；项目", "百分比应保留两位小数"),
    Fault("N-008", "财政拨款收、支总计318.95万元", "财政拨款收、支总计319.95万元", "应为 318.95万元"),
    Fault("N-009", "一般公共预算财政拨款支出275.44万元，占", "一般公共预算财政拨款支出275.45万元，占",
          "应为 275.44万元，现写 275.45万元"),
    Fault("N-010", "；住房保障支出（类）12.50万元，占4.54%", "", "没有列出“住房保障支出”"),
    Fault("N-010", "农林水支出（类）0万元", "住房保障支出（类）0万元", "重复列示"),
    Fault("N-011", "（项）：支出决算为62.58万元", "（项）：支出决算为62.85万元", "应为 62.58万元"),
    Fault("N-011", "（款）行政运行（项）", "（款）行政动行（项）", "“行政动行”应为“行政运行”"),
    Fault("N-012", "（项）：支出决算为62.58万元", "（项）：支出决算为72.58万元",
          "分项之和为 285.44万元，合计写 275.44万元"),
    Fault("N-013", "完成预算97.21%", "完成预算97.12%", "完成预算应为 97.21%"),
    Fault("N-013", "因公出国（境）经费支出0万元", "因公出国（境）经费支出0万元，完成预算0%",
          "预算数为零，不应写"),
    Fault("N-014", "决算数小于预算数", "决算数大于预算数", "决算数应为小于预算数"),
    Fault("N-015", "主要变动原因是业务增减。", "", "没有写明原因"),
    Fault("N-016", "年初预算为170万元", "年初预算为160万元", "分项之和为 240.00万元", HUNAN),
    Fault("N-017", "人员经费182.73万元", "人员经费182.37万元", "分项之和为 212.49万元"),
    Fault("N-018", "、住房公积金12.50万元", "", "分项之和为 170.23万元，合计写 182.73万元"),
    Fault("N-018", "、住房公积金12.50万元。", "等。", "列举之外还有 12.50万元"),
    Fault("N-019", "公务接待费支出决算0.12万元", "公务接待费支出决算0.22万元", "应为 0.12万元"),
    Fault("N-019", "“三公”经费财政拨款支出决算为6.62万元", "“三公”经费财政拨款支出决算为6.26万元",
          "分项之和为 6.62万元，合计写 6.26万元"),
    Fault("N-020", "检查接待0.05万元", "检查接待0.15万元", "具体内容之和为 0.22 万元"),
    Fault("N-021", "国内公务接待4批次", "国内公务接待0批次", "接待批次、人次却写 0批次"),
    Fault("N-022", "轿车2辆、越野车1辆", "轿车2辆、越野车2辆", "各类之和为 4 辆"),
    Fault("N-023", "更新购置公务用车0辆", "更新购置公务用车1辆", "支出 0万元，购置辆数却写 1辆"),
    Fault("N-024", "政府采购服务支出20.25万元", "政府采购服务支出20.52万元", "分项之和为 31.02万元"),
    Fault("N-024", "授予小微企业合同金额5.50万元", "授予小微企业合同金额55.50万元",
          "55.50万元 大于 25.00万元"),
    Fault("N-026", "政府性基金预算财政拨款支出31.50万元", "政府性基金预算财政拨款支出31.05万元",
          "应为 31.50万元"),
    Fault("N-027", "下属二级单位3个", "下属二级单位4个", "各类单位之和为 3 个，合计写 4 个"),
    Fault("N-029", "收、支总计335.05万元", "收、支总计335.05元", "单位应为万元"),
    Fault("N-029", "收、支总计335.05万元", "收、支总计335.05", "没有写单位"),
    Fault("N-029", "占68.97%；项目", "占68.97个百分点；项目", "应写百分比"),
    Fault("N-029", "共有公务用车3辆", "共有公务用车3人", "单位应为“辆”"),
    Fault("N-030", "业务增减", "***", "“***”是没有替换的占位符"),
    Fault("N-030", "业务增减", "{reason}", "“{reason}”是没有替换的占位符"),
    Fault("N-030", "业务增减", "××项目", "“××”是没有替换的占位符"),
    Fault("N-031", "住房改革支出（款）住房公积金（项）：反映", "住房改革（款）住房公积金（项）：反映",
          "没有解释 1 个用到的科目：住房公积金"),
    Fault("N-033", "2020年度收、支总计", "2021年度收、支总计", "应为 2020 年，现写 2021 年"),
    Fault("N-033", "某某局机关运行经费支出", "另一县财政局机关运行经费支出", "名称应为“某某局”"),
    Fault("N-034", "完成预算的96.03%", "完成预算的93.06%", "完成预算应为 96.02%"),
    Fault("N-035", "三、支出决算情况说明", "四、支出决算情况说明", "标题编号应为“三、”"),
    Fault("N-035", "\n3. 社会保障", "\n4. 社会保障", "列表编号 2 之后为 4"),
    Fault("N-036", "机关运行经费支出40.55万元", "机关运行经费支出45.05万元", "应为 40.55万元"),
    Fault("N-037", "各增加84.75万元", "各增加84.57万元", "增减额应为 84.75万元"),
    Fault("N-038", "增长33.86%", "增长38.36%", "增减百分比应为 33.86%"),
    Fault("N-039", "收、支总计各增加", "收、支总计各减少", "应为“增加”，现写“减少”"),
    Fault("N-040", "与2019年相比，收、支", "与2018年相比，收、支", "应与 2019 年比较"),
    Fault("N-040", "完成预算97.21%", "完成年初预算97.21%", "应与全年预算比较"),
)  # fmt: skip


@pytest.mark.parametrize("form", [SICHUAN, HUNAN])
def test_a_sound_text_breaks_no_rule(form: str) -> None:
    assert [(f.code, f.message) for f in findings(form)] == []


@pytest.mark.parametrize("form", [SICHUAN, HUNAN])
def test_a_sound_document_breaks_no_rule(form: str) -> None:
    assert of_document(sound(form)[1].document, form) == ()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f"{f.code} {f.new[:20]}")
def test_a_fault_is_found_by_its_rule(fault: Fault) -> None:
    found = [
        f.message for f in findings(fault.form, (fault.old, fault.new)) if f.code == fault.code
    ]
    assert any(fault.says in message for message in found), found


def test_an_attachment_that_differs_from_the_body_is_found() -> None:
    given, narrative = sound(SICHUAN)
    spoilt = replace(REPORT, paragraphs=(REPORT.paragraphs[0].replace("226.86", "226.85"),))
    document = replace(narrative.document, attachments=(spoilt,))
    found = check_text(evidence_of(document, outline_for(SICHUAN), given, economic()))
    assert [(f.code, f.message) for f in found] == [
        ("N-028", "“基本支出”正文为 226.86万元，附件写 226.85万元")
    ]


def test_units_named_in_an_attachment_are_counted() -> None:
    given, narrative = sound(SICHUAN)
    text = (
        "某某局下属二级单位3个，其中行政单位0个、参照公务员法管理的事业单位1个、"
        "其他事业单位2个，主要包括甲中心、乙中心。"
    )
    document = replace(narrative.document, attachments=(replace(REPORT, paragraphs=(text,)),))
    found = check_text(evidence_of(document, outline_for(SICHUAN), given, economic()))
    assert [f.message for f in found] == ["列出单位 2 个，合计写 3 个"]


def test_a_share_of_nothing_is_found() -> None:
    given = makers.material()
    plan = outline_for(SICHUAN)
    text = makers.plain_text(build(plan, given).document)
    old = "支出决算中，因公出国（境）费支出决算0万元"
    assert old in text
    found = check_text(evidence_of(text.replace(old, old + "，占0%"), plan, given, economic()))
    assert "总额为零，不应写 占0%" in [f.message for f in found if f.code == "N-025"]


def test_a_share_that_is_the_completion_is_told_as_such() -> None:
    given, _ = sound(HUNAN)
    found = findings(
        HUNAN, ("公务接待费支出决算0.12万元，占1.86%", "公务接待费支出决算0.12万元，占24.69%")
    )
    assert [f.message for f in found if f.code == "N-006"] == [
        "占比应为 1.86%，现写的是完成预算的比率 占24.69%"
    ]
    assert given.tables.year == 2023


def test_a_chart_that_differs_from_its_table_is_found() -> None:
    document = sound(SICHUAN)[1].document
    chart = document.charts[0]
    point = replace(chart.points[1], shown="1.00")
    other = replace(chart, points=(chart.points[0], point))
    found = of_document(replace(document, charts=(other, *document.charts[1:])))
    assert [(f.code, f.message) for f in found] == [("N-032", "“2020年”应为 335.05，现为 1.00")]
    found = of_document(replace(document, charts=document.charts[1:]))
    assert found[0].message == "图号应为图1，现为图2"


def test_a_glossary_that_explains_what_is_not_used_is_found() -> None:
    document = sound(SICHUAN)[1].document
    extra = replace(document.glossary[0], code="2013202")
    found = of_document(replace(document, glossary=(*document.glossary, extra)))
    assert [f.message for f in found] == ["解释了没有用到的科目 2013202 一般行政管理事务"]


def test_a_bound_figure_that_has_grown_old_is_found() -> None:
    document = sound(SICHUAN)[1].document
    account = document.parts[1]
    section = account.sections[0]
    paragraph = next(section.paragraphs)
    spans = tuple(_older(s) if isinstance(s, Figure) else s for s in paragraph.spans)
    blocks = tuple(
        replace(b, spans=spans) if isinstance(b, Paragraph) else b for b in section.blocks
    )
    sections = (replace(section, blocks=blocks), *account.sections[1:])
    parts = tuple(replace(p, sections=sections) if p.id == "account" else p for p in document.parts)
    found = of_document(replace(document, parts=parts))
    assert {f.code for f in found} == {"N-041"}
    assert found[0].message == "335.05万元 与附表不一致，请重新生成"


def _older(figure: Figure) -> Figure:
    sources = tuple(replace(s, amount=s.amount + 1) for s in figure.sources)
    return replace(figure, sources=sources)


def test_a_reason_that_says_the_same_in_two_sections_is_pointed_out() -> None:
    same = ("主要变动原因是业务增减", "主要变动原因是财政进一步压减预算")
    found = [f for f in findings(SICHUAN, same, same) if f.code == "N-042"]
    assert [(f.severity, f.section, f.message) for f in found] == [
        ("info", "fiscal_totals", "原因与“一、收入支出决算总体情况说明”所写相同，请写明本项的原因")
    ]
    assert [f for f in findings(SICHUAN, same) if f.code == "N-042"] == []


def test_a_reason_word_for_word_from_last_year_is_pointed_out() -> None:
    given, narrative = sound(SICHUAN)
    text = makers.plain_text(narrative.document)
    text = text.replace("主要变动原因是业务增减", "主要变动原因是新增2个项目，增加5万元", 1)
    plan = outline_for(SICHUAN)
    last = "主要变动原因是新增3个项目，增加9万元。"
    found = check_text(evidence_of(text, plan, given, economic(), last_text=last))
    assert [(f.code, f.message) for f in found] == [("N-042", "原因与上年所写一字不差，请确认")]


def test_a_finding_knows_where_the_words_stand() -> None:
    found = next(
        f
        for f in findings(SICHUAN, ("收、支总计335.05万元", "收、支总计670.10万元"))
        if f.code == "N-001"
    )
    assert (found.section, found.quote, found.expected, found.found, found.difference) == (
        "totals", "670.10万元", 335_051_357, 670_100_000, 335_048_643,
    )  # fmt: skip
    assert found.places == ("一、收入支出决算总体情况说明：“670.10万元”",)
    assert str(found.cells[0]) == "overview/income.grand_total/in.amt"
    assert found.end - found.start == len("670.10万元")


def test_every_rule_has_a_failing_case() -> None:
    elsewhere = {"N-025", "N-028", "N-032", "N-041", "N-042", "N-043", "N-044", "N-045"}
    codes = [r.code for r in TEXT_RULES]
    assert codes == [f"N-{n:03}" for n in range(1, 46)]
    assert {f.code for f in FAULTS} | elsewhere == set(codes)


def test_every_rule_says_what_it_is_and_what_to_do() -> None:
    for rule in TEXT_RULES:
        assert rule.statement
        assert rule.basis
        assert rule.fix.endswith("。")
        assert rule.group == "叙述"
