"""What is written in indicators and goals: complete, possible, of one kind, and of this year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from disclosures.core.rules.base import Severity
from performance.core.indicators import Meaning, Operator, Outcome, plain
from performance.core.rules.base import Breach, Evidence, FormRule, said
from performance.core.rules.rows import Indicator, indicators, told
from performance.core.sheet import Sheet

#: Rates that cannot pass 100 %.
_WHOLE = re.compile(
    r"(?:合格|覆盖|及时|准确|就业|参保|知晓|到位|匹配|通过|入学|达标|规范|使用|回收|结案|"
    r"办结|兑现|发放|满意|好评|有效|开工|验收|数字化|返岗|安全|完好|审查|调查)率"
)
_LESS = re.compile(r"失业率|投诉率|差错率|发生率|事故率|流失率|逾期率|欠薪率|违规率")
_MORE = re.compile(r"(?<!未)(?<!待)(?:就业|合格|覆盖|及时|准确|参保|知晓|到位|满意)率|满意度")
_RATE = re.compile(r"(?:率|百分比|占比|比例)(?:[（(].*[）)])?$")
_COUNT = re.compile(r"(?:人数|户数|家数|次数|个数|数量|场次)(?:[（(].*[）)])?$")
_STATED = {
    Operator.AT_LEAST: "不低于",
    Operator.AT_MOST: "不超过",
    Operator.OVER: "高于",
    Operator.UNDER: "低于",
}
_BARE = re.compile(r"[≥≤><=]?\d+(\.\d+)?")
#: What so many figures say at once is no chance.
_ENOUGH = 3


def impossible(evidence: Evidence) -> Iterator[Breach]:
    """P-103."""
    for sheet in evidence.forms:
        for row in told(sheet):
            bounded = row.satisfaction or _WHOLE.search(plain(row.name))
            for path, meaning in ((row.target_path, row.wanted), (row.path("actual"), row.given)):
                high = meaning.only
                if bounded and high is not None and high.percent and high.value > 100:
                    text = f"“{row.name[:40]}”为 {meaning.text.strip()}，不可能超过 100%"
                    yield Breach(sheet=sheet, paths=(path,), text=text)


def units(evidence: Evidence) -> Iterator[Breach]:
    """P-104."""
    for sheet in evidence.forms:
        for row in told(sheet):
            if row.actual and row.compared.outcome is Outcome.INCOMPARABLE:
                text = f"指标值“{row.target[:30]}”与实际完成值“{row.actual[:30]}”单位不同"
                paths = (row.target_path, row.path("actual"))
                yield Breach(sheet=sheet, paths=paths, text=text)


def names(evidence: Evidence) -> Iterator[Breach]:
    """P-107."""
    for sheet in evidence.forms:
        for row in told(sheet):
            contradiction = _contradiction(plain(row.name), row.wanted)
            if contradiction:
                text = f"“{row.name[:40]}”的指标值为“{row.target[:30]}”，{contradiction}"
                yield Breach(sheet=sheet, paths=(row.name_path, row.target_path), text=text)


def _contradiction(name: str, value: Meaning) -> str:
    """What a name and its value disagree in; empty where they agree."""
    only = value.only
    if _RATE.search(name) and value.rest < 6:
        if value.period is not None:
            return "名称是比率，值是日期"
        if only is not None and (only.unit not in ("", "%", "个百分点") or only.factor > 1):
            return "名称是比率，值是数量"
    if _COUNT.search(name) and only is not None and only.percent:
        return "名称是数量，值是比率"
    less, more = _LESS.search(name), _MORE.search(name)
    if less and not more and _is_high(value):
        return "越低越好的指标，指标值却是越高越好的写法"
    if more and not less and value.operator in (Operator.AT_MOST, Operator.UNDER) and only:
        return "越高越好的指标，指标值却是上限"
    return ""


def _is_high(value: Meaning) -> bool:
    only = value.only
    if only is None or not only.percent:
        return False
    return value.operator in (Operator.AT_LEAST, Operator.OVER) or only.value > 50


def unsaid(evidence: Evidence) -> Iterator[Breach]:
    """P-113."""
    for sheet in evidence.forms:
        for row in told(sheet):
            if (
                row.wanted.operator is not Operator.WORDS
                and not row.wanted.numeric
                and not row.wanted.period
            ):
                text = f"“{row.name[:40]}”的指标值只有“{row.target}”，没有数字"
                yield Breach(sheet=sheet, paths=(row.target_path,), text=text)
            elif _BARE.fullmatch(plain(row.target)) and (row.cost or not _is_rate(row)):
                text = f"“{row.name[:40]}”的指标值“{row.target}”没有单位"
                yield Breach(sheet=sheet, paths=(row.target_path,), text=text)


def _is_rate(row: Indicator) -> bool:
    return bool(_RATE.search(plain(row.name)))


def unmeasured(evidence: Evidence) -> Iterator[Breach]:
    """P-126."""
    for sheet in evidence.forms:
        for row in told(sheet):
            if "满意" in (row.l2 or row.l1) and row.target and not row.wanted.numeric:
                text = f"“{row.name[:40]}”的指标值“{row.target[:30]}”没有数字"
                yield Breach(sheet=sheet, paths=(row.target_path,), text=text)


def vague(evidence: Evidence) -> Iterator[Breach]:
    """P-114."""
    for sheet in evidence.forms:
        for row in told(sheet):
            word = _STATED.get(row.given.operator)
            signs = plain(row.actual)[:1] in ("≥", "≤", ">", "<")
            if word and row.given.only and signs:
                text = f"“{row.name[:40]}”的实际完成值“{row.actual}”不是确数"
                yield Breach(sheet=sheet, paths=(row.path("actual"),), text=text)


def other_year(evidence: Evidence) -> Iterator[Breach]:
    """P-115."""
    for sheet in evidence.forms if evidence.year else ():
        for row in told(sheet):
            period = row.wanted.period
            if row.yearly and period is not None and period.last.year != evidence.year:
                text = f"“{row.name[:40]}”的指标值“{row.target[:30]}”不是 {evidence.year} 年"
                yield Breach(sheet=sheet, paths=(row.target_path,), text=text)


def copied(evidence: Evidence) -> Iterator[Breach]:
    """P-102."""
    for sheet in evidence.forms:
        rows = [i for i in told(sheet) if i.compared.share is not None and not i.satisfaction]
        own = [i for i in rows if not i.cost]
        if len(own) >= _ENOUGH and all(i.compared.share == 1 for i in own):
            text = f"{len(own)} 项有数字的指标，实际完成值都与指标值完全相同"
            paths = tuple(i.path("actual") for i in own)
            yield Breach(sheet=sheet, paths=paths, text=text)
        yield from _copied_goal(sheet)


def _copied_goal(sheet: Sheet) -> Iterator[Breach]:
    expected, actual = (plain(said(sheet, f"goal.goal_{k}")) for k in ("expected", "actual"))
    if expected and expected == actual:
        text = "实际完成情况与预期目标一字不差"
        yield Breach(sheet=sheet, paths=("goal.goal_actual",), text=text)


def as_approved(evidence: Evidence) -> Iterator[Breach]:
    """P-112."""
    for sheet in evidence.forms:
        for row in indicators(sheet):
            approved = row.row["approved"].strip()
            if approved and plain(approved) != plain(row.target):
                text = f"“{row.name[:40]}”批复的指标值为“{approved[:30]}”，现为“{row.target[:30]}”"
                yield Breach(sheet=sheet, paths=(row.target_path,), text=text)


WORDING: tuple[FormRule, ...] = (
    FormRule(
        code="P-102",
        severity=Severity.INFO,
        statement="实际完成情况按实际填写，不照抄目标",
        fix="核对实际完成值，照实填写",
        check=copied,
    ),
    FormRule(
        code="P-103",
        severity=Severity.ERROR,
        statement="满意度、合格率、覆盖率等不超过 100%",
        fix="核对指标值和实际完成值",
        check=impossible,
    ),
    FormRule(
        code="P-104",
        severity=Severity.WARNING,
        statement="指标值与实际完成值用同一单位",
        fix="按指标值的单位填写实际完成值",
        check=units,
    ),
    FormRule(
        code="P-107",
        severity=Severity.WARNING,
        statement="指标名称与指标值的含义一致（比率与数量、失业率与就业率不可混用）",
        fix="改正名称或者指标值",
        check=names,
    ),
    FormRule(
        code="P-112",
        severity=Severity.ERROR,
        statement="自评表的指标值与批复的指标值一致",
        fix="按批复填写指标值；目标经批准调整的，先更新批复的指标值",
        check=as_approved,
        tolerance="EQ",
    ),
    FormRule(
        code="P-113",
        severity=Severity.WARNING,
        statement="量化的指标值有数字、有单位",
        fix="补填数字和单位",
        check=unsaid,
    ),
    FormRule(
        code="P-114",
        severity=Severity.INFO,
        statement="实际完成值是确数，不写“≥”“>”",
        fix="填写实际完成的数",
        check=vague,
    ),
    FormRule(
        code="P-115",
        severity=Severity.WARNING,
        statement="时效指标写本年度的日期",
        fix="核对年份；跨年度的项目说明原因",
        check=other_year,
    ),
    FormRule(
        code="P-126",
        severity=Severity.WARNING,
        statement="满意度指标用百分比衡量",
        fix="写明满意度达到多少，如 ≥90%",
        check=unmeasured,
    ),
)
