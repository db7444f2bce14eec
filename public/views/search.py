"""Search: one question over all that is public; without one, what can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.http import conditional_page

from public.core.goals import key_of
from public.core.grams import LONGEST, Asked, around, marked
from public.kept import EVERYTHING, kept
from public.languages import address
from public.models import Body, Entry
from public.search import COUNTED, find
from public.views.answers import page, reads

A_PAGE = 20
#: So many departments are listed below the question; the register has them all.
LISTED = 300


@dataclass(frozen=True)
class Shown:
    """A hit as it is shown: ``name`` and ``text`` in pieces, and whether each was asked for."""

    entry: Entry
    href: str
    name: list[tuple[str, bool]]
    text: list[tuple[str, bool]]


@reads
@conditional_page
@kept(EVERYTHING)
def results(request: HttpRequest) -> HttpResponse:
    """What is found of ``?q=``, all or of one ``?kind=``, page by page."""
    q = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    kind = request.GET.get("kind", "")
    kind = kind if kind in Entry.Kind.values else ""
    number = _page(request.GET.get("page", ""))
    found = find(q, kinds=[kind] if kind else None, limit=A_PAGE, offset=(number - 1) * A_PAGE)
    turn = urlencode({"q": q, "kind": kind} if kind else {"q": q})
    context = {
        "q": q,
        "kind": kind,
        "kinds": Entry.Kind.choices,
        "found": found,
        "most": COUNTED,
        "hits": [_shown(entry, Asked.of(q).runs) for entry in found.hits],
        "number": number,
        "first": (number - 1) * A_PAGE + 1,
        "before": number - 1,
        "after": number + 1 if number * A_PAGE < found.count else 0,
        "turn": f"?{turn}&page=",
        "departments": [] if q else _departments(),
        "section": "search",
    }
    return page(request, "public/search.html", context)


def _page(text: str) -> int:
    told = text.isascii() and text.isdecimal() and len(text) < 5
    return min(max(1, int(text)), COUNTED // A_PAGE) if told else 1


def _departments() -> list[Body]:
    rows = Body.objects.filter(parent=None).order_by("region", "code", "name", "pk")
    return list(rows[:LISTED])


def _shown(entry: Entry, runs: tuple[str, ...]) -> Shown:
    return Shown(
        entry, href(entry), marked(entry.called, runs), marked(around(_told(entry), runs), runs)
    )


def _told(entry: Entry) -> str:
    """The text of which a piece is shown: what a body belongs to stands beside its name anyway."""
    return "" if entry.kind == Entry.Kind.BODY else entry.text


def href(entry: Entry) -> str:
    """Where a hit leads."""
    if entry.kind == Entry.Kind.BODY:
        return address("department", entry.body_id)
    if entry.kind == Entry.Kind.PAPER:
        return address("publication", entry.paper_id)
    if entry.kind == Entry.Kind.PROJECT and entry.paper:
        return address("project", entry.paper.disclosure_id, key_of(entry.name))
    own = f"money/functions/{entry.code}/" if entry.code else "glossary/"
    return _if_there(own) or f"?{urlencode({'q': entry.code or entry.name, 'kind': 'paper'})}"


def _if_there(own: str) -> str | None:
    """The address of a page in the language of this one, if the site has it."""
    path = address("front") + own
    try:
        resolve(path)
    except Resolver404:
        return None
    return path
