"""A department's units: who has handed up, what they come to, and putting them together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from disclosures.actions import Moved, NotNow, return_
from disclosures.actions.consolidation import (
    LeftOut,
    Together,
    UnitsMoved,
    consolidate_units,
    decided_before,
    put_together,
)
from disclosures.actions.guard import refuse
from disclosures.core.consolidate import Status, Totals
from disclosures.core.facts import Facts
from disclosures.core.money import Unit, show
from disclosures.core.workflow import Action, State
from disclosures.models import Disclosure, Organisation
from disclosures.permissions import can
from disclosures.pipeline import Book
from disclosures.units import UnitState, last_consolidation
from disclosures.views.answers import (
    READ,
    actor_of,
    deed,
    only,
    person_of,
    seen_of,
    signed_in,
    visible,
)
from disclosures.views.consolidation_form import Typed, flow_lines, units_seen
from disclosures.views.imports import checks_of

#: The amounts of a unit that the page compares, by their fields of ``Totals``.
COLUMNS = {
    "income": "收入",
    "opening": "年初结转结余",
    "expenditure": "支出",
    "closing": "年末结转结余",
}
#: How a unit stands on the page, before anything is confirmed.
STATUS = {
    Status.OWN: "本级填报",
    Status.TAKEN: "计入合计",
    Status.REFUSED: "有问题，没有计入",
    Status.MISSING: "还没有报送",
}
RARE = {"nonfiscal_used": "使用结余", "distributed": "结余分配"}


@dataclass(frozen=True)
class Line:
    """One unit on the page; ``state`` is None for the department's own figures."""

    name: str
    code: str
    counted: bool
    status: str
    state: UnitState | None
    amounts: tuple[str, ...]
    gap: str
    may_return: bool = False


@only(*READ, "POST")
@signed_in
@deed
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the units and the reconciliation.  POST: look again with what is typed, or do it."""
    disclosure = _department(request, pk)
    if request.method != "POST":
        return _page(request, disclosure, Typed.of(decided_before(disclosure)))
    refuse(disclosure=disclosure, action=Action.CONSOLIDATE, by=actor_of(request))
    typed = Typed.read(request.POST)
    if request.POST.get("step") != "confirm":
        return _page(request, disclosure, typed)
    return _consolidate(request, disclosure, typed)


def _consolidate(request: HttpRequest, disclosure: Disclosure, typed: Typed) -> HttpResponse:
    if typed.errors:
        return _page(request, disclosure, typed, status=422)
    try:
        done = consolidate_units(
            disclosure=disclosure,
            seen=seen_of(request),
            units_seen=units_seen(request.POST),
            decided=typed.decided,
            without="without" in request.POST,
            by=actor_of(request),
        )
    except LeftOut as refusal:
        return _page(request, disclosure, typed, alert=str(refusal), status=422)
    except ValidationError:  # the page says what it is, at each amount
        return _page(request, disclosure, typed, status=422)
    except (Moved, UnitsMoved) as moved:
        fresh = _department(request, disclosure.pk)
        if not can(person_of(request), Action.CONSOLIDATE, fresh):
            raise NotNow(fresh, Action.CONSOLIDATE) from moved
        said = f"{moved}。没有汇总，请核对现在的内容后再确认"
        return _page(request, fresh, typed, alert=said, status=409)
    messages.success(request, f"已汇总，现在是第{done.version}版。请核对校验结果。")
    return redirect("consolidate", disclosure.pk)


@only("POST")
@signed_in
@deed
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a unit's disclosure (field ``handed``) for correction, with a reason."""
    disclosure = _department(request, pk)
    asked = request.POST.get("handed", "")
    handed = visible(request, int(asked) if asked.isdecimal() else 0)
    if handed.organisation.parent_id != disclosure.organisation_id:
        raise Http404("不是本部门的单位")
    why = request.POST.get("why", "")
    refuse(disclosure=handed, action=Action.RETURN, by=actor_of(request))
    if not why.strip():
        said = f"请写明退回“{handed.organisation.name}”的原因"
        typed = Typed.of(decided_before(disclosure))
        return _page(request, disclosure, typed, alert=said, status=422)
    return_(disclosure=handed, seen=seen_of(request), why=why, by=actor_of(request))
    messages.success(request, f"已退回“{handed.organisation.name}”。")
    return redirect("consolidate", disclosure.pk)


