"""Code lists: out as files, and a revised list beside the one that is used."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from disclosures.core.codes import Classification
from disclosures.data import economic, functions
from disclosures.exchange.codes import CodeResource, local_codes
from disclosures.exchange.plan import Plan
from disclosures.models import LocalCodeRow, Organisation
from disclosures.views.answers import READ, only
from disclosures.views.office import answer, attachment, bureau
from disclosures.views.office_forms import UploadForm
from disclosures.views.office_imports import received, shown_of

#: How many codes of organisations the page shows; the file has all.
MOST_SHOWN = 200


@only(*READ)
@bureau
def page(request: HttpRequest, region: Organisation) -> HttpResponse:
    """The code lists, and what organisations added to them."""
    local = local_codes(region)
    context = {
        "lists": [(which, len(tuple(codes)), codes.title) for which, codes in _all().items()],
        "heads": local.headers,
        "local": [local[n] for n in range(min(len(local), MOST_SHOWN))],
        "count": len(local),
        "label": LocalCodeRow._meta.verbose_name,
    }
    return answer(request, region, "codes", context)


@only(*READ, "POST")
@bureau
def compare(request: HttpRequest, region: Organisation, which: str) -> HttpResponse:
    """GET: choose a revised list.  POST: what it would change; nothing is ever written."""
    codes = _all().get(which)
    if codes is None:
        raise Http404
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    context: dict[str, Any] = {"which": which, "title": codes.title, "form": form}
    if form.is_valid():
        upload, refusal = received(form.cleaned_data["file"])
        plan = CodeResource(codes).plan(upload) if upload else Plan(refused=refusal)
        if plan.refused:
            form.add_error("file", plan.refused)
        else:
            context |= {"upload": upload, **shown_of(plan)}
    return answer(request, region, "codes_compare", context)


@only(*READ)
@bureau
def export(request: HttpRequest, region: Organisation, which: str, suffix: str) -> HttpResponse:
    """A code list as .xlsx or .csv; ``which`` is function, economic or local."""
    if which == "local":
        return attachment(local_codes(region), "自设科目", "local-codes", suffix)
    codes = _all().get(which)
    if codes is None:
        raise Http404
    return attachment(CodeResource(codes).export_all(), "科目", f"{which}-codes", suffix)


def _all() -> dict[str, Classification]:
    return {"function": functions(), "economic": economic()}
