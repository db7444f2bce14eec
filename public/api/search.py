"""What the API's search finds, by the one search of the site."""

from __future__ import annotations

from urllib.parse import urlencode

from public import search
from public.api import rows, said
from public.api.answers import address
from public.models import Entry
from public.views.search import href

#: What kinds are called here → there.
KINDS = {
    "organisation": Entry.Kind.BODY,
    "publication": Entry.Kind.PAPER,
    "project": Entry.Kind.PROJECT,
    "function": Entry.Kind.FUNCTION,
    "term": Entry.Kind.TERM,
}
_CALLED = {str(theirs): ours for ours, theirs in KINDS.items()}


def find(q: str, kind: str | None, limit: int, offset: int) -> tuple[list[rows.Found], int | None]:
    """The hits, the best first, and how many there are, None where nobody counted on."""
    found = search.find(q, kinds=[KINDS[kind]] if kind else None, limit=limit, offset=offset)
    return [_said(entry) for entry in found.hits], None if found.more else found.count


def _said(entry: Entry) -> rows.Found:
    page = href(entry)
    page = address(f"/search/{page}" if page.startswith("?") else page)
    return rows.Found(
        kind=_CALLED[entry.kind],
        id={"body": entry.body_id, "paper": entry.paper_id}.get(entry.kind),
        name=entry.name,
        code=entry.code,
        year=entry.year,
        about=_about(entry),
        page=page,
        url=_url(entry) or page,
    )


def _about(entry: Entry) -> str:
    body = entry.body
    if body is None:
        return ""
    if entry.kind != Entry.Kind.BODY:
        return body.name
    return body.parent.name if body.parent else body.region


def _url(entry: Entry) -> str:
    """Where the API tells more of it, if it does."""
    match entry.kind:
        case Entry.Kind.BODY:
            return said.url("api-organisation", entry.body_id)
        case Entry.Kind.PAPER:
            return said.url("api-publication", entry.paper_id)
        case Entry.Kind.PROJECT:
            asked = {"publication": entry.paper_id, "q": entry.name[:100]}
            return f"{said.url('api-projects')}?{urlencode(asked)}"
        case Entry.Kind.FUNCTION:
            return f"{said.url('api-spending')}?{urlencode({'code': entry.code})}"
    return ""
