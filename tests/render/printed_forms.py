"""Filled forms after real ones: 泸州 2020 (PF-A), 巴中 2022 (PF-D), 怀化 2023 (PF-G)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from disclosures.core.document import (
    Attachment,
    Document,
    FormCell,
    FormPlace,
    FormRow,
    Paragraph,
    Part,
    PrintedForm,
    Section,
    Text,
)

GOAL = (
    "2020年将组织40余项人事考试的报名工作，预计报名人数10万人，其中在泸州人事考试网上报名2次。"
    "预计直接组织25项人事考试考务工作，报名人数9.7万余人（争取一建在泸设考点考试。一规划片区考试，"
    "含泸州、宜宾、自贡、内江考生）90多场次；组织公招笔试命题、阅卷各2次，面试命题3次；办理发放2019"
    "年度证书0.5万本。采取切实有效的措施，确保人事考试安全公正，做到全年“人事考试无安全事故、"
    "考试数据无差错、考试服务无有效投诉”。"
)
REACHED = (
    "2020年，完成了41项人事考试报名工作，报名人数78684人。完成了28项人事考试，共计96场次，应考人数"
    "75625人、160232科次。其中，直接组织职称、职（执）业资格考试12项、68场次，参考人数24046人；公务员"
    "录用考试10项、18场次，参考人数12025人。组织事业单位公开招聘工作人员笔试面试4项、8场次，参考人数"
    "35551人；社会化考试2项、2场次，参考人数4003人。4786名专业技术人员获得各类资格证、成绩合格证。"
    "完成了2020年公招类考试命题、制卷及阅卷工作。"
)
#: 一级指标、二级指标、三级指标、预期指标值、实际完成指标值
EXAMS = (
    ("项目完成指标", "数量指标", "完成各项人事考试报名组织工作", "40项10万余人", "41项78684人"),
    ("项目完成指标", "数量指标", "完成各项人事考试考务组织工作", "25项9.7万余人", "28项75625人"),
    ("项目完成指标", "数量指标", "完成命题、制卷、阅卷工作",
     "笔试命题、阅卷2次，面试命题3次", "笔试命题、阅卷2次，面试命题3次"),
    ("项目完成指标", "质量指标", "考务组织工作", "考务组织工作安全、公正、有序",
     "采取切实有效措施，做到全年考试安全公正、公平有序"),
    ("项目完成指标", "质量指标", "完成质量", "达到文件标准", "达到文件标准"),
    ("项目完成指标", "时效指标", "完成时间", "2020年12月31日前", "2020年12月31日"),
    ("项目完成指标", "成本指标", "考务组织劳务费", "429.77万元", "437.60"),
    ("项目完成指标", "成本指标", "其他费用支出", "43.19万元", "19.41"),
    ("项目完成指标", "成本指标", "命题制卷、购卷支出", "77.04万元", "50.86"),
    ("效益指标", "社会效益指标", "促进高校毕业生就业，为我市各级机关事业单位选拔人才、评价人才",
     "为我市机关事业单位公招高校毕业生0.2万人以上，有0.5万人以上获得资格证或成绩合格证",
     "为我市机关事业单位公招高校毕业生1830人，4786名专业技术人员获得各类资格证、成绩合格证。"),
    ("效益指标", "可持续影响指标", "全市人才队伍建设",
     "稳定了我市机关、企业事业单位人才队伍", "稳定了我市机关、企业事业单位人才队伍"),
    ("满意度指标", "满意度指标", "用人单位", "招聘相应人才", "100%"),
    ("满意度指标", "满意度指标", "应试人员", "提供相应岗位或评价", "100%"),
)  # fmt: skip


def label(text: str, columns: int = 1, rows: int = 1) -> FormCell:
    return FormCell(text=text, columns=columns, rows=rows, label=True, align="center")


def words(at: str, text: str, columns: int = 1, rows: int = 1, align: str = "left") -> FormCell:
    return FormCell(text=text, columns=columns, rows=rows, at=at, align=align)


def figure(at: str, amount: int | None, text: str = "", columns: int = 1) -> FormCell:
    """A number in hundredths, as it is printed; blank where there is none."""
    return FormCell(text=text, columns=columns, at=at, amount=amount, align="right")


def money(at: str, printed: str = "", columns: int = 1) -> FormCell:
    """An amount of 万元."""
    amount = int(Decimal(printed) * 1_000_000) if printed else None
    return figure(at, amount, printed, columns)


def row(*cells: FormCell, repeats: bool = False) -> FormRow:
    return FormRow(cells=cells, repeats=repeats)


def luzhou(project: str = "人事考试经费", id: str = "done.exams") -> PrintedForm:
    """PF-A: a column of section labels, money, two goals, indicators without a score."""
    sums = (("预算数：", "执行数：", "650.00", "507.87"),
             ("其中-财政拨款：", "其中-财政拨款：", "650.00", "507.87"),
             ("其它资金：", "其它资金：", "", ""))  # fmt: skip
    rows = [
        row(label("项目名称", 2), words("project", project, 4)),
        row(label("预算单位", 2), words("unit", "泸州市人力资源和社会保障局", 4)),
    ]
    for number, (left, right, budget, done) in enumerate(sums):
        first = [label("预算执行情况（万元）", 1, 3)] if number == 0 else []
        rows.append(row(
            *first, label(left, 2), money(f"budget.{number}", budget),
            label(right), money(f"done.{number}", done),
        ))  # fmt: skip
    rows += [
        row(label("年度目标完成情况", 1, 2), label("预期目标", 3), label("实际完成目标", 2),
            repeats=True),
        row(words("goal", GOAL, 3), words("reached", REACHED, 2)),
    ]  # fmt: skip
    heads = ("一级指标", "二级指标", "三级指标", "预期指标值（包含数字及文字描述）",
             "实际完成指标值（包含数字及文字描述）")  # fmt: skip
    rows.append(row(label("绩效指标完成情况", 1, len(EXAMS) + 1), *map(label, heads), repeats=True))
    rows += _indicators(EXAMS)
    return PrintedForm(
        id=id, form="PF-A", title=f"{project}项目绩效目标完成情况表", subject=project,
        subtitle="（2020年度）", widths=(9, 12, 13, 22, 22, 22), rows=tuple(rows),
    )  # fmt: skip


def _indicators(lines: Iterable[tuple[str, ...]]) -> Iterator[FormRow]:
    """Rows of indicators; the first two labels stand over all that are alike."""
    number = 0
    for l1, of_l1 in groupby(lines, key=lambda line: line[0]):
        mine = list(of_l1)
        firsts = [label(l1, 1, len(mine))]
        for l2, of_l2 in groupby(mine, key=lambda line: line[1]):
            same = list(of_l2)
            firsts.append(label(l2, 1, len(same)))
            for line in same:
                names = ("name", "target", "actual", "weight", "score", "reason")
                yield row(*firsts, *_entered(number, names, line[2:]))
                firsts, number = [], number + 1


def _entered(number: int, names: tuple[str, ...], texts: tuple[str, ...]) -> Iterator[FormCell]:
    for name, text in zip(names, texts, strict=False):
        at = f"indicators/{number}/{name}"
        if name in ("weight", "score"):
            yield replace(figure(at, int(text) * 100, text), align="center")
        else:
            yield words(at, text, align="left" if name in ("name", "reason") else "center")


def bazhong() -> PrintedForm:
    """PF-D: eight columns, boxes to tick, medium-term and annual indicators side by side."""
    ticked = "□法律法规　□市委市政府决定　☑上级文件要求　□市委市政府领导指示　☑其他"
    sources = ("合计", "1. 一般公共预算收入", "2. 政府性基金预算收入", "3. 国有资本经营预算收入",
               "4. 社会保险基金收入", "5. 其他收入")  # fmt: skip
    rows = [
        row(label("项目名称"), words("project", "人事电算化考试基地运行维护经费", 7)),
        row(label("预算单位"), words("unit", "巴中市人力资源和社会保障局", 3),
            label("实施单位及责任人"), words("by", "巴中市人事考试中心", 3)),
        row(label("项目属性"), words("kind", "□新增项目　☑延续项目", 3),
            label("项目期限"), words("term", "□一次性　☑经常性", 3)),
        row(label("立项依据"), words("basis", ticked, 7)),
        row(label("项目资金", 1, 4), label("中长期资金总额：", 2), money("long"),
            label("年度资金总额：", 1), money("year", "10.00"),
            words("purchase", "年度资金中：政府采购7.00万元（政府购买服务　万元）", 2, 3)),
        row(label("其中：财政拨款", 2), money("long.fiscal"), label("其中：财政拨款"),
            money("year.fiscal", "5.00")),
        row(label("其他资金", 2), money("long.other"), label("其他资金"),
            money("year.other", "5.00")),
        row(label("延续项目以前年度预算安排：", 2), money("before", "10.00", 5)),
        row(label("项目资金来源", 1, 2), label(sources[0]), *map(label, sources[1:5]),
            label(sources[5], 2), repeats=True),
        row(money("from.0", "10.00"), money("from.1", "5.00"), money("from.2"),
            money("from.3"), money("from.4"), money("from.5", "5.00", 2)),
        row(label("总体目标", 1, 2), label("中长期目标（20**年—20**年）", 4), label("年度目标", 3),
            repeats=True),
        row(words("goal.long", "", 4), words("goal.year", "保障考试基地正常运行。", 3)),
    ]  # fmt: skip
    heads = ("一级指标", "二级指标", "三级指标", "指标值（含数字及文字描述）")
    rows.append(row(label("绩效指标", 1, 10), *map(label, (*heads, *heads[1:])), repeats=True))
    plan = (("产出指标", ("数量指标", "质量指标", "时效指标", "成本指标")),
            ("效益指标", ("经济效益", "社会效益", "生态效益", "可持续影响")),
            ("满意度指标", ("服务对象满意度",)))  # fmt: skip
    number = 0
    for l1, inner in plan:
        for place, l2 in enumerate(inner):
            first = [label(l1, 1, len(inner))] if place == 0 else []
            at = f"indicators/{number}/"
            rows.append(row(
                *first, label(l2), words(at + "long", ""), words(at + "long.value", ""), label(l2),
                words(at + "name", "会计职称计算机考试、培训；学习、考试环境逐步改善提高"),
                words(at + "target", "9000人次", align="center"),
            ))  # fmt: skip
            number += 1
    return PrintedForm(
        id="goals.base", form="PF-D", title="巴中市2022年市级部门预算项目支出绩效目标批复表",
        subject="人事电算化考试基地运行维护经费", caption="单位：万元",
        widths=(10, 12, 12, 13, 13, 12, 14, 14), rows=tuple(rows),
        notes=("注：绩效目标以批复为准。",),
    )  # fmt: skip


def huaihua(count: int = 3, reason: str = "") -> PrintedForm:
    """PF-G: scored, each of eleven kinds of indicators with ``count`` rows."""
    sums = (("年度资金总额", "10.00", True), ("其中：当年财政拨款", "10.00", False),
             ("上年结转资金", "", False), ("其他资金", "", False))  # fmt: skip
    rows = [
        row(label("项目支出名称", 2), words("project", "失业动态监测（失业预警）工作经费", 7)),
        row(label("主管部门", 2), words("dept", "怀化市人力资源和社会保障局", 3),
            label("实施单位"), words("unit", "怀化市就业服务中心", 3)),
        row(label("项目资金（万元）", 2, 5), label(""), label("年初预算数"),
            label("全年预算数"), label("全年执行数"), label("分值"), label("执行率"),
            label("得分"), repeats=True),
    ]  # fmt: skip
    for number, (name, amount, scored) in enumerate(sums):
        at = f"money/{number}/"
        rows.append(row(
            label(name), *(money(at + c, amount) for c in ("initial", "full", "done")),
            figure(at + "weight", 10_00 if scored else None, "10" if scored else ""),
            figure(at + "rate", 100_00 if scored else None, "100%" if scored else ""),
            figure(at + "score", 10_00 if scored else None, "10" if scored else ""),
        ))  # fmt: skip
    rows += [
        row(label("年度总体目标", 1, 2), label("预期目标", 4), label("实际完成情况", 4),
            repeats=True),
        row(words("goal", "充分发挥失业保险预防失业功能作用，保障失业动态监测工作质量。", 4),
            words("reached", "持续做好80家重点企业失业动态监测工作，全面推动就业失业动态监测服务。",
                  4)),
    ]  # fmt: skip
    lines = list(_scored(count, reason))
    heads = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分",
             "偏差原因分析及改进措施")  # fmt: skip
    rows.append(row(label("绩效指标", 1, len(lines) + 1), *map(label, heads), repeats=True))
    rows += _indicators(lines)
    total = (figure("total.weight", 100_00, "100"), figure("total.score", 98_50, "98.50"))
    rows.append(row(label("总分", 6), *(replace(c, align="center") for c in total), words("x", "")))
    return PrintedForm(
        id="self.watch", form="PF-G", title="项目支出绩效自评表",
        subject="失业动态监测（失业预警）工作经费", subtitle="（2023年度）",
        widths=(6, 12, 12, 18, 13, 13, 8, 8, 16), rows=tuple(rows),
        notes=("填表人：某某　　填报日期：2024年6月30日　　联系电话：",),
    )  # fmt: skip


def _scored(count: int, reason: str) -> Iterator[tuple[str, ...]]:
    plan = (("产出指标（50分）", "数量指标 质量指标 时效指标 成本指标"),
            ("效益指标（30分）", "经济效益指标 社会效益指标 生态效益指标 可持续影响指标"),
            ("满意度指标（10分）", "服务对象满意度指标"))  # fmt: skip
    for l1, names in plan:
        for l2 in names.split():
            for number in range(1, count + 1):
                name = f"{l2.removesuffix('指标')}：享受稳岗返还补助企业（第{number}项）"
                yield l1, l2, name, "1306家", "1306家", "5", "5", reason


FORMS = (luzhou(), bazhong(), huaihua())


def placed(document: Document) -> Document:
    """A document with forms in a section, of an attachment, and without a place."""
    added = Attachment(number="附件1", title="项目支出绩效自评", forms=("self.watch",))
    training = luzhou("农民工劳务品牌培训经费", "done.training")
    found = with_forms(document, luzhou(), bazhong(), huaihua(), training)
    part = found.parts[-1]
    section = replace(part.sections[0], blocks=part.sections[0].blocks[:-2])
    part = replace(part, sections=(section,))
    return replace(
        found, parts=(*found.parts[:-1], part), attachments=(*document.attachments, added)
    )


def with_forms(document: Document, *forms: PrintedForm) -> Document:
    """A document with a part of one section that holds forms."""
    said = Paragraph(id="goals.1", spans=(Text("本部门按要求公开项目绩效目标完成情况。"),))
    places = tuple(FormPlace(id=form.id) for form in forms)
    section = Section(id="goals", number="一、", title="项目绩效", blocks=(said, *places))
    part = Part(id="performance", number="第九部分", title="绩效", sections=(section,))
    return replace(document, parts=(*document.parts, part), forms=forms)
