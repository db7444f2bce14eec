"""Organisations of a region: the tree, one of them, and the list as a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from disclosures.actions.adoption import adopt, homes, without_region
from disclosures.actions.parties import (
    Overtaken,
    remove_organisation,
    save_organisation,
    stated,
    why_kept,
)
from disclosures.core.workflow import BureauAction
from disclosures.exchange.organisations import OrganisationResource
from disclosures.exchange.trees import in_region
from disclosures.models import Organisation
from disclosures.views.answers import READ, actor_of, only
from disclosures.views.office import (
    answer,
    attachment,
    bureau,
    bureau_may,
    seal,
    take_errors,
    unseal,
)
from disclosures.views.office_forms import OrganisationForm


@dataclass
class Branch:
    """A department and its units; ``open`` where the search found one of them."""

    department: Organisation
    units: list[Organisation] = field(default_factory=list)
    open: bool = False


@only(*READ)
@bureau
def tree(request: HttpRequest, region: Organisation) -> HttpResponse:
    """Departments with their units; ``?q=`` keeps those whose code or name has it."""
    return _tree(request, region)


def _tree(
    request: HttpRequest, region: Organisation, *, overtaken: bool = False, status: int = 200
) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    every = in_region(region).annotate(people=Count("memberships", distinct=True))
    branches = _branches(every.order_by("code", "name"))
    shown = [kept for branch in branches if (kept := _searched(branch, asked))]
    context = {
        "branches": shown,
        "q": asked,
        "departments": len(branches),
        "units": sum(len(branch.units) for branch in branches),
        "found": sum(len(b.units) for b in shown) + len(shown),
        "homeless": list(homes(region)),
        "overtaken": overtaken,
    }
    return answer(request, region, "organisations", context, status=status)


def _branches(organisations: Iterable[Organisation]) -> list[Branch]:
    every = list(organisations)
    found = {one.pk: Branch(one) for one in every if one.level == "department"}
    for one in every:
        if one.parent_id in found:
            found[one.parent_id].units.append(one)
    return list(found.values())


def _searched(branch: Branch, asked: str) -> Branch | None:
    if not asked or _has(branch.department, asked):
        return branch
    units = [unit for unit in branch.units if _has(unit, asked)]
    return Branch(branch.department, units, open=True) if units else None


def _has(one: Organisation, asked: str) -> bool:
    return asked in one.name or one.code.startswith(asked)


@only(*READ, "POST")
@bureau_may(BureauAction.CHANGE_ORGANISATIONS)
def edit(request: HttpRequest, region: Organisation, pk: int | None = None) -> HttpResponse:
    """GET: the form of an organisation, new without ``pk``.  POST: save it."""
    own = in_region(region).select_related("parent")
    one = Organisation(parent=region) if pk is None else get_object_or_404(own, pk=pk)
    if request.method == "POST":
        return _save(request, region, one)
    below = request.GET.get("below", "")
    start = {**stated(one), "parent": below if below.isdecimal() else one.parent_id}
    return _form(request, region, one, OrganisationForm(region, initial=start))


def _save(request: HttpRequest, region: Organisation, one: Organisation) -> HttpResponse:
    now = stated(one)
    form = OrganisationForm(region, request.POST)
    if not form.is_valid():
        return _form(request, region, one, form)
    for name, value in form.cleaned_data.items():
        setattr(one, name, value)
    seen = unseal(request.POST.get("seen", "")) if one.pk else None
    try:
        save_organisation(region=region, organisation=one, seen=seen, by=actor_of(request))
    except ValidationError as error:
        take_errors(form, error)
        return _form(request, region, one, form)
    except Overtaken:
        return _form(request, region, one, form, overtaken=now, status=409)
    messages.success(request, f"已保存：{one.name}")
    return redirect("office-organisations", region.pk)


def _form(
    request: HttpRequest,
    region: Organisation,
    one: Organisation,
    form: OrganisationForm,
    *,
    overtaken: dict[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    there = Organisation.objects.filter(pk=one.pk).first() if one.pk else None
    context: dict[str, Any] = {"form": form, "one": there, "overtaken": overtaken}
    if there is not None:
        # After a lost race the person decides over what is there now.
        newest = overtaken or form.data.get("seen") or stated(there)
        context |= {
            "seen": newest if isinstance(newest, str) else seal(newest),
            "kept": list(why_kept(there)),
            "now": OrganisationForm(region, initial={**stated(there), "parent": there.parent_id}),
        }
    return answer(request, region, "organisation", context, status=status)


@only("POST")
@bureau_may(BureauAction.CHANGE_ORGANISATIONS)
def remove(request: HttpRequest, region: Organisation, pk: int) -> HttpResponse:
    """Delete an organisation on which nothing depends; else say what does."""
    one = get_object_or_404(in_region(region), pk=pk)
    try:
        remove_organisation(region=region, organisation=one, by=actor_of(request))
    except ValidationError as error:
        messages.error(request, f"{one.name}{error.messages[0]}。")
        return redirect("office-organisation", region.pk, pk)
    messages.success(request, f"已删除：{one.name}")
    return redirect("office-organisations", region.pk)


@only("POST")
@bureau_may(BureauAction.CHANGE_ORGANISATIONS)
def take_in(request: HttpRequest, region: Organisation, pk: int) -> HttpResponse:
    """Put a department without a region below this one, as the list showed it."""
    known = without_region() | region.children.all()
    one = get_object_or_404(known, pk=pk)
    into = request.POST.get("into", "")
    try:
        there = adopt(
            region=region,
            organisation=one,
            into=int(into) if into.isdecimal() else None,
            by=actor_of(request),
        )
    except ValidationError as error:
        messages.error(request, f"{one.name}没有归入：{error.messages[0]}。")
    except Overtaken:
        return _tree(request, region, overtaken=True, status=409)
    else:
        said = "归入" if there.pk == pk else "并入同名部门"
        messages.success(request, f"已{said}：{there.name}")
    return redirect("office-organisations", region.pk)


@only(*READ)
@bureau
def export(request: HttpRequest, region: Organisation, suffix: str) -> HttpResponse:
    """All organisations of the region as .xlsx or .csv, ready to be imported again."""
    dataset = OrganisationResource(region).export_all()
    return attachment(dataset, "组织", "organisations", suffix)
