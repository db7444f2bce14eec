"""The text of the disclosure, and the reports, against the forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from disclosures.core.codes import fold
from disclosures.core.document import Document
from disclosures.core.money import rate_bounds
from disclosures.core.rules.base import Severity
from performance.core.amounts import fen, wan
from performance.core.indicators import plain
from performance.core.rules.across import ALIKE
from performance.core.rules.base import Breach, Evidence, FormRule, said
from performance.core.sheet import Sheet

_NUM = r"(\d{1,12}(?:\.\d{1,6})?)"
_ACCOUNT = re.compile(
    rf"全年预算数(?:为)?{_NUM}万元[,。;]?执行数(?:为)?{_NUM}万元"
    rf"(?:[,。;]?完成(?:全年)?预算(?:数)?的?{_NUM}%)?"
)
_HEAD = re.compile(r"([^。;]{2,60})项目绩效目标完成情况")
_NUMBERED = re.compile(r"^.*\(\d{1,3}\)")
#: One item of a report's list: …经费年初预算30万，全年使用数27.97万.
_ITEM = re.compile(
    rf"(?P<name>[^;。:]{{2,80}}?)年初预算(?:数)?{_NUM}万元?,(?:全年)?(?:使用数|支出|执行数){_NUM}万元?"
)
#: The list of projects in the text: …等5个项目绩效目标…
_COUNT = re.compile(r"等(\d{1,4})个项目(?:的)?绩效")
_USED = re.compile(
    rf"预算(?:数|资金)?{_NUM}万元?,?(?:财政拨款收入|实际到位|到位(?:资金)?|全年使用数|使用数?|实际支出)"
    rf"{_NUM}万元?,(?:资金)?(到位率|使用率|执行率)(?:为)?{_NUM}%"
)
_BUDGET = ("money.budget_total", "money.total.full")
_INITIAL = ("money.total.initial",)
_SPENT = ("money.exec_total", "money.total.executed")


@dataclass(frozen=True)
class Account:
    """What a text says of one project: amounts in 分, the percentage as typed, what follows."""

    name: str
    budget: int
    executed: int
    percent: str
    rest: str = ""


def accounts(document: Document) -> Iterator[Account]:
    """The accounts of projects in a text; each names its project before the first figure."""
    for part in document.parts:
        for section in part.walk():
            text = plain("".join(p.text for p in section.paragraphs))
            for found in _ACCOUNT.finditer(text):
                before = text[max(0, found.start() - 120) : found.start()]
                heads = _HEAD.findall(before)
                name = _NUMBERED.sub("", heads[-1]) if heads else before[-60:]
                rest = _HEAD.split(text[found.end() :])[0]
                yield Account(name, fen(found[1]), fen(found[2]), found[3] or "", rest)


def told_of(evidence: Evidence) -> dict[str, str]:
    """What the text goes on to say of the project of each sheet, by the sheet's key."""
    document = evidence.text()
    found: dict[str, str] = {}
    for account in accounts(document) if document else ():
        sheet = _sheet(evidence, account.name) or _near(evidence, account.name)
        if sheet is not None:
            found[sheet.key] = account.rest
    return found


def account_of(evidence: Evidence) -> Iterator[Breach]:
    """P-124: the account of a project in the text or in a report, and its form."""
    document = evidence.text()
    for account in accounts(document) if document else ():
        sheet = _sheet(evidence, account.name) or _near(evidence, account.name)
        if sheet is None:
            continue
        yield from _against(evidence, sheet, _BUDGET, account.budget, "正文综述的全年预算数")
        yield from _against(evidence, sheet, _SPENT, account.executed, "正文综述的执行数")
        if _is_other(account.executed, account.budget, account.percent):
            text = f"正文综述的完成预算 {account.percent}%，按所写金额"
            text += f"应为 {_percent(account.executed, account.budget)}"
            path = next((p for p in _SPENT if p in sheet.form.fixed), "")
            yield Breach(sheet=sheet, paths=(path,), text=text)

    yield from _reported(evidence)


def _reported(evidence: Evidence) -> Iterator[Breach]:
    """The lists of projects in reports."""
    for report in evidence.sheets:
        for path, entry in report.form.fixed.items() if report.form.report else ():
            texts = plain(said(report, path)) if entry.type == "long" else ""
            for found in _ITEM.finditer(texts):
                sheet = _sheet(evidence, found["name"])
                if sheet is not None:
                    budget, spent = fen(found[2]), fen(found[3])
                    what = f"{report.form.name}的"
                    yield from _against(evidence, sheet, _INITIAL, budget, f"{what}年初预算数")
                    yield from _against(evidence, sheet, _SPENT, spent, f"{what}使用数")


