"""What sheets hand on: approved goals to their completion, a year's goals to the next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from disclosures.core.codes import fold
from performance.core.forms import Form
from performance.core.sheet import FORM, ORDER, PROJECT, Row, Sheet, rows_as_fields

#: Where forms name the unit that fills them in.
UNITS = ("head.budget_unit", "head.unit", "head.dept")
_GOALS = ("goal.goal_year", "goal.overall_goal", "goal.goal_expected")
_EXPECTED = "goal.goal_expected"
_BRACKET = re.compile(r"[（(].*?[）)]|指标")


def begun(goal: Sheet, form: Form, projects: Iterable[str]) -> dict[str, str]:
    """A completion in ``form`` of an approved goal: everything but what was reached.

    ``projects`` are the names in this year's ledger.  Each indicator keeps the approved value
    beside its target, so that a goal that was changed since can be told.
    """
    fields = {FORM: form.id, **_subject(goal, form, projects)}
    said = next((goal[p] for p in _GOALS if goal[p]), "")
    if said and _EXPECTED in form.fixed:
        fields[_EXPECTED] = said
    if "indicators" in form.listed:
        rows = [_completion(row, form) for row in goal.indicators if _target(row)]
        fields |= rows_as_fields("indicators", rows)
    return fields


def next_goal(last: Sheet, projects: Iterable[str]) -> dict[str, str]:
    """The same goal a year on: its words and indicators; amounts come from the new ledger."""
    own = last.form
    kept = {
        path: text
        for path, text in last.fields.items()
        if path not in (ORDER, PROJECT) and not _is_money(own, path)
    }
    return {**kept, **_subject(last, own, projects)}


def _subject(sheet: Sheet, form: Form, projects: Iterable[str]) -> dict[str, str]:
    fields = {}
    named = {fold(name): name for name in projects}
    known = named.get(fold(sheet.project)) or named.get(fold(sheet.subject))
    if form.about == "project" and known:
        fields[PROJECT] = known
    if "head.project_name" in form.fixed and sheet.subject:
        fields["head.project_name"] = sheet.subject
    unit = next((sheet[p] for p in UNITS if sheet[p]), "")
    if unit:
        fields |= {path: unit for path in UNITS if path in form.fixed}
    return fields


def _is_money(form: Form, path: str) -> bool:
    entry = form.entry(path)
    return entry is not None and entry.type == "money"


def _target(row: Row) -> bool:
    """Whether a row sets a goal for the year."""
    return bool(row["l3y"] or row["y_target"] or row["l3"] or row["target"])


def _completion(row: Row, form: Form) -> Mapping[str, str]:
    level1, level2 = row["l1"], row["l2y"] or row["l2"]
    target = row["y_target"] or row["target"]
    firsts = list(dict.fromkeys(b.l1 for b in form.tree))
    first = nearest(level1, firsts)
    seconds = [b.l2 for b in form.tree if b.l1 == first]
    return {
        "l1": first,
        "l2": nearest(level2, seconds),
        "l3": row["l3y"] or row["l3"],
        "target": target,
        "approved": target,
    }


def nearest(name: str, names: Iterable[str]) -> str:
    """The name of another region's tree that means the same; the name itself where none does.

    产出指标 is 产出指标（50分） in one region and 项目完成指标 in another.
    """
    names = list(names)
    if not name or name in names:
        return name
    for alike in _ALIKE:
        found = next((n for n in names if alike(_bare(name), _bare(n))), None)
        if found is not None:
            return found
    return name


def _bare(name: str) -> str:
    plain = _BRACKET.sub("", name)
    return "产出" if plain in ("项目完成", "完成") else plain


_ALIKE: tuple[Callable[[str, str], bool], ...] = (
    lambda one, other: one == other,
    lambda one, other: bool(one and other) and (one in other or other in one),
)


def pairs(
    sources: Iterable[Sheet], forms: Iterable[Form], there: Iterable[Sheet]
) -> Iterator[tuple[Sheet, Form]]:
    """Each goal with the form that takes up its completion, where there is no such sheet yet."""
    forms = [f for f in forms if f.stage == "completion" and "indicators" in f.listed]
    taken = {(s.form.id, fold(name)) for s in there for name in (s.project, s.subject) if name}
    wholes = {s.form.id for s in there if s.form.about == "whole"}
    for sheet in sources:
        form = next((f for f in forms if f.about == sheet.form.about), None)
        if form is None or sheet.form.stage != "goal":
            continue
        if form.id in wholes or (form.id, fold(sheet.subject)) in taken:
            continue
        yield sheet, form
