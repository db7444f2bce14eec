"""The page of the text 情况说明: read in order, written piece by piece, saved as one goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from disclosures import actions
from disclosures.actions.writing import Overtaken, Piece
from disclosures.core.narrative import Wrote
from disclosures.core.workflow import TRANSITIONS, Action, State
from disclosures.models import Disclosure, JournalEntry, Person, Writing
from disclosures.permissions import can
from disclosures.pipeline import Book
from disclosures.readiness import standing_of
from disclosures.views.answers import READ, actor_of, deed, only, person_of, signed_in
from disclosures.views.books import disclosure_and_book
from disclosures.views.narrative_attached import attached_of
from disclosures.views.narrative_fields import Clash, Desk, Field, last_words
from disclosures.views.narrative_page import Pager, Room
from disclosures.views.threads import remarks_context

#: What stands in fields of this page.
KINDS = (Wrote.TEXT, Wrote.REASON, Wrote.MEANING)


@dataclass(frozen=True)
class Shown:
    """The page of one disclosure, ready to be shown."""

    disclosure: Disclosure
    book: Book
    rooms: Sequence[Room]
    more: Mapping[str, Any]

    @property
    def fields(self) -> dict[str, Field]:
        """All its fields, by kind:key."""
        return {f"{f.kind}:{f.key}": f for room in self.rooms for f in room.fields}


@only(*READ, "POST")
@signed_in
@deed
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the text.  POST: one field is saved, or the last save is undone."""
    shown = shown_of(request, pk)
    if request.method == "POST":
        return _save(request, shown)
    return render(request, "narrative/page.html", context_of(request, shown))


def shown_of(request: HttpRequest, pk: int) -> Shown:
    """The page as it stands now; 404 where the person may not see it."""
    disclosure, book = disclosure_and_book(request, pk)
    person = person_of(request)
    may = can(person, Action.WRITE, disclosure) and book.written is not None
    remarks = remarks_context(request, disclosure, book)
    desk = Desk(
        narration=book.narration,
        saved=saved_of(disclosure),
        last=last_words(disclosure) if may else {},
        undoable=undoable_by(person, disclosure) if may else {},
    )
    pager = Pager(disclosure, book, desk, remarks["all_threads"], may)
    # ``may`` of the remarks tells what may be done with them; writing stands beside it.
    return Shown(disclosure, book, pager.rooms(), {**remarks, "may_write": may})


def saved_of(disclosure: Disclosure) -> dict[str, Writing]:
    """What is written now, by kind:key."""
    rows = Writing.objects.filter(disclosure=disclosure).select_related("person")
    return {f"{w.kind}:{w.key}": w for w in rows}


def undoable_by(person: Person, disclosure: Disclosure) -> Mapping[str, str | None]:
    """What stood in the pieces that the person saved last; nothing where others came after."""
    last = JournalEntry.objects.filter(
        disclosure=disclosure, action=Action.WRITE, version=disclosure.version, person=person
    ).first()
    found: Mapping[str, str | None] = last.before.get("writings", {}) if last else {}
    return found