def _against(
    evidence: Evidence, sheet: Sheet, paths: tuple[str, ...], told: int, what: str
) -> Iterator[Breach]:
    """What a text says (分) against what the form states at the first of the paths it has."""
    path = next((p for p in paths if p in sheet.form.fixed), "")
    found = evidence.amount(sheet, path)
    if found is not None and found != told:
        text = f"{what}为 {wan(told)}，本表为 {wan(found)}，相差 {wan(found - told)} 万元"
        yield Breach(sheet=sheet, paths=(path,), text=text, expected=told, found=found)


def _sheet(evidence: Evidence, name: str) -> Sheet | None:
    """The form of the project that a text names, by the longest name."""
    named = fold(name)
    found = [
        s
        for s in evidence.forms
        if s.form.about == "project" and s.subject and fold(s.subject) in named
    ]
    return max(found, key=lambda s: len(s.subject), default=None)


def _near(evidence: Evidence, name: str) -> Sheet | None:
    """The form of the project whose name is nearest, where none has the name itself."""
    own = {fold(s.subject): s for s in evidence.forms if s.form.about == "project" and s.subject}
    near = get_close_matches(fold(name), sorted(own), n=1, cutoff=ALIKE)
    return own[near[0]] if near else None


def _is_other(top: int, base: int, percent: str) -> bool:
    """Whether no rounding of the amounts gives the percentage."""
    bounds = rate_bounds(top, base, 10_000)
    if not percent or bounds is None:
        return False
    half = Fraction(1, 2 * 10 ** len(percent.partition(".")[2]))
    return Fraction(percent) + half < bounds[0] or bounds[1] < Fraction(percent) - half


def _percent(top: int, base: int) -> str:
    return f"{float(Fraction(top, base) * 100):.2f}%" if base else "—"


def counted(evidence: Evidence) -> Iterator[Breach]:
    """P-125."""
    document = evidence.text()
    for account in accounts(document) if document else ():
        near = _near(evidence, account.name)
        if near is not None and _sheet(evidence, account.name) is None:
            text = f"正文写“{account.name[:40]}”，绩效表写“{near.subject[:40]}”"
            yield Breach(sheet=near, paths=("head.project_name",), text=text)
    own = [s for s in evidence.forms if s.form.about == "project"]
    if document is None or not own:
        return
    texts = (s.text for part in document.parts for s in part.walk())
    for told in {int(m[1]) for text in texts for m in _COUNT.finditer(plain(text))}:
        if told != len(own):
            text = f"正文写 {told} 个项目，绩效表有 {len(own)} 张"
            yield Breach(sheet=own[0], paths=("head.project_name",), text=text)


def rates(evidence: Evidence) -> Iterator[Breach]:
    """P-020."""
    for sheet in evidence.sheets:
        for path, entry in sheet.form.fixed.items():
            if entry.type == "long":
                for found in _USED.finditer(plain(said(sheet, path))):
                    base, top, what, percent = found.groups()
                    if _is_other(fen(top), fen(base), percent):
                        right = _percent(fen(top), fen(base))
                        text = f"{what}应为 {right}，现写 {percent}%（{found[0][:60]}）"
                        yield Breach(sheet=sheet, paths=(path,), text=text)


TEXTS: tuple[FormRule, ...] = (
    FormRule(
        code="P-020",
        severity=Severity.ERROR,
        statement="资金到位率等于实际到位除以应到位，使用率等于使用数除以应使用数",
        fix="按所写金额重算比率",
        check=rates,
        tolerance="RATIO",
    ),
    FormRule(
        code="P-124",
        severity=Severity.ERROR,
        statement="正文综述、评价报告所写的预算数、执行数、完成预算百分比与项目绩效表一致",
        fix="按绩效表改写综述，或者更正绩效表",
        check=account_of,
        tolerance="EQ",
    ),
    FormRule(
        code="P-125",
        severity=Severity.WARNING,
        statement="正文所写的项目名称、个数与绩效表一致",
        fix="统一项目名称；补填缺少的绩效表，或者更正个数",
        check=counted,
        tolerance="EQ",
    ),
)
