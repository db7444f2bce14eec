"""The bureau's office: its gate, and the way in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from disclosures.actions import Told
from disclosures.core.workflow import BUREAU
from disclosures.exchange.files import FORMATS, as_file
from disclosures.models import Organisation, Person
from disclosures.permissions import can_act_for
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
        if found is None or not can_act_for(person_of(request), found):
            raise Http404
        return view(request, found, **more)

    return guarded


def regions_of(person: Person) -> list[Organisation]:
    """The regions for which the person acts."""
    held = Organisation.objects.filter(
        level="region", memberships__person=person, memberships__role__in=BUREAU
    )
    return [region for region in held.distinct().order_by("code") if can_act_for(person, region)]


@only(*READ)
@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """The regions of the person; who acts for one only is led to its seasons."""
    regions = regions_of(person_of(request))
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
    """A page of the region's office."""
    room = context.get("what") or _ROOMS.get(template.partition("_")[0], "seasons")
    found = {"region": region, "room": room, **context}
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
