"""Opening a season: the form, the preview of who takes part, and the confirmation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from disclosures.actions.parties import Outdated
from disclosures.actions.seasons import DAYS, open_season, open_season_from_list
from disclosures.core.facts import LABELS
from disclosures.core.workflow import BureauAction
from disclosures.data import form_set
from disclosures.exchange.kept import Gone, Purpose, drop, keep, kept
from disclosures.exchange.listing import Upload
from disclosures.exchange.organisations import OrganisationResource
from disclosures.exchange.plan import Plan
from disclosures.exchange.trees import in_region
from disclosures.models import Disclosure, Organisation, Season
from disclosures.permissions import can_act_for
from disclosures.views.answers import READ, actor_of, only, person_of
from disclosures.views.office import answer, bureau_may, take_errors
from disclosures.views.office_forms import TAKING_PART, SeasonForm, fitting
from disclosures.views.office_imports import received, shown_of
from disclosures.views.office_seasons import ticked

_SALT = "disclosures.views.office_opening"
YEARS_BACK, YEARS_AHEAD = 6, 2


@dataclass(frozen=True)
class Draft:
    """A season as it was previewed; ``ticket`` and ``fingerprint`` where a file says who."""

    season: Season
    who: str
    organisations: list[int]
    ticket: str = ""
    fingerprint: str = ""

    def sealed(self) -> str:
        """To be handed back by the form that confirms."""
        days = {name: str(getattr(self.season, name)) for name in DAYS}
        said = {
            **{name: getattr(self.season, name) for name in ("kind", "year", "form_set")},
            **days,
            **{name: getattr(self, name) for name in ("who", "ticket", "fingerprint")},
            "organisations": self.organisations,
            "region": self.season.region_id,
        }
        return signing.dumps(said, salt=_SALT, compress=True)

    @classmethod
    def read(cls, text: str, region: Organisation) -> Draft:
        """Raises Gone where it was tampered with or is of another region."""
        try:
            said = signing.loads(text, salt=_SALT)
        except signing.BadSignature:
            raise Gone from None
        if said["region"] != region.pk:
            raise Gone
        days = {name: date.fromisoformat(said[name]) for name in DAYS}
        names = ("kind", "year", "form_set")
        season = Season(region=region, **days, **{name: said[name] for name in names})
        return cls(season, said["who"], said["organisations"], said["ticket"], said["fingerprint"])


@only(*READ, "POST")
@bureau_may(BureauAction.OPEN_SEASON)
def form(request: HttpRequest, region: Organisation) -> HttpResponse:
    """GET: the form for ``?kind=`` and ``?year=``.  POST: the preview; nothing is written yet."""
    kind, year = _kind_and_year(request)
    if request.method != "POST":
        start = {"opens_on": timezone.localdate()}
        return _form(request, region, kind, year, SeasonForm(kind, year, initial=start))
    asked = SeasonForm(kind, year, request.POST, request.FILES)
    if not asked.is_valid():
        return _form(request, region, kind, year, asked)
    return _asked(request, region, asked, kind, year)


def _asked(
    request: HttpRequest, region: Organisation, asked: SeasonForm, kind: str, year: int
) -> HttpResponse:
    """The preview, or the form with what the form itself could not know."""
    who, names = asked.cleaned_data["who"], ("form_set", *DAYS)
    values = {name: asked.cleaned_data[name] for name in names}
    season = Season(region=region, kind=kind, year=year, **values)
    if there := _same(season):
        asked.add_error(None, f"{there}已经发起过")
    elif unused := _unused(request, who):
        asked.add_error("who", unused)
    elif who == "file":
        return _from_file(request, region, season, asked)
    elif own := _taking_part(region, who, ticked(request, region)):
        draft = Draft(season, who, sorted(one.pk for one in own))
        return _preview(request, region, draft, organisations=own)
    else:
        asked.add_error("who", "没有参加的组织")
    return _form(request, region, kind, year, asked)


def _kind_and_year(request: HttpRequest) -> tuple[str, int]:
    said = request.POST if request.method == "POST" else request.GET
    kind = said.get("kind", "final")
    this = timezone.localdate().year
    year = said.get("year", "")
    usual = this - 1 if kind == "final" else this
    found = int(year) if year.isdecimal() and 2000 <= int(year[:5]) <= 2100 else usual
    return kind if kind in LABELS["kind"] else "final", found


def _form(
    request: HttpRequest, region: Organisation, kind: str, year: int, asked: SeasonForm
) -> HttpResponse:
    this = timezone.localdate().year
    context = {
        "form": asked,
        "kind": kind,
        "year": year,
        "kinds": LABELS["kind"],
        "years": sorted({year, *range(this + YEARS_AHEAD, this - YEARS_BACK, -1)}, reverse=True),
        "fitting": bool(fitting(kind, year)),
        "organisations": in_region(region).order_by("code", "name"),
        "ticked": {int(t) for t in request.POST.getlist("organisation") if t.isdecimal()},
    }
    return answer(request, region, "season_open", context)


def _taking_part(region: Organisation, who: str, chosen: list[Organisation]) -> list[Organisation]:
    if who == "ticked":
        return chosen
    own = in_region(region)
    return list(own if who == "all" else own.filter(level="department"))


def _unused(request: HttpRequest, who: str) -> str:
    """What was given and would count for nothing: better told than passed over."""
    if request.FILES.get("file") and who != "file":
        return f"已选择名单文件。要按名单发起，请选“{TAKING_PART['file']}”"
    if request.POST.getlist("organisation") and who != "ticked":
        return f"已勾选组织。要按勾选发起，请选“{TAKING_PART['ticked']}”，否则去掉勾选"
    return ""


def _same(season: Season) -> Season | None:
    return Season.objects.filter(region=season.region, year=season.year, kind=season.kind).first()


def _from_file(
    request: HttpRequest, region: Organisation, season: Season, asked: SeasonForm
) -> HttpResponse:
    file = request.FILES.get("file")
    upload, refusal = received(file) if file else (None, "请选择名单文件")
    plan = OrganisationResource(region).plan(upload) if upload else Plan(refused=refusal)
    if upload is None or plan.refused:
        asked.add_error(None, f"名单：{plan.refused}")
        return _form(request, region, season.kind, season.year, asked)
    if plan.sound and not plan.lines and not plan.unchanged:
        asked.add_error(None, "名单：没有任何组织")
        return _form(request, region, season.kind, season.year, asked)
    return _preview_of(request, region, season, upload, plan)


def _preview_of(
    request: HttpRequest,
    region: Organisation,
    season: Season,
    upload: Upload,
    plan: Plan,
    *,
    stale: bool = False,
) -> HttpResponse:
    ticket = keep(upload, _purpose(request, region)) if plan.sound else ""
    draft = Draft(season, "file", [], ticket, plan.fingerprint)
    return _preview(request, region, draft, upload=upload, plan=plan, stale=stale)


def _preview(
    request: HttpRequest,
    region: Organisation,
    draft: Draft,
    *,
    organisations: list[Organisation] | None = None,
    upload: Upload | None = None,
    plan: Plan | None = None,
    stale: bool = False,
) -> HttpResponse:
    own, may = organisations or [], _may_confirm(request, region, plan)
    there = Disclosure.objects.filter(
        organisation__in=in_region(region), year=draft.season.year, kind=draft.season.kind,
        origin=Disclosure.Origin.FACTS,
    )  # fmt: skip
    context: dict[str, Any] = {
        "season": draft.season,
        "form_set": form_set(draft.season.form_set, draft.season.year),
        "who": TAKING_PART[draft.who],
        "organisations": own,
        "departments": sum(one.level == "department" for one in own),
        "there": set(there.values_list("organisation", flat=True)) & {one.pk for one in own},
        "upload": upload,
        "sealed": draft.sealed() if may else "",
        "lacking": plan is not None and plan.sound and not may,
        "stale": stale,
    }
    if plan is not None:
        context |= shown_of(plan) | {"count": len(plan.lines) + plan.unchanged}
    else:
        context["count"] = len(own)
    return answer(request, region, "season_preview", context, status=409 if stale else 200)


def _may_confirm(request: HttpRequest, region: Organisation, plan: Plan | None) -> bool:
    """Whether no list is in the way: one with errors, or one that changes organisations."""
    if plan is None or (plan.sound and plan.idle):
        return True
    changing = BureauAction.CHANGE_ORGANISATIONS
    return plan.sound and can_act_for(person_of(request), region, changing)


@only("POST")
@bureau_may(BureauAction.OPEN_SEASON)
def confirm(request: HttpRequest, region: Organisation) -> HttpResponse:
    """Open what was shown; where it would now be something else, show that (409)."""
    try:
        draft = Draft.read(request.POST.get("draft", ""), region)
        upload = kept(draft.ticket, _purpose(request, region)) if draft.ticket else None
    except Gone:
        return answer(request, region, "season_gone", {}, status=409)
    there = _same(draft.season)
    if there:
        return answer(request, region, "season_gone", {"there": there}, status=409)
    if upload is None:
        own = list(in_region(region).filter(pk__in=draft.organisations))
        if draft.who != "ticked":
            own = _taking_part(region, draft.who, [])
        if sorted(one.pk for one in own) != draft.organisations:
            fresh = Draft(draft.season, draft.who, sorted(one.pk for one in own))
            return _preview(request, region, fresh, organisations=own, stale=True)
    return _open(request, region, draft, upload, [] if upload else own)


def _open(
    request: HttpRequest,
    region: Organisation,
    draft: Draft,
    upload: Upload | None,
    own: list[Organisation],
) -> HttpResponse:
    by = actor_of(request)
    try:
        if upload is None:
            season = open_season(season=draft.season, organisations=own, by=by)
        else:
            season = open_season_from_list(
                season=draft.season, upload=upload, fingerprint=draft.fingerprint, by=by
            )
    except Outdated as outdated:
        return _preview_of(
            request, region, draft.season, upload or Upload("", b""), outdated.plan, stale=True
        )
    except ValidationError as error:
        if there := _same(draft.season):
            return answer(request, region, "season_gone", {"there": there}, status=409)
        asked = SeasonForm(draft.season.kind, draft.season.year, {})
        asked.full_clean()
        asked.errors.clear()
        take_errors(asked, error)
        return _form(request, region, draft.season.kind, draft.season.year, asked)
    if upload is not None:
        drop(draft.ticket, _purpose(request, region))
    count = season.disclosures.count()
    messages.success(request, f"已发起：{season}，{count} 个组织参加。")
    return redirect("office-season", region.pk, season.pk)


def _purpose(request: HttpRequest, region: Organisation) -> Purpose:
    return Purpose(person_of(request).pk, region.pk, "season")
