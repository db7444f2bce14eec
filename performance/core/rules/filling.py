"""Whether a form is filled: entries that must be there, options ticked."""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.core.money import BLANKS
from disclosures.core.rules.base import Severity
from performance.core.amounts import wan
from performance.core.rules.base import Breach, Evidence, FormRule, entry_of, said
from performance.core.sheet import Sheet

#: What money comes from, told beside the amount of the year.
_SOURCES = ("sources.s_total",)
_TICKED = ("choice", "choices")


def choices(evidence: Evidence) -> Iterator[Breach]:
    """P-019."""
    for sheet in evidence.forms:
        for path, entry in sheet.form.fixed.items():
            if entry.type not in _TICKED:
                continue
            chosen = [c for c in said(sheet, path).split("；") if c.strip()]
            strange = [c for c in chosen if c not in entry.options]
            wrong = ""
            if strange:
                wrong = f"没有“{strange[0][:20]}”这个选项"
            elif not chosen:
                wrong = "没有勾选" if entry.ask else ""
            elif entry.type == "choice" and len(chosen) > 1:
                wrong = f"只能选一项，勾选了{'、'.join(chosen)}"
            if wrong:
                yield Breach(sheet=sheet, paths=(path,), text=f"{entry.label}：{wrong}")


def continued(evidence: Evidence) -> Iterator[Breach]:
    """P-121."""
    for sheet in evidence.forms:
        before = evidence.amount(sheet, "money.prev_budget")
        chosen = said(sheet, "head.attr").split("；")
        if "延续项目" in chosen and "money.prev_budget" in sheet.form.fixed and not before:
            text = "延续项目没有写以前年度预算安排"
            yield Breach(sheet=sheet, paths=("money.prev_budget",), text=text)
        if chosen == ["新增项目"] and before:
            text = f"新增项目写了以前年度预算安排 {wan(before)} 万元"
            yield Breach(sheet=sheet, paths=("head.attr", "money.prev_budget"), text=text)


def required(evidence: Evidence) -> Iterator[Breach]:
    """P-101."""
    for sheet in evidence.sheets:
        missing = [
            path
            for path, entry in sheet.form.fixed.items()
            if entry.ask
            and entry.type not in ("choice", "choices")
            and _blank(evidence, sheet, path)
        ]
        money = {p for p, e in sheet.form.fixed.items() if e.ask and e.type == "money"}
        if money - set(missing):
            # Money that there is none of is left blank; it is missing where all of it is.
            missing = [path for path in missing if path not in money]
        missing += [path for path in _SOURCES if _unsourced(evidence, sheet, path)]
        if missing:
            text = f"没有填：{'、'.join(entry_of(sheet, p).label for p in missing)}"
            yield Breach(sheet=sheet, paths=tuple(missing), text=text)


def _unsourced(evidence: Evidence, sheet: Sheet, path: str) -> bool:
    """Whether the year's money is there and not where it comes from."""
    money = evidence.amount(sheet, "money.y_total")
    return path in sheet.form.fixed and bool(money) and evidence.amount(sheet, path) is None


def _blank(evidence: Evidence, sheet: Sheet, path: str) -> bool:
    value = evidence.value(sheet, path)
    text = value.text.strip() if value else ""
    return not text or (entry_of(sheet, path).numeric and text in BLANKS)


FILLING: tuple[FormRule, ...] = (
    FormRule(
        code="P-019",
        severity=Severity.ERROR,
        statement="新增或延续、一次性或经常性各选且只选一项，立项依据至少选一项",
        fix="重新勾选",
        check=choices,
    ),
    FormRule(
        code="P-101",
        severity=Severity.ERROR,
        statement="表样的基本信息、资金、目标填写完整",
        fix="补填；金额已在填报数据中的，选定项目后自动取数",
        check=required,
    ),
    FormRule(
        code="P-121",
        severity=Severity.WARNING,
        statement="延续项目写明以前年度预算安排，新增项目没有以前年度预算安排",
        fix="补填以前年度预算安排，或者更正项目属性",
        check=continued,
    ),
)
