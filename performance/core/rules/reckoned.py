"""What a form reckons by itself against what is typed: rates, sums, scores, the ledger.

Which entries these are says the form's own file (``derive``); so a region's form is judged as
soon as it is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from disclosures.core.money import BLANKS, rate_bounds
from disclosures.core.rules.base import Severity, slack
from performance.core.amounts import wan
from performance.core.goals import FISCAL_GOALS
from performance.core.numbers import show_number
from performance.core.rules.base import (
    Breach,
    Evidence,
    FormRule,
    differs,
    entry_of,
    paths_of,
    said,
    step_of,
)
from performance.core.score import Method, execution
from performance.core.sheet import Sheet
from performance.core.values import Value

_PEOPLE = ("staff", "building")


def _section(path: str) -> str:
    return path.partition(".")[0]


def _rates(wanted: Callable[[str], bool]) -> Callable[[Evidence], Iterator[Breach]]:
    """Typed percentages that no rounding of the two amounts can give."""

    def check(evidence: Evidence) -> Iterator[Breach]:
        for sheet, path, name, value in evidence.ways:
            if name == "ratio" and wanted(_section(path)) and _is_off(evidence, sheet, path):
                typed = said(sheet, path)
                yield Breach(sheet=sheet, paths=(path,), text=f"应为 {value.text}，现为 {typed}")

    return check


def _is_off(evidence: Evidence, sheet: Sheet, path: str) -> bool:
    entry = entry_of(sheet, path)
    typed = said(sheet, path)
    rate = evidence.amount(sheet, path)
    top, base = ((p, evidence.amount(sheet, p)) for p in entry.derive["ratio"])
    if not typed or rate is None or top[1] is None or base[1] is None:
        return False
    step = max(step_of(sheet, top[0]), step_of(sheet, base[0]))
    bounds = rate_bounds(top[1], base[1], step if entry_of(sheet, base[0]).type == "money" else 1)
    if bounds is None:
        return False
    places = len(typed.rstrip("%％ ").partition(".")[2])
    half, percent = Fraction(1, 2 * 10 ** min(places, 2)), Fraction(rate, 100)
    return percent + half < bounds[0] or bounds[1] < percent - half


def sums(wanted: Callable[[str], bool], way: str = "sum") -> Callable[[Evidence], Iterator[Breach]]:
    """Typed totals that are not the sum of their parts, however these are rounded."""

    def check(evidence: Evidence) -> Iterator[Breach]:
        for sheet, path, name, value in evidence.ways:
            if name == way and wanted(path):
                parts = [v for v in evidence.reckoning(sheet).parts(path) if v.amount]
                yield from against_sum(evidence, sheet, path, value, len(parts))

    return check


def against_sum(
    evidence: Evidence, sheet: Sheet, path: str, value: Value, count: int
) -> Iterator[Breach]:
    """What stands at a path against the sum of ``count`` printed figures."""
    found, entry = evidence.amount(sheet, path), entry_of(sheet, path)
    if found is None or value.amount is None or found == value.amount:
        return
    step = step_of(sheet, path) if entry.type == "money" else 1
    small = abs(found - value.amount) <= slack(step, count)
    yield Breach(
        sheet=sheet,
        paths=(path,),
        text=differs(entry, value.amount, found, "（四舍五入尾差）" if small else ""),
        severity=Severity.INFO if small else None,
        expected=value.amount if entry.type == "money" else None,
        found=found if entry.type == "money" else None,
    )


def of_ledger(evidence: Evidence) -> Iterator[Breach]:
    """P-012: what is typed although the ledger states it.

    The fiscal money of goals is left to B-009, which compares it with the budget tables.
    """
    for sheet, path, name, value in evidence.ways:
        stated = name in ("ledger", "sangong") and said(sheet, path) and path not in FISCAL_GOALS
        if stated and value.amount is not None:
            found, step = evidence.amount(sheet, path), step_of(sheet, path)
            if found is not None and 2 * abs(found - value.amount) > (step if step > 1 else 0):
                entry = entry_of(sheet, path)
                text = f"填报数据或附表为 {value.text or '0.00'}，" + differs(
                    entry, value.amount, found
                )
                yield Breach(
                    sheet=sheet, paths=(path,), text=text, expected=value.amount, found=found
                )


def people(evidence: Evidence) -> Iterator[Breach]:
    """P-116."""
    for sheet, path, name, value in evidence.ways:
        found = evidence.amount(sheet, path)
        if name == "people" and said(sheet, path) and found not in (None, value.amount):
            text = f"单位信息为 {value.text} 人，表中为 {said(sheet, path)}"
            yield Breach(sheet=sheet, paths=(path,), text=text)


def execution_scores(evidence: Evidence) -> Iterator[Breach]:
    """P-007."""
    for sheet, path, name, value in evidence.ways:
        found, expected = evidence.amount(sheet, path), value.amount
        if name != "score" or not said(sheet, path) or found is None or expected is None:
            continue
        if sheet.form.scoring.get("bands"):
            paths = entry_of(sheet, path).derive["score"]
            weight, rate = (evidence.amount(sheet, paths[n]) or 0 for n in ("weight", "rate"))
            expected = execution(weight, rate, 10_000, Method.of(sheet.form.scoring)) or 0
        if abs(found - expected) > 1:
            entry = entry_of(sheet, path)
            yield Breach(sheet=sheet, paths=(path,), text=differs(entry, expected, found))


def blank_totals(evidence: Evidence) -> Iterator[Breach]:
    """P-109: a total that somebody made blank although its parts are there."""
    for sheet, path, name, value in evidence.ways:
        blank = sheet[path] and not said(sheet, path)
        if name in ("sum", "total") and blank and value.amount:
            label = entry_of(sheet, path).label
            text = f"{label}空白，各项相加为 {value.text}"
            yield Breach(sheet=sheet, paths=(path,), text=text)
    for sheet in evidence.forms:
        for key in sheet.form.listed.get("earmarks", ()):
            path, part = f"cost.project.{key}", evidence.amount(sheet, f"cost.earmarked.{key}")
            if path in sheet.form.fixed and part and evidence.amount(sheet, path) is None:
                text = f"{entry_of(sheet, path).label}空白，其中专项资金为 {wan(part)}"
                yield Breach(sheet=sheet, paths=(path,), text=text)


def no_numbers(evidence: Evidence) -> Iterator[Breach]:
    """P-117."""
    for sheet in evidence.sheets:
        for path in paths_of(sheet):
            typed, entry = said(sheet, path), entry_of(sheet, path)
            value = evidence.value(sheet, path)
            wrong = entry.numeric and value is not None and value.amount is None
            if wrong and typed and typed not in BLANKS:
                yield Breach(sheet=sheet, paths=(path,), text=f"应为数字，现为“{typed[:40]}”")


def negative(evidence: Evidence) -> Iterator[Breach]:
    """P-122."""
    for sheet in evidence.sheets:
        for path in paths_of(sheet):
            value, entry = evidence.value(sheet, path), entry_of(sheet, path)
            if value is not None and value.amount is not None and value.amount < 0:
                shown = show_number(value.amount, entry.type)
                yield Breach(sheet=sheet, paths=(path,), text=f"现为 {shown}，不应小于零")


RECKONED: tuple[FormRule, ...] = (
    FormRule(
        code="P-001",
        severity=Severity.ERROR,
        statement="执行率等于全年执行数除以全年预算数",
        fix="按本表的全年执行数、全年预算数重算执行率",
        check=_rates(lambda section: section not in _PEOPLE),
        tolerance="RATIO",
    ),
    FormRule(
        code="P-006",
        severity=Severity.ERROR,
        statement="总分等于预算执行得分与各项指标得分之和",
        fix="按各项得分重新合计",
        check=sums(lambda path: path == "total.score", "total"),
        tolerance="EQ",
    ),
    FormRule(
        code="P-007",
        severity=Severity.WARNING,
        statement="预算执行得分等于分值乘执行率，不超过分值；地方另有档位的按档位",
        fix="按执行率重算得分；当地另有评分档位的，说明依据",
        check=execution_scores,
        tolerance="DERIVED",
    ),
    FormRule(
        code="P-012",
        severity=Severity.ERROR,
        statement="绩效表的金额与填报数据、预决算附表中同一项目的金额一致",
        fix="金额已在填报数据中的，清空本格即自动取数；数据有误的，更正数据",
        check=of_ledger,
        tolerance="EQ",
    ),
    FormRule(
        code="P-013",
        severity=Severity.ERROR,
        statement="控制率等于实际在职人数除以编制数；规模、投资控制率同理",
        fix="按表中的人数、规模、投资重算控制率",
        check=_rates(lambda section: section in _PEOPLE),
        tolerance="RATIO",
    ),
    FormRule(
        code="P-109",
        severity=Severity.ERROR,
        statement="各项已填的，合计、总分不得空白",
        fix="填写合计；清空本格即自动合计",
        check=blank_totals,
    ),
    FormRule(
        code="P-116",
        severity=Severity.WARNING,
        statement="编制数、在职人数与单位信息一致",
        fix="核对人数，更正填错的一处",
        check=people,
        tolerance="EQ",
    ),
    FormRule(
        code="P-117",
        severity=Severity.ERROR,
        statement="金额、人数、比率、分值、得分应为数字",
        fix="只填数字；没有的留空",
        check=no_numbers,
    ),
    FormRule(
        code="P-122",
        severity=Severity.WARNING,
        statement="绩效表的金额、人数、分值、得分不小于零",
        fix="核对正负号；确为负数的说明原因",
        check=negative,
    ),
)
