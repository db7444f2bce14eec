"""Performance forms of a Document → the goals of projects, as printed; people in post."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from disclosures.core.document import FormCell, PrintedForm
from disclosures.core.money import Unit, parse

#: Where forms say what was meant to be, and what became of it; the first that is there counts.
EXPECTED = ("goal.goal_expected", "goal.goal_year", "goal.overall_goal", "goal.goal_long")
DONE = ("goal.goal_actual",)
SCORE = "total.score"
#: Where forms say how much money a project has: for an account what was spent, else the plan.
AMOUNTS = ("money.exec_total", "money.total.executed", "sources.s_total", "money.y_total")
#: An amount that stands among words of the form.
SAID = re.compile(r"([\d,]+(?:\.\d+)?)万元")
STAFF = "staff.actual"
#: Entries of an indicator: those that name it, finest first, its goal, what became of it.
NAMES, TARGETS, ACTUALS, SCORES = (
    ("l3y", "l3", "l2y", "l2", "l1"),
    ("y_target", "target", "lt_target"),
    ("actual",),
    ("score",),
)
INDICATOR = re.compile(r"indicators\.(\w+)\.(\w+)")


@dataclass(frozen=True, slots=True)
class Goals:
    """What a form tells of one project: {name, target, actual, score} per indicator."""

    form: str
    name: str
    expected: str
    done: str
    score: str
    amount: int | None
    indicators: tuple[Mapping[str, str], ...]


def goals_of(forms: Iterable[PrintedForm]) -> dict[str, Goals]:
    """Project → what the first form about it tells.  Forms about the whole tell of no project."""
    found: dict[str, Goals] = {}
    for form in forms:
        if form.subject.strip() and "整体" not in form.title:
            found.setdefault(form.subject.strip(), _goals(form))
    return found


def staff_of(forms: Iterable[PrintedForm]) -> int | None:
    """People in post, as a form of the whole department tells; None where none does."""
    for form in forms:
        for cell in form.figures:
            if cell.at == STAFF and cell.amount is not None:
                return cell.amount // 100
    return None


def key_of(name: str) -> str:
    """A short name for addresses, made of a project's name."""
    return hashlib.sha256(name.encode()).hexdigest()[:10]


def _goals(form: PrintedForm) -> Goals:
    cells = {p.cell.at: p.cell for p in form.placed if p.cell.at}
    amounts = (_amount(cells[place]) for place in AMOUNTS if place in cells)
    return Goals(
        form=form.id,
        name=form.subject.strip(),
        expected=_first(cells, EXPECTED),
        done=_first(cells, DONE),
        score=_first(cells, (SCORE,)),
        amount=next((a for a in amounts if a is not None), None),
        indicators=tuple(_indicators(form)),
    )


def _amount(cell: FormCell) -> int | None:
    said = SAID.search(cell.text)
    if cell.amount is not None or said is None:
        return cell.amount
    return parse(said.group(1), Unit.WAN)


def _first(cells: Mapping[str, FormCell], places: Iterable[str]) -> str:
    return next((t for p in places if p in cells and (t := cells[p].text.strip())), "")


def _indicators(form: PrintedForm) -> Iterator[Mapping[str, str]]:
    """Row by row; what neighbours share, as a level or a score, belongs to each of them."""
    rows: dict[str, dict[str, str]] = {}
    lines: dict[str, int] = {}
    spread: list[tuple[int, int, str, str]] = []
    for placed in form.placed:
        hit = INDICATOR.fullmatch(placed.cell.at)
        if hit:
            row, entry = hit.groups()
            rows.setdefault(row, {})[entry] = placed.cell.text.strip()
            lines[row] = placed.row if row not in lines else max(lines[row], placed.row)
            if placed.cell.rows > 1 and entry not in SCORES:
                spread.append((placed.row, placed.cell.rows, entry, placed.cell.text.strip()))
    for row, entries in rows.items():
        for top, tall, entry, text in spread:
            if top <= lines[row] < top + tall:
                entries.setdefault(entry, text)
        told = {
            "name": _one(entries, NAMES),
            "target": _one(entries, TARGETS),
            "actual": _one(entries, ACTUALS),
            "score": _one(entries, SCORES),
        }
        if told["name"] or told["target"]:
            yield told


def _one(entries: Mapping[str, str], names: Iterable[str]) -> str:
    return next((entries[n] for n in names if entries.get(n)), "")
