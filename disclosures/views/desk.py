"""The desk: what lies before the person who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.abilities import held_by
from disclosures.core.workflow import BUREAU, STATE_LABELS, Role
from disclosures.models import Disclosure, Season
from disclosures.permissions import visible_to
from disclosures.views.answers import READ, only, person_of, signed_in
from disclosures.views.desk_rows import Told, rows_for
from disclosures.views.lines import GROUPS, lines_of

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

#: Lines on a page.
A_PAGE = 30
_ORDER = Case(*(When(group=group, then=Value(n)) for n, group in enumerate(GROUPS)))


@dataclass(frozen=True)
class Asked:
    """What the person looks for; empty: everything."""

    group: str
    season: str
    state: str
    text: str

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """The filters of the address; what means nothing is left out."""
        group, state = request.GET.get("group", ""), request.GET.get("state", "")
        season = request.GET.get("season", "")
        return cls(
            group if group in GROUPS else "",
            season if season.isdecimal() and len(season) < 10 else "",
            state if state in STATE_LABELS else "",
            request.GET.get("text", "").strip()[:100],
        )

    def within(self, rows: QuerySet[Disclosure]) -> QuerySet[Disclosure]:
        """Those of the season, state and text."""
        if self.season:
            rows = rows.filter(season=int(self.season))
        if self.state:
            rows = rows.filter(state=self.state)
        if self.text:
            own = Q(organisation__name__icontains=self.text)
            rows = rows.filter(own | Q(organisation__code__startswith=self.text))
        return rows

    def query(self, **other: str) -> str:
        """The same for an address, with something else in it."""
        values = {"group": self.group, "season": self.season, "state": self.state}
        values |= {"text": self.text, **other}
        return urlencode({name: value for name, value in values.items() if value})


@only(*READ)
@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """The disclosures that the person may see: first those that wait for them."""
    person, asked = person_of(request), Asked.of(request)
    held, visible = held_by(person), visible_to(person)
    rows = rows_for(person, held, asked.within(visible))
    counts = _counts(rows)
    if asked.group:
        rows = rows.filter(group=asked.group)
    number = counts.get(asked.group, 0) if asked.group else sum(counts.values())
    leaf = _leaf(rows, number, request.GET.get("page", ""))
    context = {
        "asked": asked,
        "page": leaf,
        "lines": lines_of(person, held, list(leaf.object_list)),
        "groups": [_group(asked, key, counts) for key in GROUPS],
        "all": asked.query(group=""),
        "before": asked.query(page=str(leaf.number - 1)),
        "after": asked.query(page=str(leaf.number + 1)),
        "states": STATE_LABELS,
        "seasons": _seasons(visible),
        "filtered": any((asked.season, asked.state, asked.text)),
        "has_role": bool(held),
        "bureau": any(role in BUREAU for role, _ in held),
        "reviews": any(role == Role.REVIEWER for role, _ in held),
    }
    return render(request, "desk/page.html", context)


def _counts(rows: QuerySet[WithAnnotations[Disclosure, Told]]) -> dict[str, int]:
    found = rows.order_by().values("group").annotate(number=Count("pk"))
    return dict(found.values_list("group", "number"))


def _leaf(rows: QuerySet[WithAnnotations[Disclosure, Told]], number: int, asked: str) -> Any:
    """One page of the lines, whose number is known."""
    order = (_ORDER, F("season__deadline").asc(nulls_last=True), "-year")
    paginator = Paginator(rows.order_by(*order, "organisation__code", "kind", "pk"), A_PAGE)
    paginator.count = number
    return paginator.get_page(asked)


def _group(asked: Asked, key: str, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "label": GROUPS[key],
        "count": counts.get(key, 0),
        "query": asked.query(group=key),
        "current": asked.group == key,
    }


def _seasons(visible: QuerySet[Disclosure]) -> QuerySet[Season]:
    known = Season.objects.filter(pk__in=visible.order_by().values("season"))
    return known.select_related("region")
