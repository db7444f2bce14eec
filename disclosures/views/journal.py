"""The journal of a disclosure, and of a season with a download of all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from disclosures.core.workflow import ACTION_LABELS, BUREAU_LABELS, STATE_LABELS
from disclosures.journal.export import TYPES, lines
from disclosures.journal.reading import (
    Entries,
    Filter,
    actions_in,
    names,
    of_disclosure,
    of_season,
    people_in,
)
from disclosures.journal.telling import Names, lines_of
from disclosures.models import JournalEntry, Season
from disclosures.permissions import acts_for
from disclosures.views.answers import READ, only, person_of, signed_in, visible

A_PAGE = 30
#: Changes of one deed that are shown at once, and those that unfold.
FIRST, MOST = 6, 300

#: What a deed changed → the part of the comparison of versions that shows it.
_PARTS = {"rows": "tables", "ledger": "rows", "reasons": "reasons"}
_LABELS = ACTION_LABELS | BUREAU_LABELS


@dataclass(frozen=True)
class Told:
    """One entry for a page: ``first`` lines of what changed, ``more`` that unfold, the rest not.

    ``compare`` is the address of the comparison with the version before, or empty.
    """

    entry: JournalEntry
    state: str
    first: list[str]
    more: list[str]
    left: int
    compare: str


@only(*READ)
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The journal of a disclosure, for whoever may see it."""
    disclosure = visible(request, pk)
    context = {"disclosure": disclosure, "title": str(disclosure)}
    return _answer(request, of_disclosure(disclosure), context)


@only(*READ)
@signed_in
def season_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The journal of a season, for the bureau of its region."""
    season = _season(request, pk)
    context = {"season": season, "title": str(season)}
    return _answer(request, of_season(season), context)


@only(*READ)
@signed_in
def season_file(request: HttpRequest, pk: int, suffix: str) -> StreamingHttpResponse:
    """The same as a file, written while it is read."""
    season = _season(request, pk)
    if suffix not in TYPES:
        raise Http404
    text = lines(of_season(season), suffix)
    answer = StreamingHttpResponse((line.encode() for line in text), content_type=TYPES[suffix])
    answer["Content-Disposition"] = f'attachment; filename="journal-{season.pk}.{suffix}"'
    return answer


def _season(request: HttpRequest, pk: int) -> Season:
    """404 for whoever does not act for the bureau of its region."""
    season = get_object_or_404(Season.objects.select_related("region"), pk=pk)
    if not acts_for(person_of(request), season.region):
        raise Http404
    return season


def _answer(request: HttpRequest, entries: Entries, context: dict[str, object]) -> HttpResponse:
    asked = _asked(request)
    wide = asked.of(entries).select_related("disclosure__organisation", "season__region")
    shown = Paginator(wide.select_related("organisation"), A_PAGE)
    found = shown.get_page(request.GET.get("page"))
    done = actions_in(entries)
    return render(
        request,
        "journal/page.html",
        {
            **context,
            "asked": asked,
            "page": found,
            "told": list(_told(list(found), names())),
            "people": people_in(entries),
            "actions": [(key, label) for key, label in _LABELS.items() if key in done],
        },
    )


def _asked(request: HttpRequest) -> Filter:
    """What is asked for; a day that is none is left out."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = None
    return Filter(who=request.GET.get("who", ""), action=request.GET.get("action", ""), day=day)


def _told(entries: list[JournalEntry], known: Names) -> Iterator[Told]:
    for entry in entries:
        said = list(lines_of(entry, known))
        yield Told(
            entry=entry,
            state=_state(entry),
            first=said[:FIRST],
            more=said[FIRST:MOST],
            left=max(0, len(said) - MOST),
            compare=_compare(entry),
        )


def _state(entry: JournalEntry) -> str:
    """The step that was taken, if one was."""
    if entry.state_before == entry.state_after:
        return ""
    return f"{STATE_LABELS[entry.state_before]} → {STATE_LABELS[entry.state_after]}"


def _compare(entry: JournalEntry) -> str:
    """Where the version that the deed made is compared with the one before."""
    parts = [part for key, part in _PARTS.items() if key in entry.after]
    if entry.disclosure_id is None or entry.version < 2 or not parts:
        return ""
    asked = f"left={entry.version - 1}&right={entry.version}&part={parts[0]}"
    return f"{reverse('compare', args=[entry.disclosure_id])}?{asked}"
