"""Weights 分值, scores 得分 and the reasons for what was not reached."""

from __future__ import annotations

import re
from collections.abc import Iterator

from disclosures.core.rules.base import Severity
from performance.core.indicators import Outcome, plain, show
from performance.core.numbers import show_number
from performance.core.rules.base import Breach, Evidence, FormRule, said
from performance.core.rules.reckoned import sums
from performance.core.rules.rows import Group, Indicator, groups, told
from performance.core.rules.texts import told_of
from performance.core.sheet import Sheet

_EXECUTION = "预算执行"
_ALL_DONE = re.compile(
    r"(?:全部|全面|圆满|均已|超额)(?:按时|按期|如期)?完成|完成了[^,。;]{0,12}各项[^,。;]{0,6}(?:目标|任务)"
)
_CAUSE = re.compile(r"因|由于|受[^,。;]{0,12}影响|原因")
#: Where a text ends to tell what was done.
_PROBLEMS = "发现的主要问题"
#: From here on an actual value is far from its target (both sides).
FAR = 30


def weights(evidence: Evidence) -> Iterator[Breach]:
    """P-004."""
    for sheet in evidence.sheets:
        for level, points in sheet.form.plan.items():
            found, paths = _weighed(evidence, sheet, level)
            if found is not None and found != points * 100:
                name = {"": "总分值", _EXECUTION: _EXECUTION}.get(level, f"{level}指标")
                text = f"{name}应为 {points} 分，现为 {show_number(found, 'score')} 分"
                yield Breach(sheet=sheet, paths=paths, text=text)

    yield from sums(lambda path: path == "total.weight", "total")(evidence)


def _weighed(evidence: Evidence, sheet: Sheet, level: str) -> tuple[int | None, tuple[str, ...]]:
    """The points of a first level, and where they stand."""
    fixed = {"": "total.weight", _EXECUTION: "money.total.weight"}.get(level)
    if fixed is not None:
        return evidence.amount(sheet, fixed), (fixed,)
    own = [g for g in groups(sheet) if plain(g.rows[0].l1).startswith(level)]
    points = [(g.weight, g.rows[0].path("weight")) for g in own if g.weight is not None]
    return (sum(w for w, _ in points) if points else None), tuple(path for _, path in points)


def bounds(evidence: Evidence) -> Iterator[Breach]:
    """P-005."""
    for sheet in evidence.sheets:
        for group in groups(sheet):
            yield from _bounded(sheet, group.weight, group.score, group.paths)
        weight, score = (evidence.amount(sheet, f"money.total.{k}") for k in ("weight", "score"))
        yield from _bounded(sheet, weight, score, ("money.total.score",))


def _bounded(
    sheet: Sheet, weight: int | None, score: int | None, paths: tuple[str, ...]
) -> Iterator[Breach]:
    if score is not None and weight is not None and not 0 <= score <= weight:
        shown = show_number(score, "score"), show_number(weight, "score")
        yield Breach(sheet=sheet, paths=paths, text=f"得分 {shown[0]}，分值只有 {shown[1]}")


def reasons(evidence: Evidence) -> Iterator[Breach]:
    """P-008."""
    for sheet in evidence.sheets:
        for group in groups(sheet):
            if group.weight is None or group.score is None or group.score >= group.weight:
                continue
            if not any(row.row["reason"].strip() for row in group.rows):
                lost = show_number(group.weight - group.score, "score")
                row = group.rows[0]
                text = f"“{row.name[:40]}”扣 {lost} 分，没有写偏差原因及改进措施"
                yield Breach(sheet=sheet, paths=(row.path("reason"),), text=text)


def full_scores(evidence: Evidence) -> Iterator[Breach]:
    """P-009."""
    texts = told_of(evidence)
    for sheet in evidence.sheets:
        for group in groups(sheet):
            missed = [row for row in group.rows if _missed(row)]
            if missed and group.score is not None and group.score == group.weight:
                row = missed[0]
                text = f"“{row.name[:40]}”{_short(row)}，得分没有扣减"
                yield Breach(sheet=sheet, paths=(row.path("actual"), *group.paths), text=text)
        yield from _boasts(sheet, texts.get(sheet.key, ""))


def _boasts(sheet: Sheet, text: str) -> Iterator[Breach]:
    """A text that tells of full completion where targets were missed."""
    paths = ("goal.goal_actual", "summary.effect")
    done, _, _ = text.partition(_PROBLEMS)
    texts = [*((path, plain(said(sheet, path))) for path in paths), ("goal.goal_actual", done)]
    boasts = ((path, m) for path, told_there in texts if (m := _ALL_DONE.search(told_there)))
    path, boast = next(boasts, ("", None))
    missed = [row for row in told(sheet) if _missed(row) and not row.cost]
    if boast and missed:
        row = missed[0]
        text = f"写“{boast[0]}”，而“{row.name[:40]}”{_short(row)}"
        yield Breach(sheet=sheet, paths=(path, row.path("actual")), text=text)


def _missed(row: Indicator) -> bool:
    return row.compared.outcome is Outcome.MISSED


def _short(row: Indicator) -> str:
    """How far a target was missed."""
    found = row.compared
    if found.days:
        return f"晚 {found.days} 天"
    if found.target is None or found.actual is None:
        return "未达到指标值"
    word = "超过" if found.actual.value > found.target.value else "未达到"
    return f"实际 {show(found.actual)}，{word}指标值 {show(found.target)}"


