"""Money within one form: what may not exceed what, costs, tasks and what they consist of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from disclosures.core.rules.base import Severity, slack
from performance.core.amounts import items, wan
from performance.core.rules.base import Breach, Evidence, FormRule, both, entry_of, said
from performance.core.rules.reckoned import sums
from performance.core.sheet import Sheet

#: 执行数 and the budget that it may not exceed.
_EXECUTED = (
    ("money.exec_total", "money.budget_total"),
    ("money.exec_fiscal", "money.budget_fiscal"),
    ("money.exec_other", "money.budget_other"),
    *((f"money.{k}.executed", f"money.{k}.full") for k in ("total", "fiscal", "carried", "other")),
)
_BOUNDED = (
    ("money.procure", ("money.y_total",)),
    ("money.purchase_service", ("money.procure",)),
)
#: What a line holds beside others: its parts may not be more than it.
_PARTS = ("cost2.office.{}", "cost2.utilities.{}", "cost2.meetings.{}")
#: Totals of which the form itself reckons nothing, and their parts.
_TOTALS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("money.y_total", ("money.y_fiscal", "money.y_other")),
    ("money.y_total", ("sources.s_total",)),
    ("money.y_fiscal", ("sources.s_gp", "sources.s_gf", "sources.s_sc")),
)
_SPENDING = ("cost.work.{}", "cost.running.{}", "cost.earmarked.{}", "cost2.other.{}")
_BY = (("by.general", "by.fund", "by.special", "by.other"), ("by.basic", "by.project"))


def _in(*sections: str) -> Callable[[str], bool]:
    return lambda path: path.partition(".")[0] in sections


def overspent(evidence: Evidence) -> Iterator[Breach]:
    """P-003."""
    for sheet in evidence.forms:
        for spent, planned in _EXECUTED:
            found, most = evidence.amount(sheet, spent), evidence.amount(sheet, planned)
            if found is not None and most is not None and found > most:
                text = f"执行数 {wan(found)}，大于预算数 {wan(most)}，超出 {wan(found - most)} 万元"
                yield Breach(
                    sheet=sheet, paths=(spent, planned), text=text, expected=most, found=found
                )


def bounded(evidence: Evidence) -> Iterator[Breach]:
    """P-120."""
    for sheet in evidence.forms:
        for path, above in _BOUNDED:
            yield from _at_most(evidence, sheet, (path,), above[0])
        for key in sheet.form.listed.get("earmarks", ()):
            parts = tuple(p.format(key) for p in _PARTS if p.format(key) in sheet.form.fixed)
            yield from _at_most(evidence, sheet, parts, f"cost2.public.{key}")


def _at_most(
    evidence: Evidence, sheet: Sheet, parts: Sequence[str], whole: str
) -> Iterator[Breach]:
    amounts = [a for p in parts if (a := evidence.amount(sheet, p)) is not None]
    most = evidence.amount(sheet, whole)
    if amounts and most is not None and sum(amounts) > most + slack(10_000, len(amounts)):
        names = [entry_of(sheet, p).label for p in (*parts[:1], whole)]
        text = f"{names[0]}等 {wan(sum(amounts))}，大于{names[1]} {wan(most)} 万元"
        yield Breach(
            sheet=sheet, paths=(*parts, whole), text=text, expected=most, found=sum(amounts)
        )


def _together(
    evidence: Evidence, sheet: Sheet, total: str, parts: Sequence[str]
) -> Iterator[Breach]:
    """A total that is there against its parts, as far as any of these is."""
    found = evidence.amount(sheet, total)
    amounts = [a for p in parts if (a := evidence.amount(sheet, p)) is not None]
    if found is None or not amounts or sum(amounts) == found or _declared(sheet, total, parts):
        return
    expected = sum(amounts)
    small = abs(found - expected) <= slack(10_000, sum(1 for a in amounts if a))
    name = "、".join(entry_of(sheet, p).label for p in parts)
    text = f"{entry_of(sheet, total).label} {wan(found)}，{name}合计 {wan(expected)}，"
    text += f"相差 {wan(found - expected)} 万元"
    yield Breach(
        sheet=sheet,
        paths=(total, *(p for p in parts if evidence.amount(sheet, p) is not None)),
        text=text + ("（四舍五入尾差）" if small else ""),
        expected=expected,
        found=found,
        severity=Severity.INFO if small else None,
    )


def _declared(sheet: Sheet, total: str, parts: Sequence[str]) -> bool:
    """Whether the form itself adds these up; then that sum is judged."""
    entry = sheet.form.entry(total)
    derive = entry.derive if entry else {}
    while derive:
        if set(derive.get("sum", ())) == set(parts):
            return True
        derive = derive.get("else", {})
    return False


def totals(evidence: Evidence) -> Iterator[Breach]:
    """P-002: what the form does not add up by itself."""
    for sheet in evidence.forms:
        for total, parts in _TOTALS:
            if total in sheet.form.fixed:
                yield from _together(evidence, sheet, total, parts)


def spending(evidence: Evidence) -> Iterator[Breach]:
    """P-014: 项目支出 and what it consists of."""
    for sheet in evidence.forms:
        for key in sheet.form.listed.get("earmarks", ()):
            parts = [p.format(key) for p in _SPENDING if p.format(key) in sheet.form.fixed]
            yield from _together(evidence, sheet, f"cost.project.{key}", parts)


def sources(evidence: Evidence) -> Iterator[Breach]:
    """P-015."""
    for sheet in evidence.forms:
        for parts in _BY:
            if all(p in sheet.form.fixed for p in parts):
                yield from _together(evidence, sheet, "money.total.initial", parts)


def tasks(evidence: Evidence) -> Iterator[Breach]:
    """P-016."""
    yield from sums(_in("tasks"))(evidence)
    for sheet in evidence.forms:
        lines = {path.split(".")[1] for path in sheet.form.fixed if path.startswith("tasks.")}
        for line in sorted(lines):
            parts = [f"tasks.{line}.fiscal", f"tasks.{line}.other"]
            yield from _together(evidence, sheet, f"tasks.{line}.total", parts)
            yield from _contents(evidence, sheet, line)


def _contents(evidence: Evidence, sheet: Sheet, line: str) -> Iterator[Breach]:
    """What the words of a task list together with its amount."""
    path, total = f"tasks.{line}.content", f"tasks.{line}.total"
    listed, found = items(said(sheet, path)), evidence.amount(sheet, total)
    if not listed or found is None:
        return
    expected = sum(amount for _, amount in listed)
    if expected != found:
        small = abs(found - expected) <= slack(10_000, len(listed))
        note = "（四舍五入尾差）" if small else ""
        text = f"主要内容逐项合计 {wan(expected)}，本行合计 {wan(found)}，"
        text += f"相差 {wan(found - expected)} 万元{note}"
        yield Breach(
            sheet=sheet,
            paths=(total, path),
            text=text,
            expected=expected,
            found=found,
            severity=Severity.INFO if small else None,
        )


MONEY: tuple[FormRule, ...] = (
    FormRule(
        code="P-002",
        severity=Severity.ERROR,
        statement="资金总额等于其中财政拨款、上年结转、其他资金之和，也等于各资金来源之和",
        fix="核对总额与其中各项，更正填错的一处",
        check=both(sums(_in("money", "sources")), totals),
        tolerance="SUM",
    ),
    FormRule(
        code="P-003",
        severity=Severity.WARNING,
        statement="执行数不大于全年预算数",
        fix="核对执行数、全年预算数；确有超支的说明原因",
        check=overspent,
        tolerance="EQ",
    ),
    FormRule(
        code="P-014",
        severity=Severity.ERROR,
        statement="基础数据表：三公经费、专项合计、项目支出等于其下各项之和",
        fix="核对合计与其中各项，更正填错的一处",
        check=both(sums(_in("cost", "cost2", "earmarks")), spending),
        tolerance="SUM",
    ),
    FormRule(
        code="P-015",
        severity=Severity.ERROR,
        statement="整体自评表：年度资金总额等于各收入来源之和，也等于基本支出加项目支出",
        fix="核对总额与两种分法的各项",
        check=sources,
        tolerance="SUM",
    ),
    FormRule(
        code="P-016",
        severity=Severity.ERROR,
        statement="整体批复表：合计等于各任务之和，每个任务等于财政拨款加其他资金，主要内容逐项之和等于任务金额",
        fix="核对任务金额与主要内容",
        check=tasks,
        tolerance="SUM",
    ),
    FormRule(
        code="P-120",
        severity=Severity.ERROR,
        statement="政府采购不大于年度资金总额，政府购买服务不大于政府采购，公用经费不小于其中各项之和",
        fix="核对其中数",
        check=bounded,
        tolerance="SUM",
    ),
)
