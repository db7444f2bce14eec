"""Beginning from last year's disclosure or from the budget: choose, look, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from disclosures.actions import Moved
from disclosures.actions.begin import (
    NotEmpty,
    Source,
    begin,
    begun_from,
    entered_rows,
    sources_of,
)
from disclosures.actions.guard import refuse
from disclosures.core.next_year import TO_FILL
from disclosures.core.workflow import Action
from disclosures.models import Disclosure
from disclosures.permissions import can
from disclosures.units import own_facts_of
from disclosures.views.answers import (
    READ,
    actor_of,
    anew,
    deed,
    only,
    person_of,
    seen_of,
    signed_in,
    visible,
)
from disclosures.views.previews import preview_context, preview_of_facts


@only(*READ, "POST")
@signed_in
@deed
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the earlier disclosures, and what the one of ?source= brings.  POST: take it over."""
    disclosure = visible(request, pk)
    sources = sources_of(disclosure, person_of(request))
    chosen = _chosen(request, sources)
    if request.method != "POST":
        return _page(request, disclosure, sources, chosen)
    refuse(disclosure=disclosure, action=Action.ENTER, by=actor_of(request))
    if chosen is None:
        raise Http404("没有这份材料")
    return _take_over(request, disclosure, sources, chosen)


def _take_over(
    request: HttpRequest, disclosure: Disclosure, sources: list[Source], chosen: Source
) -> HttpResponse:
    version = request.POST.get("source_version", "")
    try:
        begin(
            disclosure=disclosure,
            source=chosen.disclosure,
            source_version=int(version) if version.isdecimal() else -1,
            seen=seen_of(request),
            replacing="replacing" in request.POST,
            by=actor_of(request),
        )
    except (NotEmpty, ValidationError) as refusal:
        said = "；".join(getattr(refusal, "messages", [str(refusal)]))
        return _page(request, disclosure, sources, chosen, error=said, status=422)
    except Moved as moved:
        fresh = anew(request, disclosure.pk, Action.ENTER, moved)
        sources = sources_of(fresh, person_of(request))
        chosen_now = _chosen(request, sources)
        return _page(request, fresh, sources, chosen_now, error=f"{moved}", status=409)
    messages.success(request, f"已从“{chosen.disclosure}”带入。金额待填的行，备注写着“{TO_FILL}”。")
    return redirect(disclosure)


def _chosen(request: HttpRequest, sources: list[Source]) -> Source | None:
    asked = (request.POST if request.method == "POST" else request.GET).get("source", "")
    if not asked:
        return None
    found = next((s for s in sources if str(s.disclosure.pk) == asked), None)
    if found is None:
        raise Http404("没有这份材料")
    return found


def _page(
    request: HttpRequest,
    disclosure: Disclosure,
    sources: list[Source],
    chosen: Source | None,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "disclosure": disclosure,
        "sources": sources,
        "chosen": chosen,
        "error": error,
        "entered": entered_rows(disclosure),
        "filed": disclosure.origin == Disclosure.Origin.FILED,
        "may": can(person_of(request), Action.ENTER, disclosure),
    }
    if chosen and not context["filed"]:
        begun = begun_from(disclosure, chosen.disclosure)
        preview = preview_of_facts(own_facts_of(disclosure), begun)
        context |= preview_context(request, preview, f"source={chosen.disclosure.pk}&")
        context["to_fill"] = sum(fact.note == TO_FILL for fact in begun.facts)
    return render(request, "intake/begin.html", context, status=status)
