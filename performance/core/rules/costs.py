"""Cost indicators: what they come to, and prices times quantities."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from disclosures.core.rules.base import Severity, slack
from performance.core.amounts import LONGEST, fen_of, wan
from performance.core.indicators import plain
from performance.core.rules.base import Breach, Evidence, FormRule, entry_of
from performance.core.rules.rows import Indicator, told
from performance.core.sheet import Sheet

_PRICE = re.compile(
    r"(?:每(?P<each>[个人次场天期名家])|按)(?:补助|按)?(?P<price>\d+(?:\.\d+)?)(?P<wan>万)?元?"
    r"(?:/(?P<per>[个人次场天期名家]))?"
)


def costs(evidence: Evidence) -> Iterator[Breach]:
    """P-010."""
    for sheet in evidence.forms:
        rows = [row for row in told(sheet) if row.cost and row.yearly and row.target]
        budget: tuple[str, ...] = ("money.budget_total", "money.total.initial", "money.total.full")
        budget += ("money.y_total", "tasks.total.total")
        spent = ("money.exec_total", "money.total.executed")
        yield from _costs(evidence, sheet, rows, "指标值", lambda r: r.target, budget)
        yield from _costs(evidence, sheet, rows, "实际完成值", lambda r: r.actual, spent)


def _costs(
    evidence: Evidence,
    sheet: Sheet,
    rows: Sequence[Indicator],
    what: str,
    text_of: Callable[[Indicator], str],
    totals: Sequence[str],
) -> Iterator[Breach]:
    amounts = [fen for row in rows if (fen := fen_of(text_of(row))) is not None]
    known = [(p, a) for p in totals if (a := evidence.amount(sheet, p)) is not None]
    if not amounts or len(amounts) < len(rows) or not known:
        return
    total = sum(amounts)
    if any(abs(total - amount) <= slack(10_000, len(amounts)) for _, amount in known):
        return
    path, expected = known[0]
    text = f"成本指标的{what}合计 {wan(total)}，{entry_of(sheet, path).label} {wan(expected)}，"
    text += f"相差 {wan(total - expected)} 万元"
    own = tuple(r.target_path if what == "指标值" else r.path("actual") for r in rows)
    yield Breach(sheet=sheet, paths=(*own, path), text=text, expected=expected, found=total)


def prices(evidence: Evidence) -> Iterator[Breach]:
    """P-011."""
    for sheet in evidence.forms:
        for row in told(sheet):
            amount = fen_of(row.target)
            reckoned = _by_price(plain(row.name)) if row.cost else None
            if amount is not None and reckoned is not None and amount != reckoned:
                text = f"“{row.name[:40]}”算得 {wan(reckoned)}，指标值 {wan(amount)} 万元"
                yield Breach(
                    sheet=sheet,
                    paths=(row.name_path, row.target_path),
                    text=text,
                    expected=reckoned,
                    found=amount,
                )


def _by_price(name: str) -> int | None:
    """A price times its quantity in 分, where a name tells both: 会议3次，每次0.8."""
    found = _PRICE.search(name)
    unit = found and (found["each"] or found["per"])
    if not found or not unit or len(found["price"]) > LONGEST:
        return None
    counts = re.findall(rf"(?<!\d)(\d{{1,9}}){unit}", name[: found.start()])
    if len(counts) != 1:
        return None
    price = Fraction(found["price"])
    scale = 100 if "元" in found[0] and not found["wan"] else 1_000_000
    return int(price * int(counts[0]) * scale)


COSTS: tuple[FormRule, ...] = (
    FormRule(
        code="P-010",
        severity=Severity.WARNING,
        statement="成本指标之和等于项目预算数（指标值）和执行数（实际完成值）",
        fix="补齐成本指标，或者更正金额",
        check=costs,
        tolerance="SUM",
    ),
    FormRule(
        code="P-011",
        severity=Severity.WARNING,
        statement="由单价乘数量给出的成本等于所写金额",
        fix="核对单价、数量和金额",
        check=prices,
        tolerance="SUM",
    ),
)
