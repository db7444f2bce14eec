"""Seasons of a region: the list, one of them, and who takes part."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from disclosures.actions.parties import Overtaken
from disclosures.actions.seasons import (
    DAYS,
    add_organisations,
    change_days,
    days_of,
    remove_organisations,
)
from disclosures.core.workflow import STATE_LABELS, BureauAction, State
from disclosures.data import form_set
from disclosures.exchange.trees import in_region
from disclosures.models import Disclosure, Organisation, Season
from disclosures.views.answers import READ, actor_of, only
from disclosures.views.office import answer, bureau, bureau_may, seal, take_errors, unseal
from disclosures.views.office_forms import ChangeDaysForm

A_PAGE = 100
_LABELS = {"": "未开始", **STATE_LABELS}


@only(*READ)
@bureau
def listing(request: HttpRequest, region: Organisation) -> HttpResponse:
    """All seasons of the region, with how far they are."""
    done = Q(disclosures__state__in=(State.APPROVED, State.PUBLISHED))
    seasons = region.seasons.annotate(
        all=Count("disclosures"),
        begun=Count("disclosures", filter=Q(disclosures__version__gt=0)),
        done=Count("disclosures", filter=done),
    )
    return answer(request, region, "seasons", {"seasons": seasons})


@only(*READ)
@bureau
def page(request: HttpRequest, region: Organisation, pk: int) -> HttpResponse:
    """One season: days, form set, and who takes part; ``?q=`` chooses organisations."""
    season = get_object_or_404(region.seasons, pk=pk)
    return _page(request, region, season, _days_form(season))


def _days_form(season: Season) -> ChangeDaysForm:
    return ChangeDaysForm(initial={name: getattr(season, name) for name in DAYS})


def _page(
    request: HttpRequest,
    region: Organisation,
    season: Season,
    form: ChangeDaysForm,
    *,
    overtaken: bool = False,
    sealed: str = "",
    status: int = 200,
) -> HttpResponse:
    q = request.GET.get("q", "").strip()
    rows = _taking_part(season, q)
    states = _states(season)
    context: dict[str, Any] = {
        "season": season,
        "form_set": form_set(season.form_set, season.year),
        "states": [(label, states[s]) for s, label in _LABELS.items() if s in states],
        "all": sum(states.values()),
        "rows": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "q": q,
        "form": form,
        "seen": sealed or seal(days_of(season)),
        "overtaken": overtaken,
        "journal": season.journal.all()[:20],
    }
    return answer(request, region, "season", context, status=status)


def _states(season: Season) -> dict[str, int]:
    """How many stand where, "" for those that nobody has begun."""
    counted = season.disclosures.values_list("state").order_by()
    found: Counter[str] = Counter()
    for state, everything, untouched in counted.annotate(
        everything=Count("pk"), untouched=Count("pk", filter=Q(version=0))
    ):
        found[state] += everything - untouched
        found[""] += untouched
    return {state: count for state, count in found.items() if count}


def _taking_part(season: Season, q: str) -> QuerySet[Disclosure]:
    rows = season.disclosures.select_related("organisation__parent")
    if q:
        rows = rows.filter(Q(organisation__name__contains=q) | Q(organisation__code__startswith=q))
    return rows.order_by("organisation__code", "organisation__name", "pk")


@only("POST")
@bureau_may(BureauAction.CHANGE_SEASON)
def days(request: HttpRequest, region: Organisation, pk: int) -> HttpResponse:
    """Move the days; where somebody else did so meanwhile, both are shown (409)."""
    season = get_object_or_404(region.seasons, pk=pk)
    form = ChangeDaysForm(request.POST)
    sealed = request.POST.get("seen", "")
    if not form.is_valid():
        return _page(request, region, season, form, sealed=sealed)
    values = {name: form.cleaned_data[name] for name in DAYS}
    try:
        change_days(
            season=season,
            days=values,
            seen=unseal(sealed),
            why=form.cleaned_data["why"],
            by=actor_of(request),
        )
    except ValidationError as error:
        take_errors(form, error)
        return _page(request, region, season, form, sealed=sealed)
    except Overtaken:
        season.refresh_from_db()
        return _page(request, region, season, form, overtaken=True, status=409)
    messages.success(request, "日期已调整。")
    return redirect("office-season", region.pk, pk)


@only("POST")
@bureau_may(BureauAction.CHANGE_SEASON)
def leave(request: HttpRequest, region: Organisation, pk: int) -> HttpResponse:
    """Take the ticked organisations out; none where one of them has begun."""
    season = get_object_or_404(region.seasons, pk=pk)
    asked = ticked(request, region)
    try:
        gone = remove_organisations(season=season, organisations=asked, by=actor_of(request))
    except ValidationError as error:
        messages.error(request, error.messages[0] + "。")
    else:
        said = f"已移出 {gone} 个组织。" if gone else "没有勾选要移出的组织。"
        messages.info(request, said)
    return redirect("office-season", region.pk, pk)


@only(*READ, "POST")
@bureau_may(BureauAction.CHANGE_SEASON)
def join(request: HttpRequest, region: Organisation, pk: int) -> HttpResponse:
    """GET: organisations that do not take part.  POST: let the ticked ones do so."""
    season = get_object_or_404(region.seasons, pk=pk)
    if request.method == "POST":
        asked = ticked(request, region)
        added = add_organisations(season=season, organisations=asked, by=actor_of(request))
        said = f"已加入 {added} 个组织。" if added else "没有勾选要加入的组织。"
        messages.info(request, said)
        return redirect("office-season", region.pk, pk)
    there = season.disclosures.values("organisation")
    others = in_region(region).exclude(pk__in=there).order_by("code", "name")
    q = request.GET.get("q", "").strip()
    if q:
        others = others.filter(Q(name__contains=q) | Q(code__startswith=q))
    context = {"season": season, "others": others, "q": q}
    return answer(request, region, "season_join", context)


def ticked(request: HttpRequest, region: Organisation) -> list[Organisation]:
    """The organisations of the region that are ticked in a form."""
    asked = [int(text) for text in request.POST.getlist("organisation") if text.isdecimal()]
    return [one for one in in_region(region) if one.pk in set(asked)]
