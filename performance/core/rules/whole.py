"""Whether indicators are whole: every level written, every branch there, nothing left over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from disclosures.core.rules.base import Severity
from performance.core.forms import Form
from performance.core.indicators import plain
from performance.core.rules.base import Breach, Evidence, FormRule, said
from performance.core.rules.rows import LEFT_OVER, Indicator, told
from performance.core.sheet import Sheet

_PLACEHOLDER = re.compile(
    r"20[*＊×xX]{2}|[×＊*xX]{2,}(?=年|月|日|万元|元|%|人|个|项|次|家)|×{2,}|\{\w*\}|_{3,}"
    r"|此处填写|请填写|待补充|待填写"
)


def complete(evidence: Evidence) -> Iterator[Breach]:
    """P-018."""
    for sheet in evidence.forms:
        if not sheet.form.tree:
            continue
        missing = list(_missing(sheet.form, [i for i in told(sheet) if i.yearly]))
        if missing:
            text = f"没有{'、'.join(missing)}"
            yield Breach(sheet=sheet, paths=("indicators",), text=text)


def _missing(form: Form, rows: list[Indicator]) -> Iterator[str]:
    """Of the first branch every second level is asked for, of the others one."""
    first = form.tree[0].l1
    have = {_core(row.l2) for row in rows}
    for branch in form.tree:
        if branch.l1 == first and _core(branch.l2) not in have:
            yield branch.l2
    for name in dict.fromkeys(b.l1 for b in form.tree if b.l1 != first):
        own = {_core(b.l2) for b in form.tree if b.l1 == name}
        if not own & have and not ("满意" in name and any("满意" in core for core in have)):
            yield re.sub(r"（.*）|\(.*\)", "", name)


def _core(l2: str) -> str:
    return plain(l2).removesuffix("指标")


def levels(evidence: Evidence) -> Iterator[Breach]:
    """P-111."""
    for sheet in evidence.forms:
        for row in told(sheet):
            if not row.name or not row.target:
                path = row.target_path if row.name else row.name_path
                text = f"“{row.name[:40]}”没有指标值" if row.name else "没有写三级指标"
                yield Breach(sheet=sheet, paths=(path,), text=f"{row.l2}{text}")


def left_over(evidence: Evidence) -> Iterator[Breach]:
    """P-105."""
    for sheet in evidence.sheets:
        rows = [
            path
            for path in sheet.fields
            if said(sheet, path) and _of_form(sheet, path) and _is_left(sheet, path)
        ]
        if rows:
            shown = "、".join(dict.fromkeys(f"“{_sample(said(sheet, p))}”" for p in rows))
            text = f"{len(rows)} 处没有填完或者应删除：{shown[:80]}"
            yield Breach(sheet=sheet, paths=tuple(rows), text=text)


def _of_form(sheet: Sheet, path: str) -> bool:
    return sheet.form.entry(path) is not None


def _is_left(sheet: Sheet, path: str) -> bool:
    text = plain(sheet[path])
    return bool(_PLACEHOLDER.search(text) or LEFT_OVER.fullmatch(text))


def _sample(text: str) -> str:
    found = _PLACEHOLDER.search(text)
    return text[max(0, found.start() - 4) : found.end() + 4] if found else text[:6]


WHOLE: tuple[FormRule, ...] = (
    FormRule(
        code="P-018",
        severity=Severity.WARNING,
        statement="产出（数量、质量、时效、成本）、效益、满意度指标齐全",
        fix="补充缺少的指标；确不适用的，写明不适用",
        check=complete,
    ),
    FormRule(
        code="P-105",
        severity=Severity.WARNING,
        statement="不留“……”空行和 20**、×××、{…} 等没有填完的字样",
        fix="填写完整，删除没有用的行",
        check=left_over,
    ),
    FormRule(
        code="P-111",
        severity=Severity.WARNING,
        statement="每个指标都有三级指标名称和指标值",
        fix="补填名称或指标值，或者删除这一行",
        check=levels,
    ),
)
