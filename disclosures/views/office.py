"""The bureau's office: its gate, and the way in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from disclosures.actions import Told
from disclosures.core.workflow import BUREAU_ACTIONS, BUREAU_LABELS, ROLE_LABELS, BureauAction
from disclosures.exchange.files import FORMATS, as_file
from disclosures.models import Organisation
from disclosures.permissions import acts_for, can_act_for, deeds_for, regions_served_by
from disclosures.views.answers import READ, only, person_of, signed_in

#: A view of one region's office: it takes the region and what else the address names.
OfficeView = Callable[..., HttpResponseBase]
#: Template → the tab of the office that it stands under; others are about seasons.
_ROOMS = {
    "organisations": "organisations",
    "organisation": "organisations",
    "people": "people",
    "person": "people",
    "password": "people",
    "codes": "codes",
    "journal": "journal",
}
_SEEN = "disclosures.views.office.seen"


def bureau(view: OfficeView) -> OfficeView:
    """A view for those who act for the region; strangers see that there is nothing (404)."""

    @wraps(view)
    @signed_in
    def guarded(request: HttpRequest, region: int, **more: Any) -> HttpResponseBase:
        found = Organisation.objects.filter(pk=region).first()
        if found is None or not acts_for(person_of(request), found):
            raise Http404
        return view(request, found, **more)

    return guarded


def bureau_may(action: BureauAction) -> Callable[[OfficeView], OfficeView]:
    """A view for those of the bureau who may do this; others of it are told so (403)."""

    def guard(view: OfficeView) -> OfficeView:
        @wraps(view)
        @bureau
        def guarded(request: HttpRequest, region: Organisation, **more: Any) -> HttpResponseBase:
            refuse(request, region, action)
            return view(request, region, **more)

        return guarded

    return guard


def refuse(request: HttpRequest, region: Organisation, action: BureauAction) -> None:
    """PermissionDenied, in words, unless the person may do this for the region."""
    if not can_act_for(person_of(request), region, action):
        who = "、".join(ROLE_LABELS[role] for role in BUREAU_ACTIONS[action])
        raise PermissionDenied(f"“{BUREAU_LABELS[action]}”由{region}的{who}办理")


@only(*READ)
@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """The regions of the person; who acts for one only is led to its seasons."""
    regions = list(regions_served_by(person_of(request)).order_by("code"))
    if not regions:
        raise Http404
    if len(regions) == 1:
        return redirect("office-seasons", regions[0].pk)
    return render(request, "office/regions.html", {"regions": regions})


def answer(
    request: HttpRequest,
    region: Organisation,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of the region's office; ``may`` says what the person may do there."""
    room = context.get("what") or _ROOMS.get(template.partition("_")[0], "seasons")
    may = {action.value: True for action in deeds_for(person_of(request), region)}
    found = {"region": region, "room": room, "may": may, **context}
    response = render(request, f"office/{template}.html", found, status=status)
    response["Cache-Control"] = "no-store"
    return response


def attachment(dataset: Any, title: str, name: str, suffix: str) -> HttpResponse:
    """A list as a file to keep.  404 for a kind of file that there is not."""
    if suffix not in FORMATS:
        raise Http404
    headers = {"Content-Type": FORMATS[suffix], "Cache-Control": "no-store"}
    response = HttpResponse(as_file(dataset, title, suffix), headers=headers)
    response["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response


def seal(seen: Told) -> str:
    """What a form was made from, to be handed back with it."""
    return signing.dumps(seen, salt=_SEEN)


def unseal(text: str) -> Told:
    """What ``seal`` sealed; nothing where it was tampered with."""
    try:
        return dict(signing.loads(text, salt=_SEEN))
    except signing.BadSignature:
        return {}


def take_errors(form: Form, error: ValidationError) -> None:
    """Show what an action found wrong at the fields of the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        for one in errors:
            form.add_error(name if name in form.fields else None, one)
