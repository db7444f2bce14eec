"""The bureau adapts the text of a season: wording, order, what is left out, when reasons stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import mark_safe

from disclosures.actions.parties import Overtaken
from disclosures.actions.seasons import change_outline
from disclosures.assemble import book_of
from disclosures.core.document.changes import paragraph_changes
from disclosures.core.facts import Facts, Kind
from disclosures.core.workflow import BureauAction, State
from disclosures.data import outline_for
from disclosures.models import Disclosure, Organisation, Season
from disclosures.narration import narrate
from disclosures.pipeline import Book, codes_of
from disclosures.render.web_document import document_html
from disclosures.views.answers import READ, actor_of, only
from disclosures.views.office import answer, bureau_may
from disclosures.views.office_outline_form import ZEROS, OutlineForm

#: Whose signatures stand for the text as it is now.
_SIGNED = (State.SIGNED, State.SUBMITTED)
#: So many disclosures are offered for a preview.
MOST = 50


@only(*READ, "POST")
@bureau_may(BureauAction.CHANGE_SEASON)
def page(request: HttpRequest, region: Organisation, pk: int) -> HttpResponse:
    """GET: the outline as the season has it.  POST: preview, save, or go back to the plain one."""
    season = get_object_or_404(region.seasons, pk=pk)
    outline = outline_for(season.form_set)
    if request.method != "POST":
        return _show(request, region, season, OutlineForm.of(outline, season.outline))
    if request.POST.get("deed") == "reset":
        return _save(request, region, season, OutlineForm.of(outline, {}), {})
    form = OutlineForm.read(outline, request.POST.dict())
    changes = form.changes()
    if not form.valid:
        return _show(request, region, season, form, status=422)
    if request.POST.get("deed") == "save":
        return _save(request, region, season, form, changes)
    return _show(request, region, season, form, changes)


def _save(
    request: HttpRequest,
    region: Organisation,
    season: Season,
    form: OutlineForm,
    changes: dict[str, Any],
) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        change_outline(
            season=season,
            changes=changes,
            seen=int(seen) if seen.isascii() and seen.isdecimal() else -1,
            why=request.POST.get("why", "").strip()[:2000],
            by=actor_of(request),
        )
    except ValidationError as error:
        form.told = tuple(error.messages)
        return _show(request, region, season, form, status=422)
    except Overtaken:
        season.refresh_from_db()
        return _show(request, region, season, form, changes, overtaken=True, status=409)
    messages.success(request, "文本格式已调整。" if changes else "已恢复原来的文本格式。")
    return redirect("office-season-outline", region.pk, season.pk)


def _show(
    request: HttpRequest,
    region: Organisation,
    season: Season,
    form: OutlineForm,
    changes: Mapping[str, Any] | None = None,
    *,
    overtaken: bool = False,
    status: int = 200,
) -> HttpResponse:
    states = Counter(season.disclosures.values_list("state", flat=True))
    begun = season.disclosures.filter(version__gt=0).select_related("organisation")
    context = {
        "season": season,
        "rows": list(form.rows()),
        "settings": form.settings(),
        "errors": form.all_errors,
        "zeros": ZEROS,
        "adapted": bool(season.outline),
        "signed": sum(states[s] for s in _SIGNED),
        "begun": begun.order_by("organisation__code")[:MOST],
        "overtaken": overtaken,
        "why": request.POST.get("why", ""),
        "previewed": changes is not None,
        **(_preview(request, season, changes) if changes is not None else {}),
    }
    return answer(request, region, "season_outline", context, status=status)


# -- preview ----------------------------------------------------------------------------------


def _preview(request: HttpRequest, season: Season, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The text of a real disclosure of the season, or of an empty one, before and after."""
    chosen = _chosen(request, season)
    book = book_of(chosen) if chosen else _empty(season)
    codes = codes_of(book.facts)
    before = narrate(book.tables, codes, book.written, season.outline).document
    after = narrate(book.tables, codes, book.written, changes)
    text = replace(after.document, tables=(), glossary=(), attachments=())
    return {
        "chosen": chosen,
        "paragraphs": paragraph_changes(before, after.document),
        "refused": [*after.refused.values()],
        # Markup of ``render.web_document``, which escapes every text itself.
        "document_html": mark_safe(document_html(text)),
    }


def _chosen(request: HttpRequest, season: Season) -> Disclosure | None:
    rows = season.disclosures.filter(version__gt=0).select_related("organisation", "season")
    asked = request.POST.get("example", "")
    found = rows.filter(pk=int(asked)).first() if asked.isascii() and asked.isdecimal() else None
    return found or rows.order_by("organisation__code").first()


def _empty(season: Season) -> Book:
    """A disclosure in which nothing is entered."""
    return Book.of_facts(
        Facts(
            department="某单位",
            department_code="",
            year=season.year,
            kind=Kind(season.kind),
            form_set=season.form_set,
            units=(),
            facts=(),
        )
    )
