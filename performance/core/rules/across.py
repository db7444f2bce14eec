"""Forms against each other: the same project, its amounts and its name everywhere the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from disclosures.core.codes import fold
from disclosures.core.rules.base import Severity, slack
from performance.core.amounts import items, wan
from performance.core.rules.base import Breach, Evidence, FormRule, said
from performance.core.rules.rows import Indicator, told
from performance.core.sheet import Sheet

#: From here on two names are taken for one project under two names.
ALIKE = 0.75
#: Columns of the list of earmarks, and of a project's own form.
_COLUMNS = {"budget": "initial", "final": "executed"}
_CONTENT, _SPECIAL = "tasks.special.content", "tasks.special.total"


@dataclass(frozen=True)
class Listed:
    """A project that a form of the whole lists: its name, amounts (分) by the path of the
    project's own form, and where it stands."""

    sheet: Sheet
    name: str
    amounts: Mapping[str, int]
    paths: Mapping[str, str]


def _of_tasks(evidence: Evidence, sheet: Sheet) -> list[Listed]:
    path = "money.y_total"
    return [
        Listed(sheet, name, {path: amount}, {path: _CONTENT})
        for name, amount in items(said(sheet, _CONTENT))
    ]


def _of_earmarks(evidence: Evidence, sheet: Sheet) -> list[Listed]:
    found = []
    for row in sheet.rows.get("earmarks", ()):
        name = row["name"].strip()
        paths = {f"money.total.{own}": row.path(key) for key, own in _COLUMNS.items()}
        amounts = {p: a for p, at in paths.items() if (a := evidence.amount(sheet, at)) is not None}
        if name and amounts:
            found.append(Listed(sheet, name, amounts, paths))
    return found


def _lists(evidence: Evidence) -> Iterator[tuple[list[Listed], dict[str, Sheet]]]:
    """Each list of projects with the projects' own forms of the same kind, by folded name."""
    for sheet in evidence.forms:
        for listed, path in (
            (_of_tasks(evidence, sheet), "money.y_total"),
            (_of_earmarks(evidence, sheet), "money.total.initial"),
        ):
            own = _with(evidence, path) if listed else {}
            if own:
                yield listed, own


def _with(evidence: Evidence, path: str) -> dict[str, Sheet]:
    """The projects' own forms that have that path, by folded name."""
    return {
        fold(s.subject): s
        for s in evidence.forms
        if s.form.about == "project" and s.subject and path in s.form.fixed
    }


def _paired(
    listed: Sequence[Listed], own: Mapping[str, Sheet]
) -> Iterator[tuple[Listed, Sheet | None]]:
    """Each listed project with its form: of the same name, else of the nearest that is free."""
    free = set(own) - {fold(entry.name) for entry in listed}
    for entry in listed:
        sheet = own.get(fold(entry.name))
        if sheet is None:
            near = get_close_matches(fold(entry.name), sorted(free), n=1, cutoff=ALIKE)
            free -= set(near)
            sheet = own[near[0]] if near else None
        yield entry, sheet


def amounts(evidence: Evidence) -> Iterator[Breach]:
    """P-017."""
    for listed, own in _lists(evidence):
        for entry, sheet in _paired(listed, own):
            for path, amount in entry.amounts.items() if sheet else ():
                assert sheet is not None
                found = evidence.amount(sheet, path)
                if found is not None and found != amount:
                    text = f"“{entry.name[:40]}”在{entry.sheet.form.name}为 {wan(amount)}，"
                    text += f"在本表为 {wan(found)}，相差 {wan(found - amount)} 万元"
                    yield Breach(
                        sheet=sheet, paths=(path,), text=text, expected=amount, found=found
                    )


def named(evidence: Evidence) -> Iterator[Breach]:
    """P-022."""
    for listed, own in _lists(evidence):
        pairs = list(_paired(listed, own))
        for entry, sheet in pairs:
            at = next(iter(entry.paths.values()))
            if sheet is None:
                text = f"“{entry.name[:40]}”没有单独的绩效表"
                yield Breach(sheet=entry.sheet, paths=(at,), text=text)
            elif fold(sheet.subject) != fold(entry.name):
                text = f"本表列“{entry.name[:40]}”，项目自己的表为“{sheet.subject[:40]}”"
                yield Breach(sheet=entry.sheet, paths=(at,), text=text)
        there = {sheet.key for _, sheet in pairs if sheet is not None}
        for sheet in own.values():
            if sheet.key not in there:
                text = f"“{sheet.subject[:40]}”没有列入{listed[0].sheet.form.name}"
                yield Breach(sheet=sheet, paths=("head.project_name",), text=text)


