"""Search: one question over all that is public; without one, what can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from public import models
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
#: Looked up at once: ``get_kind_display`` goes through all of them each time.
KINDS, PAPER_KINDS = dict(Entry.Kind.choices), dict(models.KINDS)


@dataclass(frozen=True)
class Shown:
    """A hit as it is shown: in ``name`` and ``text`` what was asked for is marked."""

    entry: Entry
    href: str
    kind: str
    paper_kind: str
    name: SafeString
    text: SafeString


@reads
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
        "kinds": KINDS.items(),
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
    text = around(_told(entry), runs)
    kind = str(KINDS[entry.kind])
    paper_kind = str(PAPER_KINDS[entry.paper.kind]) if entry.paper else ""
    return Shown(
        entry, href(entry), kind, paper_kind, _marked(entry.called, runs), _marked(text, runs)
    )


def _marked(text: str, runs: tuple[str, ...]) -> SafeString:
    pieces = marked(text, runs)
    return mark_safe(
        "".join(f"<mark>{escape(p)}</mark>" if asked else escape(p) for p, asked in pieces)
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