def context_of(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    """What the template is given."""
    disclosure, book = shown.disclosure, shown.book
    missing = [f for room in shown.rooms for f in room.fields if f.missing]
    return {
        **shown.more,
        "disclosure": disclosure,
        "disclosure_pk": disclosure.pk,
        "form_set": book.form_set,
        "document": book.document,
        "rooms": shown.rooms,
        "missing": missing,
        "refused": book.narration.refused,
        "explanations": standing_of(disclosure, book).document.explanations,
        "attached": attached_of(book),
        "at": request.GET.get("at", ""),
        "why_not": "" if shown.more["may_write"] else why_not(disclosure, book),
    }


def why_not(disclosure: Disclosure, book: Book) -> str:
    """Why the text is only read."""
    if book.written is None:
        return "单位的文字由部门在汇总材料中统一撰写；这里按本单位的数字自动生成，供核对。"
    if (State(disclosure.state), Action.WRITE) not in TRANSITIONS:
        return f"材料{disclosure.get_state_display()}，文字不能修改；退回或撤销签署后可以修改。"
    return "您只能查看；文字由填报人撰写。"


# -- saving -----------------------------------------------------------------------------------


def _save(request: HttpRequest, shown: Shown) -> HttpResponse:
    field = _asked_for(request, shown)
    if request.POST.get("deed") == "theirs":
        return _answer(request, shown, field, whole=True)
    wanted = _wanted(request, field)
    piece = Piece(Wrote(field.kind), field.key, was_of(request), wanted)
    try:
        done = actions.write(disclosure=shown.disclosure, pieces=[piece], by=actor_of(request))
    except ValidationError as error:
        refused = replace(field, text=wanted or "", error="；".join(error.messages))
        return _answer(request, shown, refused, 422)
    if not done.done:
        return _answer(request, shown, clashed(field, done.overtaken[0], shown.disclosure), 409)
    fresh = shown_of(request, shown.disclosure.pk)
    return _answer(request, fresh, fresh.fields.get(f"{field.kind}:{field.key}"), saved=True)


def _asked_for(request: HttpRequest, shown: Shown) -> Field:
    """The field that the form is of.  ValidationError where the page has none such."""
    kind, key = request.POST.get("kind", ""), request.POST.get("key", "")
    if not can(person_of(request), Action.WRITE, shown.disclosure):
        # What is refused, and how, is told by the deed itself.
        actions.write(disclosure=shown.disclosure, pieces=[], by=actor_of(request))
        raise PermissionDenied
    field = shown.fields.get(f"{kind}:{key}")
    if field is None or not shown.more["may_write"]:
        raise ValidationError("这一处已不在文本中，没有保存；数字改变后，需要写的内容会随之改变")
    return field


def _wanted(request: HttpRequest, field: Field) -> str | None:
    """What the field is to say; None for nothing."""
    deed = request.POST.get("deed", "")
    if deed == "undo" and field.undoable:
        return field.previous
    text = field.last if deed == "last" else text_of(request, "text")
    return text.strip() or None


def text_of(request: HttpRequest, name: str) -> str:
    """A text of a form, with line ends as they are kept."""
    typed = request.POST.get(name, "").replace("\x00", "")
    return typed.replace("\r\n", "\n").replace("\r", "\n")


def was_of(request: HttpRequest) -> str | None:
    """What stood there when the form was made: ``was``, and whether anything did (``there``)."""
    return text_of(request, "was") if request.POST.get("there") == "1" else None


def clashed(field: Field, overtaken: Overtaken, disclosure: Disclosure) -> Field:
    """The field with both texts, to be chosen from."""
    piece, theirs = overtaken.piece, overtaken.theirs
    rows = Writing.objects.filter(disclosure=disclosure, kind=piece.kind, key=piece.key)
    row = rows.select_related("person").first()
    who = row.person.name if row and row.person else ""
    clash = Clash(theirs=theirs, who=who, at=row.at if row else None)
    return replace(field, was=theirs, text=piece.now or "", clash=clash)


def _answer(
    request: HttpRequest,
    shown: Shown,
    field: Field | None,
    status: int = 200,
    *,
    saved: bool = False,
    whole: bool = False,
) -> HttpResponse:
    """One field, or the whole page with it in its place."""
    if request.headers.get("HX-Request"):
        deed = request.POST.get("deed", "")
        context = {
            **context_of(request, shown),
            "field": field,
            "saved": saved,
            "whole": whole or status != 200 or deed in ("undo", "last"),
            "room": next((r for r in shown.rooms if field in list(r.fields)), None),
        }
        return render(request, "narrative/_answer.html", context, status=status)
    if status == 200:
        if saved:
            messages.success(request, "已保存。")
        place = f"#{field.id}" if field else ""
        return redirect(reverse("narrative", args=[shown.disclosure.pk]) + place)
    if field is not None:
        _put(shown, field)
    return render(request, "narrative/page.html", context_of(request, shown), status=status)


def _put(shown: Shown, field: Field) -> None:
    """The field as it was answered in the place of the one that is saved."""
    for room in shown.rooms:
        room.blocks = [
            replace(b, fields=tuple(field if f.id == field.id else f for f in b.fields))
            for b in room.blocks
        ]
