"""What lists and tables in a text contradict: items and their total, costs, grants by head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from disclosures.core.reading.reckoned import Slip, number

_N = r"\d[\d,]*(?:\.\d+)?"
_MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_FIRST = re.compile("其中：\n?(?=①)")
_AMOUNT = re.compile(rf"(?P<n>{_N})(?:万元|万(?![人元户个份册家]))")
_STATED = re.compile(rf"(?P<what>预算数|执行数)[:：]?\s*(?P<n>{_N})\s*万元")
_CELL = re.compile(rf"[≤<＜]?\s*(?P<n>{_N})\s*(?:万元)?")
_HEADS = re.compile(rf"(?P<n>{_N})\s*人")
_RATES = re.compile(rf"(?:[\u4e00-\u9fff]{{2}}{_N}元?/人(?:、|，|和)?){{2,}}标准")
_RATE = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2}})(?P<n>{_N})元?/人")
_COST = "成本指标"


# -- lists --------------------------------------------------------------------------------------


def list_slips(text: str) -> Iterator[Slip]:
    """Items ① ② … whose amounts do not add up to those of the sentence before 其中.

    ``text`` is tidy.  Judged where every item has as many amounts as the sentence, in their order;
    or the sentence has one, and no column of the items adds up to it.
    """
    for start in _FIRST.finditer(text):
        begin = text.rfind("\n", 0, max(0, start.start() - 1)) + 1
        heads = list(_AMOUNT.finditer(text, begin, start.start()))
        columns = _columns(_items(text, start.end()))
        if not heads or not columns:
            continue
        if len(heads) == len(columns):
            pairs = list(zip(heads, columns, strict=True))
        elif len(heads) == 1 and len(columns) == 1:
            pairs = [(heads[0], columns[0])]
        else:
            continue
        for head, column in pairs:
            yield from _unlike(head, column)


def _items(text: str, start: int) -> list[list[str]]:
    """The amounts of each item; none where the list ends with 等."""
    found = []
    for place, mark in enumerate(_MARKS):
        if not text.startswith(mark, start):
            break
        after = text.find(_MARKS[place + 1], start) if place + 1 < len(_MARKS) else -1
        ends = [e for e in (text.find("\n", start), text.find("。", start)) if e >= 0]
        end = after if after >= 0 else min(ends, default=len(text))
        if text[start:end].rstrip("；;，\n").endswith("等"):
            return []
        found.append([m["n"] for m in _AMOUNT.finditer(text, start, end)])
        start = end
    return found


def _columns(items: Sequence[Sequence[str]]) -> list[list[str]]:
    """The amounts by their place in the items; none where items differ."""
    if len(items) < 2 or len({len(item) for item in items}) != 1:
        return []
    return [list(column) for column in zip(*items, strict=True)]


def _unlike(head: re.Match[str], parts: Sequence[str]) -> Iterator[Slip]:
    total = sum((number(p) for p in parts), Fraction(0))
    if abs(total - number(head["n"])) > Fraction(len(parts), 200):
        told = f"下列各项之和为 {_plain(total)} 万元，合计写 {head['n']} 万元"
        yield Slip(head.start(), head.end(), told)


def _plain(value: Fraction) -> str:
    return f"{float(value):.2f}"


# -- tables of performance ----------------------------------------------------------------------


@dataclass
class _Form:
    """One 绩效目标完成情况表 with tabs between its cells; positions are in the raw text."""

    name: str
    stated: dict[str, re.Match[str]] = field(default_factory=dict)
    costs: list[tuple[str, str]] = field(default_factory=list)
    heads: list[tuple[str, re.Match[str], int]] = field(default_factory=list)


def form_slips(raw: str, text: str) -> Iterator[Slip]:
    """Cost indicators that do not add up to the budget of their project, where those of the other
    column add up to theirs; heads by the grant for each that are not what was paid.

    ``text``: where the grants stand, tidy.
    """
    for form in _forms(raw):
        yield from _costs(form)
        yield from _grants(form, text)


def _forms(raw: str) -> Iterator[_Form]:
    form: _Form | None = None
    kind, start = "", 0
    for line in raw.splitlines(keepends=True):
        cells = [c.strip() for c in line.split("\t")]
        if "项目名称" in cells:
            if form:
                yield form
            named = [c for c in cells if c and c != "项目名称"]
            form, kind = _Form(named[0] if named else ""), ""
        elif form and len(cells) > 2:
            for match in _STATED.finditer(raw, start, start + len(line)):
                form.stated.setdefault(match["what"], match)
            kind = next((c for c in cells if c.endswith("指标") and c not in _LEVELS), kind)
            _row(form, kind, [c for c in cells if c], line, start)
        start += len(line)
    if form:
        yield form


_LEVELS = ("绩效指标", "项目完成指标", "一级指标", "二级指标", "三级指标")


def _row(form: _Form, kind: str, cells: list[str], line: str, start: int) -> None:
    if len(cells) < 3:
        return
    if kind == _COST:
        form.costs.append((cells[-2], cells[-1]))
    match = _HEADS.fullmatch(cells[-1])
    if match:
        form.heads.append((cells[-3], match, start + line.rindex(cells[-1])))


def _costs(form: _Form) -> Iterator[Slip]:
    """Both columns are of one breakdown: where one adds up, the other must."""
    if len(form.stated) < 2 or len(form.costs) < 2:
        return
    sums = []
    for column, what in ((0, "预算数"), (1, "执行数")):
        cells = [_CELL.fullmatch(row[column]) for row in form.costs]
        if not all(cells):
            return
        total = sum((number(c["n"]) for c in cells if c), Fraction(0))
        stated = form.stated[what]
        fits = abs(total - number(stated["n"])) <= Fraction(len(cells), 200)
        sums.append((what, stated, total, fits))
    if sum(fits for *_, fits in sums) == 1:
        what, stated, total, _ = next(s for s in sums if not s[3])
        told = f"成本指标之和为 {_plain(total)} 万元，{what}写 {stated['n']} 万元"
        yield Slip(stated.start(), stated.end(), told)


def _grants(form: _Form, text: str) -> Iterator[Slip]:
    """Heads of each kind by the grant of their kind, against what was spent."""
    spent = form.stated.get("执行数")
    for rates in _RATES.finditer(text):
        if spent is None or form.name not in text[max(0, rates.start() - 40) : rates.start()]:
            continue
        paid, last = Fraction(0), (0, 0)
        for rate in _RATE.finditer(rates[0]):
            rows = [h for h in form.heads if rate["name"] in h[0]]
            if len(rows) != 1:
                break
            paid += number(rate["n"]) * number(rows[0][1]["n"])
            last = max(last, (rows[0][2], rows[0][2] + len(rows[0][1][0])))
        else:
            if abs(paid / 10_000 - number(spent["n"])) > Fraction(1, 100):
                told = f"按人数和标准计算为 {_plain(paid / 10_000)} 万元，执行数写 {spent['n']}"
                yield Slip(*last, told)