def _department(request: HttpRequest, pk: int) -> Disclosure:
    """A department's disclosure; 404 for any other."""
    disclosure = visible(request, pk)
    if disclosure.organisation.level != Organisation.Level.DEPARTMENT:
        raise Http404("不是部门的材料")
    return disclosure


# -- the page ---------------------------------------------------------------------------------


def _page(
    request: HttpRequest,
    disclosure: Disclosure,
    typed: Typed,
    *,
    alert: str = "",
    status: int = 200,
) -> HttpResponse:
    together = put_together(disclosure, typed.decided)
    typed.judge(together)
    made = together.made
    columns = COLUMNS | {n: t for n, t in RARE.items() if _any(together, n)}
    totals = made.reconciliation
    last = last_consolidation(disclosure)
    context: dict[str, Any] = {
        "disclosure": disclosure,
        "alert": alert,
        "filed": disclosure.origin == Disclosure.Origin.FILED,
        "may": can(person_of(request), Action.CONSOLIDATE, disclosure),
        "units": together.units,
        "columns": list(columns.values()),
        "lines": list(_lines(together, columns, _may_return(request, together))),
        "sums": [
            (name, _amounts(sums, columns), _gap(sums))
            for name, sums in (
                ("合计", totals.before),
                ("内部往来抵销", Totals() - totals.eliminated),
                ("部门汇总", totals.after),
            )
        ],
        "flows": flow_lines(totals.flows, typed),
        "wrong": len(typed.errors),
        "problems": made.problems,
        "left_out": together.left_out,
        "changed": [unit for unit in together.units if unit.changed],
        "coming": [u.disclosure for u in together.units if u.ready and u.disclosure],
        "last": last,
        "without": "without" in request.POST,
        "checks_title": "汇总后的校验结果",
        "untold_where": "汇总后可逐一查看",
        **checks_of(_checked(made.facts)),
    }
    return render(request, "intake/consolidation.html", context, status=status)


@lru_cache(maxsize=4)
def _checked(facts: Facts) -> Book:
    return Book.of_facts(facts)


def _any(together: Together, name: str) -> bool:
    return any(getattr(unit.totals, name) for unit in together.made.reconciliation.units)


def _may_return(request: HttpRequest, together: Together) -> bool:
    """Whether the person may return what units have handed up: all of them, or none."""
    handed = (u.disclosure for u in together.units if u.disclosure)
    one = next((d for d in handed if d.state == State.HANDED_UP), None)
    return one is not None and can(person_of(request), Action.RETURN, one)


def _lines(together: Together, columns: dict[str, str], may_return: bool) -> Iterator[Line]:
    states = {unit.code: unit for unit in together.units}
    for line in together.made.reconciliation.units:
        state = None if line.status is Status.OWN else states.get(line.code)
        handed = state.disclosure if state else None
        yield Line(
            name=line.name,
            code=line.code,
            counted=line.counted,
            status=STATUS[line.status],
            state=state,
            amounts=_amounts(line.totals, columns) if line.rows else ("",) * len(columns),
            gap=_gap(line.totals),
            may_return=may_return and handed is not None and handed.state == State.HANDED_UP,
        )


def _amounts(totals: Totals, columns: dict[str, str]) -> tuple[str, ...]:
    return tuple(show(getattr(totals, name), Unit.YUAN) for name in columns)


def _gap(totals: Totals) -> str:
    return show(totals.gap, Unit.YUAN) if totals.gap else ""
