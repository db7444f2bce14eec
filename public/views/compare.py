"""Bodies side by side, over the years: as a page, as CSV and as JSON, each of what is shown."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import conditional_page

from disclosures.render.data.rows import csv_text
from public.core.comparison import Table, Told, compare
from public.core.comparison_asked import KINDS, MEASURES, MOST, Asked, Read, read
from public.core.lines import pictures
from public.core.said import Said, listed
from public.data import prices
from public.languages import address
from public.models import Body, Paper
from public.views.answers import page, reads

#: How many bodies a search for a name offers.
OFFERED = 30


@reads
@conditional_page
def comparison(request: HttpRequest) -> HttpResponse:
    """The page.  A comparison has one address: any other way to ask for it leads there."""
    told = read(dict(request.GET.lists()))
    names, offers = _names(told)
    fine = not told.troubles and not offers
    here = address("compare")
    query = told.asked.query
    if fine and request.META.get("QUERY_STRING", "") != query:
        return HttpResponseRedirect(f"{here}?{query}" if query else here)
    table = _table(told.asked, names)
    context = {
        "asked": told.asked,
        "query": query,
        "table": table if table.names else None,
        "pictures": pictures(table.years, table.names, table.series),
        "chosen": [(pk, names[pk]) for pk in told.asked.bodies if pk in names],
        "offers": offers,
        "words": "、".join(word for word, _found in offers),
        "troubles": told.troubles,
        "measures": MEASURES.items(),
        "kinds": KINDS.items(),
        "years": _years(),
        "most": MOST,
        "base": table.base,
        "section": "compare",
    }
    return page(request, "public/compare.html", context, status=400 if told.troubles else 200)


@reads
@conditional_page
def comparison_csv(request: HttpRequest) -> HttpResponse:
    """The table as CSV."""
    told = read(dict(request.GET.lists()))
    names, _offers = _names(told)
    if told.troubles:
        return _refused(told)
    table = _table(told.asked, names)
    rows = [table.head, *([text.replace(",", "") for text in row] for row in table.rows)]
    answer = HttpResponse(csv_text(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="comparison.csv"'
    return answer


@reads
@conditional_page
def comparison_json(request: HttpRequest) -> HttpResponse:
    """The table as JSON, with what to know about it."""
    told = read(dict(request.GET.lists()))
    names, _offers = _names(told)
    if told.troubles:
        return _refused(told)
    table = _table(told.asked, names)
    said = {
        "title": table.title,
        "unit": table.unit,
        "query": told.asked.query,
        "columns": table.head,
        "rows": [
            [int(row[0]), *(None if t == "—" else t.replace(",", "") for t in row[1:])]
            for row in table.rows
        ],
        "notes": table.notes,
    }
    return _json(said, 200)


def _refused(told: Read) -> HttpResponse:
    return _json({"errors": told.troubles, "query": told.asked.query}, 400)


def _json(said: dict[str, Any], status: int) -> HttpResponse:
    text = json.dumps(said, ensure_ascii=False, indent=1)
    return HttpResponse(text, status=status, content_type="application/json; charset=utf-8")


def _names(told: Read) -> tuple[dict[int, str], list[tuple[str, list[tuple[Body, str]]]]]:
    """The names of what is compared, and for each word the bodies that it may mean.

    A word that means but one body adds it to what is asked for; ids of nobody are told and dropped.
    """
    names = dict(Body.objects.filter(pk__in=told.asked.bodies).values_list("pk", "name"))
    gone = [pk for pk in told.asked.bodies if pk not in names]
    if gone:
        told.troubles.append(
            Said("没有编号为 {those} 的部门或单位，没有用它。", those=listed("、", map(str, gone)))
        )
    bodies = [pk for pk in told.asked.bodies if pk in names]
    found: list[tuple[str, list[Body]]] = []
    for word, own in _matches(told.words):
        exact = [body for body in own if body.name == word]
        if len(exact) == 1 or len(own) == 1:
            body = (exact or own)[0]
            if body.pk not in names and len(bodies) < MOST:
                bodies.append(body.pk)
                names[body.pk] = body.name
        else:
            found.append((word, own))
    told.asked = _with(told.asked, bodies)
    return names, [
        (word, [(body, _with(told.asked, [*bodies, body.pk][:MOST]).query) for body in own])
        for word, own in found
    ]


def _matches(words: list[str]) -> list[tuple[str, list[Body]]]:
    """For each word the bodies whose name holds it, by one query."""
    if not words:
        return []
    any_of = Q()
    for word in words:
        any_of |= Q(name__icontains=word)
    rows = list(
        Body.objects.filter(any_of).order_by("parent", "name", "pk")[: OFFERED * len(words)]
    )
    return [(w, [b for b in rows if w.lower() in b.name.lower()][:OFFERED]) for w in words]


def _with(asked: Asked, bodies: list[int]) -> Asked:
    return Asked(**{**vars(asked), "bodies": tuple(dict.fromkeys(bodies))})


def _table(asked: Asked, names: dict[int, str]) -> Table:
    rows = Paper.objects.filter(body__in=asked.bodies, kind=asked.kind, current=True)
    if asked.first is not None:
        rows = rows.filter(year__gte=asked.first)
    if asked.last is not None:
        rows = rows.filter(year__lte=asked.last)
    told = {
        (body, year): Told(amount, staff)
        for body, year, amount, staff in rows.order_by("number").values_list(
            "body_id", "year", asked.measure, "staff"
        )
    }
    return compare(asked, names, told, prices())


def _years() -> list[int]:
    rows = Paper.objects.filter(current=True).order_by()
    return sorted(set(rows.values_list("year", flat=True).distinct()))
