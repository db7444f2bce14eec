"""What was changed in the organisations and people of a region, and by whom."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from disclosures.exchange.trees import in_region
from disclosures.journal.telling import lines_of
from disclosures.models import Organisation
from disclosures.views.answers import READ, only
from disclosures.views.office import answer, bureau

A_PAGE = 50
#: Changes of one deed that are shown at once, and those that unfold.
FIRST, MOST = 6, 500


@only(*READ)
@bureau
def page(request: HttpRequest, region: Organisation) -> HttpResponse:
    """The deeds on the region's parties, newest first."""
    shown = Paginator(region.journal.all(), A_PAGE).get_page(request.GET.get("page"))
    names = dict(in_region(region).values_list("pk", "name")) | {region.pk: region.name}
    told = []
    for entry in shown:
        lines = list(lines_of(entry, names))
        told.append((entry, lines[:FIRST], lines[FIRST:MOST], max(0, len(lines) - MOST)))
    return answer(request, region, "journal", {"shown": shown, "told": told})