def far_off(evidence: Evidence) -> Iterator[Breach]:
    """P-106."""
    texts = told_of(evidence)
    for sheet in evidence.sheets:
        if _CAUSE.search(_problems(sheet, texts.get(sheet.key, ""))):
            continue
        for row in told(sheet):
            if row.actual and _wants_reason(sheet, row) and not _explained(sheet, row):
                share = row.compared.share
                rate = f"，为指标值的 {_of_target(row)}" if share is not None else ""
                text = f"“{row.name[:40]}”{_told(row)}{rate}，没有说明原因"
                yield Breach(sheet=sheet, paths=(row.path("actual"),), text=text)


def _wants_reason(sheet: Sheet, row: Indicator) -> bool:
    """Far off; where nothing is scored, every miss that is no cost."""
    unscored = "score" not in sheet.form.listed["indicators"]
    return _is_far(row) or (unscored and _missed(row) and not row.cost)


def _is_far(row: Indicator) -> bool:
    found = row.compared
    if found.days > 0:
        return True
    share = found.share
    if share is None:
        # Nothing was wanted, or nothing came of a bound: no share, but missed all the same.
        return found.outcome is Outcome.MISSED
    missed = found.outcome is Outcome.MISSED and share * 100 < 100 - FAR
    return missed or (found.outcome is Outcome.BEYOND and share * 100 > 100 + FAR)


def _told(row: Indicator) -> str:
    found = row.compared
    if found.days:
        return f"比指标值晚 {found.days} 天"
    return f"指标值 {row.target[:30]}，实际 {row.actual[:30]}"


def _of_target(row: Indicator) -> str:
    found = row.compared
    assert found.target is not None
    assert found.actual is not None
    if not found.target.value:
        return "—"
    return f"{float(found.actual.value / found.target.value * 100):.2f}%"


def _problems(sheet: Sheet, text: str) -> str:
    """发现的主要问题 of a project: as it stands in its sheet, or in the text."""
    _, _, told_there = text.partition(_PROBLEMS)
    return plain(said(sheet, "summary.problems")) + told_there


def _explained(sheet: Sheet, row: Indicator) -> bool:
    """Whether a reason stands beside it, or a sentence of the sheet gives one for it."""
    if row.row["reason"].strip():
        return True
    texts = (said(sheet, p) for p in ("goal.goal_actual", "summary.effect"))
    name = plain(row.name)
    sentences = (s for text in texts for s in re.split(r"[。;]", plain(text)))
    return any(_CAUSE.search(s) and _speaks_of(s, name) for s in sentences)


def _speaks_of(sentence: str, name: str) -> bool:
    size = min(4, len(name))
    return (
        any(name[n : n + size] in sentence for n in range(len(name) - size + 1)) if size else False
    )


def unfinished(evidence: Evidence) -> Iterator[Breach]:
    """P-108."""
    for sheet in evidence.sheets:
        for group in groups(sheet):
            yield from _unfinished(sheet, group)
        weight, score = (evidence.value(sheet, f"money.total.{k}") for k in ("weight", "score"))
        if weight and weight.amount and not (score and score.text.strip()):
            text = "预算执行有分值，没有得分"
            yield Breach(sheet=sheet, paths=("money.total.score",), text=text)


def _unfinished(sheet: Sheet, group: Group) -> Iterator[Breach]:
    rows = [row for row in group.rows if not row.empty]
    if not rows:
        return
    blank = [row for row in rows if not row.actual]
    if group.score is not None and blank:
        text = f"“{blank[0].name[:40]}”有得分，没有实际完成值"
        yield Breach(sheet=sheet, paths=tuple(r.path("actual") for r in blank), text=text)
    if group.score is None and all(row.actual for row in rows):
        what = "有分值，没有得分" if group.weight is not None else "没有分值和得分"
        text = f"“{rows[0].name[:40]}”{what}"
        yield Breach(sheet=sheet, paths=(rows[0].path("score"),), text=text)


SCORES: tuple[FormRule, ...] = (
    FormRule(
        code="P-004",
        severity=Severity.ERROR,
        statement="分值之和等于 100；一级指标分值等于其下各项分值之和，等于表样规定的分值",
        fix="按表样规定的分值（如产出 50、效益 30、满意度 10、预算执行 10）重新分配",
        check=weights,
        tolerance="EQ",
    ),
    FormRule(
        code="P-005",
        severity=Severity.ERROR,
        statement="每项得分不大于分值、不小于零",
        fix="核对得分与分值",
        check=bounds,
        tolerance="EQ",
    ),
    FormRule(
        code="P-008",
        severity=Severity.WARNING,
        statement="得分小于分值时，偏差原因分析及改进措施不得为空",
        fix="写明未达到的原因和改进措施",
        check=reasons,
    ),
    FormRule(
        code="P-009",
        severity=Severity.WARNING,
        statement="实际完成值未达到指标值的，不得写“全部完成”，得分相应扣减",
        fix="按完成情况扣减得分，改写完成情况",
        check=full_scores,
    ),
    FormRule(
        code="P-106",
        severity=Severity.WARNING,
        statement=f"实际完成值偏离指标值超过 {FAR}%、晚于规定时间、未达到而不评分的，应说明原因",
        fix="写明偏离的原因；指标值定得过高或者过低的，下年调整",
        check=far_off,
    ),
    FormRule(
        code="P-108",
        severity=Severity.WARNING,
        statement="有分值的有得分，有得分的有实际完成值",
        fix="补填实际完成值、得分",
        check=unfinished,
    ),
)