def together(evidence: Evidence) -> Iterator[Breach]:
    """P-123: what a form of the whole prints for all projects, and what these come to."""
    for sheet in evidence.forms:
        for total, path in _wholes(sheet):
            found = evidence.amount(sheet, total)
            parts = [
                amount
                for own in evidence.forms
                if own.form.about == "project"
                and (amount := evidence.amount(own, path)) is not None
            ]
            if found is None or not parts or abs(found - sum(parts)) <= slack(10_000, len(parts)):
                continue
            text = f"{len(parts)} 张项目表合计 {wan(sum(parts))}，本表为 {wan(found)}，"
            text += f"相差 {wan(found - sum(parts))} 万元"
            yield Breach(sheet=sheet, paths=(total,), text=text, expected=sum(parts), found=found)


def _wholes(sheet: Sheet) -> Iterator[tuple[str, str]]:
    pairs = (
        (_SPECIAL, "money.y_total"),
        ("by.project", "money.total.initial"),
        *((f"cost.earmarked.{key}", f"money.total.{own}") for key, own in _COLUMNS.items()),
    )
    return ((total, path) for total, path in pairs if total in sheet.form.fixed)


def twice(evidence: Evidence) -> Iterator[Breach]:
    """P-110."""
    seen: dict[tuple[str, str, str], Sheet] = {}
    for sheet in evidence.sheets:
        if sheet.form.about != "project" or not sheet.subject:
            continue
        unit = sheet.key.partition(".")[0] if sheet.key.startswith("unit-") else ""
        first = seen.setdefault((sheet.form.id, unit, fold(sheet.subject)), sheet)
        if first is not sheet:
            text = f"“{sheet.subject[:40]}”已有一张{sheet.form.name}"
            yield Breach(sheet=sheet, paths=("head.project_name",), text=text)


def satisfaction(evidence: Evidence) -> Iterator[Breach]:
    """P-021."""
    own = [s for s in evidence.forms if s.form.about == "project"]
    found = [row for sheet in own for row in _satisfied(sheet)]
    if len(found) < 2 or len({row.sheet.key for row in found}) != len(found):
        return
    mean = sum((value.value for row in found if (value := row.given.only)), Fraction(0)) / len(
        found
    )
    for sheet in evidence.forms:
        for row in _satisfied(sheet) if sheet.form.about == "whole" else ():
            value = row.given.only
            if value is not None and abs(value.value - mean) > Fraction(1, 100):
                text = f"满意度 {row.actual}，{len(found)} 个项目的平均为 {float(mean):.2f}%"
                yield Breach(sheet=sheet, paths=(row.path("actual"),), text=text)


def _satisfied(sheet: Sheet) -> list[Indicator]:
    """The indicators of satisfaction that have a percentage."""
    rows = (row for row in told(sheet) if row.satisfaction and row.actual)
    return [row for row in rows if row.given.only is not None and row.given.only.percent]


ACROSS: tuple[FormRule, ...] = (
    FormRule(
        code="P-017",
        severity=Severity.ERROR,
        statement="同一项目的金额在各张绩效表中一致",
        fix="核对金额，更正填错的一处",
        check=amounts,
        tolerance="EQ",
    ),
    FormRule(
        code="P-021",
        severity=Severity.WARNING,
        statement="整体的满意度等于各项目满意度的平均，另有口径的须写明",
        fix="重新平均；另行调查的，写明口径",
        check=satisfaction,
        tolerance="RATIO",
    ),
    FormRule(
        code="P-022",
        severity=Severity.WARNING,
        statement="整体绩效表所列的项目与项目自己的绩效表一一对应，名称一致",
        fix="补填缺少的表；统一项目名称",
        check=named,
    ),
    FormRule(
        code="P-110",
        severity=Severity.ERROR,
        statement="一个项目一张表",
        fix="删除重复的一张；确为两个项目的，名称应有区别",
        check=twice,
    ),
    FormRule(
        code="P-123",
        severity=Severity.WARNING,
        statement="整体绩效表的项目支出等于各项目绩效表之和",
        fix="补填缺少的项目；只列部分项目的，写明只列部分",
        check=together,
        tolerance="SUM",
    ),
)
