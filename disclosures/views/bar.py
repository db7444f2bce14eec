"""The bar of a disclosure: state, who acts next, deadline, signature, and what there is to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest

from disclosures.chapters import chapters
from disclosures.core.workflow import OPEN, Action, State
from disclosures.models import Disclosure, JournalEntry, Publication, Signature
from disclosures.units import missing_among, unit_states
from disclosures.views.answers import person_of
from disclosures.views.lines import Line, Link, address_of, line_of

#: The pages of a disclosure, for whoever may see it: route and words.
PAGES = (
    ("disclosure", "附表"),
    ("ledgers", "填报数据"),
    *((name, chapter.label) for name, chapter in chapters().items()),
    ("narrative", "情况说明"),
    ("reasons", "原因与个人信息"),
    ("remarks", "批注"),
    ("review", "对比与审核"),
    ("versions", "版本"),
    ("journal", "操作记录"),
)
#: So many publications are named, the newest first.
NEWEST = 3
#: What has a place among the pages needs no button, unless it is the next step.
_AMONG_PAGES = (Action.ENTER, Action.EXPLAIN, Action.WRITE, Action.APPROVE)


def bar_of(request: HttpRequest, disclosure: Disclosure) -> dict[str, Any]:
    """What the bar shows: a fixed number of queries."""
    line = line_of(person_of(request), disclosure)
    return {
        "line": line,
        "buttons": [link for link in line.links if _is_button(link) and link.url != request.path],
        "pages": list(_pages(request, line)),
        "signature": _signature(line.disclosure),
        "returned": _returned(line.disclosure),
        "publications": list(
            Publication.objects.filter(disclosure=disclosure).dated().defer("content")[:NEWEST]
        ),
        **_units(line.disclosure),
    }


def _units(disclosure: Disclosure) -> dict[str, Any]:
    """Of a department: the units that it is without, and those that moved since they came in."""
    units = unit_states(disclosure)
    return {
        "missing": [unit.name for unit in missing_among(units)],
        "moved": [unit.name for unit in units if unit.changed],
    }


def _is_button(link: Link) -> bool:
    return link.next or link.action not in _AMONG_PAGES


def _pages(request: HttpRequest, line: Line) -> Iterator[Link]:
    key = line.disclosure.pk
    for route, text in PAGES:
        url = address_of(route, key)
        if url:
            yield Link(route, url, text, next=_is_here(request, route, url))


def _is_here(request: HttpRequest, route: str, url: str) -> bool:
    if route == "disclosure":
        match = request.resolver_match
        return match is not None and match.url_name in ("disclosure", "table")
    if route == "review":
        return request.path == url
    return request.path.startswith(url)


def _signature(disclosure: Disclosure) -> Signature | None:
    """The signature that counts now."""
    if State(disclosure.state) in (*OPEN, State.HANDED_UP):
        return None
    return Signature.objects.filter(disclosure=disclosure).first()


def _returned(disclosure: Disclosure) -> JournalEntry | None:
    """The return that led to where it stands, if one did."""
    if disclosure.state != State.RETURNED:
        return None
    deeds = JournalEntry.objects.filter(disclosure=disclosure, action=Action.RETURN)
    return deeds.order_by("-pk").first()
